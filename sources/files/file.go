package files

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// MaxLine is how long a line or a row may be: far above any, so that what is
// longer is no text of lines.
const MaxLine = 64 << 20

const readSize = 256 << 10 // most lines fit, snapshots of 5000 levels are longer

// ErrLongLine says that a line is no line of text.
var ErrLongLine = errors.New("the line is longer than 64 MiB")

var (
	errNotPlain  = errors.New("it must be a plain file on its own: such files are read here and there, not from begin to end")
	errDirectory = errors.New("it is a directory")
	errCutOff    = errors.New("the compressed file is cut off")
)

// File is a text file that is being read, by lines or as one text.
type File struct {
	name    string
	in      *bufio.Reader // what is in the file, decompressed
	number  int           // of the last line
	long    []byte        // a line that does not fit in's buffer
	regular bool          // can be read again
	raw     *os.File      // where what is read is in the file as it is; else nil
	size    int64         // in bytes, as it lies on the disk
	counted counter       // what was read of them
	closers []io.Closer
}

var _ io.Reader = (*File)(nil)

// open opens the file of a name relative to dir.
func open(dir, name string) (*File, error) {
	path := locate(dir, name)
	raw, err := os.Open(path)
	if err != nil {
		return nil, openError(path, err)
	}
	f := &File{name: name, counted: counter{in: raw}, closers: []io.Closer{raw}}
	f.in = bufio.NewReaderSize(&f.counted, readSize)
	if err := f.start(raw); err != nil {
		f.close()
		return nil, openError(path, err)
	}
	return f, nil
}

// fileOf returns the file that a stream is.
func fileOf(name string, in io.Reader) (*File, error) {
	f := &File{name: name, in: bufio.NewReaderSize(in, readSize)}
	err := f.decompress()
	if err == nil {
		err = f.skipMark()
	}
	if errors.Is(err, errZipped) {
		err = errStream
	}
	if err != nil {
		f.close()
		return nil, fmt.Errorf("reading %s: %w", name, readError(err))
	}
	return f, nil
}

// openError says where the file was looked for: a name in a config may be
// relative to a folder that the user does not think of.
func openError(path string, err error) error {
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err // without the path, which is said already
	}
	return fmt.Errorf("opening %s: %w", path, err)
}

func (f *File) start(raw *os.File) error {
	info, err := raw.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return errDirectory
	}
	f.regular, f.size = info.Mode().IsRegular(), info.Size()
	if f.regular {
		f.raw = raw
	}
	if err := f.decompress(); err != nil {
		return readError(err)
	}
	return f.skipMark()
}

// decompress looks at the first bytes, not at the name: no text begins like that.
func (f *File) decompress() error {
	const gzipMagic, zstdMagic, zipMagic = "\x1f\x8b", "\x28\xb5\x2f\xfd", "PK\x03\x04"
	magic, err := f.in.Peek(len(zstdMagic))
	switch {
	case len(magic) == 0 && errors.Is(err, io.EOF):
		return nil // an empty file, whatever its name
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case bytes.HasPrefix(magic, []byte(gzipMagic)):
		unzip, err := gzip.NewReader(f.in)
		if err != nil {
			return err
		}
		f.read(unzip, unzip)
	case string(magic) == zstdMagic:
		unzip, err := zstd.NewReader(f.in, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return err
		}
		f.read(unzip, unzip.IOReadCloser())
	case bytes.HasPrefix(magic, []byte(zipMagic)):
		return errZipped
	case strings.HasSuffix(f.name, ".gz"):
		return errors.New("it is named .gz but holds no gzip data")
	case strings.HasSuffix(f.name, ".zst"):
		return errors.New("it is named .zst but holds no zstd data")
	}
	return nil
}

// read goes on with what a decompressor gives.
func (f *File) read(from io.Reader, closer io.Closer) {
	f.raw = nil
	f.in = bufio.NewReaderSize(from, readSize)
	f.closers = append(f.closers, closer)
}

// skipMark skips a byte order mark. Where the text cannot be read at all, the
// first line will say so.
func (f *File) skipMark() error {
	const mark = "\ufeff"
	if begin, _ := f.in.Peek(len(mark)); string(begin) != mark {
		return nil
	}
	_, err := f.in.Discard(len(mark))
	return err
}

func readError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", errCutOff, err)
	}
	return err
}

// Name returns the file's name as the config has it.
func (f *File) Name() string { return f.name }

// Number returns the number of the last line that Line returned, from 1.
func (f *File) Number() int { return f.number }

// Begin returns the first byte that is no space, without reading it; 0 where the
// file begins with nothing else.
func (f *File) Begin() (byte, error) {
	const far = 4096
	for n := 1; n <= far; n++ {
		text, err := f.in.Peek(n)
		switch {
		case errors.Is(err, io.EOF):
			return 0, nil
		case err != nil:
			return 0, fmt.Errorf("%s: reading: %w", f.name, readError(err))
		case !strings.ContainsRune(" \t\r\n", rune(text[n-1])):
			return text[n-1], nil
		}
	}
	return 0, nil
}

// Read reads the text, for those who do not read it by lines.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.in.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		err = readError(err)
	}
	return n, err
}

// Line returns the next line without its end, \n or \r\n, valid until the next
// call, and io.EOF after the last. Other errors name the file and the line. It
// does not allocate for lines of usual length.
func (f *File) Line() ([]byte, error) {
	text, err := f.RawLine()
	return bytes.TrimRight(text, "\r\n"), err
}

// RawLine is Line with the end of the line, which the last one may lack.
func (f *File) RawLine() ([]byte, error) {
	f.number++
	text, err := f.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		text, err = f.longLine(text)
	}
	switch {
	case errors.Is(err, io.EOF) && len(text) > 0: // the last one
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, fmt.Errorf("%s:%d: reading: %w", f.name, f.number, readError(err))
	}
	return text, nil
}

func (f *File) longLine(begin []byte) ([]byte, error) {
	f.long = append(f.long[:0], begin...)
	for {
		text, err := f.in.ReadSlice('\n')
		f.long = append(f.long, text...)
		switch {
		case len(f.long) > MaxLine:
			return nil, ErrLongLine
		case !errors.Is(err, bufio.ErrBufferFull):
			return f.long, err
		}
	}
}

// Random returns what reads at any place of the file, and its size: for formats
// that are no text. How far it is read is what Reached says.
func (f *File) Random() (io.ReaderAt, int64, error) {
	if f.raw == nil {
		return nil, 0, fmt.Errorf("%s: %w", f.name, errNotPlain)
	}
	info, err := f.raw.Stat()
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", f.name, err)
	}
	return f.raw, info.Size(), nil
}

// Reached says how far a file that is read by Random is, in a unit of the format such as
// rows: at all of all it has been read to its end. What is read never goes back.
func (f *File) Reached(done, all int64) {
	if done >= all {
		f.counted.reach(f.size)
		return
	}
	f.counted.reach(int64(float64(f.size) * float64(done) / float64(all)))
}

// close closes the file. It may be called more than once.
func (f *File) close() {
	for _, c := range f.closers {
		c.Close()
	}
	f.closers = nil
}
