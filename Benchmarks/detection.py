#!/usr/bin/env python3
"""How well `penstock run` finds piled-up stock, against the hidden truth of simulated worlds and three plain rules.

    make bench-detection                    # or: python3 Benchmarks/detection.py [FIRST-LAST] [--reuse] [--penstock PATH] [--each]

One world per seed (default 201-210, which nothing was tuned on; 101-199 are for development), counts missing and sales
unreported to a degree that differs from seed to seed (`settings`). Each world is simulated, run as of 2026-03-02 and scored
against `truth/labels.csv`, which a run never reads: a site x SKU is piled up when its stock exceeds what will be demanded of it
over 12 weeks, plus 4 weeks of the same mean. `--reuse` keeps worlds made before, `--each` prints every seed.

Measures, over all site x SKU of a world unless said otherwise:

- AP: average precision of the risk in `stockpile.csv` (0 where unlisted). Equal scores count as one threshold, so that the order of
  rows gains nothing.
- P@K: share of piled-up stock among the K at highest risk, K the number truly piled up; ties count in proportion.
- ECE: expected calibration error, ten equal bins of the listed risk: the mean of |mean risk - share piled up|, weighted by rows;
  and, beside it, the share piled up among what is not listed.
- top20: share piled up among the first 20 rows of `stockpile.csv`, in the order in which it is written.
- WAPE: sum of |on_hand - truth| over the sum of truth, positions of basis `insufficient` apart; cover: share of truths within
  [on_hand_low, on_hand_high], nominally 90 %; width: mean width of that interval over mean truth.

Baselines (each ranks by weeks of cover; consumption is the mean weekly reported sales and shipments of the last 13 weeks):

- ledger: stock is everything received less everything reported to have left;
- count: stock is the last count, carried forward unchanged; a site x SKU without a count scores nothing;
- peers: the last count brought forward by reported movements, and its cover against others of tier and SKU: (ln cover - median) /
  (1.4826 MAD).
"""
import argparse
import collections
import csv
import datetime
import math
import pathlib
import shutil
import statistics
import subprocess
import sys

root = pathlib.Path(__file__).resolve().parent.parent
AS_OF = "2026-03-02"
RECENT = (datetime.date.fromisoformat(AS_OF) - datetime.timedelta(weeks=13)).isoformat()
CHINESE = {"日期": "date", "站点": "site", "商品编码": "sku", "库存": "on_hand", "卖方": "seller", "买方": "buyer", "数量": "quantity"}
NEVER = 1e6  # weeks of cover of stock that nothing leaves


def settings(seed):
    """Shares of counts missing and of sales unreported: each seed of ten another pair."""
    return (0.2, 0.35, 0.5, 0.65, 0.8)[seed % 5], (0.25, 0.65, 0.45)[seed % 3]


def rows(path):
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    lines = text.splitlines(keepends=True)
    reader = csv.DictReader(lines)
    reader.fieldnames = [CHINESE.get(name, name) for name in reader.fieldnames or []]
    return list(reader)


def number(text):
    try:
        return float(text)
    except (TypeError, ValueError):
        return None


# Measures


def average_precision(scores, labels):
    total = sum(labels)
    if not total:
        return math.nan
    groups = collections.defaultdict(lambda: [0, 0])
    for score, label in zip(scores, labels):
        groups[score][0] += 1
        groups[score][1] += label
    seen = found = area = 0
    for score in sorted(groups, reverse=True):
        count, hits = groups[score]
        seen, found = seen + count, found + hits
        area += hits / total * found / seen
    return area


def precision_at_k(scores, labels):
    k = sum(labels)
    if not k:
        return math.nan
    left, hits = k, 0.0
    groups = collections.defaultdict(list)
    for score, label in zip(scores, labels):
        groups[score].append(label)
    for score in sorted(groups, reverse=True):
        group = groups[score]
        share = min(1, left / len(group))
        hits += share * sum(group)
        left -= share * len(group)
        if left <= 1e-9:
            break
    return hits / k


def calibration(listed):
    """Expected calibration error and the bins behind it: [rows, mean risk, share piled up]."""
    bins = collections.defaultdict(lambda: [0, 0.0, 0])
    for risk, label in listed:
        place = bins[min(9, int(risk * 10))]
        place[0] += 1
        place[1] += risk
        place[2] += label
    table = {place: (n, risk / n, hits / n) for place, (n, risk, hits) in sorted(bins.items())}
    return (sum(n * abs(risk - share) for n, risk, share in table.values()) / len(listed) if listed else math.nan), table


