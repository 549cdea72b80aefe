package recompute

import (
	"slices"
	"testing"
)

// TestNodes compares configs in which names, nodes and the order of the file
// differ.
func TestNodes(t *testing.T) {
	b := bucketing{length: second}
	spreadNamed := func(name, twin string) named {
		return named{name: name, twin: twin, yaml: "{definition: spread.relative, inputs: [quotes]}", plain: func(m *market) *series { return relativeSpread(m.get("quotes")) }}
	}
	barNamed := func(name, twin string) named { f := bar(name, b); f.twin = twin; return f }
	reversed := slices.Concat(priceFeatures(), barFeatures())
	slices.Reverse(reversed)
	for name, features := range map[string][]named{
		"reversed": reversed,
		// Equal features are one node; it has the index of its smallest name, here
		// one that is smaller than that of the node between its names, and writes
		// under each.
		"twins": {
			spreadNamed("zz_spread", "aa_spread"), mid(), barNamed("bars", ""), barNamed("zz_bars", "bars"),
			spreadNamed("aa_spread", ""), spreadNamed("nn_spread", "aa_spread"), barNamed("mm_bars", "bars"),
		},
		// The mid price below is nobody's: it has no name and writes nothing.
		"default input": {
			{name: "vol", near: cancelled, yaml: "{definition: volatility.stddev, params: {window: 2s}}", plain: func(m *market) *series {
				s := *sliding(midPrice(m.get("quotes")).column("mid_price"), 2*second, aggregates["stddev"])
				s.fields = []string{"volatility"}
				return &s
			}},
			spreadNamed("spread", ""),
		},
	} {
		t.Run(name, func(t *testing.T) { single(t, "coinm-btc", features).check(t) })
	}
}

// TestStreams compares where frames of more, or of fewer, streams are declared:
// Seq counts the events of all of them and of no others.
func TestStreams(t *testing.T) {
	for _, name := range captures {
		t.Run("deltas/"+name, func(t *testing.T) {
			s := single(t, name, []named{mid(), bar("bars", bucketing{length: second})})
			s.sources = append(s.sources, source("deltas", depth, s.emitters[0], s.sources[0].keys...))
			s.check(t)
		})
	}
	t.Run("trades alone", func(t *testing.T) {
		s := single(t, "coinm-btc", []named{bar("bars", bucketing{length: second})})
		s.sources = s.sources[1:]
		s.check(t)
	})
	t.Run("unused", func(t *testing.T) {
		single(t, "coinm-btc", []named{bar("bars", bucketing{length: second})}).check(t)
	})
}

// TestOneNode compares features that differ in nothing but the emitters of their
// sources, which are no part of a source's identity: they are one node, which for
// each key writes under the name whose source has the key.
func TestOneNode(t *testing.T) {
	for _, l := range layouts[2:] {
		t.Run(l.name, func(t *testing.T) {
			s := merged(t, l, func(f []frame, which int) []frame {
				f = coarse(later(quiet(f, 7, int64(which), 5), 1300*millisecond), millisecond)
				return ended(f, f[0].received/minute*minute+2*minute)
			})
			s.streams = false
			half := len(s.features) / 2
			for i := range s.features[half:] {
				s.features[half+i].twin = s.features[i].name
			}
			s.check(t)
		})
	}
}

// TestFeedEnds compares two feeds of which one ends before the other. The log ends
// with a promise of its last Received in every lane: what is due by then closes,
// also where the feed has ended before.
func TestFeedEnds(t *testing.T) {
	for _, l := range layouts[2:] {
		t.Run(l.name, func(t *testing.T) {
			merged(t, l, func(f []frame, which int) []frame {
				if f = later(f, 1300*millisecond); which == 0 {
					f = span(f, 40*second)
				}
				return f
			}).check(t)
		})
	}
}
