# Two commands do everything: `make demo` and `make test`. Both set up what they need first.

PYTHON ?= python3
VENV ?= .venv
RUN = $(VENV)/bin/

.PHONY: help setup demo test coverage check datasette lock clean

help:
	@echo "make demo    replica portals on loopback, crawled, archived, extracted; prints one table"
	@echo "make test    lint, types, floors, tests"
	@echo "make coverage   the tests again, and which lines they never reach: twice the time"
	@echo "make check   the same without tests: seconds"
	@echo "make datasette   reports.db in a browser, with labels, facets and questions (ARCHIVE=data PORT=8001)"
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
	@$(RUN)python -m pytest --quiet --numprocesses auto --dist loadfile

coverage: setup
	@$(RUN)coverage erase
	@$(RUN)coverage run -m pytest --quiet --numprocesses auto --dist loadfile
	@$(RUN)coverage combine --quiet
	@$(RUN)coverage report

ARCHIVE ?= $(or $(NIANBAO_ARCHIVE_DIR),data)
PORT ?= 8001

datasette: setup
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && \
	NIANBAO_ARCHIVE_DIR='$(ARCHIVE)' $(RUN)python -m scrapy export --format datasette "$$folder/metadata.json" && \
	$(RUN)datasette serve '$(ARCHIVE)/reports.db' --metadata "$$folder/metadata.json" --port $(PORT) \
	  --setting sql_time_limit_ms 20000 --setting facet_time_limit_ms 5000

lock: setup
	@$(RUN)uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --group dev --all-extras \
	  --no-emit-index-url --custom-compile-command "make lock" --output-file requirements.lock pyproject.toml

clean:
	rm -rf $(VENV) data .coverage*
