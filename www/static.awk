# Style sheets -> build/gen/static.def: STATIC(name, "content-type", "bytes"), one row a file, the bytes as
# one C literal a line. The name is the file's with '.' as '_': www/embed.css is embed_css.

function quote(s) {
	gsub(/\\/, "\\\\", s)
	gsub(/"/, "\\\"", s)
	gsub(/\t/, "\\t", s)
	return "\"" s "\\n\""
}

FNR == 1 {
	if (NR > 1)
		print ")"
	name = FILENAME
	sub(/^.*\//, "", name)
	if (name !~ /^[a-z]+\.css$/) {
		print FILENAME ": only style sheets are known here" >"/dev/stderr"
		failed = 1
		exit 1
	}
	gsub(/\./, "_", name)
	print "STATIC(" name ", \"text/css; charset=utf-8\","
}

{ print "\t" quote($0) }

END {
	if (failed)
		exit 1
	print ")"
}
