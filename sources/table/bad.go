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
	limit string   // as the config has it; empty for none
	count uint64   // the most rows, or
	share float64  // the largest share of all; 0 where count holds
	first []string // what is wrong with the first rows
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
	return fmt.Errorf("%w: %d of %d, max_bad is %s%s", ErrTooManyBad, c.Malformed, c.Frames, b.limit, b.examples())
}

// finish judges all rows. Where none at all can be read the options are wrong, not
// the rows, unless the config allows for it in so many words.
func (b *badRows) finish(c source.Counts) error {
	if b.limit == "" && c.Frames > 0 && c.Malformed == c.Frames {
		return fmt.Errorf("%w: all %d%s", ErrTooManyBad, c.Frames, b.examples())
	}
	return b.atEnd(c)
}

// examples shows the first of the rows, one a line.
func (b *badRows) examples() string {
	return "; the first of them:\n  " + strings.Join(b.first, "\n  ")
}

// Note says what a person should know of rows that became no event.
func (e *Emitter) Note() string {
	switch c := e.counts; {
	case c.Ignored > 0 && c.Ignored+c.Malformed == c.Frames:
		return "no row has one of the keys of the config; the first that was left out has " + e.strange
	case c.Malformed > 0 && len(e.bad.first) > 0:
		return "rows that cannot be read were passed over, the first:\n  " + e.bad.first[0]
	}
	return ""
}

// keyShown is the key of the row that was read last, as the config would have it.
func (e *Emitter) keyShown() string {
	values := strings.Split(string(e.keyText), string(separator))
	for i, name := range e.names {
		values[i] = name + "=" + values[i]
	}
	return strings.Join(values, " ")
}
