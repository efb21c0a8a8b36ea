#!/bin/sh
# Resolve pyproject.toml into three locks, each a superset of the one before: run, build, test.
# Hashes are written, addresses are not: each machine fetches from the index it trusts.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13'

resolve() {
  .venv/bin/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' "$@"
}

resolve --output-file requirements.lock
resolve --group build --constraint requirements.lock --output-file requirements-build.lock
resolve --group build --group test --constraint requirements-build.lock --output-file requirements-test.lock
