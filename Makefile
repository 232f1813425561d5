# PORT=, HOST= and every setting of .env.example can be given on the command line; ARGS= goes to pytest.

BIN := .venv/bin
PIP := $(BIN)/pip install --quiet --no-input --disable-pip-version-check
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url
PYTEST := $(BIN)/pytest -n auto $(ARGS)

# Where it is forbidden, as in many images of containers, each process that a test run starts compiles all it imports.
export PYTHONDONTWRITEBYTECODE =

SETUP := .venv/installed
DEV := .venv/dev-installed
STATIC := var/static/staticfiles.json
# Each of these is a hook in .pre-commit-config.yaml, too.
LINT := lint-style lint-types lint-templates lint-migrations lint-settings lint-messages
MO := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/django.po))

.PHONY: help setup run dev test test-sqlite test-pg no-postgres lint $(LINT) bench messages requirements clean
.DELETE_ON_ERROR:

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf 'make %-14s %s\n' "$$name" "$$text"; done

setup: $(SETUP) $(MO) $(STATIC) ## Prepare everything that the portal needs, in .venv and var

run: setup ## Serve the portal on http://127.0.0.1:8000 (PORT= changes it)
	@exec scripts/run

dev: $(DEV) $(MO) ## The same with Django's reloading server and DEBUG on
	@DEBUG=true scripts/manage prepare
	@DEBUG=true exec scripts/manage runserver "$${HOST:-127.0.0.1}:$${PORT:-8000}"

test: test-sqlite $(shell scripts/with-postgres --found && echo test-pg || echo no-postgres) ## All tests, on SQLite and, where it is installed, on PostgreSQL (ARGS="-k apple")

test-sqlite: $(DEV) $(MO) ## All tests on SQLite
	DATABASE_URL=sqlite:///$(CURDIR)/var/test.sqlite3 $(PYTEST)

test-pg: $(DEV) $(MO) ## All tests on PostgreSQL, in a server of their own
	scripts/with-postgres $(PYTEST)

no-postgres:
	@echo '*** NOT TESTED ON POSTGRESQL: its server programs are not installed (Debian: apt install postgresql) ***'

lint: $(LINT) ## Style, types, templates, migrations, settings and translations

# What a public portal would have; nothing of this machine's own settings.
$(LINT): export SECRET_KEY = $(shell head -c 48 /dev/urandom | base64)
$(LINT): export SITE_URL = https://trust.example.com
$(LINT): export ALLOWED_HOSTS = trust.example.com
$(LINT): export BEHIND_PROXY = true
$(LINT): export HSTS_SUBDOMAINS = true
$(LINT): export DEBUG = false
$(LINT): export DATABASE_URL = sqlite://:memory:
$(LINT): export LANGUAGES = en,de

lint-style: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

lint-types: $(DEV)
	$(BIN)/mypy

lint-templates: $(DEV)
	find templates -name '*.html' -exec $(BIN)/djade --check --target-version 6.1 {} +

lint-migrations: $(DEV)
	$(BIN)/python manage.py makemigrations --check --dry-run

lint-settings: $(DEV)
	$(BIN)/python manage.py check --deploy --fail-level WARNING

lint-messages: $(DEV)
	$(BIN)/python scripts/check_messages.py

bench: $(SETUP) $(STATIC) ## Time what must stay fast, on a scratch database (ratios of this one run)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && DEBUG=false SITE_URL=http://127.0.0.1:8000 \
		DATABASE_URL="sqlite:///$$folder/bench.sqlite3" bash -c ". scripts/defaults.sh && $(BIN)/python scripts/bench"

messages: $(SETUP) ## Collect the texts to translate and compile the translations (needs gettext)
	mkdir -p locale/de/LC_MESSAGES
	scripts/manage makemessages --all --no-location --no-obsolete --ignore node_modules --ignore tests --ignore var
	$(BIN)/pybabel --quiet compile -d locale -D django

requirements: $(SETUP) ## Lock the requirements anew (ARGS=--upgrade takes the newest)
	$(PIP) uv
	$(UV_COMPILE) requirements.in -o requirements.txt $(ARGS)
	$(UV_COMPILE) -c requirements.txt requirements-dev.in -o requirements-dev.txt $(ARGS)

clean: ## Remove what can be made again (never the database or the secret key)
	rm -rf .venv node_modules var/static var/test.sqlite3* .pytest_cache .ruff_cache .hypothesis $(MO)
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(SETUP): requirements.txt
	@python=$$(scripts/find-python) && echo "Preparing .venv with $$python …" && "$$python" -m venv --clear .venv
	@$(PIP) --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(SETUP)
	@$(PIP) --require-hashes -r requirements-dev.txt
	@touch $@

$(STATIC): $(SETUP) $(shell find static)
	@DEBUG=false scripts/manage collectstatic --noinput --verbosity 0
	@touch $@

%.mo: %.po $(SETUP)
	@$(BIN)/pybabel --quiet compile -i $< -o $@
