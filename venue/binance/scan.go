package binance

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// FrameError says what is wrong with a frame, and where.
type FrameError struct {
	Offset int    // in bytes, from the frame's begin
	What   string // for people
}

// Error returns place and reason.
func (e *FrameError) Error() string { return fmt.Sprintf("byte %d: %s", e.Offset, e.What) }

// maxDepth is how deeply lists and objects may lie in each other. Frames of the
// venue need 4; the limit keeps a hostile frame from growing the stack.
const maxDepth = 64

// kind is what a value of JSON is.
type kind uint8

const (
	absent kind = iota
	aText
	aNumber
	aTrue
	aFalse
	aNull
	anObject
	aList
)

// span is where a value lies in a frame: for a text without its quotes.
type span struct {
	start, end int
	kind       kind
	escaped    bool // a text with backslashes
}

// scanner walks once over the text of a frame and accepts exactly JSON (RFC 8259),
// but for maxDepth. After the first error it stands at the end of the text, where
// nothing more is found, so that callers need to look at err only once.
type scanner struct {
	text []byte
	pos  int
	err  *FrameError
}

func (s *scanner) fail(at int, what string) {
	if s.err != nil {
		return
	}
	if at >= len(s.text) {
		at, what = len(s.text), "the frame is cut off: "+what
	}
	s.err = &FrameError{at, what}
	s.pos = len(s.text)
}

// peek returns the next byte that is no white space, 0 at the end.
func (s *scanner) peek() byte {
	if s.pos < len(s.text) && s.text[s.pos] > ' ' {
		return s.text[s.pos]
	}
	return s.skipSpace()
}

// skipSpace is apart so that peek is inlined: the venue sends no white space.
func (s *scanner) skipSpace() byte {
	for ; s.pos < len(s.text); s.pos++ {
		switch c := s.text[s.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// next goes to element n of a list or object and tells whether there is one; if
// not, it has passed the closing bracket.
func (s *scanner) next(closing byte, n int) bool {
	c := s.peek()
	switch {
	case c == closing:
		s.pos++
		return false
	case n == 0:
		return true
	case c == ',':
		s.pos++
		return true
	}
	s.fail(s.pos, "a comma or "+string(rune(closing))+" is missing")
	return false
}

// key passes a key of an object and its colon.
func (s *scanner) key() span {
	if s.peek() != '"' {
		s.fail(s.pos, "a key in quotes is missing")
		return span{}
	}
	k := s.quoted()
	if s.peek() != ':' {
		s.fail(s.pos, "a colon is missing")
		return span{}
	}
	s.pos++
	return k
}

// value passes a value of any kind that lies at a depth.
func (s *scanner) value(depth int) span {
	c := s.peek()
	start := s.pos
	switch {
	case depth > maxDepth:
		s.fail(start, "values lie too deep in each other")
		return span{}
	case c == '"':
		return s.quoted()
	case c == '-' || isDigit(c):
		return s.number()
	case c == '{':
		s.pos++
		for n := 0; s.next('}', n); n++ {
			s.key()
			s.value(depth + 1)
		}
		return span{start, s.pos, anObject, false}
	case c == '[':
		s.pos++
		for n := 0; s.next(']', n); n++ {
			s.value(depth + 1)
		}
		return span{start, s.pos, aList, false}
	}
	return s.word()
}

// word passes true, false or null.
func (s *scanner) word() span {
	word, k := "null", aNull
	switch s.peek() {
	case 't':
		word, k = "true", aTrue
	case 'f':
		word, k = "false", aFalse
	}
	start := s.pos
	if rest := s.text[start:]; len(rest) < len(word) || string(rest[:len(word)]) != word {
		s.fail(start, "a value is missing")
		return span{}
	}
	s.pos += len(word)
	return span{start, s.pos, k, false}
}

// quoted passes a text; its first quote is the next byte.
func (s *scanner) quoted() span {
	start := s.pos + 1
	for i, c := range s.text[start:] {
		if c == '"' {
			s.pos = start + i + 1
			return span{start, start + i, aText, false}
		}
		if c == '\\' || c < ' ' {
			return s.escaped(start, start+i)
		}
	}
	s.fail(len(s.text), "a text does not end")
	return span{}
}

// escaped passes the rest of a text from its first backslash or forbidden byte on.
func (s *scanner) escaped(start, i int) span {
	for i < len(s.text) {
		c, size := s.text[i], 1
		if c == '\\' {
			size = escapeSize(s.text[i:])
		}
		switch {
		case c == '"':
			s.pos = i + 1
			return span{start, i, aText, true}
		case c < ' ':
			s.fail(i, "a text holds a control character")
			return span{}
		case size == 0:
			s.fail(i, "a text holds an unknown escape")
			return span{}
		}
		i += size
	}
	s.fail(len(s.text), "a text does not end")
	return span{}
}

// escapeSize returns the length of the escape that rest begins with, 0 if it is none.
func escapeSize(rest []byte) int {
	if len(rest) < 2 {
		return 0
	}
	switch rest[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if _, ok := unit(rest); ok {
			return 6
		}
	}
	return 0
}

// unit returns the UTF-16 unit of an escape like \u20ac.
func unit(rest []byte) (rune, bool) {
	if len(rest) < 6 || rest[0] != '\\' || rest[1] != 'u' {
		return 0, false
	}
	var r rune
	for _, c := range rest[2:6] {
		switch {
		case isDigit(c):
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// unescape appends what an escaped text means. The scanner has accepted the text.
func unescape(into, escaped []byte) []byte {
	for i := 0; i < len(escaped); i++ {
		if escaped[i] != '\\' {
			into = append(into, escaped[i])
			continue
		}
		i++
		switch c := escaped[i]; c {
		case 'b':
			into = append(into, '\b')
		case 'f':
			into = append(into, '\f')
		case 'n':
			into = append(into, '\n')
		case 'r':
			into = append(into, '\r')
		case 't':
			into = append(into, '\t')
		case 'u':
			r, _ := unit(escaped[i-1:])
			i += 4
			if low, ok := unit(escaped[i+1:]); ok && utf16.DecodeRune(r, low) != utf8.RuneError {
				r = utf16.DecodeRune(r, low)
				i += 6
			}
			into = utf8.AppendRune(into, r)
		default:
			into = append(into, c)
		}
	}
	return into
}

// number passes a number.
func (s *scanner) number() span {
	start := s.pos
	if s.text[s.pos] == '-' {
		s.pos++
	}
	first := s.pos
	if s.digits() > 1 && s.text[first] == '0' {
		s.fail(start, "a number begins with 0")
	}
	if s.pos < len(s.text) && s.text[s.pos] == '.' {
		s.pos++
		s.digits()
	}
	if s.pos < len(s.text) && s.text[s.pos]|0x20 == 'e' {
		s.pos++
		if s.pos < len(s.text) && (s.text[s.pos] == '+' || s.text[s.pos] == '-') {
			s.pos++
		}
		s.digits()
	}
	return span{start, s.pos, aNumber, false}
}

// digits passes one digit or more and returns how many.
func (s *scanner) digits() int {
	rest, n := s.text[s.pos:], 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	s.pos += n
	if n == 0 {
		s.fail(s.pos, "a digit is missing")
	}
	return n
}
