package webhook_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/sinks/webhook"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// receiver is what a webhook posts to. It remembers what it took, by id.
type receiver struct {
	mu     sync.Mutex
	answer func(n int, w http.ResponseWriter) (take bool) // of the n-th request, from 0; nil takes all
	keys   []string                                       // of the requests
	bodies []string
	taken  map[string]int // how often each id came
	order  []string       // ids as they first came
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, _ := io.ReadAll(req.Body)
	r.mu.Lock()
	defer r.mu.Unlock()
	n := len(r.keys)
	r.keys, r.bodies = append(r.keys, req.Header.Get("Idempotency-Key")), append(r.bodies, string(body))
	if r.answer != nil && !r.answer(n, w) {
		return
	}
	for line := range strings.Lines(string(body)) {
		var output struct{ ID string }
		if err := json.Unmarshal([]byte(line), &output); err != nil || output.ID == "" {
			http.Error(w, "no output: "+line, http.StatusBadRequest)
			return
		}
		if r.taken == nil {
			r.taken = map[string]int{}
		}
		if r.taken[output.ID]++; r.taken[output.ID] == 1 {
			r.order = append(r.order, output.ID)
		}
	}
}

// RoundTrip lets a client speak to the receiver without a network, so that its
// time can be virtual.
func (r *receiver) RoundTrip(req *http.Request) (*http.Response, error) {
	recorder := httptest.NewRecorder()
	r.ServeHTTP(recorder, req)
	return recorder.Result(), nil
}

// outputs returns n outputs of two keys, some of which have all in common but
// their place in the step.
func outputs(tb testing.TB, n int) []event.Output {
	tb.Helper()
	var keys event.Keys
	for _, symbol := range []string{"A", "B"} {
		if _, err := keys.Intern(event.Pair{Name: "symbol", Value: symbol}); err != nil {
			tb.Fatal(err)
		}
	}
	stream := &event.OutputStream{Kind: event.OutputFeature, Name: "mid", Columns: []event.Column{{Name: "mid_price", Kind: event.KindFloat}}}
	list := make([]event.Output, n)
	for i := range list {
		list[i] = event.Output{
			Stream: stream, Key: keys.All()[i%2], Lane: event.Lane{Feed: "feed", Number: i % 2}, Seq: 0,
			Time: event.Time(i / 8), Received: event.Time(i / 16), Values: event.ListOf(event.Float(float64(i))),
		}
	}
	return list
}

func writeAll(s *webhook.Sink, list []event.Output) error {
	for i := range list {
		if err := s.Write(&list[i]); err != nil {
			return errors.Join(err, s.Close())
		}
	}
	return s.Close()
}

