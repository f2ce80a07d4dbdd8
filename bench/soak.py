#!/usr/bin/env python3
"""Random plans over a hub that misbehaves in every way, for minutes.

    ninja -C build/run tests/test_app_soak && bench/soak.py [--minutes 10] [--seed N]

Runs tests/app/test_soak.c: four processes ask over HTTP, two with Basic and two
with tokens; each answer is compared with SQLite on the same records. Fails when
an answer is wrong, an error has no clear message, memory grows, or something
hangs. Faults go by chance: the same seed does not give the same run.
"""
import argparse
import os
import re
import subprocess
import sys

GROWTH_KB = 8192  # of a worker, from a fifth of the time to the end
ERRORS = ("unavailable", "upstream", "upstream_auth", "conflict", "timeout")

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--minutes", type=float, default=10)
parser.add_argument("--seed", default="")
parser.add_argument("--program", default="build/run/tests/test_app_soak")
args = parser.parse_args()

seconds = max(1, int(args.minutes * 60))
env = dict(os.environ, AURIC_SECONDS=str(seconds))
if args.seed:
    env["AURIC_SEED"] = args.seed
try:
    p = subprocess.run([args.program], env=env, text=True, capture_output=True,
                       timeout=seconds * 1.2 + 120)
except subprocess.TimeoutExpired:
    sys.exit("FAILED it hangs")

rows = [{k: int(v) for k, v in re.findall(r"(\w+)=(\d+)", line)}
        for line in p.stdout.split("\n") if line.startswith("worker=")]
total = lambda name: sum(r.get(name, 0) for r in rows)
hub = {k: int(v) for k, v in re.findall(r"hub (?:.*?)(rss_kb)=(\d+)", p.stdout)}
growth = [r["rss_kb"] - r["rss_early_kb"] for r in rows]

plans, right = total("plans"), total("right")
print(f"{seconds} s: {plans:,} plans, {right:,} right, {plans - right:,} clear errors"
      f" ({(plans - right) * 100 / max(plans, 1):.2f} %):",
      ", ".join(f"{total(e)} {e}" for e in ERRORS if total(e)))
print(f"{total('requests'):,} requests, {total('failures'):,} failed, {total('repeats'):,} repeated,"
      f" {total('connections'):,} connections, {total('tokens')} tokens")
print(f"slowest question {max((r['slowest_ms'] for r in rows), default=0)} ms; a worker grew by"
      f" {min(growth, default=0)} to {max(growth, default=0)} kB; the hub has {hub.get('rss_kb', 0)} kB")
wrong = len(re.findall(r"CHECK\(ok\)", p.stderr))
bad = [why for why, is_so in [
    (f"{wrong} wrong answers", wrong), ("a check failed", p.returncode != 0),
    ("a worker told nothing", len(rows) != 4), ("nothing was asked", plans == 0),
    ("memory grows", max(growth, default=0) > GROWTH_KB),
    ("errors of no known kind", plans - right != sum(map(total, ERRORS)))] if is_so]
if bad:
    sys.stderr.write(p.stderr[-6000:])
    sys.exit("FAILED " + "; ".join(bad))
print("ok")
