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
			r.line.number = r.file.Number()
			r.line.wrong = r.line.split(text)
			return r.line.received, nil
		}
	}
}

// line is one line of a capture, split into its parts.
type line struct {
	of       *reader
	number   int
	form     form
	received event.Time
	kind     kind
	address  []byte // of an answer or a connect
	frame    []byte // valid until the next line of the same file is read
	wrong    error  // why the line has no parts
}

// form is how a line is written.
type form uint8

const (
	ours       form = iota // the simple form and raw format v1
	cryptofeed             // see splitCryptofeed
	forms                  // how many there are
)

// kind is what a line tells.
type kind uint8

const (
	aFrame   kind = iota // what the venue sent
	aNote                // an object of our own
	anAnswer             // what the venue answered over REST
	aConnect             // that a connection was opened
	anAside              // nothing of the market
)

const noteConnection = "!"

var (
	errNoFrame    = errors.New("there is no frame after the receive time")
	errAfterStart = errors.New("there is no frame after the connection")
)

// split finds the parts of a line. Where the receive time cannot be read, that of
// the line before stays; where its form cannot be told, the form does.
func (l *line) split(text []byte) error {
	l.kind, l.address, l.frame = aFrame, nil, nil
	digits, rest, more := bytes.Cut(text, []byte(" "))
	switch {
	case isCryptofeed(text, digits):
		l.form = cryptofeed
	case more && isNumber(digits):
		l.form = ours
	}
	if l.form == cryptofeed {
		return l.splitCryptofeed(text)
	}
	received, err := strconv.ParseInt(string(digits), 10, 64)
	if err != nil || received <= 0 || digits[0] == '+' {
		return fmt.Errorf("receive time %q is no number of nanoseconds above 0", shown(digits))
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
	l.frame = bytes.TrimLeft(frame, " \t")
	if string(connection) == noteConnection {
		l.kind = aNote
	}
	if len(l.frame) == 0 {
		return errAfterStart
	}
	return nil
}

// shown returns as much of a text as a message has room for.
func shown(text []byte) []byte {
	const most = 40
	return text[:min(len(text), most)]
}

// isNumber tells whether a text is digits alone.
func isNumber(text []byte) bool {
	for _, c := range text {
		if c < '0' || c > '9' {
			return false
		}
	}
	return len(text) > 0
}
