# www/tmpl/*.html -> build/gen/tmpl.def, the table behind view/tmpl.h. It makes rows, never logic.
#
# A template is HTML with slots:
#   {{name:text}}       a struct str, escaped; between tags or inside a quoted attribute
#   {{name:int}}        an int64_t
#   {{name:html}}       a struct safe; between tags only
#   {{name:url}}        a struct str, as the whole of href="", src="" or action=""
#   {{name:time}}       seconds UTC as <time>; between tags only
#   {{name:attr}}       a struct str as an attribute name="value", not written when empty; inside a tag
#   {{name:flag}}       a bool as an attribute without value; inside a tag
#   {{_ Leave a Reply}} a text looked up in the reader's language, escaped
#   {{# … }}            a remark; it and the line break behind it vanish
# A name may hold '-' (for attributes); in C it is '_'. Where a slot may not stand, the build fails:
# escaping is right only in the place it was made for.

function fail(what) {
	print FILENAME ": " what >"/dev/stderr"
	failed = 1
	exit 1
}

function quote(s,    i, c, out) {
	out = ""
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (c == "\\" || c == "\"")
			out = out "\\" c
		else if (c == "\n")
			out = out "\\n"
		else if (c == "\t")
			out = out "\\t"
		else
			out = out c
	}
	return "\"" out "\""
}

# Follows the literal HTML: where = text, tag or value; attr and value: the attribute we are in.
function walk(s,    i, c) {
	for (i = 1; i <= length(s); i++) {
		c = substr(s, i, 1)
		if (where == "text") {
			if (c == "<") {
				where = "tag"
				tag = ""
			}
		} else if (where == "tag") {
			if (c == "\"") {
				if (tag !~ /[ \t\n][a-z-]+=$/)
					fail("a quote that begins no attribute: <" tag)
				attr = tag
				sub(/^.*[ \t\n]/, "", attr)
				sub(/=$/, "", attr)
				if (attr ~ /^on/ || attr == "style" || attr == "srcdoc")
					fail("the attribute " attr " may not be used")
				where = "value"
				value = ""
			} else if (c == ">") {
				# A script is a file of ours, whole and empty: <script type="module" src="…"></script>
				if (tag ~ /^(script|style)/ &&
				    !(tag == "script type=\"\" src=\"\"" && substr(s, i + 1, 9) == "</script>"))
					fail("the element " tag " may not be used")
				if (tag ~ /=$/)
					fail("an attribute without quotes: <" tag)
				where = "text"
			} else if (c == "<" || c == "'") {
				fail("a stray " c " in <" tag)
			} else {
				if (tag ~ /=$/)
					fail("an attribute without quotes: <" tag c)
				tag = tag c
			}
		} else if (c == "\"") {
			where = "tag"
			tag = tag "\"\""
		} else {
			value = value c
			if (url_done)
				fail("something behind the address in " attr)
		}
		if (where != "value")
			url_done = 0
	}
}

function is_address(name) {
	return name == "href" || name == "src" || name == "action" || name == "formaction"
}

function check(type, name) {
	if (type == "html" || type == "time") {
		if (where != "text")
			fail("{{" name ":" type "}} inside a tag")
	} else if (type == "attr" || type == "flag") {
		if (where != "tag" || tag !~ /[ \t\n]$/)
			fail("{{" name ":" type "}} is not among the attributes of a tag")
	} else if (type == "url") {
		if (where != "value" || !is_address(attr) || value != "")
			fail("{{" name ":url}} is not the whole of an address")
		url_done = 1
	} else if (type == "text" || type == "int") {
		if (where == "tag")
			fail("{{" name ":" type "}} in a tag, outside quotes")
		if (where == "value" && is_address(attr) && (type == "text" || value !~ /^[#?]/))
			fail("{{" name ":" type "}} in an address: only {{…:url}} is checked")
	} else {
		fail("no slot type \"" type "\"")
	}
	if (where == "value")
		value = value "x"
}

function slot(s,    colon, name, type, c_name) {
	if (s ~ /^#/)
		return
	if (s ~ /^_ /) {
		if (where == "tag" || (where == "value" && is_address(attr)))
			fail("a text where none may stand: " s)
		out = out "TMPL_MSG(" quote(substr(s, 3)) ")\n"
		return
	}
	colon = index(s, ":")
	name = substr(s, 1, colon - 1)
	type = substr(s, colon + 1)
	if (name !~ /^[a-z][a-z0-9_-]*$/)
		fail("no slot: {{" s "}}")
	check(type, name)
	c_name = name
	gsub(/-/, "_", c_name)
	if (!(c_name in types)) {
		types[c_name] = type
		slots = slots "TMPL_SLOT(" type ", " c_name ")\n"
	} else if (types[c_name] != type) {
		fail("{{" name "}} is " types[c_name] " and " type)
	}
	out = out "TMPL_PUT(" template ", " type ", " c_name ", " quote(name) ")\n"
}

function finish(    i, j, s) {
	out = slots = ""
	where = "text"
	split("", types)
	while ((i = index(text, "{{")) > 0) {
		s = substr(text, 1, i - 1)
		text = substr(text, i + 2)
		j = index(text, "}}")
		if (j == 0)
			fail("a slot without end")
		if (s != "") {
			walk(s)
			if (substr(text, 1, j - 1) ~ /:(attr|flag)$/)
				sub(/[ \t\n]$/, "", s) # goes with the attribute, which may not be there
			if (s != "")
				out = out "TMPL_LIT(" quote(s) ")\n"
		}
		s = substr(text, 1, j - 1)
		text = substr(text, j + 2)
		slot(s)
		if (s ~ /^#/)
			sub(/^\n/, "", text)
	}
	if (text != "") {
		walk(text)
		out = out "TMPL_LIT(" quote(text) ")\n"
	}
	if (where != "text")
		fail("ends inside a tag")
	printf "TMPL_BEGIN(%s, %s)\n%s%sTMPL_END(%s, %s)\n", template, toupper(template), slots, out,
		template, toupper(template)
}

FNR == 1 {
	if (template != "")
		finish()
	template = FILENAME
	sub(/^.*\//, "", template)
	sub(/\.html$/, "", template)
	if (template !~ /^[a-z][a-z0-9_]*$/)
		fail("a template's name is a C name")
	text = ""
}

{ text = text $0 "\n" }

END {
	if (failed)
		exit 1
	if (template != "")
		finish()
}
