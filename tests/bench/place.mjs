// Places under the nginx of a suite that lead to the program without the caches of the shipped configuration.
import * as fs from 'node:fs';
import * as path from 'node:path';

const WWW = process.env.RJ_WWW;

// What the shipped file says about a location, without its caches.
const shipped = fs.readFileSync(path.join(WWW, 'nginx/rejoinder.conf'), 'utf8').split('location ^~ /comments/ {')[1]
	.split('\n\t# Stopped')[0].replace(/^\taccess_log.*|^\tfastcgi_pass rejoinder;/gm, '');
export const locate = (name, upstream, uri, host = '$http_host', address = '$remote_addr') => `
location = /${name} {
	access_log off;
	${shipped.replace('$request_uri;', `${uri}?$query_string;`).replace('$document_uri', uri).replace('$rejoinder_host', host)
		.replace('REMOTE_ADDR $remote_addr', `REMOTE_ADDR ${address}`)}
	fastcgi_pass ${upstream};
}`;
