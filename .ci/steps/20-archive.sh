#!/usr/bin/env bash
# Builds the archive for people who do not build, unpacks it elsewhere, and starts it there.
set -euo pipefail
./mvnw -q -B -ntp -Pdist -Dmaven.test.skip=true -Dspotless.check.skip=true package
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
tar -xzf prunella-bench/target/prunella-*.tar.gz -C "$elsewhere"
cd "$elsewhere"/prunella-*
for file in LICENSE NOTICE README.md CHANGELOG.md; do
  [[ -s $file ]] || { echo "the archive lacks $file" >&2; exit 1; }
done
cd /
"$elsewhere"/prunella-*/bin/prunella --version
"$elsewhere"/prunella-*/bin/prunella bench --help >/dev/null
