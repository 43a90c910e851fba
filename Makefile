# Iron Rules. `make` lists what can be done.

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python

.DEFAULT_GOAL := help
.PHONY: help run test lint bench knowledge new-rule docs messages lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(VENV)/run.stamp ## start everything: PORT=8000 and DATA_DIR=.data unless given; Ctrl-C ends it
	@$(PY) -c 'import babel, celery, django, gunicorn, psutil, psycopg, redis, tree_sitter' 2>/dev/null || \
		$(call stop,$(VENV) is incomplete: run `make clean` and then `make run`)
	@$(PY) -m governance.launch

test: $(VENV)/test.stamp ## run all tests against a PostgreSQL and a Redis of their own; ARGS go to pytest
	@$(PY) -m governance.embedded $(PY) -m pytest -n 4 --dist loadfile --no-loadscope-reorder $(ARGS)

# 4 workers for 2 processors: tests wait for processes that they start for half of their time; each worker more costs
# 15 s of processor time, to collect the tests and to copy its database. What they and those processes import is
# compiled once.
test: export PYTHONDONTWRITEBYTECODE =

lint: $(VENV)/test.stamp ## check style, types, layers, settings and migrations
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports
	$(PY) -m governance.embedded sh -c "$(PY) manage.py makemigrations --check && $(CHECK)"

# As in production: over HTTPS, with keys of its own.
CHECK = HTTPS_ONLY=1 SECRET_KEY=$$(head -c 64 /dev/urandom | base64 -w 0) CREDENTIAL_KEYS=$(KEY) AUDIT_KEY=$(KEY) \
	$(PY) manage.py check --deploy --fail-level WARNING
KEY = $$(head -c 32 /dev/urandom | base64 | tr '+/' '-_')

bench: $(VENV)/test.stamp ## time the analyser beside git grep and semgrep, on Go's own source or on ARGS
	@$(PY) -m benchmarks $(ARGS)

knowledge: $(VENV)/test.stamp ## describe the standard library anew, from the Go toolchain
	$(PY) -m scanners.knowledge.standard_library

new-rule: $(VENV)/run.stamp ## make the folder of a rule: CODE=IR211 NAME=some-words
	@$(PY) -m scanners new-rule $(CODE) $(NAME)
	@$(PY) -m scanners docs

docs: $(VENV)/run.stamp ## write the page of each rule from its folder
	$(PY) -m scanners docs

messages: $(VENV)/run.stamp ## collect what has to be translated into governance/locale
	$(PY) -m governance.messages

# The three locks agree: the smaller ones are held to what the largest has.
lock: $(VENV)/test.stamp ## resolve pyproject.toml into requirements/*.txt
	$(COMPILE) --all-extras --upgrade --output-file requirements/test.txt
	$(COMPILE) --extra service --extra embedded --constraint requirements/test.txt --output-file requirements/run.txt
	$(COMPILE) --extra service --constraint requirements/test.txt --output-file requirements/service.txt

COMPILE = $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--custom-compile-command "make lock" pyproject.toml

clean: ## remove what can be made again; the data stay
	rm -rf $(VENV) static build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp is written last: after an interrupted installation the next run takes up where that one stopped, in a new
# environment if Python or pip does not even start.
$(VENV)/%.stamp: requirements/%.txt
	@$(PYTHON) -c '' 2>/dev/null || $(call stop,$(PYTHON) does not start: install Python 3.11 or newer)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		$(call stop,$(PYTHON) is older than Python 3.11: name a newer one with PYTHON=python3.12)
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		$(call stop,$(PYTHON) cannot make virtual environments: install it (Debian and Ubuntu: python3-venv))
	@$(PY) -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		rm -rf $(VENV) && echo "Making $(VENV)" && $(PYTHON) -m venv $(VENV); }
	@echo "Installing $<"
	@$(PY) -m pip --disable-pip-version-check install --quiet --require-hashes -r $< || \
		$(call stop,$< could not be installed: see above; run make again once that is mended)
	@touch $@

stop = { echo 'error: $(1)' >&2; exit 1; }
