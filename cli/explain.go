package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/explain"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/param"
)

// explainFlags are the flags of explain.
type explainFlags struct {
	configFlags
	key    []string
	asJSON bool
	limit  number
}

func (a *app) explainCommand() *cobra.Command {
	f := explainFlags{limit: 10}
	cmd := &cobra.Command{
		Use:   "explain FEATURE@TIME",
		Short: "Show what is behind one value: inputs, window, formula",
		Long: "Runs a config over its finite sources up to the last output of a feature at or before TIME, and\n" +
			"shows what it was made of: the event or deadline that caused it, the inputs, the content of the\n" +
			"window, what is remembered, and the formula with numbers put in. What can be worked out anew\n" +
			"from that is, and compared bit by bit.\n\n" +
			"FEATURE is the name of a feature, or feature.field. TIME is nanoseconds, a time such as\n" +
			"2024-08-08T23:55:00Z, or a duration from the first event of the log on such as +12.5s.",
		Example: "  featurizer explain vol_1m@2024-08-08T23:55:00Z\n  featurizer explain mid@+12.5s --key symbol=BTC-USDT",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse{fmt.Errorf("explain takes one FEATURE@TIME, not %d\nhint: featurizer explain mid@+12.5s", len(args))}
			}
			return nil
		},
		ValidArgsFunction: completeFeatures,
		RunE:              func(cmd *cobra.Command, args []string) error { return a.explain(cmd.Context(), &f, args[0]) },
	}
	f.add(cmd)
	flags := cmd.Flags()
	flags.StringArrayVar(&f.key, "key", nil, "the key that is meant, where several have the feature: `NAME=VALUE[,NAME=VALUE]`")
	flags.BoolVar(&f.asJSON, "json", false, "print JSON")
	flags.Var(&f.limit, "limit", "show so many of the values in a window (default 10)")
	return cmd
}

func (a *app) explain(ctx context.Context, f *explainFlags, what string) error {
	r, name, err := f.request(what)
	if err != nil {
		return misuse{err}
	}
	c, dir, err := a.load(&f.configFlags)
	if err != nil {
		return err
	}
	plan, err := graph.Build(c, a.registry, graph.Options{})
	if err != nil {
		return err
	}
	r.Dir = dir
	r.Feature, r.Field = explain.Resolve(plan, name)
	report, err := explain.Run(ctx, plan, *r)
	switch {
	case errors.Is(err, explain.ErrRequest):
		return misuse{err}
	case err != nil:
		return err
	}
	params := (&drawing{plan: plan}).paramsOf(report.Feature)
	if f.asJSON {
		return a.printJSON(newExplainView(report, params, int(f.limit)))
	}
	page := &explainPage{limit: int(f.limit), command: "featurizer explain"}
	if f.file != "" {
		page.command += " -c " + f.file
	}
	page.report(report, params)
	_, err = a.Out.Write([]byte(page.text.String()))
	return err
}

// request reads the argument and the key. The name of the feature is taken apart
// when the config is known.
func (f *explainFlags) request(what string) (r *explain.Request, name string, err error) {
	at := strings.LastIndexByte(what, '@')
	if at <= 0 || at == len(what)-1 {
		return nil, "", fmt.Errorf("%q is no FEATURE@TIME\nhint: featurizer explain mid@+12.5s, or mid@2024-08-08T23:55:00Z", what)
	}
	r = &explain.Request{}
	name, when := what[:at], what[at+1:]
	if length, fromFirst := strings.CutPrefix(when, "+"); fromFirst {
		d, err := param.ParseDuration(length)
		if err != nil {
			return nil, "", fmt.Errorf("the time of %s: %w", what, err)
		}
		r.At, r.FromFirst = event.Time(d), true
	} else {
		var t moment
		if err := t.Set(when); err != nil {
			return nil, "", fmt.Errorf("the time of %s: %w, or +12.5s from the first event on", what, err)
		}
		r.At = event.Time(t)
	}
	r.Key, err = keyOf(f.key)
	return r, name, err
}
