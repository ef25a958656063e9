# Everything is set up in .venv by the first target that needs it. Needed beforehand: Python 3.11 or later, and make.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: demo test check bench fuzz locked sbom audit clean

demo: .venv/run
	$(BIN)/hemgraph list
	@echo
	$(BIN)/hemgraph trace emergency-extraosseous
	@echo
	$(BIN)/hemgraph draw --case emergency-extraosseous --paper a3

test: .venv/browser
	$(BIN)/python -m pytest -n auto -q

check: .venv/browser
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MAKE) --no-print-directory audit
	$(BIN)/python -m pytest -n auto -q -m "not browser and not long" --cov --cov-report=term
	$(BIN)/python -m pytest -n auto -q -m "browser or long"

bench: .venv/browser
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,bench]'
	$(BIN)/python tests/benchmarks/run.py
	$(BIN)/python tests/benchmarks/printing.py
	$(BIN)/python tests/benchmarks/check.py
	$(BIN)/python tests/benchmarks/page.py
	$(BIN)/python tests/benchmarks/one_case.py
	$(BIN)/python tests/benchmarks/cohort.py
	$(BIN)/python tests/benchmarks/spark.py
	$(BIN)/python tests/benchmarks/growth.py

# 50 minutes of fuzzing, then 10,000 kills; `make fuzz SECONDS=10` is a short run.
SECONDS ?= 250
fuzz: .venv/dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev,fuzz]'
	$(BIN)/python tests/fuzz/covered.py --seconds $(SECONDS)
	$(BIN)/python tests/fuzz/agree.py --seconds $(SECONDS)
	$(BIN)/python tests/fuzz/killed.py --kills $$(($(SECONDS) * 40)) --full $$(($(SECONDS) * 4))

# What development stands on, pinned by hash in tests/dev.lock, in place of the newest.
locked: .venv/run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/dev.lock
	@touch .venv/dev

# A CycloneDX list of what the program stands on, and what is known against it; both tools live in a place of their own.
TOOLS := .venv/tools
$(TOOLS): .venv/run
	@rm -rf $@ && $(PYTHON) -m venv $@
	@$@/bin/python -m pip install --quiet --disable-pip-version-check 'cyclonedx-bom>=5' 'pip-audit>=2.7'

sbom: $(TOOLS)
	$(TOOLS)/bin/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible -o output/hemgraph.cdx.json $(BIN)/python
	@echo "wrote output/hemgraph.cdx.json"

audit: .venv/run
	@$(MAKE) --no-print-directory $(TOOLS) >/dev/null 2>&1 || true
	@$(BIN)/python tests/audit.py $(TOOLS)/bin/pip-audit

# The program alone, as `pip install .` gives it, and with what the gates need.
.venv/run: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or later is needed: make PYTHON=python3.12 ...")'
	@echo "Setting up .venv; this takes about half a minute."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/dev: .venv/run pyproject.toml
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Chromium, for the tests of the page; it is there already, or comes with the system's packages, or from Playwright.
.venv/browser: .venv/dev tests/web/browser.py
	@$(BIN)/python tests/web/browser.py
	@touch $@

clean:
	rm -rf .venv .coverage .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist build
