package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/featurizer/featurizer/internal/explain"
)

// members writes the values of the keys that an output is computed of: the first, the
// last, and those that came in the step.
func (p *explainPage) members(list []explain.Member) {
	head, tail := ends(len(list), p.limit)
	left := 0
	for i := range list {
		m := &list[i]
		if i >= head && i < len(list)-tail && !m.New {
			left++
			continue
		}
		p.leftOut(&left)
		value := "nothing yet"
		if m.Time != nil {
			value = fmt.Sprintf("%s at %s, age %s", entryText(m.Values), utc(*m.Time), m.Age)
		}
		if m.New {
			value += ", new"
		}
		p.item("  "+memberText(m, list), value)
	}
	p.leftOut(&left)
}

// leftOut says how many keys are not shown, if there are some.
func (p *explainPage) leftOut(n *int) {
	if *n > 0 {
		p.item("  ...", fmt.Sprintf("%d more ...", *n))
		*n = 0
	}
}

// memberText writes what of a key not all of the others have too.
func memberText(m *explain.Member, all []explain.Member) string {
	own := slices.DeleteFunc(slices.Clone(m.Key), func(f explain.Field) bool {
		return len(all) > 1 && !slices.ContainsFunc(all, func(other explain.Member) bool {
			return len(other.Key) > 0 && !slices.Contains(other.Key, f)
		})
	})
	if len(m.Key) == 0 {
		return "a key"
	}
	return strings.ReplaceAll(fieldsText(own, "="), ", ", ",")
}

// deeperKeys are the commands that explain the new values of keys.
func (p *explainPage) deeperKeys(r *explain.Report) (lines []string) {
	const most = 3
	for _, s := range r.Steps {
		for _, m := range s.Members {
			if s.Input != "" && m.New && m.Time != nil && len(lines) < most {
				key := strings.ReplaceAll(fieldsText(m.Key, "="), ", ", ",")
				lines = append(lines, fmt.Sprintf("%s %s@%d --key %s", p.command, s.Input, *m.Time, key))
			}
		}
	}
	return lines
}
