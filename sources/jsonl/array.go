package jsonl

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"github.com/featurizer/featurizer/sources/files"
)

// array cuts the text of an array into its elements, one after the other.
type array struct {
	file    *files.File
	in      *bufio.Reader
	element []byte // the last, valid until the next
	count   int    // of elements so far
	end     byte   // what ended the last one: a comma or a bracket; 0 before the first
}

var (
	errCutOff = errors.New("the array does not end with a ]")
	errAfter  = errors.New("there is more after the array")
	errLong   = errors.New("it is longer than 64 MiB")
	errComma  = errors.New("there is nothing between a comma and what follows")
)

func newArray(f *files.File) *array { return &array{file: f, in: bufio.NewReader(f)} }

// next returns the text of the next element, io.EOF after the last.
func (a *array) next() ([]byte, error) {
	if a.end == ']' {
		return nil, a.tail()
	}
	first := a.end == 0
	if first {
		if _, err := a.visible(); err != nil { // the bracket
			return nil, a.failed(err)
		}
	}
	a.count++
	c, err := a.visible()
	switch {
	case err != nil:
		return nil, a.failed(err)
	case c == ']' && first:
		return nil, a.tail()
	case c == ']' || c == ',':
		return nil, a.failed(errComma)
	}
	a.element = a.element[:0]
	if err := a.read(c); err != nil {
		return nil, a.failed(err)
	}
	return a.element, nil
}

// read reads an element that begins with c, to the comma or bracket after it.
func (a *array) read(c byte) (err error) {
	for depth, text, escaped := 0, false, false; ; {
		switch {
		case escaped:
			escaped = false
		case text && c == '\\':
			escaped = true
		case c == '"':
			text = !text
		case text:
		case depth == 0 && (c == ',' || c == ']'):
			a.end = c
			return nil
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			depth--
		}
		if a.element = append(a.element, c); len(a.element) > files.MaxLine {
			return errLong
		}
		if c, err = a.in.ReadByte(); err != nil {
			return err
		}
	}
}

// tail is the end of a whole array: nothing but spaces may follow.
func (a *array) tail() error {
	switch _, err := a.visible(); {
	case errors.Is(err, io.EOF):
		return io.EOF
	case err != nil:
		return a.failed(err)
	}
	return a.failed(errAfter)
}

// visible returns the next byte that is no space.
func (a *array) visible() (byte, error) {
	for {
		c, err := a.in.ReadByte()
		if err != nil || !isSpace(c) {
			return c, err
		}
	}
}

func (a *array) failed(err error) error {
	if errors.Is(err, io.EOF) {
		err = errCutOff
	}
	return fmt.Errorf("%s:%d: reading: %w", a.file.Name(), a.count, err)
}
