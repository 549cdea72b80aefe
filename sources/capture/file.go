package capture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

const (
	readSize = 256 << 10 // most lines fit, snapshots of 5000 levels are longer
	maxLine  = 64 << 20  // far above any frame: what is longer is no capture
)

var (
	errDirectory = errors.New("it is a directory")
	errLongLine  = errors.New("the line is longer than 64 MiB")
	errCutOff    = errors.New("the compressed file is cut off")
)

// file reads the lines of a file.
type file struct {
	in      *bufio.Reader // what is in the file, decompressed
	long    []byte        // a line that does not fit in's buffer
	regular bool          // can be read again
	closers []io.Closer
}

func openFile(path string) (*file, error) {
	raw, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("opening a capture: %w", err)
	}
	f := &file{in: bufio.NewReaderSize(raw, readSize), closers: []io.Closer{raw}}
	if err := f.start(raw); err != nil {
		f.close()
		return nil, fmt.Errorf("opening a capture: %s: %w", path, err)
	}
	return f, nil
}

func (f *file) start(raw *os.File) error {
	info, err := raw.Stat()
	if err != nil {
		return err
	}
	if info.IsDir() {
		return errDirectory
	}
	f.regular = info.Mode().IsRegular()
	return f.decompress(raw.Name())
}

// decompress looks at the first bytes, not at the name: a plain line begins with a digit.
func (f *file) decompress(name string) error {
	const gzipMagic, zstdMagic = "\x1f\x8b", "\x28\xb5\x2f\xfd"
	magic, err := f.in.Peek(len(zstdMagic))
	switch {
	case len(magic) == 0 && errors.Is(err, io.EOF):
		return nil // an empty file, whatever its name
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case bytes.HasPrefix(magic, []byte(gzipMagic)):
		unzip, err := gzip.NewReader(f.in)
		if err != nil {
			return readError(err)
		}
		f.read(unzip, unzip)
	case string(magic) == zstdMagic:
		unzip, err := zstd.NewReader(f.in, zstd.WithDecoderConcurrency(1))
		if err != nil {
			return readError(err)
		}
		f.read(unzip, unzip.IOReadCloser())
	case strings.HasSuffix(name, ".gz"):
		return errors.New("it is named .gz but holds no gzip data")
	case strings.HasSuffix(name, ".zst"):
		return errors.New("it is named .zst but holds no zstd data")
	}
	return nil
}

// read goes on with what a decompressor gives.
func (f *file) read(from io.Reader, closer io.Closer) {
	f.in = bufio.NewReaderSize(from, readSize)
	f.closers = append(f.closers, closer)
}

func readError(err error) error {
	if errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: %w", errCutOff, err)
	}
	return err
}

// line returns the next line without its end, valid until the next call, and
// io.EOF after the last.
func (f *file) line() ([]byte, error) {
	text, err := f.in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		text, err = f.longLine(text)
	}
	switch {
	case errors.Is(err, io.EOF) && len(text) > 0: // the last one
	case errors.Is(err, io.EOF):
		return nil, io.EOF
	case err != nil:
		return nil, readError(err)
	}
	return bytes.TrimRight(text, "\r\n"), nil
}

func (f *file) longLine(begin []byte) ([]byte, error) {
	f.long = append(f.long[:0], begin...)
	for {
		text, err := f.in.ReadSlice('\n')
		f.long = append(f.long, text...)
		switch {
		case len(f.long) > maxLine:
			return nil, errLongLine
		case !errors.Is(err, bufio.ErrBufferFull):
			return f.long, err
		}
	}
}

func (f *file) close() {
	for _, c := range f.closers {
		c.Close()
	}
}
