# The checks of this repository. Each target runs alone; `make check` runs them all.
# Tools are named with their version and run by go, so nothing has to be installed but Go, make and,
# for the race detector, a C compiler.

SHELL := bash
.SHELLFLAGS := -o pipefail -c

GO ?= go
GOLANGCI_LINT := $(GO) run github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.11.4
DEADCODE := $(GO) run golang.org/x/tools/cmd/deadcode@v0.44.0
TALLY := $(GO) run ./internal/house/cmd/tally

# The rooms whose arithmetic decides bits; those that exist are checked.
BIT_ROOMS := $(wildcard event fmath stream market features transforms sources/synthetic sources/table internal/engine internal/expr)

.PHONY: help check tidy vet bitlint lint deadcode test fmt

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

check: tidy vet bitlint lint deadcode test ## all of these, the quick ones first

tidy: ## go.mod and go.sum say what the code needs
	$(GO) mod tidy -diff
	cd examples/custom && $(GO) mod tidy -diff

vet: ## what the compiler lets pass
	$(GO) vet ./...

bitlint: ## arithmetic gives the same bits on every machine
	$(GO) run ./internal/bitlint/cmd/bitlint $(patsubst %,./%/...,$(BIT_ROOMS))

lint: ## style and common mistakes
	$(GOLANGCI_LINT) run ./...

# Tests count as callers: the public packages are a library, and a name nobody even tests is dead.
deadcode: ## no function that nothing reaches
	@echo '$(DEADCODE) -test ./...'
	@dead=$$($(DEADCODE) -test ./...) || exit 1; \
	if [ -n "$$dead" ]; then echo "$$dead"; exit 1; fi

# Where the recordings are at hand, a test that skips for want of them is a failure.
test: ## all tests, shuffled, with the race detector
	$(GO) test -race -shuffle=on -timeout=20m -json ./... | $(TALLY) $(if $(FEATURIZER_TESTDATA),-never-skip=FEATURIZER_TESTDATA)

fmt: ## rewrite the files in the one format (no part of check: there, lint complains)
	$(GOLANGCI_LINT) fmt ./...
