package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/featurizer/featurizer/feature"
)

func (a *app) versionCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "version",
		Short: "Print the version of this binary and of its semantics",
		Args:  noArgs,
		RunE: func(*cobra.Command, []string) error {
			v := versionOf()
			if asJSON {
				return a.printJSON(v)
			}
			fmt.Fprintf(a.Out, "featurizer %s, semantics %d, %s %s/%s\n", v.Version, v.Semantics, v.Go, v.OS, v.Arch)
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

type version struct {
	Version   string `json:"version"`
	Semantics int    `json:"semantics"`
	Go        string `json:"go"`
	OS        string `json:"os"`
	Arch      string `json:"arch"`
}

func versionOf() version {
	v := version{"development", feature.SemanticsVersion, runtime.Version(), runtime.GOOS, runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		v.Version = info.Main.Version
	}
	return v
}
