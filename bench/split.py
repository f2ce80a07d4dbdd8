#!/usr/bin/env python3
"""Splits question sets into a half whose errors are read and a half whose errors nobody reads.

  split.py seen|unseen QUESTIONS.jsonl [--key db|id] > HALF.jsonl

The rule, fixed before any error was read: sha256 of the key in hexadecimal, last digit even = seen.
The key is the database (db_id, else db_file, else table_file), so that a whole database stays unseen;
business questions share one database, so there the key is the id of the question.
"""
import hashlib, json, sys


def is_seen(key):
    return int(hashlib.sha256(key.encode()).hexdigest()[-1], 16) % 2 == 0


def key_of(q, how):
    if how == "id" or q.get("domain"):
        return q["id"]
    for name in ("db_id", "db_file", "table_file", "table_id"):
        if q.get(name):
            return q[name].split("/")[-1].removesuffix(".sqlite")
    return q["id"]


def main(argv):
    how = argv[argv.index("--key") + 1] if "--key" in argv else "auto"
    for line in open(argv[1], encoding="utf8"):
        if line.strip() and is_seen(key_of(json.loads(line), how)) == (argv[0] == "seen"):
            sys.stdout.write(line)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
