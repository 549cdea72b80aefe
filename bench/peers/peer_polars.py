"""The work in polars, lazily: rolling windows by time, and an as-of join."""

import sys

import polars as pl

WINDOW = "60s"
RESIDUE = 0.01  # dollars: what adding and taking away leaves of an empty sum is below


def rolled(column: str) -> pl.Expr:
    return pl.col(column).rolling_sum_by("time", window_size=WINDOW, closed="right")


def imbalances(trades: pl.LazyFrame) -> pl.LazyFrame:
    """One row per trade: what was bought less what was sold, relative, over the last 60 s."""
    value, change = pl.col("price") * pl.col("amount"), pl.col("price").diff()
    signed = trades.select(
        "time",
        buy=pl.when(change > 0).then(value).otherwise(0.0),
        sell=pl.when(change < 0).then(value).otherwise(0.0),
    )
    bought, sold = rolled("buy"), rolled("sell")
    total = bought + sold
    return signed.select("time", imbalance=pl.when(total > RESIDUE).then(2 * (bought - sold) / total))


def main(folder: str, output: str) -> None:
    quotes = pl.scan_parquet(f"{folder}/quotes.parquet").set_sorted("time")
    trades = pl.scan_parquet(f"{folder}/trades.parquet").set_sorted("time")
    bid, ask = pl.col("bid"), pl.col("ask")
    mids = (
        quotes.select("time", bid.forward_fill(), ask.forward_fill())
        .drop_nulls()
        .select("time", mid=(bid + ask) / 2, spread=2 * (ask - bid) / (ask + bid))
        .set_sorted("time")
    )
    windows = mids.with_columns(
        stddev=pl.col("mid").rolling_std_by("time", window_size=WINDOW, closed="right", ddof=0),
        diff=pl.col("mid") - pl.col("mid").first().rolling(index_column="time", period=WINDOW),
    )
    rows = windows.join_asof(imbalances(trades).set_sorted("time"), on="time", strategy="backward")
    rows.collect().write_parquet(output, compression="snappy")


if __name__ == "__main__":
    main(*sys.argv[1:])
