package block

import (
	"fmt"
	"io"
	"slices"

	"github.com/featurizer/featurizer/internal/parquetio"
)

// Check reads a block of any stream as a whole, without making rows of it, and holds
// every page against its checksum and all rows against the digest. An error that is not
// of in wraps [ErrCorrupt] or [ErrOther].
func Check(in io.ReaderAt, size int64) (Meta, error) {
	file, meta, err := openFile(in, size)
	if err != nil {
		return meta, err
	}
	if !beginsAsBlock(file.Slots()) {
		return meta, fmt.Errorf("checking a block: %w: it does not begin with the columns of every block", ErrCorrupt)
	}
	c, skip := newColumns(len(file.Slots())), make([]bool, len(file.Slots()))
	sum := newHasher(meta.Previous)
	for group := range file.Groups() {
		err := c.readGroup(file, group, skip)
		if err == nil {
			err = sum.addGroup(file.Slots(), c.data, file.GroupRows(group))
		}
		if err != nil {
			return meta, fmt.Errorf("checking a block: %w", err)
		}
	}
	if err := sum.check(&meta); err != nil {
		return meta, fmt.Errorf("checking a block: %w", err)
	}
	return meta, nil
}

// beginsAsBlock tells whether the first columns are those of every block.
func beginsAsBlock(slots []parquetio.Slot) bool {
	for i, name := range heads() {
		if i >= len(slots) || !slices.Equal(slots[i].Path, []string{name}) {
			return false
		}
	}
	return true
}
