# Each target sets up .venv by itself; a second call finds it ready.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: install demo test check bench chaos fuzz run format lock clean

install: .venv/ready-run

demo: .venv/ready-run
	$(BIN)/volunteer-bot demo $(ARGS)

run: .venv/ready-run
	$(BIN)/volunteer-bot run $(ARGS)

test: .venv/ready-dev
	$(BIN)/python -m pytest $(ARGS)

check: .venv/ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/ready-dev .venv/ready-bench
	$(BIN)/python -m tests.bench $(ARGS)

chaos: .venv/ready-dev
	$(BIN)/python -m tests.crash $(ARGS)

fuzz: .venv/ready-dev
	$(BIN)/python -m tests.fuzz $(ARGS)

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Pins every version with its hashes; needs pip-tools in .venv.
lock: .venv/ready-dev
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --allow-unsafe --build-deps-for editable -o requirements.txt pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --allow-unsafe --build-deps-for editable --extra test --extra check -c requirements.txt -o requirements-dev.txt pyproject.toml
	$(BIN)/pip-compile --quiet --strip-extras --generate-hashes --no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-header --allow-unsafe -o tests/bench/requirements.txt tests/bench/requirements.in

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; call make PYTHON=python3.12 or the like")'
	$(PYTHON) -m venv .venv

.venv/ready-run: .venv/bin/python requirements.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/ready-dev: .venv/bin/python requirements-dev.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@ .venv/ready-run

# What the bot is measured beside; an environment of its own.
.venv/ready-bench: .venv/bin/python tests/bench/requirements.txt
	$(PYTHON) -m venv .venv/bench
	.venv/bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/bench/requirements.txt
	touch $@

clean:
	rm -rf .venv demo
