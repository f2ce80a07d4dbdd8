#!/usr/bin/env python3
"""How fast the local hub answers, beside SQLite asked directly on the same file.

    auric hub load --db hub.db SOURCE && auric hub serve --db hub.db --listen 127.0.0.1:8700 &
    bench/hub.py --url http://127.0.0.1:8700 --db hub.db

Reads the largest universe: whole pages of everything, pages of a filter, and
counts (limit 1) with a value that differs every time, so that nothing helps
by being remembered.  One connection, no pipelining.
"""
import argparse
import base64
import re
import socket
import sqlite3
import time
import urllib.parse

parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
parser.add_argument("--url", required=True)
parser.add_argument("--db", required=True)
parser.add_argument("--user", default="auric-local")
parser.add_argument("--token", default="repository")
parser.add_argument("--seconds", type=float, default=3)
parser.add_argument("--pid", help="of the hub: tells its processor time too")
args = parser.parse_args()

host = urllib.parse.urlparse(args.url)
sock = socket.create_connection((host.hostname, host.port))
sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
auth = base64.b64encode(f"{args.user}:{args.token}".encode()).decode()


def post(path, body):
    body = body.encode()
    sock.sendall(
        f"POST {path} HTTP/1.1\r\nHost: hub\r\nAuthorization: Basic {auth}\r\n"
        f"Content-Type: application/xml\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body)
    data = bytearray()
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += sock.recv(1 << 18)
    want = end + 4 + int(re.search(rb"Content-Length: (\d+)", data[:end]).group(1))
    while len(data) < want:
        data += sock.recv(1 << 18)
    assert data.startswith(b"HTTP/1.1 200"), bytes(data[:400])
    return data[end + 4:want]


db = sqlite3.connect(f"file:{args.db}?mode=ro", uri=True)
models = db.execute("SELECT seq, id, name FROM hub_model WHERE deployed").fetchall()
seq, universe, name = max(models, key=lambda m: db.execute(
    f"SELECT coalesce(max(rid), 0) FROM hub_r{m[0]}").fetchone()[0])
table = f"hub_r{seq}"
fields = db.execute("SELECT unique_id, type FROM hub_field WHERE model = ? AND parent < 0"
                    " AND NOT repeatable AND type <> 'CONTAINER' ORDER BY at", (seq,)).fetchall()
column, number = next((i, f[0]) for i, f in enumerate(fields) if f[1] in ("INTEGER", "FLOAT"))
lowest, highest, records = db.execute(
    f"SELECT min(c{column}), max(c{column}), count(*) FROM {table}").fetchone()
path = f"/mdm/universes/{universe}/records/query"
middle = (lowest + highest) / 2 if isinstance(lowest, float) else (lowest + highest) // 2


def condition(value):
    return (f"<filter><fieldValue><fieldId>{number}</fieldId><operator>GREATER_THAN</operator>"
            f"<value>{value}</value></fieldValue></filter>")


def read_pages(where):
    """Pages from the first on, from the start again at the end."""
    token, rows, start = "", 0, time.perf_counter()
    while (now := time.perf_counter()) - start < args.seconds:
        head = post(path, f'<RecordQueryRequest limit="200" offsetToken="{token}">{where}'
                          "</RecordQueryRequest>")[:300]
        rows += int(re.search(rb'resultCount="(\d+)"', head).group(1))
        found = re.search(rb'offsetToken="([^"]*)"', head)
        token = found.group(1).decode() if found else ""
    return rows / (now - start)


def count(where):
    return post(path, f'<RecordQueryRequest limit="1">{where}</RecordQueryRequest>')


def cpu():
    """Processor seconds of the hub so far."""
    if not args.pid:
        return 0
    with open(f"/proc/{args.pid}/stat") as f:
        return sum(map(int, f.read().split()[13:15])) / 100


def rate(fn):
    n, start = 0, time.perf_counter()
    while (now := time.perf_counter()) - start < args.seconds:
        fn(n)
        n += 1
    return n / (now - start)


def report(what, unit, measure):
    """Wall-clock rate and, when the hub's pid is known, the rate of one whole core."""
    before = cpu()
    n = measure()
    used = cpu() - before
    core = f"{n * args.seconds / used:12,.0f} a core" if used else ""
    print(f"{what:22}{n:10,.0f} {unit}{core}")


def direct_pages():
    rows, start = 0, time.perf_counter()
    while (now := time.perf_counter()) - start < args.seconds:
        at = rows % records
        rows += len(db.execute(f"SELECT * FROM {table} WHERE rid > ? ORDER BY rid LIMIT 200",
                               (at,)).fetchall())
    return rows / (now - start)


def step(n):
    return lowest + (highest - lowest) * (n % 9973) / 9973 if isinstance(lowest, float) \
        else lowest + (highest - lowest) * (n % 9973) // 9973


print(f"{name}: {records} records, {len(fields)} fields, condition on {number}")
report("pages of everything", "records/s", lambda: read_pages(""))
report("pages of a filter", "records/s", lambda: read_pages(condition(middle)))
print(f"{'SQLite directly':22}{direct_pages():10,.0f} records/s")
report("the same count", "queries/s", lambda: rate(lambda n: count(condition(middle))))
report("ever another count", "queries/s", lambda: rate(lambda n: count(condition(step(n)))))
direct = rate(lambda n: db.execute(f"SELECT count(*) FROM {table} WHERE c{column} > ?",
                                   (step(n),)).fetchone())
print(f"{'SQLite directly':22}{direct:10,.0f} queries/s")
