package config

import (
	"fmt"
	"time"

	"github.com/featurizer/featurizer/param"
)

// Record says which streams are kept in a store, and how.
type Record struct {
	Store      string   // the folder, relative to that of the config
	Streams    []string // sources and features; nil: all that have a name
	Durability string   // of the log of live sources: fast (default) or safe
	Cutter     string   // the name of what decides where blocks end
	BlockRows  int
	BlockBytes int64
	BlockAge   time.Duration
	Snapshots  time.Duration

	Pos        Pos // of the section
	StorePos   Pos
	CutterPos  Pos   // zero when absent
	StreamsPos []Pos // of each of Streams
}

func (p *parser) record(n *param.Node) *Record {
	var fields recordFields
	p.add(p.specs.record.Decode(n, "record", &fields))
	r := &Record{
		Store: fields.Store, Streams: fields.Streams, Durability: fields.Durability, Cutter: fields.Cutter,
		BlockRows: fields.BlockRows, BlockBytes: int64(fields.BlockMB) << 20, BlockAge: fields.BlockAge, Snapshots: fields.Snapshots,
		Pos: posOf(n), StorePos: posOf(n.Get("store")), CutterPos: posOf(n.Get("cutter")),
	}
	streams, seen := n.Get("streams"), map[string]bool{}
	for _, name := range scalars(streams) {
		if seen[name.Text] {
			p.report(name.Problem(fmt.Sprintf("stream %s is twice in record", name)))
		}
		seen[name.Text] = true
		r.StreamsPos = append(r.StreamsPos, posOf(name))
	}
	if streams != nil && streams.Kind == param.List && len(streams.Items) == 0 {
		problem := streams.Problem("record without streams: nothing would be kept")
		problem.Hint = "name sources and features, or leave streams out"
		p.report(problem)
	}
	return r
}
