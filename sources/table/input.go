package table

import (
	"context"
	"io"

	"github.com/featurizer/featurizer/sources/files"
)

// Input is where an emitter reads from: files, or a stream.
type Input struct {
	// Dir is what the names in Paths are relative to.
	Dir   string
	Paths []string
	// Stream is read instead of files where it is not nil. Messages call it Name.
	Stream io.Reader
	Name   string
}

// read gives take the readers that stand at their next row, in order of time.
func (in *Input) read(ctx context.Context, open func(*files.File) (*reader, error), take func(*reader) error) error {
	if in.Stream != nil {
		return files.Stream(ctx, in.Name, in.Stream, open, take)
	}
	return files.Merge(ctx, in.Dir, in.Paths, open, take)
}
