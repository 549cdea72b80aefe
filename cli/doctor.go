package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// doctorFlags are the flags of doctor.
type doctorFlags struct {
	configFlags
	output string
	asJSON bool
}

func (a *app) doctorCommand() *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check this machine, the config and its files",
		Long: "Checks this machine and what a run would use: the clock, the terminal, the config\n" +
			"with the files that its emitters read, and the folder that -o would write to. Each\n" +
			"check is one line, ok, warn or fail, and says how to mend what is wrong. The exit code is 4\n" +
			"if one fails.",
		Example: "  featurizer doctor\n  featurizer doctor -c featurizer.yaml -o /data/rows.csv --json",
		Args:    noArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.doctor(cmd.Context(), &f) },
	}
	f.add(cmd)
	cmd.Flags().StringVarP(&f.output, "output", "o", "", "`FILE` that a run would write to (default: one in this folder)")
	cmd.Flags().BoolVar(&f.asJSON, "json", false, "print JSON")
	return cmd
}

// finding is what a check found.
type finding struct {
	Name   string `json:"name"`
	Status status `json:"status"`
	Detail string `json:"detail"`
	Hint   string `json:"hint,omitempty"` // how to mend it
}

// status is how a check went.
type status string

// The ways a check can go.
const (
	fine   status = "ok"
	doubt  status = "warn"
	broken status = "fail"
)

// errCheckFailed is the error of a check that failed, which has been shown.
var errCheckFailed = errors.New("a check failed")

func (a *app) doctor(ctx context.Context, f *doctorFlags) error {
	now, err := systemMoments(ctx)
	if err != nil {
		return err
	}
	findings := append([]finding{checkBinary(), checkClock(now), a.checkTerminal()}, a.checkConfig(&f.configFlags)...)
	findings = append(findings, checkOutput(f.output))
	if f.asJSON {
		err = a.printJSON(findings)
	} else {
		err = a.printFindings(findings)
	}
	for i := range findings {
		if err == nil && findings[i].Status == broken {
			return errCheckFailed
		}
	}
	return err
}

func (a *app) printFindings(findings []finding) error {
	counts := map[status]int{}
	w := tabwriter.NewWriter(a.Out, 0, 0, 2, ' ', 0)
	for i := range findings {
		n := &findings[i]
		counts[n.Status]++
		detail := n.Detail
		if n.Hint != "" {
			detail += "; " + n.Hint
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", n.Status, n.Name, strings.ReplaceAll(detail, "\n", " "))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if counts[doubt]+counts[broken] > 0 {
		fmt.Fprintf(a.Out, "\n%d ok, %d warn, %d fail\n", counts[fine], counts[doubt], counts[broken])
	}
	return nil
}
