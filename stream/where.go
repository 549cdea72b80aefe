package stream

// Where passes the values of a stream of any type for which a function of the row
// returns true. It is for conditions that are known only from a config: bind finds
// the places of the input's fields and returns the function.
func Where(in Port, bind func(*Binding) func(Row) bool) Port {
	n := &Node{
		Op: "where", Version: 1, Inputs: []Port{in}, Output: in.Type, Same: true, EndTimed: in.Node.EndTimed,
		Bind: func(b *Binding) Kernel {
			return &whereKernel{bind(b), Mover(in.Type, b.Inputs[0], b.Output), Mover(in.Type, b.Output, b.Output)}
		},
	}
	return Port{Node: n, Type: in.Type}
}

type whereKernel struct {
	keep func(Row) bool
	pass func(from, to Row) // the input becomes the output
	hold func(from, to Row) // the output stays
}

func (k *whereKernel) Step(row Row, _ *At) bool {
	if !k.keep(row) {
		return false
	}
	k.pass(row, row)
	return true
}

func (k *whereKernel) Loop(l *Loop) {
	last := l.Row
	for i := range l.Len() {
		frame := l.Frame(i)
		if l.I = i; l.Runs(i) && k.keep(frame) {
			k.pass(frame, frame)
			l.Emits(i)
		} else {
			k.hold(last, frame)
		}
		last = frame
	}
}
