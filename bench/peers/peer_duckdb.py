"""The work in DuckDB: SQL windows over ranges of time, and an as-of join."""

import sys

import duckdb

QUERY = """
COPY (
  WITH filled AS (
    SELECT seq, time,
      last_value(bid IGNORE NULLS) OVER arrived AS bid,
      last_value(ask IGNORE NULLS) OVER arrived AS ask
    FROM '{folder}/quotes.parquet'
    WINDOW arrived AS (ORDER BY seq ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
  ), mids AS (
    SELECT seq, time, (bid + ask) / 2 AS mid, 2 * (ask - bid) / (ask + bid) AS spread
    FROM filled WHERE bid IS NOT NULL AND ask IS NOT NULL
  ), windows AS (
    SELECT seq, time, mid, spread, stddev_pop(mid) OVER minute AS stddev,
      mid - first_value(mid) OVER minute AS diff
    FROM mids
    WINDOW minute AS (ORDER BY time RANGE BETWEEN INTERVAL 59999 MILLISECONDS PRECEDING AND CURRENT ROW)
  ), signed AS (
    SELECT seq, time, price * amount AS value, price - lag(price) OVER (ORDER BY seq) AS change
    FROM '{folder}/trades.parquet'
  ), sums AS (
    SELECT seq, time,
      sum(CASE WHEN change > 0 THEN value ELSE 0 END) OVER minute AS bought,
      sum(CASE WHEN change < 0 THEN value ELSE 0 END) OVER minute AS sold
    FROM signed
    WINDOW minute AS (ORDER BY time RANGE BETWEEN INTERVAL 59999 MILLISECONDS PRECEDING AND CURRENT ROW)
  ), imbalances AS (
    SELECT time, any_value(2 * (bought - sold) / nullif(bought + sold, 0)) AS imbalance
    FROM sums GROUP BY time
  )
  SELECT w.time, mid, spread, stddev, diff, imbalance
  FROM windows w ASOF LEFT JOIN imbalances i ON w.time >= i.time
  ORDER BY w.seq
) TO '{output}' (FORMAT parquet, COMPRESSION snappy)
"""


def main(folder: str, output: str) -> None:
    with duckdb.connect() as db:
        db.execute("SET threads = 1")
        db.execute("SET TimeZone = 'UTC'")
        db.execute(QUERY.format(folder=folder, output=output))


if __name__ == "__main__":
    main(*sys.argv[1:])
