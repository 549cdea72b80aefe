package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/fixture"
)

// testFlags are the flags of test.
type testFlags struct {
	configFlags
	executor string
	asJSON   bool
}

func (a *app) testCommand() *cobra.Command {
	var f testFlags
	cmd := &cobra.Command{
		Use:   "test [FILE...]",
		Short: "Run the tests of a config: events in, outputs compared",
		Long: "Runs the tests of a config: events go in, and what comes out must be what they say, to the\n" +
			"last bit. Each test begins anew; the emitters of the config are not used. Tests are in the\n" +
			"files named, by default in all files *_test.yaml beside the config:\n\n" +
			"  tests:\n" +
			"    - name: the mid price is the middle of bid and ask\n" +
			"      key: {symbol: BTC-USDT}\n" +
			"      events:\n" +
			"        - {source: quotes, time: 1s, values: {bid: 99, ask: 101}}\n" +
			"      features:\n" +
			"        mid: [{time: 1s, values: {mid_price: 100}}]\n\n" +
			"What an expected output leaves out is not looked at. Rows are under rows:. An event with\n" +
			"control: connected lets time pass, so that windows close. set: [warmup=keep] overrides the\n" +
			"config. All keys: docs/reference/tests.md, or featurizer schema tests.\n\n" +
			"The exit code is 4 if a test fails.",
		Example:           "  featurizer test\n  featurizer test bars_test.yaml -c prices.yaml",
		ValidArgsFunction: cobra.FixedCompletions([]string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt),
		RunE:              func(cmd *cobra.Command, args []string) error { return a.test(cmd.Context(), &f, args) },
	}
	f.add(cmd)
	cmd.Flags().StringVar(&f.executor, "executor", "step", "`NAME` of what runs the graph, all with the same bits: step, batch or reference")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// testView is what came of a test.
type testView struct {
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Name     string   `json:"name"`
	Passed   bool     `json:"passed"`
	Failures []string `json:"failures"`
}

// errTestsFailed is the error of tests that failed, which has been shown.
var errTestsFailed = errors.New("a test failed")

func (a *app) test(ctx context.Context, f *testFlags, files []string) error {
	if err := chosen("--executor", f.executor, executors()); err != nil {
		return err
	}
	if _, _, err := a.load(&f.configFlags); err != nil { // the mistakes of the config first
		return err
	}
	files, err := f.files(files)
	if err != nil {
		return err
	}
	views := []testView{}
	for _, file := range files {
		results, err := a.testFile(ctx, f, file)
		if err != nil {
			return err
		}
		for i := range results {
			r := &results[i]
			views = append(views, testView{file, r.Test.Pos.Line, r.Test.Name, r.Failures == nil, append([]string{}, r.Failures...)})
		}
	}
	if f.asJSON {
		err = a.printJSON(views)
	} else {
		a.printTests(views)
	}
	if err == nil && slices.ContainsFunc(views, func(v testView) bool { return !v.Passed }) {
		return errTestsFailed
	}
	return err
}

// files returns the files of tests: those named, or those beside the config.
func (f *testFlags) files(named []string) ([]string, error) {
	if len(named) > 0 {
		return named, nil
	}
	path, _ := f.path()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return nil, fmt.Errorf("looking for tests beside the config: %w", err)
	}
	for _, entry := range entries {
		if name := entry.Name(); strings.HasSuffix(name, "_test.yaml") || strings.HasSuffix(name, "_test.yml") {
			named = append(named, filepath.Join(filepath.Dir(path), name))
		}
	}
	if len(named) == 0 {
		return nil, misuse{fmt.Errorf("there are no tests: no file *_test.yaml beside %s\n"+
			"hint: name some, featurizer test FILE; featurizer test --help shows one", path)}
	}
	return named, nil
}

func (a *app) testFile(ctx context.Context, f *testFlags, file string) ([]fixture.Result, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the tests %s: %w", file, bare(err))
	}
	tests, err := config.ParseTests(file, text)
	if err != nil {
		return nil, err
	}
	return fixture.Run(ctx, tests, fixture.Options{
		Registry: a.registry, Executor: f.executor,
		Config: func(set []string) (*config.Config, error) {
			more := f.configFlags
			more.set = append(slices.Clone(f.set), set...)
			c, _, err := a.load(&more)
			return c, err
		},
	})
}

func (a *app) printTests(views []testView) {
	failed := 0
	for i := range views {
		v := &views[i]
		if v.Passed {
			fmt.Fprintf(a.Out, "PASS  %s\n", v.Name)
			continue
		}
		failed++
		fmt.Fprintf(a.Out, "FAIL  %s (%s:%d)\n", v.Name, v.File, v.Line)
		for _, failure := range v.Failures {
			fmt.Fprintf(a.Out, "      %s\n", strings.ReplaceAll(failure, "\n", "\n      "))
		}
	}
	fmt.Fprintf(a.Out, "\n%d passed, %d failed\n", len(views)-failed, failed)
}
