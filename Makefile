# `make chat` and `make test` do all the set-up they need, and skip what is done.

PYTHON ?= python3
WEIGHTS ?= multilingual-e5-small qwen2.5-coder-1.5b-instruct
CHAT_ARGS ?=
PYTEST_ARGS ?=

ENVIRONMENT := .venv
RUN := $(ENVIRONMENT)/bin/python
INSTALL := $(RUN) -m pip install --disable-pip-version-check --no-input -c constraints.txt
CHAT_READY := $(ENVIRONMENT)/ready-for-chat
TEST_READY := $(ENVIRONMENT)/ready-for-tests
DEMO_INDEX := archives/demo
FIRST_QUESTION := Combien de missiles Hellfire ont été livrés à l’Irak ?
SECOND_QUESTION := How many people did the Beirut explosion kill?

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help chat test weights lint types clean

help:
	@echo "make chat   set up, fetch the weights once, index the demo archive, serve the page"
	@echo "make test   set up, then linter, type checker and tests"
	@echo "make clean  remove the environment, the demo index and caches; fetched weights stay"
	@echo "Variables: PYTHON=python3.12  CHAT_ARGS='--port 8000'  PYTEST_ARGS='tests/qa -x'  WEIGHTS='NAME …'"

chat: weights $(DEMO_INDEX)/manifest.json
	$(RUN) app.py --index $(DEMO_INDEX) --example "$(FIRST_QUESTION)" --example "$(SECOND_QUESTION)" $(CHAT_ARGS)

test: lint types
	$(RUN) -m pytest $(PYTEST_ARGS)

lint: $(TEST_READY)
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .

types: $(TEST_READY)
	$(RUN) -m mypy

# Without its chat model the page answers with quotations, and says so; without the embedder the next step fails.
weights: $(CHAT_READY)
	@for name in $(WEIGHTS); do $(RUN) -m index models "$$name" || echo "Going on without $$name."; done

$(DEMO_INDEX)/manifest.json: demo/articles.jsonl | weights
	$(RUN) -m index build --replace $(DEMO_INDEX) demo/articles.jsonl

$(CHAT_READY): pyproject.toml constraints.txt | $(ENVIRONMENT)/created
	$(INSTALL) -e .
	@touch $@

$(TEST_READY): pyproject.toml constraints.txt | $(ENVIRONMENT)/created
	$(INSTALL) -e '.[test]'
	@touch $@ $(CHAT_READY)

# Old pips fail on extras of some packages here, so pip comes first.
$(ENVIRONMENT)/created:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Python 3.11 or later is needed, not " + sys.version.split()[0] + "; choose one: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(ENVIRONMENT)
	$(INSTALL) --quiet --upgrade pip
	@touch $@

clean:
	rm -rf $(ENVIRONMENT) $(DEMO_INDEX) build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
