package featurizertest_test

import (
	"testing"

	"github.com/cockroachdb/datadriven"

	"github.com/featurizer/featurizer/featurizertest"
)

// TestScripts runs the scripts that document the semantics on both executors.
func TestScripts(t *testing.T) {
	datadriven.Walk(t, "../testdata/scripts", func(t *testing.T, path string) {
		for name, s := range map[string]*featurizertest.Script{
			"step":      featurizertest.NewScript(nil),
			"reference": featurizertest.NewReferenceScript(nil),
		} {
			t.Run(name, func(t *testing.T) {
				datadriven.RunTest(t, path, func(t *testing.T, d *datadriven.TestData) string {
					if !s.Can(d.Cmd) {
						return d.Expected
					}
					var args []string
					for _, a := range d.CmdArgs {
						args = append(args, a.String())
					}
					return s.Do(d.Cmd, args, d.Input)
				})
			})
		}
	})
}
