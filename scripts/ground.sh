# What ./fairlead and ./verify both stand on: a JDK 25, Maven, Debian packages. Sourced, never run.
# shellcheck shell=bash

# Says one line to people and ends.
die() {
  printf '%s: %s\n' "$(basename "$0")" "$*" >&2
  exit 1
}

# Whether $1 is the home of a JDK 25 (not only a JRE).
is_jdk25() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] && grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

# Prints the home of a JDK 25, or fails.
find_jdk25() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/* "$HOME"/.sdkman/candidates/java/* /opt/*jdk* /usr/local/*jdk*; do
    if [ -n "$home" ] && is_jdk25 "$home"; then
      printf '%s\n' "$home"
      return 0
    fi
  done
  home=$(command -v javac) || return 1
  home=$(readlink -f "$home")
  home=${home%/bin/javac}
  is_jdk25 "$home" && printf '%s\n' "$home"
}

# Sets JAVA_HOME to a JDK 25, or ends with what to do.
require_jdk25() {
  JAVA_HOME=$(find_jdk25) ||
    die "no JDK 25 found (looked at JAVA_HOME, /usr/lib/jvm, SDKMAN, PATH): install one, such as temurin-25-jdk or openjdk-25-jdk, or set JAVA_HOME"
  export JAVA_HOME
}

# Whether this is Debian or Ubuntu, and we may install packages.
may_install() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null && [ -r /etc/debian_version ]
}

# Whether programs find the shared library $1.
has_library() {
  PATH=$PATH:/usr/sbin:/sbin ldconfig -p 2>/dev/null | grep -q "^[[:space:]]*$1 "
}

# Installs Debian packages, with three tries against a slow mirror; starts none of their services.
install_packages() {
  local try policy=/usr/sbin/policy-rc.d placed=
  if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy" && placed=yes
  fi
  for try in 1 2 3; do
    if { [ "$try" = 1 ] || apt-get update -qq; } >/dev/null 2>&1 &&
      DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1; then
      [ -z "$placed" ] || rm -f "$policy"
      return 0
    fi
  done
  [ -z "$placed" ] || rm -f "$policy"
  return 1
}

# Whether nothing in the tree $1 is newer than its last build: no file, and no directory that lost one.
is_built() {
  [ -e "$1/target/fairlead/stamp" ] &&
    [ -z "$(find "$1"/{core,transport,stores/*,linux,agent}/{pom.xml,src/main} "$1/pom.xml" -newer "$1/target/fairlead/stamp" -print -quit)" ]
}
