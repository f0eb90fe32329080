# OneTrip's one entry point. `make help` lists the targets; ARGS passes arguments on: make up ARGS=--people=300000
# Needs make and Python 3.11 or later with its venv module; everything else is installed into .venv from locked hashes.

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
ONETRIP := $(BIN)/onetrip
# Compiled test modules are kept, also where the environment says otherwise: to rewrite 250 of them takes 8 s each time.
PYTEST := PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest
COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --no-annotate --no-emit-index-url --python-version 3.11
# Where something is sealed (runtime/tests/suite.py).
SEALING := runtime/tests services/intake services/verification services/approval services/notification workflows \
           tests/contract

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help install demo up down status logs migrate clean-data test unit suites contract replay histories rules \
        settings capacity e2e drill ui-test fuzz bench alerts dashboards k8s-images k8s-secrets k8s-smoke check lint types proto \
        proto-check lock

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# -- the stack ---------------------------------------------------------------------------------------------------

demo: $(INSTALLED) ## everything in one: start, file the demo journeys, watch them (ARGS=--exit ends after them)
	@$(ONETRIP) demo $(ARGS)

up: $(INSTALLED) ## start the stack in the background; data is kept between runs
	@$(ONETRIP) up $(ARGS)

down: $(INSTALLED) ## stop it
	@$(ONETRIP) down $(ARGS)

status: $(INSTALLED) ## what runs, where, and its memory (ARGS=--json)
	@$(ONETRIP) status $(ARGS)

logs: $(INSTALLED) ## last lines of the logs (ARGS="-f intake")
	@$(ONETRIP) logs $(ARGS)

migrate: $(INSTALLED) ## bring the running database to the latest migrations
	@$(ONETRIP) migrate $(ARGS)

clean-data: $(INSTALLED) ## wipe all data, logs and secrets of the local stack
	@$(ONETRIP) clean-data --yes

# -- tests -------------------------------------------------------------------------------------------------------

test: $(INSTALLED) ## all tests but the long fault runs and the browser's, on the real engines
	@$(PYTEST) -m "not drill and not ui" $(ARGS)

unit: $(INSTALLED) ## tests beside the code, without engines, in three processes
	@$(PYTEST) -n 3 -m "not engines and not e2e and not drill" runtime contracts services workflows cli deploy $(ARGS)

suites: $(INSTALLED) ## what seals, once more under the other cipher suite
	@ONETRIP_TEST_SUITE=sm4-gcm-sm3 $(PYTEST) -n 3 -m "not engines and not e2e and not drill" $(SEALING) $(ARGS)

contract: $(INSTALLED) ## promises of the contracts: topics, access rules, errors, messages
	@$(PYTEST) tests/contract $(ARGS)

replay: $(INSTALLED) ## histories of released workflow versions, replayed
	@$(PYTEST) tests/replay $(ARGS)

histories: $(INSTALLED) ## record the histories of a release: make histories RELEASE=0.2.0
	@$(BIN)/python -m workflows.tests.record_histories $(RELEASE)

rules: $(INSTALLED) ## write docs/rules.md and docs/once-only.md, the pages for lawyers, from the tables that the tests run
	@$(BIN)/python -m workflows.tests.rules.page
	@$(BIN)/python -m tests.contract.once_only.page

settings: $(INSTALLED) ## write docs/operate/settings.md, the table of every setting, from the code
	@$(BIN)/python -m deploy.settings_page

capacity: $(INSTALLED) ## write docs/operate/capacity.md from the measured figures
	@$(BIN)/python -m deploy.capacity

alerts: $(INSTALLED) ## test the alert rules with promtool (Debian: apt-get install prometheus)
	@command -v promtool >/dev/null || { echo "promtool is not installed (Debian: apt-get install prometheus)" >&2; exit 1; }
	@promtool check rules deploy/observe/rules.yaml
	@promtool test rules deploy/observe/tests/rules_test.yaml

dashboards: $(INSTALLED) ## write the Grafana dashboards from their code
	@$(BIN)/python -m deploy.observe.dashboards

e2e: $(INSTALLED) ## journeys on the whole stack
	@$(PYTEST) -m "e2e and not drill" $(ARGS)

drill: $(INSTALLED) ## long fault runs: two hours; some need root, some Prometheus, and say so (ARGS="-k upgrade")
	@$(PYTEST) -m drill $(ARGS)

ui-test: $(INSTALLED) ## Temporal's UI in a browser, as operators use it; takes the pictures of docs/ui anew
	@command -v chromium >/dev/null || { echo "Chromium is not installed (Debian: apt-get install chromium)" >&2; exit 1; }
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --require-hashes -r ui.lock
	@$(PYTEST) -m ui tests/ui $(ARGS)

fuzz: $(INSTALLED) ## what reads others' files, guided by branches: a minute each (ARGS="--seconds 600 --target uploads")
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --require-hashes -r fuzz.lock || true
	@$(BIN)/python -m tests.fuzz $(ARGS)

bench: $(INSTALLED) ## measurements beside their bare references
	@GRPC_ENABLE_FORK_SUPPORT=0 $(BIN)/python -m bench $(ARGS)

# -- Kubernetes (docs/operate/install.md) -------------------------------------------------------------------------

k8s-images: $(INSTALLED) ## build the container images with buildah, from a Debian 12 base (ARGS=tag)
	@$(BIN)/python -m deploy.images.build $(ARGS)

k8s-secrets: $(INSTALLED) ## make the secrets of the overlay `local`; those that are there are kept
	@$(BIN)/python -m deploy.k8s.secrets

k8s-smoke: $(INSTALLED) ## on the cluster of KUBECONFIG: apply `local`, file, kill each pod, upgrade under load, delete
	@$(BIN)/python -m deploy.k8s.smoke $(ARGS)

# -- checks ------------------------------------------------------------------------------------------------------

check: lint types proto-check test suites ## what CI runs

lint: $(INSTALLED) ## style and import rules
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

types: $(INSTALLED) ## static types
	@$(BIN)/basedpyright

proto: $(INSTALLED) ## lint the protos, compare them with the last release, generate gen/
	@$(BIN)/python -m protos.generate $(ARGS)

proto-check: $(INSTALLED) ## the same without writing: fails when gen/ is out of step
	@$(BIN)/python -m protos.generate --check

# -- the environment ---------------------------------------------------------------------------------------------

install: $(INSTALLED) ## only make the environment

$(INSTALLED): bootstrap.lock requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
		|| { echo "OneTrip needs Python 3.11 or later and $(PYTHON) is not: set PYTHON=/path/to/python3"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
		|| { echo "Python's venv module is missing: on Debian and Ubuntu, apt install python3-venv"; exit 1; }
	@test -x $(BIN)/python || { echo "making $(VENV)"; $(PYTHON) -m venv $(VENV); }
	@echo "installing uv"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r bootstrap.lock
	@echo "installing the locked packages (compiled now, or a dozen processes would each do it at the first start)"
	@$(BIN)/uv pip install --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --python $(BIN)/python --quiet --offline --no-deps --no-build-isolation -e .
	@touch $@

lock: $(INSTALLED) ## compile the locks anew: Python packages and Kafka's jars, with hashes, without addresses
	@$(COMPILE) $(ARGS) bootstrap.in -o bootstrap.lock
	@$(COMPILE) $(ARGS) requirements.in -o requirements.lock
	@$(COMPILE) $(ARGS) fuzz.in -o fuzz.lock
	@$(COMPILE) $(ARGS) ui.in -o ui.lock
	@$(BIN)/python -m deploy.local.engines.kafka_jars
