package cli

import (
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/explain"
)

// explainView is a report as JSON.
type explainView struct {
	*explain.Report

	Definition string         `json:"definition"`
	Formula    string         `json:"formula"`
	Params     []setting      `json:"params"`
	Working    *explainedText `json:"with_numbers,omitempty"`
	WindowEnd  *event.Time    `json:"window_end,omitempty"`
	Steps      []explainStep  `json:"steps"`
	Inputs     []explainInput `json:"inputs"`
}

// explainedText is an expression with its numbers.
type explainedText struct {
	Text    string          `json:"text"`
	Numbers string          `json:"numbers"`
	Parts   []explainedText `json:"parts,omitempty"`
	Value   explain.Fields  `json:"result"`
}

type explainStep struct {
	explain.Step

	Window  *explainBounds  `json:"window,omitempty"`
	Used    int             `json:"used"`
	First   []explain.Entry `json:"first,omitempty"` // of those used
	Last    []explain.Entry `json:"last,omitempty"`
	Figures []explainGroup  `json:"figures,omitempty"`
	// Of what is computed of several keys: all of them.
	Members []explain.Member `json:"members,omitempty"`
}

type explainBounds struct {
	From event.Time `json:"from"`
	To   event.Time `json:"to"`
	Kind string     `json:"kind"` // sliding: (from, to]; tumbling: [from, to)
}

type explainGroup struct {
	Title  string         `json:"title,omitempty"`
	Values explain.Fields `json:"values"`
}

// explainInput is an input; without a time it has had no output.
type explainInput struct {
	explain.Input

	Time *event.Time    `json:"time,omitempty"`
	Age  *time.Duration `json:"age_ns,omitempty"`
}

func newExplainView(r *explain.Report, params []setting, limit int) *explainView {
	v := &explainView{
		Report: r, Definition: r.Feature.Definition.Name, Formula: r.Feature.Definition.Formula, Params: params,
		Steps: []explainStep{}, Inputs: []explainInput{},
	}
	if r.Cause.WindowEnd != event.Unset {
		v.WindowEnd = &r.Cause.WindowEnd
	}
	if w := r.Working; w != nil {
		v.Working = &explainedText{Text: w.Text, Numbers: w.Numbers, Value: explain.Fields{{Name: "value", Value: w.Value}}}
		for _, p := range w.Parts {
			v.Working.Parts = append(v.Working.Parts, explainedText{Text: p.Text, Numbers: p.Numbers, Value: explain.Fields{{Name: "value", Value: p.Value}}})
		}
	}
	for i := range r.Steps {
		v.Steps = append(v.Steps, newExplainStep(&r.Steps[i], limit))
	}
	for _, in := range r.Inputs {
		view := explainInput{Input: in}
		if in.Time != event.Unset {
			view.Time, view.Age = &in.Time, &in.Age
		}
		v.Inputs = append(v.Inputs, view)
	}
	return v
}

func newExplainStep(s *explain.Step, limit int) explainStep {
	v := explainStep{Step: *s, Used: len(s.Used), Members: s.Members}
	if w := s.Window; w != nil {
		v.Window = &explainBounds{w.From, w.To, w.Kind.String()}
	}
	head, tail := ends(len(s.Used), limit)
	v.First, v.Last = s.Used[:head], s.Used[len(s.Used)-tail:]
	for _, f := range s.Figures {
		group := explainGroup{Title: f.Title}
		for _, line := range f.Lines {
			group.Values = append(group.Values, explain.Field{Name: line.Name, Value: line.Value})
		}
		v.Figures = append(v.Figures, group)
	}
	return v
}
