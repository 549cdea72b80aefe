package block

import (
	"fmt"

	"github.com/featurizer/featurizer/internal/parquetio"
)

// columns are the values of a row group as they were read. Texts are strings of their
// own, so that they stay what they are whoever keeps them.
type columns struct {
	data  []parquetio.Vector
	texts []string // of each slot
}

func newColumns(slots int) columns {
	return columns{data: make([]parquetio.Vector, slots), texts: make([]string, slots)}
}

// readGroup reads a row group but for the columns to skip.
func (c *columns) readGroup(file *parquetio.GroupReader, group int, skip []bool) error {
	slots, rows := file.Slots(), file.GroupRows(group)
	for i := range slots {
		if skip[i] {
			continue
		}
		v, want := &c.data[i], rows
		if err := file.Read(group, i, v); err != nil {
			return err
		}
		if in := slots[i].In; in >= 0 {
			want = int(c.data[in].Ends[rows-1])
		}
		if v.Len() != want {
			return fmt.Errorf("%w: the column %s has %d values, want %d", ErrCorrupt, slots[i].Path, v.Len(), want)
		}
	}
	return nil
}

// text returns the i-th value of a column of texts; that of a null is empty.
func (c *columns) text(slot, i int) string {
	v := &c.data[slot]
	if v.IsNull(i) {
		return ""
	}
	if v.Coded {
		i = int(v.Codes[i])
	}
	return c.texts[slot][v.Begin(i):v.Ends[i]]
}
