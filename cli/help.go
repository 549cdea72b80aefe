package cli

import (
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"
)

// helpWidth is the width of the terminal that all help fits.
const helpWidth = 80

// fitHelp makes the help of all commands fit a terminal.
func fitHelp(root *cobra.Command) {
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), ".FlagUsages", ".FlagUsagesWrapped 80"))
	for _, cmd := range append(commandsBelow(root), root) {
		cmd.Long = fit(cmd.Long)
	}
}

// fit fills the paragraphs of a text anew. Lines that begin with a space stay as they
// are.
func fit(text string) string {
	var b strings.Builder
	width := 0 // of the last line; 0: nothing goes on it
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, " ") || strings.TrimSpace(line) == "" {
			if width > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(line)
			width = 0
			continue
		}
		for word := range strings.FieldsSeq(line) {
			length := utf8.RuneCountInString(word)
			switch {
			case width == 0:
			case width+1+length < helpWidth:
				b.WriteByte(' ')
				width++
			default:
				b.WriteByte('\n')
				width = 0
			}
			b.WriteString(word)
			width += length
		}
	}
	return b.String()
}
