#!/usr/bin/env python3
"""Work out the gold of a set anew: every SQL in it is run on its database.

  gold.py SET.jsonl DATA_FOLDER [--check]

--check changes nothing and fails where the rows in the file are others than
the database gives."""
import json
import os
import sqlite3
import sys


def rows_of(db, sql):
    cursor = db.execute(sql)
    return [list(r) for r in cursor.fetchall()], [c[0] for c in cursor.description]


def work_out(db, question):
    q = dict(question)
    if q["sql"]:
        q["gold_rows"], q["gold_cols"] = rows_of(db, q["sql"])
    q["acceptable"] = [rows_of(db, sql)[0] for sql in q["acceptable_sql"]]
    q["readings"] = [{"sql": r["sql"], "rows": rows_of(db, r["sql"])[0]} for r in q["readings"]]
    return q


def main(path, folder, check):
    with open(path, encoding="utf-8") as f:
        old = [json.loads(line) for line in f]
    new, wrong = [], 0
    for q in old:
        db = sqlite3.connect(os.path.join(folder, q["db_file"]))
        try:
            new.append(work_out(db, q))
        except sqlite3.Error as e:
            sys.exit(f"{q['id']}: {e}")
        db.close()
        if check and new[-1] != q:
            wrong += 1
            print("differs:", q["id"], q["question"])
    if not check:
        with open(path, "w", encoding="utf-8") as f:
            f.writelines(json.dumps(q, ensure_ascii=False) + "\n" for q in new)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    args = [a for a in sys.argv[1:] if a != "--check"]
    if len(args) != 2:
        sys.exit(__doc__)
    main(*args, "--check" in sys.argv)
