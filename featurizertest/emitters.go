package featurizertest

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/source"
)

// EmitterCase is an emitter that ends by itself, such as one of files, with the
// sources that it is to feed.
type EmitterCase struct {
	// New makes the emitter anew, with nothing registered. What it makes gives the
	// same events each time, at least [EnoughEvents] of them.
	New func() (source.DataSourceEventEmitter, error)
	// Sources are declared to the emitter. Each gets at least one event.
	Sources []*source.Declared
	// Unordered says that times may go back, as receive times within a file may.
	Unordered bool
}

const (
	// soon is how many events may follow after the context is done. Whoever looks
	// at it once in so many is quick enough for a human.
	soon = 2048
	// EnoughEvents is how many events the emitter of a case must give for a test to
	// see whether it stops before its end.
	EnoughEvents = 2 * soon
)

// TestEmitter holds that an emitter keeps the contract of
// [source.DataSourceEventEmitter], and of [source.Counter] and [source.Progress] where it
// is one.
func TestEmitter(t *testing.T, c EmitterCase) {
	t.Helper()
	all := &emitterTest{EmitterCase: c}
	for _, check := range emitterChecks() {
		t.Run(check.name, func(t *testing.T) {
			t.Helper()
			if err := check.find(t, all); err != nil {
				t.Error(err)
			}
		})
	}
}

// emitterCheck is a part of the contract.
type emitterCheck struct {
	name string
	find func(t *testing.T, c *emitterTest) error // what is wrong
}

func emitterChecks() []emitterCheck {
	return []emitterCheck{
		{"its events are of their source", checkEvents},
		{"its times do not go back", checkOrder},
		{"it gives the same again", checkAgain},
		{"it calls one callback at a time", checkOverlap},
		{"it calls none after its end", checkEnd},
		{"it ends at once when the context was done before", checkDoneBefore},
		{"it ends when the context is done", checkDone},
		{"it ends with the error of a callback", checkCallbackError},
		{"it refuses a source that it cannot feed", checkForeign},
		{"its counts add up", checkCounts},
		{"its progress goes on to its end", checkProgress},
	}
}

// emitterTest is a case with the runs to the end that several checks look at.
type emitterTest struct {
	EmitterCase
	first, second *emitterRun // nil until they are needed
}

// whole returns the first run to the end.
func (c *emitterTest) whole(t *testing.T) (_ *emitterRun, err error) {
	t.Helper()
	if c.first == nil {
		c.first, err = c.toEnd(t)
	}
	return c.first, err
}

// again returns the first run to the end and another.
func (c *emitterTest) again(t *testing.T) (first, second *emitterRun, err error) {
	t.Helper()
	if first, err = c.whole(t); err == nil && c.second == nil {
		c.second, err = c.toEnd(t)
	}
	return first, c.second, err
}

// toEnd runs a fresh emitter to its end.
func (c *EmitterCase) toEnd(t *testing.T) (*emitterRun, error) {
	t.Helper()
	r, err := c.prepare()
	if err != nil {
		return nil, err
	}
	if err := r.run(t.Context()); err != nil {
		return nil, fmt.Errorf("a run to the end returns %w", err)
	}
	return r, nil
}

func checkEvents(t *testing.T, c *emitterTest) error {
	r, err := c.whole(t)
	if err != nil {
		return err
	}
	fed := map[int]bool{}
	for i := range r.events {
		fed[r.events[i].source] = true
	}
	for _, s := range c.Sources {
		if !fed[s.Index] {
			return fmt.Errorf("the case is too small: source %s gets no event", s.Name)
		}
	}
	if len(r.events) < EnoughEvents {
		return fmt.Errorf("the case is too small: it gives %d events, a test needs %d", len(r.events), EnoughEvents)
	}
	return r.wrong
}

func checkOrder(t *testing.T, c *emitterTest) error {
	r, err := c.whole(t)
	if err != nil || c.Unordered {
		return err
	}
	last := event.Unset
	for i := range r.events {
		at := r.events[i].arrival
		if at == event.Unset {
			continue // it goes where it stands
		}
		if at < last {
			return fmt.Errorf("event %d goes back: received at %d, after %d\n%s", i+1, at, last, r.events[i].text)
		}
		last = at
	}
	return nil
}

func checkAgain(t *testing.T, c *emitterTest) error {
	first, second, err := c.again(t)
	if err != nil {
		return err
	}
	if len(first.events) != len(second.events) {
		return fmt.Errorf("one run gives %d events, another %d", len(first.events), len(second.events))
	}
	return second.prefixOf(first)
}

func checkOverlap(t *testing.T, c *emitterTest) error {
	r, err := c.whole(t)
	if err != nil {
		return err
	}
	if r.overlaps.Load() {
		return errors.New("a callback is called while another has not returned")
	}
	return nil
}

