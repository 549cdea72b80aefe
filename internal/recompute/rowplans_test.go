package recompute

import (
	"fmt"
	"testing"
)

// rowFeatures begin at different moments: at once, after a window, after some
// events, at the first bar.
func rowFeatures() []named {
	return []named{
		mid(),
		{name: "tvi", yaml: "{definition: flow.trade_volume_imbalance, inputs: [trades], params: {window: 4s}}", plain: func(m *market) *series { return imbalance(m.get("trades"), 4*second) }, near: cancelled},
		volatility("vol", "inputs: [mid], params: {window: 2s}", 2*second),
		bar("bars", bucketing{length: second, delay: 0}),
		onNumber("lag_9", "transform.lag", "mid", "by: 9 events", func(in column) *series { return lagEvents(in, 9) }),
		onNumber("calm", "transform.throttle", "mid", "every: 400ms", func(in column) *series { return throttle(in, 400*millisecond) }),
		onNumber("half", "transform.sample", "mid", "every: 500ms", func(in column) *series { return sample(in, 500*millisecond) }),
	}
}

// rowPlans are the ways to make rows.
func rowPlans() []rowPlan {
	all := []string{"vol", "mid", "tvi", "bars", "lag_9"}
	return []rowPlan{
		{features: all, when: "any", missing: "wait"},
		{features: all, when: "any", missing: "null", ages: true},
		{features: []string{"mid", "bars", "half"}, when: "bars", missing: "wait", ages: true},
		{features: []string{"tvi", "mid"}, when: "calm", missing: "null", ages: true},
		{features: []string{"lag_9", "tvi", "vol"}, when: "lag_9", missing: "null"},
		{features: all, every: second, missing: "wait", ages: true},
		{features: []string{"mid", "bars", "calm"}, every: 300 * millisecond, missing: "null", ages: true},
		{features: []string{"bars"}, every: 5 * second, missing: "wait"},
		{features: []string{"mid"}, every: 50 * millisecond, missing: "wait"},
	}
}

// TestRows compares rows.
func TestRows(t *testing.T) {
	for i, plan := range rowPlans() {
		names := captures[len(captures)-2:]
		if i%4 == 0 {
			names = captures // the large ones take long
		}
		for _, name := range names {
			t.Run(fmt.Sprintf("%s every %d %s/%s", plan.when, plan.every, plan.missing, name), func(t *testing.T) {
				s := single(t, name, rowFeatures())
				s.rows = &plan
				s.check(t)
			})
		}
	}
}

// TestWarmup compares what is written of warm-up outputs and rows.
func TestWarmup(t *testing.T) {
	for _, warmup := range []string{"drop", "null", "keep"} {
		for group, features := range map[string][]named{
			"price": priceFeatures(), "transform": transformFeatures(), "chain": chainFeatures(), "bars": barFeatures(),
		} {
			t.Run(warmup+" "+group, func(t *testing.T) {
				s := single(t, "coinm-btc", features)
				s.warmup = warmup
				s.check(t)
			})
		}
		for _, plan := range rowPlans() {
			t.Run(fmt.Sprintf("%s rows %s every %d %s", warmup, plan.when, plan.every, plan.missing), func(t *testing.T) {
				s := single(t, "coinm-btc", rowFeatures())
				s.rows, s.warmup = &plan, warmup
				s.check(t)
			})
		}
	}
}
