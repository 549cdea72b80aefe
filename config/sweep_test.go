package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/config"
)

// sweep parses the features and rows of a config and sweeps them; the parameter
// names takes lists itself. It returns the names of the features, then the row.
func sweep(t *testing.T, text string) (lines, problems []string) {
	t.Helper()
	c, err := config.Parse("featurizer.yaml", []byte(text), config.Options{})
	if err != nil {
		t.Fatal(err)
	}
	swept, found := c.Sweep(func(_ *config.Feature, name string) bool { return name != "names" })
	for _, f := range swept.Features {
		lines = append(lines, f.Name)
	}
	if swept.Rows != nil {
		lines = append(lines, "rows "+strings.Join(swept.Rows.Features, " "))
	}
	for _, p := range found {
		problems = append(problems, p.Message)
	}
	return lines, problems
}

// TestSweep holds what lists in params make of a config.
func TestSweep(t *testing.T) {
	for _, c := range []struct {
		name, text     string
		want, problems []string
	}{
		{
			"one list", "features:\n  a: {definition: d.e, params: {window: [10s, 5 events], q: 0.5}}\n  b: {definition: d.e}\nrows: {features: [b, a]}",
			[]string{"a_10s", "a_5_events", "b", "rows b a_10s a_5_events"},
			nil,
		},
		{
			"two lists", "features:\n  a: {definition: d.e, params: {x: [1, -2.5], y: [B, c]}}",
			[]string{"a_1_b", "a_1_c", "a__2_5_b", "a__2_5_c"},
			nil,
		},
		{
			"a list is meant", "features:\n  a: {definition: d.e, params: {names: [x, y]}}\nrows: {features: [a]}",
			[]string{"a", "rows a"},
			nil,
		},
		{
			"one value", "features:\n  a: {definition: d.e, params: {window: [1s]}}\nrows: {features: [a]}",
			[]string{"a_1s", "rows a_1s"},
			nil,
		},
		{
			"a name twice", "features:\n  a: {definition: d.e, params: {window: [1s, 2s, 1s]}}\n  a_2s: {definition: d.e}",
			[]string{"a_1s", "a_2s"},
			[]string{`feature "a" becomes "a_2s", and another feature has that name`, `feature "a": two of the listed values make it "a_1s"`},
		},
		{
			"no value", "features:\n  a: {definition: d.e, params: {window: []}}",
			[]string{"a"},
			[]string{`feature "a": parameter "window": the list is empty: name at least one value`},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			lines, problems := sweep(t, c.text)
			if diff := cmp.Diff(c.want, lines); diff != "" {
				t.Errorf("features (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.problems, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}
