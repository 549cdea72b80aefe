package block

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
)

// Outputs are rows of a block that is being filled: outputs of one feature, in one lane.
type Outputs struct{ rows }

// NewOutputs returns an empty block. The error names a field that cannot be stored.
func NewOutputs(s *Stream) (*Outputs, error) {
	if s.Kind != Feature {
		return nil, fmt.Errorf("the stream %s has events, no outputs", s.Name)
	}
	r, err := newRows(s)
	if err != nil {
		return nil, err
	}
	return &Outputs{r}, nil
}

// Append copies an output to the end of the block. ord is its place among the run's
// outputs of the same Received and Seq, from 0. After an error the block is to be used
// no more.
func (t *Outputs) Append(o *event.Output, ord int32) error {
	if err := t.append(o, ord); err != nil {
		return fmt.Errorf("output %d of %s: %w", o.Seq, t.stream.Name, err)
	}
	return nil
}

func (t *Outputs) append(o *event.Output, ord int32) error {
	if o.Control != nil || o.Values.Len() != len(t.values) {
		return fmt.Errorf("it has %d values, want %d", o.Values.Len(), len(t.values))
	}
	if err := t.begin(place{o.Seq, o.Received, o.Time}, o.Key); err != nil {
		return err
	}
	warmup := uint64(0)
	if o.Warmup {
		warmup = 1
		t.stats.Warmup++
	}
	d := t.data[t.head:]
	d[slotOrd].Bits = append(d[slotOrd].Bits, uint64(ord))
	d[slotWarmup].Bits = append(d[slotWarmup].Bits, warmup)
	for i := range t.values {
		if err := t.values[i].put(t.data, o.Values.At(i)); err != nil {
			return err
		}
	}
	return nil
}
