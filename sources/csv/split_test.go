package csv

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// splitting is a splitter as a reader of files.
type splitting struct{ splitter }

func (s *splitting) Next() (event.Time, error) { return 0, s.read() }

// split returns the rows of a text as the splitter cuts them: a row that is wrong
// is its error.
func split(t *testing.T, text string, comma rune) (rows [][]string) {
	t.Helper()
	open := func(f *files.File) (*splitting, error) {
		return &splitting{splitter{file: f, comma: []byte(string(comma))}}, nil
	}
	err := files.Stream(context.Background(), "text", strings.NewReader(text), open, func(s *splitting) error {
		var row []string
		for _, c := range s.cells {
			row = append(row, string(c))
		}
		if s.wrong != nil {
			row = []string{"wrong: " + s.wrong.Error()}
		}
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// library returns the rows of a text as the standard library cuts them.
func library(text string, comma rune) (rows [][]string) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		row, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return rows
		case errors.Is(err, csv.ErrBareQuote):
			row = []string{"wrong: " + errBareQuote.Error()}
		case err != nil:
			row = []string{"wrong: " + errOpenQuote.Error()}
		case len(row) == 1 && strings.TrimSpace(row[0]) == "":
			continue
		}
		rows = append(rows, row)
	}
}

// FuzzSplit holds that rows are cut as the standard library cuts them.
func FuzzSplit(f *testing.F) {
	f.Add("a,b\r\n\"c\"\"d\",e\n\n  \n\"f\ng\",\r\n\"h\n", byte(0))
	f.Add("a;\"b;c\";\"\"\n\"x\"y;z\nx\"y\n\"\n", byte(1))
	f.Add("a日\"b日c\"日\n日", byte(2))
	f.Add("\"a\r\nb\r\"\r\r\n\r", byte(0))
	f.Fuzz(func(t *testing.T, text string, which byte) {
		comma := []rune{',', ';', '日'}[which%3]
		if begin := []byte(text); bytes.HasPrefix(begin, []byte("\xef\xbb\xbf")) || bytes.HasPrefix(begin, []byte("\x1f\x8b")) ||
			bytes.HasPrefix(begin, []byte("\x28\xb5\x2f\xfd")) || bytes.HasPrefix(begin, []byte("PK\x03\x04")) {
			t.Skip("not a text")
		}
		if diff := cmp.Diff(library(text, comma), split(t, text, comma)); diff != "" {
			t.Errorf("rows of %q (-library +ours):\n%s", text, diff)
		}
	})
}
