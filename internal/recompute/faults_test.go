package recompute

import (
	"testing"
)

func ofBid(name, definition, params string, plain func(in column) *series) named {
	return onNumber(name, definition, "quotes.bid", params, plain)
}

// nullFeatures take a field that is null at times.
func nullFeatures() []named {
	list := []named{
		mid(),
		ofBid("diff", "transform.diff", "window: 300ms", func(in column) *series { return diff(in, 300*millisecond, false) }),
		ofBid("diff_rel", "transform.diff", "window: 20ms, relative: true", func(in column) *series { return diff(in, 20*millisecond, true) }),
		ofBid("lag_time", "transform.lag", "by: 100ms", func(in column) *series { return lagTime(in, 100*millisecond) }),
		ofBid("lag_2", "transform.lag", "by: 2 events", func(in column) *series { return lagEvents(in, 2) }),
		ofBid("ewma", "transform.ewma", "tau: 500ms", func(in column) *series { return ewma(in, 5e8) }),
		ofBid("sampled", "transform.sample", "every: 100ms", func(in column) *series { return sample(in, 100*millisecond) }),
		ofBid("calm", "transform.throttle", "every: 50ms", func(in column) *series { return throttle(in, 50*millisecond) }),
		ofBid("moves", "transform.unique", "", unique),
		onNumber("moves_lag", "transform.lag", "moves", "by: 2 events", func(in column) *series { return lagEvents(in, 2) }),
		onNumber("moves_mean", "window.mean", "moves", "window: 200ms", func(in column) *series { return sliding(in, 200*millisecond, aggregates["mean"]) }),
		onNumber("of_null", "window.count", "ewma", "window: 200ms", func(in column) *series { return sliding(in, 200*millisecond, aggregates["count"]) }),
		{name: "joined", yaml: "{definition: join.latest, inputs: [quotes, mid, trades.price]}", plain: func(m *market) *series {
			return latest(-1, m.all("quotes"), m.all("mid"), m.fields("trades", "price"))
		}},
		{name: "known", yaml: "{definition: join.asof, inputs: [trades, quotes], params: {max_age: 100ms}}", plain: func(m *market) *series {
			return asOf(100*millisecond, m.all("trades"), m.all("quotes"))
		}},
	}
	for _, name := range aggregateNames() {
		list = append(list,
			ofBid("w_"+name, "window."+name, "window: 20ms"+paramsOf(name), func(in column) *series { return sliding(in, 20*millisecond, aggregates[name]) }).within(nearOf(name)),
			ofBid("t_"+name, "window."+name, "kind: tumbling, window: 10ms, close_delay: 1s"+paramsOf(name), func(in column) *series {
				return tumblingOf(in, bucketing{length: 10 * millisecond, delay: second}, name)
			}).within(nearOf(name)),
		)
	}
	return list
}

// gapFeatures stand on both sources, but fire with one: while the other has a gap
// all of them are warm-up.
func gapFeatures() []named {
	return []named{
		{name: "both", yaml: "{definition: join.latest, inputs: [quotes.bid_size, trades.price], params: {when: quotes}}", plain: func(m *market) *series {
			return latest(0, m.fields("quotes", "bid_size"), m.fields("trades", "price"))
		}},
		onNumber("lag_3", "transform.lag", "both.trades.price", "by: 3 events", func(in column) *series { return lagEvents(in, 3) }),
		onNumber("lag_time", "transform.lag", "both.trades.price", "by: 300ms", func(in column) *series { return lagTime(in, 300*millisecond) }),
		onNumber("above", "window.max", "lag_3", "window: 500ms", func(in column) *series { return sliding(in, 500*millisecond, aggregates["max"]) }),
		onNumber("each", "transform.sample", "both.quotes.bid_size", "every: 100ms", func(in column) *series { return sample(in, 100*millisecond) }),
		onNumber("last", "window.last", "both.trades.price", "kind: tumbling, window: 200ms, close_delay: 0s", func(in column) *series {
			return tumblingOf(in, bucketing{length: 200 * millisecond}, "last")
		}),
	}
}

// TestFaults compares on captures with all that may go wrong in a feed.
func TestFaults(t *testing.T) {
	groups := map[string][]named{
		"price": priceFeatures(), "transform": transformFeatures(), "chain": chainFeatures(), "bars": barFeatures(),
		"nested": nestedFeatures(), "gap": gapFeatures(),
		"join": joinFeatures(), "expr": exprFeatures(), "null": nullFeatures(),
		"tumbling": tumblingFeatures("trades.price", bucketing{length: 400 * millisecond, delay: 300 * millisecond}),
		"sessions": sessionFeatures("trades.price", 250*millisecond, 300*millisecond), "events": eventsFeatures("trades.price", 9),
	}
	for _, name := range []string{"usdm-eth", "spot-btc", "coinm-btc"} {
		r, frames := record(t, name)
		for fault, spoil := range map[string]func([]frame) []frame{
			"onesided":    onesided,
			"stalled":     stalled,
			"misdated":    misdated,
			"repeated":    repeated,
			"interrupted": interrupted,
			"all":         func(f []frame) []frame { return interrupted(repeated(misdated(stalled(onesided(f))))) },
		} {
			spoiled := spoil(span(frames, 55*second))
			path := writeCapture(t, t.TempDir(), fault, spoiled)
			for group, features := range groups {
				t.Run(name+"/"+fault+"/"+group, func(t *testing.T) {
					met(t, fault, sceneOf(r, path, spoiled, features).check(t))
				})
			}
			for i, plan := range rowPlans() {
				t.Run(name+"/"+fault+"/rows "+string(rune('0'+i)), func(t *testing.T) {
					s := sceneOf(r, path, spoiled, rowFeatures())
					s.rows = &plan
					s.check(t)
				})
			}
		}
	}
}

// TestPolicies compares where late events are dropped and claims ahead of their
// receipt are believed less.
func TestPolicies(t *testing.T) {
	for _, name := range []string{"usdm-eth", "spot-btc", "coinm-btc"} {
		r, frames := record(t, name)
		spoiled := misdated(stalled(span(frames, 40*second)))
		path := writeCapture(t, t.TempDir(), "misdated", spoiled)
		for policy, set := range map[string]func(*declared){
			"drop":          func(d *declared) { d.drop = true },
			"ahead":         func(d *declared) { d.ahead = 300 * millisecond },
			"drop or ahead": func(d *declared) { d.drop, d.ahead = d.about == trade, 5*second },
		} {
			t.Run(name+"/"+policy, func(t *testing.T) {
				s := sceneOf(r, path, spoiled, transformFeatures())
				for _, d := range s.sources {
					set(d)
				}
				s.check(t)
			})
		}
	}
}

// met asks that a capture had the fault that it was given.
func met(t *testing.T, fault string, x *expectation) {
	t.Helper()
	all := counts{}
	for _, n := range x.counts {
		all.late, all.ahead, all.duplicates, all.gaps = all.late+n.late, all.ahead+n.ahead, all.duplicates+n.duplicates, all.gaps+n.gaps
	}
	missed := map[string]bool{
		"misdated": all.late < 20 || all.ahead < 5, "repeated": all.duplicates < 20, "interrupted": all.gaps < 2,
		"all": all.late < 20 || all.ahead < 5 || all.duplicates < 20 || all.gaps < 2,
	}
	if missed[fault] {
		t.Errorf("the capture was too good: %+v", all)
	}
}
