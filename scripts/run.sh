#!/usr/bin/env bash
# Starts one node of the chain `dev` and the service, loads the demonstration on the first start,
# prints what to open, and stops both on Ctrl-C. Called by `make run`, after the build.
#   DATA_DIR       where everything is kept (default .data)
#   NODE_RPC_PORT  WebSocket RPC of the node (default 9944)
#   NODE_LIGHT_PORT  listener for light clients (default 30334)
#   COUNTY_LISTEN  address of the service (default 127.0.0.1:8080)
#   COUNTY_PUBLIC_URL  what labels and links start with (default that address); any other COUNTY_ option
#                  of scanner-api/county.example.toml works too
set -euo pipefail
cd "$(dirname "$0")/.."

bin=${CARGO_TARGET_DIR:?set by make}/release
rpc=${NODE_RPC_PORT:-9944}
light=${NODE_LIGHT_PORT:-30334}
export COUNTY_LISTEN=${COUNTY_LISTEN:-127.0.0.1:8080}
# Where this machine finds the service; one that listens on every address is found at the local one.
local_url=http://${COUNTY_LISTEN/#0.0.0.0:/127.0.0.1:}
export COUNTY_PUBLIC_URL=${COUNTY_PUBLIC_URL:-$local_url}

umask 077
mkdir -p "${DATA_DIR:=.data}/logs"
DATA_DIR=$(cd "$DATA_DIR" && pwd)
export DATA_DIR
export COUNTY_DATA_DIR=${COUNTY_DATA_DIR:-$DATA_DIR/service}
export COUNTY_NODE_URL=${COUNTY_NODE_URL:-ws://127.0.0.1:$rpc}

exec 9>"$DATA_DIR/lock"
flock -n 9 || { echo "run: another make run uses $DATA_DIR; stop it, or set DATA_DIR" >&2; exit 1; }

# A forgotten second node on the same port starts without an error and confuses every client.
for port in "$rpc" "$light" "${COUNTY_LISTEN##*:}"; do
  if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "run: port $port is taken; stop what uses it, or set NODE_RPC_PORT, NODE_LIGHT_PORT or COUNTY_LISTEN" >&2
    exit 1
  fi
done

# The dev chain is governed by a well-known dev key; its login gets a random password.
[ -s "$DATA_DIR/governance.key" ] ||
  "$bin/county-node" key inspect --scheme ed25519 --output-type json //Alice |
    sed -n 's/.*"secretSeed": "0x\([0-9a-f]*\)".*/\1/p' >"$DATA_DIR/governance.key"
[ -s "$DATA_DIR/governance.password" ] || openssl rand -hex 8 >"$DATA_DIR/governance.password"
export COUNTY_BOOTSTRAP__LOGIN=governance
export COUNTY_BOOTSTRAP__KEY_FILE=$DATA_DIR/governance.key
export COUNTY_BOOTSTRAP__PASSWORD_FILE=$DATA_DIR/governance.password

node_pid='' service_pid=''
stop() {
  trap '' INT TERM
  echo >&2
  echo "run: stopping" >&2
  [ -z "$service_pid" ] || kill -TERM "$service_pid" 2>/dev/null || true
  [ -z "$service_pid" ] || wait "$service_pid" 2>/dev/null || true
  [ -z "$node_pid" ] || kill -TERM "$node_pid" 2>/dev/null || true
  [ -z "$node_pid" ] || wait "$node_pid" 2>/dev/null || true
  exit "${1:-0}"
}
trap 'stop 0' INT TERM

fail() {
  echo "run: $1; the end of $2:" >&2
  tail -n 20 "$2" >&2
  stop 1
}

wait_for() { # url, pid, name
  for _ in $(seq 1 300); do
    curl -fs -o /dev/null "$1" && return 0
    kill -0 "$2" 2>/dev/null || fail "the $3 ended" "$DATA_DIR/logs/$3.log"
    sleep 0.2
  done
  fail "the $3 is not ready" "$DATA_DIR/logs/$3.log"
}

# The index reads the state of every block it has not seen yet, so the node keeps the state of all.
# In sessions of their own, so that Ctrl-C reaches this script alone and the order of stopping is ours.
setsid "$bin/county-node" --dev --base-path "$DATA_DIR/node" --rpc-port "$rpc" \
  --listen-addr "/ip4/127.0.0.1/tcp/$light/ws" --no-prometheus --state-pruning archive-canonical \
  >>"$DATA_DIR/logs/node.log" 2>&1 9>&- &
node_pid=$!
wait_for "http://127.0.0.1:$rpc/health" "$node_pid" node
setsid "$bin/scanner-api" >>"$DATA_DIR/logs/service.log" 2>&1 9>&- &
service_pid=$!
wait_for "$local_url/readyz" "$service_pid" service

"$bin/county-demo" --url "$local_url" --public-url "$COUNTY_PUBLIC_URL" --data-dir "$DATA_DIR" ||
  fail "the demonstration could not be loaded; run again to go on" "$DATA_DIR/logs/service.log"
echo
echo "  Running. Ctrl-C stops both; make run starts again with all data."

while kill -0 "$node_pid" 2>/dev/null && kill -0 "$service_pid" 2>/dev/null; do
  sleep 1
done
kill -0 "$node_pid" 2>/dev/null || fail "the node ended" "$DATA_DIR/logs/node.log"
fail "the service ended" "$DATA_DIR/logs/service.log"
