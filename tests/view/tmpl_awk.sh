#!/bin/sh
# www/tmpl.awk refuses a slot where its escaping would be wrong. TAP.
cd "$(dirname "$0")/../.." || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
n=0 failed=0

# expect good|bad "sentence" 'template'
expect() {
	n=$((n + 1))
	printf '%s\n' "$3" >"$work/try.html"
	awk -f www/tmpl.awk "$work/try.html" >"$work/def" 2>"$work/errors" && got=good || got=bad
	if [ "$got" = "$1" ] && { [ "$1" = good ] || grep -q 'try.html: ' "$work/errors"; }; then
		echo "ok $n - $2"
	else
		echo "not ok $n - $2"
		failed=1
	fi
}

echo 1..22
expect good "every kind of slot has its place" \
	'<p class="{{a:text}}" {{b:attr}} {{c:flag}}>{{d:html}}{{e:time}}{{f:int}}<a href="{{g:url}}">{{_ Hello}}</a></p>'
expect good "a number may stand in a fragment or a query" '<a href="#c-{{id:int}}">x</a><a href="?a={{id:int}}">y</a>'
expect bad "HTML inside a tag" '<p class="{{a:html}}">x</p>'
expect bad "a time inside a tag" '<p title="{{a:time}}">x</p>'
expect bad "text in an address" '<a href="{{a:text}}">x</a>'
expect bad "text behind the beginning of an address" '<a href="/x/{{a:text}}">x</a>'
expect bad "a number as a whole address" '<a href="{{a:int}}">x</a>'
expect bad "an address with something before it" '<a href="x{{a:url}}">x</a>'
expect bad "an address with something behind it" '<a href="{{a:url}}x">x</a>'
expect bad "an address where none is" '<p class="{{a:url}}">x</p>'
expect bad "text in a tag, outside quotes" '<p {{a:text}}>x</p>'
expect bad "an attribute without quotes" '<p class={{a:text}}>x</p>'
expect bad "an attribute in single quotes" "<p class='x'>x</p>"
expect bad "an event handler" '<p onclick="x()">x</p>'
expect bad "an inline style" '<p style="color: red">x</p>'
expect bad "an inline script" '<script>x</script>'
expect good "a script that is a file" '<script type="module" src="{{a:url}}"></script>'
expect bad "a script that is a file and more" '<script type="module" src="{{a:url}}">x</script>'
expect bad "a script without a type" '<script src="{{a:url}}"></script>'
expect bad "a slot without end" '<p>{{a:text</p>'
expect bad "an unknown type" '<p>{{a:raw}}</p>'
expect bad "one name with two types" '<p>{{a:text}} {{a:int}}</p>'
exit $failed
