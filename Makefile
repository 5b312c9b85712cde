# The commands of the project. Each prepares what it needs; the first run downloads, the next ones take seconds.
.PHONY: demo test test-postgres test-navigateur lint format exigences bench captures campagne
# Workers keep to whole modules (what a module builds is built once), then take from the one that is late.
PYTEST = .venv/bin/pytest -n auto --maxprocesses=4 --dist worksteal
# Python keeps what it compiles, even where the environment says not to: the tests start over a hundred processes.
export PYTHONDONTWRITEBYTECODE =

demo:             ## the portal with its demonstration data, on http://127.0.0.1:8000 (PORT=…)
	@bin/preparer
	@bin/demo

test:             ## every test but those of the browser, on the embedded database
	@bin/preparer --tests
	$(PYTEST) -m "not campagne and not captures and not navigateur"

test-postgres:    ## the same on a PostgreSQL started for the occasion
	@bin/preparer --tests
	bin/avec-postgres $(PYTEST) -m "not campagne and not captures and not navigateur"

test-navigateur:  ## in a real browser; with PPAS_CAPTURES=1, pictures of what it shows in captures/
	@bin/preparer --tests
	$(PYTEST) -m "navigateur and not campagne and not captures"

captures:         ## the pictures of the guides, taken again from the demonstration
	@bin/preparer --tests
	.venv/bin/pytest -m captures tests/demo

campagne:         ## long campaigns: crashes, races, fuzzing (on PostgreSQL)
	@bin/preparer --tests
	HYPOTHESIS_PROFILE=campagne bin/avec-postgres --durable .venv/bin/pytest -m campagne

lint:             ## style, types, templates, order of imports, missing migrations
	@bin/preparer
	@bin/lint

format:           ## rewrites the files as lint wants them
	.venv/bin/ruff check --fix --quiet && .venv/bin/ruff format --quiet

exigences:        ## requirements and the tests that prove them
	@.venv/bin/pytest --exigences --collect-only -qq

bench:            ## every figure on both databases, half an hour, into bench/resultats.md (ARGS=--court: shorter)
	@bin/preparer --tests
	.venv/bin/python -m bench $(ARGS)
