#!/usr/bin/env python3
"""An energy supplier as a SQLite file: regions, agents, customers, tariffs,
contracts, meters, invoices, outages, tickets. Invented, the same every time.

  make_fourth.py OUT.sqlite"""
import datetime
import sys

from make_second import TODAY, Dice, day, write

SCHEMA = """
CREATE TABLE Region(reg_cd TEXT PRIMARY KEY, reg_nm TEXT, grid_op TEXT, hh_cnt INTEGER);
CREATE TABLE Agent(agt_id INTEGER PRIMARY KEY, agt_nm TEXT, team TEXT, office_city TEXT, hire_dt DATE,
  ann_sal_eur REAL);
CREATE TABLE Customer(cust_id INTEGER PRIMARY KEY, cust_no TEXT, cust_nm TEXT, seg_cd TEXT, city TEXT,
  reg_cd TEXT REFERENCES Region(reg_cd), join_dt DATE, churn_dt DATE, cred_cls TEXT, email TEXT, iban TEXT);
CREATE TABLE Tariff(trf_id INTEGER PRIMARY KEY, trf_nm TEXT, enrg_typ TEXT, base_fee_eur REAL,
  unit_prc_ct REAL, green_flg BOOLEAN, valid_from_dt DATE, valid_to_dt DATE);
CREATE TABLE Contract(ctr_no TEXT PRIMARY KEY, cust_id INTEGER REFERENCES Customer(cust_id),
  trf_id INTEGER REFERENCES Tariff(trf_id), agt_id INTEGER REFERENCES Agent(agt_id), sign_dt DATE,
  start_dt DATE, end_dt DATE, sls_chnl TEXT, ctr_stat TEXT, est_ann_kwh INTEGER);
CREATE TABLE Meter(mtr_no TEXT PRIMARY KEY, ctr_no TEXT REFERENCES Contract(ctr_no), mtr_typ TEXT,
  inst_dt DATE, last_rd_dt DATE, mtr_stat TEXT);
CREATE TABLE Invoice(inv_no TEXT PRIMARY KEY, ctr_no TEXT REFERENCES Contract(ctr_no), inv_dt DATE,
  due_dt DATE, paid_dt DATE, kwh INTEGER, amt_eur REAL, inv_stat TEXT);
CREATE TABLE Outage(out_no TEXT PRIMARY KEY, reg_cd TEXT REFERENCES Region(reg_cd), strt_ts DATETIME,
  dur_min INTEGER, cause TEXT, sev_lvl TEXT, aff_cust_cnt INTEGER);
CREATE TABLE Ticket(tkt_no TEXT PRIMARY KEY, cust_id INTEGER REFERENCES Customer(cust_id),
  agt_id INTEGER REFERENCES Agent(agt_id), open_dt DATE, close_dt DATE, topic TEXT, prio TEXT,
  chnl TEXT, tkt_stat TEXT, csat INTEGER);
"""
REGIONS = [("N", "Nordheide", "NetzNord", 182000), ("E", "Elbland", "NetzNord", 240000),
           ("H", "Harzvorland", "Mitteldeutsche Netze", 97000), ("R", "Rheintal", "Westgrid", 415000),
           ("S", "Schwarzwald", "Südnetz", 133000), ("B", "Bodensee", "Südnetz", 121000)]
CITIES = {"N": ["Lüneburg", "Celle", "Uelzen"], "E": ["Dresden", "Meißen", "Riesa"], "H": ["Goslar", "Halle"],
          "R": ["Köln", "Bonn", "Neuss", "Krefeld"], "S": ["Freiburg", "Offenburg"], "B": ["Konstanz", "Lindau"]}
TARIFFS = [("Basis Strom", "Electricity", 9.9, 33.5, 0, "2021-01-01", None),
           ("Öko Strom Plus", "Electricity", 11.9, 31.2, 1, "2022-07-01", None),
           ("Öko Strom Flex", "Electricity", 7.5, 35.9, 1, "2024-04-01", None),
           ("Business Strom", "Electricity", 24.0, 27.4, 0, "2021-01-01", None),
           ("Industrie Power", "Electricity", 190.0, 21.8, 0, "2020-01-01", None),
           ("Basis Gas", "Gas", 10.9, 11.8, 0, "2021-01-01", None),
           ("Klima Gas", "Gas", 13.5, 12.9, 1, "2023-01-01", None),
           ("Business Gas", "Gas", 29.0, 9.7, 0, "2021-01-01", None),
           ("Wärmepumpe Spezial", "Electricity", 8.9, 26.5, 1, "2025-10-01", None),
           ("Winter Aktion 2023", "Gas", 5.0, 10.9, 0, "2023-10-01", "2024-03-31")]
