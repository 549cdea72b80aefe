package table

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/param"
	"github.com/featurizer/featurizer/source"
)

// Kind is what tells the types of emitters of tables apart. O are the options of such
// an emitter in a config.
type Kind[O any] struct {
	Name, Doc, Guide string
	// New makes an emitter. Files are named relative to dir.
	New func(dir string, o O) (*Emitter, error)
	// Rows returns those of the options that say how rows become events, with what a
	// preset sets.
	Rows func(o *O) Options
}

// Type returns the emitter type.
func (k Kind[O]) Type() *source.EmitterType {
	t := &source.EmitterType{
		Name: k.Name, Doc: k.Doc, Guide: k.Guide, FindsKeys: true,
		NewParams: func() any { return new(O) },
		New: func(name, dir string, params any) (source.DataSourceEventEmitter, error) {
			o, ok := params.(*O)
			if !ok {
				return nil, fmt.Errorf("emitter %s: params of another type", name)
			}
			return k.New(dir, *o)
		},
		Serves: func(params any, key *event.Key) bool {
			o, ok := params.(*O)
			if !ok {
				return false
			}
			rows := k.Rows(o)
			return rows.Serves(key)
		},
	}
	t.Params, t.Err = param.For[O]()
	return t
}
