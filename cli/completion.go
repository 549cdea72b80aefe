package cli

import (
	"fmt"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/manual"
	"github.com/featurizer/featurizer/param"
)

// shells are those that completion is written for.
func shells() []string { return []string{"bash", "zsh", "fish", "powershell"} }

func (a *app) completionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "Print a script that makes a shell complete this command",
		Long: "Prints a script that makes a shell complete the commands, flags and names of this binary.\n\n" +
			"  bash       source <(featurizer completion bash)  in ~/.bashrc\n" +
			"  zsh        source <(featurizer completion zsh)   in ~/.zshrc, after compinit\n" +
			"  fish       featurizer completion fish | source   in ~/.config/fish/config.fish\n" +
			"  powershell featurizer completion powershell | Out-String | Invoke-Expression\n" +
			"                                                   in $PROFILE",
		Example:   "  featurizer completion bash > /etc/bash_completion.d/featurizer",
		ValidArgs: shells(),
		Args:      oneShell,
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.printCompletion(cmd.Root(), args[0])
		},
	}
}

func oneShell(_ *cobra.Command, args []string) error {
	switch {
	case len(args) != 1:
		return misuse{fmt.Errorf("completion is for one SHELL, not %d\nhint: featurizer completion bash, or zsh, fish or powershell", len(args))}
	case !slices.Contains(shells(), args[0]):
		return misuse{fmt.Errorf("there is no completion for %q%s\nhint: there is bash, zsh, fish and powershell", args[0], meant(param.Suggest(args[0], shells())))}
	}
	return nil
}

func (a *app) printCompletion(root *cobra.Command, shell string) error {
	write := map[string]func(io.Writer) error{
		"bash":       func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"zsh":        root.GenZshCompletion,
		"fish":       func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"powershell": root.GenPowerShellCompletionWithDesc,
	}
	return write[shell](a.Out)
}

// addCompletion tells a shell what the arguments and flags of all commands take.
func (a *app) addCompletion(root *cobra.Command) {
	known := map[string]func(*feature.Registry) []manual.Entry{
		"features": manual.Features, "sources": manual.Sources, "emitters": manual.Emitters,
	}
	for _, cmd := range commandsBelow(root) {
		if list := known[cmd.Name()]; list != nil {
			cmd.ValidArgsFunction = a.completeNames(list)
		} else if cmd.ValidArgs == nil && cmd.ValidArgsFunction == nil {
			cmd.ValidArgsFunction = cobra.NoFileCompletions
		}
		completeFlag(cmd, "config", cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt))
		completeFlag(cmd, "set", cobra.NoFileCompletions)
		completeFlag(cmd, "select", completeFeatures)
		completeFlag(cmd, "executor", oneOf(executors()...))
		completeFlag(cmd, "template", oneOf(templateNames()...))
		if format := cmd.Flags().Lookup("format"); format != nil {
			completeFlag(cmd, "format", oneOf(choices(format.Usage)...))
		}
	}
}

// commandsBelow returns all commands of a command, however deep.
func commandsBelow(above *cobra.Command) []*cobra.Command {
	var all []*cobra.Command
	for _, cmd := range above.Commands() {
		all = append(append(all, cmd), commandsBelow(cmd)...)
	}
	return all
}

// completeFlag sets what completes a flag, for a command that has it.
func completeFlag(cmd *cobra.Command, flag string, complete cobra.CompletionFunc) {
	if cmd.Flags().Lookup(flag) != nil {
		_ = cmd.RegisterFlagCompletionFunc(flag, complete) // fails only where there is no such flag
	}
}

func oneOf(values ...string) cobra.CompletionFunc {
	return cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp)
}

// choices reads the values of a flag off its help, which says "...: a, b or c":
// the first words of what is listed behind the colon, up to a bracket.
func choices(usage string) []string {
	_, list, _ := strings.Cut(usage, ": ")
	list, _, _ = strings.Cut(list, " (")
	var values []string
	for _, item := range regexp.MustCompile(`, or |, | or `).Split(list, -1) {
		value := regexp.MustCompile(`^[a-z]+`).FindString(item)
		if value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}

// completeNames completes the one NAME of a command.
func (a *app) completeNames(list func(*feature.Registry) []manual.Entry) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		var names []cobra.Completion
		for _, e := range list(a.registry) {
			names = append(names, cobra.CompletionWithDesc(e.Name, e.Doc))
		}
		return names, cobra.ShellCompDirectiveNoFileComp
	}
}

// completeFeatures completes a list of features of the config, as far as it can
// be read.
func completeFeatures(cmd *cobra.Command, _ []string, typed string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var f configFlags
	f.file, _ = cmd.Flags().GetString("config") // there is none for a command without a config
	path, _ := f.path()
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	c, _ := config.Inspect(path, text, config.Options{Env: os.LookupEnv})
	if c == nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	before := typed[:strings.LastIndex(typed, ",")+1]
	var names []cobra.Completion
	for i := range c.Features {
		if name := c.Features[i].Name; !slices.Contains(strings.Split(before, ","), name) {
			names = append(names, before+name)
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
