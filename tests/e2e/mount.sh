#!/bin/bash
# Lays out for mount.mjs what an operator has after `make install`: mount.sh LAB BIN -> LAB/root, LAB/README.md
set -euo pipefail

top=$(cd "$(dirname "$0")/../.." && pwd)
lab=$1
bin=$2
# Nothing is built: the programs under test are installed as they are.
env -u MAKEFLAGS -u MAKELEVEL make -s -C "$top" O="${bin#"$top"/}" DESTDIR="$lab/root" install >&2
cp "$top/README.md" "$lab/README.md"
