package jsonl

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/featurizer/featurizer/sources/table"
)

// scanner takes the wanted values out of the text of an object, in one pass and
// without memory of its own but for texts with escapes. It takes in JSON (RFC
// 8259) and nothing else.
type scanner struct {
	root *node
	seen []bool // of the columns: there was a field

	text  []byte
	at    int
	cells []table.Cell
	plain []byte // texts without their escapes
	index [20]byte
}

const deepest = 500 // objects within objects

var (
	errObject = errors.New("it is no JSON object")
	errDeep   = errors.New("there are too many objects within objects")
	errMore   = errors.New("there is more after the object")
	errCut    = errors.New("the object is cut off")
)

// scan reads the text of an object.
func (s *scanner) scan(text []byte, cells []table.Cell) error {
	s.text, s.at, s.cells, s.plain = text, 0, cells, s.plain[:0]
	s.space()
	if s.peek() != '{' {
		return errObject
	}
	err := s.value(s.root, 0)
	if err == nil {
		if s.space(); s.at < len(s.text) {
			err = errMore
		}
	}
	if err != nil {
		return fmt.Errorf("byte %d: %w", s.at+1, err)
	}
	return nil
}

// value reads a value, into its cell where the node has one.
func (s *scanner) value(n *node, depth int) error {
	if depth > deepest {
		return errDeep
	}
	switch c := s.peek(); {
	case c == '{':
		return s.compound(n, depth, s.object)
	case c == '[':
		return s.compound(n, depth, s.list)
	case c == '"':
		text, err := s.string()
		if err != nil {
			return err
		}
		if cell := s.cell(n); cell != nil {
			cell.SetText(text)
		}
		return nil
	case c == '-' || c >= '0' && c <= '9':
		return s.number(n)
	}
	return s.word(n)
}

// cell returns the cell of a node, nil where it has none.
func (s *scanner) cell(n *node) *table.Cell {
	if n == nil || n.place < 0 {
		return nil
	}
	s.seen[n.place] = true
	return &s.cells[n.place]
}

// compound reads an object or a list.
func (s *scanner) compound(n *node, depth int, read func(n *node, depth int) error) error {
	if n != nil && n.place >= 0 {
		return fmt.Errorf("field %q is no single value", n.name)
	}
	s.at++
	return read(n, depth+1)
}

// object reads an object after its brace.
func (s *scanner) object(n *node, depth int) error {
	if s.space(); s.peek() == '}' {
		s.at++
		return nil
	}
	for {
		s.space()
		if s.peek() != '"' {
			return s.expected(`a name in quotes`)
		}
		mark := len(s.plain)
		name, err := s.string()
		if err != nil {
			return err
		}
		inner := n.find(name)
		s.plain = s.plain[:mark]
		if s.space(); s.peek() != ':' {
			return s.expected(`":"`)
		}
		s.at++
		s.space()
		if err := s.value(inner, depth); err != nil {
			return err
		}
		if more, err := s.next('}'); !more {
			return err
		}
	}
}

// list reads a list after its bracket.
func (s *scanner) list(n *node, depth int) error {
	if s.space(); s.peek() == ']' {
		s.at++
		return nil
	}
	for i := 0; ; i++ {
		var inner *node
		if n != nil && len(n.inner) > 0 {
			inner = n.find(strconv.AppendInt(s.index[:0], int64(i), 10))
		}
		s.space()
		if err := s.value(inner, depth); err != nil {
			return err
		}
		if more, err := s.next(']'); !more {
			return err
		}
	}
}

// next tells whether a comma follows, or the end.
func (s *scanner) next(end byte) (bool, error) {
	s.space()
	switch s.peek() {
	case ',':
		s.at++
		return true, nil
	case end:
		s.at++
		return false, nil
	}
	return false, s.expected(`"," or "` + string(end) + `"`)
}

// number reads a number, which stays a text: its digits are what the file says.
func (s *scanner) number(n *node) error {
	begin := s.at
	if s.peek() == '-' {
		s.at++
	}
	zero := s.peek() == '0'
	if digits := s.digits(); digits == 0 || zero && digits > 1 {
		return s.expected("a number")
	}
	if s.peek() == '.' {
		s.at++
		if s.digits() == 0 {
			return s.expected("a digit")
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.at++
		if c := s.peek(); c == '+' || c == '-' {
			s.at++
		}
		if s.digits() == 0 {
			return s.expected("a digit")
		}
	}
	if cell := s.cell(n); cell != nil {
		cell.SetText(s.text[begin:s.at])
	}
	return nil
}

func (s *scanner) digits() (n int) {
	for ; s.at < len(s.text) && s.text[s.at] >= '0' && s.text[s.at] <= '9'; s.at++ {
		n++
	}
	return n
}

// word reads true, false or null.
func (s *scanner) word(n *node) error {
	for i, word := range [...]string{"true", "false", "null"} {
		if len(s.text)-s.at < len(word) || string(s.text[s.at:s.at+len(word)]) != word {
			continue
		}
		s.at += len(word)
		switch cell := s.cell(n); {
		case cell == nil:
		case i == 2:
			cell.SetNull()
		default:
			cell.SetBool(i == 0)
		}
		return nil
	}
	return s.expected("a value")
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

func (s *scanner) space() {
	for s.at < len(s.text) && isSpace(s.text[s.at]) {
		s.at++
	}
}

// peek returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

func (s *scanner) expected(what string) error {
	if s.at >= len(s.text) {
		return errCut
	}
	return fmt.Errorf("expected %s, got %q", what, s.text[s.at])
}
