"""Makes the inputs of all systems from the recordings: Parquet files of quotes and trades.

A quote of one side has 0,0 on the other; there the Parquet files have nulls, as
carrying the last value is part of the work that is compared. Rows stay in their
order; `seq` numbers them, for systems whose tables have none.
"""

import datetime
import glob
import io
import os
import sys
import zipfile
import zoneinfo

import polars as pl

COLUMNS = {
    "quote": ["ms", "bid", "bid_size", "ask", "ask_size", "exchange", "condition", "suspicious"],
    "trade": ["ms", "price", "amount", "exchange", "condition", "suspicious"],
}
SIDES = {"bid": "bid_size", "ask": "ask_size"}
PREFIX = 100_000  # quotes, for systems that would take too long over all


def dollars(column: str) -> pl.Expr:
    """The nearest number to the price. polars itself would multiply by 1/10000, and round twice."""
    return pl.col(column).map_batches(lambda s: pl.Series(s.to_numpy() / 10000), return_dtype=pl.Float64)


def read_day(path: str, kind: str) -> pl.DataFrame:
    """One file of the recordings, with times in UTC and prices in dollars."""
    day = datetime.datetime.strptime(os.path.basename(path).split("_")[1], "%Y%m%d")
    midnight = day.replace(tzinfo=zoneinfo.ZoneInfo("America/New_York"))
    with zipfile.ZipFile(path) as z:
        text = z.read(z.namelist()[0])
    rows = pl.read_csv(
        io.BytesIO(text), has_header=False, new_columns=COLUMNS[kind],
        schema_overrides={"exchange": pl.String, "condition": pl.String},
    )
    time = (pl.col("ms") + int(midnight.timestamp()) * 1000).cast(pl.Datetime("ms", "UTC")).alias("time")
    if kind == "trade":
        return rows.select(time, dollars("price").alias("price"), pl.col("amount").cast(pl.Float64))
    sides = []
    for price, size in SIDES.items():
        there = (pl.col(price) != 0) | (pl.col(size) != 0)
        sides.append(pl.when(there).then(dollars(price)).alias(price))
        sides.append(pl.when(there).then(pl.col(size).cast(pl.Float64)).alias(size))
    return rows.select(time, *sides)


def read(recordings: str, kind: str, days: int) -> pl.DataFrame:
    paths = sorted(glob.glob(f"{recordings}/lean/aig_*_{kind}.zip"))[:days]
    if len(paths) < days:
        sys.exit(f"prepare: {recordings}/lean has {len(paths)} files aig_*_{kind}.zip, {days} are needed: FEATURIZER_TESTDATA names the folder of the recordings")
    rows = pl.concat([read_day(p, kind) for p in paths]).with_row_index("seq")
    return rows.with_columns(pl.col("seq").cast(pl.Int64))


def write(folder: str, quotes: pl.DataFrame, trades: pl.DataFrame) -> None:
    os.makedirs(folder, exist_ok=True)
    for name, rows in (("quotes", quotes), ("trades", trades)):
        rows.write_parquet(f"{folder}/{name}.parquet", compression="snappy", row_group_size=122880)


def main(recordings: str, work: str) -> None:
    for days in (1, 5):
        quotes, trades = read(recordings, "quote", days), read(recordings, "trade", days)
        write(f"{work}/{days}", quotes, trades)
    print(f"input: {quotes.height:,} quotes and {trades.height:,} trades of five days", file=sys.stderr)
    first = quotes.head(PREFIX)
    before = trades.filter(pl.col("time") <= first["time"][-1])
    write(f"{work}/prefix", first, before)
    with open(f"{work}/prefix/events", "w") as f:
        print(first.height + before.height, file=f)


if __name__ == "__main__":
    main(*sys.argv[1:])
