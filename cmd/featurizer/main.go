// Command featurizer turns event streams into features, live and over history
// with the same bits. Copy this file to build your own binary: add your
// definitions and emitters to the registry.
package main

import (
	"os"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/standard"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], standard.Registry))
}
