# Every command of the project: `make` prints what there is.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON := .venv/bin/python
export UV_PYTHON_DOWNLOADS := never

MANIFESTS := uv.lock pyproject.toml $(wildcard libs/*/pyproject.toml services/*/pyproject.toml gateway/pyproject.toml stack/pyproject.toml)

.PHONY: help run stop status logs reset check test lint e2e faults containers demo manifest schemas bench bench-bus bench-gateway bench-search bench-suggestions bench-feed bench-logins

help: ## print this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/ready ## start everything and print the URL; Ctrl-C stops it, the data stays
	@exec $(PYTHON) -m stack run

stop: .venv/ready ## stop what `make run` has started
	@$(PYTHON) -m stack stop

status: .venv/ready ## show every program: state, process, port
	@$(PYTHON) -m stack status

logs: .venv/ready ## follow the logs; P=nginx shows every request, P="posts-web posts-worker" other programs
	@$(PYTHON) -m stack logs --follow $(P)

.PHONY: mail
mail: .venv/ready ## list the mails that Kith has sent, newest first, and show the newest; N=2 the second, TO=ada those to ada, ABOUT=export those with such a subject
	@$(PYTHON) -m stack mail $(N) $(if $(TO),--to "$(TO)") $(if $(ABOUT),--about "$(ABOUT)")

reset: .venv/ready ## delete all data, after asking; FORCE=1 does not ask
	@FORCE="$(FORCE)" $(PYTHON) -m stack reset

check: .venv/ready ## the fast half of the tests: style, imports, dead code, types, migrations, each part's own tests
	@$(PYTHON) -m stack.checks check

test: .venv/ready ## all tests, on a whole stack of their own, whether or not one runs; THOROUGH=1 for the long form
	@$(PYTHON) -m stack.checks test

lint: .venv/ready ## style, imports, dead code and types only
	@$(PYTHON) -m stack.checks lint

e2e: .venv/ready ## the journeys through the gateway; URL=http://… takes a stack that runs
	@KITH_URL="$(URL)" $(PYTHON) -m pytest tests/e2e

faults: .venv/ready ## run every fault case against a stack of its own; CASE=R07 for one, QUICK=1 for a few, TIMES=3, LONG=1
	@$(PYTHON) -m tests.faults $(addprefix --case ,$(CASE)) $(if $(TIMES),--times $(TIMES)) $(if $(LONG),--long) $(if $(QUICK),--quick)

containers: .venv/ready ## build, start, use, restart and kill the containers of docker-compose.yml; needs Docker
	@$(PYTHON) -m tests.containers

demo: .venv/ready ## load a real social graph into the running stack and check what everybody sees of it
	@$(PYTHON) -m bench.demo

manifest: .venv/ready ## write the files that are generated from the list of services, libs/manifest/src/manifest/services.toml
	@$(PYTHON) -m stack.generated

.PHONY: consumer
consumer: .venv/ready ## create a broker account that may only read the log of events: NAME=shop; REMOVE=1 deletes it
	@$(PYTHON) -m stack consumer "$(NAME)" $(if $(REMOVE),--remove)

.PHONY: snapshot
snapshot: .venv/ready ## create the SQLite file of a trusted consumer with the present state: FILE=copy.sqlite
	@$(PYTHON) -m stack snapshot "$(FILE)"

schemas: .venv/ready ## publish the contracts that have changed, and generate the documents of the API and of the bus
	@$(PYTHON) -m contracts.schemas libs/contracts/schemas
	@$(PYTHON) -m stack.event_documents
	@$(PYTHON) -m stack.api_document

bench: .venv/ready ## measure what requests cost, compared with a constant view and the textbook design; ONLY=feed,me for a part
	@$(PYTHON) -m bench $(if $(ONLY),--only "$(ONLY)") $(if $(SECONDS),--seconds $(SECONDS)) $(if $(ROUNDS),--rounds $(ROUNDS))

bench-bus: .venv/ready ## events per second through the relay and a consumer
	@$(PYTHON) -m bench.bus

bench-gateway: .venv/ready ## requests per second through the gateway: static, without, with new and with known tokens
	@$(PYTHON) -m bench.gateway

bench-search: .venv/ready ## milliseconds of searches for people among 100,000 profiles, and what their indexes cost a write
	@$(PYTHON) -m bench.search

bench-suggestions: .venv/ready ## milliseconds of suggestions in the graph of a college and among a million follows
	@$(PYTHON) -m bench.suggestions

bench-feed: .venv/ready ## milliseconds of the feed with few and many followees, posts and blocks; timeline entries per second
	@$(PYTHON) -m bench.feed

bench-logins: .venv/ready ## p99 of reads while fifty callers log in without pause, against none
	@$(PYTHON) -m bench.logins

.venv/ready: $(MANIFESTS)
	@sh stack/bin/bootstrap
