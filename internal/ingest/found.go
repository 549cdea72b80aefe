package ingest

import (
	"fmt"

	"github.com/featurizer/featurizer/event"
)

// found puts the keys of the graph in the place of those that emitters find. As it
// does so in the order of the log, keys get their numbers in that order.
type found struct {
	options *Options
	keys    [][]*event.Key // by source, then number of the emitter's key
}

func newFound(o *Options) found { return found{o, make([][]*event.Key, len(o.Sources))} }

// settle gives an event the graph's key.
func (f *found) settle(e *event.Event) error {
	if f.options.Sources[e.Source].Declared.Found == nil {
		return nil
	}
	list, i := f.keys[e.Source], e.Key.Index()
	for i >= len(list) {
		list = append(list, nil)
		f.keys[e.Source] = list
	}
	if list[i] == nil {
		key, err := f.intern(e.Key)
		if err != nil {
			return err
		}
		list[i] = key
	}
	e.Key = list[i]
	return nil
}

func (f *found) intern(k *event.Key) (*event.Key, error) {
	known := len(f.options.Keys.All())
	key, err := f.options.Keys.Intern(k.Pairs()...)
	if err != nil {
		return nil, fmt.Errorf("key %s: %w", k, err)
	}
	if key.Index() < known {
		return key, nil
	}
	if f.options.found++; f.options.MaxKeys > 0 && f.options.found > f.options.MaxKeys {
		return nil, fmt.Errorf("key %s is one more than the %d that may be found\nhint: raise max_keys, or name the keys that you want", k, f.options.MaxKeys)
	}
	return key, nil
}
