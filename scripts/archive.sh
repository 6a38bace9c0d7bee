#!/usr/bin/env bash
# Makes the shared archive of classes (AppCDS) of the build in target/fairlead: it runs an agent of its own and
# some verbs for a moment, notes which classes they load, and dumps these. $1 is the file to make.
set -euo pipefail
home=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$home/scripts/ground.sh"
require_jdk25
built=$home/target/fairlead
archive=$1
work=$(mktemp -d "$home/target/archive.XXXXXX")
agent=
end() {
  [ -z "$agent" ] || kill "$agent" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap end EXIT

# shellcheck source=flags.sh
. "$home/scripts/flags.sh"
java=("$JAVA_HOME/bin/java" "${common_flags[@]}" -Xshare:auto -Dfairlead.home="$home" -cp "$built/lib/*")

socket=$work/s
printf 'services:\n- {service: one, address: 127.0.0.1, port: 1, checks: [{tcp: {}}]}\n' >"$work/services.yaml"
"${java[@]}" -XX:DumpLoadedClassList="$work/agent.list" io.fairlead.agent.Main agent --node archive --data "$work/data" --socket "$socket" --http 127.0.0.1:0 --dns 127.0.0.1:0 \
  --docker "unix://$work/none.sock" --upstream none --services "$work/services.yaml" >"$work/out" &
agent=$!
for _ in $(seq 1 100); do
  ! grep -q 'is ready' "$work/out" || break
  kill -0 "$agent" || die "the agent for the archive ended"
  sleep 0.1
done
export FAIRLEAD_AGENT=$socket
n=0
while read -r verb; do
  # shellcheck disable=SC2086 # words of a verb
  "${java[@]}" -XX:DumpLoadedClassList="$work/verb$((n += 1)).list" io.fairlead.agent.Main $verb >>"$work/verbs" || true
done <<'VERBS'
services
instances one
register two --address 127.0.0.1 --port 2 --check-ttl 1m
resolve one
explain one
drain two:127.0.0.1:2
deregister two:127.0.0.1:2
status
version
VERBS
kill "$agent"
wait "$agent" || true
agent=
# Our own classes all, so that the first container, too, finds them ready: 54 ms to its answer become fewer.
for jar in "$built"/lib/fairlead-*.jar; do
  "$JAVA_HOME/bin/jar" tf "$jar" | sed -n '/-info\.class$/d; s/\.class$//p'
done >"$work/ours.list"
# The ids in the lists are each run's own.
sed 's/ id: [0-9]*$//' "$work"/*.list | LC_ALL=C sort -u >"$work/all"
"${java[@]}" -Xshare:dump -XX:SharedClassListFile="$work/all" -XX:SharedArchiveFile="$work/new.jsa"
rm -f "$built"/classes-*.jsa
mv "$work/new.jsa" "$archive"
