package graph_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/featurizer/featurizer/config"
	"github.com/featurizer/featurizer/stream"
)

const bookHead = `version: 1
sources:
  quotes: {definition: market.quote}
  deltas: {definition: market.book_delta}
  other: {definition: market.book_delta, stream: other}
features:
`

// Whatever is over the deltas of a source shares one book, which has no name and
// comes first.
func TestOneBook(t *testing.T) {
	p := plan(t, bookHead+`
  deep:  {definition: book.snapshot, inputs: [deltas], params: {depth: -1}}
  top:   {definition: book.snapshot, inputs: [deltas], params: {depth: 1}}
  each:  {definition: book.snapshot, inputs: [deltas], params: {every: 1s}}
  mid:   {definition: price.mid_price, inputs: [deltas]}
  of:    {definition: price.mid_price, inputs: [deep]}
  imb:   {definition: book.imbalance, inputs: [deltas]}
  else:  {definition: book.imbalance, inputs: [other]}
`)
	if diff := cmp.Diff([]string{"", "", "deep", "each", "else", "imb", "mid", "of", "top"}, order(p)); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	book := byName(t, p, "deep").Port.Node
	for _, name := range []string{"top", "each", "mid", "of", "imb"} {
		f := byName(t, p, name)
		if f.Port.Node != book && !slices.ContainsFunc(f.Port.Node.Inputs, func(in stream.Port) bool { return in.Node == book }) {
			t.Errorf("%s is of another book", name)
		}
	}
	if byName(t, p, "else").Port.Node.Inputs[0].Node == book {
		t.Error("two sources share a book")
	}
	for name, want := range map[string]string{
		"deep": "Keyframe", "each": "Keyframe, Bounded(1s)", "mid": "Keyframe", "of": "Keyframe", "imb": "Keyframe",
	} {
		if got := byName(t, p, name).Memory.String(); got != want {
			t.Errorf("the memory of %s is %s, want %s", name, got, want)
		}
	}
}

// What a feature is of is said by its inputs, however they are named; ids of quotes
// are those of before there were books.
func TestIdentityOfBooks(t *testing.T) {
	one := `version: 1
sources:
  quotes: {definition: market.quote}
  deltas: {definition: market.book_delta}
features:
`
	p := plan(t, one+`
  a: {definition: price.mid_price, inputs: [deltas]}
  b: {definition: price.mid_price, params: {source: book}}
  c: {definition: price.mid_price}
  d: {definition: price.mid_price, inputs: [quotes], params: {source: quote}}
  s: {definition: spread.relative}
  u: {definition: book.microprice}
  w: {definition: book.snapshot}
  x: {definition: book.snapshot, inputs: [deltas], params: {depth: 25}}
  y: {definition: book.snapshot, inputs: [deltas], params: {depth: 24}}
`)
	if diff := cmp.Diff([]string{"", "a+b", "c+d", "s", "u", "w+x", "y"}, order(p)); diff != "" {
		t.Errorf("nodes (-want +got):\n%s", diff)
	}
	for name, want := range map[string]string{
		"c": "df4f4071bc24ba11694a4a9d08d788f3c94cff6573fc1bf017513cc2a69994af",
		"s": "b78f2d4c5536f3d87a5d2cdf5d534f15c72b1cf126a7483554ca9e603f8f6791",
		"u": "8cb632d1460222d611ca853328b17f2a17cc29b456d08e104b9e8effca154329",
	} {
		if got := byName(t, p, name).ID.String(); got != want {
			t.Errorf("the id of %s has changed from %s to %s", name, want, got)
		}
	}
}

func TestMistakesWithBooks(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"deltas dropped", strings.Replace(bookHead, "book_delta}", "book_delta, late: drop}", 1) + "  a: {definition: book.snapshot, inputs: [deltas]}\n", "test.yaml:4:49: source \"deltas\": events of market.book_delta build on each other, so none may be dropped"},
		{"deltas moved", strings.Replace(bookHead, "book_delta}", "book_delta, reorder: 1s}", 1) + "  a: {definition: book.snapshot, inputs: [deltas]}\n", "test.yaml:4:52: source \"deltas\": events of market.book_delta build on each other, so none may be moved"},
		{"two sources", bookHead + "  a: {definition: book.snapshot}\n", "several sources of definition market.book_delta: deltas, other"},
		{"no depth", bookHead + "  a: {definition: book.snapshot, inputs: [deltas], params: {depth: 0}}\n", "depth: it is a number of levels above zero, or -1 for all"},
		{"no such depth", bookHead + "  a: {definition: book.snapshot, inputs: [deltas], params: {depth: -2}}\n", "depth: it is a number"},
		{"too deep", bookHead + "  b: {definition: book.snapshot, inputs: [deltas], params: {depth: 3}}\n  a: {definition: book.imbalance, inputs: [b]}\n", "depth: 5 levels are asked for, and the input has 3"},
		{"a book of quotes", bookHead + "  a: {definition: book.snapshot, inputs: [quotes]}\n", "the stream carries {bid, bid_size, ask, ask_size}"},
		{"trades of a book", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {definition: flow.trade_volume_imbalance, inputs: [b]}\n", "the stream carries book.Live, not {price, amount, side, id}"},
		{"a field of deltas", bookHead + "  a: {definition: book.snapshot, inputs: [deltas.last_update_id]}\n", "takes a whole stream, so name \"deltas\" without a field"},
		{"a field of a book", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {definition: price.mid_price, inputs: [b.bids]}\n", "takes a whole stream"},
		{"a window of a list", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {definition: window.mean, inputs: [b.bids]}\n", `field "bids" is a list, not a number`},
		{"a window of lists", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {definition: window.mean, inputs: [b]}\n", `"b" has no number among its fields: bids, asks`},
		{"an expression of a list", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {expr: \"b.bids + 1\", inputs: [b]}\n", "b.bids is a list, and an expression takes numbers, bools and texts"},
		{"an expression of a field that is one", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {expr: \"isnull(asks)\", inputs: [b]}\n", "b.asks is a list"},
		{"a join of lists", bookHead + "  b: {definition: book.snapshot, inputs: [deltas]}\n  a: {definition: join.latest, inputs: [b, quotes]}\n", "b.bids is a list, and a join takes numbers, bools and texts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := build(t, c.text)
			var inConfig *config.Errors
			if !errors.As(err, &inConfig) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v, want one about %s", err, c.want)
			}
		})
	}
	if _, err := build(t, strings.Replace(bookHead, "book_delta}", "book_delta, late: clamp}", 1)); err != nil {
		t.Errorf("late: clamp is refused: %v", err)
	}
}
