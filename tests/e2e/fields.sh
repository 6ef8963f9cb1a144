#!/bin/bash
# The manual, for tests/e2e/fields.mjs: $1 is its folder.
set -u
mkdir -p "$1/man"
cp "$(dirname "$0")/../../src/main/man/rejoinder.1" "$1/man"
