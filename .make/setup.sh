#!/bin/sh
# Make this checkout ready to run: .venv from the locks, the front end built. Safe to repeat; does only what changed.
# Takes the lock to install: `build` to run the product (default), `test` to work on it.
set -eu
cd "$(dirname "$0")/.."
lock="requirements-${1:-build}.lock"

say() { printf '\033[1m▸ %s\033[0m\n' "$*"; }
stop() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

# The newest of the Pythons found that is new enough; PYTHON=… chooses another.
find_python() {
  for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
    if command -v "$candidate" >/dev/null 2>&1 &&
      "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
}

# Programs in .venv name it by its whole path: in a checkout that was moved or copied they would run the old one's.
made_here() { grep -qsF "$(pwd -P)/.venv" .venv/pyvenv.cfg; }

if ! made_here || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
  python=$(find_python)
  if [ -z "$python" ]; then
    found=$("${PYTHON:-python3}" --version 2>&1) || found="no ${PYTHON:-python3}"
    stop "Python 3.11 or newer is needed, but this machine has: $found.
On Debian 12 or newer:   apt-get install python3 python3-venv
Or name one:             make setup PYTHON=/path/to/python3.12"
  fi
  version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
  "$python" -c 'import venv, ensurepip' 2>/dev/null || stop "Python $version is here, but its venv module is not.
On Debian or Ubuntu:     apt-get install python3-venv   (or python$version-venv)"
  say "Making .venv with Python $version"
  rm -rf .venv
  "$python" -m venv .venv
fi

# Runs a step unless its stamp names this very file. The stamps lie inside what they vouch for: without .venv, none.
once() {
  stamp=".venv/.done-$1" file=$2
  shift 2
  want=$(cksum <"$file")
  [ "$(cat "$stamp" 2>/dev/null || true)" = "$want" ] && return
  "$@"
  echo "$want" >"$stamp"
}

install_packages() {
  say "Installing Python packages from $lock (about a minute, once)"
  # Without --no-deps pip looks past the lock for what is asked for with an extra, and stops once a newer one is out.
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --require-hashes --no-deps -r "$lock" ||
    stop "The Python packages could not be installed; the lines above say why. Is the network there?"
}

install_checkout() {
  .venv/bin/python -m pip install --disable-pip-version-check --no-input --quiet --no-deps --no-build-isolation -e . ||
    stop "This checkout could not be installed into .venv; the lines above say why."
}

once "$lock" "$lock" install_packages
once checkout pyproject.toml install_checkout
.venv/bin/python .make/frontend.py build
