# The commands of County Ledger. `make help` lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# One target directory and one profile for running, testing and continuous integration: the
# dependency tree is built once. It lies outside the checkout so that a fresh clone starts warm.
export CARGO_TARGET_DIR ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/county-ledger/target
export DATA_DIR ?= .data
# A toolchain manager that was installed in this very session is not yet on the path of the shell.
export PATH := $(or $(CARGO_HOME),$(HOME)/.cargo)/bin:$(PATH)
CARGO := cargo
BUILD := --release --workspace --locked

.PHONY: help
help: ## List the commands
	@awk 'BEGIN {FS = ":.*## "} /^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Install what is missing: system packages, the pinned toolchain, the Wasm target
	@scripts/setup.sh test

.PHONY: build
build: ## Build the node, the service and the tools
	@scripts/setup.sh run
	@$(CARGO) build $(BUILD) --all-targets

.PHONY: run
run: build ## Start a node and the service with the demonstration; Ctrl-C stops both
	@scripts/run.sh

.PHONY: test
test: ## Everything that must hold: format, lints, all tests, repository rules
	@scripts/setup.sh test
	@$(CARGO) fmt --all -- --check
	@$(CARGO) build $(BUILD) --all-targets
	@$(CARGO) clippy $(BUILD) --all-targets -- -D warnings
	@# Journeys wait for blocks most of the time: more of them than cores run side by side.
	@RUST_TEST_THREADS=8 $(CARGO) test $(BUILD)

.PHONY: bench
bench: ## Measure against peers in the same run; one JSON line per measure
	@scripts/setup.sh bench >&2
	@$(CARGO) build $(BUILD) --all-targets >&2
	@"$(CARGO_TARGET_DIR)/release/county-bench"

.PHONY: audit
audit: ## Check advisories, licences and sources with cargo-deny (needs the network)
	@command -v cargo-deny >/dev/null || $(CARGO) install --locked cargo-deny
	@$(CARGO) deny check

.PHONY: clean
clean: ## Remove the demonstration's data (the build cache stays)
	@rm -rf "$(DATA_DIR)"
