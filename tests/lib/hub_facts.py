#!/usr/bin/env python3
"""Facts straight from the local hub's file, as JSON, for tests in JavaScript:

    hub_facts.py FILE sony FROM TO    launches of Sony between two dates
    hub_facts.py FILE values          every distinct text that a record holds
    hub_facts.py FILE names           every word that the models are made of"""
import json
import sqlite3
import sys

from auric import hub_records

path, what = sys.argv[1:3]
db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
models = [m for m, in db.execute("SELECT name FROM hub_model WHERE deployed = 1")]

if what == "sony":
    first, end = sys.argv[3:5]
    brands = {b["id"] for b in hub_records(path, "Brand") if b["Brand Name"] == "Sony"}
    print(json.dumps(sum(1 for p in hub_records(path, "Product")
                         if p["Brand"] in brands and p["Launch Date"]
                         and first <= p["Launch Date"] < end)))
elif what == "values":
    print(json.dumps(sorted({str(v) for m in models for r in hub_records(path, m)
                             for v in r.values() if v})))
else:
    tables = [t for t, in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND "
                                     "name LIKE 'hub_%' AND name NOT GLOB 'hub_r[0-9]*' AND name != 'hub_quarantine'")]
    words = {str(v) for t in tables for r in db.execute(f"SELECT * FROM {t}")
             for v in r if isinstance(v, str)}
    print(json.dumps(sorted(words)))
