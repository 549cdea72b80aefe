package table

import (
	"cmp"
	"maps"
)

// Over returns the options with those of a preset where they say nothing.
func (o Options) Over(preset *Options) Options {
	if preset == nil {
		return o
	}
	o.Time = o.Time.over(preset.Time)
	switch {
	case preset.Received == nil:
	case o.Received == nil:
		o.Received = preset.Received
	default:
		merged := Received(Time(*o.Received).over(Time(*preset.Received)))
		o.Received = &merged
	}
	if o.Key == nil {
		o.Key = preset.Key
	}
	if o.Side == nil {
		o.Side = preset.Side
	}
	if o.Carry == nil {
		o.Carry = preset.Carry
	}
	if o.Nulls == nil {
		o.Nulls = preset.Nulls
	}
	o.Map, o.Constant, o.Scale = overlay(o.Map, preset.Map), overlay(o.Constant, preset.Constant), overlay(o.Scale, preset.Scale)
	return o
}

// over returns t with what it leaves out; how times are written is taken as a
// whole.
func (t Time) over(preset Time) Time {
	t.Column = cmp.Or(t.Column, preset.Column)
	if t.Unit == "" && t.Layout == "" && t.DateColumn == "" {
		t.DateColumn = preset.DateColumn
		t.Unit, t.Layout, t.Date = preset.Unit, preset.Layout, cmp.Or(t.Date, preset.Date)
		t.Zone = cmp.Or(t.Zone, preset.Zone)
	}
	return t
}

// overlay returns the entries of both maps; those of the first win.
func overlay[V any](first, second map[string]V) map[string]V {
	if len(second) == 0 {
		return first
	}
	all := maps.Clone(second)
	maps.Copy(all, first)
	return all
}
