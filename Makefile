.PHONY: help demo test lint docs lock

help:
	@echo 'make demo   set up all it needs, then the relief of the first structure into out/demo'
	@echo 'make test   set up all it needs, then lint, types and tests'
	@echo 'make lint   lint and types alone'
	@echo 'make docs   the documentation as pages, into out/docs'
	@echo 'make lock   write locks/ anew from pyproject.toml (UPGRADE=--upgrade: newest versions)'

demo:
	@./setup.sh run
	.venv/bin/stressbump relief elastomer-bump -o out/demo

test: lint
	.venv/bin/pytest -n 2 --dist worksteal -q

lint:
	@./setup.sh test
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

docs:
	@./setup.sh test
	.venv/bin/python -m sphinx -E -W --keep-going -n -q -b html docs out/docs
	@echo out/docs/index.html

# The first lock holds everything; the second, what the program alone needs, at the same versions.
COMPILE = out/lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
	--fork-strategy fewest --generate-hashes --custom-compile-command 'make lock' $(UPGRADE)

lock:
	python3 -m venv out/lock
	out/lock/bin/pip install --quiet uv
	printf 'hatchling\neditables\n' | $(COMPILE) pyproject.toml - --extra dev -o locks/test.txt
	printf 'hatchling\neditables\n' | $(COMPILE) pyproject.toml - -c locks/test.txt -o locks/run.txt
