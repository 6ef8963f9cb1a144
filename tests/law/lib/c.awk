# C as the laws read it: "file:line:code", comments gone and literals empty ("" and ''), or, with -v want=text, the
# literals alone. One line in, one line out, so line numbers stay.

function put(s) {
	if (want != "text")
		out = out s
}

FNR == 1 { comment = 0 }

{
	line = $0
	out = ""
	while (line != "") {
		if (comment) {
			at = index(line, "*/")
			if (at == 0)
				break
			line = substr(line, at + 2)
			comment = 0
			put(" ")
			continue
		}
		if (!match(line, /\/\*|\/\/|"|'/)) {
			put(line)
			break
		}
		put(substr(line, 1, RSTART - 1))
		mark = substr(line, RSTART, RLENGTH)
		line = substr(line, RSTART + RLENGTH)
		if (mark == "//")
			break
		if (mark == "/*") {
			comment = 1
			continue
		}
		if (mark == "\"")
			closed = match(line, /^([^"\\]|\\.)*"/)
		else
			closed = match(line, /^([^'\\]|\\.)*'/)
		if (!closed) # a macro's stringised text, or no C
			break
		if (want == "text" && mark == "\"")
			out = out " " substr(line, 1, RLENGTH - 1)
		put(mark mark)
		line = substr(line, RLENGTH + 1)
	}
	print FILENAME ":" FNR ":" out
}
