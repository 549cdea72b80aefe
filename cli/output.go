package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// output is the file of -o. What the file holds is replaced once there is
// something to write, or when the run has ended well: a run that fails before
// its first output costs nobody the result of an earlier one.
type output struct {
	file  *os.File
	fresh bool // the file was not there before
	begun bool
	held  []byte // the first write, until there is a second
}

// openOutput opens the file of -o, or stdout. finish ends the writing: with an
// error and nothing written, the file stays as it was.
func (a *app) openOutput(path string) (w io.Writer, finish func(written uint64, err error) error, err error) {
	if path == "" {
		return a.Out, func(uint64, error) error { return nil }, nil
	}
	_, missing := os.Lstat(path)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, nil, unwritable(path, err)
	}
	o := &output{file: file, fresh: errors.Is(missing, fs.ErrNotExist)}
	return o, o.finish, nil
}

// unwritable says why there is no output, and what to do.
func unwritable(path string, err error) error {
	hint := "name another file with -o"
	if _, missing := os.Stat(filepath.Dir(path)); missing != nil {
		hint = "the folder " + filepath.Dir(path) + " must be there"
	}
	return fmt.Errorf("creating the output %s: %w\nhint: %s", path, bare(err), hint)
}

// Write writes to the file, from the second time on.
func (o *output) Write(b []byte) (int, error) {
	if !o.begun && o.held == nil {
		o.held = bytes.Clone(b)
		return len(b), nil
	}
	if err := o.begin(); err != nil {
		return 0, err
	}
	return o.file.Write(b)
}

// begin empties the file, if it can be emptied, and writes what was held.
func (o *output) begin() error {
	if o.begun {
		return nil
	}
	o.begun = true
	if info, err := o.file.Stat(); err == nil && info.Mode().IsRegular() {
		if err := o.file.Truncate(0); err != nil {
			return err
		}
	}
	_, err := o.file.Write(o.held)
	return err
}

func (o *output) finish(written uint64, err error) error {
	if !o.begun && err != nil && written == 0 {
		if o.fresh {
			return errors.Join(o.file.Close(), os.Remove(o.file.Name()))
		}
		return o.file.Close()
	}
	return errors.Join(o.begin(), o.file.Close())
}
