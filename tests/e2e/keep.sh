#!/bin/bash
# The first version of the database, for tests/e2e/keep.mjs: $1 is its folder.
set -u
cp "$(dirname "$0")/../../sql/migrate/0001-house.sql" "$1"
