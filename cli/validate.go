package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/graph"
)

func (a *app) validateCommand() *cobra.Command {
	var f configFlags
	var format string
	cmd := &cobra.Command{
		Use:   "validate",
		Short: "Check a config",
		Long:  "Checks a config against everything this binary knows, without reading any event.\nAll mistakes are shown at once; the exit code is 3 if there are some.",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			show, err := a.verdictPrinter(format)
			if err != nil {
				return err
			}
			v := verdict{Problems: []problemView{}}
			v.File, _ = f.path()
			if err := v.take(a.check(&f, &v), f.set); err != nil {
				return err
			}
			return show(&v)
		},
	}
	f.add(cmd)
	cmd.Flags().StringVar(&format, "format", "text", "`FORMAT` of the verdict: text, json, or github for annotations in GitHub Actions")
	return cmd
}

// check builds the graph of a config and counts what is in it.
func (a *app) check(f *configFlags, v *verdict) error {
	c, _, err := a.load(f)
	if err != nil {
		return err
	}
	plan, err := graph.Build(c, a.registry, graph.Options{})
	if err != nil {
		return err
	}
	if _, err := graph.Compile(plan); err != nil {
		return err
	}
	v.Emitters, v.Sources, v.Keys, v.Features = len(plan.Emitters), len(plan.Sources), len(plan.Keys.All()), len(c.Features)
	v.Found = slices.ContainsFunc(plan.Sources, func(s *graph.Source) bool { return s.Found != nil })
	return nil
}

// verdict is what validate found.
type verdict struct {
	File     string        `json:"file"`
	Valid    bool          `json:"valid"`
	Emitters int           `json:"emitters"`
	Sources  int           `json:"sources"`
	Keys     int           `json:"keys"`
	Found    bool          `json:"keys_found,omitempty"` // some are, in the events
	Features int           `json:"features"`
	Problems []problemView `json:"problems"`

	err error // all problems, as text
}

// problemView is a mistake of a config. A line counts from 1; it is 0 where the
// mistake is in an override, or nowhere in the file.
type problemView struct {
	Line       int    `json:"line"`
	Column     int    `json:"column"`
	Width      int    `json:"width"`
	Set        string `json:"set,omitempty"`
	Message    string `json:"message"`
	Suggestion string `json:"suggestion,omitempty"`
	Hint       string `json:"hint,omitempty"`
}

// take takes in what came of a check: nothing, or the mistakes of the config. It
// returns an error that is neither.
func (v *verdict) take(err error, set []string) error {
	var problems *config.Errors
	if v.Valid = err == nil; v.Valid || !errors.As(err, &problems) {
		return err
	}
	v.err = err
	for _, p := range problems.Problems {
		view := problemView{p.Line, p.Column, p.Width, "", p.Message, p.Suggestion, p.Hint}
		if p.Line <= 0 {
			view.Line, view.Column, view.Width = 0, 0, 0
		}
		if p.Line < 0 {
			view.Set = set[len(set)+p.Line] // the last override is line -1
			if p.Hidden {
				view.Set, _, _ = strings.Cut(view.Set, "=")
			}
		}
		v.Problems = append(v.Problems, view)
	}
	return nil
}

// verdictPrinter returns what prints a verdict in a format.
func (a *app) verdictPrinter(format string) (func(*verdict) error, error) {
	switch format {
	case "text":
		return a.printVerdict, nil
	case "json":
		return func(v *verdict) error { return errors.Join(a.printJSON(v), v.shown()) }, nil
	case "github":
		return a.annotate, nil
	}
	return nil, chosen("--format", format, []string{"text", "json", "github"})
}

func (a *app) printVerdict(v *verdict) error {
	if !v.Valid {
		return v.err
	}
	found := ""
	if v.Found {
		found = " and those found in the events"
	}
	fmt.Fprintf(a.Out, "%s is valid: %d emitter(s), %d source(s), %d key(s)%s, %d feature(s)\n",
		v.File, v.Emitters, v.Sources, v.Keys, found, v.Features)
	return nil
}

// errShown is the error of an invalid config whose problems have been printed.
var errShown = errors.New("the config is not valid")

func (v *verdict) shown() error {
	if v.Valid {
		return nil
	}
	return errShown
}
