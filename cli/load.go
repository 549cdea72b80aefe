package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/graph"
)

// configFlags are the flags of commands that read a config.
type configFlags struct {
	file string
	set  []string
}

func (f *configFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.file, "config", "c", "", "config `FILE` (default: $FEATURIZER_CONFIG, else featurizer.yaml)")
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "override a value of the config: `PATH=VALUE`, such as rows.when=any or keys.0.symbol=A")
}

// missingConfigError is the error of a config that cannot be read.
type missingConfigError struct{ error }

// Unwrap returns the cause.
func (c *missingConfigError) Unwrap() error { return c.error }

// path returns where the config is, and who says so: "" for nobody.
func (f *configFlags) path() (path, from string) {
	if f.file != "" {
		return f.file, "-c"
	}
	if path := os.Getenv("FEATURIZER_CONFIG"); path != "" {
		return path, "$FEATURIZER_CONFIG"
	}
	return "featurizer.yaml", ""
}

// unreadable says why there is no config, and how to come by one.
func unreadable(path, from string, err error) error {
	if from == "" && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no config: no file %s in this folder\n"+
			"hint: name one with -c FILE or $FEATURIZER_CONFIG; featurizer init writes one to start from", path)
	}
	if from == "" {
		return fmt.Errorf("reading the config %s: %w\nhint: name another with -c FILE", path, bare(err))
	}
	return fmt.Errorf("reading the config %s of %s: %w\nhint: name a YAML file; featurizer init writes one to start from", path, from, bare(err))
}

// load reads the config and returns it with the folder that its files are named
// from.
func (a *app) load(f *configFlags) (*config.Config, string, error) {
	path, from := f.path()
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, "", &missingConfigError{unreadable(path, from, err)}
	}
	c, err := config.Inspect(path, text, config.Options{Env: os.LookupEnv, Set: f.set})
	if err != nil {
		return nil, "", a.alsoInGraph(c, err)
	}
	return c, filepath.Dir(path), nil
}

// alsoInGraph adds to the mistakes in the shape of a config those of its graph,
// so that all are shown at once. On a line that has one already they may be
// nothing but its echo.
func (a *app) alsoInGraph(c *config.Config, err error) error {
	var inShape, inGraph *config.Errors
	if c == nil || !errors.As(err, &inShape) {
		return err
	}
	_, graphErr := graph.Build(c, a.registry, graph.Options{})
	if !errors.As(graphErr, &inGraph) {
		return err
	}
	seen := map[int]bool{0: true} // a problem without a place is an echo
	for _, p := range inShape.Problems {
		seen[p.Line] = true
	}
	for _, p := range inGraph.Problems {
		if !seen[p.Line] {
			inShape.Add(p)
		}
	}
	return err
}
