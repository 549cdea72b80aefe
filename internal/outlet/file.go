package outlet

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"

	"github.com/featurizer/featurizer/sink"
)

// File is a file that outputs are written to. What it holds is replaced once there
// is something to write, or when the run has ended well: a run that fails before
// its first output costs nobody the result of an earlier one.
//
// A whole file comes under another name first, beside the one it will have: a
// format that cannot be read without its end must never be found without it.
type File struct {
	file  *os.File
	path  string // what the file will be named; "" where it is so from the start
	fresh bool   // the file was not there before
	begun bool
	held  []byte // the first write, until there is a second
	err   error  // of a write: what is in the file is not whole
}

// Create opens a file for outputs of a format.
func Create(path, format string) (*File, error) {
	info, err := os.Stat(path)
	fresh := errors.Is(err, fs.ErrNotExist)
	if isWhole(format) && (fresh || err == nil && info.Mode().IsRegular()) {
		return createWhole(path, info)
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o666)
	if err != nil {
		return nil, unwritable(path, err)
	}
	return &File{file: file, fresh: fresh}, nil
}

// isWhole tells whether a file of the format can only be read when it is whole.
func isWhole(format string) bool { return format == "parquet" || format == "arrow" }

// createWhole makes the file under another name. The one that is there, if any,
// must be one that could be written to.
func createWhole(path string, there fs.FileInfo) (*File, error) {
	mode := fs.FileMode(0o666)
	if there != nil {
		old, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, unwritable(path, err)
		}
		_ = old.Close()
		mode = there.Mode().Perm()
		if target, err := filepath.EvalSymlinks(path); err == nil {
			path = target // the link stays one
		}
	}
	name := "." + filepath.Base(path) + "." + strconv.Itoa(os.Getpid()) + ".partial"
	file, err := os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return nil, unwritable(path, err)
	}
	return &File{file: file, path: path, begun: true}, nil
}

// unwritable says why there is no output, and what to do.
func unwritable(path string, err error) error {
	hint := "name another file"
	if _, missing := os.Stat(filepath.Dir(path)); missing != nil {
		hint = "the folder " + filepath.Dir(path) + " must be there"
	}
	var why *fs.PathError
	if errors.As(err, &why) {
		err = why.Err
	}
	return fmt.Errorf("creating the output %s: %w\nhint: %s", path, err, hint)
}

// Write writes to the file, from the second time on.
func (f *File) Write(b []byte) (int, error) {
	if !f.begun && f.held == nil {
		f.held = bytes.Clone(b)
		return len(b), nil
	}
	if err := f.begin(); err != nil {
		return 0, err
	}
	n, err := f.file.Write(b)
	f.err = errors.Join(f.err, err)
	return n, err
}

// begin empties the file, if it can be emptied, and writes what was held.
func (f *File) begin() error {
	if f.begun {
		return nil
	}
	f.begun = true
	if info, err := f.file.Stat(); err == nil && info.Mode().IsRegular() {
		if err := f.file.Truncate(0); err != nil {
			return err
		}
	}
	_, err := f.file.Write(f.held)
	return err
}

// fileSink is a sink that writes to a file.
type fileSink struct {
	sink.Sink

	file *File
}

// Flush writes what is held back, by the sink or as the first write to the file. There
// is an output in it, or it would not be asked for.
func (s *fileSink) Flush() error { return errors.Join(sink.Flush(s.Sink), s.file.begin()) }

// Finish ends the writing. With an error of the run and no output written, the
// file stays as it was.
func (f *File) Finish(written uint64, err error) error {
	nothing := err != nil && written == 0
	switch {
	case f.path != "" && (nothing || f.err != nil):
		return errors.Join(f.file.Close(), os.Remove(f.file.Name()))
	case f.path != "":
		if err := errors.Join(f.file.Sync(), f.file.Close()); err != nil {
			return errors.Join(fmt.Errorf("writing %s: %w", f.path, err), os.Remove(f.file.Name()))
		}
		return os.Rename(f.file.Name(), f.path)
	case nothing && !f.begun && f.fresh:
		return errors.Join(f.file.Close(), os.Remove(f.file.Name()))
	case nothing && !f.begun:
		return f.file.Close()
	}
	return errors.Join(f.begin(), f.file.Close())
}
