package csv

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/featurizer/featurizer/sources/files"
)

var (
	errLongRow   = errors.New("the row is longer than 64 MiB: a quote may be missing in it")
	errBareQuote = errors.New("a cell holds a quote but does not begin with one")
	errOpenQuote = errors.New("a quoted cell does not end with a quote")
)

// splitter cuts the text of a file into rows and these into cells (RFC 4180). It
// needs no memory but for the longest row.
type splitter struct {
	file   *files.File
	comma  []byte
	cells  [][]byte // of the row, valid until the next
	number int      // the line the row begins in
	wrong  error    // why the row cannot be read

	// Where the row has quotes: its cells without them, one after the other, and
	// where each ends.
	text []byte
	ends []int
}

// read goes to the next row that is not blank. What is wrong with a row alone is
// no error.
func (s *splitter) read() error {
	for {
		line, err := s.line()
		if err != nil {
			return err
		}
		s.number, s.wrong, s.cells = s.file.Number(), nil, s.cells[:0]
		if len(line) == 0 {
			continue
		}
		if bytes.IndexByte(line, '"') >= 0 {
			if err := s.quoted(line); err != nil {
				return err
			}
		} else {
			s.plain(line)
		}
		if s.wrong == nil && len(s.cells) == 1 && len(bytes.TrimSpace(s.cells[0])) == 0 {
			continue
		}
		return nil
	}
}

// line returns the next line without its end.
func (s *splitter) line() ([]byte, error) {
	line, err := s.file.RawLine()
	if errors.Is(err, files.ErrLongLine) {
		return nil, s.tooLong()
	}
	return withoutEnd(line), err
}

func withoutEnd(line []byte) []byte {
	if n := len(line) - 1; n >= 0 && line[n] == '\n' {
		line = line[:n]
	}
	if n := len(line) - 1; n >= 0 && line[n] == '\r' {
		line = line[:n]
	}
	return line
}

func (s *splitter) tooLong() error {
	return fmt.Errorf("%s:%d: reading: %w", s.file.Name(), s.file.Number(), errLongRow)
}

// plain cuts a line without quotes.
func (s *splitter) plain(line []byte) {
	if len(s.comma) > 1 {
		s.cells = append(s.cells, bytes.Split(line, s.comma)...)
		return
	}
	comma, begin := s.comma[0], 0
	for i, c := range line {
		if c == comma {
			s.cells = append(s.cells, line[begin:i])
			begin = i + 1
		}
	}
	s.cells = append(s.cells, line[begin:])
}

// quoted cuts a row that begins in a line with quotes.
func (s *splitter) quoted(line []byte) error {
	s.text, s.ends = s.text[:0], s.ends[:0]
	for more := true; more && s.wrong == nil; {
		if len(line) > 0 && line[0] == '"' {
			var err error
			if line, more, err = s.inQuotes(line[1:]); err != nil {
				return err
			}
		} else {
			cell, rest, found := bytes.Cut(line, s.comma)
			if bytes.IndexByte(cell, '"') >= 0 {
				s.wrong = errBareQuote
			}
			s.text = append(s.text, cell...)
			line, more = rest, found
		}
		s.ends = append(s.ends, len(s.text))
	}
	begin := 0
	for _, end := range s.ends {
		s.cells = append(s.cells, s.text[begin:end])
		begin = end
	}
	return nil
}

// inQuotes reads a cell after its first quote, over ends of lines too, and returns
// what is left of the line and whether a cell follows.
func (s *splitter) inQuotes(line []byte) (rest []byte, more bool, err error) {
	for {
		inside, after, closed := bytes.Cut(line, []byte{'"'})
		s.text = append(s.text, inside...)
		switch {
		case !closed:
			s.text = append(s.text, '\n')
			if len(s.text) > files.MaxLine {
				return nil, false, s.tooLong()
			}
			if line, err = s.line(); errors.Is(err, io.EOF) {
				s.wrong = errOpenQuote
				return nil, false, nil
			}
			if err != nil {
				return nil, false, err
			}
		case len(after) == 0:
			return nil, false, nil
		case after[0] == '"':
			s.text = append(s.text, '"')
			line = after[1:]
		case bytes.HasPrefix(after, s.comma):
			return after[len(s.comma):], true, nil
		default:
			s.wrong = errOpenQuote
			return nil, false, nil
		}
	}
}
