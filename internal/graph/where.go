package graph

import (
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// whereDefinition is what the key where of a feature puts before its input.
const whereDefinition = "transform.where"

// filter puts the condition of a feature before its one input, where the config
// names it; false if that cannot be, which has been reported.
func (b *builder) filter(f *config.Feature, inputs []feature.Input) ([]feature.Input, bool) {
	if len(inputs) == 0 {
		return nil, true
	}
	if len(inputs) > 1 {
		b.report(f.WherePos, "where: feature %q has %d inputs, and a condition is of one", f.Name, len(inputs)).Hint = fmt.Sprintf("filter the input that is meant by a feature of its own, {definition: %s}, and name that as input", whereDefinition)
		return nil, false
	}
	in, err := b.where(f, inputs[0])
	if err != nil {
		if !errors.Is(err, errReported) {
			b.report(f.WherePos, "where: %v", err).Hint = "featurizer features " + whereDefinition
		}
		return nil, false
	}
	return []feature.Input{in}, true
}

// filtered resolves the input of a feature that the config leaves out, with the
// feature's condition before it.
func (b *builder) filtered(f *config.Feature) feature.Resolver {
	before := 0
	return func(s *source.Definition, d *feature.Definition, inputs ...feature.Input) (feature.Input, error) {
		in, err := b.standard(s, d, inputs...)
		if before++; err != nil || len(inputs) > 0 { // those have been filtered already
			return in, err
		}
		if before > 1 {
			return in, errors.New("where: a condition is of one input, and it has several")
		}
		if in, err = b.where(f, in); err != nil {
			return in, fmt.Errorf("where: %w", err)
		}
		return in, nil
	}
}

// where puts the condition of a feature before an input.
func (b *builder) where(f *config.Feature, in feature.Input) (feature.Input, error) {
	d := b.registry.Feature(whereDefinition)
	if d == nil {
		return in, fmt.Errorf("this binary has no definition %s", whereDefinition)
	}
	for _, s := range b.plan.Sources {
		if s.ID == in.ID && s.Declared.Definition.Chained {
			return in, fmt.Errorf("events of %s build on each other, so none may be left out: filter what is made of them", s.Declared.Definition.Name)
		}
	}
	params := d.NewParams()
	text := &param.Node{Kind: param.Map}
	if problems := d.Params.Decode(withText(text, "expression", f.Where, f.WherePos), "where", params); len(problems) > 0 {
		return in, problems
	}
	whole := in
	whole.Field = ""
	var cause error
	passing := b.add(node{d, params, []feature.Input{whole}, b.standard}, func(err error) { cause = err })
	if passing == nil {
		return in, cause
	}
	in.Port, in.ID, in.Schema = passing.Port, passing.ID, passing.Schema // of the same keys
	return in, nil
}
