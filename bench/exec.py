#!/usr/bin/env python3
"""What the engine costs: groups over many records, cold, all pages over HTTP,
beside SQLite asked directly on the same file and expat alone on the same bytes.

    bench/exec.py --records 1000000 --keep /tmp/exec-bench

Makes a table, loads it into a hub, serves it, and sends plans to a fresh
`auric mcp --stdio`, which is the client that is measured: wall clock, its
processor time, its largest resident memory.  --keep names a folder where the
loaded hub stays for the next run.
"""
import argparse
import base64
import json
import os
import random
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.parsers.expat

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tests/lib"))
from auric import BINARY, Process, clean_env, run  # noqa: E402

FIELDS = ["id INTEGER PRIMARY KEY", "customer TEXT", "region TEXT", "status TEXT", "product TEXT",
          "price REAL", "quantity INTEGER", "sold DATE", "paid BOOLEAN", "note TEXT"]


def make_table(path, records):
    """Ten fields, one of them missing in every 17th record, one in most."""
    dice = random.Random(7)
    regions = ["North", "South", "East", "West", "Oslo", "Wien", "Malmö"]
    db = sqlite3.connect(path)
    db.execute("PRAGMA synchronous=off")
    db.execute(f"CREATE TABLE Sale({', '.join(FIELDS)})")
    db.executemany(f"INSERT INTO Sale VALUES({','.join('?' * len(FIELDS))})", (
        (i, f"Customer {dice.randrange(50000)}", dice.choice(regions),
         dice.choice(["open", "shipped", "billed", "closed"]), f"Product {dice.randrange(997)}",
         None if i % 17 == 0 else round(dice.random() * 1000, 2), dice.randrange(1, 100),
         f"20{dice.randrange(18, 27)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
         i % 3 == 0, None if i % 5 else f"note {i}") for i in range(records)))
    db.commit()
    db.close()


def field(name):
    return {"field": name}


def agg(fn, of=None):
    return {"op": "agg", "agg": fn, **({"of": field(of)} if of else {})}


def grouped(model, key, *figures):
    return {"model": model, "groups": [key],
            "columns": [{"expr": e, "label": f"c{i}"} for i, e in enumerate([key, *figures])]}


# What is asked, as a plan and as SQL over the hub's own table.
QUESTIONS = [
    ("997 groups: count, sum", lambda m: grouped(m, field("PRODUCT"), agg("count"), agg("sum", "PRICE")),
     "SELECT {PRODUCT}, count(*), sum({PRICE}) FROM {table} GROUP BY 1"),
    ("50,000 groups: avg, max", lambda m: grouped(m, field("CUSTOMER"), agg("avg", "PRICE"),
                                                  agg("max", "QUANTITY")),
     "SELECT {CUSTOMER}, avg({PRICE}), max({QUANTITY}) FROM {table} GROUP BY 1"),
    ("108 months: sum", lambda m: grouped(m, {"op": "bucket", "grain": "month", "of": field("SOLD")},
                                          agg("sum", "QUANTITY")),
     "SELECT substr({SOLD}, 1, 7), sum({QUANTITY}) FROM {table} GROUP BY 1"),
    ("7 regions: median", lambda m: grouped(m, field("REGION"), agg("median", "PRICE")),
     "SELECT {REGION}, count({PRICE}) FROM {table} GROUP BY 1 ORDER BY 1"),
]