FIRST = "Heike Murat Lena Jürgen Ayşe Bernd Clara Dieter Frauke Igor Josefine Karl Mirja Ole Ruth Sven".split()
LAST = ("Albers Böttcher Cordes Demir Eggers Fuchs Gärtner Heinemann Iversen Jäger Köhler Lindner Meißner "
        "Nissen Oßwald Peters Quandt Richter Sommer Thiele").split()
FIRMS = ["Bäckerei", "Autohaus", "Druckerei", "Hotel", "Gärtnerei", "Praxis"]
WORKS = ["Stahlwerk", "Papierfabrik", "Glashütte", "Molkerei", "Gießerei"]
PUBLIC = ["Stadtverwaltung", "Schulzentrum", "Klinikum"]
TOPICS = [("Billing", 38), ("Moving house", 18), ("Meter reading", 16), ("Outage", 10), ("Cancellation", 12), ("Tariff change", 6)]
LOAD = {"RES": 3200, "SME": 21000, "IND": 640000, "PUB": 88000}


def agents(dice):
    rows, used = [], set()
    while len(rows) < 36:
        name = dice.one(FIRST) + " " + dice.one(LAST)
        if name not in used:
            used.add(name)
            rows.append((len(rows) + 1, name, dice.one(["Sales", "Service", "Service", "Key accounts", "Back office"]),
                         dice.one(["Köln", "Dresden", "Freiburg"]), day(-dice.between(40, 5200)),
                         dice.between(290, 640) * 100.0))
    return rows


def customers(dice):
    rows = []
    for i in range(1, 1101):
        segment = dice.weighted([("RES", 78), ("SME", 15), ("IND", 3), ("PUB", 4)])
        region = REGIONS[int(6 * dice.random() ** 1.1)][0]
        city = dice.one(CITIES[region])
        name = (dice.one(FIRST) + " " + dice.one(LAST) if segment == "RES" else
                f"{dice.one({'SME': FIRMS, 'IND': WORKS, 'PUB': PUBLIC}[segment])} {dice.one(LAST) if segment != 'PUB' else city}")
        joined = -int(2600 * dice.random() ** 1.2)
        churned = joined + dice.between(200, 1500) if dice.chance(0.17) else 0
        rows.append((i, f"KD-{70000 + i * 3}", name, segment, None if dice.chance(0.03) else city, region,
                     day(joined), day(churned) if joined < churned < 0 else None,
                     dice.weighted([("A", 55), ("B", 30), ("C", 9), (None, 6)]),
                     None if dice.chance(0.25) else f"kunde{i}@post.example", f"DE{dice.between(10, 99)}{dice.between(10 ** 9, 10 ** 10 - 1)}"))
    return rows


def contracts(dice, people, staff):
    rows, sellers = [], [a[0] for a in staff if a[2] in ("Sales", "Key accounts")]
    for c in people:
        for _ in range(dice.weighted([(1, 72), (2, 28)])):
            kinds = {"RES": [1, 2, 2, 3, 6, 6, 7, 9, 10], "SME": [4, 4, 8], "IND": [5, 5, 8], "PUB": [4, 8, 2]}[c[3]]
            tariff = dice.one(kinds)
            first = datetime.date.fromisoformat(max(c[6], TARIFFS[tariff - 1][5]))
            start = first + datetime.timedelta(days=dice.between(3, 45))
            end = c[7] or (day(-dice.between(1, 200)) if dice.chance(0.04) else None)
            if end and end <= start.isoformat():
                end = None
            status = ("Terminated" if end else "Pending" if start > TODAY else "Suspended" if dice.chance(0.03) else "Active")
            rows.append((f"V{len(rows) + 40001}", c[0], tariff, None if dice.chance(0.3) else dice.one(sellers),
                         first.isoformat() if first <= TODAY else TODAY.isoformat(), start.isoformat(), end,
                         dice.weighted([("Website", 42), ("Phone", 21), ("Comparison portal", 25), ("Door-to-door", 7), ("Partner", 5)]),
                         status, int(LOAD[c[3]] * (0.4 + 1.3 * dice.random()) * (3.5 if TARIFFS[tariff - 1][1] == "Gas" else 1))))
    return rows


