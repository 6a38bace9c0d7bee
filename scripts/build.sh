#!/usr/bin/env bash
# Builds Fairlead into target/fairlead. ./fairlead runs this where it must; its arguments are ./fairlead's.
set -euo pipefail
home=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
. "$home/scripts/ground.sh"
log=$home/target/build.log
say() { printf 'fairlead: %s\n' "$*" >&2; }
die() {
  say "$@"
  exit 1
}

require_jdk25
mkdir -p "$home/target"
exec 9>"$home/target/build.lock"
if command -v flock >/dev/null; then
  flock 9
fi
# Somebody else may have built while this waited.
! is_built "$home" || exit 0

if ! command -v mvn >/dev/null; then
  for argument in "$@"; do
    [ "$argument" != --no-install ] || die "no Maven found: install it (Debian package maven), or leave --no-install out"
  done
  may_install || die "no Maven found: install it (Debian package maven) and run this again"
  say "installing maven from the distribution's packages"
  install_packages maven || die "could not install maven: apt-get install maven says why"
fi

# Networks are configured with it; names and discovery do without.
if ! has_library libnftables.so.1 && may_install && [[ " $* " != *" --no-install "* ]]; then
  say "installing libnftables1 from the distribution's packages"
  install_packages libnftables1 || say "could not install libnftables1, which networks need: apt-get install libnftables1 says why"
fi

say "building with $JAVA_HOME (once; log: ${log#"$PWD"/})"
# What is changed while this runs is newer than this stamp, and built the next time.
stamp=$(mktemp "$home/target/stamp.XXXXXX")
if ! (cd "$home" && mvn -B -ntp -Pquick -DskipTests -pl agent -am package) >"$log" 2>&1; then
  rm -f "$stamp"
  grep -m 12 -E '^\[ERROR\]' "$log" >&2 || true
  die "the build failed; all of it is in $log"
fi

"$home/scripts/assemble.sh" "$stamp"
