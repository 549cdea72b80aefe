// Bitlint reports code whose results could differ between machines, compilers or
// runs:
//
//	go run ./internal/bitlint/cmd/bitlint ./...
//
// The flag -fix rounds the products it can. Package bitlint tells the rules.
package main

import (
	"golang.org/x/tools/go/analysis/singlechecker"

	"github.com/featurizer/featurizer/internal/bitlint"
)

func main() { singlechecker.Main(bitlint.Analyzer()) }
