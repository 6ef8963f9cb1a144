# The functions of C sources in the project's format: "file line name lines". The name stands in column 0 of its
# own line, the body between a "{" and a "}" in column 0.

FNR == 1 { name = "" }
/^[a-z_][a-z0-9_]*\(/ && !/;[ \t]*$/ {
	name = substr($0, 1, index($0, "(") - 1)
	from = FNR
}
/^}/ && name != "" {
	print FILENAME, from, name, FNR - from + 1
	name = ""
}
