# kliping: `make demo` shows it, `make test` proves it. Both set up everything they need in .venv/.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO ?= kliping-demo
LOCK := --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet

.PHONY: demo test lint format bench gate fuzz realsites judges clean lock

demo: $(VENV)/.ready ## crawl the embedded demo site and show what comes out
	@$(BIN)/kliping demo --collection $(DEMO)

test: $(VENV)/.dev ## run all tests
	@$(BIN)/python -m pytest -n 2

lint: $(VENV)/.dev ## ruff (all rules) and mypy (strict)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(VENV)/.ready ## CPU of a crawl beside a bare Scrapy spider
	@$(BIN)/python benchmarks/crawl_cpu.py

judges: $(VENV)/.dev ## warcio, fastwarc, cdxj-indexer and pywb on the demo's WARCs
	@.ci/judges

gate: $(VENV)/.dev ## extraction: quality and cost against the pinned figures
	@$(BIN)/python benchmarks/extract.py --gate

fuzz: $(VENV)/.dev ## ten minutes of fuzzing; findings go to fuzz-findings/
	@nice $(BIN)/python tests/fuzz/campaign.py --seconds 600

realsites: $(VENV)/.ready ## a real WordPress and a real DokuWiki on loopback, compared with the posts themselves
	@.ci/realsites

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "kliping needs Python 3.11 or newer as '$(PYTHON)': sudo apt install python3, or make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "kliping needs Python's venv module: sudo apt install python3-venv"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "setting up $(VENV)/ (the first time takes a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# What the tests need beside the package: more than half a gigabyte of table libraries and judges.
$(VENV)/.dev: $(VENV)/.ready requirements-dev.lock
	@echo "adding what the tests need (a few minutes the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

lock: $(VENV)/.dev ## pin the newest allowed versions again
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra build $(LOCK) --output-file requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --extra dev $(LOCK) --output-file requirements-dev.lock

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache kliping-demo
