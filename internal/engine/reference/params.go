package reference

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/featurizer/featurizer/param"
)

// params reads the parameters of a feature, each once, and remembers them with
// the defaults filled in. The first mistake is kept until close.
type params struct {
	given *param.Node
	read  map[string]string // name to canonical text
	err   error
}

// text returns a parameter as written, or its default.
func (p *params) text(name, byDefault string) string {
	value := byDefault
	if n := p.given.Get(name); n != nil {
		value = n.Text
		if n.Kind == param.List || n.Kind == param.Map {
			p.fail(name, fmt.Errorf("expected one value, got %s", n))
		}
	}
	p.read[name] = value
	return value
}

// has tells whether a parameter is written in the config.
func (p *params) has(name string) bool { return p.given.Get(name) != nil }

// duration returns a positive duration.
func (p *params) duration(name, byDefault string) time.Duration {
	d, err := param.ParseDuration(p.text(name, byDefault))
	if err == nil && d <= 0 {
		err = fmt.Errorf("%s is not positive", p.read[name])
	}
	p.fail(name, err)
	p.read[name] = strconv.FormatInt(int64(d), 10)
	return max(d, 1) // so that nothing divides by zero before close reports it
}

// span returns a positive duration, or else a number of events such as "3 events".
func (p *params) span(name, byDefault string) (time.Duration, int) {
	text := p.text(name, byDefault)
	word, isCount := strings.CutSuffix(strings.TrimSuffix(text, "s"), "event")
	if !isCount {
		return p.duration(name, byDefault), 0
	}
	n, err := strconv.Atoi(strings.TrimSpace(word))
	if err != nil || n < 1 || n > 1<<24 {
		p.fail(name, fmt.Errorf("%q is no number of events", text))
	}
	p.read[name] = strconv.Itoa(n) + " events"
	return 0, max(n, 1)
}

// delay returns a duration that may be zero.
func (p *params) delay(name, byDefault string) time.Duration {
	d, err := param.ParseDuration(p.text(name, byDefault))
	if err == nil && d < 0 {
		err = fmt.Errorf("%s is negative", p.read[name])
	}
	p.fail(name, err)
	p.read[name] = strconv.FormatInt(int64(d), 10)
	return d
}

// oneOf returns one of several words, the first by default.
func (p *params) oneOf(name string, words ...string) string {
	word := p.text(name, words[0])
	if !slices.Contains(words, word) {
		p.fail(name, fmt.Errorf("%q is none of %s", word, strings.Join(words, ", ")))
	}
	return word
}

func (p *params) fail(name string, err error) {
	if err != nil && p.err == nil {
		p.err = fmt.Errorf("parameter %q: %w", name, err)
	}
}

// close returns the first mistake; parameters that nobody read are one.
func (p *params) close() error {
	if p.err != nil || p.given == nil {
		return p.err
	}
	for _, name := range p.given.Keys() {
		if _, ok := p.read[name]; !ok {
			return fmt.Errorf("no parameter %q", name)
		}
	}
	return nil
}

// content returns the parameters with their values, sorted.
func (p *params) content() string {
	var parts []string
	for _, name := range sorted(p.read) {
		parts = append(parts, name+"="+strconv.Quote(p.read[name]))
	}
	return strings.Join(parts, ",")
}
