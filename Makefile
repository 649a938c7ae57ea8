# `make run` opens the dashboard with demonstration data; `make test` checks everything.

PYTHON ?= python3
BIN := .venv/bin
PYTEST := $(BIN)/pytest --dist loadfile --no-loadscope-reorder
COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command 'make lock' pyproject.toml --group build

# Compiled modules are kept: some forty processes of the tests would compile them all again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run setup test check lint types contracts tests unit browser soak bench charts lock clean

help:  ## list these commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 12

run: setup  ## set up, load the demonstration data, open the dashboard
	$(BIN)/clvt demo
	$(BIN)/clvt run

setup: .venv/.runs  ## make the environment: .venv/bin/clvt

test: .venv/.tests  ## check everything
	$(MAKE) --jobs 2 lint contracts types tests  # types are checked beside the first tests

check: .venv/.tests lint types contracts  ## the quick half: no tests that start a server
	$(PYTEST) -n 2 -m 'not browser and not postgres'

lint: .venv/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: .venv/.tests
	$(BIN)/mypy

contracts: .venv/.tests
	$(BIN)/lint-imports

# Three at a time on two cores, as tests that drive a browser or start a server wait too.
tests: .venv/.tests
	$(BIN)/python -m tests.servers.ensure_browser
	$(PYTEST) -n 3

unit: .venv/.tests
	$(PYTEST) -n 2 -m 'not browser'

browser: .venv/.tests
	$(BIN)/python -m tests.servers.ensure_browser
	$(PYTEST) -n 3 -m browser $$(grep -rl --include='*.py' mark.browser tests)

soak: .venv/.tests  ## the long random tests: data against slow answers, attackers against releases
	HYPOTHESIS_PROFILE=soak $(BIN)/pytest -n 2 --dist loadfile tests/questions tests/trends tests/leaks \
		tests/importing/test_series.py tests/importing/awkward/test_awkward.py \
		tests/importing/awkward/test_page_drawn.py tests/keeping/test_undo.py \
		tests/releases/test_release.py tests/packs/test_contents.py
	$(BIN)/python -m tests.disclosure.soak --cases 1000 --processes 2
	$(BIN)/python -m tests.keeping.killed_imports --kills 200
	$(BIN)/python -m tests.importing.awkward.fuzz_workbooks --mutations 10000 --processes 2

bench: .venv/.tests  ## measure how fast it is, at both sizes, beside the floor
	$(BIN)/python -m tests.servers.ensure_browser
	$(BIN)/python -m tests.bench

charts: .venv/.tests  ## draw the charts' specifications anew with Altair
	$(BIN)/python -m dashboard.charts.write_specifications

lock:  ## resolve the pinned versions anew (needs uv in the environment)
	$(COMPILE) --output-file requirements.lock
	$(COMPILE) --group test --constraint requirements.lock --output-file tests/requirements.lock

clean:  ## remove the environment; data are kept
	rm -rf .venv

.venv/.python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed.")'
	$(PYTHON) -m venv .venv
	touch $@

.venv/.runs: .venv/.python requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/.tests: .venv/.runs tests/requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
	touch $@
