package files

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/klauspost/compress/zip"
)

const archiveSuffix = ".zip"

var (
	errNoMember  = errors.New("the archive holds no file")
	errZipped    = errors.New("it is a zip archive: name it .zip")
	errStream    = errors.New("a zip archive is no stream: unpack it first, such as by unzip -p FILE")
	errEncrypted = errors.New("the file is encrypted")
)

// entry is a file to read: one of a folder, or one inside an archive.
type entry struct {
	name    string // as messages call it: the archive's, a slash, the member's
	archive string // the name of the archive, empty for a file of a folder
	member  string // in the archive
}

// entriesOf returns the files that names stand for: an archive stands for the
// files in it, by name.
func entriesOf(dir string, names []string) ([]entry, error) {
	var all []entry
	for _, name := range names {
		if !strings.HasSuffix(name, archiveSuffix) || isFolder(locate(dir, name)) {
			all = append(all, entry{name: name})
			continue
		}
		members, err := membersOf(locate(dir, name))
		if err != nil {
			return nil, openError(locate(dir, name), err)
		}
		for _, member := range members {
			all = append(all, entry{name: name + "/" + member, archive: name, member: member})
		}
	}
	return all, nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// membersOf returns the names of the files in an archive, sorted. An empty file
// is one without members.
func membersOf(path string) ([]string, error) {
	if info, err := os.Stat(path); err == nil && info.Size() == 0 {
		return nil, nil
	}
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, zipError(err)
	}
	defer func() { _ = archive.Close() }() // it was only read
	var names []string
	for _, f := range archive.File {
		if isMember(f) {
			names = append(names, f.Name)
		}
	}
	if len(names) == 0 {
		return nil, errNoMember
	}
	slices.SortFunc(names, cmp.Compare[string])
	return slices.Compact(names), nil
}

// isMember tells files from folders and from what a Mac adds to its archives.
func isMember(f *zip.File) bool {
	return !f.FileInfo().IsDir() && !strings.HasPrefix(f.Name, "__MACOSX/") && !strings.HasSuffix(f.Name, ".DS_Store")
}

// open opens the file.
func (e entry) open(dir string) (*File, error) {
	if e.archive == "" {
		return open(dir, e.name)
	}
	path := locate(dir, e.archive)
	f, err := e.openMember(path)
	if err != nil {
		return nil, openError(path+"/"+e.member, err)
	}
	return f, nil
}

func (e entry) openMember(path string) (*File, error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return nil, zipError(err)
	}
	f := &File{name: e.name, closers: []io.Closer{archive}, regular: true}
	if err := f.startMember(archive, e.member); err != nil {
		f.close()
		return nil, err
	}
	return f, nil
}

func (f *File) startMember(archive *zip.ReadCloser, name string) error {
	const encrypted = 1
	i := slices.IndexFunc(archive.File, func(m *zip.File) bool { return m.Name == name })
	if i < 0 {
		return errNoMember
	}
	if archive.File[i].Flags&encrypted != 0 {
		return errEncrypted
	}
	member, err := archive.File[i].Open()
	if err != nil {
		return zipError(err)
	}
	f.size, f.counted.in = int64(archive.File[i].UncompressedSize64), member
	f.in = bufio.NewReaderSize(&f.counted, readSize)
	f.closers = append(f.closers, member)
	if err := f.decompress(); err != nil {
		return readError(err)
	}
	return f.skipMark()
}

func zipError(err error) error {
	switch {
	case errors.Is(err, zip.ErrFormat):
		return errors.New("it is named .zip but holds no whole zip archive")
	case errors.Is(err, zip.ErrAlgorithm):
		return fmt.Errorf("its compression is not known, only stored and deflate are: %w", err)
	}
	return err
}
