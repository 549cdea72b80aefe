package graph

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
)

// Destination is an output of the config with what is written to it.
type Destination struct {
	*config.Output
	Selection
}

// Selection is which streams are written.
type Selection struct {
	Rows     bool
	Features []string // names of features
}

// Default is what is written where nothing is selected: the rows if the config
// has some, else all features.
func (p *Plan) Default() Selection {
	if p.Rows != nil {
		return Selection{Rows: true}
	}
	return Selection{Features: names(p.Config.Features, featureName)}
}

func featureName(f config.Feature) string { return f.Name }

// Table describes the one table that a selection is. ok is false where it is
// several streams, or none.
func (p *Plan) Table(s Selection) (stream *event.OutputStream, keyNames []string, ok bool) {
	switch {
	case s.Rows && len(s.Features) == 0:
		return p.Rows.Stream, p.Rows.KeyNames, true
	case s.Rows || len(s.Features) != 1:
		return nil, nil, false
	}
	for _, f := range p.Features {
		if slices.Contains(f.Names, s.Features[0]) {
			return FeatureStream(f, s.Features[0]), f.KeyNames, true
		}
	}
	return nil, nil, false
}

func (b *builder) buildOutputs() {
	files, toStdout := map[string]string{}, ""
	for i := range b.plan.Config.Outputs {
		o := &b.plan.Config.Outputs[i]
		b.plan.Outputs = append(b.plan.Outputs, &Destination{o, b.selection(o)})
		path := filepath.Clean(o.Path)
		switch other := files[path]; {
		case o.Type == "file" && o.Path != "" && other != "":
			b.report(o.PathPos, "the outputs %q and %q are one file", other, o.Name).Hint = "give each a path of its own"
		case o.Type == "file":
			files[path] = o.Name
		case o.Type == "stdout" && toStdout != "":
			b.report(o.Pos, "the outputs %q and %q both go to stdout", toStdout, o.Name).Hint = "write one of them to a file"
		case o.Type == "stdout":
			toStdout = o.Name
		}
	}
}

// selection returns what an output is of, and checks that its format can hold it.
func (b *builder) selection(o *config.Output) Selection {
	s := b.plan.Default()
	if o.Select != nil {
		s = Selection{}
	}
	for i, name := range o.Select {
		switch {
		case b.declared[name] != nil:
			s.Features = append(s.Features, name)
		case name == config.AllRows && b.plan.Rows != nil:
			s.Rows = true
		case name == config.AllRows:
			b.report(o.SelectPos[i], "output %q: the config has no rows", o.Name).Hint = "add a section rows, or select features"
		default:
			hint := "an output is of features of this config, or of rows"
			if b.isSource(name) {
				hint = "only features are written: a source gets there through one, such as one with expr"
			}
			b.unknown(o.SelectPos[i], "feature", name, names(b.plan.Config.Features, featureName), hint)
		}
	}
	if !IsTable(o.Format) {
		return s
	}
	if n := len(s.Features); n > 1 || n == 1 && s.Rows {
		at := o.FormatPos
		if at.Line == 0 {
			at = o.Pos
		}
		b.report(at, "output %q: %s is one table, but %s would be written", o.Name, o.Format, s).Hint = "select one feature or rows, or write .jsonl"
	}
	if o.Control {
		b.report(o.Pos, "output %q: %s is a table, which has no place for control events", o.Name, o.Format).Hint = "write .jsonl"
	}
	return s
}

// IsTable tells whether a format holds one table, and not streams of any shape.
func IsTable(format string) bool {
	return format != "jsonl" && slices.Contains(config.Formats(), format)
}

// String describes the selection for a message.
func (s Selection) String() string {
	var parts []string
	if s.Rows {
		parts = append(parts, "rows")
	}
	switch len(s.Features) {
	case 0:
	case 1:
		parts = append(parts, "the feature "+s.Features[0])
	default:
		parts = append(parts, "the features "+strings.Join(s.Features, ", "))
	}
	return strings.Join(parts, " and ")
}
