# Everything a fresh machine needs: Python 3.11 or later, make, and the package registries' ordinary clients.
SHELL := /bin/bash
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8050
BIN := .venv/bin
# More than two cores: a browser spends much of its time waiting.
JOBS ?= 3
PYTEST := $(BIN)/pytest -n $(JOBS) --dist worksteal
# One thread of linear algebra a test: matrices are small, and threads that wait take time from the others.
export OPENBLAS_NUM_THREADS := 1
# Python keeps what it compiled, also where a machine says otherwise: to compile takes a process longer than its work.
export PYTHONDONTWRITEBYTECODE :=
# Runs commands and says at the end how long they took.
timed = @begin=$$SECONDS; $(1); status=$$?; echo "make $@: $$((SECONDS - begin)) s"; exit $$status

.PHONY: run test check attack test-spark lowest example pictures bench lint browser postgres redis proxies pip-audit help

help:
	@echo "make run       the dashboard with the example data on http://$(HOST):$(PORT)"
	@echo "make check     style, types and the quick tests: two minutes"
	@echo "make test      everything that passes or fails, with real browsers"
	@echo "make attack    the tests of chance with many seeds and long histories; takes an hour"
	@echo "make test-spark  the counting on a cluster of Apache Spark; fetches 500 MB, then a minute"
	@echo "make lowest    all but the browser's, with the oldest versions of the packages we allow"
	@echo "make example   packages and the published example data, no server"
	@echo "make pictures  a screenshot of every page, into docs/pictures"
	@echo "make pip-audit asks the network which of the packages have known weaknesses"
	@echo "make bench     speed, as ratios to a floor (ROWS=1000000 SITES=1000 for a large programme)"

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Rejsespor needs Python 3.11 or later ($(PYTHON) is $$($(PYTHON) --version 2>&1)). Install it, or say which: make PYTHON=python3.12"; exit 1; }
	@echo "Making the virtual environment in .venv …"
	@$(PYTHON) -m venv .venv || { echo "Install Python's venv module (Debian: apt-get install python3-venv)."; exit 1; }
	@echo "Installing packages …"
	@sed -n '/^uv==/,/[^\\]$$/p' constraints.txt > .venv/uv.txt
	@export PIP_DISABLE_PIP_VERSION_CHECK=1; $(BIN)/python -m pip install --quiet --require-hashes -r .venv/uv.txt \
	  && $(BIN)/uv pip install --quiet --require-hashes -r constraints.txt 2> /dev/null \
	  || $(BIN)/python -m pip install --quiet --require-hashes -r constraints.txt
	@$(BIN)/uv pip install --quiet --no-deps -e .
	@touch $@

example: .venv/ready
	@echo "Loading and publishing the example data …"
	@$(BIN)/rejsespor build > /dev/null

run: example
	@$(BIN)/rejsespor serve --host "$(HOST)" --port "$(PORT)"

lint: .venv/ready
	@echo "Style and types …"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }
	@$(BIN)/mypy

# In one process: to collect the tests takes longer than to run these.
check: .venv/ready
	$(call timed,$(MAKE) --no-print-directory lint && $(BIN)/pytest -m quick)

# A browser for the tests: the one there is, else the distribution's.
browser:
	@command -v chromium > /dev/null || command -v chromium-browser > /dev/null || command -v google-chrome > /dev/null || { \
	  echo "Installing Chromium for the browser tests …"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium > /dev/null; \
	  else echo "Install Chromium (Debian: sudo apt-get install chromium), then run make test again."; exit 1; fi; }

# The other database of the store, for the tests.
postgres:
	@ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 || command -v initdb > /dev/null || { \
	  echo "Installing PostgreSQL for the tests of the store …"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql > /dev/null; \
	  else echo "Install PostgreSQL (Debian: sudo apt-get install postgresql), then run make test again."; exit 1; fi; }

# Where several hosts keep answers, for the tests.
redis:
	@command -v redis-server > /dev/null || { \
	  echo "Installing Redis for the tests of serving …"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq redis-server > /dev/null; \
	  else echo "Install Redis (Debian: sudo apt-get install redis-server), then run make test again."; exit 1; fi; }

# The web servers that the documents say how to put in front.
proxies:
	@PATH="$$PATH:/usr/sbin"; command -v nginx > /dev/null && command -v caddy > /dev/null && command -v openssl > /dev/null || { \
	  echo "Installing nginx and Caddy for the tests of serving …"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq nginx caddy openssl > /dev/null; \
	  else echo "Install nginx and Caddy (Debian: sudo apt-get install nginx caddy openssl), then run make test again."; exit 1; fi; }

test: .venv/ready
	$(call timed,$(MAKE) --no-print-directory lint browser postgres redis proxies && $(PYTEST) -m "not attack")

attack: .venv/ready
	$(call timed,$(PYTEST) -m attack)

# Apache Spark has an environment of its own: its packages and ours share the name of a module.
.venv-spark/ready: constraints-spark.txt .venv/ready
	@command -v java > /dev/null || { \
	  echo "Installing Java for Apache Spark …"; \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq default-jre-headless > /dev/null; \
	  else echo "Install Java 17 or later (Debian: sudo apt-get install default-jre-headless), then run make test-spark again."; exit 1; fi; }
	@echo "Installing Apache Spark in .venv-spark …"
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-spark
	@$(BIN)/uv pip install --quiet --python .venv-spark/bin/python --require-hashes -r constraints-spark.txt || { \
	  echo "Apache Spark could not be fetched, so its test was not run."; exit 1; }
	@touch $@

test-spark: .venv-spark/ready
	$(call timed,SPARK_HOME="$$(.venv-spark/bin/python -c 'from pathlib import Path; import pyspark; print(Path(pyspark.__file__).parent)')" \
	  $(BIN)/pytest tests/release/on_spark.py)

pictures: example browser
	@$(BIN)/python bench/pictures.py docs/pictures

# A service on the network is asked; that it could not be asked is no good news, and is said.
pip-audit: .venv/ready
	@rm -f .venv/pip-audit.json
	@$(BIN)/uv tool run --quiet 'pip-audit>=2.9,<3' --disable-pip --require-hashes -r constraints.txt \
	  -f json -o .venv/pip-audit.json; status=$$?; \
	  [ -s .venv/pip-audit.json ] || { echo "The service of known weaknesses could not be asked."; exit 2; }; exit $$status

# The direct dependencies as old as we say we take them.
lowest: .venv/ready postgres redis
	@$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python .venv-lowest
	@$(BIN)/uv pip install --quiet --python .venv-lowest/bin/python --resolution lowest-direct -e '.[dev,paper]'
	@.venv-lowest/bin/pytest -n $(JOBS) --dist worksteal -m "not browser and not attack"

bench: example browser
	@$(BIN)/python bench/first_visit.py
	@$(BIN)/python bench/filter_change.py
	@$(BIN)/python bench/management.py
	@$(BIN)/python bench/load.py --rows $(or $(ROWS),100000)
	@$(BIN)/python -m bench.scale --rows $(or $(ROWS),100000) --sites $(or $(SITES),1000)
