package table

import (
	"fmt"
	"strings"
)

// layout is a form of times, written with the codes of strftime.
type layout struct {
	pattern string
	steps   []step
	dated   bool // it has a date
}

// step is one code of a layout, or a piece of text.
type step struct {
	code byte // 0 for a text
	text string
}

// codes are those that a layout may have.
const codes = "YmdHMSfybBjIpzsaA%"

// longhand is what some codes stand for.
func longhand() *strings.Replacer {
	return strings.NewReplacer("%%", "%%", "%T", "%H:%M:%S", "%F", "%Y-%m-%d", "%R", "%H:%M", "%D", "%m/%d/%y")
}

// newLayout reads a layout.
func newLayout(pattern string) (*layout, error) {
	l := &layout{pattern: pattern}
	rest := longhand().Replace(pattern)
	if !strings.Contains(rest, "%") {
		return nil, fmt.Errorf("layout %q has no codes: write it as strftime does, such as %%Y-%%m-%%d %%H:%%M:%%S", pattern)
	}
	for rest != "" {
		text, code, found := strings.Cut(rest, "%")
		if text != "" {
			l.steps = append(l.steps, step{text: text})
		}
		if !found {
			break
		}
		if code == "" {
			return nil, fmt.Errorf("layout %q ends with a %% that has no code", pattern)
		}
		if !strings.Contains(codes, code[:1]) {
			return nil, fmt.Errorf("layout %q: there is no code %%%s; those known are %%Y %%m %%d %%H %%M %%S %%f %%y %%b %%B %%j %%I %%p %%z %%s %%a %%A %%T %%F %%R %%D %%%%", pattern, code[:1])
		}
		l.steps = append(l.steps, step{code: code[0]})
		rest = code[1:]
	}
	if err := l.check(); err != nil {
		return nil, err
	}
	return l, nil
}

// check refuses layouts that say too much or too little.
func (l *layout) check() error {
	has := map[byte]bool{}
	for _, s := range l.steps {
		if has[s.code] && s.code != 0 && s.code != '%' {
			return fmt.Errorf("layout %q has %%%c twice", l.pattern, s.code)
		}
		has[s.code] = true
	}
	year := has['Y'] || has['y']
	l.dated = year || has['s']
	switch {
	case has['I'] != has['p']:
		return fmt.Errorf("layout %q: %%I and %%p go together, for 24 hours there is %%H", l.pattern)
	case has['I'] && has['H'], has['Y'] && has['y']:
		return fmt.Errorf("layout %q says the same in two ways", l.pattern)
	case !year && (has['m'] || has['d'] || has['b'] || has['B'] || has['j']):
		return fmt.Errorf("layout %q has no year: add %%Y", l.pattern)
	}
	return nil
}

// parse reads a text.
func (l *layout) parse(text []byte) (stamp, error) {
	p := pieces{year: 1970, month: 1, day: 1, dated: l.dated}
	for i := 0; i < len(l.steps); i++ {
		s := &l.steps[i]
		if s.code != 0 {
			rest, err := p.read(s.code, text)
			if err != nil {
				return stamp{}, err
			}
			text = rest
			continue
		}
		if l.skipFraction(i, text) {
			i++
			continue
		}
		rest, err := skip(s.text, text)
		if err != nil {
			return stamp{}, err
		}
		text = rest
	}
	if len(text) > 0 {
		return stamp{}, errTail
	}
	return p.stamp()
}

// skipFraction tells whether a point and a fraction are absent: times that are
// whole seconds are often written without.
func (l *layout) skipFraction(i int, text []byte) bool {
	point := l.steps[i].text == "." && i+1 < len(l.steps) && l.steps[i+1].code == 'f'
	return point && (len(text) == 0 || text[0] != '.')
}
