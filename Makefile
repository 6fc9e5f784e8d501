# The commands a user and a developer need. Everything is installed into .venv; nothing outside the
# folder is changed, except that `install` asks Debian's package manager for the venv module when
# that is missing and the user is root.

VENV    := .venv
BIN     := $(VENV)/bin
STAMP   := $(VENV)/.installed
SOURCES := cli.py commands planner solvers viz tests $(wildcard benchmarks)

# The first Python that is new enough and not too new (see requires-python in pyproject.toml).
PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 /usr/bin/python3,\
            $(shell $(p) -c 'import sys; print("$(p)") if (3, 11) <= sys.version_info < (3, 15) else None' 2>/dev/null)))

.DEFAULT_GOAL := help
.PHONY: help install demo test test-all test-slow lint format lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-10s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))

install: $(STAMP) ## create .venv with the locked dependencies, the planner and the developer tools

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "error: Python 3.11 to 3.14 is needed; try: apt-get install python3 python3-venv" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || $(MAKE) --no-print-directory venv-module
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m solvers.warm
	@touch $(STAMP)
	@echo "Installed. Try: $(BIN)/planner --help"

.PHONY: venv-module
venv-module:
	@if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
	else \
	    echo "error: Python's venv module is missing; try: sudo apt-get install python3-venv" >&2; exit 1; \
	fi

demo: $(STAMP) ## solve the tutorial park and the Hangzhou park into out/
	$(BIN)/planner solve scenarios/minimal.yaml -o out/minimal
	$(BIN)/planner solve scenarios/qiancheng.yaml -o out/qiancheng
	@echo "Look at out/minimal and out/qiancheng: site.png, stacking.png, plan-*.png, layout.geojson, compliance.json"

test: $(STAMP) ## the default tests, a few minutes
	$(BIN)/python -m pytest

test-slow: $(STAMP) ## only the long tests
	$(BIN)/python -m pytest -m slow

test-all: $(STAMP) ## every test
	$(BIN)/python -m pytest -m "slow or not slow"

lint: $(STAMP) ## ruff (rules and format) and mypy --strict
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

format: $(STAMP) ## let ruff mend what it can
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

lock: $(STAMP) ## resolve requirements.lock anew from pyproject.toml (uses uv)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra ifc --extra simulate --extra cluster --extra parquet --extra serve --universal --python-version 3.11 --upgrade \
	    --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --output-file requirements.lock

clean: ## remove what the tools and the demo made, keep .venv
	rm -rf out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis *.egg-info
	find commands planner solvers viz tests -name __pycache__ -type d -prune -exec rm -rf {} +
