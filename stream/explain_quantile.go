package stream

import "github.com/featurizer/featurizer/event"

// Explain puts the values of the window in order of size.
func (k *quantileKernel) Explain(m *Moment) Account {
	a := Account{Window: &Bounds{From: m.Time.Add(-k.window), To: m.Time}}
	var values Collected
	fold := QuantileFold(k.q)
	for i := range m.Past {
		p := &m.Past[i]
		switch {
		case p.Time <= a.Window.From:
		case fold.Add(&values, valueOf[float64](p)):
			a.Used = append(a.Used, i)
		default:
			a.Nulls++
		}
	}
	result := event.Null()
	if len(a.Used) > 0 {
		result = fold.Result(&values)
		a.Figures = []Figures{{"in order of size", withCount(len(a.Used), linesOf("", &values))}}
	}
	a.Again = &result
	return a
}
