"""The network's health on simulated worlds: what the figures say beside what is true.

    python3 Benchmarks/health.py [FIRST-LAST]

For each seed a varied world with a market (`penstock simulate --varied --market`) and its null world (nobody piles up, diverts or reacts) are
simulated, run, and health/*.csv is held against truth/, which a run never reads. Intervals are 90 %: nine in ten should hold the truth.
Needs the release build (`make release`).
"""
import csv, datetime, math, os, shutil, subprocess, sys, tempfile, time
from concurrent.futures import ThreadPoolExecutor

TOOL = os.environ.get("PENSTOCK_TOOL") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".build", "release", "penstock")


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
        for name in ("consumption", "stock"):
            with open(f"{folder}/truth/{name}.csv", newline="") as file:
                table = list(csv.reader(file))
            self.weeks = table[0][2:]
            self.truth[name] = {(r[0], r[1]): [float(v) for v in r[2:]] for r in table[1:]}
        self.health = {(r["measure"], r["scope"], r["key"]): float(r["value"]) for r in rows(folder + "/truth/health.csv")}

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


    def member_weeks(self, start, end):
        """Weeks with a purchase in [start, end) of consumers known before start."""
        known, weeks = set(), set()
        data = self.folder + "/data"
        for name in sorted(os.listdir(data)):
            if name.startswith("sales") and name.endswith(".csv"):
                for r in rows(f"{data}/{name}"):
                    if r["customer"] and r["kind"] in ("", "sale") and r["seller"] in self.sites and r["sku"] in self.products:
                        if r["date"] < start:
                            known.add(r["customer"])
                        elif r["date"] < end and r["customer"] in known:
                            weeks.add((r["customer"], datetime.date.fromisoformat(r["date"]).isocalendar()[:2]))
        return len(weeks)


NETWORK = [
    ("promotion uplift", "members", "promotion_uplift"),
    ("pulled forward", "members", "pulled_forward"),
    ("bound to promotions", "members", "promotion_bound_share"),
    ("price elasticity", "brand", "price_elasticity"),
    ("discount creep, a year", "brand", "discount_creep"),
    ("diverted units", "diversion", "diverted_units"),
    ("recruits' share of sell-in", "recruiting", "recruit_sell_in_share"),
    ("sell-in without recruits", "recruiting", "sell_in_without_recruits"),
    ("contribution share", "leaders", "contribution_share"),
]
BY_SKU = [("price elasticity, SKU", "brand", "price_elasticity"), ("cannibalised share, launch", "assortment", "cannibalised_share")]
RELATIVE = {"capital tied up", "channel cover, weeks", "active, of those known", "member purchases to come", "sell-in without recruits", "diverted units", "diverted units, site"}


def optional(path):
    return rows(path) if os.path.exists(path) else []


def simulate(seed, null):
    folder = tempfile.mkdtemp(prefix="penstock-health-")
    command = [TOOL, "simulate", folder, "--varied", "--market", "--seed", str(seed), "--force"] + (["--null"] if null else [])
    subprocess.run(command, check=True, capture_output=True)
    world = World(folder)
    as_of = (datetime.date.fromisoformat(world.weeks[-1]) + datetime.timedelta(days=7)).isoformat()
    earlier = (datetime.date.fromisoformat(as_of) - datetime.timedelta(weeks=13)).isoformat()
    for day in (earlier, as_of):
        subprocess.run([TOOL, "run", folder, "--as-of", day, "--quiet", "--language", "en"], check=True, capture_output=True)
    return world, as_of, earlier


