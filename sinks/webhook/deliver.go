package webhook

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// request is a number of lines that are posted together, however often.
type request struct {
	body []byte
	key  string // the same whenever the same lines are posted
}

func newRequest(lines [][]byte) *request {
	body := append(bytes.Join(lines, []byte{'\n'}), '\n')
	sum := sha256.Sum256(body) // the ids in it make it unique
	return &request{body, hex.EncodeToString(sum[:idBytes])}
}

func newClient() *http.Client {
	return &http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 1, ForceAttemptHTTP2: true},
		// A webhook that moved is told, not followed: headers may hold a secret.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// The pauses between tries are drawn evenly between nothing and a bound, which
// doubles with each: many senders whose receiver comes back do not come at once.
const (
	firstPause   = 100 * time.Millisecond
	longestPause = 10 * time.Second
)

// pause returns how long to wait after the n-th failure, from 0.
func pause(n int) time.Duration {
	bound := longestPause
	if n < 7 {
		bound = min(bound, firstPause<<n)
	}
	return rand.N(bound)
}

// deliver posts a request until it is taken, refused or given up.
func (s *Sink) deliver(ctx context.Context, r *request) error {
	limit, cancel := context.WithTimeout(ctx, s.options.GiveUp)
	defer cancel()
	for n := 0; ; n++ {
		err := s.post(limit, r)
		var again *retryError
		if !errors.As(err, &again) {
			return err
		}
		timer := time.NewTimer(max(pause(n), again.after))
		select {
		case <-timer.C:
			s.retries.Add(1)
		case <-limit.Done():
			timer.Stop()
			if errors.Is(context.Cause(limit), errInterrupted) {
				return fmt.Errorf("interrupted, and within %v it was not taken: %w", s.options.Timeout, err)
			}
			return fmt.Errorf("given up after %v, tried %d times: %w\n"+
				"hint: see that the receiver is up; give_up: of the output says how long to try, on_failure: drop goes on without", s.options.GiveUp, n+1, err)
		}
	}
}

// retryError is a failure that may pass.
type retryError struct {
	error

	after time.Duration // that the receiver asks to wait
}

// post sends a request once.
func (s *Sink) post(ctx context.Context, r *request) error {
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.options.URL, bytes.NewReader(r.body))
	if err != nil {
		return errors.New("the url cannot be used") // its text may hold a secret
	}
	req.Header.Set("Content-Type", "application/x-ndjson")
	req.Header.Set("Idempotency-Key", r.key)
	for name, value := range s.options.Headers {
		req.Header.Set(name, value)
	}
	response, err := s.options.Client.Do(req)
	if err != nil {
		var inner *url.Error // which holds the url
		if errors.As(err, &inner) {
			err = inner.Err
		}
		if errors.Is(err, context.DeadlineExceeded) {
			err = fmt.Errorf("no answer within %v", s.options.Timeout)
		}
		return &retryError{error: err}
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(response.Body, 1<<12)) // for the message, and so that the connection is used again
	return judge(response, text)
}

// judge tells what an answer means: taken, to be tried again, or refused.
func judge(response *http.Response, text []byte) error {
	code := response.StatusCode
	if code >= 200 && code < 300 {
		return nil
	}
	said := response.Status
	if line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n"); line != "" {
		said += ": " + strconv.QuoteToGraphic(line[:min(len(line), 200)])
	}
	switch {
	case code >= 500, code == http.StatusRequestTimeout, code == http.StatusTooEarly, code == http.StatusTooManyRequests:
		seconds, err := strconv.Atoi(response.Header.Get("Retry-After"))
		if err != nil || seconds < 0 {
			seconds = 0
		}
		return &retryError{errors.New(said), time.Duration(min(seconds, 3600)) * time.Second}
	case code >= 300 && code < 400:
		return fmt.Errorf("the receiver has moved: %s\nhint: set url to where it is now", said)
	}
	return fmt.Errorf("the receiver refuses them: %s\nhint: look at url and headers of the output", said)
}
