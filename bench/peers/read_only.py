"""Starts a system and has it decode what it needs of the input, and no more: read_only.py SYSTEM FOLDER."""

import sys

FILES = {"quotes": ["time", "bid", "ask"], "trades": ["time", "price", "amount"]}


def read_polars(path: str, columns: list[str]) -> None:
    import polars

    polars.read_parquet(path, columns=columns)


def read_pandas(path: str, columns: list[str]) -> None:
    import pandas

    pandas.read_parquet(path, columns=columns)


def read_duckdb(path: str, columns: list[str]) -> None:
    import duckdb

    with duckdb.connect() as db:
        db.execute("SET threads = 1")
        largest = ", ".join(f"max({c}) AS {c}" for c in ["seq", *columns])
        db.execute(f"CREATE TEMP TABLE largest AS SELECT {largest} FROM '{path}'")  # handed to Python, a time would need pytz


def read_streamz(path: str, columns: list[str]) -> None:
    import streamz  # noqa: F401, its start counts
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(path, columns=columns)
    for c in columns:
        table[c].to_pylist()


READERS = {"polars": read_polars, "pandas": read_pandas, "duckdb": read_duckdb, "streamz": read_streamz}

if __name__ == "__main__":
    system, folder = sys.argv[1:]
    for name, wanted in FILES.items():
        READERS[system](f"{folder}/{name}.parquet", wanted)