// TestPosts posts over a real connection.
func TestPosts(t *testing.T) {
	r := &receiver{}
	server := httptest.NewServer(r)
	defer server.Close()
	s := webhook.New(t.Context(), webhook.Options{URL: server.URL, Batch: 30, Wait: time.Hour})
	if err := writeAll(s, outputs(t, 100)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(webhook.Stats{Posted: 100}, s.Stats()); diff != "" {
		t.Errorf("stats (-want +got):\n%s", diff)
	}
	if len(r.order) != 100 || len(r.keys) != 4 {
		t.Errorf("%d different ids in %d requests, want 100 in 4", len(r.order), len(r.keys))
	}
	first, _, _ := strings.Cut(r.bodies[0], "\n")
	want := `{"id":"` + r.order[0] + `","kind":"feature","feature":"mid","key":{"symbol":"A"},"lane":"feed/0","seq":0,"time":0,"received":0,"values":{"mid_price":0}}`
	if first != want {
		t.Errorf("first line:\n%s\nwant:\n%s", first, want)
	}
}

// TestIDs holds that ids are the same in every run, and do not depend on what
// else is written.
func TestIDs(t *testing.T) {
	idsOf := func(list []event.Output) []string {
		r := &receiver{}
		s := webhook.New(t.Context(), webhook.Options{URL: "http://it", Client: &http.Client{Transport: r}})
		if err := writeAll(s, list); err != nil {
			t.Fatal(err)
		}
		return r.order
	}
	list := outputs(t, 64)
	all := idsOf(list)
	if diff := cmp.Diff(all, idsOf(list)); diff != "" {
		t.Errorf("again (-want +got):\n%s", diff)
	}
	if all[0] != "b370dbc32a32bf7a2244ec8e46fec659" {
		t.Errorf("the first id is %s: ids must never change", all[0])
	}
	// From the middle of a step on, as --from cuts.
	if diff := cmp.Diff(all[8:], idsOf(list[8:])); diff != "" {
		t.Errorf("a part (-want +got):\n%s", diff)
	}
	// Among the outputs of another stream.
	other := *list[0].Stream
	other.Name = "other"
	var mixed []event.Output
	for _, o := range list {
		mixed = append(mixed, o)
		o.Stream = &other
		mixed = append(mixed, o)
	}
	var odd []string
	for i, id := range idsOf(mixed) {
		if i%2 == 0 {
			odd = append(odd, id)
		}
	}
	if diff := cmp.Diff(all, odd); diff != "" {
		t.Errorf("among others (-want +got):\n%s", diff)
	}
}

// TestFaults lets a receiver fail in the ways of receivers. Each output must come
// once by its id, in order, with the request unchanged.
func TestFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer func(n int, w http.ResponseWriter) bool
	}{
		{"every second request fails", func(n int, w http.ResponseWriter) bool {
			if n%2 == 0 {
				http.Error(w, "try later", http.StatusInternalServerError)
			}
			return n%2 == 1
		}},
		{"the answer is lost after it was taken", func(n int, w http.ResponseWriter) bool {
			if n%3 == 0 {
				w.WriteHeader(http.StatusBadGateway)
			}
			return true
		}},
		{"it asks to wait", func(n int, w http.ResponseWriter) bool {
			if n < 3 {
				w.Header().Set("Retry-After", "7")
				w.WriteHeader(http.StatusTooManyRequests)
			}
			return n >= 3
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &receiver{answer: tt.answer}
				s := webhook.New(t.Context(), webhook.Options{URL: "http://it", Batch: 10, Client: &http.Client{Transport: r}})
				if err := writeAll(s, outputs(t, 100)); err != nil {
					t.Fatal(err)
				}
				if len(r.order) != 100 {
					t.Errorf("%d of 100 outputs were taken", len(r.order))
				}
				requests := map[string]string{}
				for i, key := range r.keys {
					if body, again := requests[key]; again && body != r.bodies[i] {
						t.Errorf("one Idempotency-Key, two bodies:\n%s\n%s", body, r.bodies[i])
					}
					requests[key] = r.bodies[i]
				}
				if stats := s.Stats(); len(requests) < 10 || stats.Posted != 100 || int(stats.Retries) != len(r.keys)-len(requests) {
					t.Errorf("%d requests of %d keys, %+v", len(r.keys), len(requests), stats)
				}
			})
		})
	}
}

// TestLostConnections speaks to a server that cuts connections and lets requests
// wait for ever.
func TestLostConnections(t *testing.T) {
	var mu sync.Mutex
	n := 0
	r := &receiver{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		mu.Lock()
		n++
		turn := n % 3
		mu.Unlock()
		switch turn {
		case 0:
			r.ServeHTTP(httptest.NewRecorder(), req) // taken, and the answer is lost
			panic(http.ErrAbortHandler)
		case 1:
			_, _ = io.Copy(io.Discard, req.Body)
			<-req.Context().Done()
		default:
			r.ServeHTTP(w, req)
		}
	}))
	defer server.Close()
	s := webhook.New(t.Context(), webhook.Options{URL: server.URL, Batch: 10, Timeout: 50 * time.Millisecond})
	if err := writeAll(s, outputs(t, 40)); err != nil {
		t.Fatal(err)
	}
	if len(r.order) != 40 || s.Stats().Posted != 40 || s.Stats().Retries == 0 {
		t.Errorf("%d of 40 outputs were taken, %+v", len(r.order), s.Stats())
	}
}

func always(status int) func(int, http.ResponseWriter) bool {
	return func(_ int, w http.ResponseWriter) bool {
		http.Error(w, "because\nof it", status)
		return false
	}
}

// TestGivesUp has a receiver that never comes back: in virtual time, so that the
// times in the messages are what they say.
func TestGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		r := &receiver{answer: always(http.StatusServiceUnavailable)}
		s := webhook.New(t.Context(), webhook.Options{URL: "http://it/?token=secret", Shown: "http://it", Batch: 10, Buffer: 10, Client: &http.Client{Transport: r}})
		err := writeAll(s, outputs(t, 1000))
		want := fmt.Sprintf("posting outputs to http://it: given up after 1m0s, tried %d times: 503 Service Unavailable: \"because\"\n", len(r.keys))
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Count(err.Error(), "given up") != 1 {
			t.Errorf("%v\nwant one of:\n%s", err, want)
		}
		if took := time.Since(began); took != time.Minute {
			t.Errorf("it took %v", took)
		}
		if n := len(r.keys); n < 8 || n > 60 {
			t.Errorf("%d tries in a minute", n)
		}
	})
}

