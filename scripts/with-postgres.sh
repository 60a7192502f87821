#!/usr/bin/env bash
# Starts throw-away PostgreSQL 15 and 18 servers, runs a command against them, and leaves nothing behind.
#
#   scripts/with-postgres.sh cargo test
#   scripts/with-postgres.sh                (no command: print the URLs and serve until Ctrl-C)
#
# The command finds in its environment
#   BULKHEAD_PG15, BULKHEAD_PG18   libpq URLs of the superuser `postgres`, e.g. postgresql://postgres@127.0.0.1:40123/postgres
#   PSQL                           a psql client, where the machine has one
#   PG_DUMP15, PG_DUMP18           the pg_dump of that version, where the machine has one
# A call inside another call uses the servers that are there. BULKHEAD_PG15_BIN and BULKHEAD_PG18_BIN name other builds.
set -euo pipefail

if [[ -n ${BULKHEAD_PG15:-} && -n ${BULKHEAD_PG18:-} && $# -gt 0 ]]; then exec "$@"; fi

root=$(cd "$(dirname "$0")/.." && pwd)
majors=(15 18)

fail() { echo "with-postgres: $*" >&2; exit 1; }

# The person's own PG* variables must not reach initdb, pg_ctl or the tests.
unset PGHOST PGHOSTADDR PGPORT PGUSER PGDATABASE PGPASSWORD PGOPTIONS PGDATA PGSERVICE PGSSLMODE

# The server refuses to run as root, so root runs it as nobody.
as_user=()
if [[ $(id -u) -eq 0 ]]; then
  if command -v setpriv >/dev/null; then
    as_user=(setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups env HOME=/tmp)
  else
    as_user=(sudo -u nobody)
  fi
fi
# "${as_user[@]+...}" because the bash of macOS takes an empty array for an unset variable.
unprivileged() { (cd / && ${as_user[@]+"${as_user[@]}"} "$@"); }

platform() {
  local os arch
  case $(uname -s) in Darwin) os=darwin ;; *) os=linux ;; esac
  case $(uname -m) in arm64 | aarch64) arch=arm64 ;; *) arch=x64 ;; esac
  echo "$os-$arch"
}

# Prints the bin directory of a PostgreSQL of that major version: the one pinned in package.json, else the system's.
find_bin() {
  local override="BULKHEAD_PG$1_BIN" dir
  if [[ -n ${!override:-} ]]; then echo "${!override}"; return; fi
  for dir in "$root/node_modules/pg$1-$(platform)/native/bin" "/usr/lib/postgresql/$1/bin" \
    "/opt/homebrew/opt/postgresql@$1/bin" "/usr/local/opt/postgresql@$1/bin"; do
    if [[ -x $dir/initdb && -x $dir/postgres ]]; then echo "$dir"; return; fi
  done
  return 1
}

# Making a database is making some three hundred files, which memory does in two thirds of the time where there is enough.
place=/tmp
if [[ -w /dev/shm && $(df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 { print $4 }') -ge 6000000 ]]; then place=/dev/shm; fi
tmp=$(mktemp -d "$place/bulkhead-pg.XXXXXX")
chmod 711 "$tmp"

stop_all() {
  local pid_file pid
  for pid_file in "$tmp"/*/data/postmaster.pid; do
    [[ -f $pid_file ]] || continue
    pid=$(head -n 1 "$pid_file")
    # SIGQUIT is PostgreSQL's immediate shutdown: nothing here is worth a checkpoint.
    kill -QUIT "$pid" 2>/dev/null || true
    for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  done
  rm -rf "$tmp"
}

watchdog=
cleanup() {
  local status=$?
  trap - EXIT INT TERM HUP
  [[ -z $watchdog ]] || kill "$watchdog" 2>/dev/null || true
  stop_all
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# A killed (-9) runner can't clean up after itself, so a second process watches it.
(
  trap '' INT HUP
  exec </dev/null >/dev/null 2>&1
  while kill -0 $$; do sleep 1; done
  stop_all
) &
watchdog=$!

start() {
  local major=$1 bin=$2 dir="$tmp/$1" port try
  mkdir -p "$dir"
  if [[ -n ${as_user[*]-} ]]; then
    # A checkout under a private home can't be read by nobody: run from a copy then.
    if ! unprivileged test -r "$bin/postgres" -a -x "$bin/postgres" 2>/dev/null; then
      cp -R "$(dirname "$bin")" "$dir/native"
      chmod -R a+rX "$dir/native"
      bin="$dir/native/bin"
    fi
    chown nobody "$dir"
  fi
  unprivileged "$bin/initdb" -D "$dir/data" -U postgres -A trust -E UTF8 --locale=C --no-sync \
    >"$dir/log" 2>&1 || { sed "s/^/postgresql $major: /" "$dir/log" >&2; return 1; }
  cat >>"$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = 64MB
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
CONF
  # Below the ephemeral range of Linux (32768) and macOS (49152), so that no outgoing connection takes the port.
  for try in 1 2 3 4 5 6; do
    port=$((20000 + RANDOM % 12000))
    if unprivileged "$bin/pg_ctl" -D "$dir/data" -o "-p $port" -l "$dir/server.log" -w -t 60 start >>"$dir/log" 2>&1; then
      echo "$port" >"$dir/port"
      return 0
    fi
    grep -q 'Address already in use' "$dir/server.log" 2>/dev/null || break
    : "port $port was taken (try $try)"
  done
  { cat "$dir/log"; cat "$dir/server.log" 2>/dev/null || true; } | sed "s/^/postgresql $major: /" >&2
  return 1
}

jobs_=()
for major in "${majors[@]}"; do
  bin=$(find_bin "$major") ||
    fail "PostgreSQL $major is not here: run 'make setup-test', or name its bin directory in BULKHEAD_PG${major}_BIN"
  start "$major" "$bin" &
  jobs_+=($!)
done
for job in "${jobs_[@]}"; do wait "$job" || fail "a server did not start (see above)"; done

for major in "${majors[@]}"; do
  export "BULKHEAD_PG$major=postgresql://postgres@127.0.0.1:$(<"$tmp/$major/port")/postgres"
done
for client in "${PSQL:-}" "$(command -v psql || true)" {/opt/homebrew,/usr/local}/opt/libpq/bin/psql; do
  if [[ -x $client ]]; then export PSQL=$client; break; fi
done

# pg_dump refuses a server newer than itself, and an older one's is not what a person with that server would see.
for major in "${majors[@]}"; do
  for bin in "$(find_bin "$major")" {/usr/lib/postgresql/"$major",/opt/homebrew/opt/postgresql@"$major",/usr/local/opt/postgresql@"$major"}/bin; do
    if [[ -x $bin/pg_dump ]]; then export "PG_DUMP$major=$bin/pg_dump"; break; fi
  done
done

if [[ $# -eq 0 ]]; then
  echo "export BULKHEAD_PG15=$BULKHEAD_PG15"
  echo "export BULKHEAD_PG18=$BULKHEAD_PG18"
  echo "Serving until Ctrl-C." >&2
  while :; do sleep 3600; done
fi
"$@"
