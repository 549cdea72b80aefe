package jsonl

import (
	"errors"
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var errEscape = errors.New(`a text holds a \ with nothing known after it`)

// string reads a text in quotes. It is part of the object's text where it has no
// escapes.
func (s *scanner) string() ([]byte, error) {
	s.at++
	begin := s.at
	for ; s.at < len(s.text); s.at++ {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.text[begin : s.at-1], nil
		case c == '\\':
			return s.escaped(begin)
		case c < ' ':
			return nil, fmt.Errorf("a text holds the byte %#x as it is", c)
		}
	}
	return nil, errCut
}

// escaped reads a text with escapes, the first of which comes next.
func (s *scanner) escaped(begin int) ([]byte, error) {
	mark := len(s.plain)
	s.plain = append(s.plain, s.text[begin:s.at]...)
	for s.at < len(s.text) {
		switch c := s.text[s.at]; {
		case c == '"':
			s.at++
			return s.plain[mark:len(s.plain):len(s.plain)], nil
		case c == '\\':
			if err := s.escape(); err != nil {
				return nil, err
			}
		case c < ' ':
			return nil, fmt.Errorf("a text holds the byte %#x as it is", c)
		default:
			s.plain = append(s.plain, c)
			s.at++
		}
	}
	return nil, errCut
}

// escape reads one escape.
func (s *scanner) escape() error {
	const short, meant = `"\/bfnrt`, "\"\\/\b\f\n\r\t"
	s.at++
	c := s.peek()
	if c == 'u' {
		return s.unicode()
	}
	for i := range len(short) {
		if short[i] == c {
			s.plain = append(s.plain, meant[i])
			s.at++
			return nil
		}
	}
	return errEscape
}

// unicode reads four hexadecimal digits, or two times four that are one
// character. Half of one is read as a sign of replacement.
func (s *scanner) unicode() error {
	first, err := s.hex()
	if err != nil {
		return err
	}
	if utf16.IsSurrogate(first) {
		mark := s.at
		second := rune(utf8.RuneError)
		if s.peek() == '\\' && s.at+1 < len(s.text) && s.text[s.at+1] == 'u' {
			s.at++
			if second, err = s.hex(); err != nil {
				return err
			}
		}
		if first = utf16.DecodeRune(first, second); first == utf8.RuneError {
			s.at = mark
		}
	}
	s.plain = utf8.AppendRune(s.plain, first)
	return nil
}

// hex reads the digits after a u.
func (s *scanner) hex() (rune, error) {
	s.at++
	if s.at+4 > len(s.text) {
		return 0, errCut
	}
	n, err := strconv.ParseUint(string(s.text[s.at:s.at+4]), 16, 16)
	if err != nil {
		return 0, errEscape
	}
	s.at += 4
	return rune(n), nil
}
