#!/usr/bin/env bash
# Puts what Maven has packaged where ./fairlead runs it from. $1 is a file as old as the sources that were built.
set -euo pipefail
home=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
built=$home/target/fairlead
stamp=$1

fresh=$(mktemp -d "$home/target/fairlead.XXXXXX")
chmod 755 "$fresh"
mkdir "$fresh/lib"
cp "$home"/agent/target/lib/*.jar "$fresh/lib/"
cp "$home"/agent/target/fairlead-agent-*.jar "$fresh/lib/fairlead-agent.jar"
rm -rf "$built"
mv "$fresh" "$built"
mv "$stamp" "$built/stamp"
