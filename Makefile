# Comity: the verbs. Each line calls a script; `make` prints this help.
.DEFAULT_GOAL := help
.PHONY: help setup run stop build test bench fuzz fuzz-api faults interop browser-all words locks tables check clean

help: ## Print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F ':.*## ' '{ printf "  make %-12s %s\n", $$1, $$2 }'

setup: ## Install what the program needs: Debian packages, the document worker’s Python environment
	@scripts/setup

run: ## Install what is missing, build, start the demonstration node and say what to try first
	@scripts/run

stop: ## Stop the demonstration node that `make run` left behind
	@scripts/stop

build: setup ## Build the program and its tests
	@scripts/build --build-tests

test: ## Run every test: unit, store on both databases, documents, browser, API
	@scripts/test

browser-all: ## Walk every page in six languages at two widths in a real browser (20 to 30 minutes)
	@scripts/test-browser --all

fuzz: ## Throw bytes at every reader of foreign bytes, 10 minutes each (9 hours), then generated calls at the JSON API
	@scripts/fuzz
	@scripts/test-api --long

fuzz-api: ## Throw generated calls at the JSON API for longer than `make test` does
	@scripts/test-api --long

faults: ## Kill nodes at random and at named points, fill disks, set clocks wrong, cut networks; nothing confirmed is lost (the long version)
	@scripts/test-faults --long

interop: ## Exchange signed, sealed and stamped things with programs of others, a thousand drawn at random for each
	@scripts/setup-tests
	@scripts/build --build-tests
	@scripts/test-interop --long

bench: setup ## Measure what the design promises: CPU time of a letter, of the pages officers use most and of public pages of meetings
	@/usr/bin/python3 Benchmarks/letter/run.py
	@/usr/bin/python3 Benchmarks/pages/run.py
	@/usr/bin/python3 Benchmarks/files/run.py
	@/usr/bin/python3 Benchmarks/meetings/run.py
	@/usr/bin/python3 Benchmarks/casework/run.py
	@/usr/bin/python3 Benchmarks/audit/run.py
	@/usr/bin/python3 Benchmarks/exchange/run.py
	@/usr/bin/python3 Benchmarks/statistics/run.py
	@/usr/bin/python3 Benchmarks/disclosure/run.py

words: ## Write the typed keys of the catalogues anew
	@scripts/generate-words

locks: ## Write docs/migrations.lock and docs/schema.sql anew after a migration was added
	@scripts/build --build-tests
	@COMITY_WRITE_LOCKS=1 swift test --skip-build --filter SchemaGuards

tables: ## Write docs/casework-stages.md and docs/what-refusals-teach.md anew after the rules of Casework changed
	@scripts/build --build-tests
	@COMITY_WRITE_TABLES=1 swift test --skip-build --filter "StageTableTests|LessonTests"

check: ## Check catalogues, format of the sources and imports, without building tests
	@scripts/check

clean: ## Remove what was built and the demonstration's data; keeps the installed environments
	@rm -rf .build .comity/demonstration
