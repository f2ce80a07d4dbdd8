#!/usr/bin/env python3
"""The demo data of the local hub as a plain SQLite file.

  make_demo.py AURIC OUT.sqlite

A model becomes a table, its fields columns in snake_case, a reference a column
NAME_id with the key of its target (nothing where the target is missing), a
repeated field a table of its own. The same bytes of data every time."""
import os
import re
import sqlite3
import subprocess
import sys
import tempfile

TODAY, SEED = "2026-11-18", "20260101"
TYPES = {"INTEGER": "INTEGER", "FLOAT": "REAL", "BOOLEAN": "BOOLEAN", "DATE": "DATE",
         "DATETIME": "DATETIME"}


def snake(name):
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


class Field:
    def __init__(self, at, name, kind, target, parent):
        self.at, self.kind, self.target, self.parent = at, kind, target, parent
        self.name = snake(name) + ("_id" if kind == "REFERENCE" else "")
        self.type = TYPES.get(kind, "TEXT")


class Model:
    def __init__(self, hub, seq, ident, name):
        self.seq, self.ident, self.name = seq, ident, re.sub(r"\W", "_", name)
        self.columns, self.lists, groups = [], [], set()
        for at, field, kind, parent, repeatable, target in hub.execute(
                "SELECT at, name, type, parent, repeatable, ref_model_id FROM hub_field"
                " WHERE model = ? ORDER BY at", (seq,)):
            if repeatable and kind == "CONTAINER" or parent in groups:
                groups.add(at)
            elif repeatable:
                self.lists.append(Field(at, field, kind, target, self))
            elif kind != "CONTAINER":
                self.columns.append(Field(at, field, kind, target, self))
        self.key = self.columns[0].name
        self.rows = hub.execute(
            f"SELECT rid, id, {', '.join(f'c{i}' for i in range(len(self.columns)))}"
            f" FROM hub_r{seq} ORDER BY c0").fetchall()
        self.keys = {row[1]: row[2] for row in self.rows}
        self.keys_by_rid = {row[0]: row[2] for row in self.rows}


def deployed(hub):
    return [Model(hub, *row) for row in hub.execute(
        "SELECT seq, id, name FROM hub_model WHERE deployed = 1 ORDER BY seq").fetchall()
        if hub.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (f"hub_r{row[0]}",)).fetchone()]


def write_table(out, model, by_id):
    parts = []
    for field in model.columns:
        part = f"{field.name} {field.type}"
        if field.name == model.key:
            part += " PRIMARY KEY"
        elif field.target in by_id:
            part += f" REFERENCES {by_id[field.target].name}({by_id[field.target].key})"
        parts.append(part)
    out.execute(f"CREATE TABLE {model.name} ({', '.join(parts)})")
    marks = ", ".join("?" * len(model.columns))
    for row in model.rows:
        values = [by_id[f.target].keys.get(v) if f.target in by_id else v
                  for f, v in zip(model.columns, row[2:])]
        out.execute(f"INSERT INTO {model.name} VALUES ({marks})", values)


def write_lists(out, hub, model):
    for field in model.lists:
        items = hub.execute(f"SELECT record, value FROM hub_r{model.seq}_items WHERE field = ?"
                            " ORDER BY record, item", (field.at,)).fetchall()
        if not items:
            continue
        table = f"{model.name}_{field.name}"
        out.execute(f"CREATE TABLE {table} ({model.key} TEXT REFERENCES {model.name}({model.key}),"
                    f" {field.name} TEXT)")
        out.executemany(f"INSERT INTO {table} VALUES (?, ?)",
                        sorted((model.keys_by_rid[r], v) for r, v in items))


def main(auric, path):
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "hub")
        subprocess.run([auric, "hub", "demo", "--db", file, "--today", TODAY, "--seed", SEED],
                       check=True, stdout=subprocess.DEVNULL)
        hub = sqlite3.connect(file)
        models = deployed(hub)
        by_id = {m.ident: m for m in models}
        if os.path.exists(path):
            os.remove(path)
        out = sqlite3.connect(path)
        for model in models:
            write_table(out, model, by_id)
            write_lists(out, hub, model)
        out.commit()
        hub.close()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
