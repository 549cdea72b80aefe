package capture

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// reader reads the lines of one file.
type reader struct {
	file    *files.File
	line    line
	symbols symbols
}

func newReader(f *files.File) (*reader, error) {
	r := &reader{file: f}
	r.line.of = r
	return r, nil
}

// Next goes to the next line that is not empty and returns its receive time;
// io.EOF at the end.
func (r *reader) Next() (event.Time, error) {
	for {
		text, err := r.file.Line()
		if err != nil {
			return 0, err
		}
		if len(bytes.TrimSpace(text)) > 0 {
			r.line.number, r.line.note, r.line.frame = r.file.Number(), false, nil
			r.line.wrong = r.line.split(text)
			return r.line.received, nil
		}
	}
}

// line is one line of a capture, split into its parts.
type line struct {
	of       *reader
	number   int
	received event.Time
	note     bool   // the frame is an object of our own, not the venue's
	frame    []byte // valid until the next line of the same file is read
	wrong    error  // why the line has no parts
}

const noteConnection = "!"

var (
	errNoFrame    = errors.New("there is no frame after the receive time")
	errAfterStart = errors.New("there is no frame after the connection")
)

// split finds the parts of a line. Where the receive time cannot be read, that of
// the line before stays.
func (l *line) split(text []byte) error {
	digits, rest, _ := bytes.Cut(text, []byte(" "))
	received, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil || received <= 0 || digits[0] == '+' {
		const shown = 40
		return fmt.Errorf("receive time %q is no number of nanoseconds above 0", digits[:min(len(digits), shown)])
	}
	l.received = event.Time(received)
	rest = bytes.TrimLeft(rest, " \t")
	if len(rest) == 0 {
		return errNoFrame
	}
	if rest[0] == '{' || rest[0] == '[' {
		l.frame = rest
		return nil
	}
	connection, frame, _ := bytes.Cut(rest, []byte(" "))
	l.note, l.frame = string(connection) == noteConnection, bytes.TrimLeft(frame, " \t")
	if len(l.frame) == 0 {
		return errAfterStart
	}
	return nil
}