// checkEnd waits for what the emitter has left behind: goroutines until they have
// ended, timers for a day.
func checkEnd(t *testing.T, c *emitterTest) error {
	var r *emitterRun
	var err error
	synctest.Test(t, func(t *testing.T) {
		r, err = c.toEnd(t)
		day, cancel := context.WithTimeout(t.Context(), 24*time.Hour) // passes at once in here
		defer cancel()
		<-day.Done()
	})
	if err != nil {
		return err
	}
	if r.late > 0 {
		return fmt.Errorf("%d callbacks are called after Run has returned", r.late)
	}
	return nil
}

func checkDoneBefore(t *testing.T, c *emitterTest) error {
	return c.cancelAt(t, 0)
}

func checkDone(t *testing.T, c *emitterTest) error {
	return errors.Join(c.cancelAt(t, 1), c.cancelAt(t, soon/2))
}

// cancelAt ends the context at the n-th event, before Run if n is 0.
func (c *emitterTest) cancelAt(t *testing.T, n int) error {
	whole, err := c.whole(t)
	if err != nil {
		return err
	}
	r, err := c.prepare()
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if n == 0 {
		cancel()
	}
	r.during = func(number int) error {
		if number == n {
			cancel()
		}
		return nil
	}
	err = r.run(ctx)
	switch after := len(r.events) - n; {
	case !errors.Is(err, context.Canceled):
		return fmt.Errorf("done at event %d, Run returns %s, not the context's error", n, words(err))
	case after > soon:
		return fmt.Errorf("done at event %d, Run gives %d more: look at the context more often", n, after)
	}
	return r.prefixOf(whole)
}

func words(err error) string {
	if err == nil {
		return "no error"
	}
	return strconv.Quote(err.Error())
}

func checkCallbackError(_ *testing.T, c *emitterTest) error {
	errStop := errors.New("the callback has failed")
	for _, n := range []int{1, soon} {
		r, err := c.prepare()
		if err != nil {
			return err
		}
		r.during = func(number int) error {
			if number >= n {
				return errStop
			}
			return nil
		}
		err = r.run(context.Background())
		if len(r.events) > n {
			return fmt.Errorf("after an error of the callback at event %d, %d more follow", n, len(r.events)-n)
		}
		if !errors.Is(err, errStop) {
			return fmt.Errorf("after an error of the callback at event %d, Run returns %s", n, words(err))
		}
	}
	return nil
}

func checkForeign(_ *testing.T, c *emitterTest) error {
	type foreign struct {
		Value float64 `doc:"something"`
	}
	d := source.Define[foreign]("featurizertest.foreign", "what no emitter knows").Definition
	params := d.NewParams()
	schema, err := d.Schema(params)
	if err != nil {
		return err
	}
	e, err := c.New()
	if err != nil {
		return err
	}
	err = e.Register(&source.Declared{
		Name: "foreign", Index: len(c.Sources), Definition: d, Params: params, Schema: schema, Keys: c.Sources[0].Keys,
	}, func(*event.Event) error { return nil })
	if err == nil {
		return fmt.Errorf("it takes a source of definition %s", d.Name)
	}
	return nil
}

func checkCounts(t *testing.T, c *emitterTest) error {
	r, again, err := c.again(t)
	if err != nil {
		return err
	}
	counter, ok := r.emitter.(source.Counter)
	if !ok {
		return nil
	}
	n, malformed := counter.Counts(), uint64(0)
	for i := range r.events {
		if r.events[i].control == event.Malformed {
			malformed++
		}
	}
	switch other := again.emitter.(source.Counter).Counts(); { //nolint:errcheck,forcetypeassert // as that of the first run
	case n != other:
		return fmt.Errorf("one run counts %+v, another %+v", n, other)
	case n.Ignored+n.Malformed > n.Frames:
		return fmt.Errorf("more is ignored and malformed than there is: %+v", n)
	case n.Ignored+n.Malformed == n.Frames && uint64(len(r.events)) > malformed:
		return fmt.Errorf("there are %d events, but no frame that they could be from: %+v", len(r.events), n)
	case malformed > n.Malformed:
		return fmt.Errorf("%d control events tell of malformed frames, %d are counted", malformed, n.Malformed)
	}
	return nil
}

func checkProgress(_ *testing.T, c *emitterTest) error {
	r, err := c.prepare()
	if err != nil {
		return err
	}
	p, ok := r.emitter.(source.Progress)
	if !ok {
		return nil
	}
	last, wrong := 0.0, error(nil)
	r.during = func(number int) error {
		done, all := p.Progress()
		if done < 0 || done > all {
			wrong = fmt.Errorf("its progress is %d of %d at event %d", done, all, number)
		} else if share := float64(done) / max(float64(all), 1); share < last {
			wrong = fmt.Errorf("its progress goes back to %d of %d at event %d", done, all, number)
		} else {
			last = share
		}
		return wrong
	}
	if err := r.run(context.Background()); err != nil {
		return err
	}
	if done, all := p.Progress(); done != all {
		return fmt.Errorf("its progress is %d of %d at its end", done, all)
	}
	return nil
}

