package graph

import (
	"slices"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/feature"
	"github.com/featurizer/featurizer/source"
)

// sourceKeys finds the keys of a source among those of the config.
type sourceKeys struct {
	*builder
	*Source
	unserved string // one that its emitter does not serve; "" if there is none
}

// add takes the keys of a set that the emitter serves; false where one cannot be,
// which has been reported.
func (k *sourceKeys) add(set config.KeySet) bool {
	if set.Finds() {
		return k.find(set)
	}
	for _, values := range set.Expand() {
		key, err := k.key(values)
		if err != nil {
			k.report(set.Pos, "key of source %q: %v", k.Declared.Name, err)
			return false
		}
		switch {
		case !k.serves(key):
			k.unserved = key.String()
		case !slices.Contains(k.Declared.Keys, key):
			k.Declared.Keys = append(k.Declared.Keys, key)
		}
	}
	return true
}

func (k *sourceKeys) serves(key *event.Key) bool {
	e := k.Emitter
	return e == nil || e.EmitterType.Serves == nil || e.EmitterType.Serves(e.Params, key)
}

// find takes a set that leaves values to the events.
func (k *sourceKeys) find(set config.KeySet) bool {
	if e := k.Emitter; e != nil && !e.EmitterType.FindsKeys {
		k.unserved = `those with "*", as it cannot find keys by itself`
		return true
	}
	if k.Found != nil {
		k.report(set.Pos, "source %q has several keys with \"*\": give it one, keys: [{...}]", k.Declared.Name)
		return false
	}
	var constant []event.Pair
	var free []string
	for _, name := range set.Names {
		switch {
		case slices.Contains(name.Values, config.Any):
			free = append(free, name.Name)
		case len(name.Values) == 1:
			constant = append(constant, event.Pair{Name: name.Name, Value: name.Values[0]})
		default:
			k.report(name.Pos, "%s has several values beside a name with \"*\": give it one, or leave its values to the events too", name.Name)
			return false
		}
	}
	slices.Sort(free)
	k.Found = source.NewFoundKeys(constant, free)
	return true
}

// none reports that the source has no keys.
func (k *sourceKeys) none() {
	if k.unserved == "" {
		k.report(k.Pos, "source %q has no keys: the config names none", k.Declared.Name).Hint = "say what its events are of, such as keys: [{exchange: BINANCE_USDM, symbol: BTC-USDT-PERP}]"
		return
	}
	k.report(k.Pos, "source %q has no keys: emitter %q serves none of those in keys, such as %s", k.Declared.Name, k.Emitter.Name, k.unserved).Hint = "featurizer emitters " + k.Emitter.EmitterType.Name + " says which keys it serves"
}

// mayShare tells whether sources, one of which at least finds its keys, may have one
// in common.
func mayShare(a, b *Source) bool {
	if a.Found == nil {
		a, b = b, a
	}
	if a.Found == nil || !slices.Equal(a.KeyNames, b.KeyNames) {
		return false
	}
	if b.Found != nil {
		return agree(a.Found.Constant, b.Found.Constant)
	}
	return slices.ContainsFunc(b.Declared.Keys, func(k *event.Key) bool { return agree(a.Found.Constant, k.Pairs()) })
}

// agree tells whether no name has one value here and another there.
func agree(a, b []event.Pair) bool {
	for _, p := range a {
		if slices.ContainsFunc(b, func(q event.Pair) bool { return p.Name == q.Name && p.Value != q.Value }) {
			return false
		}
	}
	return true
}

// keySet returns the keys of a source.
func (s *Source) keySet() feature.KeySet {
	set := feature.KeySet{Keys: slices.SortedFunc(slices.Values(s.Declared.Keys), (*event.Key).Compare)}
	if s.Found != nil {
		set.Open = [][]event.Pair{s.Found.Constant}
	}
	return set
}
