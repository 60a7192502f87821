# Everything is two commands: `make serve` and `make test`. Each installs what it finds missing.

.PHONY: help serve test build bench setup setup-test fmt clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

serve: ## build Bulkhead and serve it on this machine (PORT=8080)
	@scripts/serve.sh

test: ## run every check and every test (ONLY="clippy core" runs some parts)
	@scripts/test.sh $(ONLY)

build: ## leave the release site in dist/
	@scripts/build.sh

bench: ## measure the release site in Chromium
	@scripts/bench.sh

setup: ## install what building needs
	@scripts/setup.sh

setup-test: ## install what the tests need too
	@scripts/setup.sh test

fmt: ## format the Rust code
	cargo fmt --all

clean: ## remove everything that was built
	rm -rf target dist public/vendor
