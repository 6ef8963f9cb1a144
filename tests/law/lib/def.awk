# The rows of a statement table: prints "file|line|MACRO|column…" for each MACRO(…) that begins a line, over as many
# lines as it takes. Columns are cut at commas outside of quotes and parentheses; neighbouring literals are joined.

function emit(    i, c, quoted, depth, cell, out) {
	quoted = depth = 0
	cell = out = ""
	for (i = 1; i <= length(row); i++) {
		c = substr(row, i, 1)
		if (c == "\\" && quoted) {
			cell = cell c substr(row, ++i, 1)
			continue
		}
		if (c == "\"")
			quoted = !quoted
		if (!quoted && c == "(")
			depth++
		if (!quoted && c == ")" && depth-- == 0)
			break
		if (!quoted && depth == 0 && c == ",") {
			out = out "|" trim(cell)
			cell = ""
			continue
		}
		cell = cell (c == "|" ? "+" : c)
	}
	print FILENAME "|" from "|" macro out "|" trim(cell)
	macro = ""
}

function trim(s) {
	sub(/^[ \t\n]+/, "", s)
	sub(/[ \t\n]+$/, "", s)
	gsub(/"[ \t\n]+"/, "", s)
	return s
}

# Quotes and parentheses closed?
function whole(    i, c, quoted, depth) {
	depth = 1
	for (i = 1; i <= length(row); i++) {
		c = substr(row, i, 1)
		if (c == "\\" && quoted)
			i++
		else if (c == "\"")
			quoted = !quoted
		else if (!quoted && c == "(")
			depth++
		else if (!quoted && c == ")" && --depth == 0)
			return 1
	}
	return 0
}

FNR == 1 { macro = "" }
macro == "" && match($0, /^[ \t]*[A-Z][A-Z_]*\(/) {
	macro = substr($0, RSTART, RLENGTH - 1)
	sub(/^[ \t]*/, "", macro)
	from = FNR
	row = substr($0, RSTART + RLENGTH) "\n"
	if (whole())
		emit()
	next
}
macro != "" {
	row = row $0 "\n"
	if (whole())
		emit()
}