# Baselines


def movements(world):
    for path in sorted((world / "data").glob("sales*.csv")):
        for row in rows(path):
            quantity = number(row["quantity"])
            if quantity is not None and row["date"] < AS_OF:
                yield row["date"], row["seller"], row["buyer"], row["sku"], -quantity if row.get("kind") == "return" else quantity


def baselines(world, labels, tiers):
    counted = {}
    for path in sorted((world / "data").glob("stock*.csv")):
        for row in rows(path):
            units, key = number(row["on_hand"]), (row["site"], row["sku"])
            if units is None or row["date"] >= AS_OF:
                continue
            day, before = counted.get(key, ("", 0))
            if row["date"] >= day:
                counted[key] = (row["date"], units + (before if row["date"] == day else 0))
    ledger = collections.defaultdict(float)
    forward = collections.defaultdict(float, {key: units for key, (_, units) in counted.items()})
    left = collections.defaultdict(float)
    for day, seller, buyer, sku, units in movements(world):
        for key, change in (((seller, sku), -units), ((buyer, sku), units)):
            ledger[key] += change
            if day > counted.get(key, ("", 0))[0]:
                forward[key] += change
        if day >= RECENT:
            left[seller, sku] += units / 13

    def cover(stock, key):
        if stock <= 0:
            return 0.0
        return min(NEVER, stock / left[key]) if left[key] > 0 else NEVER + stock

    weeks = {key: cover(forward[key], key) for key in labels}
    peers = collections.defaultdict(list)
    for key, value in weeks.items():
        if 0 < value < NEVER:
            peers[tiers[key[0]], key[1]].append(math.log(value))

    def against_peers(key):
        group = peers[tiers[key[0]], key[1]]
        if weeks[key] <= 0 or len(group) < 3:
            return -NEVER
        middle = statistics.median(group)
        spread = max(0.1, 1.4826 * statistics.median(abs(value - middle) for value in group))
        return (math.log(weeks[key]) - middle) / spread

    return {
        "ledger": {key: cover(ledger[key], key) for key in labels},
        "count": {key: cover(counted[key][1], key) if key in counted else -1.0 for key in labels},
        "peers": {key: against_peers(key) for key in labels},
    }


# One world


