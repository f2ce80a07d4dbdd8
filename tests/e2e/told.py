#!/usr/bin/env python3
"""Why a value says so: history, sources and quarantine as questions, against
what the local hub itself says of the record."""
import base64
import http.client
import json
import os
import sqlite3
import sys
import xml.etree.ElementTree as ET

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import Folder, Process, Server, case, clean_env, done, run  # noqa: E402

USER = base64.b64encode(b"auric-local:repository").decode()


class Hub:
    """The hub's own answers, for comparison."""

    def __init__(self, db):
        self.process = Process("hub", "serve", "--db", db, "--listen", "127.0.0.1:0")
        rows = sqlite3.connect(f"file:{db}?mode=ro", uri=True).execute(
            "SELECT name, id, seq FROM hub_model WHERE deployed = 1").fetchall()
        self.models = {name: (model, seq) for name, model, seq in rows}
        self.db = db

    def get(self, model, path, body=None):
        c = http.client.HTTPConnection(self.process.host, self.process.port)
        c.request("POST" if body else "GET", f"/mdm/universes/{self.models[model][0]}/{path}", body,
                  {"Authorization": "Basic " + USER, "Content-Type": "application/xml"})
        return ET.fromstring(c.getresponse().read())

    def record(self, model, name):
        seq = self.models[model][1]
        db = sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)
        columns = [f"c{i}" for i in range(3)]
        return db.execute(f"SELECT id FROM hub_r{seq} WHERE {' = ? OR '.join(columns)} = ?",
                          [name] * 3).fetchone()[0]


def check_history(c, hub):
    versions = hub.get("Brand", f"records/{hub.record('Brand', 'Sony')}/history?latestFirst=false")
    countries = [(v.get("version"), v.findtext("country")) for v in versions]
    changes = [x for i, x in enumerate(countries) if i == 0 or x[1] != countries[i - 1][1]]
    a = c.ask("Why is the country of Sony Japan?")
    case("the rows are the versions that changed the field, newest first", a["status"] == "answer" and
         [(str(r[2]), r[6]) for r in a["rows"]] == changes[::-1], f"{a['rows']} against {changes}")
    case("the sentence names the source and what was before", "ERP" in a["text"] and
         changes[-2][1] in a["text"] and "Japan" in a["text"], a["text"])
    case("a claim that holds needs no warning", a["warnings"] == [], a["warnings"])
    b = c.ask("Why is the country of Sony Germany?")
    case("a claim that does not hold is said", any("is not Germany" in w for w in b["warnings"]), b["warnings"])
    case("and the true value is given", "Japan" in b["text"], b["text"])
    d = c.ask("What changed in Sony before 2023?")
    case("a period bounds the changes", d["status"] == "answer" and
         all(r[1] < "2023" for r in d["rows"]) and len(d["rows"]) > 0, d["rows"])
    case("the reading says what was told", "History of Brands" in d["interpretation"]["text"], d["interpretation"])


def check_sources(c, hub):
    links = hub.get("Brand", f"records/{hub.record('Brand', 'Sony')}/meta").findall("./links/link")
    a = c.ask("Which sources does Sony come from?")
    case("the sources are the record's links", sorted((r[1], r[2]) for r in a["rows"]) ==
         sorted((x.get("source"), x.get("entityId")) for x in links), a["rows"])


def entries(hub, model):
    return hub.get(model, "quarantine/query", "<QuarantineQueryRequest/>").findall("QuarantineEntry")


def check_quarantine(c, hub):
    everywhere = sum(len(entries(hub, m)) for m in hub.models)
    a = c.ask("Which records are in quarantine and why?")
    case("everything in quarantine is told", a["status"] == "answer" and len(a["rows"]) == everywhere and
         a["text"].startswith(str(everywhere)), a["text"])
    b = c.ask("How many products are in quarantine?")
    want = {e.get("sourceEntityId"): e.findtext("reason") for e in entries(hub, "Product")}
    case("of one model, with reasons", {r[2]: r[4] for r in b["rows"]} == want and
         b["text"].startswith(str(len(want))), b["rows"])


def check_rights(server):
    manager = server.client("manager")
    a = manager.ask("How many products are in quarantine?")
    shown = {f["label"] for m in manager.get("/api/models")[1]["models"] if m["name"] == "Product" for f in m["fields"]}
    case("where a role lacks fields, no reason quotes them", a["rows"] and
         all(r[4] is None for r in a["rows"]) == ("Cost" not in shown), (a["rows"], sorted(shown)))
    b = manager.ask("What changed in product PRD-00002?")
    case("a hidden field has no history", b["status"] == "answer" and
         all(r[4] in shown | {"the record"} for r in b["rows"]), b["rows"])
    c = manager.ask("Who changed the job title of employee EMP-00004?")
    case("a hidden model has none", c["status"] != "answer", c["text"])


def check_limits(c):
    a = c.ask("Which sources does Frobnicator Nine come from?")
    case("an unknown record is not told of", a["status"] != "answer" and "Frobnicator" in a["text"], a["text"])
    b = c.ask("Why is revenue down this quarter?")
    case("a question for reasons of figures is no history", "History" not in str(b.get("interpretation")), b["text"])


def main():
    with Folder() as folder:
        server = Server(folder).wait_ready()
        hub = Hub(os.path.join(folder, "demo-hub.db"))
        try:
            admin = server.client("admin")
            check_history(admin, hub)
            check_sources(admin, hub)
            check_quarantine(admin, hub)
            check_rights(server)
            check_limits(admin)
        finally:
            hub.process.stop()
            server.stop()
    done()


if __name__ == "__main__":
    main()
