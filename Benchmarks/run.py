#!/usr/bin/env python3
"""Time, memory and stages of `penstock run` on a simulated network of 20,000 site x SKU x 104 weeks.

    make bench-run        # or: python3 Benchmarks/run.py [site-products]

Simulates the network once (Benchmarks/data, not committed), runs the weekly job three times on two threads and once on one,
and prints wall and CPU seconds, peak memory and the seconds of each stage (from `--verbose`).
"""
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time

root = pathlib.Path(__file__).resolve().parent.parent
penstock = root / ".build/release/penstock"
pairs = sys.argv[1] if len(sys.argv) > 1 else "20000"
world = root / f"Benchmarks/data/network-{pairs}"


def run(*arguments):
    """Runs penstock; returns wall seconds, CPU seconds, peak MiB and what it logged."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen([penstock, *arguments], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    log = process.stderr.read()
    _, status, usage = __import__("os").wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"penstock {' '.join(map(str, arguments))} ended with {status}:\n{log}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, usage.ru_maxrss / 1024, log


if not world.exists():
    world.parent.mkdir(parents=True, exist_ok=True)
    wall, *_ = run("simulate", str(world), "--site-products", pairs, "--weeks", "104", "--quiet")
    print(f"simulated {pairs} site x SKU x 104 weeks in {wall:.1f} s")
rows = sum(sum(1 for _ in open(f, "rb")) - 1 for f in (world / "data").glob("sales*.csv"))
print(f"{rows:,} sales rows")

for threads in ("2", "2", "2", "1"):
    shutil.rmtree(world / "reports", ignore_errors=True)
    (world / "penstock.db").unlink(missing_ok=True)
    wall, cpu, peak, log = run("run", str(world), "--as-of", "2026-03-02", "--threads", threads, "--quiet", "--verbose")
    stages = re.findall(r"([a-z][a-z' -]*) took ([0-9.]+(?:e-[0-9]+)?) seconds", log)
    print(f"\n{threads} threads: {wall:.1f} s wall, {cpu:.1f} s CPU, {peak:,.0f} MiB peak")
    for name, seconds in stages:
        print(f"  {name:14} {float(seconds):7.2f} s  {100 * float(seconds) / wall:4.0f} %")
