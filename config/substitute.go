package config

import (
	"errors"
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/param"
)

// substitute replaces ${VAR} and ${VAR:default} in all values below a node, and
// types what comes out. Keys are left alone.
func (p *parser) substitute(n *param.Node, env func(string) (string, bool)) {
	for _, pair := range n.Pairs {
		p.substitute(pair.Value, env)
	}
	for _, item := range n.Items {
		p.substitute(item, env)
	}
	if !strings.Contains(n.Text, "${") {
		return
	}
	e := expansion{env: env}
	if err := e.expand(n.Text); err != nil {
		problem := n.Problem(err.Error())
		problem.Hint = e.hint
		p.report(problem)
		n.Kind = broken
		return
	}
	if e.foreign {
		n.Written = n.Text
	}
	// Inside { } and [ ] the quotes are needed only for the braces.
	typed := !n.Quoted || e.whole
	n.Text = e.out.String()
	if typed {
		n.Kind, n.Quoted = kindOf(n.Text), false
	}
	if n.Text == "" {
		n.Kind = param.String // an empty variable is an empty text, not an absent value
	}
}

// expansion is the text of one value while it is put together.
type expansion struct {
	env     func(string) (string, bool)
	out     strings.Builder
	whole   bool // the text is one ${...} and nothing else
	foreign bool // some of it comes from the environment
	hint    string
}

func (e *expansion) expand(text string) error {
	for first := true; ; first = false {
		before, rest, found := strings.Cut(text, "${")
		if !found {
			e.out.WriteString(text)
			return nil
		}
		if literal, escaped := strings.CutSuffix(before, "$"); escaped {
			e.out.WriteString(literal + "${")
			text = rest
			continue
		}
		e.out.WriteString(before)
		inner, after, closed := strings.Cut(rest, "}")
		if !closed {
			e.hint = "write $${ for a literal ${"
			return errors.New("a ${ without its }")
		}
		if err := e.variable(inner); err != nil {
			return err
		}
		e.whole = first && before == "" && after == ""
		text = after
	}
}

// variable appends the value of VAR or VAR:default.
func (e *expansion) variable(inner string) error {
	name, fallback, hasFallback := strings.Cut(inner, ":")
	if !isVariable(name) {
		e.hint = "write ${VAR} or ${VAR:default}, and $${ for a literal ${"
		return fmt.Errorf("bad variable ${%s}", inner)
	}
	if e.env != nil {
		if value, set := e.env(name); set {
			e.foreign = true
			e.out.WriteString(value)
			return nil
		}
	}
	if !hasFallback {
		e.hint = fmt.Sprintf("set %[1]s in the environment, or give a default: ${%[1]s:default}", name)
		return fmt.Errorf("the variable %s is not set", name)
	}
	e.out.WriteString(fallback)
	return nil
}

func isVariable(name string) bool {
	for i := range len(name) {
		c := name[i]
		letter := c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
		if !letter && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
