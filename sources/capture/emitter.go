package capture

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
	"github.com/featurizer/featurizer/source"
	"github.com/featurizer/featurizer/sources/files"
	"github.com/featurizer/featurizer/venue/binance"
)

// Emitter reads captured frames and hands over what the declared sources want of them.
type Emitter struct {
	name    string
	dir     string
	params  Params
	venue   binance.Venue
	trades  [forms]binance.Stream // which of two streams trades are read of
	candles string                // the interval of candles
	owner   string                // snapshot_symbol as the venue writes it, or empty
	// decoders differ in that stream alone: all number the symbols alike.
	decoders [forms]*binance.Decoder
	opened   map[string]bool // addresses of connections
	routes   []route         // in the order of Register and of the keys
	wanted   map[subject][]route
	books    []*bookWatch // by symbol, nil where no source wants the book
	counts   source.Counts
	meter    files.Meter

	// What is told is valid until the callback returns, so one of each will do.
	frame binance.Frame
	event event.Event
}

// subject is what an event is of; the stream of trades is Trade, whichever it is.
type subject struct {
	stream binance.Stream
	symbol int // of the decoder
}

// route is one key of one declared source.
type route struct {
	subject
	source *source.Declared
	key    *event.Key
	to     source.Callback
	book   *bookWatch // nil where the stream is not depth
}

var (
	_ source.DataSourceEventEmitter = (*Emitter)(nil)
	_ source.Counter                = (*Emitter)(nil)
	_ source.Progress               = (*Emitter)(nil)
	_ source.FromFiles              = (*Emitter)(nil)
)

// New makes an emitter. Files are named relative to dir.
func New(name, dir string, p Params) (*Emitter, error) {
	e := &Emitter{name: name, dir: dir, params: p, wanted: map[subject][]route{}, opened: map[string]bool{}}
	if err := e.check(); err != nil {
		return nil, err
	}
	for i := range e.decoders {
		e.decoders[i] = binance.NewDecoder(e.venue)
	}
	return e, nil
}

// check reads the params; those that may be left out have their zero value where
// no spec has filled in the defaults.
func (e *Emitter) check() error {
	venue, err := binance.Find(e.params.Venue)
	if err != nil {
		return err
	}
	e.venue, e.candles = venue, cmp.Or(e.params.Candles, "1m")
	e.trades = [forms]binance.Stream{ours: binance.Trade, cryptofeed: binance.AggTrade}
	if e.params.Trades != "" {
		stream, err := binance.FindStream(e.params.Trades)
		if err != nil {
			return fmt.Errorf("trades: %w", err)
		}
		e.trades = [forms]binance.Stream{stream, stream}
	}
	if e.params.SnapshotSymbol != "" {
		e.owner, err = venue.Native(e.params.SnapshotSymbol)
		if err != nil {
			return fmt.Errorf("snapshot_symbol: %w", err)
		}
	}
	return nil
}

// Register declares a source that is fed with the frames of its keys.
func (e *Emitter) Register(s *source.Declared, to source.Callback) error {
	stream, err := e.streamOf(s.Definition)
	if err != nil {
		return err
	}
	for _, key := range s.Keys {
		symbol, err := e.symbolOf(key)
		if err == nil {
			err = e.want(stream)
		}
		if err != nil {
			return fmt.Errorf("key %s: %w", key, err)
		}
		r := route{subject{stream, symbol}, s, key, to, nil}
		if stream == binance.Depth {
			r.book = e.watch(symbol)
		}
		e.routes = append(e.routes, r)
		e.wanted[r.subject] = append(e.wanted[r.subject], r)
	}
	return nil
}

// want makes the decoders read a stream.
func (e *Emitter) want(stream binance.Stream) error {
	for in, d := range e.decoders {
		read := stream
		if stream == binance.Trade {
			read = e.trades[in]
		}
		if err := d.Want(read); err != nil {
			return err
		}
	}
	return nil
}

// subjectOf returns the stream of the subject that a stream of the venue tells of:
// that which trades are read of is Trade, the other one is none.
func (e *Emitter) subjectOf(in form, s binance.Stream) binance.Stream {
	switch s { //nolint:exhaustive // the others are subjects themselves
	case e.trades[in]:
		return binance.Trade
	case binance.Trade:
		return binance.AggTrade
	}
	return s
}

// streamOf returns the stream of frames that a definition's events come from.
func (e *Emitter) streamOf(d *source.Definition) (binance.Stream, error) {
	switch d {
	case market.Trades.Definition:
		return binance.Trade, nil
	case market.Quotes.Definition:
		return binance.BookTicker, nil
	case market.BookDeltas.Definition:
		return binance.Depth, nil
	case market.Candles.Definition:
		return binance.Kline, nil
	case market.Fundings.Definition:
		return binance.MarkPrice, nil
	case market.Liquidations.Definition:
		return binance.ForceOrder, nil
	}
	return binance.Ignored, fmt.Errorf("a capture of %s holds %s, %s, %s, %s, %s and %s, not %s",
		e.venue.Name, market.Trades.Name, market.Quotes.Name, market.BookDeltas.Name,
		market.Candles.Name, market.Fundings.Name, market.Liquidations.Name, d.Name)
}

