package graph

import (
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

func (b *builder) buildRows() {
	c := b.plan.Config.Rows
	if c == nil {
		return
	}
	rows := &Rows{Rows: c, Stream: &event.OutputStream{Kind: event.OutputRow}}
	for i, name := range c.Features {
		f := b.rowFeature(name, c.FeaturePos[i], "rows are made of the features of this config")
		if f == nil {
			continue
		}
		if slices.Contains(rows.Names, name) {
			b.report(c.FeaturePos[i], "feature %q is in the row twice", name)
			continue
		}
		rows.Slots, rows.Names = append(rows.Slots, f), append(rows.Names, name)
		rows.Reach = max(rows.Reach, f.Reach)
		rows.Stream.Columns = append(rows.Stream.Columns, columns(name+".", f.Schema)...)
		if c.Ages {
			rows.Stream.Columns = append(rows.Stream.Columns, event.Column{Name: name + ".age", Kind: event.KindInt})
		}
	}
	if c.When != "any" && c.Every == 0 {
		rows.Trigger = b.rowFeature(c.When, c.WhenPos, "when is any, a feature of this config, or a period such as every 1s")
	}
	b.plan.Rows = rows
	b.finestKey(rows)
}

func (b *builder) rowFeature(name string, at config.Pos, hint string) *Feature {
	if b.declared[name] == nil {
		known := names(b.plan.Config.Features, func(f config.Feature) string { return f.Name })
		if b.isSource(name) {
			hint = "a source goes into rows through a feature, such as one with expr"
		}
		if several := b.plan.Config.Swept[name]; several != nil {
			b.report(at, "%q stands for several features: %s", name, strings.Join(several, ", ")).Hint = "name one of them"
			return nil
		}
		b.unknown(at, "feature", name, known, hint)
		return nil
	}
	return b.features[name]
}

// finestKey finds the key names that have all others among them.
func (b *builder) finestKey(rows *Rows) {
	all := slices.Clone(rows.Slots)
	if rows.Trigger != nil {
		all = append(all, rows.Trigger)
	}
	for _, f := range all {
		if len(f.KeyNames) > len(rows.KeyNames) {
			rows.KeyNames = f.KeyNames
		}
	}
	for _, f := range all {
		for _, name := range f.KeyNames {
			if !slices.Contains(rows.KeyNames, name) {
				b.report(rows.Pos, "a row cannot hold features keyed by %s and by %s: one must have all names of the other",
					strings.Join(rows.KeyNames, ","), strings.Join(f.KeyNames, ","))
				return
			}
		}
	}
}
