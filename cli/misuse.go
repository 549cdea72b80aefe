package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

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
	case cmd.HasSubCommands():
		return unknownCommand(cmd, args[0])
	case cmd.Flags().ShorthandLookup("c") != nil:
		return misuse{fmt.Errorf("%s takes no argument such as %q\nhint: name a config with -c FILE", cmd.Name(), args[0])}
	}
	return misuse{fmt.Errorf("%s takes no argument such as %q\nhint: %s --help", cmd.Name(), args[0], cmd.CommandPath())}
}

// unknownCommand is the error of a command that another, or the root, does not have.
func unknownCommand(above *cobra.Command, name string) error {
	var names []string
	for _, c := range above.Commands() {
		names = append(names, c.Name())
	}
	what := strings.TrimPrefix(above.CommandPath()+" "+name, above.Root().Name()+" ")
	return misuse{fmt.Errorf("unknown command %q%s\nhint: %s --help", what, meant(param.Suggest(name, names)), above.CommandPath())}
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
			if err != nil {
				found, rest = cmd.Root(), args
			}
			if len(rest) > 0 {
				return unknownCommand(found, rest[0])
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

// chosen is the error of a flag whose value is none of those that there are.
func chosen(flag, value string, known []string) error {
	if slices.Contains(known, value) {
		return nil
	}
	return misuse{fmt.Errorf("%s: there is %s, not %q%s", flag, listed(known), value, meant(param.Suggest(value, known)))}
}

// listed puts names into a sentence.
func listed(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// bare is the cause of an error of a file, without the path, which is said already.
func bare(err error) error {
	var why *fs.PathError
	if errors.As(err, &why) {
		return why.Err
	}
	return err
}
