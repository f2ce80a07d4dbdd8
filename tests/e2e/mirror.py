#!/usr/bin/env python3
"""The mirror: what it answers is what the hub answers, for every role; it
follows changes, goes on after an interruption, and when it is old, broken or
not there the hub is asked, and the answer says so."""
import base64
import json
import os
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import ROOT, Folder, Process, case, clean_env, done, run  # noqa: E402

QUESTIONS = ["How many products are there by brand?", "total budget of campaigns by channel",
             "How many Sony products are we launching this quarter?", "Show me Sony products",
             "average price by category where price is above 500", "customers without orders",
             "How many employees are there?", "products that are cheaper than 100 or in Audio"]


class World:
    def __init__(self, folder):
        self.folder, self.data = folder, os.path.join(folder, "data")
        self.db = os.path.join(folder, "hub.db")
        self.file = os.path.join(self.data, "mirror.db")
        run("hub", "demo", "--db", self.db)
        self.hub = Process("hub", "serve", "--db", self.db, "--listen", "127.0.0.1:0")

    def env(self, **more):
        url = self.hub.url
        return clean_env(BOOMI_BASE_URL=url, BOOMI_DATAHUB_URL=url, BOOMI_ACCOUNT_ID="auric-local",
                         BOOMI_USERNAME="admin@auric.local", BOOMI_PASSWORD="platform",
                         BOOMI_DATAHUB_USERNAME="auric-local", BOOMI_DATAHUB_PASSWORD="repository",
                         AURIC_DATA=self.data, **more)

    def refresh(self, **more):
        return run("mirror", "refresh", env=self.env(AURIC_MIRROR="all", **more))

    def ask(self, question, role="admin", **more):
        code, out, err = run("ask", question, "--json", "--user", role, env=self.env(**more))
        try:
            return json.loads(out)
        except ValueError:
            return {"status": code, "text": err, "rows": [], "provenance": {}, "warnings": []}


def heart(answer):
    """A list that nobody asked to be sorted comes as it was read; PostgreSQL
    adds floats up in its own way."""
    rows = [[round(c, 9) if isinstance(c, float) else c for c in row] for row in answer["rows"] or []]
    return answer["status"], answer["text"], sorted(rows, key=str)


def compare(name, w, role, questions=None, **more):
    wrong = []
    for q in questions or QUESTIONS:
        here, there = w.ask(q, role, AURIC_MIRROR="all", **more), w.ask(q, role)
        if heart(here) != heart(there):
            wrong.append((q, heart(here), heart(there)))
        elif there["rows"] and here["provenance"].get("origin") != "mirror":
            wrong.append((q, here["provenance"]))
    case(name, not wrong, wrong[:2])


def change_hub(w):
    """One record changed, one new, one end-dated, as the hub itself would do it."""
    db = sqlite3.connect(w.db, timeout=20)
    seq, model = db.execute("SELECT seq, id FROM hub_model WHERE name = 'Campaign'").fetchone()
    names = [n for n, in db.execute("SELECT unique_id FROM hub_field WHERE model = ? ORDER BY at",
                                    (seq,))]
    table, budget = f"hub_r{seq}", f"c{names.index('BUDGET')}"
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    columns = [c[1] for c in db.execute(f"PRAGMA table_info({table})")]
    db.execute(f"UPDATE {table} SET {budget} = 123456789, updated = ? WHERE rid = 3", (now,))
    row = dict(zip(columns, db.execute(f"SELECT * FROM {table} WHERE rid = 4").fetchone()))
    row.update(id="11111111-2222-3333-4444-555555555555", rid=1000000, updated=now, created=now,
               entity="new-1")
    db.execute(f"INSERT INTO {table}({','.join(columns)}) VALUES({','.join('?' * len(columns))})",
               [row[c] for c in columns])
    for rid, id_ in db.execute(f"SELECT rid, id FROM {table} WHERE rid IN (5, 6)").fetchall():
        db.execute("INSERT INTO hub_ended(rid, model, id, created, updated, source, entity, title,"
                   " ended, end_source) VALUES(?, ?, ?, ?, ?, 'X', 'e', '', ?, 'X')",
                   (rid, model, id_, now, now, now))
        db.execute(f"DELETE FROM {table} WHERE rid = ?", (rid,))
    db.commit()
    db.close()


