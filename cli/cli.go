// Package cli is the command line of Featurizer, for the registry of any binary.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/internal/engine"
)

// The exit codes.
const (
	exitDone          = 0
	exitFailed        = 1
	exitMisused       = 2
	exitInvalidConfig = 3
	exitCheckFailed   = 4
	exitInterrupted   = 130
)

// Main runs the command that args (without the program's name) ask for, on the
// streams of this process, and returns its exit code.
func Main(args []string, registry func() (*feature.Registry, error)) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	return Run(ctx, args, Streams{os.Stdin, os.Stdout, os.Stderr}, registry)
}

// Streams are what a command reads and writes: data on Out, the rest on Err.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// Run is [Main] on given streams, until ctx is done.
func Run(ctx context.Context, args []string, streams Streams, registry func() (*feature.Registry, error)) int {
	r, err := registry()
	if err != nil {
		fmt.Fprintln(streams.Err, "featurizer:", err)
		return exitFailed
	}
	app := &app{Streams: streams, registry: r}
	root := app.root() //nolint:contextcheck // cobra hands the context on to the commands
	root.SetArgs(args)
	err = root.ExecuteContext(ctx)
	return app.report(err)
}

// app is what all commands share.
type app struct {
	Streams
	registry *feature.Registry
	debug    bool
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "featurizer",
		Short: "Turns event streams into features, live and over history with the same bits",
		Long: "Turns event streams into features, live and over history with the same bits.\n\n" +
			"What to compute is said in a config, by default ./featurizer.yaml.\n" +
			"\nStart with the demo, which draws features of a made-up market; init writes a config to start from.",
		Example: "  featurizer demo\n  featurizer init\n  featurizer emitters capture\n  featurizer features volatility.stddev\n" +
			"  featurizer validate\n  featurizer run -o rows.csv",
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(a.In)
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.PersistentFlags().BoolVar(&a.debug, "debug", false, "show the stack of a failure")
	root.SetFlagErrorFunc(flagError)
	root.CompletionOptions.DisableDefaultCmd = true
	root.AddCommand(
		a.benchCommand(), a.completionCommand(), a.configCommand(), a.demoCommand(), a.describeCommand(), a.doctorCommand(), a.emittersCommand(), a.explainCommand(),
		a.featuresCommand(), a.graphCommand(), a.initCommand(), a.manCommand(), a.planCommand(), a.runCommand(),
		a.schemaCommand(), a.sourcesCommand(), a.testCommand(), a.validateCommand(), a.versionCommand(),
	)
	root.SetHelpCommand(helpCommand())
	a.addCompletion(root)
	fitHelp(root)
	return root
}

// report prints an error and returns the exit code that it stands for.
func (a *app) report(err error) int {
	var inConfig *config.Errors
	var misused misuse
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(a.Err, "featurizer: interrupted")
		return exitInterrupted
	case errors.Is(err, errShown):
		return exitInvalidConfig
	case errors.Is(err, errTestsFailed), errors.Is(err, errCheckFailed):
		return exitCheckFailed
	case errors.As(err, &inConfig):
		fmt.Fprintln(a.Err, err)
		return exitInvalidConfig
	}
	fmt.Fprintln(a.Err, "featurizer:", err)
	var panicked *engine.PanicError
	if a.debug && errors.As(err, &panicked) {
		_, _ = a.Err.Write(panicked.Stack)
	}
	var unreadable *missingConfigError
	switch {
	case errors.As(err, &misused):
		return exitMisused
	case errors.As(err, &unreadable):
		return exitInvalidConfig
	}
	return exitFailed
}
