#!/usr/bin/env python3
"""Run the question sets and print their tables.

  run.py AURIC SCORER FOLDER [--half seen|unseen] [SET...]

FOLDER gets the databases, the answers (SET.answers.jsonl) and the sets as they
were scored; SCORER is the scorer of the business questions. A half is chosen by
the first hexadecimal digit of sha256(id): even is the seen one. Without SET,
all that there are."""
import hashlib
import json
import os
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import make_demo  # noqa: E402
import make_fourth  # noqa: E402
import make_second  # noqa: E402
import make_third  # noqa: E402

SETS = ["demo", "second", "third", "fourth", "languages"]
MADE = [(make_second, "hospital"), (make_third, "freight"), (make_fourth, "energy")]


def seen(ident):
    return int(hashlib.sha256(ident.encode()).hexdigest()[0], 16) % 2 == 0


def build(auric, folder):
    os.makedirs(folder, exist_ok=True)
    make_demo.main(auric, os.path.join(folder, "demo.sqlite"))
    for maker, name in MADE:
        maker.main(os.path.join(folder, name + ".sqlite"))
    shutil.copytree(os.path.join(HERE, "semantic"), os.path.join(folder, "semantic"),
                    dirs_exist_ok=True)


def choose(name, half, folder):
    path = os.path.join(folder, name + ".questions.jsonl")
    with open(os.path.join(HERE, name + ".jsonl"), encoding="utf-8") as f, \
            open(path, "w", encoding="utf-8") as out:
        out.writelines(line for line in f if half is None or seen(json.loads(line)["id"]) == (half == "seen"))
    return path


def main(auric, scorer, folder, half, sets):
    build(auric, folder)
    for name in sets:
        questions = choose(name, half, folder)
        answers = os.path.join(folder, name + ".answers.jsonl")
        subprocess.run([auric, "eval", "--data-root", folder, "--questions", questions, "--out", answers],
                       check=True)
        print(f"\n{name}{' (' + half + ' half)' if half else ''}", flush=True)
        by = "lang,tier" if name == "languages" else "tier"
        subprocess.run([sys.executable, scorer, questions, answers, "--by", by], check=True)


if __name__ == "__main__":
    args, half = sys.argv[1:], None
    if "--half" in args:
        at = args.index("--half")
        half = args[at + 1] if at + 1 < len(args) else ""
        del args[at:at + 2]
    if len(args) < 3 or half not in (None, "seen", "unseen"):
        sys.exit(__doc__)
    main(os.path.abspath(args[0]), args[1], args[2], half, args[3:] or SETS)
