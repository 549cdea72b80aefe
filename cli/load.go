package cli

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
)

// configFlags are the flags of commands that read a config.
type configFlags struct {
	file string
	set  []string
}

func (f *configFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVarP(&f.file, "config", "c", "", "config file (default: $FEATURIZER_CONFIG, else featurizer.yaml)")
	cmd.Flags().StringArrayVar(&f.set, "set", nil, "override a value of the config: path.to.key=value")
}

// missingConfigError is the error of a config that cannot be read.
type missingConfigError struct{ error }

// Unwrap returns the cause.
func (c *missingConfigError) Unwrap() error { return c.error }

// path returns where the config is.
func (f *configFlags) path() string {
	if f.file != "" {
		return f.file
	}
	if path := os.Getenv("FEATURIZER_CONFIG"); path != "" {
		return path
	}
	return "featurizer.yaml"
}

// load reads the config and returns it with the folder that its files are named
// from.
func (f *configFlags) load() (*config.Config, string, error) {
	path := f.path()
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, "", &missingConfigError{fmt.Errorf("reading the config: %w\nhint: name it with -c FILE", err)}
	}
	c, err := config.Parse(path, text, config.Options{Env: os.LookupEnv, Set: f.set})
	if err != nil {
		return nil, "", err
	}
	return c, filepath.Dir(path), nil
}
