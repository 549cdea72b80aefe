package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"
)

func (a *app) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write manual pages, one for each command",
		Long:  "Writes manual pages of section 1 into DIR, one for each command. DIR is made if it is not there; pages that are there are written anew.",
		Example: "  featurizer man man1 && man ./man1/featurizer-run.1\n" +
			"  featurizer man /usr/local/share/man/man1",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return misuse{fmt.Errorf("man writes into one DIR, not %d\nhint: featurizer man man1", len(args))}
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if err := os.MkdirAll(dir, 0o777); err != nil {
				return fmt.Errorf("making the folder %s: %w", dir, bare(err))
			}
			pages := append(commandsBelow(cmd.Root()), cmd.Root())
			for _, of := range pages {
				path := filepath.Join(dir, pageName(of)+".1")
				if err := os.WriteFile(path, []byte(manPage(of)), 0o666); err != nil { //nolint:gosec // a page is for everyone
					return fmt.Errorf("writing %s: %w", path, bare(err))
				}
			}
			fmt.Fprintf(a.Out, "wrote %d pages into %s\n", len(pages), dir)
			return nil
		},
	}
}

// pageName is what the page of a command is called.
func pageName(cmd *cobra.Command) string { return strings.ReplaceAll(cmd.CommandPath(), " ", "-") }

// manPage returns the manual page of a command, in the macros of man(7).
func manPage(cmd *cobra.Command) string {
	p := &page{}
	fmt.Fprintf(&p.b, ".TH %q 1 \"\" %q \"Featurizer\"\n", strings.ToUpper(pageName(cmd)), "featurizer "+versionOf().Version)
	p.head("NAME")
	p.line(pageName(cmd) + ` \- ` + roff(cmd.Short))
	p.head("SYNOPSIS")
	p.line(`\fB` + roff(cmd.CommandPath()) + `\fR ` + roff(strings.TrimSpace(strings.TrimPrefix(cmd.UseLine(), cmd.CommandPath()))))
	long := cmd.Long
	if long == "" {
		long = cmd.Short + "."
	}
	p.head("DESCRIPTION")
	p.text(long)
	if cmd.HasAvailableSubCommands() {
		p.head("COMMANDS")
		for _, below := range cmd.Commands() {
			p.entry(pageName(below)+"(1)", below.Short)
		}
	}
	cmd.InitDefaultHelpFlag() // else it is not in the list of flags
	p.head("OPTIONS")
	p.flags(cmd.LocalFlags().FlagUsages())
	p.flags(cmd.InheritedFlags().FlagUsages())
	if cmd.Example != "" {
		p.head("EXAMPLES")
		p.text(cmd.Example)
	}
	p.head("EXIT STATUS")
	for _, code := range exitCodes() {
		p.entry(code[0], code[1])
	}
	p.head("ENVIRONMENT")
	p.entry("FEATURIZER_CONFIG", "the config, where -c does not name one")
	p.entry("NO_COLOR", "where it is set, nothing is drawn in colour")
	if cmd.HasParent() {
		p.head("SEE ALSO")
		p.line(roff(pageName(cmd.Parent())) + "(1)")
	}
	return p.b.String()
}

func exitCodes() [][2]string {
	return [][2]string{
		{"0", "done"},
		{"1", "failed"},
		{"2", "misused: the command line cannot be meant"},
		{"3", "the config is not valid"},
		{"4", "a check failed"},
		{"130", "interrupted"},
	}
}

// page is a manual page that is being written.
type page struct{ b strings.Builder }

func (p *page) head(title string) { p.line(".SH " + title) }

func (p *page) line(text string) { p.b.WriteString(text + "\n") }

func (p *page) entry(name, text string) {
	p.line(".TP\n" + `\fB` + roff(name) + `\fR` + "\n" + roff(text))
}

// text writes paragraphs; lines that begin with a space stay as they are.
func (p *page) text(text string) {
	asIs := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		switch indented := strings.HasPrefix(line, " "); {
		case line == "":
			p.line(".P")
			continue
		case indented && !asIs:
			p.line(".nf")
			asIs = true
		case !indented && asIs:
			p.line(".fi")
			asIs = false
		}
		p.line(roff(line))
	}
	if asIs {
		p.line(".fi")
	}
}

var flagLine = regexp.MustCompile(`^ +((?:-[a-zA-Z], )?--[a-z-]+(?: [^ ]+)?) {2,}(.*)$`)

// flags writes a list of flags from the help: their own type belongs to a module that
// this room does without.
func (p *page) flags(usages string) {
	for line := range strings.Lines(usages) {
		if found := flagLine.FindStringSubmatch(strings.TrimSuffix(line, "\n")); found != nil {
			p.entry(found[1], found[2])
		}
	}
}

// roff is a text as man takes it for text.
func roff(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", "\\(ga", "^", `\(ha`, "~", `\(ti`).Replace(text)
	if strings.HasPrefix(text, ".") {
		text = `\&` + text
	}
	return text
}
