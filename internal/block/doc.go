// Package block writes and reads the files of the store: the events of a source, its
// control events, or the outputs of a feature, of one lane, as Parquet that other
// programs read too. What is read back is what was written, bit for bit; a file that
// has changed since is refused. docs/formats/block.md describes the bytes.
//
// A writer fills [Events] or [Outputs] row by row and encodes them when its block ends;
// a reader takes the rows out again in batches. Neither allocates per row, and neither
// may be used by two goroutines at once.
package block

import (
	"errors"

	"github.com/featurizer/featurizer/internal/parquetio"
)

// ErrCorrupt is what the error of a block that is not what was written wraps.
var ErrCorrupt = parquetio.ErrCorrupt

// ErrOther is what the error of a block of another stream, or of a newer format, wraps.
var ErrOther = errors.New("the block is another one than expected")
