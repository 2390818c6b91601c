# One word per habit; continuous integration calls the same ones. Needs Python 3.11 or newer, and nothing else.
PYTHON ?= python3
PY := .venv/bin/python
# The lock files are complete and hashed: nothing to resolve. uv takes a quarter of pip's time, but reads no pip.conf:
# where it finds no index, pip tries.
UV := .venv/bin/uv
install = $(UV) pip install --quiet --python $(PY) --no-deps $(1) || $(pip) $(1)
pip = $(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-compile

.PHONY: help run test check fmt bench web types shots lock clean

help: ## these words
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' $(MAKEFILE_LIST) | expand -t 14

run: .venv/viva.ok web ## set up what is missing, then serve on http://127.0.0.1:8000 (ARGS="--port 9000")
	@$(PY) -m viva serve $(ARGS)

test: .venv/test.ok .venv/viva.ok web ## every test: the page's, Python's, and in a real browser (ARGS="-k clock")
	$(PY) scripts/web.py check
	$(PY) scripts/browser.py
	$(call pytest,-n 2 --dist loadfile --ignore tests/e2e)
	$(call pytest,-n 2 tests/e2e)
# Where ARGS choose tests, one half may hold none of them.
pytest = $(PY) -m pytest $(1) $(ARGS) || { code=$$?; $(if $(ARGS),test $$code -eq 5,exit $$code); }

check: .venv/test.ok .venv/viva.ok ## format, lint, types and floors, in well under a minute
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-logo
	$(PY) scripts/web.py lint

fmt: .venv/test.ok ## mend what a tool can mend
	$(PY) -m ruff check --fix-only .
	$(PY) -m ruff format .

bench: .venv/test.ok .venv/viva.ok web ## measure what the README claims
	$(PY) scripts/browser.py
	PYTHONPATH=. $(PY) tests/bench/bench.py $(ARGS)

web: .venv/run.ok ## build the page, if its sources changed
	@$(PY) scripts/web.py build

types: .venv/test.ok .venv/viva.ok ## write the page's types from the server's frames
	$(PY) scripts/wire_types.py $(ARGS)

shots: .venv/test.ok .venv/viva.ok web ## pictures of every page and state, to be looked at (ARGS=FOLDER)
	$(PY) scripts/browser.py
	$(PY) -m scripts.shots $(ARGS)

lock: .venv/test.ok ## pin what pyproject.toml, requirements/*.in and web/package.json ask for (ARGS=--upgrade)
	$(COMPILE) requirements/uv.in -o requirements/uv.txt
	$(COMPILE) pyproject.toml requirements/run.in -o requirements/run.txt
	$(COMPILE) -c requirements/run.txt requirements/test.in -o requirements/test.txt
	$(PY) scripts/web.py lock $(ARGS)
# Each lock file's first line names this word, and none names an index.
COMPILE = UV_CUSTOM_COMPILE_COMMAND="make lock" $(UV) pip compile --quiet --universal --python-version 3.11 \
	--generate-hashes $(ARGS)

clean: ## remove everything that the other words made
	rm -rf .venv web/dist web/node_modules build dist test-results .mypy_cache .pytest_cache .ruff_cache \
		.hypothesis .import_linter_cache

# The stamps: what is installed is installed anew when its list changed, and at no other start.
.venv/uv.ok: requirements/uv.txt
	@$(PY) -m pip --version >/dev/null 2>&1 || { $(PYTHON) -c '$(OLD)' && $(PYTHON) -m venv --clear .venv; }
	@$(pip) --require-hashes -r $< || echo "No uv to be had: pip will do its work."
	@touch $@
OLD := import sys; sys.version_info < (3, 11) and sys.exit("Viva needs Python 3.11 or newer: make run PYTHON=python3.12")

.venv/run.ok .venv/test.ok: .venv/%.ok: requirements/%.txt .venv/uv.ok
	@echo "Installing requirements/$*.txt ..."
	@$(call install,--require-hashes -r $<)
	@touch $@

.venv/test.ok: .venv/run.ok

.venv/viva.ok: pyproject.toml .venv/run.ok
	@$(call install,--no-build-isolation -e .)
	@touch $@
