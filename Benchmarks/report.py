#!/usr/bin/env python3
"""Size of the report of a network of 250,000 site x SKU, and the time Chromium takes to open it.

    make bench-report     # or: python3 Benchmarks/report.py

Simulates a network of about 9,000 sites once (Benchmarks/data, not committed; a network of 5,000 sites of 50 SKUs has as many
site x SKU), runs the weekly job in both languages, and opens each report.html five
times in headless Chromium at 1440 px. The time is from the start of navigation until the page has loaded and its layout stands.
"""
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parent.parent
penstock = root / ".build/release/penstock"
world = root / "Benchmarks/data/report"
chromium = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
bars = {"MB": 5.0, "seconds": 2.0}
probe = """
<script>window.addEventListener("load",function(){setTimeout(function(){document.body.getBoundingClientRect();
var n=performance.getEntriesByType("navigation")[0],e=document.querySelectorAll("*").length,t=Math.max(n.loadEventEnd,performance.now());
document.documentElement.innerHTML='<pre id="probe">'+t+" "+e+"</pre>";},0);});</script></body>"""

if chromium is None:
    sys.exit("no Chromium on PATH; make browser installs it")
if not world.exists():
    world.parent.mkdir(parents=True, exist_ok=True)
    subprocess.run([penstock, "simulate", str(world), "--partners", "10", "--leaders-per-partner", "20", "--owners-per-leader", "45",
                    "--products", "60", "--weeks", "40", "--quiet"], check=True)

missed = False
for language in ("zh", "en"):
    shutil.rmtree(world / "reports", ignore_errors=True)
    (world / "penstock.db").unlink(missing_ok=True)
    run = ["/usr/bin/time", "-f", "%e %M", penstock, "run", str(world), "--as-of", "2026-03-02", "--language", language, "--threads", "2",
           "--quiet"]
    result = subprocess.run(run if pathlib.Path(run[0]).exists() else run[3:], capture_output=True, text=True)
    if result.returncode != 0:
        sys.exit(result.stderr)
    took = re.search(r"([0-9.]+) ([0-9]+)\s*$", result.stderr)
    folder = world / "reports/2026-03-02"
    page = (folder / "report.html").read_text(encoding="utf-8")
    pairs = sum(1 for _ in open(folder / "position.csv", "rb")) - 1
    sites = len({line.split(b",", 1)[0] for line in open(folder / "position.csv", "rb")}) - 1
    times, elements = [], 0
    with tempfile.TemporaryDirectory() as scratch:
        file = pathlib.Path(scratch) / "report.html"
        at = page.rindex("</body>")
        file.write_text(page[:at] + probe + page[at + len("</body>"):], encoding="utf-8")
        for _ in range(5):
            dom = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1440,1000", "--dump-dom",
                                  file.as_uri()], capture_output=True, text=True).stdout
            found = re.search(r'<pre id="probe">([0-9.]+) ([0-9]+)<', dom)
            if not found:
                sys.exit("the report did not open")
            times.append(float(found[1]) / 1000)
            elements = int(found[2])
    size = len(page.encode()) / 1e6
    middle = statistics.median(times)
    missed |= size > bars["MB"] or middle > bars["seconds"]
    cost = f"; run {float(took[1]):.0f} s, {int(took[2]) / 1024:,.0f} MiB" if took else ""
    print(f"{language}: {sites:,} sites, {pairs:,} site x SKU: {size:.2f} MB (bar {bars['MB']:.0f}), opens in {middle:.2f} s "
          f"(median of {' '.join(f'{t:.2f}' for t in times)}; bar {bars['seconds']:.0f}), {elements:,} elements{cost}", flush=True)
sys.exit(1 if missed else 0)
