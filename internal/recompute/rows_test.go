package recompute

import (
	"fmt"
	"strings"
)

// rowPlan is the rows section of a config.
type rowPlan struct {
	features []string
	when     string // any, or a feature
	every    int64  // instead of when
	missing  string
	ages     bool
}

func (r *rowPlan) yaml() string {
	when := r.when
	if r.every > 0 {
		when = fmt.Sprintf("every %dms", r.every/millisecond)
	}
	return fmt.Sprintf("rows: {features: [%s], when: %s, missing: %s, ages: %t}\n", strings.Join(r.features, ", "), when, r.missing, r.ages)
}

// rows makes the rows of a key. A warm-up value leaves its slot empty unless such
// values are kept; a row that holds one is warm-up itself.
func (m *market) rows(plan *rowPlan, kept bool) *series {
	var slots []*series
	var fields []string
	for _, name := range plan.features {
		s := m.get(name)
		slots = append(slots, s)
		for _, f := range s.fields {
			fields = append(fields, name+"."+f)
		}
		if plan.ages {
			fields = append(fields, name+".age")
		}
	}
	out := above(fields, 0, slots...)
	inputs := slots
	if plan.every == 0 && plan.when != "any" {
		inputs = append(inputs[:len(inputs):len(inputs)], m.get(plan.when))
	}
	done := map[int64]bool{} // buckets; a row's time goes back when a slot becomes empty
	steps(inputs, func(r *row) {
		p, ok := plan.at(r, inputs, kept)
		if !ok {
			return
		}
		if plan.every > 0 {
			bucket := floor(p.time, plan.every)
			if done[bucket] {
				return
			}
			done[bucket] = true
			p.warm = p.warm || out.warmBucket(p.at, bucket, out.reach)
		}
		out.points = append(out.points, p)
	})
	return out
}

// at makes the row of a step, if there is one.
func (r *rowPlan) at(now *row, inputs []*series, kept bool) (point, bool) {
	there := func(i int) bool { return now.last[i] >= 0 && (kept || !inputs[i].points[now.last[i]].warm) }
	p := point{at: now.at}
	full, some, fires := true, false, false
	for i := range r.features {
		full = full && there(i)
		if !there(i) {
			continue
		}
		slot := &inputs[i].points[now.last[i]]
		fires, p.warm = fires || now.fired[i], p.warm || slot.warm
		if !some || slot.time > p.time {
			p.time = slot.time
		}
		some = true
	}
	if trigger := len(r.features); len(inputs) > trigger {
		fires = now.fired[trigger] && there(trigger)
	}
	if !fires || !some || r.missing == "wait" && !full {
		return point{}, false
	}
	for i := range r.features {
		p.values = append(p.values, r.slot(inputs[i], now.last[i], there(i), p.time)...)
	}
	return p, true
}

// slot returns the columns of a slot.
func (r *rowPlan) slot(s *series, last int, there bool, now int64) []value {
	values := make([]value, len(s.fields), len(s.fields)+1)
	age := value{}
	if there {
		copy(values, s.points[last].values)
		age = whole(now - s.points[last].time)
	}
	if r.ages {
		values = append(values, age)
	}
	return values
}
