package synthetic

import (
	"github.com/featurizer/featurizer/event"
	"github.com/featurizer/featurizer/market"
)

// top is the best of both sides.
type top struct {
	bid, ask         int64 // ticks
	bidLots, askLots int32
}

func (m *exchange) top() top {
	return top{m.bids.best, m.asks.best, *m.bids.size(m.bids.best), *m.asks.size(m.asks.best)}
}

// tellTrade tells a trade at a tick of the maker's side.
func (m *exchange) tellTrade(tick int64, lots int32) error {
	m.trade++
	id := event.ID{Number: m.trade}
	m.out.trade = market.Trade{Price: m.price(tick), Amount: m.amount(lots), Side: m.taker, ID: id}
	return m.tell(tradeStream, event.Event{Native: id, Payload: &m.out.trade})
}

// tellChange tells how the book has changed, and the best of it if that is
// another now. Each level that changes is one update.
func (m *exchange) tellChange() error {
	d := &m.out.draft.delta
	d.Previous, d.First = m.update, m.update+1
	m.update += uint64(len(d.Levels))
	d.Last = m.update
	if err := m.tell(deltaStream, event.Event{Native: event.ID{Number: m.update}, Payload: d}); err != nil {
		return err
	}
	if m.top() == m.quoted {
		return nil
	}
	return m.tellQuote()
}

// tellQuote tells the best of the book.
func (m *exchange) tellQuote() error {
	m.quoted = m.top()
	q := &m.quoted
	m.out.quote = market.Quote{
		Bid: m.price(q.bid), BidSize: m.amount(q.bidLots), Ask: m.price(q.ask), AskSize: m.amount(q.askLots),
	}
	return m.tell(quoteStream, event.Event{Native: event.ID{Number: m.update}, Payload: &m.out.quote})
}

// refresh tells the whole book if a delta was lost a while ago.
func (m *exchange) refresh() error {
	if m.at < m.streams[deltaStream].book.lost.Add(resync) {
		return nil
	}
	return m.tellBook()
}

// tellBook tells the whole book.
func (m *exchange) tellBook() error {
	d := &m.out.draft
	d.begin()
	m.bids.all(d)
	m.asks.all(d)
	d.delta.First, d.delta.Previous, d.delta.Last = 0, 0, m.update
	return m.tell(deltaStream, event.Event{Flags: event.Snapshot, Native: event.ID{Number: m.update}, Payload: &d.delta})
}

// tell tells an event of now.
func (m *exchange) tell(k kind, e event.Event) error {
	m.out.event = e
	m.out.event.SourceTime, m.out.event.Arrived = m.at, m.received
	return m.out.tell(&m.streams[k], m.rules)
}

// The numbers of trades and quotes are those that strconv.ParseFloat gives of
// the decimals in the book.
func (m *exchange) price(tick int64) float64  { return times(m.rules.tick, tick).Float() }
func (m *exchange) amount(lots int32) float64 { return times(m.rules.lot, int64(lots)).Float() }
