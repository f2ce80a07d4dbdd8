#!/usr/bin/env python3
"""What a mirror costs and gives: the time of its first copy and of a refresh,
and of questions that group many records, end to end over HTTP, beside the
same SQL asked of the same database directly in the same run.

    bench/mirror.py [RECORDS] [postgres://... of an empty database]

Medians of nine. For SQLite, which works inside the process that asks, the
processor time of a question stands beside that of the SQL: on a busy machine
these say more than the clock. Nothing is cached between questions but the pages of the files."""
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/lib"))
from auric import Client, Folder, Process, Server, clean_env, run  # noqa: E402

RECORDS = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
POSTGRES = sys.argv[2] if len(sys.argv) > 2 else None
TIMES = 9
PASSWORD = "a long enough Passphrase 7"

MAKE = """
CREATE TABLE brand(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE sale(id INTEGER PRIMARY KEY, status TEXT, region TEXT, brand INTEGER REFERENCES brand(id),
    price REAL, quantity INTEGER, sold_on DATE);
WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
    INSERT INTO brand SELECT i, 'Brand ' || i FROM n;
WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
    INSERT INTO sale SELECT i, 'Status ' || (i * 7919 %% 5), 'Region ' || (i * 104729 %% 9),
        i * 31 %% 500 + 1, (i * 7907 %% 100000) / 100.0, i %% 50,
        date('2023-01-01', '+' || (i * 15485863 %% 1200) || ' days') FROM n;
"""
QUESTIONS = {
    "by a field": ("total price of sales by status", "SELECT {status}, sum({price}) FROM {sale} GROUP BY 1"),
    "by a reference": ("number of sales by brand",
                       "SELECT b.{name}, g.n FROM (SELECT {brand} r, count(*) n FROM {sale} GROUP BY 1) g"
                       " LEFT JOIN {brands} b ON b.id = g.r"),
    "by month": ("number of sales by month", "SELECT {sold_on}, count(*) FROM {sale} GROUP BY 1"),
    "a filter": ("average price of sales by region where quantity is above 40",
                 "SELECT {region}, sum({price}), count({price}) FROM {sale} WHERE {quantity} > 40 GROUP BY 1"),
}


def timed(fn):
    start = time.perf_counter()
    out = fn()
    return out, time.perf_counter() - start


def cpu_of(pid):
    """Processor seconds of a process so far."""
    with open(f"/proc/{pid}/stat") as f:
        return sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def names_of(rows):
    """Tables and columns of the mirror by what the questions call them."""
    out = {}
    for number, fields in rows:
        ids = [line.split()[0].lower() for line in fields.splitlines()]
        key = "sale" if "sold_on" in ids else "brands"
        out[key] = f"m{number}"
        for at, name in enumerate(ids):
            out.setdefault(name, f"c{at}")
    return out


class Direct:
    def __init__(self, where):
        self.where = where
        if not where.startswith("postgres"):
            self.db = sqlite3.connect(f"file:{where}?mode=ro", uri=True)
            self.db.execute("PRAGMA mmap_size = 4294967296")

    def rows(self, sql):
        if not self.where.startswith("postgres"):
            return self.db.execute(sql).fetchall()
        p = subprocess.run(["psql", "-XqAt", "-F", "\t", self.where, "-c", sql.replace("\n", " ")],
                           capture_output=True, text=True, check=True)
        return [line.split("\t") for line in p.stdout.splitlines()]

    def seconds(self, sql):
        if not self.where.startswith("postgres"):
            return statistics.median(timed(lambda: self.rows(sql))[1] for _ in range(TIMES))
        out = subprocess.run(["psql", "-XqAt", self.where], input="\\timing on\n" + (sql + ";\n") * TIMES,
                             capture_output=True, text=True, check=True).stdout
        return statistics.median(float(line.split()[1]) / 1e3 for line in out.splitlines()
                                 if line.startswith("Time:"))


def ask(client, question):
    answer = client.ask(question)
    if answer.get("provenance", {}).get("origin") != "mirror":
        sys.exit(f"not from the mirror: {question}: {json.dumps(answer)[:600]}")
    return answer


def measure(name, env, where, data):
    (code, out, err), first = timed(lambda: run("mirror", "refresh", env=env, timeout=1200))
    if code:
        sys.exit(err)
    _, again = timed(lambda: run("mirror", "refresh", env=env, timeout=1200))
    print(f"{name}: first copy {first:.1f} s ({RECORDS / first:,.0f} records/s), refresh {again:.2f} s,"
          f" processes included", flush=True)
    direct = Direct(where)
    if name == "SQLite":
        rows = direct.rows("SELECT number, fields FROM mirror_model")
    else:
        rows = [(n, f.replace(";", "\n")) for n, f in
                direct.rows("SELECT number, replace(fields, chr(10), ';') FROM mirror_model")]
    names = names_of(rows)
    run("user", "add", "bench", "--role", "admin", "--password-stdin", "--data", data,
        stdin=PASSWORD.encode(), env=env)
    open(os.path.join(data, ".seen"), "w").close()  # there are no sign-ins to read
    server = Server(data, env=env, demo=False).wait_ready(600)
    try:
        client = Client(server).login("bench", PASSWORD)
        for what, (question, sql) in QUESTIONS.items():
            ask(client, question)
            before = cpu_of(server.p.pid)
            ours = statistics.median(timed(lambda: ask(client, question))[1] for _ in range(TIMES))
            used = (cpu_of(server.p.pid) - before) / TIMES
            before = time.process_time()
            floor = direct.seconds(sql.format(**names))
            spent = (time.process_time() - before) / TIMES
            print(f"  {what:16} {1e3 * ours:7.0f} ms   SQL directly {1e3 * floor:7.0f} ms", end="")
            print(f"   processor {1e3 * used:5.0f} ms and {1e3 * spent:5.0f} ms" if name == "SQLite" else "",
                  flush=True)
    finally:
        server.stop()


with Folder() as folder:
    source, hub_db = os.path.join(folder, "source.db"), os.path.join(folder, "hub.db")
    db = sqlite3.connect(source)
    db.executescript(MAKE % RECORDS)
    db.close()
    (code, _, err), seconds = timed(lambda: run("hub", "load", "--db", hub_db, source, timeout=1200))
    if code:
        sys.exit(err)
    print(f"{RECORDS} records loaded into the hub in {seconds:.0f} s", flush=True)
    hub = Process("hub", "serve", "--db", hub_db, "--listen", "127.0.0.1:0")
    try:
        for name, where in (("SQLite", None), ("PostgreSQL", POSTGRES)):
            if name == "PostgreSQL" and not where:
                continue
            data = os.path.join(folder, name)
            os.mkdir(data)
            where = where or os.path.join(data, "mirror.db")
            env = clean_env(
                BOOMI_BASE_URL=hub.url, BOOMI_DATAHUB_URL=hub.url, BOOMI_ACCOUNT_ID="auric-local",
                BOOMI_USERNAME="admin@auric.local", BOOMI_PASSWORD="platform",
                BOOMI_DATAHUB_USERNAME="auric-local", BOOMI_DATAHUB_PASSWORD="repository",
                AURIC_DATA=data, AURIC_MIRROR="all", AURIC_MIRROR_AT=where, AURIC_MIRROR_STALE_S="0",
                AURIC_MIRROR_REFRESH_S="86400", AURIC_REFRESH_S="0")
            measure(name, env, where, data)
    finally:
        hub.stop()