def measured(seed, null):
    try:
        world, as_of, earlier = simulate(seed, null)
    except subprocess.CalledProcessError as failure:
        print(f"seed {seed}{', null' if null else ''}: {' '.join(failure.cmd[1:2])} ended with {failure.returncode}", file=sys.stderr)
        return None
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
    # Growth of what people truly took of the owners who were there all the time.
    demand = {k: v for k, v in consumed.items() if len(v) >= 104}
    first = {k: sum(v[-104:-52]) for k, v in demand.items()}
    last = {k: sum(v[-52:]) for k, v in demand.items()}
    steady = [k for k in demand if all(sum(demand[k][-104 + 13 * q : -91 + 13 * q or None]) > 0 for q in range(8))]
    if steady:
        held("baseline trend, a year", ("brand", "network", "", "baseline_trend"), sum(last[k] for k in steady) / sum(first[k] for k in steady) - 1)
    # What the market does.
    for name, section, measure in NETWORK:
        held(name, (section, "network", "", measure), world.health.get((measure, "network", "")))
    for name, section, measure in BY_SKU:
        result[name] = []
        for key, r in figures.items():
            if key[0] == section and key[1] == "sku" and key[3] == measure and number(r["value"]) is not None:
                truth = world.health.get((measure, "sku", key[2]), world.health.get((measure, "network", "")))
                if truth is not None:
                    result[name].append((number(r["value"]), number(r["low"]), number(r["high"]), truth))
    # Goods sold outside of their region: owners found, and units of each.
    diverted = {k[2]: v for k, v in world.health.items() if k[0] == "diverted_units" and k[1] == "site"}
    judged = [r for r in optional(f"{world.folder}/reports/{as_of}/health/diversion.csv")]
    listed = {r["site"]: r for r in judged if r["state"] == "beyond_chance"}
    result["diverting found"] = (len([s for s in listed if s in diverted]), len([s for s in diverted if s in {r["site"] for r in judged}]))
    result["honest listed"] = (len([s for s in listed if s not in diverted]), len([r for r in judged if r["site"] not in diverted]))
    result["diverted units, site"] = [
        (number(r["excess_units"]), number(r["low"]), number(r["high"]), diverted[s]) for s, r in listed.items() if s in diverted]
    # SKUs that people take where another is out.
    pairs = {(k[2], k[0].split(":")[1]) for k in world.health if k[0].startswith("substitute:")}
    named = [(r["sku"], r["substitute"]) for r in optional(f"{world.folder}/reports/{as_of}/health/assortment.csv") if r["substitute"]]
    result["substitutes right"] = (len([p for p in named if p in pairs]), len(named))
    # Purchases of known consumers that the earlier run expected.
    r = world.figures(earlier).get(("members", "network", "", "expected_member_purchases"))
    if r is not None and number(r["value"]) is not None:
        result["member purchases to come"] = (number(r["value"]), number(r["low"]), number(r["high"]), world.member_weeks(earlier, as_of))
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
    planted, null = [w for w in planted if w], [w for w in null if w]
    failed = 2 * len(seeds) - len(planted) - len(null)
    if failed:
        print(f"{failed} worlds could not be run and are left out")
    print(f"{len(seeds)} worlds (seeds {first}-{last}) and their null worlds, {time.time() - start:.0f} s")
    print(f"{'':34}{'inside 90 %':>12}{'mean error':>12}{'null: inside':>14}{'mean error':>12}")
    names = ["capital tied up", "channel cover, weeks", "sold to non-participants", "baseline trend, a year", "active, of those known"]
    names += ["member purchases to come"] + [n for n, _, _ in NETWORK] + [n for n, _, _ in BY_SKU] + ["diverted units, site"]
    for name in names:
        cells = []
        for worlds in (planted, null):
            known = []
            for w in worlds:
                if w.get(name):
                    known += w[name] if isinstance(w[name], list) else [w[name]]
            banded = [k for k in known if k[1] is not None]
            inside = sum(1 for v, l, h, t in banded if l - 1e-9 <= t <= h + 1e-9)
            if name in RELATIVE:
                known = [k for k in known if k[3]]
            error = sum((v / t - 1) if name in RELATIVE else (v - t) for v, l, h, t in known) / max(1, len(known))
            cells += [f"{inside} of {len(banded)}" if banded else "-", (f"{100 * error:+.1f} %" if name in RELATIVE else f"{error:+.3f}") if known else "-"]
        print(f"{name:34}{cells[0]:>12}{cells[1]:>12}{cells[2]:>14}{cells[3]:>12}")
        if os.environ.get("PENSTOCK_HEALTH_DETAIL"):
            for worlds in (planted, null):
                for w in worlds:
                    if w.get(name):
                        print("   ", *[tuple(round(v, 3) if v is not None else None for v in k) for k in (w[name] if isinstance(w[name], list) else [w[name]])])
    for name, label in (("diverting found", "diverting owners listed"), ("honest listed", "honest owners listed"), ("substitutes right", "substitutes named rightly")):
        print(f"{label:34}{sum(w[name][0] for w in planted)} of {sum(w[name][1] for w in planted)}; null {sum(w[name][0] for w in null)} of {sum(w[name][1] for w in null)}")
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
