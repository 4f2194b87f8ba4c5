#!/usr/bin/env bash
# Runs Iceberg's REST compatibility kit against our server: it must not fail. The tests named in
# `refused` are those that ask for what the lake refuses on purpose (docs/adr/0005); they are run
# too, and must be refused with the expected words.
set -euo pipefail
cd "$(dirname "$0")/../.."

suite=org.apache.iceberg.rest.RESTCompatibilityKitSuite
class=org.apache.iceberg.rest.RESTCompatibilityKitCatalogTests
refused='.*#testRemoveUnused(Spec|Schemas)'
refused_tests=4
refusal='Cannot expire snapshots: GC is disabled'

work=$PWD/target/rck
rm -rf "$work"
mkdir -p "$work"
mvn=./mvnw
[ -x "$mvn" ] || mvn=mvn
plugin=org.apache.maven.plugins:maven-dependency-plugin:3.8.1
# The same search for a JDK as everywhere: Maven runs on the one that was found.
java=$("$mvn" -v -B | sed -nE 's/^Java version:.*runtime: (.*)$/\1/p')/bin/java

"$mvn" -q -B -pl prunella-app -am test-compile "$plugin:build-classpath" \
  -Dmdep.outputFile="$work/server.classpath" -Dmdep.includeScope=test
"$mvn" -q -B -f tools/rck/pom.xml "$plugin:build-classpath" -Dmdep.outputFile="$work/kit.classpath"

app=$PWD/prunella-app/target
"$java" --enable-native-access=ALL-UNNAMED -Dorg.slf4j.simpleLogger.defaultLogLevel=warn \
  -cp "$app/classes:$app/test-classes:$(cat "$work/server.classpath")" \
  dev.prunella.app.rest.KitServer "$work/lake" 0 >"$work/server.out" 2>"$work/server.err" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do
  [ -s "$work/server.out" ] && break
  sleep 0.2
done
uri=$(head -1 "$work/server.out")
[ -n "$uri" ] || { echo "the server did not start:"; cat "$work/server.err"; exit 1; }

# The kit wants to begin with nothing: each run has a branch of its own.
kit() {
  local branch=$1
  shift
  timeout 600 "$java" -Dorg.slf4j.simpleLogger.defaultLogLevel=error \
    -Drck.local=false -Duri="$uri" -Dwarehouse="$branch" -Drck.uri="$uri" \
    -Drck.requires-namespace-create=true -Drck.supports-names-with-dot=true \
    -cp "$(cat "$work/kit.classpath")" org.junit.platform.console.ConsoleLauncher execute \
    --disable-banner --disable-ansi-colors --details=tree "$@"
}

kit main --select-class "$suite" --exclude-methodname "$refused" >"$work/kit.log" 2>&1 || {
  grep -E '✘|=>' "$work/kit.log" || true
  tail -14 "$work/kit.log"
  echo "the kit failed; all it said is in $work/kit.log"
  exit 1
}
echo "not run by the kit, because it does not apply:"
grep -E '■|↷' "$work/kit.log" | sed -E 's/^[^a-zA-Z]*//' || true
tail -7 "$work/kit.log"

kit kit/refused --select-method "$class#testRemoveUnusedSpec(boolean)" \
  --select-method "$class#testRemoveUnusedSchemas(boolean)" >"$work/refused.log" 2>&1 || true
told=$(grep -c "✘ $refusal" "$work/refused.log" || true)
if [ "$told" != "$refused_tests" ]; then
  tail -14 "$work/refused.log"
  echo "$told of $refused_tests tests were refused as docs/adr/0005 says"
  exit 1
fi
echo "refused on purpose (docs/adr/0005): $told tests, with '$refusal'"
