package block

import (
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
)

// Output is an output as it was recorded: with its place among the outputs of the run
// that have the same Received and Seq.
type Output struct {
	event.Output

	Ord int32
}

// OutputReader reads the outputs of a feature from a block.
type OutputReader struct {
	reader

	values rowValues
}

// OpenOutputs opens a block of a feature. The keys are those of the table. The reader is
// valid as long as in.
func OpenOutputs(in io.ReaderAt, size int64, s *Stream, keys *event.Keys) (*OutputReader, error) {
	r, err := open(in, size, s, keys)
	if err != nil {
		return nil, err
	}
	if s.Kind != Feature {
		return nil, fmt.Errorf("the stream %s has events, no outputs", s.Name)
	}
	return &OutputReader{reader: *r}, nil
}

// Next reads rows into outputs and returns how many, at least one; io.EOF after the
// last. Lane and Stream are the caller's and stay. Values are the reader's and valid
// until the next call; only texts and keys last.
func (r *OutputReader) Next(into []Output) (n int, err error) {
	if n, err = r.next(len(into)); err != nil {
		return 0, err
	}
	into = into[:n]
	r.readValues(&r.values, n)
	d := r.data[r.head:]
	for i := range into {
		row, o := r.at+i, &into[i]
		o.Key, o.Seq = r.keyed.at(row), r.data[slotSeq].Bits[row]
		o.Received, o.Time = event.Time(r.data[slotReceived].Bits[row]), event.Time(r.data[slotTime].Bits[row])
		o.Ord, o.Warmup = int32(d[slotOrd].Bits[row]), d[slotWarmup].Bits[row] != 0
		o.Values, o.Control = event.ListOf(r.values.of(i)...), nil
	}
	r.at += n
	return n, nil
}
