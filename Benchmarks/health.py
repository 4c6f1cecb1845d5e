"""The network's health on simulated worlds: what the figures say beside what is true.

    python3 Benchmarks/health.py [FIRST-LAST]

For each seed a varied world and its null world (nothing planted) are simulated, run, and health/*.csv is held against truth/, which a run never
reads. Intervals are 90 %: nine in ten should hold the truth. Needs the release build (`make release`).
"""
import csv, datetime, math, os, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor

TOOL = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "penstock")


def rows(path):
    with open(path, newline="", encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text not in ("", None) else None


class World:
    def __init__(self, folder):
        self.folder = folder
        self.sites = {r["site"]: r for r in rows(folder + "/data/sites.csv")}
        self.products = {r["sku"]: r for r in rows(folder + "/data/products.csv")}
        self.truth = {}
        for name in ("consumption", "stock", "demand"):
            with open(f"{folder}/truth/{name}.csv", newline="") as file:
                table = list(csv.reader(file))
            self.weeks = table[0][2:]
            self.truth[name] = {(r[0], r[1]): [float(v) for v in r[2:]] for r in table[1:]}

    def figures(self, as_of):
        return {(r["section"], r["scope"], r["key"], r["measure"]): r for r in rows(f"{self.folder}/reports/{as_of}/health/figures.csv")}

    def traded(self, start, end):
        """Sites below tier 0 with any reported trade in [start, end)."""
        found = set()
        data = self.folder + "/data"
        for name in os.listdir(data):
            if name.startswith("sales") and name.endswith(".csv"):
                for r in rows(f"{data}/{name}"):
                    if start <= r["date"] < end:
                        if r["kind"] in ("", "sale"):
                            found.add(r["seller"])
                            found.add(r["buyer"])
        return {s for s in found if s in self.sites and int(self.sites[s]["tier"]) > 0}


def simulate(seed, null):
    folder = tempfile.mkdtemp(prefix="penstock-health-")
    command = [TOOL, "simulate", folder, "--varied", "--seed", str(seed), "--force"] + (["--null"] if null else [])
    subprocess.run(command, check=True, capture_output=True)
    world = World(folder)
    as_of = (datetime.date.fromisoformat(world.weeks[-1]) + datetime.timedelta(days=7)).isoformat()
    earlier = (datetime.date.fromisoformat(as_of) - datetime.timedelta(weeks=13)).isoformat()
    for day in (earlier, as_of):
        subprocess.run([TOOL, "run", folder, "--as-of", day, "--quiet", "--language", "en"], check=True, capture_output=True)
    return world, as_of, earlier


def measured(seed, null):
    world, as_of, earlier = simulate(seed, null)
    figures = world.figures(as_of)
    result = {}

    def held(name, key, truth):
        r = figures.get(key)
        if r is None or number(r["value"]) is None or truth is None:
            result[name] = None
            return
        low, high = number(r["low"]), number(r["high"])
        result[name] = (number(r["value"]), low, high, truth)

    cost = {s: float(p["unit_cost"]) for s, p in world.products.items()}
    tier = {s: int(r["tier"]) for s, r in world.sites.items()}
    stock, consumed = world.truth["stock"], world.truth["consumption"]
    held("capital tied up", ("capital", "network", "", "capital_tied_up"), sum(v[-1] * cost[k[1]] for k, v in stock.items()))
    below = [k for k in stock if tier[k[0]] > 0]
    taken = sum(sum(consumed[k][-13:]) for k in consumed)
    held("channel cover, weeks", ("absorption", "network", "", "channel_cover"), sum(stock[k][-1] for k in below) / (taken / 13))
    came = taken + sum(stock[k][-1] - stock[k][-14] for k in below)
    held("sold to non-participants", ("recruiting", "network", "", "sold_to_non_participants"), taken / came if came > 0 else None)
    # Growth of what is truly demanded of the owners who were there all the time.
    demand = {k: v for k, v in world.truth["demand"].items() if len(v) >= 104}
    first = {k: sum(v[-104:-52]) for k, v in demand.items()}
    last = {k: sum(v[-52:]) for k, v in demand.items()}
    steady = [k for k in demand if all(sum(demand[k][-104 + 13 * q : -91 + 13 * q or None]) > 0 for q in range(8))]
    if steady:
        held("baseline trend, a year", ("brand", "network", "", "baseline_trend"), sum(last[k] for k in steady) / sum(first[k] for k in steady) - 1)
    # Who trades in the thirteen weeks after an earlier run.
    then = world.figures(earlier)
    r = then.get(("activity", "network", "", "expected_active"))
    later = world.traded(earlier, as_of)
    activity = {a["site"]: a for a in rows(f"{world.folder}/reports/{earlier}/health/activity.csv")}
    known = [s for s, a in activity.items() if number(a["probability_active"]) is not None]
    result["active, of those known"] = (
        sum(number(activity[s]["probability_active"]) for s in known), number(r["low"]), number(r["high"]), len([s for s in known if s in later]))
    gone = [s for s in known if s not in later]
    result["lost or dormant called active"] = (len([s for s in gone if activity[s]["state"] == "active"]), len(gone))
    result["traders called lost"] = (len([s for s in known if s in later and activity[s]["state"] == "lost"]), len([s for s in known if s in later]))
    b = figures.get(("incentives", "network", "", "bunching_excess"))
    result["bunching"] = None if b is None or number(b["value"]) is None else (number(b["value"]), number(b["low"]), number(b["high"]))
    chasers = {p["site"] for p in rows(f"{world.folder}/truth/pathologies.csv") if p["cause"] == "threshold"}
    result["chasers"] = len(chasers)
    for name, key in (("diverting sites", ("diversion", "network", "", "diverting_sites")), ("substitutes", ("assortment", "network", "", "substitutes_found"))):
        f = figures.get(key)
        result[name] = None if f is None or number(f["value"]) is None else (number(f["value"]), number(f["sample"]))
    shutil.rmtree(world.folder)
    return result


def main():
    first, last = (int(v) for v in (sys.argv[1] if len(sys.argv) > 1 else "301-310").split("-"))
    seeds = list(range(first, last + 1))
    start = time.time()
    with ThreadPoolExecutor(2) as pool:
        planted = list(pool.map(lambda s: measured(s, False), seeds))
        null = list(pool.map(lambda s: measured(s, True), seeds))
    print(f"{len(seeds)} worlds (seeds {first}-{last}) and their null worlds, {time.time() - start:.0f} s")
    print(f"{'':34}{'inside 90 %':>12}{'mean error':>12}{'null: inside':>14}{'mean error':>12}")
    for name in ("capital tied up", "channel cover, weeks", "sold to non-participants", "baseline trend, a year", "active, of those known"):
        cells = []
        for worlds in (planted, null):
            known = [w[name] for w in worlds if w.get(name)]
            inside = sum(1 for v, l, h, t in known if l is not None and l - 1e-9 <= t <= h + 1e-9)
            additive = name in ("sold to non-participants", "baseline trend, a year")
            error = sum((v - t) if additive else (v / t - 1) for v, l, h, t in known) / max(1, len(known))
            cells += [f"{inside} of {len(known)}", f"{100 * error:+.1f} %"]
        print(f"{name:34}{cells[0]:>12}{cells[1]:>12}{cells[2]:>14}{cells[3]:>12}")
    for name, label in (("lost or dormant called active", "gone sites still called active"), ("traders called lost", "trading sites called lost")):
        a = [w[name] for w in planted]
        b = [w[name] for w in null]
        print(f"{label:34}{sum(x for x, _ in a)} of {sum(y for _, y in a)}; null {sum(x for x, _ in b)} of {sum(y for _, y in b)}")
    found = [w["bunching"] for w in planted if w["bunching"] and w["chasers"]]
    quiet = [w["bunching"] for w in null if w["bunching"]]
    print(f"{'bunching above zero':34}{sum(1 for v, l, h in found if l > 0)} of {len(found)} worlds with chasers ({sum(w['chasers'] for w in planted)} sites); null {sum(1 for v, l, h in quiet if l > 0)} of {len(quiet)}")
    for name in ("diverting sites", "substitutes"):
        a = [w[name] for w in planted if w[name]]
        b = [w[name] for w in null if w[name]]
        print(f"{name + ' found':34}{sum(x for x, _ in a):.0f} of {sum(y for _, y in a):.0f}; null {sum(x for x, _ in b):.0f} of {sum(y for _, y in b):.0f}")


main()