// emitterRun is an emitter and what it has given.
type emitterRun struct {
	emitter source.DataSourceEventEmitter
	sources []*source.Declared
	during  func(number int) error // called with each event, from 1

	overlaps atomic.Bool
	mu       sync.Mutex // for emitters that break the rule
	ended    bool
	late     int // callbacks after the end
	events   []emitted
	wrong    error // with the first event that has something wrong
}

// emitted is what is kept of an event.
type emitted struct {
	source  int
	arrival event.Time // what it is merged by, event.Unset if it has no time
	control event.ControlKind
	text    string // all of it
}

// prepare makes a fresh emitter and registers the sources.
func (c *EmitterCase) prepare() (*emitterRun, error) {
	e, err := c.New()
	if err != nil {
		return nil, fmt.Errorf("making the emitter: %w", err)
	}
	r := &emitterRun{emitter: e, sources: c.Sources}
	for _, s := range c.Sources {
		if err := e.Register(s, r.callback(s)); err != nil {
			return nil, fmt.Errorf("registering source %s: %w", s.Name, err)
		}
	}
	return r, nil
}

func (r *emitterRun) run(ctx context.Context) error {
	err := r.emitter.Run(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	return err
}

func (r *emitterRun) callback(s *source.Declared) source.Callback {
	return func(e *event.Event) error {
		if !r.mu.TryLock() {
			r.overlaps.Store(true)
			r.mu.Lock()
		}
		defer r.mu.Unlock()
		runtime.Gosched() // so that whoever would call at the same time does
		if r.ended {
			r.late++
			return nil
		}
		if err := r.judge(s, e); err != nil && r.wrong == nil {
			r.wrong = fmt.Errorf("event %d of source %s: %w", len(r.events)+1, s.Name, err)
		}
		r.events = append(r.events, keep(e))
		if r.during == nil {
			return nil
		}
		return r.during(len(r.events))
	}
}

// judge says what is wrong with an event of a source.
func (r *emitterRun) judge(s *source.Declared, e *event.Event) error {
	switch {
	case e.Source != s.Index:
		return fmt.Errorf("its source is %d, not %d", e.Source, s.Index)
	case !slices.Contains(s.Keys, e.Key):
		return fmt.Errorf("its key %v is none of those declared", e.Key)
	case e.Control == nil:
		return judgePayload(s, e.Payload)
	case e.Control.Kind.String() == "":
		return fmt.Errorf("its control is of kind %d, which does not exist", e.Control.Kind)
	case !slices.ContainsFunc(r.sources, func(s *source.Declared) bool { return s.Name == e.Control.Source }):
		return fmt.Errorf("its control concerns source %q, which is not declared", e.Control.Source)
	}
	return nil
}

func judgePayload(s *source.Declared, payload any) error {
	if got, want := reflect.TypeOf(payload), reflect.PointerTo(s.Definition.Payload); got != want {
		return fmt.Errorf("its payload is a %v, not a %v", got, want)
	}
	if reflect.ValueOf(payload).IsNil() {
		return errors.New("its payload is nil")
	}
	record, ok := payload.(*event.Record)
	if !ok {
		return nil
	}
	if got, want := len(record.Values), len(s.Schema.Fields); got != want {
		return fmt.Errorf("its record has %d values for %d fields", got, want)
	}
	for i, v := range record.Values {
		if f := &s.Schema.Fields[i]; !v.IsNull() && v.Kind() != f.Kind {
			return fmt.Errorf("field %s is a %v, not a %v", f.Name, v.Kind(), f.Kind)
		}
	}
	return nil
}

func keep(e *event.Event) emitted {
	kept := emitted{source: e.Source, arrival: e.Arrived}
	if e.Arrived == 0 {
		kept.arrival = e.SourceTime
	}
	var control event.Control
	if e.Control != nil {
		control = *e.Control
	}
	kept.control = control.Kind
	kept.text = fmt.Sprintf("source %d, key %v, time %d, arrived %d, flags %d, native %#v, control %#v, payload %#v",
		e.Source, e.Key, e.SourceTime, e.Arrived, e.Flags, e.Native, control, e.Payload)
	return kept
}

// prefixOf tells whether a run has given what another began with.
func (r *emitterRun) prefixOf(whole *emitterRun) error {
	for i := range r.events {
		if i >= len(whole.events) {
			return fmt.Errorf("event %d is one more than another run gives: %s", i+1, r.events[i].text)
		}
		if got, want := r.events[i].text, whole.events[i].text; got != want {
			return fmt.Errorf("event %d is, in one run and another,\n%s\n%s", i+1, want, got)
		}
	}
	return nil
}
