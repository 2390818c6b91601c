# One word per habit; continuous integration calls the same ones. Needs Python 3.11 or newer, and nothing else.
PYTHON ?= python3
PY := .venv/bin/python
# A script's own folder stays off its path (-P), or scripts/types.py would stand in for the standard library's types.
SCRIPT := $(PY) -P
# The lock files are complete and hashed: nothing to resolve. What is imported is compiled when it first is.
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile

.PHONY: help run test check fmt bench web types shots lock clean

help: ## these words
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 14

run: .venv/viva.ok web ## set up what is missing, then serve on http://127.0.0.1:8000 (ARGS="--port 9000")
	@$(PY) -m viva serve $(ARGS)

test: .venv/test.ok .venv/viva.ok web ## every test: the page's, Python's, and in a real browser (ARGS="-k clock")
	$(SCRIPT) scripts/web.py check
	$(SCRIPT) scripts/browser.py
	$(PY) -m pytest $(ARGS)

check: .venv/test.ok .venv/viva.ok ## format, lint, types and floors, in well under a minute
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(SCRIPT) scripts/web.py lint

fmt: .venv/test.ok ## mend what a tool can mend
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: .venv/test.ok .venv/viva.ok web ## measure what the README claims
	PYTHONPATH=. $(PY) tests/bench/bench.py $(ARGS)

web: .venv/run.ok ## build the page, if its sources changed
	@$(SCRIPT) scripts/web.py build

types: .venv/test.ok .venv/viva.ok ## write the page's types from the server's frames
	$(SCRIPT) scripts/types.py $(ARGS)

shots: .venv/test.ok .venv/viva.ok web ## take the README's pictures anew
	$(SCRIPT) scripts/shots.py $(ARGS)

lock: .venv/test.ok ## pin what pyproject.toml, requirements/*.in and web/package.json ask for (ARGS=--upgrade)
	$(UV) $(ARGS) pyproject.toml requirements/run.in -o requirements/run.txt
	$(UV) $(ARGS) -c requirements/run.txt requirements/test.in -o requirements/test.txt
	$(SCRIPT) scripts/web.py lock $(ARGS)
# The comment above each lock file names the word, not the flags; no host of an index is ever written.
UV := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes

clean: ## remove everything that the other words made
	rm -rf .venv web/dist web/node_modules build dist test-results .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .import_linter_cache

# The stamps: pip runs when a list of packages changed, and at no other start.
.venv/run.ok .venv/test.ok: .venv/%.ok: requirements/%.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || { $(PYTHON) -c '$(OLD)' && $(PYTHON) -m venv --clear .venv; }
	@echo "Installing requirements/$*.txt ..."
	@$(PIP) --require-hashes -r $<
	@touch $@
OLD := import sys; sys.version_info < (3, 11) and sys.exit("Viva needs Python 3.11 or newer: make run PYTHON=python3.12")

.venv/test.ok: .venv/run.ok

.venv/viva.ok: pyproject.toml .venv/run.ok
	@$(PIP) --no-build-isolation -e .
	@touch $@
