# `make refresh` and `make test` are all a fresh machine needs: python3 (3.11 or newer), make, git.
LANDING ?= landing
ONEFUNNEL_HOME ?= var/onefunnel
# The company that `onefunnel sample` makes up, for whoever has no exports at hand.
SAMPLE := var/sample
SAMPLE_AS_OF := 2026-06-30
DEMO := var/demo

BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
# dbt by hand, and whatever asks dbt, works on the sample company.
export DBT_PROFILES_DIR := $(CURDIR)
export DBT_SEND_ANONYMOUS_USAGE_STATS := false
unexport ONEFUNNEL_HOME ONEFUNNEL_RAW ONEFUNNEL_WAREHOUSE DBT_TARGET_PATH DBT_LOG_PATH

.DEFAULT_GOAL := help
.PHONY: help refresh test lint landed published docs chaos bench requirements clean

help:  ## Show what there is.
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 14

refresh: .venv/core  ## Publish what lies in landing/ (LANDING=, ONEFUNNEL_HOME=), or a demo if empty.
	@if [ -n "$$(find $(LANDING) -type f ! -name '.*' 2>/dev/null | head -n 1)" ]; then \
		onefunnel refresh --landing $(LANDING) --home $(ONEFUNNEL_HOME); \
	else \
		echo "$(LANDING)/ holds no files: refreshing the sample company into $(DEMO)"; \
		$(MAKE) --no-print-directory $(SAMPLE)/truth/monthly.csv; \
		onefunnel refresh --landing $(SAMPLE)/landing --home $(DEMO) --as-of $(SAMPLE_AS_OF); \
	fi

# A build by dbt keeps one core busy, so the linters have the other.
test: .venv/dev landed  ## Lint, refresh the sample company with all its tests, then pytest.
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target lint published
	pytest -m "not chaos" --numprocesses 2 --dist loadfile

landed: .venv/core $(SAMPLE)/truth/monthly.csv
	@onefunnel land --landing $(SAMPLE)/landing --home $(DEMO) --as-of $(SAMPLE_AS_OF) > /dev/null

published: landed
	onefunnel refresh --landing $(SAMPLE)/landing --home $(DEMO) --as-of $(SAMPLE_AS_OF)

lint: .venv/dev landed  ## Check Python, YAML, SQL, dbt's graph and the house rules.
	ruff check
	ruff format --check
	mypy
	yamllint --strict .
	dbt --quiet build --empty --resource-type seed --resource-type model
	dbt --quiet docs generate
	dbt-bouncer run
	sqlfluff lint --disable-progress-bar --processes 2 models tests analyses

docs: landed  ## Write the documentation site to target/static_index.html.
	dbt --quiet build --resource-type seed --resource-type model
	dbt --quiet docs generate --static
	@echo "open target/static_index.html"

chaos: .venv/dev  ## Let a company live night after night for a month; takes half an hour.
	pytest -m chaos

bench: .venv/dev  ## Measure the attribution models on 10 million touches; docs/performance.md.
	python -m scripts.bench

requirements: .venv/dev  ## Pin requirements/*.in anew; dev first, core takes its versions.
	pip install -qq uv
	cd requirements && uv pip compile --quiet --universal --python-version 3.11 --no-header \
		--upgrade dev.in --output-file dev.txt
	cd requirements && uv pip compile --quiet --universal --python-version 3.11 --no-header \
		--constraint dev.txt core.in --output-file core.txt

clean:  ## Remove what was made: the venv, dbt's target, the demo. Your own home folder stays.
	rm -rf .venv target logs $(DEMO) $(SAMPLE) *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find scripts tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The truth is written last: where it is, the company is whole.
$(SAMPLE)/truth/monthly.csv: .venv/core $(wildcard scripts/sample/*.py scripts/sample/sql/*.sql)
	rm -rf $(SAMPLE) $(DEMO)
	onefunnel sample --out $(SAMPLE) --to $(SAMPLE_AS_OF)

# Stamps, so that installing is not repeated. Compiled once here: the commands start twice as fast
# and PYTHONDONTWRITEBYTECODE in the environment does not matter.
.venv/core: requirements/core.txt pyproject.toml
	@python3 -c 'import sys; sys.exit(sys.version_info < (3, 11) and "python3 must be 3.11 or newer")'
	python3 -m venv .venv
	pip install -qq -r requirements/core.txt
	pip install -qq --no-build-isolation --no-deps -e .
	python -m compileall -q -j 0 .venv/lib >/dev/null || true
	@touch $@

.venv/dev: .venv/core requirements/dev.txt
	pip install -qq -r requirements/dev.txt
	python -m compileall -q -j 0 .venv/lib >/dev/null || true
	@touch $@
