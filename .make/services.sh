#!/bin/sh
# See that what the tests need is there: a Chromium for the browser story, an nginx for the proxy configuration we ship.
# A database server they start themselves. Takes the names of what is needed; without any, everything.
set -eu

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }

# present PROGRAM VARIABLE: whether it is there; a variable that names another one must be right.
present() {
  eval "named=\${$2:-}"
  [ -z "$named" ] || command -v "$named" >/dev/null 2>&1 || {
    echo "$2 names $named, but there is no program of that name." >&2
    exit 1
  }
  command -v "${named:-$1}" >/dev/null 2>&1
}

# need PROGRAM VARIABLE PURPOSE PACKAGES: install it where that is ours to do, else say how.
need() {
  present "$1" "$2" && return
  if [ "$(id -u)" -eq 0 ] && [ -f /etc/debian_version ]; then
    say "Installing $4 for $3"
    # shellcheck disable=SC2086 # several packages are several words
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $4
    present "$1" "$2" && return
  fi
  echo "For $3, $1 is needed and is not there.
On Debian:               apt-get install $4
Or name another:         make test $2=/path/to/it" >&2
  exit 1
}

for service in ${*:-chromium nginx}; do
  case $service in
    chromium) need /usr/bin/chromium CHROMIUM "the browser story" "chromium fonts-noto-core" ;;
    nginx) need /usr/sbin/nginx NGINX "the proxy configuration we ship" nginx ;;
    *) echo "There is no service named $service." >&2 && exit 1 ;;
  esac
done
