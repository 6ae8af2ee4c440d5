# `make run` serves the archive, `make test` checks it. Both set up what they need; see README.md.

PYTHON ?= $(shell for python in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV := .venv/bin/python
# Makemigrations, mypy and the other checks need no database; this address makes sure that they start none.
NO_DATABASE := DATABASE_URL='postgresql:///none?host=/nonexistent'

.PHONY: help run test test-long lint format lock install install-tests

help:
	@echo "make run        serve the archive on http://127.0.0.1:8000"
	@echo "make test       run the checks and all tests"
	@echo "make test-long  run the tests with the full counts"
	@echo "make lint       run the checks alone"
	@echo "make format     format Python files"
	@echo "make lock       compile requirements.txt and tests/requirements.txt"

install:
	@test -n "$(PYTHON)" || { echo "newsarchive needs Python 3.11 or newer; name it: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) newsarchive/bootstrap.py requirements.txt

install-tests:
	@test -n "$(PYTHON)" || { echo "newsarchive needs Python 3.11 or newer; name it: make test PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) newsarchive/bootstrap.py tests/requirements.txt

run: install
	@exec $(VENV) manage.py serve

test: lint
	@$(VENV) -m pytest -n 2 --dist worksteal

test-long: lint
	@NEWSARCHIVE_TEST_LONG=1 $(VENV) -m pytest -n 2 --dist worksteal

lint: install-tests
	@$(VENV) -m ruff check --quiet .
	@$(VENV) -m ruff format --quiet --check .
	@$(VENV) -m mypy --no-error-summary
	@said=$$($(VENV) -c 'import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())') || { echo "$$said"; exit 1; }
	@$(VENV) -m djlint --quiet --lint templates
	@$(NO_DATABASE) $(VENV) -W ignore manage.py makemigrations --check --dry-run -v 0

format: install-tests
	@$(VENV) -m ruff check --quiet --fix .
	@$(VENV) -m ruff format --quiet .

# In an environment of its own, so that the compiler's own requirements stay out of the lock files.
lock:
	@set -e; folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	$(PYTHON) -m venv "$$folder" && "$$folder/bin/pip" install --quiet uv; \
	compile="$$folder/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --strip-extras \
		--no-emit-index-url --no-emit-find-links --no-header --upgrade"; \
	$$compile requirements.in --output-file requirements.txt; \
	$$compile tests/requirements.in --constraint requirements.txt --output-file tests/requirements.txt
