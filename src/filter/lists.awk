# A list of names -> table rows:  ROW("name", FLAG | FLAG)
#
# Makes a table, never logic. The rows are searched by halving, so a list out of order stops the build
# (LC_ALL=C sort); so does a name that could not be in a host.

function fail(why)
{
	printf "%s:%d: %s: %s\n", FILENAME, FNR, why, $0 > "/dev/stderr"
	failed = 1
	exit 1
}

/^[ \t]*(#|$)/ { next }

{
	if ($1 !~ /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/)
		fail("want lower case letters, digits, dots and dashes")
	if (split($1, labels, ".") > 5)
		fail("more than five labels, which listed.c does not look at")
	if (last != "" && $1 "" <= last "")
		fail("out of order, or twice")
	last = $1
	flags = "0"
	for (i = 2; i <= NF; i++) {
		if ($i !~ /^[a-z]+$/)
			fail("no flag: " $i)
		flags = (i == 2 ? "" : flags " | ") "LISTED_" toupper($i)
	}
	printf "ROW(\"%s\", %s)\n", $1, flags
}

END { exit failed }
