# Style sheets and scripts -> build/gen/static.def: STATIC(name, kind, "bytes"), one row a file, the bytes as
# one C literal a line. The name is the file's with '.' as '_': www/embed.css is embed_css.

# A question mark is escaped too: two of them begin a trigraph.
function quote(s,    i, c, out) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\" || c == "\"" || c == "?")
			out = out "\\" c
		else if (c == "\t")
			out = out "\\t"
		else
			out = out c
	}
	return "\"" out "\\n\""
}

FNR == 1 {
	if (NR > 1)
		print ")"
	name = FILENAME
	sub(/^.*\//, "", name)
	if (name !~ /^[a-z]+\.(css|js)$/) {
		print FILENAME ": only style sheets and scripts are known here" >"/dev/stderr"
		failed = 1
		exit 1
	}
	gsub(/\./, "_", name)
	print "STATIC(" name ", " (name ~ /_js$/ ? "RESP_JS" : "RESP_CSS") ","
}

{ print "\t" quote($0) }

END {
	if (failed)
		exit 1
	print ")"
}
