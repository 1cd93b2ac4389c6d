# Everything a developer or CI does. Needs Python 3.11 or newer and make; all else is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint types architecture unit hostile docs bench sarif clean

demo: $(STAMP)  ## check the example shop and show what is found
	@$(BIN)/opexlint check examples --fail-on never

test: lint types architecture unit  ## all that CI checks

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $@

lint: $(STAMP)
	$(BIN)/ruff check --quiet src rules tests bench scripts

types: $(STAMP)
	$(BIN)/mypy --no-error-summary src rules tests

architecture: $(STAMP)
	$(BIN)/lint-imports

unit: $(STAMP)
	$(BIN)/pytest -n 2

hostile: $(STAMP)  ## the long test: inputs made to break, hang or escape, each through the real command (minutes)
	$(BIN)/pytest -n 2 tests/hostile/inputs.py tests/hostile/broken_sources.py

docs: $(STAMP)  ## write the pages of the rules from the rules
	$(BIN)/python scripts/write-docs docs/rules

sarif: $(STAMP)  ## hold the SARIF of the example shop against the validator GitHub's users run (npm package, needs node)
	$(BIN)/opexlint check examples --format sarif --output .sarif-check.sarif --fail-on never
	scripts/validate-sarif .sarif-check.sarif
	@rm -f .sarif-check.sarif

bench: $(STAMP)  ## measure against peers; see bench/README.md
	$(BIN)/python bench/run.py

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
