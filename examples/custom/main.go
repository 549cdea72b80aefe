// Command drawdown is featurizer with a definition of its own, my.drawdown.
package main

import (
	"os"

	"github.com/featurizer/featurizer/cli"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/standard"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], registry))
}

// registry is what this binary knows: all that is built in, and what is added here.
func registry() (*feature.Registry, error) {
	r, err := standard.Registry()
	if err != nil {
		return nil, err
	}
	return r, r.AddFeatures(Drawdown.Definition)
}
