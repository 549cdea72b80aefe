package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/manual"
)

func (a *app) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show a config as it is in effect",
		Args:  noArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.configShowCommand())
	return cmd
}

func (a *app) configShowCommand() *cobra.Command {
	var f configFlags
	var origins bool
	cmd := &cobra.Command{
		Use:   "show",
		Short: "Print the config in effect: with defaults, overrides and variables",
		Long: "Prints the config in effect: with defaults, with the overrides of --set and with variables\n" +
			"put in. What is printed is a config itself, which does the same.\n\n" +
			"A text that came from a ${VAR} may be a secret, so it is shown as the file has it.",
		Example: "  featurizer config show\n  featurizer config show --origin --set rows.when='every 1s'",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			c, _, err := a.load(&f)
			if err != nil {
				return err
			}
			emitters, definitions := manual.Specs(a.registry)
			text, err := c.Effective(emitters, definitions, config.Origins(origins))
			if err != nil {
				return err
			}
			_, err = io.WriteString(a.Out, text)
			return err
		},
	}
	f.add(cmd)
	cmd.Flags().BoolVar(&origins, "origin", false, "say of each value where it came from")
	return cmd
}
