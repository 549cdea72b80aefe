package jsonl

import (
	"encoding/json"
	"maps"
	"slices"
)

// fieldsOf lists the fields of an object for a message, by name; those of an
// object in it with the way to them.
func fieldsOf(text []byte) []string {
	const most = 30
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil {
		return nil
	}
	all := appendFields(nil, "", object)
	return all[:min(len(all), most)]
}

func appendFields(into []string, way string, object map[string]any) []string {
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if inner, ok := object[name].(map[string]any); ok {
			into = appendFields(into, way+name+".", inner)
			continue
		}
		into = append(into, way+name)
	}
	return into
}
