"""Compares the rows that two systems wrote: agree.py FEATURIZER OTHER. Exits with 1 where they differ."""

import sys

import polars as pl

NAMES = {"mid.mid_price": "mid", "spread.spread": "spread", "stddev.volatility": "stddev", "diff.value": "diff", "imbalance.value": "imbalance"}

# How far values may lie apart. Mid, spread and diff are one operation on the same numbers. Sums of a
# window are added in another order, and by systems that add and take away rather than merge. What that
# leaves of a deviation that is nought is the root of a rounding error: hence a thousandth of a cent.
TOLERANCE = {"mid": 0.0, "spread": 0.0, "stddev": 1e-5, "diff": 0.0, "imbalance": 1e-9}

# Rows of one moment: a window of ours holds those that came so far, one by a range of times all of them.
# At the last of a moment, both are the same.
LAST_OF_MOMENT = ["stddev"]


def rows_of(path: str) -> pl.DataFrame:
    rows = pl.read_parquet(path)
    rows = rows.rename({k: v for k, v in NAMES.items() if k in rows.columns})
    if rows.schema["time"] != pl.Int64:
        rows = rows.with_columns(pl.col("time").dt.timestamp("ns"))
    return rows.select("time", *(pl.col(c).fill_nan(None) for c in TOLERANCE))


def main(ours: str, theirs: str) -> None:
    a, b = rows_of(ours), rows_of(theirs)
    if a.height != b.height:
        sys.exit(f"agree: {ours} has {a.height:,} rows, {theirs} has {b.height:,}")
    if not a["time"].equals(b["time"]):
        sys.exit(f"agree: times of {ours} and {theirs} differ")
    last = a["time"] != a["time"].shift(-1).fill_null(0)
    told, failed = [], False
    for name, tolerance in TOLERANCE.items():
        x, y = a[name], b[name]
        if name in LAST_OF_MOMENT:
            x, y = x.filter(last), y.filter(last)
        nulls, apart = (x.is_null() != y.is_null()).sum(), (x - y).abs().max() or 0.0
        told.append(f"{name} {apart:.1g}" + (f" and {nulls:,} nulls of one alone" if nulls else ""))
        failed = failed or nulls > 0 or apart > tolerance
    print(f"{a.height:,} rows, the same times; largest differences: {', '.join(told)}")
    if failed:
        sys.exit(f"agree: more than is tolerated: {TOLERANCE}")


if __name__ == "__main__":
    main(*sys.argv[1:])
