package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/internal/pace"
	"github.com/featurizer/featurizer/param"
)

// Options are what a config takes from outside its file. The zero value takes
// nothing.
type Options struct {
	// Env looks up a variable for ${VAR}; nil knows none.
	Env func(name string) (value string, set bool)
	// Set are overrides such as "rows.when=any" and "keys.0.symbol=[A, B]",
	// applied in order before anything is decoded. Maps on the way are made.
	Set []string
}

// Parse reads a config. file is its name in messages. The error is an *Errors
// with all problems of the file, unless this binary itself is at fault.
func Parse(file string, text []byte, opt Options) (*Config, error) {
	config, err := Inspect(file, text, opt)
	if err != nil {
		return nil, err
	}
	return config, nil
}

// Inspect is Parse for those who look for further mistakes: beside the error it
// returns what could be read, nil if nothing could.
func Inspect(file string, text []byte, opt Options) (*Config, error) {
	sections, err := newSpecs()
	if err != nil {
		return nil, fmt.Errorf("declaring the config: %w", err)
	}
	p := parser{specs: sections, origin: newOrigin(file, text, opt.Set)}
	config := p.parse(opt)
	return config, p.origin.errors(p.problems)
}

// parser collects the problems of one Parse.
type parser struct {
	specs    specs
	origin   origin
	problems param.Problems
}

func (p *parser) report(problem param.Problem) { p.problems = append(p.problems, problem) }

func (p *parser) parse(opt Options) *Config {
	root, problems := readTree(p.origin.text, p.origin.lines)
	p.problems = append(p.problems, problems...)
	if root == nil {
		p.isEmpty("the config", "featurizer init writes a config that runs")
		return nil
	}
	p.override(root, opt.Set)
	p.substitute(root, opt.Env)
	broken := slices.Clone(p.problems)
	config := p.file(root)
	p.dropEchoes(broken)
	return config
}

// isEmpty reports a file that is no tree for want of any text.
func (p *parser) isEmpty(what, hint string) {
	if len(p.problems) == 0 {
		p.report(param.Problem{Message: what + " is empty", Hint: hint})
	}
}

// dropEchoes drops the problems that decoding found at the place of an earlier
// one: a value that could not be read is of the wrong type only because of it.
func (p *parser) dropEchoes(earlier param.Problems) {
	type place struct{ line, column int }
	known := make(map[place]bool, len(earlier))
	for _, problem := range earlier {
		known[place{problem.Line, problem.Column}] = true
	}
	later := p.problems[len(earlier):]
	later = slices.DeleteFunc(later, func(problem param.Problem) bool {
		return known[place{problem.Line, problem.Column}]
	})
	p.problems = p.problems[:len(earlier)+len(later)]
}

// file reads the whole tree.
func (p *parser) file(root *param.Node) *Config {
	var fields fileFields
	p.problems = append(p.problems, p.specs.file.Decode(root, "the config", &fields)...)
	c := &Config{
		File:    p.origin.file,
		Version: fields.Version,
		Labels:  fields.Labels,
		Lanes:   fields.Lanes,
		MaxKeys: fields.MaxKeys,
		Warmup:  fields.Warmup,
		OnError: fields.OnError,
		origin:  p.origin,
		root:    root,
	}
	c.Keys = p.keySets(root.Get("keys"))
	for _, pair := range p.entries("emitters", fields.Emitters) {
		c.Emitters = append(c.Emitters, p.emitter(pair))
	}
	for _, pair := range p.entries("sources", fields.Sources) {
		c.Sources = append(c.Sources, p.source(pair))
	}
	for _, pair := range p.entries("features", fields.Features) {
		c.Features = append(c.Features, p.feature(pair))
	}
	if fields.Rows != nil {
		c.Rows = p.rows(fields.Rows)
	}
	if fields.Record != nil {
		c.Record = p.record(fields.Record)
	}
	for _, pair := range p.entries("outputs", fields.Outputs) {
		c.Outputs = append(c.Outputs, p.output(pair))
	}
	p.checkUnique(fields.Sources, fields.Features)
	return c
}

