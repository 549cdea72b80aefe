"""The work in streamz, event by event: accumulators with a window of their own each."""

import collections
import heapq
import math
import sys

import pyarrow as pa
import pyarrow.parquet as pq
from streamz import Stream

WINDOW = 60_000  # ms
OUT = ["time", "mid", "spread", "stddev", "diff", "imbalance"]


def carry(state, quote):
    time, bid, ask = quote
    return time, state[1] if bid is None else bid, state[2] if ask is None else ask


def of_quote(quote):
    time, bid, ask = quote
    return time, (bid + ask) / 2, 2 * (ask - bid) / (ask + bid)


class Deviation:
    """Mean and squared deviations of a sliding window, added to and taken from."""

    def __init__(self):
        self.window, self.n, self.mean, self.m2 = collections.deque(), 0, 0.0, 0.0

    def step(self, quote):
        time, mid, spread = quote
        self.window.append((time, mid))
        self.n += 1
        delta = mid - self.mean
        self.mean += delta / self.n
        self.m2 += delta * (mid - self.mean)
        while self.window[0][0] <= time - WINDOW:
            _, old = self.window.popleft()
            self.n -= 1
            delta = old - self.mean
            self.mean -= delta / self.n
            self.m2 -= delta * (old - self.mean)
        return time, mid, spread, math.sqrt(max(self.m2, 0.0) / self.n), mid - self.window[0][1]


class Imbalance:
    """What was bought less what was sold, relative, of a sliding window."""

    def __init__(self):
        self.window, self.last, self.bought, self.sold = collections.deque(), None, 0.0, 0.0

    def step(self, trade):
        time, price, amount = trade
        change = 0.0 if self.last is None else price - self.last
        self.last = price
        buy, sell = (price * amount if change > 0 else 0.0), (price * amount if change < 0 else 0.0)
        self.window.append((time, buy, sell))
        self.bought += buy
        self.sold += sell
        while self.window[0][0] <= time - WINDOW:
            _, buy, sell = self.window.popleft()
            self.bought -= buy
            self.sold -= sell
        total = self.bought + self.sold
        return 2 * (self.bought - self.sold) / total if total > 0.01 else None  # less than a cent is what rounding left


def read(path, columns):
    table = pq.read_table(path, columns=columns)
    columns = [table[columns[0]].cast(pa.int64()).to_pylist()] + [table[c].to_pylist() for c in columns[1:]]
    return zip(*columns)


def main(folder, output):
    quotes, trades, imbalances, rows = Stream(), Stream(), Stream(), []
    trades.map(Imbalance().step).connect(imbalances)
    mids = quotes.accumulate(carry, start=(0, None, None)).filter(lambda q: None not in q).map(of_quote)
    windows = mids.map(Deviation().step)
    windows.combine_latest(imbalances, emit_on=windows).sink(rows.append)
    imbalances.emit(None)

    events = heapq.merge(
        ((e[0], 0, e) for e in read(f"{folder}/trades.parquet", ["time", "price", "amount"])),
        ((e[0], 1, e) for e in read(f"{folder}/quotes.parquet", ["time", "bid", "ask"])),
        key=lambda e: e[:2],
    )
    streams = trades, quotes
    for _, which, event in events:
        streams[which].emit(event)
    columns = list(zip(*(w + (i,) for w, i in rows)))
    time = pa.array(columns[0], pa.timestamp("ms", "UTC"))
    pq.write_table(pa.table([time, *map(pa.array, columns[1:])], OUT), output)


if __name__ == "__main__":
    main(*sys.argv[1:])