func TestDrops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(n int, w http.ResponseWriter) bool {
			if n != 0 {
				return true
			}
			return always(http.StatusUnauthorized)(n, w)
		}}
		s := webhook.New(t.Context(), webhook.Options{URL: "http://it", Batch: 10, Drop: true, Client: &http.Client{Transport: r}})
		if err := writeAll(s, outputs(t, 35)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(webhook.Stats{Posted: 25, Dropped: 10}, s.Stats()); diff != "" {
			t.Errorf("stats (-want +got):\n%s", diff)
		}
	})
}

// What the receiver refuses for good is not tried again.
func TestRefused(t *testing.T) {
	for status, want := range map[int]string{
		http.StatusUnauthorized:     "the receiver refuses them: 401 Unauthorized: \"because\"\nhint: look at url and headers of the output",
		http.StatusMovedPermanently: "the receiver has moved: 301 Moved Permanently: \"because\"\nhint: set url to where it is now",
	} {
		r := &receiver{answer: always(status)}
		s := webhook.New(t.Context(), webhook.Options{URL: "http://it", Client: &http.Client{Transport: r}})
		err := writeAll(s, outputs(t, 3))
		if err == nil || err.Error() != "posting outputs to http://it: "+want || len(r.keys) != 1 {
			t.Errorf("after %d tries: %v\nwant: %s", len(r.keys), err, want)
		}
	}
}

// TestInterrupted interrupts a sink whose receiver is slow, and one whose receiver
// is away: what waits is posted within the timeout, or told.
func TestInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{answer: func(int, http.ResponseWriter) bool { time.Sleep(time.Second); return true }}
		ctx, interrupt := context.WithCancel(t.Context())
		s := webhook.New(ctx, webhook.Options{URL: "http://it", Batch: 10, Wait: time.Hour, Client: &http.Client{Transport: r}})
		list := outputs(t, 35)
		for i := range list {
			if err := s.Write(&list[i]); err != nil {
				t.Fatal(err)
			}
		}
		interrupt()
		if err := s.Close(); err != nil || s.Stats().Posted != 35 {
			t.Errorf("%v, %+v", err, s.Stats())
		}

		r = &receiver{answer: always(http.StatusBadGateway)}
		ctx, interrupt = context.WithCancel(t.Context())
		s = webhook.New(ctx, webhook.Options{URL: "http://it", Client: &http.Client{Transport: r}})
		interrupt()
		err := writeAll(s, list)
		if want := "posting outputs to http://it: interrupted, and within 10s it was not taken: 502 Bad Gateway: \"because\""; err == nil || err.Error() != want {
			t.Errorf("%v\nwant: %s", err, want)
		}
	})
}

// TestWaits holds that a line does not wait for others for longer than it may.
func TestWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		s := webhook.New(t.Context(), webhook.Options{URL: "http://it", Wait: time.Second, Client: &http.Client{Transport: r}})
		list := outputs(t, 2)
		if err := s.Write(&list[0]); err != nil {
			t.Fatal(err)
		}
		time.Sleep(999 * time.Millisecond)
		synctest.Wait()
		early := s.Stats().Posted
		time.Sleep(2 * time.Millisecond)
		synctest.Wait()
		if late := s.Stats().Posted; early != 0 || late != 1 {
			t.Errorf("posted %d before a second, %d after it", early, late)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
}

// A write does not keep the output.
func TestKeepsNoOutput(t *testing.T) {
	r := &receiver{}
	s := webhook.New(t.Context(), webhook.Options{URL: "http://it", Client: &http.Client{Transport: r}})
	list := outputs(t, 1)
	values := []event.Value{event.Float(1)}
	list[0].Values = event.ListOf(values...)
	if err := s.Write(&list[0]); err != nil {
		t.Fatal(err)
	}
	values[0] = event.Float(2)
	if err := s.Close(); err != nil || !bytes.Contains([]byte(r.bodies[0]), []byte(`{"mid_price":1}`)) {
		t.Errorf("%v, %s", err, r.bodies)
	}
}
