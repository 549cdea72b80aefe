package stream

// Compute emits what a function of whole rows gives, whenever an input emits. It
// is for definitions whose inputs are known only from a config, such as
// expressions: bind finds the places of the inputs and returns the function.
func Compute[R any](inputs []Port, bind func(*Binding) func(Row) R) Of[R] {
	return record[R](&Node{
		Op: "compute", Inputs: inputs, Sure: true, Memory: latestOf(inputs...),
		Bind: func(b *Binding) Kernel { return &computeKernel[R]{Output[R](b), bind(b)} },
	})
}

type computeKernel[R any] struct {
	out Place[R]
	f   func(Row) R
}

func (k *computeKernel[R]) Step(row Row, _ *At) bool {
	*k.out.In(row) = k.f(row)
	return true
}
