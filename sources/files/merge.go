package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
)

// Reader reads one file, entry by entry: lines, rows.
type Reader interface {
	// Next goes to the next entry and returns the time that it is merged by, or
	// io.EOF after the last. An entry that is malformed is no error: it has a time
	// too, that of the entry before where its own cannot be read.
	Next() (event.Time, error)
}

// checkEvery is how many entries are read between two looks at the context: less
// than a millisecond's worth.
const checkEvery = 256

// Merge reads the files that the paths of a config stand for, relative to dir,
// and gives take the readers that stand at their next entry, by (time, path,
// place in the file), until all files have ended, take fails or ctx is done.
//
// For each file it calls open before the first entry is read, and once more
// where it has closed the file since: to keep few files open, a file is closed
// again after a look at its first entry, until it is that entry's turn.
func Merge[R Reader](ctx context.Context, dir string, paths []string, open func(*File) (R, error), take func(R) error) error {
	names, err := expand(dir, paths)
	if err != nil {
		return err
	}
	m, err := newMerge(dir, names, open)
	if err != nil {
		return err
	}
	defer m.close()
	for n := 0; ; n++ {
		if n%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		r, err := m.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := take(r); err != nil {
			return err
		}
	}
}

// merge is the files being merged.
type merge[R Reader] struct {
	dir  string
	open func(*File) (R, error)
	heap []*cursor[R] // the first is before all others, each before those at twice its place
	used bool         // the entry of the first has been given
}

// cursor is one file of a merge and the entry it stands at.
type cursor[R Reader] struct {
	name   string
	place  int   // by name
	file   *File // nil while it is closed
	reader R
	time   event.Time
}

// newMerge begins to read the files of the names.
func newMerge[R Reader](dir string, names []string, open func(*File) (R, error)) (*merge[R], error) {
	m := &merge[R]{dir: dir, open: open}
	for place, name := range names {
		c := &cursor[R]{name: name, place: place}
		err := m.advance(c)
		if errors.Is(err, io.EOF) {
			continue
		}
		if err != nil {
			m.close()
			return nil, err
		}
		m.heap = append(m.heap, c)
		if c.file.regular {
			c.file.counted.forget()
			c.close()
		}
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return m, nil
}

// next returns the reader that stands at the next entry of all, io.EOF after the
// last. The entry is valid until the next call.
func (m *merge[R]) next() (next R, err error) {
	if m.used {
		m.used = false
		if err := m.leave(); err != nil {
			return next, err
		}
	}
	if len(m.heap) == 0 {
		return next, io.EOF
	}
	first := m.heap[0]
	if first.file == nil {
		if err := m.advance(first); err != nil {
			return next, fmt.Errorf("reading %s again: %w", first.name, err)
		}
	}
	m.used = true
	return first.reader, nil
}

// leave goes on from the entry that has been given.
func (m *merge[R]) leave() error {
	err := m.advance(m.heap[0])
	switch {
	case errors.Is(err, io.EOF):
		last := len(m.heap) - 1
		m.heap[0], m.heap = m.heap[last], m.heap[:last]
	case err != nil:
		return err
	}
	m.sink(0)
	return nil
}

// advance goes to a file's next entry, the first one where it is closed. After
// an error, io.EOF too, it is closed.
func (m *merge[R]) advance(c *cursor[R]) (err error) {
	if c.file == nil {
		if c.file, err = open(m.dir, c.name); err != nil {
			return err
		}
		if c.reader, err = m.open(c.file); err != nil {
			c.close()
			return err
		}
	}
	if c.time, err = c.reader.Next(); err != nil {
		c.close()
	}
	return err
}

// sink moves the cursor at a place of the heap down to where it belongs.
func (m *merge[R]) sink(i int) {
	for {
		child := 2*i + 1
		if child >= len(m.heap) {
			return
		}
		if child+1 < len(m.heap) && m.heap[child+1].before(m.heap[child]) {
			child++
		}
		if !m.heap[child].before(m.heap[i]) {
			return
		}
		m.heap[i], m.heap[child] = m.heap[child], m.heap[i]
		i = child
	}
}

// close closes the files that are still open.
func (m *merge[R]) close() {
	for _, c := range m.heap {
		c.close()
	}
}

func (c *cursor[R]) before(other *cursor[R]) bool {
	if c.time != other.time {
		return c.time < other.time
	}
	return c.place < other.place
}

func (c *cursor[R]) close() {
	if c.file != nil {
		c.file.close()
		c.file = nil
	}
}
