package cli

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/internal/graph"
	"github.com/featurizer/featurizer/param"
)

// checkConfig checks the config, and the files that its emitters read.
func (a *app) checkConfig(f *configFlags) []finding {
	path, from := f.path()
	c, dir, err := a.load(f)
	var plan *graph.Plan
	if err == nil {
		plan, err = graph.Build(c, a.registry, graph.Options{})
	}
	if err == nil {
		_, err = graph.Compile(plan)
	}
	var problems *config.Errors
	var missing *missingConfigError
	switch {
	case errors.As(err, &missing) && from == "":
		return []finding{{"config", doubt, "there is none here", "featurizer init writes one to start from"}}
	case errors.As(err, &missing):
		text, _, _ := strings.Cut(err.Error(), "\n")
		return []finding{{"config", broken, text, "name another with -c FILE"}}
	case errors.As(err, &problems):
		return []finding{{"config", broken, fmt.Sprintf("%s has %s", path, plural(uint64(len(problems.Problems)), "mistake")), "featurizer validate shows them"}}
	case err != nil:
		return []finding{{"config", broken, fmt.Sprintf("%s: %v", path, err), "featurizer validate"}}
	}
	findings := []finding{{"config", fine, fmt.Sprintf("%s is valid: %s, %s", path, plural(uint64(len(plan.Sources)), "source"), plural(uint64(len(c.Features)), "feature")), ""}}
	for _, e := range plan.Emitters {
		if paths := e.Options.Get("path"); paths != nil {
			findings = append(findings, checkFiles(e.Name, dir, paths))
		}
	}
	return findings
}

// checkFiles finds out whether the files of an emitter are there and can be read.
func checkFiles(emitter, dir string, paths *param.Node) finding {
	name := "emitter " + emitter
	patterns := paths.Items
	if paths.Kind != param.List {
		patterns = []*param.Node{paths}
	}
	files, size := 0, 0.0
	for _, n := range patterns {
		pattern := n.Text
		if !filepath.IsAbs(pattern) {
			pattern = filepath.Join(dir, pattern)
		}
		found := []string{pattern}
		if _, err := os.Stat(pattern); err != nil { // else it is a name, whatever is in it
			found, _ = filepath.Glob(pattern) // a bad pattern finds nothing
		}
		if found == nil {
			return finding{name, broken, "there is no file " + written(n), fmt.Sprintf("mend emitters.%s.path; it counts from %s", emitter, folder(dir))}
		}
		for _, path := range found {
			n, err := readable(path)
			if err != nil {
				return finding{name, broken, fmt.Sprintf("%s cannot be read: %v", path, bare(err)), fmt.Sprintf("mend emitters.%s.path, or the file's rights", emitter)}
			}
			files, size = files+1, size+n
		}
	}
	return finding{name, fine, fmt.Sprintf("%s of %s can be read", plural(uint64(files), "file"), bytesText(size)), ""}
}

// folder is what a folder is called.
func folder(dir string) string {
	if dir == "." {
		return "this folder"
	}
	return "the folder " + dir
}

var errIsFolder = errors.New("it is a folder")

// readable opens a file and returns its size.
func readable(path string) (size float64, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return 0, err
	case info.IsDir():
		return 0, errIsFolder
	case !info.Mode().IsRegular():
		return 0, nil // to open it could wait for who writes to it
	}
	file, err := os.Open(path)
	if err != nil {
		return 0, err
	}
	return float64(info.Size()), file.Close()
}