def cpu_of(pid):
    with open(f"/proc/{pid}/stat") as f:
        return sum(map(int, f.read().rsplit(")", 1)[1].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def peak_of(pid):
    with open(f"/proc/{pid}/status") as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024


class Client:
    """auric mcp --stdio, which runs plans."""

    def __init__(self, url):
        env = clean_env(BOOMI_BASE_URL=url, BOOMI_DATAHUB_URL=url, BOOMI_ACCOUNT_ID="auric-local",
                        BOOMI_USERNAME="admin@auric.local", BOOMI_PASSWORD="platform",
                        BOOMI_DATAHUB_USERNAME="auric-local", BOOMI_DATAHUB_PASSWORD="repository")
        self.p = subprocess.Popen([BINARY, "mcp", "--stdio", "--role", "admin"], env=env,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.n = 0
        self.send("initialize", {"protocolVersion": "2025-06-18", "capabilities": {},
                                 "clientInfo": {"name": "bench", "version": "1"}})

    def send(self, method, params):
        self.n += 1
        self.p.stdin.write(json.dumps({"jsonrpc": "2.0", "id": self.n, "method": method,
                                       "params": params}).encode() + b"\n")
        self.p.stdin.flush()
        return json.loads(self.p.stdout.readline())["result"]

    def call(self, tool, **args):
        return json.loads(self.send("tools/call", {"name": tool, "arguments": args})
                          ["content"][0]["text"])

    def close(self):
        self.p.stdin.close()
        self.p.wait()


class Pages:
    """One connection that reads pages and does nothing with them."""

    def __init__(self, url, universe):
        host = urllib.parse.urlparse(url)
        self.path = f"/mdm/universes/{universe}/records/query"
        self.auth = base64.b64encode(b"auric-local:repository").decode()
        self.s = socket.create_connection((host.hostname, host.port))
        self.s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self, fields, token):
        view = "".join(f"<fieldId>{f}</fieldId>" for f in fields)
        body = (f'<RecordQueryRequest limit="200" offsetToken="{token}"><view>{view}</view>'
                "</RecordQueryRequest>").encode()
        self.s.sendall(f"POST {self.path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Basic {self.auth}"
                       "\r\nContent-Type: application/xml\r\n"
                       f"Content-Length: {len(body)}\r\n\r\n".encode() + body)
        data = bytearray()
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += self.s.recv(1 << 18)
        size = int(re.search(rb"Content-Length: (\d+)", data[:end]).group(1))
        while len(data) < end + 4 + size:
            data += self.s.recv(1 << 18)
        return bytes(data[end + 4:])


def floors(url, universe, fields):
    """Seconds for all pages without looking at them, and for expat over them."""
    pages, token, reading, parsing, size = Pages(url, universe), "", 0, 0, 0
    while True:
        start = time.perf_counter()
        page = pages.read(fields, token)
        read = time.perf_counter()
        xml.parsers.expat.ParserCreate().Parse(page, True)
        reading, parsing, size = reading + read - start, parsing + time.perf_counter() - read, \
            size + len(page)
        found = re.search(rb'offsetToken="([^"]*)"', page[:300])
        if not found:
            return reading, parsing, size
        token = found.group(1).decode()


def measure(url, hub_pid, plan):
    client = Client(url)
    client.call("run_plan", plan={**plan, "groups": [], "columns": [
        {"expr": agg("count"), "label": "n"}]})  # the schema is read; records are not
    start, cpu, hub = time.perf_counter(), cpu_of(client.p.pid), cpu_of(hub_pid)
    out = client.call("run_plan", plan=plan)
    wall = time.perf_counter() - start
    if "rows" not in out:
        sys.exit(f"the plan failed: {out}")
    result = (wall, cpu_of(client.p.pid) - cpu, cpu_of(hub_pid) - hub, peak_of(client.p.pid), out)
    client.close()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--records", type=int, default=1000000)
    parser.add_argument("--keep", help="folder for the loaded hub, used again when it is there")
    parser.add_argument("--only", type=int, help="one of the questions, from 0")
    args = parser.parse_args()
    folder = args.keep or tempfile.mkdtemp(prefix="auric-bench-")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, f"hub-{args.records}.db")
    if not os.path.exists(path):
        make_table(path + ".src", args.records)
        code, _, err = run("hub", "load", "--db", path, path + ".src", timeout=600)
        os.unlink(path + ".src")
        if code:
            sys.exit(err)
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    seq, universe = db.execute("SELECT seq, id FROM hub_model").fetchone()
    names = {u: f"c{at}" for u, at in db.execute(
        "SELECT unique_id, at FROM hub_field WHERE model = ?", (seq,))}
    hub = Process("hub", "serve", "--db", path, "--listen", "127.0.0.1:0")
    print(f"{args.records:,} records of {len(names)} fields, {os.cpu_count()} cores")
    print("| question | wall s | client CPU s | hub CPU s | client peak MB | requests | MB read "
          "| SQLite s | pages alone s | expat alone s |\n|---|---|---|---|---|---|---|---|---|---|")
    try:
        for what, plan, sql in QUESTIONS if args.only is None else [QUESTIONS[args.only]]:
            used = sorted(set(re.findall(r"\{([A-Z]+)\}", sql)))
            start = time.perf_counter()
            want = db.execute(sql.format(table=f"hub_r{seq}", **names)).fetchall()
            direct = time.perf_counter() - start
            wall, cpu, hub_cpu, peak, out = measure(hub.url, hub.p.pid, plan(universe))
            if len(out["rows"]) != len(want):
                sys.exit(f"{what}: {len(out['rows'])} groups, {len(want)} in SQLite")
            reading, parsing, _ = floors(hub.url, universe, used)
            cost = out.get("provenance", out)
            print(f"| {what} | {wall:.1f} | {cpu:.1f} | {hub_cpu:.1f} | {peak:.0f} "
                  f"| {cost.get('requests')} | {cost.get('bytes', 0) / 1e6:.0f} | {direct:.1f} "
                  f"| {reading:.1f} | {parsing:.1f} |", flush=True)
    finally:
        hub.stop()


main()
