package files

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/merge"
)

// Reader reads one file, entry by entry: lines, rows. One that is an io.Closer too
// is closed with its file, after the entry that it stood at has been used or when
// only its time has been.
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
	entries, err := entriesOf(dir, names)
	if err != nil {
		return err
	}
	m, err := newMerger(dir, entries, open)
	if err != nil {
		return err
	}
	return m.run(ctx, take)
}

// Stream reads one file that is already open, such as standard input, as Merge
// does.
func Stream[R Reader](ctx context.Context, name string, in io.Reader, open func(*File) (R, error), take func(R) error) error {
	f, err := fileOf(name, in)
	if err != nil {
		return err
	}
	m := &merger[R]{open: open}
	c := &cursor[R]{entry: entry{name: name}, file: f}
	if c.reader, err = open(f); err != nil {
		f.close()
		return err
	}
	switch err := m.advance(c); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return err
	}
	m.cursors = append(m.cursors, c)
	m.heads.Push(c.place(), c)
	return m.run(ctx, take)
}

// run gives all entries to take.
func (m *merger[R]) run(ctx context.Context, take func(R) error) error {
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

// merger is the files being merged.
type merger[R Reader] struct {
	dir     string
	open    func(*File) (R, error)
	cursors []*cursor[R]
	heads   merge.Heap[*cursor[R]] // of the files that have not ended
	used    bool                   // the entry of the first has been given
}

// cursor is one file of a merge and the entry it stands at.
type cursor[R Reader] struct {
	entry
	rank   uint64 // by name
	file   *File  // nil while it is closed
	reader R
	time   event.Time
}

func (c *cursor[R]) place() merge.Place { return merge.Place{At: c.time, Rank: c.rank} }

// newMerger begins to read files.
func newMerger[R Reader](dir string, entries []entry, open func(*File) (R, error)) (*merger[R], error) {
	m := &merger[R]{dir: dir, open: open}
	for rank, e := range entries {
		c := &cursor[R]{entry: e, rank: uint64(rank)}
		err := m.advance(c)
		if errors.Is(err, io.EOF) {
			continue
		}
		if err != nil {
			m.close()
			return nil, err
		}
		m.cursors = append(m.cursors, c)
		m.heads.Push(c.place(), c)
		if c.file.regular && len(entries) > 1 {
			c.file.counted.forget()
			c.close()
		}
	}
	return m, nil
}

// next returns the reader that stands at the next entry of all, io.EOF after the
// last. The entry is valid until the next call.
func (m *merger[R]) next() (next R, err error) {
	if m.used {
		m.used = false
		if err := m.leave(); err != nil {
			return next, err
		}
	}
	if m.heads.Len() == 0 {
		return next, io.EOF
	}
	first := m.heads.First()
	if first.file == nil {
		if err := m.advance(first); err != nil {
			return next, fmt.Errorf("reading %s again: %w", first.name, err)
		}
	}
	m.used = true
	return first.reader, nil
}

// leave goes on from the entry that has been given.
func (m *merger[R]) leave() error {
	first := m.heads.First()
	switch err := m.advance(first); {
	case errors.Is(err, io.EOF):
		m.heads.Drop()
		return nil
	case err != nil:
		return err
	}
	m.heads.Advance(first.place())
	return nil
}

// advance goes to a file's next entry, the first one where it is closed. After
// an error, io.EOF too, it is closed.
func (m *merger[R]) advance(c *cursor[R]) (err error) {
	if c.file == nil {
		if c.file, err = c.open(m.dir); err != nil {
			return err
		}
		if c.reader, err = m.open(c.file); err != nil {
			c.file.close()
			c.file = nil
			return err
		}
	}
	if c.time, err = c.reader.Next(); err != nil {
		c.close()
	}
	return err
}

// close closes the files that are still open.
func (m *merger[R]) close() {
	for _, c := range m.cursors {
		c.close()
	}
}

func (c *cursor[R]) close() {
	if c.file == nil {
		return
	}
	if r, ok := any(c.reader).(io.Closer); ok {
		r.Close()
	}
	c.file.close()
	c.file = nil
}
