# Style sheets, scripts and the API's manual -> build/gen/static.def: STATIC(name, kind, "bytes"), one row a file, the
# bytes as one C literal a line. The name is the file's with '.' as '_': www/embed.css is embed_css. Browsers do without
# what is for people: comments that have lines of their own, indents, empty lines.

# A question mark is escaped too: two of them begin a trigraph.
function quote(s,    i, c, out) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\" || c == "\"" || c == "?")
			out = out "\\" c
		else
			out = out c
	}
	return "\"" out "\\n\""
}

function fail(why) {
	print FILENAME ":" FNR ": " why >"/dev/stderr"
	failed = 1
	exit 1
}

FNR == 1 {
	if (NR > 1)
		print ")"
	name = FILENAME
	sub(/^.*\//, "", name)
	if (name !~ /^[a-z]+\.(css|js|json)$/)
		fail("only style sheets, scripts and JSON are known here")
	gsub(/\./, "_", name)
	print "STATIC(" name ", " (name ~ /_js$/ ? "RESP_JS" : name ~ /_css$/ ? "RESP_CSS" : "RESP_JSON") ","
}

{
	line = $0
	sub(/^[ \t]+/, "", line)
	if (comment || line ~ /^\/\*/) {
		if (line ~ /\*\/./)
			fail("more behind a comment")
		comment = line !~ /\*\/$/
		next
	}
	if (line == "" || line ~ /^\/\//)
		next
	# Within a template literal blanks would be text.
	if (line ~ /\t/ || gsub(/`/, "`", line) % 2)
		fail("a tab, or a literal over two lines")
	print "\t" quote(line)
}

END {
	if (failed)
		exit 1
	print ")"
}
