package explain

import (
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/stream"
)

// warmup says whether the output is warm-up, and by which rule (semantics 4).
func (r *reporter) warmup() Warmup {
	f := r.subject.Feature
	w := Warmup{Is: r.output.Warmup, Reach: f.Reach}
	var starts []string
	w.Coverage, starts = r.coverages()
	w.Why = r.rule(r.opOf(f.Port.Node)) + "; " + strings.Join(starts, ", ")
	return w
}

// opOf returns the op of a node of the feature.
func (r *reporter) opOf(n *stream.Node) *graph.Op {
	return &r.program.Ops[r.indexOf(n)-len(r.plan.Leaves)]
}

// rule says what an output needs in order not to be warm-up.
func (r *reporter) rule(op *graph.Op) string {
	rule, t := &op.Warmup, r.output.Time
	switch {
	case op.Node.Same && op.Inputs[0] >= len(r.plan.Leaves):
		return r.rule(&r.program.Ops[op.Inputs[0]-len(r.plan.Leaves)])
	case rule.Rule == stream.ByCount:
		if r.output.Warmup {
			return fmt.Sprintf("it needs %d inputs since coverage starts, and has not had as many", op.Node.Memory.Last)
		}
		return fmt.Sprintf("it has had the %d inputs since coverage starts that it needs", op.Node.Memory.Last)
	case rule.Rule == stream.BySession && r.output.Warmup:
		return "it is the first session since coverage starts, and may have begun before"
	case rule.Rule == stream.BySession:
		return "it is not the first session since coverage starts"
	case rule.Rule == stream.ByBucket:
		start := t.Floor(rule.Window)
		if rule.Ends {
			start = t.Add(-rule.Window)
		}
		below := ""
		if rule.Below > 0 {
			below = fmt.Sprintf(" and what is below reaches back another %s to %s", rule.Below, text(start.Add(-rule.Below)))
		}
		return fmt.Sprintf("its bucket starts at %s%s, which must be after coverage starts", text(start), below)
	case rule.Reach == 0:
		return "it looks back at nothing"
	}
	return fmt.Sprintf("it reaches back %s to %s", rule.Reach, text(t.Add(-rule.Reach)))
}
