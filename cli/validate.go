package cli

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/internal/graph"
)

func (a *app) validateCommand() *cobra.Command {
	var f configFlags
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check a config",
		Long:  "Checks a config against everything this binary knows, without reading any event.\nAll mistakes are shown at once; the exit code is 3 if there are some.",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			c, _, err := f.load()
			if err != nil {
				return err
			}
			plan, err := graph.Build(c, a.registry)
			if err != nil {
				return err
			}
			if _, err := graph.Compile(plan); err != nil {
				return err
			}
			fmt.Fprintf(a.Out, "%s is valid: %d emitter(s), %d source(s), %d key(s), %d feature(s)\n",
				f.path(), len(plan.Emitters), len(plan.Sources), len(plan.Keys.All()), len(c.Features))
			return nil
		},
	}
	f.add(cmd)
	return cmd
}