// symbolOf returns the decoders' number of a key's symbol.
func (e *Emitter) symbolOf(key *event.Key) (int, error) {
	if exchange, _ := key.Value("exchange"); exchange != e.venue.Exchange {
		return binance.NoSymbol, fmt.Errorf("a capture of %s holds exchange %s, not %q", e.venue.Name, e.venue.Exchange, exchange)
	}
	symbol, ok := key.Value("symbol")
	if !ok {
		return binance.NoSymbol, errors.New("it has no symbol")
	}
	number := binance.NoSymbol
	for _, d := range e.decoders {
		var err error
		if number, err = d.Add(symbol); err != nil {
			return binance.NoSymbol, err
		}
	}
	return number, nil
}

// symbol returns the decoders' number of a symbol as the venue writes it.
func (e *Emitter) symbol(native []byte) (int, bool) { return e.decoders[ours].Find(native) }

// Files returns where the files are that it reads.
func (e *Emitter) Files() ([]string, error) { return files.Find(e.dir, e.params.Path) }

// Run reads the files to their end.
func (e *Emitter) Run(ctx context.Context) error {
	open := func(f *files.File) (*reader, error) {
		e.meter.Watch(f)
		return newReader(f)
	}
	return files.Merge(ctx, e.dir, e.params.Path, open, func(r *reader) error { return e.take(&r.line) })
}

// Progress tells how many bytes of the files have been read.
func (e *Emitter) Progress() (done, all int64) { return e.meter.Progress() }

// Counts tells what was read and what became no event.
func (e *Emitter) Counts() source.Counts { return e.counts }

// take reads a line and hands over what it tells.
func (e *Emitter) take(l *line) error {
	e.counts.Frames++
	control, err := e.read(l)
	switch {
	case errors.Is(err, ErrVenue):
		return fmt.Errorf("%s:%d: %w", l.of.file.Name(), l.number, err)
	case err != nil:
		return e.malformed(l, err)
	case control != nil:
		return e.tellControl(l, control)
	}
	if err := e.settle(l); err != nil {
		return fmt.Errorf("%s:%d: %w", l.of.file.Name(), l.number, err)
	}
	return e.tell(l)
}

// read reads a line into the frame, or into the control that it returns.
func (e *Emitter) read(l *line) (*control, error) {
	if l.wrong != nil {
		return nil, l.wrong
	}
	switch l.kind {
	case aNote:
		return e.readNote(l.frame)
	case anAnswer:
		return nil, e.readAnswer(l)
	case aConnect:
		return e.readConnect(l)
	case anAside:
		e.pass()
		return nil, nil //nolint:nilnil // no control and no error: the line is one that is ignored
	case aFrame:
	}
	if err := e.decoders[l.form].Decode(l.frame, &e.frame); err != nil {
		return nil, fmt.Errorf("frame: %w", err)
	}
	return nil, nil //nolint:nilnil // no control and no error: the frame was read
}

// tell hands the frame over to all who want it.
func (e *Emitter) tell(l *line) error {
	f := &e.frame
	routes := e.wanted[subject{e.subjectOf(l.form, f.Stream), f.Symbol}]
	if len(routes) == 0 || f.Stream == binance.Kline && f.Candle.Interval != e.candles {
		e.counts.Ignored++
		return nil
	}
	if f.Stream == binance.Depth {
		if told, err := e.follow(l, routes); err != nil || !told {
			return err
		}
	}
	payload := payloadOf(f)
	for i := range routes {
		e.event = event.Event{SourceTime: f.SourceTime, Native: f.ID, Payload: payload}
		if f.Snapshot {
			e.event.Flags = event.Snapshot
		}
		if err := e.hand(l, &routes[i]); err != nil {
			return err
		}
	}
	return nil
}

// payloadOf returns what of the frame the event carries.
func payloadOf(f *binance.Frame) any {
	switch f.Stream {
	case binance.BookTicker:
		return &f.Quote
	case binance.Depth:
		return &f.Delta
	case binance.Kline:
		return &f.Candle
	case binance.MarkPrice:
		return &f.Funding
	case binance.ForceOrder:
		return &f.Liquidation
	case binance.Trade, binance.AggTrade, binance.Ignored:
	}
	return &f.Trade
}

// hand hands the event over by a route.
func (e *Emitter) hand(l *line, r *route) error {
	e.event.Key, e.event.Source, e.event.Arrived = r.key, r.source.Index, l.received
	return r.to(&e.event)
}
