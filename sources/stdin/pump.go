package stdin

import (
	"context"
	"io"
)

// pump reads in a goroutine of its own, so that who reads from it need not wait
// for the input when the run is to end.
type pump struct {
	ctx    context.Context //nolint:containedctx // an io.Reader has no other way to learn of it
	chunks chan chunk
	rest   []byte // of the last chunk
	err    error  // what follows it
}

type chunk struct {
	text []byte
	err  error
}

const chunkSize = 64 << 10

// newPump returns what begins to read.
//
// The goroutine ends with the input or, when the context is done, at the next
// thing that the input gives: nothing can call back a read that a terminal or a
// pipe does not answer, so it is not waited for.
func newPump(in io.Reader) func(ctx context.Context) io.Reader {
	return func(ctx context.Context) io.Reader {
		p := &pump{ctx: ctx, chunks: make(chan chunk, 1)} // one is read while another is taken
		go p.fill(in)
		return p
	}
}

func (p *pump) fill(in io.Reader) {
	for {
		text := make([]byte, chunkSize)
		n, err := in.Read(text)
		select {
		case p.chunks <- chunk{text[:n], err}:
		case <-p.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// Read reads what has come, or waits.
func (p *pump) Read(into []byte) (int, error) {
	for len(p.rest) == 0 && p.err == nil {
		select {
		case c := <-p.chunks:
			p.rest, p.err = c.text, c.err
		case <-p.ctx.Done():
			return 0, p.ctx.Err()
		}
	}
	if len(p.rest) == 0 {
		return 0, p.err
	}
	n := copy(into, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}
