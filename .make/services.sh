#!/bin/sh
# See that what the tests need is there: a Chromium for the browser story. A database server they start themselves.
set -eu

browser="${CHROMIUM:-/usr/bin/chromium}"
[ -x "$browser" ] && exit 0

if [ -n "${CHROMIUM:-}" ]; then
  echo "CHROMIUM names $CHROMIUM, but there is no program of that name." >&2
  exit 1
fi
if [ "$(id -u)" -eq 0 ] && [ -f /etc/debian_version ]; then
  printf '\033[1m▸ Installing Chromium for the browser story\033[0m\n'
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-core
  [ -x "$browser" ] && exit 0
fi
echo "The browser story needs Chromium at $browser.
On Debian:               apt-get install chromium fonts-noto-core
Or name another:         make test CHROMIUM=/path/to/chromium" >&2
exit 1
