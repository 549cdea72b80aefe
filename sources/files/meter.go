package files

import (
	"io"
	"sync/atomic"
)

// Meter measures how far an emitter has read its files, in bytes as they lie on the disk.
// Its Progress is that of [source.Progress]. The zero value has measured nothing; it
// must not be copied.
type Meter struct {
	read, size atomic.Int64
	unknown    atomic.Bool // one of the files has no size
	seen       map[string]bool
}

// Watch takes a file into account. It is called when the file is opened, each time that
// it is.
func (m *Meter) Watch(f *File) {
	if !f.regular {
		m.unknown.Store(true)
		return
	}
	if m.seen == nil {
		m.seen = map[string]bool{}
	}
	if !m.seen[f.name] {
		m.seen[f.name] = true
		m.size.Add(f.size)
	}
	f.counted.meter = m
	m.read.Add(f.counted.read)
}

// Progress returns how many bytes have been read, of how many in all; 0 of 0 where that
// is not known. It may be called from any goroutine.
func (m *Meter) Progress() (done, all int64) {
	if m.unknown.Load() {
		return 0, 0
	}
	all = m.size.Load()
	return min(m.read.Load(), all), all // a file may grow
}

// counter counts what is read of a file.
type counter struct {
	in    io.Reader
	read  int64
	meter *Meter // nil if nobody wants to know
}

// Read reads on.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.read += int64(n)
	if c.meter != nil {
		c.meter.read.Add(int64(n))
	}
	return n, err
}

// reach says that what was read is so much, if it is more than was known.
func (c *counter) reach(read int64) {
	more := max(read-c.read, 0)
	c.read += more
	if c.meter != nil {
		c.meter.read.Add(more)
	}
}

// forget takes back what was read: the file will be read from its begin again.
func (c *counter) forget() {
	if c.meter != nil {
		c.meter.read.Add(-c.read)
	}
	c.read = 0
}
