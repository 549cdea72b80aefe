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
	// Stream begins to read a stream, instead of files, where it is not nil; a read
	// ends when the context is done. Messages call it Name.
	Stream func(ctx context.Context) io.Reader
	Name   string
}

// read gives take the readers that stand at their next row, in order of time.
func (in *Input) read(ctx context.Context, open func(*files.File) (*reader, error), take func(*reader) error) error {
	if in.Stream != nil {
		return files.Stream(ctx, in.Name, in.Stream(ctx), open, take)
	}
	return files.Merge(ctx, in.Dir, in.Paths, open, take)
}
