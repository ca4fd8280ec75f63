# heckman_nl: `make demo` and `make test` need Python 3.11 or later and make, nothing else.

PYTHON ?= $(firstword $(foreach p,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(if $(shell $(p) -c "import sys; print(sys.version_info >= (3, 11) or '')" 2>/dev/null | grep True),$(p))))
BIN := .venv/bin
OUT ?= out

.PHONY: help demo test test-all lint benchmark calibrate results pages clean

help:
	@echo "make demo       install, and run the MKBA of VoorZorg for 170,000 births: table here, report in $(OUT)/"
	@echo "make test       install, and run the checks and the tests that are not marked slow"
	@echo "make test-all   the same with the slow tests"
	@echo "make benchmark  time the library (recorded in benchmarks/README.md)"
	@echo "make calibrate  solve the Dutch baseline again and compare it (half an hour to an hour, 6 GB)"
	@echo "make results    write what pages tell of interventions, the curve and VoorZorg again (more than an hour)"
	@echo "make pages      write the reference pages that follow from code and data"

.venv/installed: pyproject.toml
	@test -n "$(PYTHON)" || { echo "no Python 3.11 or later found: name one with make PYTHON=/path/to/python"; exit 1; }
	@echo "installing heckman_nl in .venv (once, some 500 MB) ..."
	@rm -rf .venv && $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[test]"
	@touch .venv/installed

demo: .venv/installed
	@echo "VoorZorg for a year of Dutch births, with and without; 2 million are simulated, so that chance matters little"
	@echo "(the first run compiles the model: some 15 seconds) ..."
	@echo
	@$(BIN)/heckman-nl run voorzorg --sample 2000000 --out $(OUT)

test: .venv/installed lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder -m "not slow"

test-all: .venv/installed lint
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: .venv/installed
	$(BIN)/ruff check src tests benchmarks calibration
	$(BIN)/ruff format --check src tests benchmarks calibration
	$(BIN)/lint-imports

benchmark: .venv/installed
	$(BIN)/python -m pytest benchmarks --benchmark-only --benchmark-disable-gc

calibrate: .venv/installed
	$(BIN)/python calibration/recipe.py
	$(BIN)/python calibration/evidence.py --part baselines
	$(BIN)/python calibration/causal_totals.py
	$(BIN)/python calibration/pages.py

results: .venv/installed
	rm -rf $(OUT)/catalogue_psa
	$(BIN)/python calibration/catalogue.py --part results
	$(BIN)/python calibration/catalogue.py --part trials
	$(BIN)/python calibration/catalogue.py --part uncertainty --draws 64 --pairs 8000
	$(BIN)/python calibration/curve.py --draws 64
	$(BIN)/python calibration/voorzorg.py
	$(BIN)/python calibration/evidence.py --part page --sample 400000
	$(BIN)/python calibration/published.py

pages: .venv/installed
	$(BIN)/python calibration/pages.py

clean:
	rm -rf .venv $(OUT) dist .pytest_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
