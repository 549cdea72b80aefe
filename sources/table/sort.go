package table

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
)

// sorter reads all rows before it gives them in order of time.
type sorter struct {
	text   string // of the limit, as the config has it
	limit  int64  // bytes
	rows   []sortedRow
	blocks []packed
}

// sortedRow is a row in memory.
type sortedRow struct {
	of          *reader
	merged      event.Time
	at, arrived event.Time
	order       int // in which it was read
	number      int
	block, cell int   // where its cells begin
	wrong       error // why it cannot be read; then it has no cells
}

const (
	blockSize = 1 << 20
	rowSize   = 80 // of a sortedRow
)

// newSorter makes a sorter that takes at most this much memory.
func newSorter(limit string) (*sorter, error) {
	bytes, err := parseSize(limit)
	if err != nil {
		return nil, fmt.Errorf("sort_memory: %w", err)
	}
	return &sorter{text: limit, limit: bytes}, nil
}

// parseSize reads a number of bytes such as 256MB.
func parseSize(text string) (int64, error) {
	units := []struct {
		suffix string
		bytes  float64
	}{{"KB", 1 << 10}, {"MB", 1 << 20}, {"GB", 1 << 30}, {"B", 1}, {"", 1}}
	for _, u := range units {
		number, ok := strings.CutSuffix(strings.ToUpper(text), u.suffix)
		if !ok {
			continue
		}
		size, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(size*u.bytes >= 1 && size*u.bytes <= math.MaxInt64/2) {
			break
		}
		return int64(size * u.bytes), nil //bits:checked just above
	}
	return 0, fmt.Errorf("%q is no size such as 256MB or 2GB", text)
}

// keep takes the row in at which a reader stands.
func (s *sorter) keep(r *reader) error {
	row := sortedRow{of: r, order: len(s.rows), merged: r.merged(), at: r.at, arrived: r.arrived, number: r.row.Number, wrong: r.row.Wrong}
	if row.wrong == nil {
		row.block, row.cell = s.pack(r.row.Cells)
	}
	s.rows = append(s.rows, row)
	if s.size() > s.limit {
		return fmt.Errorf("%s:%d: sorting: the rows so far need more than sort_memory, %s: set a larger one, read fewer files, or sort the files by time and leave sort out",
			r.name, row.number, s.text)
	}
	return nil
}

// pack keeps the cells of a row and returns where they are.
func (s *sorter) pack(cells []Cell) (block, at int) {
	if last := len(s.blocks) - 1; last < 0 || len(s.blocks[last]) > blockSize*9/10 {
		s.blocks = append(s.blocks, make(packed, 0, blockSize))
	}
	block = len(s.blocks) - 1
	at = len(s.blocks[block])
	s.blocks[block] = s.blocks[block].add(cells)
	return block, at
}

// size returns how much memory is taken: what grows by doubling counts in full.
func (s *sorter) size() int64 {
	size := int64(cap(s.rows)) * rowSize
	if n := len(s.blocks); n > 0 {
		size += int64(n-1)*blockSize + int64(cap(s.blocks[n-1]))
	}
	return size
}

// play gives all rows in order of time; those of one time in the order they were
// read in, by path and row.
func (s *sorter) play(ctx context.Context, take func(*reader) error) error {
	const checkEvery = 256
	slices.SortFunc(s.rows, func(a, b sortedRow) int {
		return cmp.Or(cmp.Compare(a.merged, b.merged), cmp.Compare(a.order, b.order))
	})
	for i := range s.rows {
		if i%checkEvery == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		row := &s.rows[i]
		r := row.of
		r.at, r.arrived = row.at, row.arrived
		r.row.Number, r.row.Wrong = row.number, row.wrong
		if row.wrong == nil {
			r.row.Cells = s.blocks[row.block].cells(row.cell, r.row.Cells[:0], len(r.row.Cells))
		}
		if err := take(r); err != nil {
			return err
		}
	}
	return nil
}
