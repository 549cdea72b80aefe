package config

import (
	"errors"
	"io"
	"strings"

	"github.com/featurizer/featurizer/param"
)

// syntaxProblem says where and why a text is not YAML. The library knows the
// line only roughly, often that of the block around it, so the place is found
// by parsing: the text up to the line before still stands on its own.
func syntaxProblem(text string, lines []string, err error) param.Problem {
	line := breakingLine(text, lines)
	runes := []rune(strings.TrimRight(lines[line-1], " \t"))
	column := 0
	for column < len(runes)-1 && (runes[column] == ' ' || runes[column] == '\t') {
		column++
	}
	problem := param.Problem{Line: line, Column: column + 1, Width: max(len(runes)-column, 1)}
	if tab := strings.IndexByte(string(runes[:column]), '\t'); tab >= 0 {
		problem.Column, problem.Width = tab+1, 1
		problem.Message = "a tab in the indentation: YAML takes spaces only"
		return problem
	}
	problem.Message, problem.Hint = explain(err)
	if strings.Contains(lines[line-1], "${") && strings.ContainsAny(lines[line-1], "{[") {
		problem.Hint = `inside { } and [ ] a ${VAR} must be quoted: "${VAR}"`
	}
	return problem
}

// nearby is how many lines before the place where the parser stopped are tried
// one by one, which also sees through values of several lines.
const nearby = 10

// breakingLine returns the line, from 1, without which the lines before it are
// still YAML. It goes back from where the parser stopped, in growing steps, and
// parses again a logarithmic number of times.
func breakingLine(text string, lines []string) int {
	r := &byteReader{text: text}
	_, _ = load(r) // fails as before; only how far it got matters
	stands := func(count int) bool {
		_, err := load(strings.NewReader(strings.Join(lines[:count], "\n")))
		return err == nil
	}
	bad := min(strings.Count(text[:r.next], "\n")+1, len(lines))
	good := bad - 1
	for tries, step := 1, 1; good > 0 && !stands(good); tries++ {
		if tries > nearby {
			step *= 2
		}
		bad, good = good, max(good-step, 0)
	}
	for bad-good > 1 {
		if middle := good + (bad-good)/2; stands(middle) {
			good = middle
		} else {
			bad = middle
		}
	}
	return bad
}

// byteReader gives one byte at a time, so that it shows how far the parser got.
type byteReader struct {
	text string
	next int
}

func (r *byteReader) Read(b []byte) (int, error) {
	if r.next == len(r.text) {
		return 0, io.EOF
	}
	if len(b) == 0 {
		return 0, nil
	}
	b[0] = r.text[r.next]
	r.next++
	return 1, nil
}

// explain puts an error of the YAML library into words.
func explain(err error) (message, hint string) {
	if errors.Is(err, errSeveralDocuments) {
		return "a second document begins here: a config is one document", "keep each config in its own file"
	}
	text := err.Error()
	for _, known := range []struct{ part, message, hint string }{
		{"mapping values are not allowed", `a ": " where no key can be`, "check the indentation, or quote a text that has \": \" in it"},
		{"did not find expected key", "this line does not fit the lines above it", "check the indentation, and the quotes"},
		{"did not find expected '-'", "this line does not fit the list above it", "check the indentation; items of a list start with \"- \""},
		{"could not find expected ':'", "expected a key and a value such as key: value", ""},
		{"did not find expected ',' or ']'", "a list that is open here does not end", "check the brackets and the commas"},
		{"did not find expected ',' or '}'", "a map that is open here does not end", "check the braces and the commas"},
		{"did not find expected node content", "a list or a map that is open here does not end", "check the brackets, the braces and the commas"},
		{"unexpected end of stream", "a quoted text that is open here does not end", "check the quotes"},
		{"cannot start any token", "a text cannot start with this character", "quote a text that starts with @, ` or %"},
		{"unknown anchor", "anchors and aliases are not supported", "write the value out in each place"},
		{"control characters", "a control character in the file", ""},
	} {
		if strings.Contains(text, known.part) {
			return known.message, known.hint
		}
	}
	_, cause, found := strings.Cut(strings.TrimPrefix(text, "yaml: "), ": ")
	if !found {
		cause = strings.TrimPrefix(text, "yaml: ")
	}
	return "not YAML: " + cause, ""
}
