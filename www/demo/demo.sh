#!/bin/bash
# The demo: a small news site, and a smaller one beside it, with nginx and rejoinderd in front of the reader, all of it under build/demo.
#
#     demo.sh start BIN PORT      runs until Ctrl-C; with DETACH=1 it returns once the site answers
#     demo.sh stop
#
# Starting again keeps comments, key and password. Nothing outside build/demo is touched.
set -euo pipefail
shopt -s inherit_errexit

top=$(cd "$(dirname "$0")/../.." && pwd)
demo=$top/build/demo

# A process is ours if its command line names our folder: a stale pid file must not kill a stranger.
running() {
	local pid
	pid=$(cat "$demo/run/$1.pid" 2>/dev/null) || return 1
	[[ -n $pid ]] && tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline" | grep -qF "$demo"
}

# nginx first, and without haste: a request under way is still answered.
stop() {
	local name pid
	for name in nginx rejoinderd; do
		running "$name" || continue
		pid=$(<"$demo/run/$name.pid")
		kill -s "$([[ $name == nginx ]] && echo QUIT || echo TERM)" "$pid" 2>/dev/null || true
		for _ in {1..100}; do
			running "$name" || break
			sleep 0.1
		done
		if running "$name"; then
			echo "demo: $name (process $pid) did not stop within ten seconds; killed" >&2
			kill -s KILL "$pid" 2>/dev/null || true
		fi
	done
	rm -f "$demo/run/nginx.pid" "$demo/run/rejoinderd.pid"
}

say_fault() {
	echo "demo: $1" >&2
	exit 1
}

# At the site $which.
rejoinder() {
	"$bin/rejoinder" --config "$demo/rejoinder.conf" --site "$which" "$@"
}

lay_out() {
	mkdir -p "$demo"/{etc,data,run,logs,tmp,cache,nginx}
	chmod 0700 "$demo"/{etc,data,run}
	rm -rf "$demo/site" "$demo/valley"
	cp -r "$top/www/demo/site" "$top/www/demo/valley" "$demo"
	cat >"$demo/rejoinder.conf" <<-END
		# Made by \`make demo\`; written anew at every start.
		listen = "$demo/run/rejoinder.sock";
		store = "$demo/data/rejoinder.db";
		key_file = "$demo/etc/key";
		log: { file = "$demo/logs/rejoinder.log"; };
		sites = (
		    {
		        name = "courier";
		        base_url = "http://localhost:$port";
		        aliases = [ "127.0.0.1:$port" ];
		        title = "The Marren Courier";
		        pages = [ "/story/*", "/archive/*" ];
		        # Everybody who tries the demo has one address.
		        rate: { posts = 1000; };
		    },
		    {
		        name = "valley";
		        base_url = "http://valley.localhost:$port";
		        title = "The Valley Post";
		        pages = [ "/story/*" ];
		        rate: { posts = 1000; };
		    }
		);
	END
	local user=""
	[[ $(id -u) != 0 ]] || user="user $(id -un) $(id -gn);"
	sed -e "s|@USER@|$user|" -e "s|@PORT@|$port|" "$top/www/demo/nginx.conf" >"$demo/nginx/nginx.conf"
	sed -e "s|/run/rejoinder/rejoinder.sock|$demo/run/rejoinder.sock|" \
		-e "s|/var/lib/nginx/rejoinder |$demo/cache/rejoinder |" \
		"$top/www/nginx/rejoinder-http.conf" >"$demo/nginx/rejoinder-http.conf"
	sed -e "s|/var/log/nginx/rejoinder.log|$demo/logs/comments.log|" \
		"$top/www/nginx/rejoinder.conf" >"$demo/nginx/rejoinder.conf"
}

make_store() {
	if [[ ! -e $demo/etc/key ]]; then
		rejoinder init >/dev/null
	else
		rejoinder migrate >/dev/null
	fi
	rejoinder thread import "$top/www/demo/articles.csv" >/dev/null
	[[ ! -e $demo/etc/editor.password ]] || return 0
	(umask 077 && head -c 12 /dev/urandom | base64 | tr '+/' 'xy' >"$demo/etc/editor.password")
	if ! rejoinder moderator add editor --role moderator --password-stdin \
		<"$demo/etc/editor.password" >/dev/null; then
		rm -f "$demo/etc/editor.password"
		say_fault "the moderator could not be added; see above"
	fi
}

