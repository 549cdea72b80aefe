package describe

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sources/files"
)

// lines reads outputs as JSON, one a line.
type lines struct {
	file   *files.File
	record record
}

func newLines(f *files.File) (reader, error) { return &lines{file: f}, nil }

func (l *lines) last() *record { return &l.record }

// line is what of a line is looked at.
type line struct {
	Kind    string            `json:"kind"`
	Feature string            `json:"feature"`
	Control string            `json:"control"`
	Key     map[string]string `json:"key"`
	Time    int64             `json:"time"`
	Warmup  bool              `json:"warmup"`
	Values  json.RawMessage   `json:"values"`
}

var errForeignLine = errors.New("it is no line of an output: no object of the kind feature, row or control")

// Next goes to the next line that is not blank.
func (l *lines) Next() (event.Time, error) {
	var text []byte
	for len(text) == 0 {
		next, err := l.file.Line()
		if err != nil {
			return 0, err
		}
		text = bytes.TrimSpace(next)
	}
	if err := l.read(text); err != nil {
		return 0, fmt.Errorf("%s:%d: %w", l.file.Name(), l.file.Number(), err)
	}
	return 0, nil
}

func (l *lines) read(text []byte) error {
	var in line
	if err := json.Unmarshal(text, &in); err != nil {
		return errForeignLine
	}
	r := &l.record
	*r = record{time: in.Time, timed: true, warmup: in.Warmup, warmth: true, key: r.key[:0], names: r.names[:0], cells: r.cells[:0]}
	for _, name := range slices.Sorted(maps.Keys(in.Key)) {
		r.key = append(r.key, keyPart(name, in.Key[name]))
	}
	switch {
	case in.Kind == "control" && in.Control != "":
		r.control = in.Control
		return nil
	case in.Kind == "feature" && in.Feature != "":
		r.stream = in.Feature
	case in.Kind != "row":
		return errForeignLine
	}
	return r.values(in.Values)
}

// values reads the values of a line, in their order.
func (r *record) values(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if begin, err := d.Token(); err != nil || begin != json.Delim('{') {
		return errForeignLine
	}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return errForeignLine
		}
		var value any
		if err := d.Decode(&value); err != nil {
			return errForeignLine
		}
		column, _ := name.(string) // a key of an object is nothing else
		r.names = append(r.names, column)
		r.cells = append(r.cells, jsonCell(value))
	}
	return nil
}

func jsonCell(value any) cell {
	switch v := value.(type) {
	case float64:
		return cell{kind: number, number: v}
	case bool:
		if v {
			return cell{kind: boolean, number: 1}
		}
		return cell{kind: boolean}
	case string:
		return cell{kind: text, text: v}
	case nil:
		return cell{}
	}
	return cell{kind: list}
}
