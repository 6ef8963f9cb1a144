#!/bin/bash
# The table of all pages, for tests/e2e/microcache.mjs: $1 is its folder.
set -eu
cp "$(dirname "$0")/../../src/page/routes.def" "$1/e2e/routes.def"
