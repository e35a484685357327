# Two commands do everything: `make demo` and `make test`. Both set up what they need first.

PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin/

.PHONY: help setup demo test check lock clean

help:
	@echo "make demo    replica portals on loopback, crawled, archived, extracted; prints one table"
	@echo "make test    lint, types, floors, tests with coverage"
	@echo "make check   the same without tests: seconds"
	@echo "make lock    resolve pyproject.toml into requirements.lock again"

setup: $(VENV)/installed

$(VENV)/installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "nianbao needs Python 3.11 or newer: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "This Python cannot make virtual environments: apt install python3-venv"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(RUN)python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@touch $@

demo: setup
	@$(RUN)python -m tests.demo

check: setup
	@$(RUN)ruff check --quiet
	@$(RUN)ruff format --check --quiet
	@$(RUN)mypy
	@$(RUN)lint-imports --no-logo

test: check
	@$(RUN)coverage erase
	@$(RUN)coverage run -m pytest --quiet --numprocesses auto --dist loadfile
	@$(RUN)coverage combine --quiet
	@$(RUN)coverage report

lock: setup
	@$(RUN)uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev --all-extras \
	  --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) data .coverage*
