# Foresell: `make demo` shows the product, `make check` is the fast gate, `make test` is everything.
# Choose the interpreter with PYTHON=..., leave uv aside with UV= .

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

export UV_PYTHON_DOWNLOADS := never
export PIP_DISABLE_PIP_VERSION_CHECK := 1

MODERN := import sys; raise SystemExit(sys.version_info < (3, 11))
CANDIDATES := python3 python3.14 python3.13 python3.12 python3.11 python
PYTHON ?= $(shell for p in $(CANDIDATES); do $$p -c '$(MODERN)' >/dev/null 2>&1 && { echo $$p; break; }; done)
UV ?= $(shell command -v uv 2>/dev/null)
JOBS ?= 2

VENV := .venv
BIN := $(VENV)/bin
HASH := $(shell cksum pyproject.toml | cut -d' ' -f1)
APP := $(VENV)/.app-$(HASH)
DEV := $(VENV)/.dev-$(HASH)
PYTEST := $(BIN)/python -m pytest -q

# uv is quick, pip is always there; both install the same thing: $(call install,.[dev])
install = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python -e '$(1)',$(BIN)/python -m pip install --quiet -e '$(1)')

ENGINE_TESTS = $(wildcard tests/unit/sim/engine tests/equivalence)
RULE_TESTS = $(wildcard sim/rules tests/unit/sim/rules)

.PHONY: help install demo check test test-long verification bounds nojit lint types contracts format coverage clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):[^#]*## /  make \1\t/' | expand -t 22

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Foresell needs Python 3.11 or newer; name one with PYTHON=/path/to/python" >&2; exit 2; }
	$(if $(UV),$(UV) venv --quiet --python "$(PYTHON)" $(VENV),$(PYTHON) -m venv $(VENV))

$(APP): | $(BIN)/python
	$(call install,.)
	@rm -f $(VENV)/.app-*; touch $@

$(DEV): | $(BIN)/python
	$(call install,.[dev])
	@rm -f $(VENV)/.app-* $(VENV)/.dev-*; touch $(APP) $@

install: $(APP) ## create .venv with Foresell in it

demo: $(APP) ## run the built-in company and write its report (about a minute)
	$(BIN)/foresell demo

lint: $(DEV)
	$(BIN)/ruff check --quiet
	$(BIN)/ruff format --quiet --check

types: $(DEV)
	$(BIN)/mypy --no-error-summary

contracts: $(DEV)
	$(BIN)/lint-imports --no-logo

check: lint types contracts ## the gate before every change: style, types, import contracts, fast tests
	$(PYTEST) -n $(JOBS)

bounds: $(DEV) ## engine tests with every array access checked
	$(if $(ENGINE_TESTS),rm -rf .cache/bounds && NUMBA_BOUNDSCHECK=1 NUMBA_CACHE_DIR="$(CURDIR)/.cache/bounds" $(PYTEST) -n $(JOBS) $(ENGINE_TESTS),@echo "no engine tests yet")

nojit: $(DEV) ## business rules as plain Python, so that their lines can be traced and covered
	$(if $(RULE_TESTS),NUMBA_DISABLE_JIT=1 $(PYTEST) -n $(JOBS) -W "ignore:overflow encountered:RuntimeWarning" $(RULE_TESTS),@echo "no rules yet")

test: lint types contracts bounds nojit ## everything except the long checks; ends with the summary of the whole suite
	$(PYTEST) -n $(JOBS)

test-long: $(DEV) ## the whole suite with the long checks
	$(PYTEST) -n $(JOBS) -m "slow or not slow"

verification: $(DEV) ## compare ordinary scenarios with textbook formulas and write the measured table
	$(BIN)/python -m tests.verification docs/verification.md

coverage: $(DEV) ## which lines the unit tests reach, rules included
	NUMBA_DISABLE_JIT=1 $(PYTEST) -W "ignore:overflow encountered:RuntimeWarning" --cov --cov-report=term-missing:skip-covered tests/unit sim/rules

format: $(DEV) ## put the sources in the house layout
	$(BIN)/ruff check --quiet --fix-only
	$(BIN)/ruff format --quiet

clean: ## remove the environment and every cache
	rm -rf $(VENV) .cache .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist *.egg-info
