package main

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/stream"
)

// Fall is what my.drawdown puts out: the fields of the struct are those of the feature.
type Fall struct {
	Drawdown float64 `doc:"how far below the peak, as a share of it: 0 at the peak, 0.1 a tenth below"`
	Peak     float64 `doc:"the largest value so far"`
	Since    int64   `doc:"how many values have come since the peak"`
}

// Params are the params of my.drawdown in a config. Their tags make the checks, the
// help and the schema.
type Params struct {
	Least float64 `default:"0" check:"0..1" doc:"smaller drawdowns give no output"`
}

// memory is what is kept per key: a plain struct, so that it can be stored.
type memory struct {
	Peak  float64
	Since int64
	Begun bool
}

// Drawdown is my.drawdown. It is written for one key, and knows nothing of files,
// sockets or batches.
var Drawdown = feature.Define(feature.Meta{
	Name:    "my.drawdown",
	Doc:     "how far a value has fallen from its peak",
	Formula: "1 - x / (the largest x so far)",
	Example: "fall: {definition: my.drawdown, inputs: [mid], params: {least: 0.0005}}",
}, func(b *feature.Builder, p Params) stream.Of[Fall] {
	// Unbounded: the peak may be any time ago, so a late start cannot know it.
	return stream.Scan(feature.Number(b), stream.Memory{Unbounded: true},
		func(m *memory, x *float64, out *Fall) (bool, error) {
			if event.IsNull(*x) {
				return false, nil // nothing came: nothing goes
			}
			m.Since++
			if !m.Begun || *x >= m.Peak {
				m.Peak, m.Since, m.Begun = *x, 0, true
			}
			out.Drawdown, out.Peak, out.Since = 1-*x/m.Peak, m.Peak, m.Since
			return out.Drawdown >= p.Least, nil
		})
})
