# Every target is one command that also works without make; the first of them sets up .venv by itself.
PYTHON ?= python3
BIN := .venv/bin
STAMP := .venv/.installed
SOURCE ?= docs/book
OUTPUT ?= build
NODE := tests/conformance/node
BUILD := $(BIN)/kompendium build $(SOURCE) --output $(OUTPUT) -j auto

.DEFAULT_GOAL := all
.PHONY: all html pdf epub print large chapter live test conformance torture foreign bench lint format lock messages clean help

all: $(STAMP)  ## the book as HTML, PDF and EPUB, into build/ (the default)
	$(BUILD)

html pdf epub: $(STAMP)  ## one format of the book
	$(BUILD) --formats $@

print large: $(STAMP)  ## the book's PDF for a printing house; in large print
	$(BUILD) --profile $@

chapter: $(STAMP)  ## one chapter's own PDF and EPUB: make chapter NAME=kalsinose
	$(if $(NAME),,$(error Which chapter? For example: make chapter NAME=kalsinose))
	$(BUILD) --chapter $(NAME)

live: $(STAMP)  ## the book in a browser, built anew at each save
	$(BIN)/kompendium live $(SOURCE) --output $(OUTPUT)

test: $(STAMP)  ## every test that needs pip alone
	$(BIN)/python -m pytest -n auto -m "not conformance and not torture"

conformance: .venv/.conformance  ## tests in a browser, by veraPDF, Ace and reading engines (on Debian: apt install chromium maven default-jdk-headless nodejs npm calibre)
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder -m conformance

torture: $(STAMP)  ## 5,000 random documents and every character as PDF, every word found again; 10,000 random lines of codes (TORTURE_EXAMPLES=200 for fewer)
	$(BIN)/python -m pytest -m torture

foreign: .venv/.conformance  ## another Sphinx project as PDF, and what became of it: make foreign SOURCE=../project/docs
	$(BIN)/python -m tests.foreign $(SOURCE)

bench: $(STAMP)  ## measure a build of 300 synthetic chapters, against hand-written Typst, and what a page costs at 300 and 1,200
	$(BIN)/python -m tests.benchmarks.bench
	$(BIN)/python -m tests.benchmarks.site

lint: $(STAMP)  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(STAMP)  ## let ruff mend what it can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

messages: $(STAMP)  ## bring the message catalogues up to date with the code, and compile them
	$(BIN)/python -m kompendium.locale.messages

lock: $(STAMP)  ## write the lock files anew from pyproject.toml
	$(BIN)/python .ci/lock.py

clean:  ## remove what was built (the environment stays)
	$(PYTHON) -c "import shutil; shutil.rmtree('$(OUTPUT)', ignore_errors=True)"

help:  ## this list
	@$(PYTHON) -c "import re; [print(f'{m[1]:16}{m[2]}') for m in re.finditer(r'^([a-z ]+):.*?## (.*)', open('Makefile').read(), re.M)]"

# The stamp is as old as the last installation: a change of the lock or of pyproject.toml installs again.
$(STAMP): pyproject.toml requirements.lock
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --editable .
	@$(PYTHON) -c "import pathlib; pathlib.Path('$@').touch()"

.venv/.conformance: $(STAMP) requirements-conformance.lock tests/conformance/verapdf.py tests/foreign/sources.py $(NODE)/package-lock.json
	$(BIN)/python -m pip install --quiet --requirement requirements-conformance.lock
	$(BIN)/python -m tests.conformance.verapdf
	$(BIN)/python -m tests.foreign.sources
	PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix $(NODE) --ignore-scripts --no-audit --no-fund --loglevel=error
	@$(PYTHON) -c "import pathlib; pathlib.Path('$@').touch()"
