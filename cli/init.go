package cli

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

// starters are what init writes, a folder for each template. Files of Go have .txt
// behind their names, so that they are none here.
//
//go:embed starter
var starters embed.FS

// template is something to start from.
type template struct {
	name  string
	doc   string
	tests string // the command that tries what was written
	run   string // the command that runs it
}

func templates() []template {
	return []template{
		{"market", "a made-up market: offline, no account", "featurizer test", "featurizer run -o rows.csv"},
		{"csv", "features of a CSV file, with a sample of one", "featurizer test", "featurizer run -o rows.csv"},
		{"custom", "a Go module with a definition of your own, its tests and a config", "go mod tidy && go test", "go run . run -o rows.csv"},
	}
}

func templateNames() []string {
	var names []string
	for _, t := range templates() {
		names = append(names, t.name)
	}
	return names
}

func (a *app) initCommand() *cobra.Command {
	var name string
	var force bool
	var list strings.Builder
	for _, t := range templates() {
		fmt.Fprintf(&list, "  %-8s %s\n", t.name, t.doc)
	}
	cmd := &cobra.Command{
		Use:   "init [DIR]",
		Short: "Write a config that runs, to start from",
		Long: "Writes a config with comments that runs as it is, with tests for it.\n\n" + list.String() +
			"\nDIR is made if it is not there; by default it is this folder. A file that is there stays as it\nis, unless --force is given.",
		Example: "  featurizer init\n  featurizer init prices --template csv",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return misuse{fmt.Errorf("init writes into one DIR, not %d\nhint: featurizer init --help", len(args))}
			}
			return nil
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(_ *cobra.Command, args []string) error {
			dir := "."
			if len(args) == 1 {
				dir = args[0]
			}
			if err := chosen("--template", name, templateNames()); err != nil {
				return err
			}
			return a.init(dir, &templates()[slices.Index(templateNames(), name)], existing(force))
		},
	}
	cmd.Flags().StringVar(&name, "template", "market", "`NAME` of what to start from: market, csv or custom")
	cmd.Flags().BoolVar(&force, "force", false, "overwrite files that are there")
	return cmd
}

// existing says what becomes of files that are there: written over, or an error.
type existing bool

const overwritten existing = true

// init writes the files of a template and says what to do next.
func (a *app) init(dir string, t *template, old existing) error {
	files, err := t.files(dir)
	if err != nil {
		return err
	}
	if err := old.inTheWay(files); err != nil {
		return err
	}
	for _, f := range files {
		if err := f.write(old); err != nil {
			return err
		}
		fmt.Fprintln(a.Out, "wrote", f.path)
	}
	fmt.Fprintln(a.Out, "\nnext:")
	if dir := filepath.Clean(dir); dir != "." {
		fmt.Fprintf(a.Out, "  cd %s\n", quoted(dir))
	}
	fmt.Fprintf(a.Out, "  %-26s  its tests: what it must compute\n  %-26s  all rows of it, as a table\n", t.tests, t.run)
	return nil
}

// quoted is a path as a shell takes it.
func quoted(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}

// starterFile is a file to be written.
type starterFile struct {
	path string
	text string
}

// files returns the files of a template as they are to be in dir.
func (t *template) files(dir string) ([]starterFile, error) {
	entries, err := fs.ReadDir(starters, "starter/"+t.name)
	if err != nil {
		return nil, fmt.Errorf("reading the template %s: %w", t.name, err)
	}
	var files []starterFile
	for _, entry := range entries {
		text, err := fs.ReadFile(starters, "starter/"+t.name+"/"+entry.Name())
		if err != nil {
			return nil, fmt.Errorf("reading the template %s: %w", t.name, err)
		}
		files = append(files, starterFile{
			path: filepath.Join(dir, strings.TrimSuffix(entry.Name(), ".txt")),
			text: strings.ReplaceAll(string(text), "MODULE", moduleName(dir)),
		})
	}
	return files, nil
}

// moduleName is what a module in a folder is called.
func moduleName(dir string) string {
	if full, err := filepath.Abs(dir); err == nil {
		dir = full
	}
	name := strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '_', r == '-':
			return r
		case 'A' <= r && r <= 'Z':
			return r - 'A' + 'a'
		}
		return -1
	}, filepath.Base(dir))
	if name = strings.Trim(name, "-_"); name == "" || name == "featurizer" {
		return "my-features"
	}
	return name
}

// inTheWay is the error of files that are there and must not be overwritten.
func (e existing) inTheWay(files []starterFile) error {
	if e == overwritten {
		return nil
	}
	var there []string
	for _, f := range files {
		if _, err := os.Lstat(f.path); err == nil {
			there = append(there, f.path)
		}
	}
	if there == nil {
		return nil
	}
	return fmt.Errorf("%s: there already; nothing was written\nhint: name another folder, featurizer init DIR, or overwrite with --force", strings.Join(there, ", "))
}

// write writes the file, and the folder if there is none.
func (f *starterFile) write(old existing) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	if old != overwritten {
		flags |= os.O_EXCL
	}
	err := os.MkdirAll(filepath.Dir(f.path), 0o777)
	var file *os.File
	if err == nil {
		file, err = os.OpenFile(f.path, flags, 0o666)
	}
	if err == nil {
		_, err = file.WriteString(f.text)
		err = errors.Join(err, file.Close())
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", f.path, bare(err))
	}
	return nil
}
