#!/usr/bin/env python3
"""Business questions on two domains, a fixed sample: fewer right ones than the
floor, or more silently wrong ones than the ceiling, are a regression.  The
scoring is stricter than that of bench/LANGUAGE.md: every gold column must be
there, in rows of the same number."""
import itertools
import json
import os
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../lib"))
sys.path.insert(0, os.path.join(HERE, "../../bench/questions"))
from auric import BINARY, Folder, case, clean_env, done  # noqa: E402
import run as sets  # noqa: E402

# set: at least so many right, at most so many silently wrong.  A floor goes up
# with the engine, and down only with a reason in the commit.
BARS = {"demo": (100, 14), "third": (54, 20), "languages": (72, 7)}


def norm(v):
    if v is None or v == "":
        return None
    if isinstance(v, (bool, int, float)):
        return float(f"{float(v):.6g}")
    text = " ".join(str(v).casefold().split())
    return text[:10] if text[10:] in ("t00:00:00", " 00:00:00") else text


def columns(rows):
    return [tuple(norm(v) for v in c) for c in zip(*rows)] if rows else []


def same(gold, rows):
    """Is every gold column a column of the answer, row by row, in any order of rows?"""
    if len(gold) != len(rows):
        return False
    if not gold:
        return True
    have = columns(rows)
    places = [[i for i, c in enumerate(have) if sorted(map(repr, c)) == sorted(map(repr, g))]
              for g in columns(gold)]
    want = sorted(map(repr, zip(*columns(gold))))
    for chosen in itertools.islice(itertools.product(*places), 50):
        if len(set(chosen)) == len(chosen) and sorted(map(repr, zip(*(have[i] for i in chosen)))) == want:
            return True
    return False


def verdict(q, a):
    """right, silent, or other"""
    if q["expect"] != "answer":
        if a["status"] == q["expect"]:
            return "right"
        return "silent" if a["status"] == "answer" and not a["warned"] else "other"
    if a["status"] != "answer":
        return "other"
    golds = [q["gold_rows"], *q.get("acceptable", [])]
    if any(same(g, a["rows"]) for g in golds):
        return "right"
    return "other" if a["warned"] else "silent"


def lines(path):
    with open(path, encoding="utf8") as f:
        return [json.loads(line) for line in f if line.strip()]


def check(name, folder):
    questions = sets.choose(name, "seen", folder)
    answers = os.path.join(folder, name + ".answers.jsonl")
    p = subprocess.run([BINARY, "eval", "--data-root", folder, "--questions", questions, "--out", answers],
                       capture_output=True, text=True, env=clean_env())
    if p.returncode != 0:
        case(f"{name} runs", False, p.stderr)
        return
    verdicts = [verdict(q, a) for q, a in zip(lines(questions), lines(answers))]
    right, silent = verdicts.count("right"), verdicts.count("silent")
    floor, ceiling = BARS[name]
    print(f"{name}: {right} right, {silent} silently wrong of {len(verdicts)}")
    case(f"{name}: as many right as before", right >= floor, f"{right} of at least {floor}")
    case(f"{name}: no more silently wrong", silent <= ceiling, f"{silent} of at most {ceiling}")


def main():
    with Folder() as folder:
        sets.build(BINARY, folder)
        for name in BARS:
            check(name, folder)
    done()


if __name__ == "__main__":
    main()
