package manual

import (
	"fmt"
	"strings"

	"github.com/featurizer/featurizer/feature"
)

// Page is a page of the reference.
type Page struct {
	File string
	Text string
}

// head stands on top of every page.
const head = "<!-- Written by go test ./internal/manual -update, from the declarations in the code. -->\n"

// Pages returns the reference of a registry: an index, and a page for each kind
// of thing that a config can name.
func Pages(r *feature.Registry) ([]Page, error) {
	config, err := configPage(r)
	if err != nil {
		return nil, err
	}
	tests, err := testsPage()
	if err != nil {
		return nil, err
	}
	var features, transforms []Entry
	for _, e := range Features(r) {
		if e.Transform {
			transforms = append(transforms, e)
			continue
		}
		features = append(features, e)
	}
	kinds := []section{
		{"features.md", "Features", "features", "Definitions whose inputs have a default: they can stand in a config without any.\n\n" + upkeepNote, features},
		{"transforms.md", "Transforms", "features", "Definitions whose inputs the config names: features or sources, or a number among their fields.\n\n" + upkeepNote, transforms},
		{"sources.md", "Sources", "sources", "The streams that can be read, each with what its events hold.", Sources(r)},
		{"emitters.md", "Emitters", "emitters", "Where the events of sources come from. Options stand beside `type`.", Emitters(r)},
	}
	var index strings.Builder
	index.WriteString(head + "# Reference\n\nWhat a config can name, and the keys it is made of: [config](config.md). What its tests are made of: [tests](tests.md).\n")
	var pages []Page
	for _, k := range kinds {
		pages = append(pages, Page{k.file, k.page()})
		fmt.Fprintf(&index, "\n## [%s](%s)\n\n", k.title, k.file)
		for i := range k.entries {
			e := &k.entries[i]
			fmt.Fprintf(&index, "- [`%s`](%s#%s): %s\n", e.Name, k.file, anchor(e.Name), e.Doc)
		}
	}
	return append(pages, Page{"config.md", config}, Page{"tests.md", tests}, Page{"README.md", index.String()}), nil
}

const upkeepNote = "The memory class says what of the past a value depends on, inputs by default included: nothing " +
	"(`Stateless`), the inputs of a length of time (`Bounded`), the last n inputs however old (`Last`), a stored state that events such as book snapshots make anew (`Keyframe`), or all of them (`Unbounded`). " +
	"Time is what an event costs, state what the definition's own operators keep per key, without the bookkeeping of the executor."

// section is a page of entries.
type section struct {
	file, title string
	under       string // the section of a config that has them
	intro       string
	entries     []Entry
}

func (s *section) page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s# %s\n\n%s\n", head, s.title, s.intro)
	for i := range s.entries {
		s.entry(&b, &s.entries[i])
	}
	return b.String()
}

func (s *section) entry(b *strings.Builder, e *Entry) {
	fmt.Fprintf(b, "\n## %s\n\n%s.\n", e.Name, sentence(e.Doc))
	if e.Formula != "" {
		fmt.Fprintf(b, "\n```text\n%s\n```\n", e.Formula)
	}
	if e.Inputs != "" {
		fmt.Fprintf(b, "\nInputs: %s.\n", e.Inputs)
	}
	if e.Example != "" {
		fmt.Fprintf(b, "\n```yaml\n%s:\n  %s\n```\n", s.under, e.Example)
	}
	if len(e.Params) > 0 {
		name := "param"
		if s.under == "emitters" {
			name = "option"
		}
		fmt.Fprintf(b, "\n| %s | type | | what it is |\n|---|---|---|---|\n", name)
		for i := range e.Params {
			p := &e.Params[i]
			fmt.Fprintf(b, "| `%s` | %s | %s | %s |\n", p.Name, p.Type, cell(p.Standard()), cell(p.Doc))
		}
	}
	if e.Guide != "" {
		fmt.Fprintf(b, "\n```text\n%s\n```\n", e.Guide)
	}
	s.fields(b, e)
	upkeep(b, e)
}

func (s *section) fields(b *strings.Builder, e *Entry) {
	switch {
	case len(e.Fields) > 0:
		b.WriteString("\n| field | type | what it is |\n|---|---|---|\n")
		for _, f := range e.Fields {
			fmt.Fprintf(b, "| `%s` | %s | %s |\n", f.Name, f.Type, cell(f.Doc))
		}
	case s.under != "emitters":
		b.WriteString("\nIts fields are up to its params and inputs.\n")
	}
}

func upkeep(b *strings.Builder, e *Entry) {
	if len(e.Upkeep) == 0 {
		return
	}
	b.WriteString("\n| with | memory | time | state |\n|---|---|---|---|\n")
	for i := range e.Upkeep {
		u := &e.Upkeep[i]
		with := u.With
		if with == "" {
			with = "defaults"
		}
		fmt.Fprintf(b, "| %s | %s | %s: %s | %s |\n", cell(with), u.Memory, u.Time, u.Steps, u.State())
	}
}

// sentence starts a text with a capital letter.
func sentence(s string) string { return strings.ToUpper(s[:min(1, len(s))]) + s[min(1, len(s)):] }

// cell makes a text fit for a cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "*", `\*`, "<", "&lt;", "\n", " ").Replace(s)
}

// anchor is the name that viewers give the heading of an entry.
func anchor(name string) string { return strings.ReplaceAll(name, ".", "") }
