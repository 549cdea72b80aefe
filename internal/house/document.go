package house

import (
	"errors"
	"fmt"
	"strings"
)

// The table stands in ARCHITECTURE.md between these lines.
const (
	tableBegin = "<!-- rooms: written by go test ./internal/house -update -->"
	tableEnd   = "<!-- /rooms -->"
)

// table renders the house for readers, top floor first as one looks at a house.
func table() string {
	var b strings.Builder
	b.WriteString("| floor | room | what it holds | quiet | outside modules |\n|---|---|---|---|---|\n")
	storeys := house()
	for i := len(storeys) - 1; i >= 0; i-- {
		for _, r := range storeys[i].rooms {
			mark := ""
			if r.quiet {
				mark = "quiet"
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s | %s | %s |\n", storeys[i].name, title(r.path), r.line, mark, modulesOf(r.path))
		}
	}
	return b.String()
}

func title(roomPath string) string {
	if roomPath == "." {
		return "featurizer"
	}
	return roomPath
}

// modulesOf lists what a room may import from outside; for a starred room with the packages that may.
func modulesOf(roomPath string) string {
	var all []string
	for _, d := range doors() {
		var starred []string
		for _, name := range d.rooms {
			if r, _, _ := find(name); r.path != roomPath {
				continue
			}
			if name == roomPath {
				all = append(all, d.module)
				continue
			}
			starred = append(starred, "`"+name+"`")
		}
		if len(starred) > 0 {
			all = append(all, fmt.Sprintf("%s (%s)", d.module, strings.Join(starred, ", ")))
		}
	}
	return strings.Join(all, ", ")
}

// withTable returns the document with the table put between its markers.
func withTable(document string) (string, error) {
	before, rest, begins := strings.Cut(document, tableBegin)
	_, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		return "", errors.New("looking for the table of rooms: its two marker lines are missing")
	}
	return before + tableBegin + "\n" + table() + tableEnd + after, nil
}