def set_back(w, seconds):
    db = sqlite3.connect(w.file)
    db.execute("UPDATE mirror_model SET as_of = as_of - ?", (seconds,))
    db.commit()
    db.close()


def interrupt(w):
    """As if the process had died behind the first page of products."""
    db = sqlite3.connect(w.file)
    number, = db.execute("SELECT number FROM mirror_model WHERE fields LIKE '%LAUNCH_DATE%'"
                         " AND records = 2400").fetchone()
    db.execute(f"DELETE FROM m{number} WHERE rowid > 200")
    db.execute("UPDATE mirror_model SET stage = 0, records = 200, token = ? WHERE number = ?",
               (base64.b64encode(b"200").decode(), number))
    db.commit()
    db.close()


def doubts(answer):
    return [x for x in answer["warnings"] if "mirror" in x]


def check(w):
    answer = w.ask(QUESTIONS[0], AURIC_MIRROR="all")
    case("before it is filled the hub answers", "origin" not in answer["provenance"] and answer["rows"])
    code, out, err = w.refresh()
    case("a first copy", code == 0 and "complete" in out, out + err)
    compare("what it answers is what the hub answers", w, "admin")
    compare("for a role that sees less, too", w, "manager")
    compare("and for one that may not ask", w, "clerk", QUESTIONS[:2])
    answer = w.ask(QUESTIONS[0], AURIC_MIRROR="all")
    case("an answer says how fresh it is", "mirror" in answer["provenance"].get("freshness", ""),
         answer["provenance"])
    before = heart(w.ask("total budget of campaigns", AURIC_MIRROR="all"))
    change_hub(w)
    case("a copy stays as it was until it is refreshed",
         heart(w.ask("total budget of campaigns", AURIC_MIRROR="all")) == before)
    code, _, err = w.refresh()
    case("it follows changed, new and end-dated records", code == 0, err)
    compare("and agrees with the hub again", w, "admin",
            ["total budget of campaigns", "How many campaigns are there by channel?"])
    case("the figure did change", heart(w.ask("total budget of campaigns")) != before)
    interrupt(w)
    answer = w.ask(QUESTIONS[0], AURIC_MIRROR="all")
    case("half a copy is not asked", "origin" not in answer["provenance"], answer["provenance"])
    code, _, err = w.refresh()
    case("an interrupted copy is finished", code == 0, err)
    compare("and complete", w, "admin", QUESTIONS[:2])


def check_trouble(w):
    set_back(w, 5000)
    old = w.ask(QUESTIONS[0], AURIC_MIRROR="all")
    case("an old copy is not asked, and that is said",
         "origin" not in old["provenance"] and doubts(old) and old["rows"], old["warnings"])
    old = w.ask(QUESTIONS[0], AURIC_MIRROR="all", AURIC_MIRROR_STALE_S="0")
    case("unless it may be however old", old["provenance"].get("origin") == "mirror", old["provenance"])
    with open(w.file, "r+b") as f:
        f.write(b"this is no database any more, is it" * 100)
    broken = w.ask(QUESTIONS[0], AURIC_MIRROR="all")
    case("a broken copy is not the end of a question", broken["rows"] and doubts(broken), broken)
    code, _, err = run("mirror", "refresh", env=w.env(AURIC_MIRROR="Nonsense", AURIC_MIRROR_AT=w.file + "2"))
    case("a model that is not there is named", code == 1 and "Nonsense" in err, err)


def check_postgres(w):
    script = os.path.join(ROOT, "tests/lib/postgres")
    here = os.path.join(w.folder, "pg")
    p = subprocess.run([script, "start", here], capture_output=True, text=True)
    try:
        url = p.stdout.strip()
        code, out, err = w.refresh(AURIC_MIRROR_AT=url)
        case("a copy in PostgreSQL", code == 0 and "complete" in out, out + err)
        code, out, err = w.refresh(AURIC_MIRROR_AT=url)
        case("which is refreshed", code == 0, err)
        compare("what it answers is what the hub answers, in PostgreSQL", w, "admin",
                AURIC_MIRROR_AT=url)
    finally:
        subprocess.run([script, "stop", here])


with Folder() as folder:
    os.chmod(folder, 0o755)  # for the user postgres
    world = World(folder)
    try:
        check(world)
        check_postgres(world)
        check_trouble(world)
    finally:
        world.hub.stop()
done()
