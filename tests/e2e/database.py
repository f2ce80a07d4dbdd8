#!/usr/bin/env python3
"""The program over tables of a PostgreSQL database in the place of a hub
(AURIC_SOURCE): the answers are those of plain SQL, and a role sees as little
of it as of a hub."""
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import ROOT, Folder, case, clean_env, done, run  # noqa: E402

SHOP = """
CREATE TYPE state AS ENUM ('Planned', 'Active', 'Retired');
CREATE TABLE brand (brand_id serial PRIMARY KEY, name varchar(80) NOT NULL, country text);
CREATE TABLE product (product_id serial PRIMARY KEY, name text NOT NULL,
    brand_id int REFERENCES brand, price numeric(10,2), margin numeric(10,2), launched date,
    status state, shape polygon);
COMMENT ON TABLE product IS 'What we sell.';
INSERT INTO brand (name, country) VALUES ('Sony', 'Japan'), ('LG', 'Korea'), ('Écho', 'France');
INSERT INTO product (name, brand_id, price, margin, launched, status)
    SELECT 'Thing ' || i, i % 3 + 1, i * 1.25, i * 0.10, DATE '2026-01-01' + i,
           (ARRAY['Planned', 'Active', 'Retired'])[i % 3 + 1]::state
    FROM generate_series(1, 300) i;
"""
SEMANTICS = {"roles": {"executive": {"deny_fields": ["margin"]}}}


def postgres(what, folder):
    return subprocess.run([os.path.join(ROOT, "tests/lib/postgres"), what, folder],
                          capture_output=True, text=True)


def sql(url, text):
    p = subprocess.run(["psql", "-X", "-q", "-A", "-t", "-F", "|", "-v", "ON_ERROR_STOP=1", url],
                       input=text, capture_output=True, text=True)
    if p.returncode:
        raise RuntimeError(p.stderr)
    return [line.split("|") for line in p.stdout.splitlines()]


def ask(url, data, question, *args):
    env = clean_env(AURIC_SOURCE=url, AURIC_DATA=data)
    code, out, err = run("ask", question, "--json", *args, env=env)
    return json.loads(out) if code == 0 else {"status": code, "text": err, "rows": []}


def texts(answer):
    return sorted([str(c) for c in row] for row in answer["rows"] or [])


def main(folder, url):
    sql(url, SHOP)
    got = ask(url, folder, "How many products are there by brand?")
    want = sql(url, "SELECT b.name, count(*) FROM product p JOIN brand b USING (brand_id) GROUP BY 1")
    case("groups by what a foreign key leads to", texts(got) == sorted(want), got["text"])
    case("in one request", got["provenance"]["requests"] == 1, got["provenance"])
    case("and says what answered", got["provenance"].get("origin") == "database", got["provenance"])
    got = ask(url, folder, "How many active products are there?")
    want = sql(url, "SELECT count(*) FROM product WHERE status = 'Active'")
    case("a value of an enumeration", texts(got) == want, got["text"])
    got = ask(url, folder, "average price of écho products")
    want = sql(url, "SELECT avg(price) FROM product WHERE brand_id = 3")
    case("a name with an accent in another case",
         got["rows"] and abs(float(got["rows"][0][0]) - float(want[0][0])) < 1e-9, got["text"])
    got = ask(url, folder, "total margin by status")
    case("the administrator sees all columns", len(got["rows"] or []) == 3, got["text"])
    path = os.path.join(folder, "semantics.json")
    with open(path, "w") as f:
        json.dump(SEMANTICS, f)
    got = ask(url, folder, "total margin by status", "--user", "executive", "--semantics", path)
    figures = [str(v) for row in got["rows"] or [] for v in row]
    want = [row[1] for row in sql(url, "SELECT status, sum(margin) FROM product GROUP BY 1")]
    case("a role does not see a column that is denied", not set(figures) & set(want), got)
    code, _, err = run("ask", "x", env=clean_env(AURIC_SOURCE="mysql://x", AURIC_DATA=folder))
    case("another URL is refused with the form of a good one", code and "postgres://" in err, err)
    code, _, err = run("ask", "x", env=clean_env(
        AURIC_SOURCE="postgres://auric:secret@127.0.0.1:1/x", AURIC_DATA=folder))
    case("an error holds no password", code and "secret" not in err and "PostgreSQL" in err, err)


with Folder() as data, Folder() as place:
    os.chmod(place, 0o755)  # for the user postgres
    here = os.path.join(place, "pg")
    started = postgres("start", here)
    try:
        main(data, started.stdout.strip())
    finally:
        postgres("stop", here)
done()
