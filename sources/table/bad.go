package table

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
)

// ErrTooManyBad says that more rows could not be read than the config allows.
var ErrTooManyBad = errors.New("too many rows cannot be read")

// enoughRows is from how many rows on a share says something.
const enoughRows = 1000

// badRows judges how many rows could not be read.
type badRows struct {
	limit string  // as the config has it; empty for none
	count uint64  // the most rows, or
	share float64 // the largest share of all; 0 where count holds
	first []string
}

// newBadRows reads the option max_bad.
func newBadRows(o *Options) (*badRows, error) {
	b := &badRows{limit: o.MaxBad}
	if o.MaxBad == "" {
		return b, nil
	}
	if o.Malformed != files.Skip {
		return nil, errors.New("max_bad: rows that cannot be read end the run; set malformed: skip to allow some")
	}
	var err error
	if percent, ok := strings.CutSuffix(o.MaxBad, "%"); ok {
		b.share, err = strconv.ParseFloat(strings.TrimSpace(percent), 64)
		b.share /= 100
		if err != nil || !(b.share > 0 && b.share <= 1) {
			return nil, fmt.Errorf("max_bad: %q is no share of more than 0%% and at most 100%%, such as 0.1%%", o.MaxBad)
		}
		return b, nil
	}
	if b.count, err = strconv.ParseUint(o.MaxBad, 10, 64); err != nil {
		return nil, fmt.Errorf("max_bad: %q is neither a number of rows such as 10 nor a share such as 0.1%%", o.MaxBad)
	}
	return b, nil
}

// add takes in one more row that could not be read.
func (b *badRows) add(row *files.MalformedError, c source.Counts) error {
	const most = 3
	if b.limit == "" {
		return nil
	}
	if len(b.first) < most {
		b.first = append(b.first, row.Error())
	}
	if b.share > 0 && c.Frames < enoughRows {
		return nil
	}
	return b.atEnd(c)
}

// atEnd judges all rows so far.
func (b *badRows) atEnd(c source.Counts) error {
	switch {
	case b.limit == "":
		return nil
	case b.share > 0 && float64(c.Malformed) <= b.share*float64(c.Frames):
		return nil
	case b.share == 0 && c.Malformed <= b.count:
		return nil
	}
	return fmt.Errorf("%w: %d of %d, max_bad is %s; the first of them:\n  %s",
		ErrTooManyBad, c.Malformed, c.Frames, b.limit, strings.Join(b.first, "\n  "))
}
