"""The work in pandas: rolling windows by time, and merge_asof."""

import sys

import numpy as np
import pandas as pd

WINDOW = "60s"


def imbalances(path: str) -> pd.DataFrame:
    """One row per trade: what was bought less what was sold, relative, over the last 60 s."""
    trades = pd.read_parquet(path, columns=["time", "price", "amount"])
    value, change = trades.price * trades.amount, trades.price.diff()
    signed = pd.DataFrame({"buy": value.where(change > 0, 0.0), "sell": value.where(change < 0, 0.0)})
    sums = signed.set_index(pd.DatetimeIndex(trades.time)).rolling(WINDOW).sum()
    total = (sums.buy + sums.sell).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(total == 0, np.nan, 2 * (sums.buy - sums.sell).to_numpy() / total)
    return pd.DataFrame({"time": trades.time, "imbalance": ratio})


def main(folder: str, output: str) -> None:
    quotes = pd.read_parquet(f"{folder}/quotes.parquet", columns=["time", "bid", "ask"])
    quotes[["bid", "ask"]] = quotes[["bid", "ask"]].ffill()
    quotes = quotes.dropna(ignore_index=True)
    rows = pd.DataFrame({
        "time": quotes.time,
        "mid": (quotes.bid + quotes.ask) / 2,
        "spread": 2 * (quotes.ask - quotes.bid) / (quotes.ask + quotes.bid),
    })
    window = rows.mid.set_axis(pd.DatetimeIndex(rows.time)).rolling(WINDOW)
    rows["stddev"] = window.std(ddof=0).to_numpy()
    rows["diff"] = rows.mid - window.first().to_numpy()
    rows = pd.merge_asof(rows, imbalances(f"{folder}/trades.parquet"), on="time")
    rows.to_parquet(output, compression="snappy", index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
