package recompute

import (
	"slices"
	"strings"
	"testing"
)

// TestCanFail spoils recomputations a little and holds that the comparison tells
// of each: a comparison that finds nothing wrong proves nothing.
func TestCanFail(t *testing.T) {
	for _, c := range []struct {
		name, says string
		of         named
		spoil      func(s *series)
	}{
		{"value", "value mid.mid_price", mid(), func(s *series) {
			p := &s.points[len(s.points)/2]
			p.values = []value{num(p.values[0].x * (1 + 2e-9))}
		}},
		{"null", "value mid.mid_price", mid(), func(s *series) { s.points[7].values = []value{{}} }},
		{"time", "time", mid(), func(s *series) { s.points[9].time++ }},
		{"received", "received", mid(), func(s *series) { s.points[9].at.received++ }},
		{"seq", "seq", mid(), func(s *series) { s.points[9].at.seq++ }},
		{"missing", "should not be there", mid(), func(s *series) { s.points = s.points[:len(s.points)-1] }},
		{"too many", "there is missing", mid(), func(s *series) { s.points = append(s.points, s.points[len(s.points)-1]) }},
		{"warm-up", "seq", volatility("vol", "params: {window: 1s}", second), func(s *series) {
			first := slices.IndexFunc(s.points, func(p point) bool { return !p.warm })
			s.points[first].warm = true
		}},
		{"integer", "value bars.trades", bar("bars", bucketing{length: second}), func(s *series) { s.points[5].values[6].x++ }},
	} {
		t.Run(c.name, func(t *testing.T) {
			features := []named{c.of}
			if c.of.name == "vol" {
				features = append(features, mid())
			}
			features[0].plain = func(m *market) *series {
				s := c.of.plain(m)
				c.spoil(s)
				return s
			}
			wrong(t, features, c.says)
		})
	}
}

// TestWindowEdge holds that a window which is closed at its begin, or which lacks
// its own event, is told from (t-window, t].
func TestWindowEdge(t *testing.T) {
	for name, in := range map[string]func(t, now, window int64) bool{
		"begin": func(t, now, window int64) bool { return t >= now-window },
		"short": func(t, now, window int64) bool { return t > now-window+millisecond },
		"end":   func(t, now, window int64) bool { return t > now-window && t < now },
	} {
		t.Run(name, func(t *testing.T) {
			// Venue times are whole milliseconds, so edges are met often.
			count := onNumber("count", "window.count", "mid", "window: 1s", func(in1 column) *series {
				return scalar(in1, second, func(i int) float64 {
					n := 0.0
					for j := i; j >= 0 && in1.points[j].time >= in1.points[i].time-second; j-- {
						if in(in1.points[j].time, in1.points[i].time, second) {
							n++
						}
					}
					return n
				})
			})
			wrong(t, []named{mid(), count}, "value count.value")
		})
	}
}

// wrong runs a scene whose recomputation is wrong, and asks that this is found.
func wrong(t *testing.T, features []named, says string) {
	t.Helper()
	s := single(t, "coinm-btc", features)
	x := s.recompute()
	s.run(t, x)
	x.end()
	if got := strings.Join(x.problems, "\n"); !strings.Contains(got, says) {
		t.Errorf("nothing is said of %s: %q", says, got)
	}
}