def scored(world):
    folder = world / "reports" / AS_OF
    labels = {(r["site"], r["sku"]): r for r in rows(world / "truth/labels.csv")}
    positions = {(r["site"], r["sku"]): r for r in rows(folder / "position.csv")}
    listed = [((r["site"], r["sku"]), float(r["risk"])) for r in rows(folder / "stockpile.csv")]
    tiers = {r["site"]: int(r["tier"]) for r in rows(world / "data/sites.csv") if r["tier"].isdigit()}
    piled = {key: int(row["piled"]) for key, row in labels.items()}
    risk = dict(listed)
    result = {"pairs": len(labels), "piled": sum(piled.values()), "listed": len(listed)}

    def add(prefix, keys):
        scores, truth = [risk.get(key, 0.0) for key in keys], [piled[key] for key in keys]
        result[prefix + "AP"] = average_precision(scores, truth)
        result[prefix + "P@K"] = precision_at_k(scores, truth)

    add("", labels)
    for tier in range(4):
        add(f"tier{tier} ", [key for key in labels if tiers.get(key[0]) == tier])
    judged = [(value, piled[key]) for key, value in listed if key in piled]
    result["ECE"], _ = calibration(judged)
    unlisted = [piled[key] for key in labels if key not in risk]
    result["unlisted piled"] = sum(unlisted) / max(1, len(unlisted))
    first = [piled[key] for key, _ in listed[:20] if key in piled]
    result["top20"] = sum(first) / max(1, len(first))
    known = [(positions[k], float(labels[k]["on_hand"]), tiers.get(k[0])) for k in labels if k in positions]
    known = [entry for entry in known if entry[0]["basis"] != "insufficient"]
    for prefix, tier in (("", None), ("tier0 ", 0), ("tier1 ", 1), ("tier2 ", 2), ("tier3 ", 3)):
        some = [entry for entry in known if tier is None or entry[2] == tier]
        total = sum(truth for _, truth, _ in some) or math.nan
        result[prefix + "WAPE"] = sum(abs(float(p["on_hand"]) - truth) for p, truth, _ in some) / total
        inside = (float(p["on_hand_low"]) - 0.5 <= truth <= float(p["on_hand_high"]) + 0.5 for p, truth, _ in some)
        result[prefix + "cover"] = sum(inside) / max(1, len(some))
    result["width"] = sum(float(p["on_hand_high"]) - float(p["on_hand_low"]) for p, _, _ in known) / sum(t for _, t, _ in known)
    for name, scores in baselines(world, labels, tiers).items():
        result[f"{name} AP"] = average_precision([scores[key] for key in labels], list(piled.values()))
        result[f"{name} P@K"] = precision_at_k([scores[key] for key in labels], list(piled.values()))
    return result, [(*entry, tiers.get(key[0])) for (key, _), entry in zip([e for e in listed if e[0] in piled], judged)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("seeds", nargs="?", default="201-210", help="FIRST-LAST, or one seed")
    parser.add_argument("--penstock", default=str(root / ".build/release/penstock"), help="the command to measure")
    parser.add_argument("--reuse", action="store_true", help="keep worlds that an earlier call made")
    parser.add_argument("--each", action="store_true", help="print every seed")
    arguments = parser.parse_args()
    first, _, last = arguments.seeds.partition("-")
    results, judged = [], []
    for seed in range(int(first), int(last or first) + 1):
        world = root / f"Benchmarks/data/detection/seed-{seed}"
        missing, unreported = settings(seed)
        if not (arguments.reuse and (world / "truth/labels.csv").exists()):
            shutil.rmtree(world, ignore_errors=True)
            world.parent.mkdir(parents=True, exist_ok=True)
            shares = ["--counts-missing", str(missing), "--under-reporting", str(unreported)]
            subprocess.run([arguments.penstock, "simulate", world, "--seed", str(seed), "--as-of", AS_OF, *shares, "--quiet"], check=True)
        shutil.rmtree(world / "reports", ignore_errors=True)
        (world / "penstock.db").unlink(missing_ok=True)
        subprocess.run([arguments.penstock, "run", world, "--as-of", AS_OF, "--quiet"], check=True)
        result, entries = scored(world)
        results.append(result)
        judged += entries
        if arguments.each or sys.stderr.isatty():
            shown = " ".join(f"{name} {result[name]:.3f}" for name in ("AP", "P@K", "ECE", "top20", "WAPE", "cover"))
            print(f"seed {seed}: counts missing {missing}, unreported {unreported}, {result['piled']} of {result['pairs']} piled: {shown}")

    def mean(name):
        values = [result[name] for result in results if not math.isnan(result[name])]
        deviation = statistics.stdev(values) if len(values) > 1 else 0.0
        return f"{statistics.fmean(values):.3f} ± {deviation / math.sqrt(len(values)):.3f}" if values else "-"

    print(f"\n{len(results)} worlds (seeds {arguments.seeds}), mean ± standard error over worlds; {sum(r['piled'] for r in results):,} of ")
    print(f"{sum(r['pairs'] for r in results):,} site x SKU piled up, {sum(r['listed'] for r in results):,} listed\n")
    print(f"{'':12} {'AP':>15} {'P@K':>15}")
    for label, prefix in (("penstock", ""), ("ledger", "ledger "), ("count", "count "), ("peers", "peers ")):
        print(f"{label:12} {mean(prefix + 'AP'):>15} {mean(prefix + 'P@K'):>15}")
    print(f"\n{'tier':12} {'AP':>15} {'P@K':>15} {'WAPE':>15} {'90 % cover':>15} {'ECE':>7}")
    for label, prefix, tier in [("all", "", None)] + [(f"{t}", f"tier{t} ", t) for t in range(4)]:
        error, _ = calibration([entry[:2] for entry in judged if tier is None or entry[2] == tier])
        print(f"{label:12}" + "".join(f" {mean(prefix + name):>15}" for name in ("AP", "P@K", "WAPE", "cover")) + f" {error:7.3f}")
    print(f"\ntop20 {mean('top20')}, interval width {mean('width')} of stock, unlisted piled up {mean('unlisted piled')}")
    print(f"\n{'risk':10} {'rows':>6} {'mean risk':>10} {'piled up':>9}")
    for place, (count, risk, share) in calibration([entry[:2] for entry in judged])[1].items():
        print(f"{place / 10:.1f}-{(place + 1) / 10:.1f}    {count:6} {risk:10.3f} {share:9.3f}")


main()
