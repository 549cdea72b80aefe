package cli

import (
	"fmt"
	"strings"
)

// annotate prints a verdict as workflow commands of GitHub Actions, which shows
// them beside the lines of the file.
func (a *app) annotate(v *verdict) error {
	if v.Valid {
		return a.printVerdict(v)
	}
	for _, p := range v.Problems {
		text := p.Message
		if p.Set != "" {
			text = "--set " + p.Set + ": " + text
		}
		if text += meant(p.Suggestion); p.Hint != "" {
			text += "\nhint: " + p.Hint
		}
		place := "file=" + property(v.File)
		if p.Line > 0 {
			place += fmt.Sprintf(",line=%d,col=%d,endColumn=%d", p.Line, p.Column, p.Column+p.Width)
		}
		fmt.Fprintf(a.Out, "::error %s::%s\n", place, message(text))
	}
	return errShown
}

// message escapes the text of a workflow command.
func message(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// property escapes a property of a workflow command.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(message(text))
}
