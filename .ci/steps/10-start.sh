#!/usr/bin/env bash
# The first thing a newcomer does, from another folder and through a symbolic link: does it start, and quickly?
set -euo pipefail
here=$PWD
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
ln -s "$here/prunella" "$elsewhere/p"
cd "$elsewhere"
./p --version
./p bench --help >/dev/null
began=$(date +%s%N)
./p --help >/dev/null
echo "prunella --help took $((($(date +%s%N) - began) / 1000000)) ms"
