"""Compares tables, as common tools read them, with the JSON lines of the same outputs. See scripts/open-outputs."""

import json
import struct
import sys
from pathlib import Path

import duckdb
import pandas
import polars
import pyarrow
import pyarrow.feather
import pyarrow.parquet

INTEGERS = {"time", "received", "seq", "bars.trades"}
BOOLS = {"up.value"}
LISTS = {"book.bids", "book.asks"}
TEXTS = {"lane", "exchange", "symbol", "last.trades.side", "last.trades.id"}


def kind_of(name):
    """The type that a column must have. A field of a feature that is none of these is a float."""
    for kind, names in {"int": INTEGERS, "bool": BOOLS, "list": LISTS, "text": TEXTS}.items():
        if name in names:
            return kind
    return "int" if name.endswith(".age") else "float"


class Number(str):
    """A number as the text it was written in: json would make an int of -0."""


def bits(x):
    return struct.unpack("<Q", struct.pack("<d", x))[0]


def expected(path):
    """The columns of a table, from JSON lines: floats as their bits, lists as pairs of them."""
    columns = {}
    with path.open() as lines:
        for line in lines:
            o = json.loads(line, parse_int=Number, parse_float=Number)
            row = {"time": o["time"], "received": o["received"], "lane": o["lane"], "seq": o["seq"], **o["key"], **o["values"]}
            for name, value in row.items():
                columns.setdefault(name, []).append(None if value is None else exact(kind_of(name), value))
    return columns


def exact(kind, value):
    if kind == "float":
        return bits(float(value))
    if kind == "int":
        return int(value)
    if kind == "list":
        return tuple((bits(float(level["price"])), bits(float(level["size"]))) for level in value)
    return value


def comparable(kind, values, name):
    """The values of a column as a tool gives them, in the form of those that are expected."""
    result = []
    for value in values:
        if value is None or value is pandas.NA or value != value:
            result.append(None)
        elif kind == "float":
            result.append(bits(float(value)))
        elif kind == "list":
            levels = json.loads(value, parse_int=Number) if isinstance(value, str) else value
            result.append(exact(kind, levels))
        elif kind == "text":
            result.append(str(value))
        elif kind == "int" and (isinstance(value, float) or int(value) != value):
            raise ValueError(f"{name}: {value!r} is no integer")
        else:
            result.append(int(value) if kind == "int" else value)
    return result