port_taken() {
	(exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

# In sessions of their own, so that Ctrl-C reaches this script alone and it stops them in order.
start() {
	setsid "$bin/rejoinderd" --config "$demo/rejoinder.conf" \
		</dev/null >>"$demo/logs/rejoinderd.out" 2>&1 &
	echo $! >"$demo/run/rejoinderd.pid"
	for _ in {1..100}; do
		[[ ! -S $demo/run/rejoinder.sock ]] || break
		running rejoinderd || say_fault "rejoinderd did not start: $(tail -n 1 "$demo/logs/rejoinderd.out")"
		sleep 0.1
	done
	setsid nginx -p "$demo" -c "$demo/nginx/nginx.conf" -e "$demo/logs/error.log" -g 'daemon off;' \
		</dev/null >>"$demo/logs/nginx.out" 2>&1 &
	nginx_pid=$!
	for _ in {1..100}; do
		if curl -fsS -m 5 -o /dev/null "$site/comments/page?page=/story/harbour-works/" 2>/dev/null; then
			return
		fi
		kill -0 "$nginx_pid" 2>/dev/null || say_fault "nginx did not start: $(tail -n 1 "$demo/logs/error.log")"
		running rejoinderd || say_fault "rejoinderd ended: $(tail -n 1 "$demo/logs/rejoinder.log")"
		sleep 0.1
	done
	say_fault "no answer from $site/ within ten seconds; see $demo/logs"
}

# One comment through the front door, as a browser sends it. Answers its id.
post() {
	local page=$1 parent=$2 name=$3 email=$4 text=$5 token
	token=$(curl -fsS --get --data-urlencode "page=$page" "$site/comments/page" |
		sed -n 's/.*name="token"[^>]* value="\([^"]*\)".*/\1/p' | head -n 1)
	curl -fsS -o /dev/null -H "Origin: $site" --data-urlencode "page=$page" --data-urlencode "token=$token" \
		--data-urlencode "comment_parent=$parent" --data-urlencode "author=$name" \
		--data-urlencode "email=$email" --data-urlencode "comment=$text" "$site/comments/reply"
	rejoinder comment list --json | grep -o '"id": *[0-9]*' | grep -o '[0-9]*' | sort -n | tail -n 1
}

approved() {
	local id
	id=$(post "$@")
	rejoinder comment approve "$id" >/dev/null
	echo "$id"
}

seed() {
	local harbour=/story/harbour-works/ bus=/story/night-bus/ library=/story/library-dome/ id
	id=$(approved $harbour 0 "Vera Lind" vera@reader.example \
		"The harbour works have been late twice. *Who pays?* The page they put online has the figures, and the figures say: we do.")
	id=$(approved $harbour "$id" "Jonas Falk" jonas@reader.example \
		"The contract says the builder does, as far as I can read it:

> any obstacle that a careful builder could have known

The bridge was in the paper in spring.")
	approved $harbour "$id" "Ana" ana@reader.example \
		"Careful is the word they will argue about. See you on **3 December** in the auction hall." >/dev/null
	approved $harbour 0 "Old Pilot" pilot@reader.example \
		"In 1987 the stone came by sea from the start. Slower on paper, and it arrived." >/dev/null
	id=$(approved $bus 0 "Night Baker" baker@reader.example \
		"I start at two. For nine years I have cycled up Weir Hill in the rain. I will be the one in the first row.")
	approved $bus "$id" "Mireille" mireille@reader.example "Bring rolls." >/dev/null
	approved $library 0 "R. Okafor" okafor@reader.example \
		"Please keep the blue bucket where the children can see it." >/dev/null
	post $harbour 0 "Quay Watcher" watcher@reader.example \
		"I counted six blocks on Saturday, not five. One went in after dark." >/dev/null
	post $bus 0 "Cheap Rides" rides@reader.example \
		"Why wait for a bus? http://rides.example/a http://rides.example/b http://rides.example/c" >/dev/null
	touch "$demo/data/seeded"
}

# The other site, with an account of its own under the same name and password.
seed_valley() {
	local which=valley site=http://valley.localhost:$port
	rejoinder moderator add editor --role moderator --password-stdin <"$demo/etc/editor.password" >/dev/null
	approved /story/orchard-road/ 0 "Old Miller" miller@reader.example \
		"By the mill, they say. The mill has *one* lane." >/dev/null
	touch "$demo/data/seeded-valley"
}

tell() {
	cat <<-END

		  The Marren Courier        $site/
		  an article with comments  $site/story/harbour-works/#comments
		  the moderators' desk      $site/comments/moderate/
		                            name: editor   password: $(<"$demo/etc/editor.password")
		  another site beside it    http://valley.localhost:$port/story/orchard-road/#comments
		  the command line          build/rejoinder --config build/demo/rejoinder.conf --help

	END
}

case ${1:-} in
stop)
	stop
	exit 0
	;;
start) ;;
*)
	echo "usage: demo.sh start BIN PORT | stop" >&2
	exit 64
	;;
esac

bin=$2
port=$3
which=courier
site=http://localhost:$port
if [[ ! $port =~ ^[0-9]{1,5}$ ]] || ((10#$port < 1 || 10#$port > 65535)); then
	echo "demo: PORT=$port is not a port; it is a number from 1 to 65535" >&2
	exit 64
fi
if running nginx && running rejoinderd; then
	site=$(sed -n 's/.*base_url = "\(.*\)";.*/\1/p' "$demo/rejoinder.conf" | head -n 1)
	port=${site##*:}
	echo "The demo is running already; \`make demo-stop\` ends it."
	tell
	exit 0
fi
stop
if port_taken; then
	echo "demo: port $port is in use; choose another one: make demo PORT=8081" >&2
	exit 1
fi
# From here on whatever goes wrong ends both.
trap '[[ $? == 0 ]] || { stop; echo "demo: not running; see $demo/logs" >&2; }' EXIT
lay_out
make_store
start
[[ -e $demo/data/seeded ]] || seed
[[ -e $demo/data/seeded-valley ]] || seed_valley
tell
if [[ -n ${DETACH:-} && ${DETACH:-} != 0 ]]; then
	echo "Runs in the background; \`make demo-stop\` ends it."
	exit 0
fi
echo "Ctrl-C ends it."
trap 'echo; stop; exit 0' INT TERM
while running nginx && running rejoinderd; do
	sleep 0.5
done
say_fault "$(running nginx && echo rejoinderd || echo nginx) ended by itself; see $demo/logs"
