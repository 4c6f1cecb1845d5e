#!/usr/bin/env python3
"""Reads 10 million sales rows with `penstock check` and with polars, in turn, and prints the ratio of their times.

    make bench-reading              # builds first; or, after swift build -c release:
    python3 Benchmarks/reading.py [--rows 10000000] [--runs 5] [--threads 2] [--command .build/release/penstock]

The file (about 400 MB: 300 sites, 100 SKUs, 104 weeks, in order of date) is made once under Benchmarks/data, always the
same bytes. polars is taken from this Python, or else from a virtual environment made under Benchmarks/.venv. Both sides
are processes of their own, so start-up counts; each is also measured for its peak memory. Times are the best of the runs,
the ratio is the median over rounds.
"""

import argparse
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import time
import venv

HERE = pathlib.Path(__file__).resolve().parent
SITES, SKUS, WEEKS = 300, 100, 104

POLARS = """
import sys
import polars as pl
frame = pl.read_csv(sys.argv[1], try_parse_dates=True)
sums = frame.group_by("seller", "buyer", "sku", pl.col("date").dt.truncate("1w").alias("week")).agg(pl.col("quantity").sum())
print(sums.height, sums["quantity"].sum())
"""


def make_workspace(folder: pathlib.Path, rows: int) -> None:
    """A four-tier network; every row one movement along it or one sale to a consumer, from a small linear generator."""
    data = folder / "data"
    if (data / "complete").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    sites = [f"S{i:04d}" for i in range(SITES)]
    skus = [f"SKU{i:04d}" for i in range(SKUS)]
    tier = [0 if i == 0 else 1 if i < 10 else 2 if i < 60 else 3 for i in range(SITES)]
    supplier = [None if i == 0 else 0 if i < 10 else 1 + i % 9 if i < 60 else 10 + i % 50 for i in range(SITES)]
    with open(data / "products.csv", "w") as out:
        out.write("sku,name,unit_cost,unit_price\n")
        for i, sku in enumerate(skus):
            out.write(f"{sku},product {i},{10 + i % 7},{20 + i % 13}\n")
    with open(data / "sites.csv", "w") as out:
        out.write("site,name,tier,supplier\n")
        for i, site in enumerate(sites):
            out.write(f"{site},place {i},{tier[i]},{'' if supplier[i] is None else sites[supplier[i]]}\n")
    first = time.mktime((2024, 1, 1, 12, 0, 0, 0, 0, 0))
    days = [time.strftime("%Y-%m-%d", time.localtime(first + day * 86400)) for day in range(WEEKS * 7)]
    state = 20260302
    with open(data / "sales.csv", "w", buffering=1 << 20) as out:
        out.write("date,seller,buyer,sku,quantity,amount\n")
        lines = []
        for row in range(rows):
            state = (state * 6364136223846793005 + 1442695040888963407) & 0xFFFFFFFFFFFFFFFF
            draw = state >> 16
            day = days[row * len(days) // rows]
            site = draw % SITES
            sku = (draw >> 12) % SKUS
            quantity = 1 + (draw >> 24) % 48
            price = 20 + sku % 13
            if supplier[site] is None or (draw >> 40) % 4 == 0:
                seller, buyer = sites[site], ""
            else:
                seller, buyer = sites[supplier[site]], sites[site]
            lines.append(f"{day},{seller},{buyer},{skus[sku]},{quantity},{quantity * price}.{(draw >> 36) % 10}0\n")
            if len(lines) == 50_000:
                out.write("".join(lines))
                lines.clear()
        out.write("".join(lines))
    (data / "complete").touch()
    # The marker is not part of the workspace's data.
    (data / "complete").rename(data / ".complete")


def workspace(rows: int) -> pathlib.Path:
    folder = HERE / "data" / f"reading-{rows}"
    if not (folder / "data" / ".complete").exists():
        print(f"making {rows:,} rows under {folder} …", file=sys.stderr)
        make_workspace(folder, rows)
    return folder


def python_with_polars() -> str:
    try:
        import polars  # noqa: F401

        return sys.executable
    except ImportError:
        pass
    environment = HERE / ".venv"
    python = environment / "bin" / "python"
    if not python.exists():
        venv.create(environment, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "polars"], check=True)
    return str(python)


def measured(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Wall seconds and peak resident MiB of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    errors = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command[0]} failed:\n{errors.decode(errors='replace')}")
    return seconds, usage.ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--command", default=str(HERE.parent / ".build" / "release" / "penstock"))
    arguments = parser.parse_args()
    folder = workspace(arguments.rows)
    sales = folder / "data" / "sales.csv"
    python = python_with_polars()
    environment = dict(os.environ, POLARS_MAX_THREADS=str(arguments.threads))
    ours = [arguments.command, "check", str(folder), "--threads", str(arguments.threads)]
    theirs = [python, "-c", POLARS, str(sales)]
    print(f"{arguments.rows:,} rows, {sales.stat().st_size / 1e6:.0f} MB, {arguments.threads} threads, {arguments.runs} rounds")
    times: dict[str, list[tuple[float, float]]] = {"penstock": [], "polars": []}
    for _ in range(arguments.runs):
        times["penstock"].append(measured(ours, environment))
        times["polars"].append(measured(theirs, environment))
    for name, runs in times.items():
        print(f"{name:9} {min(s for s, _ in runs):6.2f} s best, {statistics.median(s for s, _ in runs):6.2f} s median, {max(m for _, m in runs):6.0f} MiB peak")
    ratio = statistics.median(a / b for (a, _), (b, _) in zip(times["penstock"], times["polars"]))
    print(f"ratio     {ratio:6.2f} (median over rounds; the bar is 1.00, the aim 0.69)")


if __name__ == "__main__":
    main()
