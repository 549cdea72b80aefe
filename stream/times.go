package stream

import "github.com/featurizer/featurizer/event"

// Times emits the event time of every value of any stream.
func Times(in Port) Of[event.Time] {
	return record[event.Time](&Node{
		Op: "times", Inputs: []Port{in}, Sure: true,
		Bind: func(b *Binding) Kernel { return &timesKernel{Output[event.Time](b)} },
	})
}

type timesKernel struct{ out Place[event.Time] }

func (k *timesKernel) Step(row Row, at *At) bool {
	*k.out.In(row) = at.Time
	return true
}

func (k *timesKernel) Loop(l *Loop) {
	last := *k.out.In(l.Row)
	for i := range l.Len() {
		if l.Runs(i) {
			last = l.Times[i]
			l.Emits(i)
		}
		*k.out.In(l.Frame(i)) = last
	}
}