def invoices(dice, deals):
    rows = []
    for d in deals:
        at = datetime.date.fromisoformat(d[5])
        at = at.replace(day=1) if at.year >= 2024 else datetime.date(2024, 1, 1)
        while at <= TODAY and (not d[6] or at.isoformat() < d[6]) and d[8] != "Pending":
            if at.month % 3 == int(d[0][1:]) % 3 and at.isoformat() >= d[5][:7]:
                tariff = TARIFFS[d[2] - 1]
                used = int(d[9] / 4 * (0.7 + 0.6 * dice.random()) * (1.3 if at.month in (12, 1, 2, 3) else 0.9))
                sent = at + datetime.timedelta(days=dice.between(0, 12))
                paid = sent + datetime.timedelta(days=dice.between(4, 50))
                state = "Cancelled" if dice.chance(0.015) else "Paid" if paid <= TODAY and dice.chance(0.96) else "Open"
                if sent <= TODAY:
                    rows.append((f"RE{200000 + len(rows)}", d[0], sent.isoformat(),
                                 (sent + datetime.timedelta(days=14)).isoformat(), paid.isoformat() if state == "Paid" else None,
                                 used, round(3 * tariff[2] + used * tariff[3] / 100, 2), state))
            at = (at + datetime.timedelta(days=32)).replace(day=1)
    return rows


def outages(dice):
    rows = []
    for i in range(260):
        level = dice.weighted([("Minor", 60), ("Major", 32), ("Critical", 8)])
        size = {"Minor": 120, "Major": 1500, "Critical": 14000}[level]
        rows.append((f"ST-{500 + i}", dice.one(REGIONS)[0], f"{day(-int(900 * dice.random()))} {dice.between(0, 23):02d}:{dice.between(0, 59):02d}:00",
                     dice.between(6, 90) * (3 if level == "Critical" else 1),
                     dice.weighted([("Storm", 24), ("Digging damage", 28), ("Equipment failure", 34), ("Overload", 9), (None, 5)]),
                     level, int(size * (0.3 + dice.random()))))
    return rows


def tickets(dice, people, staff):
    rows, helpers = [], [a[0] for a in staff if a[2] in ("Service", "Back office")]
    for i in range(1, 3401):
        opened, c = -int(820 * dice.random() ** 1.25), dice.one(people)
        shut = opened + int(28 * dice.random() ** 2)
        done = shut <= 0 and not dice.chance(0.03)
        rows.append((f"T{60000 + i}", c[0], None if dice.chance(0.06) else dice.one(helpers), day(opened),
                     day(shut) if done else None, dice.weighted(TOPICS),
                     dice.weighted([("Low", 35), ("Normal", 48), ("High", 14), ("Urgent", 3)]),
                     dice.weighted([("Email", 34), ("Phone", 41), ("Website", 18), ("Letter", 7)]),
                     "Closed" if done else dice.one(["Open", "Waiting"]),
                     dice.weighted([(1, 9), (2, 11), (3, 22), (4, 33), (5, 25)]) if done and dice.chance(0.4) else None))
    return rows


def main(path):
    dice = Dice(4118)
    staff, people = agents(dice), customers(dice)
    deals = contracts(dice, people, staff)
    meters = [(f"Z{900000 + i * 11}", d[0], dice.weighted([("Smart", 46), ("Digital", 31), ("Analogue", 23)]), d[5],
               None if dice.chance(0.08) else day(-dice.between(0, 400)), "Removed" if d[6] else
               "Faulty" if dice.chance(0.03) else "In use") for i, d in enumerate(deals) if d[8] != "Pending"]
    tables = {"Region": REGIONS, "Agent": staff, "Customer": people,
              "Tariff": [(i + 1, *t) for i, t in enumerate(TARIFFS)], "Contract": deals, "Meter": meters,
              "Invoice": invoices(dice, deals), "Outage": outages(dice), "Ticket": tickets(dice, people, staff)}
    write(path, SCHEMA, tables)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
