"""Runs every system as a child process with one thread, and prints what it took.

Processor time is user and system time of the child, memory its largest resident
set, both as the kernel counted them. Of several rounds, which take turns, the
least counts. A system's start and decoding are measured by themselves.
"""

import argparse
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
QUOTES, TRADES = 6_147_113, 206_337
EVENTS = QUOTES + TRADES

ONE_THREAD = {
    name: "1"
    for name in ("GOMAXPROCS", "POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "ARROW_NUM_THREADS", "NUMEXPR_MAX_THREADS")
}


class Job:
    """A command, and the least that it took so far."""

    def __init__(self, command, folder, rounds):
        self.command, self.rounds = command, rounds
        self.environment = {**os.environ, **ONE_THREAD, "PEERS_INPUT": folder}
        self.seconds, self.memory = float("inf"), 0

    def run(self):
        with open("measure.log", "wb") as log:
            child = subprocess.Popen(self.command, env=self.environment, stdout=log, stderr=log)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit(f"measure: {' '.join(self.command)} failed:\n{open('measure.log').read()}")
        self.seconds = min(self.seconds, usage.ru_utime + usage.ru_stime)
        self.memory = max(self.memory, usage.ru_maxrss // 1024)


def jobs(work, rounds, slow):
    """All jobs by (system, what)."""
    python, binary = sys.executable, os.path.join(work, "featurizer")
    five, one, prefix = (os.path.join(work, f) for f in ("5", "1", "prefix"))

    def featurizer(config, folder, output):
        return Job([binary, "run", "-c", f"{HERE}/{config}.yaml", "-o", os.path.join(work, output)], folder, rounds)

    def peer(name, folder, rounds):
        return {
            (name, "all"): Job([python, f"{HERE}/peer_{name}.py", folder, f"{work}/{name}.parquet"], folder, rounds),
            (name, "read"): Job([python, f"{HERE}/read_only.py", name, folder], folder, rounds),
        }

    return {
        ("featurizer", "all"): featurizer("featurizer", five, "featurizer.parquet"),
        ("featurizer", "read"): featurizer("read", five, "read.jsonl"),
        ("featurizer csv", "all"): featurizer("featurizer_csv", five, "featurizer_csv.parquet"),
        ("featurizer csv", "read"): featurizer("read_csv", five, "read.jsonl"),
        ("featurizer day", "all"): featurizer("featurizer", one, "featurizer_day.parquet"),
        ("featurizer prefix", "all"): featurizer("featurizer", prefix, "featurizer_prefix.parquet"),
        **peer("polars", five, rounds),
        **peer("pandas", five, rounds),
        **(peer("duckdb", five, 1) if slow else {}),
        **peer("streamz", prefix, rounds),
    }


def agree(work, ours, theirs):
    """Compares two files in a process of its own: a child's memory begins with that of its parent."""
    done = subprocess.run([sys.executable, f"{HERE}/agree.py", f"{work}/{ours}.parquet", f"{work}/{theirs}.parquet"], capture_output=True, text=True)
    print(f"{theirs}: {(done.stdout + done.stderr).strip()}")
    return done.returncode == 0


def line(all_, read, events):
    work = all_.seconds - read.seconds
    return f"| {all_.seconds:.2f} | {read.seconds:.2f} | {work:.2f} | {events / all_.seconds / 1e6:.2f} | {events / work / 1e6:.2f} | {all_.memory:,} |"


def table(done, prefix):
    print("| system | CPU s, all | start and decoding | the rest | million events per CPU s, all | the rest | peak memory, MB |")
    print("|---|---|---|---|---|---|---|")
    for name in ("featurizer", "featurizer csv", "polars", "pandas", "duckdb", "streamz"):
        if (name, "all") in done:
            print(f"| {name} {line(done[name, 'all'], done[name, 'read'], prefix if name == 'streamz' else EVENTS)}")


def main():
    options = argparse.ArgumentParser()
    options.add_argument("work", help="folder with the binary and the inputs")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--no-duckdb", action="store_true", help="leave out what takes minutes")
    o = options.parse_args()
    os.chdir(o.work)
    done = jobs(os.getcwd(), o.rounds, not o.no_duckdb)
    for turn in range(o.rounds):
        for (name, what), job in done.items():
            if turn < job.rounds:
                print(f"round {turn + 1}: {name}, {what}", file=sys.stderr)
                job.run()

    prefix = int(open("prefix/events").read())
    table(done, prefix)
    ours = done["featurizer", "all"]
    print(f"\nfeaturizer over one day {done['featurizer day', 'all'].memory} MB, over five {ours.memory} MB; over the prefix {done['featurizer prefix', 'all'].seconds:.2f} CPU s")
    for name in ("polars", "pandas", "duckdb"):
        if (name, "all") in done:
            print(f"{name} takes {done[name, 'all'].seconds / ours.seconds:.2f} times featurizer's CPU s")
    peers = [n for n in ("featurizer_csv", "polars", "pandas", "duckdb") if n != "duckdb" or not o.no_duckdb]
    agreed = [agree(os.getcwd(), "featurizer", n) for n in peers] + [agree(os.getcwd(), "featurizer_prefix", "streamz")]
    sys.exit(0 if all(agreed) else 1)


if __name__ == "__main__":
    main()
