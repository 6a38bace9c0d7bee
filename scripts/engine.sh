#!/usr/bin/env bash
# Makes a Docker engine answer on the socket $1: starts the one that is installed, or installs Debian's first.
# $2 is a folder for its log; --no-install as $3 refuses it all. 'fairlead up' runs this where no engine answers.
set -euo pipefail
. "$(dirname "$(readlink -f "$0")")/ground.sh"
say() { printf 'fairlead: %s\n' "$*" >&2; }
die() {
  printf 'fairlead: %s\n' "$*" >&2
  exit 1
}

socket=${1#unix://}
standard=/var/run/docker.sock
PATH=$PATH:/usr/sbin:/sbin

answers() { curl -sf -m 2 -o /dev/null --unix-socket "$socket" http://docker/_ping; }

# curl may not be there; a socket that takes connections is good enough to go on, the agent retries.
await() {
  local try
  for try in $(seq 1 150); do
    if command -v curl >/dev/null; then
      if answers; then return 0; fi
    elif [ -S "$socket" ]; then
      return 0
    fi
    sleep 0.2
  done
  return 1
}

case "$socket" in
/*) ;;
*) die "no Docker engine answers at $1: start it there, or name another with --docker" ;;
esac
[ "${3:-}" != --no-install ] ||
  die "no Docker engine answers at unix://$socket: start or install one (Debian package docker.io), or leave --no-install out"
[ "$(id -u)" = 0 ] ||
  die "no Docker engine answers at unix://$socket: start one, or run this as root on Debian or Ubuntu to have it done"

if ! command -v dockerd >/dev/null; then
  may_install || die "no Docker engine answers at unix://$socket: install and start one (this is not Debian or Ubuntu)"
  say "no Docker engine here: installing docker.io from the distribution's packages (--no-install refuses)"
  install_packages docker.io || die "could not install docker.io: apt-get install docker.io says why"
fi

if [ "$socket" = "$standard" ] || [ "$socket" = /run/docker.sock ]; then
  if [ -d /run/systemd/system ]; then
    say "starting the Docker engine (systemctl stop docker ends it)"
    systemctl start docker || die "the Docker engine did not start: systemctl status docker says why"
    await || die "the Docker engine does not answer: journalctl -u docker says why"
    exit 0
  fi
  if [ -x /etc/init.d/docker ]; then
    say "starting the Docker engine (service docker stop ends it)"
    if service docker start >/dev/null 2>&1 && await; then exit 0; fi
    say "service docker start did not bring it up; starting dockerd itself"
  fi
fi

mkdir -p -m 700 "$2"
log=$2/dockerd.log
setsid dockerd -H "unix://$socket" </dev/null >"$log" 2>&1 &
pid=$!
say "starting the Docker engine in the background (kill $pid ends it; log: $log)"
await || die "the Docker engine does not answer; its last words: $(tail -n 1 "$log")"
