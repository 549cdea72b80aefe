package capture

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// cursor is one file of a merge and the line it stands at. To keep few files
// open, a file is closed again after a look at its first line, until it is that
// line's turn.
type cursor struct {
	name  string // as in messages and in the order of merging
	path  string
	place int // by name
	file  *file
	line  line

	symbols symbols
}

// advance goes to the next line that is not empty; io.EOF at the end.
func (c *cursor) advance() error {
	if c.file == nil {
		opened, err := openFile(c.path)
		if err != nil {
			return err
		}
		c.file = opened
	}
	for {
		c.line.number++
		text, err := c.file.line()
		if errors.Is(err, io.EOF) {
			c.close()
			return io.EOF
		}
		if err != nil {
			return fmt.Errorf("%s:%d: reading: %w", c.name, c.line.number, err)
		}
		if len(bytes.TrimSpace(text)) > 0 {
			c.line.note, c.line.frame = false, nil
			c.line.wrong = c.line.split(text)
			return nil
		}
	}
}

// park closes the file, to be read anew from its begin.
func (c *cursor) park() {
	if c.file.regular {
		c.close()
		c.line.number = 0
	}
}

func (c *cursor) parked() bool { return c.file == nil }

func (c *cursor) close() {
	if c.file != nil {
		c.file.close()
		c.file = nil
	}
}

func (c *cursor) before(other *cursor) bool {
	if c.line.received != other.line.received {
		return c.line.received < other.line.received
	}
	return c.place < other.place
}

// merge gives the lines of several files by (receive time, path, line).
type merge struct {
	heap []*cursor // the first is before all others, each before those at twice its place
	used bool      // the line of the first has been given
}

func newMerge(dir string, names []string) (*merge, error) {
	m := &merge{}
	for place, name := range names {
		c := &cursor{name: name, path: locate(dir, name), place: place}
		c.line.of = c
		err := c.advance()
		if errors.Is(err, io.EOF) {
			continue
		}
		m.heap = append(m.heap, c)
		if err != nil {
			m.close()
			return nil, err
		}
		c.park()
	}
	for i := len(m.heap)/2 - 1; i >= 0; i-- {
		m.sink(i)
	}
	return m, nil
}

// next returns the next line of all, io.EOF after the last.
func (m *merge) next() (*line, error) {
	if m.used {
		m.used = false
		err := m.heap[0].advance()
		switch {
		case errors.Is(err, io.EOF):
			last := len(m.heap) - 1
			m.heap[0], m.heap = m.heap[last], m.heap[:last]
		case err != nil:
			return nil, err
		}
		m.sink(0)
	}
	if len(m.heap) == 0 {
		return nil, io.EOF
	}
	first := m.heap[0]
	if first.parked() {
		if err := first.advance(); err != nil {
			return nil, fmt.Errorf("reading %s again: %w", first.name, err)
		}
	}
	m.used = true
	return &first.line, nil
}

// sink moves the cursor at a place of the heap down to where it belongs.
func (m *merge) sink(i int) {
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

func (m *merge) close() {
	for _, c := range m.heap {
		c.close()
	}
}