// entries returns the named entries of a section and checks their names.
func (p *parser) entries(section string, n *param.Node) []param.Pair {
	if n == nil {
		return nil
	}
	if n.Kind != param.Map {
		p.report(n.Problem(fmt.Sprintf("%s: expected a map from names to maps, got %s", section, n)))
		return nil
	}
	for _, pair := range n.Pairs {
		p.checkName(pair.Key)
	}
	return n.Pairs
}

func (p *parser) emitter(pair param.Pair) Emitter {
	known := entry(pair)
	options := &param.Node{Kind: param.Map, Line: pair.Key.Line, Column: pair.Key.Column, Width: pair.Key.Width}
	known.Pairs = nil
	for _, option := range pair.Value.Pairs {
		if p.specs.emitter.Field(option.Key.Text) != nil {
			known.Pairs = append(known.Pairs, option)
		} else {
			options.Pairs = append(options.Pairs, option)
		}
	}
	var fields emitterFields
	p.problems = append(p.problems, p.specs.emitter.Decode(known, fmt.Sprintf("emitter %q", pair.Key.Text), &fields)...)
	e := Emitter{
		Name:    pair.Key.Text,
		Type:    fields.Type,
		Feed:    fields.Feed,
		Options: options,

		Pos:      posOf(pair.Key),
		TypePos:  posOf(known.Get("type")),
		SpeedPos: posOf(known.Get("speed")),
	}
	for _, speed := range scalars(known.Get("speed")) {
		e.Speed = p.speed(speed)
	}
	if e.Feed == "" {
		e.Feed = e.Name
	}
	return e
}

// speed reads how fast events go on.
func (p *parser) speed(n *param.Node) pace.Speed {
	s, err := pace.Parse(n.Text)
	if err != nil {
		problem := n.Problem("speed: " + err.Error())
		problem.Hint = pace.Hint
		p.report(problem)
	}
	return s
}

func (p *parser) source(pair param.Pair) Source {
	what := fmt.Sprintf("source %q", pair.Key.Text)
	var fields sourceFields
	p.decode(p.specs.source, pair, what, &fields)
	return Source{
		Name:          pair.Key.Text,
		Definition:    fields.Definition,
		Emitter:       fields.Emitter,
		Stream:        fields.Stream,
		Keys:          p.keySets(pair.Value.Get("keys")),
		Params:        p.params(pair.Key, fields.Params, what),
		Late:          fields.Late,
		Reorder:       fields.Reorder,
		MaxAhead:      fields.MaxAhead,
		Pos:           posOf(pair.Key),
		DefinitionPos: posOf(pair.Value.Get("definition")),
		EmitterPos:    posOf(pair.Value.Get("emitter")),
		LatePos:       posOf(pair.Value.Get("late")),
		ReorderPos:    posOf(pair.Value.Get("reorder")),
	}
}

func (p *parser) feature(pair param.Pair) Feature {
	what := fmt.Sprintf("feature %q", pair.Key.Text)
	var fields featureFields
	p.decode(p.specs.feature, pair, what, &fields)
	definition, expr := pair.Value.Get("definition"), pair.Value.Get("expr")
	f := Feature{
		Name:          pair.Key.Text,
		Definition:    fields.Definition,
		Expr:          fields.Expr,
		Where:         fields.Where,
		Params:        p.params(pair.Key, fields.Params, what),
		Pos:           posOf(pair.Key),
		DefinitionPos: posOf(definition),
		WherePos:      posOf(pair.Value.Get("where")),
	}
	if where := pair.Value.Get("where"); where != nil && where.Kind == param.String && strings.TrimSpace(fields.Where) == "" {
		p.report(where.Problem(what + ": where is empty: write a condition such as price > 100, or leave it out"))
	}
	switch {
	case definition != nil && expr != nil:
		p.report(expr.Problem(what + " has a definition and an expr: keep one"))
	case expr != nil:
		f.DefinitionPos = posOf(expr)
	case definition == nil && isEntry(pair.Value):
		problem := pair.Key.Problem("missing key \"definition\" or \"expr\" in " + what)
		problem.Hint = "featurizer features"
		p.report(problem)
	}
	for _, input := range scalars(pair.Value.Get("inputs")) {
		f.Inputs = append(f.Inputs, p.ref(input))
	}
	return f
}

