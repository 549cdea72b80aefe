package stream

// Map2 emits f of the latest values of two streams whenever one of them emits. A
// float64 that has not come yet is null, any other value zero.
func Map2[A, B, R any](a Of[A], b Of[B], f func(*A, *B) R) Of[R] {
	return map2(a, b, f, [2]string{"x", "y"})
}

// map2 is Map2 with what numbers of its inputs are called where it explains itself.
func map2[A, B, R any](a Of[A], b Of[B], f func(*A, *B) R, names [2]string) Of[R] {
	return record[R](&Node{
		Op: "map2", Inputs: []Port{a.Port, b.Port}, Sure: true, Memory: latestOf(a.Port, b.Port),
		Bind: func(bind *Binding) Kernel {
			return &map2Kernel[A, B, R]{Input[A](bind, 0), Input[B](bind, 1), Output[R](bind), f, names}
		},
	})
}

// Against is [Map2] of what was made of a stream and looks back, and that stream
// itself: an output is warm-up where what looks back is.
func Against[A, B, R any](back Of[A], now Of[B], f func(*A, *B) R) Of[R] {
	out := map2(back, now, f, [2]string{"lag", "x"})
	out.Node.Same = true
	return out
}

type map2Kernel[A, B, R any] struct {
	a     Place[A]
	b     Place[B]
	out   Place[R]
	f     func(*A, *B) R
	names [2]string
}

func (k *map2Kernel[A, B, R]) Step(row Row, _ *At) bool {
	*k.out.In(row) = k.f(k.a.In(row), k.b.In(row))
	return true
}

func (k *map2Kernel[A, B, R]) Loop(l *Loop) {
	last := k.out.In(l.Row)
	for i := range l.Len() {
		frame := l.Frame(i)
		out := k.out.In(frame)
		if l.I = i; l.Runs(i) {
			*out = k.f(k.a.In(frame), k.b.In(frame))
			l.Emits(i)
		} else {
			*out = *last
		}
		last = out
	}
}

// Explain shows the two values.
func (k *map2Kernel[A, B, R]) Explain(m *Moment) Account {
	a, b := k.a.In(m.Before), k.b.In(m.Before)
	result := k.f(a, b)
	lines := append(linesOf(k.names[0], a), linesOf(k.names[1], b)...)
	return Account{Figures: []Figures{{"", lines}}, Again: &result}
}

// latestOf returns the memory of a node that reads the latest of its inputs: the
// last of each, unless they always emit together.
func latestOf(inputs ...Port) Memory {
	for _, p := range inputs {
		if !p.Node.together(inputs[0].Node) && !inputs[0].Node.together(p.Node) {
			return Memory{Last: 1}
		}
	}
	return Memory{}
}

// together tells whether n emits whenever other does, being computed from it
// alone by nodes that always emit.
func (n *Node) together(other *Node) bool {
	for n != other {
		if !n.Sure || len(n.Inputs) != 1 {
			return false
		}
		n = n.Inputs[0].Node
	}
	return true
}
