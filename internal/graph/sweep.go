package graph

import (
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/config"
)

// sweep makes features with lists of values several (see [config.Config.Sweep]).
func (b *builder) sweep() {
	swept, problems := b.plan.Config.Sweep(func(f *config.Feature, name string) bool {
		d := b.registry.Feature(f.Definition)
		if d == nil {
			return false
		}
		field := d.Params.Field(name)
		return field != nil && !strings.HasPrefix(field.Type, "list of") && !strings.HasPrefix(field.Type, "map of")
	})
	b.plan.Config = swept
	b.problems = append(b.problems, problems...)
}

// unknownInput reports an input that is nothing in the config.
func (b *builder) unknownInput(f *config.Feature, ref config.Ref) {
	what := fmt.Sprintf("input of feature %q:", f.Name)
	if several := b.plan.Config.Swept[ref.Name]; several != nil {
		b.report(ref.Pos, "%s %q stands for several features: %s", what, ref.Name, strings.Join(several, ", ")).Hint = "name one of them"
		return
	}
	b.unknown(ref.Pos, what, ref.Name, b.inputNames(), "an input is a source or a feature of this config")
}