// decode fills the fields of a named entry. A key it does not know may be a
// parameter that is not in params.
func (p *parser) decode(spec *param.Spec, pair param.Pair, what string, into any) {
	problems := spec.Decode(entry(pair), what, into)
	unknown := make(map[Pos]bool)
	for _, inner := range pair.Value.Pairs {
		unknown[posOf(inner.Key)] = spec.Field(inner.Key.Text) == nil
	}
	for i, problem := range problems {
		if problem.Suggestion == "" && unknown[Pos{problem.Line, problem.Column, problem.Width}] {
			problems[i].Hint = "parameters of the definition go into params: {...}"
		}
	}
	p.problems = append(p.problems, problems...)
}

// params returns the map that the spec of a definition decodes.
func (p *parser) params(key, n *param.Node, what string) *param.Node {
	if n == nil {
		n = &param.Node{Line: key.Line, Column: key.Column, Width: key.Width}
	}
	if !isEntry(n) {
		p.report(n.Problem(fmt.Sprintf("params: expected a map from names to values in %s, got %s", what, n)))
	}
	n.Kind = param.Map
	return n
}

// entry returns the map of a named entry, at the place of the name, where a
// missing key is reported.
func entry(pair param.Pair) *param.Node {
	placed := *pair.Value
	if isEntry(pair.Value) {
		placed.Line, placed.Column, placed.Width = pair.Key.Line, pair.Key.Column, pair.Key.Width
	}
	return &placed
}

// isEntry reports whether a node is of the kind that Decode reads as a map.
func isEntry(n *param.Node) bool { return n.Kind == param.Map || n.Kind == param.Null }

// scalars returns the items of a list, or a bare scalar, without those that the
// spec has refused.
func scalars(n *param.Node) []*param.Node {
	return slices.DeleteFunc(slices.Clone(oneOrMany(n)), func(item *param.Node) bool {
		return isEntry(item) || item.Kind == param.List
	})
}

func (p *parser) rows(n *param.Node) *Rows {
	var fields rowsFields
	p.problems = append(p.problems, p.specs.rows.Decode(n, "rows", &fields)...)
	r := &Rows{
		Features: fields.Features,
		When:     fields.When,
		Missing:  fields.Missing,
		Ages:     fields.Ages,
		Pos:      posOf(n),
		WhenPos:  posOf(n.Get("when")),
	}
	seen := make(map[string]bool)
	for _, name := range scalars(n.Get("features")) {
		if seen[name.Text] {
			p.report(name.Problem(fmt.Sprintf("feature %s is twice in rows", name)))
		}
		seen[name.Text] = true
		r.FeaturePos = append(r.FeaturePos, posOf(name))
	}
	if features := n.Get("features"); features != nil && features.Kind == param.List && len(features.Items) == 0 {
		p.report(features.Problem("rows without features: name at least one"))
	}
	for _, when := range scalars(n.Get("when")) {
		p.when(when, r)
	}
	return r
}

// when reads the moment of a row: any, the name of a feature, or every 1s.
func (p *parser) when(n *param.Node, r *Rows) {
	period, every := strings.CutPrefix(n.Text, "every ")
	if !every {
		if !isName(n.Text) {
			p.report(n.Problem(fmt.Sprintf(`when: expected any, the name of a feature, or a period such as "every 1s", got %s`, n)))
		}
		return
	}
	d, err := param.ParseDuration(strings.TrimSpace(period))
	if err != nil || d <= 0 {
		p.report(n.Problem(fmt.Sprintf(`when: expected a period such as "every 1s", got %s`, n)))
		return
	}
	r.Every = d
}
