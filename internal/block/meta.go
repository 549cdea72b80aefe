package block

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/internal/parquetio"
)

// Version is that of the format. A reader refuses a newer one.
const Version = 1

// Meta is what a block says of itself. The writer sets what the rows tell; the rest is
// the caller's.
type Meta struct {
	Plan     string // fingerprint of the plan that made it
	Code     string // version of the program
	Arch     string // architecture level, as amd64/v3
	Segment  string
	Lane     int
	Level    int          // 0 as it was recorded, more for one that was merged of others
	Fixed    []event.Pair // names of the key that have one value in all rows, which no column repeats
	Previous [32]byte     // digest of the block before; zero for the first

	// Set by the writer.
	Version int
	Kind    Kind
	Name    string
	ID      [32]byte
	Params  string
	Stats   Stats
	Digest  [32]byte // of Previous and the rows
}

// Stats are what the rows of a block say together. Times of no rows are zero.
type Stats struct {
	Rows, Warmup             int64 // warm-up rows are among the rows
	MinTime, MaxTime         event.Time
	MinReceived, MaxReceived event.Time
	// First and Last are the places of the first and the last row. Their Lane is zero:
	// its place among all lanes is that of a run.
	First, Last event.K
}

const prefix = "featurizer."

// pairs returns what goes to the file.
func (m *Meta) pairs() []parquetio.Pair {
	list := []parquetio.Pair{
		{Key: "block", Value: strconv.Itoa(m.Version)},
		{Key: "kind", Value: m.Kind.String()},
		{Key: "name", Value: m.Name},
		{Key: "id", Value: hex.EncodeToString(m.ID[:])},
		{Key: "params", Value: m.Params},
		{Key: "plan", Value: m.Plan},
		{Key: "code", Value: m.Code},
		{Key: "arch", Value: m.Arch},
		{Key: "segment", Value: m.Segment},
		{Key: "lane", Value: strconv.Itoa(m.Lane)},
		{Key: "level", Value: strconv.Itoa(m.Level)},
		{Key: "previous", Value: hex.EncodeToString(m.Previous[:])},
		{Key: "digest", Value: hex.EncodeToString(m.Digest[:])},
	}
	for _, n := range m.numbers() {
		list = append(list, parquetio.Pair{Key: n.name, Value: strconv.FormatInt(*n.value, 10)})
	}
	list = append(list,
		parquetio.Pair{Key: "first_seq", Value: strconv.FormatUint(m.Stats.First.Seq, 10)},
		parquetio.Pair{Key: "last_seq", Value: strconv.FormatUint(m.Stats.Last.Seq, 10)},
		parquetio.Pair{Key: "fixed", Value: joinPairs(m.Fixed)})
	for i := range list {
		list[i].Key = prefix + list[i].Key
	}
	return list
}

// number is a number of the statistics under its name.
type number struct {
	name  string
	value *int64
}

func (m *Meta) numbers() []number {
	s := &m.Stats
	return []number{
		{"rows", &s.Rows},
		{"warmup", &s.Warmup},
		{"min_time", (*int64)(&s.MinTime)},
		{"max_time", (*int64)(&s.MaxTime)},
		{"min_received", (*int64)(&s.MinReceived)},
		{"max_received", (*int64)(&s.MaxReceived)},
		{"first_received", (*int64)(&s.First.Received)},
		{"last_received", (*int64)(&s.Last.Received)},
	}
}

// joinPairs writes a key as its canonical form does, which no name or value can break.
func joinPairs(pairs []event.Pair) string {
	parts := make([]string, len(pairs))
	for i, p := range pairs {
		parts[i] = p.Name + "=" + p.Value
	}
	return strings.Join(parts, "\x1f")
}

func splitPairs(text string) (pairs []event.Pair) {
	for part := range strings.SplitSeq(text, "\x1f") {
		if name, value, ok := strings.Cut(part, "="); ok {
			pairs = append(pairs, event.Pair{Name: name, Value: value})
		}
	}
	return pairs
}

// values reads pairs of a file; the first that is missing or no number is the error.
type values struct {
	file *parquetio.GroupReader
	err  error
}

func (v *values) text(name string) string {
	text, ok := v.file.Value(prefix + name)
	if !ok && v.err == nil {
		v.err = fmt.Errorf("%w: it does not say its %s", ErrCorrupt, name)
	}
	return text
}

func (v *values) number(name string) int64 {
	n, err := strconv.ParseInt(v.text(name), 10, 64)
	v.note(name, err)
	return n
}

func (v *values) unsigned(name string) uint64 {
	n, err := strconv.ParseUint(v.text(name), 10, 64)
	v.note(name, err)
	return n
}

func (v *values) digest(name string) (digest [32]byte) {
	text := v.text(name)
	n, err := hex.Decode(digest[:], []byte(text[:min(len(text), 64)]))
	if err == nil && (n != len(digest) || len(text) != 64) {
		err = hex.ErrLength
	}
	v.note(name, err)
	return digest
}

func (v *values) note(name string, err error) {
	if err != nil && v.err == nil {
		v.err = fmt.Errorf("%w: its %s: %s", ErrCorrupt, name, err.Error())
	}
}

// metaOf reads what a file says of itself.
func metaOf(file *parquetio.GroupReader) (m Meta, err error) {
	v := &values{file: file}
	if m.Version = int(v.number("block")); v.err == nil && m.Version != Version {
		return m, fmt.Errorf("%w: it has version %d of the format, and this program reads version %d", ErrOther, m.Version, Version)
	}
	for _, k := range [...]Kind{Source, Control, Feature} {
		if v.text("kind") == k.String() {
			m.Kind = k
		}
	}
	m.Name, m.ID, m.Params = v.text("name"), v.digest("id"), v.text("params")
	m.Plan, m.Code, m.Arch = v.text("plan"), v.text("code"), v.text("arch")
	m.Segment, m.Lane, m.Level = v.text("segment"), int(v.number("lane")), int(v.number("level"))
	m.Previous, m.Digest = v.digest("previous"), v.digest("digest")
	for _, n := range m.numbers() {
		*n.value = v.number(n.name)
	}
	m.Stats.First.Seq, m.Stats.Last.Seq = v.unsigned("first_seq"), v.unsigned("last_seq")
	m.Fixed = splitPairs(v.text("fixed"))
	if v.err == nil && (m.Kind == 0 || m.Stats.Rows != file.Rows()) {
		v.err = fmt.Errorf("%w: it says %d rows of kind %q and has %d", ErrCorrupt, m.Stats.Rows, v.text("kind"), file.Rows())
	}
	return m, v.err
}
