"""Time of the network's health on 20,000 distributors x 104 weeks: stages of one run on two threads.

    make bench-health-speed        # or: python3 Benchmarks/health_speed.py [SKUS]

Simulates ten partners, 400 leaders and some 19,600 owners once (Benchmarks/data, not committed), runs the weekly job twice on two threads and
prints the seconds of each stage (from `--verbose`) and the peak of memory.
"""
import os, pathlib, re, resource, shutil, subprocess, sys, time

root = pathlib.Path(__file__).resolve().parent.parent
penstock = os.environ.get("PENSTOCK_TOOL") or root / ".build/release/penstock"
skus = sys.argv[1] if len(sys.argv) > 1 else "4"
world = root / f"Benchmarks/data/distributors-{skus}"

if not world.exists():
    world.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [penstock, "simulate", str(world), "--partners", "10", "--leaders-per-partner", "40", "--owners-per-leader", "49", "--products", skus,
         "--weeks", "104", "--quiet"], check=True)
sites = sum(1 for _ in open(world / "data/sites.csv", "rb")) - 2
rows = sum(sum(1 for _ in open(f, "rb")) - 1 for f in (world / "data").glob("sales*.csv"))
pairs = sum(1 for _ in open(world / "truth/stock.csv", "rb")) - 1
print(f"{sites:,} distributors, {pairs:,} site x SKU, {rows:,} sales rows")
for _ in range(2):
    shutil.rmtree(world / "reports", ignore_errors=True)
    (world / "penstock.db").unlink(missing_ok=True)
    start = time.monotonic()
    process = subprocess.Popen(
        [penstock, "run", str(world), "--as-of", "2026-03-02", "--threads", "2", "--quiet", "--verbose"], stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL, text=True)
    log = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"penstock run ended with {status}:\n{log}")
    print(f"\n{wall:.1f} s wall, {usage.ru_maxrss / 1024:,.0f} MiB peak")
    for name, seconds in re.findall(r"([a-z][a-z' -]*) took ([0-9.]+(?:e-[0-9]+)?) seconds", log):
        print(f"  {name:34} {float(seconds):7.2f} s")
