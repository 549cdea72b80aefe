package cli

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/param"
)

// misuse is an error of the command line.
type misuse struct{ error }

// Unwrap returns the cause.
func (m misuse) Unwrap() error { return m.error }

// noArgs refuses arguments: words that are no flags.
func noArgs(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 0:
		return nil
	case !cmd.HasParent():
		return unknownCommand(cmd, args[0])
	case cmd.Flags().ShorthandLookup("c") != nil:
		return misuse{fmt.Errorf("%s takes no argument such as %q\nhint: name a config with -c FILE", cmd.Name(), args[0])}
	}
	return misuse{fmt.Errorf("%s takes no argument such as %q\nhint: %s --help", cmd.Name(), args[0], cmd.CommandPath())}
}

// unknownCommand is the error of a command that root does not have.
func unknownCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	return misuse{fmt.Errorf("unknown command %q%s\nhint: featurizer --help", name, meant(param.Suggest(name, names)))}
}

// meant asks whether a word was meant; "" asks nothing.
func meant(word string) string {
	if word == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", word)
}

// helpCommand is cobra's help, but a command that is not there is an error.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [COMMAND]",
		Short: "Show the help of a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil || len(rest) > 0 {
				return unknownCommand(cmd.Root(), args[0])
			}
			found.InitDefaultHelpFlag() // else it is not in the list of flags
			return found.Help()
		},
	}
}

// flagError says what is wrong with a flag, and where to look.
func flagError(cmd *cobra.Command, err error) error {
	var named interface{ GetSpecifiedName() string }
	near := ""
	if errors.As(err, &named) && cmd.Flags().Lookup(named.GetSpecifiedName()) == nil {
		near = param.Suggest("--"+named.GetSpecifiedName(), flagNames(cmd))
	}
	return misuse{fmt.Errorf("%w%s\nhint: %s --help", err, meant(near), cmd.CommandPath())}
}

// flagNames lists the flags of a command from its help: their own type belongs
// to a module that this room does without.
func flagNames(cmd *cobra.Command) []string {
	return regexp.MustCompile(`--[a-z-]+`).FindAllString(cmd.Flags().FlagUsages(), -1)
}
