package config

import (
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/param"
)

// nameRule is the rule of isName in words.
const nameRule = "a name starts with a letter a-z and goes on with a-z, 0-9 and _"

// isName reports whether a word may name an emitter, source, feature or key.
func isName(word string) bool {
	for i := range len(word) {
		c := word[i]
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '_') {
			return false
		}
	}
	return word != ""
}

// checkName reports a key of the file that does not do as a name.
func (p *parser) checkName(key *param.Node) {
	if isName(key.Text) {
		return
	}
	problem := key.Problem(fmt.Sprintf("bad name %q", key.Text))
	problem.Hint = nameRule
	if better := properName(key.Text); better != "" {
		problem.Suggestion = better
	}
	p.report(problem)
}

// properName turns a word such as Vol-1m into the name that was probably meant,
// "" where there is none.
func properName(word string) string {
	better := strings.NewReplacer("-", "_", " ", "_", ".", "_").Replace(strings.ToLower(word))
	if !isName(better) {
		return ""
	}
	return better
}

// checkUnique reports names that are used by a source and by a feature: both
// can be inputs, so they share one namespace. Within a section keys are unique.
func (p *parser) checkUnique(sources, features *param.Node) {
	if sources == nil || features == nil {
		return
	}
	lines := make(map[string]int, len(sources.Pairs))
	for _, pair := range sources.Pairs {
		lines[pair.Key.Text] = pair.Key.Line
	}
	for _, pair := range features.Pairs {
		line, used := lines[pair.Key.Text]
		if !used {
			continue
		}
		problem := pair.Key.Problem(fmt.Sprintf("the name %q is used twice: by a source on line %d and by a feature on line %d",
			pair.Key.Text, line, pair.Key.Line))
		problem.Hint = "sources and features can both be inputs, so their names must differ"
		p.report(problem)
	}
}

// ref reads an input such as mid or mid.mid_price.
func (p *parser) ref(n *param.Node) Ref {
	ref := ParseRef(n.Text)
	if dotted := strings.Contains(n.Text, "."); !isName(ref.Name) || dotted && !isField(ref.Field) {
		problem := n.Problem(fmt.Sprintf("bad input %s: expected a name such as mid, or a field of one such as mid.mid_price", n))
		problem.Hint = nameRule
		p.report(problem)
	}
	ref.Pos = posOf(n)
	return ref
}

// ParseRef reads an input written as name or name.field. It does not check the
// names.
func ParseRef(text string) Ref {
	name, field, _ := strings.Cut(text, ".")
	return Ref{Name: name, Field: field}
}

// isField reports whether a word may name a field. Files name their columns as
// they like, and a join puts its inputs before a dot.
func isField(word string) bool {
	for part := range strings.SplitSeq(word, ".") {
		rest := strings.ToLower(part)
		if strings.HasPrefix(rest, "_") {
			rest = "a" + rest
		}
		if !isName(rest) {
			return false
		}
	}
	return true
}
