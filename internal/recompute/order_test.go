package recompute

import (
	"fmt"
	"testing"
)

// layout is how two captures of one venue come into the log.
type layout struct {
	name     string
	emitters []string // of the first and the second capture; one name: one emitter of both
	feeds    []string
	lanes    int
}

var layouts = []layout{
	{"one emitter", []string{"both"}, []string{"both"}, 0},
	{"one lane", []string{"both"}, []string{"both"}, 1},
	{"one feed", []string{"zeta", "alpha"}, []string{"feed", "feed"}, 0},
	{"two feeds", []string{"zeta", "alpha"}, []string{"zeta", "alpha"}, 7},
	{"two feeds named otherwise", []string{"alpha", "zeta"}, []string{"the_last", "first"}, 1},
}

// merged is the scene of two captures, BTC and ETH. Where each has its own emitter,
// sources and features of the first end in _1, those of the second in _2.
func merged(t *testing.T, l layout, edit func(frames []frame, which int) []frame) *scene {
	t.Helper()
	s := &scene{venue: "binance-usdm", paths: map[*emitter][]string{}, streams: true, lanes: l.lanes}
	folder := t.TempDir()
	var keys []*identity
	var files [][]frame
	var paths []string
	for i, name := range []string{"usdm-btc", "usdm-eth"} {
		r, frames := record(t, name)
		files, keys = append(files, edit(span(frames, minute), i)), append(keys, r.key())
		// By path, the second capture is the first.
		paths = append(paths, writeCapture(t, folder, []string{"z_btc", "a_eth"}[i], files[i]))
	}
	for i, name := range l.emitters {
		e := &emitter{name: name, feed: l.feeds[i]}
		if len(l.emitters) == 1 {
			e.files, s.paths[e] = [][]frame{files[1], files[0]}, []string{paths[1], paths[0]}
			s.add(e, "", keys[1], keys[0])
			continue
		}
		e.files, s.paths[e] = files[i:i+1], paths[i:i+1]
		s.add(e, []string{"_1", "_2"}[i], keys[i])
	}
	return s
}

// add adds an emitter with its sources and features.
func (s *scene) add(e *emitter, suffix string, keys ...*identity) {
	s.emitters = append(s.emitters, e)
	s.sources = append(s.sources, source("trades"+suffix, trade, e, keys...), source("quotes"+suffix, quote, e, keys...))
	s.features = append(s.features, orderFeatures(suffix)...)
}

// orderFeatures have names that are not in the order of the graph, and windows
// whose deadlines come together.
func orderFeatures(suffix string) []named {
	own := func(name string) string { return name + suffix }
	quotes, trades := own("quotes"), own("trades")
	list := []named{
		{name: own("m_mid"), yaml: "{definition: price.mid_price, inputs: [" + quotes + "]}", plain: func(m *market) *series { return midPrice(m.get(quotes)) }},
		{name: own("z_spread"), yaml: "{definition: spread.relative, inputs: [" + quotes + "]}", plain: func(m *market) *series { return relativeSpread(m.get(quotes)) }},
		onNumber(own("a_moves"), "transform.unique", own("m_mid"), "", unique),
		barOf(own("n_bars"), trades, bucketing{length: second, delay: 50 * millisecond}),
		barOf(own("k_bars"), trades, bucketing{length: 250 * millisecond, delay: 50 * millisecond, fill: true}),
		barOf(own("b_bars"), trades, bucketing{length: 2 * second}),
		onNumber(own("a_close"), "window.max", own("n_bars")+".close", "window: 3s", func(in column) *series { return sliding(in, 3*second, aggregates["max"]) }),
		{
			name: own("c_close"),
			yaml: fmt.Sprintf("{definition: join.latest, inputs: [%s, %s.close, %s.trades]}", own("a_moves"), own("k_bars"), own("n_bars")),
			plain: func(m *market) *series {
				return latest(-1, m.all(own("a_moves")), m.fields(own("k_bars"), "close"), m.fields(own("n_bars"), "trades"))
			},
		},
	}
	for i := range list {
		list[i].source = quotes
	}
	return list
}

// TestOrder compares the order of lines of two symbols, however they come into
// the log.
func TestOrder(t *testing.T) {
	for _, l := range layouts {
		for name, edit := range map[string]func(frames []frame, which int) []frame{
			"as recorded": func(f []frame, _ int) []frame { return ended(f, f[0].received/minute*minute+2*minute) },
			// The same moments everywhere: ties go by emitter, path, line in a feed
			// and by lane between feeds.
			"coarse": func(f []frame, _ int) []frame {
				f = coarse(f, 50*millisecond)
				return ended(f, f[0].received/minute*minute+2*minute)
			},
			// Few trades: most windows close at deadlines, of both keys at once.
			"quiet": func(f []frame, which int) []frame {
				f = coarse(later(quiet(f, 7, int64(which), 5), 1300*millisecond), millisecond)
				return ended(f, f[0].received/minute*minute+2*minute)
			},
			"stalled": func(f []frame, which int) []frame {
				f = stalled(quiet(f, 5, int64(which), 4))
				return ended(f, f[0].received/minute*minute+2*minute)
			},
		} {
			t.Run(l.name+"/"+name, func(t *testing.T) {
				x := merged(t, l, edit).check(t)
				if name == "quiet" && (x.timed < 100 || x.shared < 10) {
					t.Errorf("only %d lines of deadlines, %d of them with another key's", x.timed, x.shared)
				}
				if name == "stalled" && x.moved == 0 {
					t.Error("no event was moved")
				}
			})
		}
	}
}

// TestOrderOfRows compares the rows of two symbols.
func TestOrderOfRows(t *testing.T) {
	for _, l := range layouts[:2] {
		for name, plan := range map[string]rowPlan{
			"any":   {features: []string{"m_mid", "k_bars", "b_bars"}, when: "any", missing: "wait", ages: true},
			"bars":  {features: []string{"b_bars", "m_mid"}, when: "n_bars", missing: "null"},
			"every": {features: []string{"n_bars", "z_spread"}, every: 500 * millisecond, missing: "wait"},
		} {
			t.Run(l.name+"/"+name, func(t *testing.T) {
				s := merged(t, l, func(f []frame, which int) []frame {
					return coarse(later(quiet(f, 7, int64(which), 5), 1300*millisecond), millisecond)
				})
				s.rows = &plan
				s.check(t)
			})
		}
	}
}