# What the tools call the types. In csv, lists are texts, and texts of digits are taken for numbers.
TYPES = {
    "pyarrow": {"int": "int64", "float": "double", "bool": "bool", "text": "string", "list": ("list<element: struct<price: double not null, size: double not null> not null>", "list<item: struct<price: double not null, size: double not null> not null>")},
    "duckdb": {"int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "text": "VARCHAR", "list": "STRUCT(price DOUBLE, size DOUBLE)[]"},
    "polars": {"int": "Int64", "float": "Float64", "bool": "Boolean", "text": "String", "list": "List(Struct({'price': Float64, 'size': Float64}))"},
    "pandas": {"int": "int64[pyarrow]", "float": "double[pyarrow]", "bool": "bool[pyarrow]", "text": "string[pyarrow]", "list": ()},
}


def readers(folder, table):
    """For each tool and format: its types and values by column."""

    def arrow(t):
        return {f.name: str(f.type) for f in t.schema}, {name: t.column(name).to_pylist() for name in t.column_names}

    def duck(relation):
        rows = relation.fetchall()
        return dict(zip(relation.columns, map(str, relation.types))), dict(zip(relation.columns, zip(*rows)))

    def pola(frame):
        return {name: str(t) for name, t in frame.schema.items()}, {name: frame[name].to_list() for name in frame.columns}

    def panda(frame):
        return {name: str(t) for name, t in frame.dtypes.items()}, {name: frame[name].tolist() for name in frame.columns}

    parquet, feather, csv = (str(folder / f"{table}.{e}") for e in ("parquet", "arrow", "csv"))
    mapped = pyarrow.feather.read_table(feather, memory_map=True)
    backed = {"dtype_backend": "pyarrow"}
    return {
        ("pyarrow", "parquet"): lambda: arrow(pyarrow.parquet.read_table(parquet)),
        ("pyarrow", "arrow"): lambda: arrow(mapped),
        ("duckdb", "parquet"): lambda: duck(duckdb.sql(f"from '{parquet}'")),
        ("duckdb", "arrow"): lambda: duck(duckdb.from_arrow(mapped)),
        ("duckdb", "csv"): lambda: duck(duckdb.read_csv(csv)),
        ("polars", "parquet"): lambda: pola(polars.read_parquet(parquet)),
        ("polars", "arrow"): lambda: pola(polars.read_ipc(feather)),
        ("polars", "csv"): lambda: pola(polars.read_csv(csv, infer_schema_length=None)),
        ("pandas", "parquet"): lambda: panda(pandas.read_parquet(parquet, **backed)),
        ("pandas", "arrow"): lambda: panda(pandas.read_feather(feather, **backed)),
        ("pandas", "csv"): lambda: panda(pandas.read_csv(csv, **backed)),
    }


def differences(want, types, values, tool, form):
    if list(want) != list(values):
        yield f"columns {list(values)}, want {list(want)}"
        return
    for name, column in want.items():
        kind = kind_of(name)
        allowed = TYPES[tool][kind]
        loose = form == "csv" and kind in ("list", "text") or allowed == ()
        if not loose and types[name] not in (allowed if isinstance(allowed, tuple) else (allowed,)):
            yield f"{name} is of type {types[name]}, want {allowed}"
            continue
        got = comparable(kind, values[name], name)
        if got != column:
            at = next((i for i, pair in enumerate(zip(got, column)) if pair[0] != pair[1]), min(len(got), len(column)))
            yield f"{name} differs in row {at} of {len(column)}: {got[at:at + 1]}, want {column[at:at + 1]}"


def plain_pandas(folder, table, want):
    """What pandas makes by default: int64 and float64 of numpy, where no integer is null."""
    for form, frame in (("parquet", pandas.read_parquet(folder / f"{table}.parquet")), ("arrow", pandas.read_feather(folder / f"{table}.arrow"))):
        for name, column in want.items():
            kind = kind_of(name)
            if kind not in ("int", "float") or kind == "int" and None in column:
                continue
            if str(frame[name].dtype) != f"{kind}64":
                yield f"pandas by default, {form}: {name} is of type {frame[name].dtype}"
            elif comparable(kind, frame[name].tolist(), name) != column:
                yield f"pandas by default, {form}: {name} differs"


def seen(want):
    """Whether the table has what is hard: else equal tables show little."""
    for kind in ("float", "int", "bool", "text", "list"):
        columns = [c for name, c in want.items() if kind_of(name) == kind]
        if not any(None in c for c in columns):
            yield f"no null among the columns of type {kind}"
    floats = {x for name, c in want.items() if kind_of(name) == "float" for x in c if x is not None}
    for what, there in {"-0": 1 << 63 in floats, "a subnormal": any(0 < x < 1 << 52 for x in floats)}.items():
        if not there:
            yield f"no {what}"


def main():
    folder, failures = Path(sys.argv[1]), []
    print(f"duckdb {duckdb.__version__}, polars {polars.__version__}, pandas {pandas.__version__}, pyarrow {pyarrow.__version__}")
    for table in ("rows", "mid"):
        want = expected(folder / f"{table}.jsonl")
        if table == "rows":
            failures += [f"{table}: {what}" for what in seen(want)]
        for (tool, form), read in readers(folder, table).items():
            try:
                wrong = list(differences(want, *read(), tool, form))
            except Exception as e:  # a tool that cannot read a file is what this looks for
                wrong = [f"{type(e).__name__}: {e}"]
            failures += [f"{table} as {form} in {tool}: {what}" for what in wrong]
            print(f"{table:5} {form:8} {tool:8} {len(want)} columns, {len(want['time'])} rows: {'differs' if wrong else 'the same'}")
        failures += [f"{table}: {what}" for what in plain_pandas(folder, table, want)]
    for failure in failures:
        print("FAILED:", failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
