#!/usr/bin/env python3
"""A hospital group as a SQLite file: sites, departments, clinicians, payers,
patients, appointments, treatments, bills. Invented, the same every time.

  make_second.py OUT.sqlite"""
import datetime
import os
import random
import sqlite3
import sys

TODAY = datetime.date(2026, 11, 18)
SCHEMA = """
CREATE TABLE Site(site_cd TEXT PRIMARY KEY, site_name TEXT, city TEXT, country TEXT,
  beds_cnt INTEGER, opened_dt DATE, er_flg INTEGER);
CREATE TABLE Department(dept_id INTEGER PRIMARY KEY, dept_name TEXT, dept_type_cd TEXT,
  site_cd TEXT REFERENCES Site(site_cd), head_clin_id INTEGER REFERENCES Clinician(clin_id),
  floor_no INTEGER, ann_bdgt_eur REAL);
CREATE TABLE Clinician(clin_id INTEGER PRIMARY KEY, full_nm TEXT, clin_role TEXT, specialty TEXT,
  dept_id INTEGER REFERENCES Department(dept_id),
  superv_clin_id INTEGER REFERENCES Clinician(clin_id), hire_dt DATE, leave_dt DATE,
  fte_pct INTEGER, ann_sal_eur REAL);
CREATE TABLE Payer(payer_id TEXT PRIMARY KEY, payer_nm TEXT, payer_type TEXT, country TEXT,
  contract_end_dt DATE, disc_pct REAL);
CREATE TABLE Patient(pat_id INTEGER PRIMARY KEY, pat_no TEXT, pat_nm TEXT, sex_cd TEXT,
  birth_dt DATE, home_city TEXT, pat_seg_cd TEXT, payer_id TEXT REFERENCES Payer(payer_id),
  gp_clin_id INTEGER REFERENCES Clinician(clin_id), registered_dt DATE, blood_grp TEXT,
  smoker_flg INTEGER, email TEXT, ssn TEXT);
CREATE TABLE Appointment(appt_id INTEGER PRIMARY KEY, appt_no TEXT,
  pat_id INTEGER REFERENCES Patient(pat_id), clin_id INTEGER REFERENCES Clinician(clin_id),
  dept_id INTEGER REFERENCES Department(dept_id), booked_dt DATE, appt_ts DATETIME,
  appt_type_cd TEXT, appt_status TEXT, bkg_channel TEXT, wait_min INTEGER, dur_min INTEGER,
  cancel_rsn TEXT, satisf_score INTEGER);
CREATE TABLE Treatment(trt_id INTEGER PRIMARY KEY, trt_no TEXT,
  appt_id INTEGER REFERENCES Appointment(appt_id), proc_nm TEXT, proc_grp TEXT,
  cost_eur REAL, outcome TEXT, diag_note TEXT);
CREATE TABLE Bill(bill_no TEXT PRIMARY KEY, appt_id INTEGER REFERENCES Appointment(appt_id),
  payer_id TEXT REFERENCES Payer(payer_id), bill_dt DATE, due_dt DATE, paid_dt DATE,
  amt_eur REAL, bill_status TEXT, dunning_lvl INTEGER);
"""
SITES = [("VIE", "Klinikum Donaustadt", "Wien", "Austria", 620, "1974-05-02", 1),
         ("GRZ", "Spital Graz-Süd", "Graz", "Austria", 280, "1991-09-16", 0),
         ("MUC", "Klinik Isartor", "München", "Germany", 540, "1968-03-11", 1),
         ("CGN", "Rheinklinik Köln", "Köln", "Germany", 410, "1983-10-03", 1),
         ("ZRH", "Klinik Seefeld", "Zürich", "Switzerland", 190, "2004-06-21", 0),
         ("LYS", "Hôpital Saint-Éloi", "Lyon", "France", 350, "1959-11-30", 1),
         ("PRG", "Nemocnice Žižkov", "Praha", "Czechia", 300, "1987-04-27", 1),
         ("MXP", "Clinica Città Studi", "Milano", "Italy", 160, "2019-01-14", 0)]
DEPARTMENTS = [("Cardiology", "MED"), ("Orthopaedics", "SURG"), ("Radiology", "DIAG"),
               ("Paediatrics", "MED"), ("Oncology", "MED"), ("Dermatology", "MED"),
               ("Emergency", "ACUTE"), ("General Surgery", "SURG"), ("Neurology", "MED"),
               ("Physiotherapy", "REHAB")]
PROCEDURES = {"Cardiology": [("ECG", "Diagnostics", 90), ("Echocardiogram", "Diagnostics", 210),
                             ("Pacemaker check", "Device", 140), ("Angiography", "Intervention", 2400)],
              "Orthopaedics": [("Knee arthroscopy", "Surgery", 3100), ("Hip replacement", "Surgery", 9800),
                               ("Cast application", "Minor procedure", 160)],
              "Radiology": [("MRI scan", "Imaging", 480), ("CT scan", "Imaging", 350),
                            ("X-ray", "Imaging", 75), ("Ultrasound", "Imaging", 110)],
              "Paediatrics": [("Vaccination", "Prevention", 45), ("Allergy test", "Diagnostics", 120)],
              "Oncology": [("Chemotherapy cycle", "Therapy", 2700), ("Biopsy", "Diagnostics", 640),
                           ("Radiotherapy session", "Therapy", 900)],
              "Dermatology": [("Mole excision", "Minor procedure", 230), ("Allergy test", "Diagnostics", 120),
                              ("Phototherapy", "Therapy", 85)],
              "Emergency": [("Wound suture", "Minor procedure", 130), ("X-ray", "Imaging", 75),
                            ("Infusion", "Therapy", 60)],
              "General Surgery": [("Appendectomy", "Surgery", 4200), ("Hernia repair", "Surgery", 3600),
                                  ("Gallbladder removal", "Surgery", 4700)],
              "Neurology": [("EEG", "Diagnostics", 190), ("Lumbar puncture", "Intervention", 520),
                            ("Nerve conduction study", "Diagnostics", 260)],
              "Physiotherapy": [("Manual therapy", "Rehabilitation", 65), ("Gait training", "Rehabilitation", 80)]}
PAYERS = [("ÖGK", "Public", "Austria"), ("Merkur Versicherung", "Private", "Austria"),
          ("Techniker Krankenkasse", "Public", "Germany"), ("AOK Bayern", "Public", "Germany"),
          ("AOK Rheinland", "Public", "Germany"), ("Allianz Private", "Private", "Germany"),
          ("CSS Versicherung", "Private", "Switzerland"), ("Helsana", "Private", "Switzerland"),
          ("CPAM Rhône", "Public", "France"), ("Mutuelle Générale", "Private", "France"),
          ("VZP", "Public", "Czechia"), ("Generali Salute", "Private", "Italy"),
          ("Cigna International", "International", "United States"),
          ("Bupa Global", "International", "United Kingdom")]
FIRST_F = "Anna Zoë Jana Lucie Chloé Giulia Élodie Märta Ivana Petra Sophie Renée Hedwig Aylin".split()
FIRST_M = "Jonas Luca Tomáš François Jürgen Matteo Björn Émile Karel Stefan Noël Özgür Henri Max".split()
LAST = ("Gruber Novák Müller Steiner Rossi Dvořák Lefèvre Huber Schäfer Bianchi Girard Wójcik Kovač "
        "Brändle Moreau Pichler Conti Šimek Weiß Fontaine Öztürk Berger D'Amico Leitner Küng Roux").split()
ROLES = ["Consultant", "Senior Consultant", "Resident", "Nurse", "Therapist"]
TYPES = [("NEW", 30), ("FUP", 38), ("CTRL", 17), ("EMER", 10), ("TELE", 5)]
CHANNELS = [("Phone", 40), ("Online", 34), ("Referral", 16), ("Walk-in", 10)]
REASONS = ["Patient ill", "Clinician unavailable", "Rescheduled", "Weather", "No transport"]


class Dice:
    """Everything is drawn from random(), whose sequence never changes."""

    def __init__(self, seed):
        self.random = random.Random(seed).random

    def below(self, n):
        return int(self.random() * n)

    def between(self, a, b):
        return a + self.below(b - a + 1)

    def one(self, items):
        return items[self.below(len(items))]

    def weighted(self, pairs):
        at = self.random() * sum(w for _, w in pairs)
        for item, weight in pairs:
            at -= weight
            if at < 0:
                return item
        return pairs[-1][0]

    def chance(self, p):
        return self.random() < p


def day(offset):
    return (TODAY + datetime.timedelta(days=offset)).isoformat()


def person(dice):
    sex = "F" if dice.chance(0.53) else "M"
    return sex, dice.one(FIRST_F if sex == "F" else FIRST_M) + " " + dice.one(LAST)


def departments(dice):
    rows = []
    for site in SITES:
        for name, kind in DEPARTMENTS:
            if name == "Emergency" and not site[6] or dice.chance(0.25) and name != "Cardiology":
                continue
            rows.append([len(rows) + 1, name, kind, site[0], None, dice.between(0, 6),
                         dice.between(8, 90) * 50000.0])
    return rows


def clinicians(dice, depts):
    rows, used = [], set()
    for dept in depts:
        boss = None
        for i in range(dice.between(2, 5)):
            name = person(dice)[1]
            while name in used:
                name = person(dice)[1]
            used.add(name)
            role = "Senior Consultant" if i == 0 else "Therapist" if dept[1] == "Physiotherapy" else dice.one(ROLES[:4])
            left = day(-dice.between(5, 700)) if i and dice.chance(0.12) else None
            salary = {"Senior Consultant": 132, "Consultant": 98, "Resident": 61, "Nurse": 44,
                      "Therapist": 42}[role] * 1000.0 + dice.between(0, 90) * 100
            clin = len(rows) + 1
            rows.append([clin, name, role, dept[1], dept[0], boss, day(-dice.between(750, 5500) if left
                         else -dice.between(20, 5500)), left, dice.one([50, 60, 80, 100, 100, 100]), salary])
            boss = boss or clin
        dept[4] = None if dice.chance(0.08) else boss
    return rows


def patients(dice, payers, clins):
    rows, cities = [], [s[2] for s in SITES] + ["Linz", "Augsburg", "Bonn", "Grenoble", "Brno", "Winterthur"]
    for i in range(1, 1601):
        sex, name = person(dice)
        segment = dice.weighted([("STAT", 62), ("PRIV", 22), ("SELF", 9), ("INTL", 7)])
        kinds = {"STAT": "Public", "PRIV": "Private", "INTL": "International", "SELF": None}[segment]
        payer = dice.one([p[0] for p in payers if p[2] == kinds]) if kinds else None
        rows.append((i, f"P-{20000 + i * 7}", name, sex if not dice.chance(0.02) else None,
                     day(-dice.between(200, 33500)), None if dice.chance(0.04) else dice.one(cities), segment,
                     payer, dice.one(clins)[0] if dice.chance(0.5) else None,
                     day(-int(2400 * dice.random() ** 1.4)),
                     dice.weighted([("A+", 33), ("0+", 35), ("B+", 9), ("AB+", 4), ("A-", 7), ("0-", 7), (None, 5)]),
                     None if dice.chance(0.1) else int(dice.chance(0.21)),
                     None if dice.chance(0.2) else f"patient{i}@post.example", f"{1000 + i * 3:04d}{dice.between(100000, 999999)}"))
    return rows


def appointments(dice, depts, clins):
    by_dept = {}
    for c in clins:
        by_dept.setdefault(c[4], []).append(c)
    rows = []
    for i in range(1, 7201):
        dept = depts[int(len(depts) * dice.random() ** 1.3)]
        offset = 45 - int(1000 * dice.random() ** 1.35)
        date = TODAY + datetime.timedelta(days=offset)
        if date.weekday() > 4 and dept[1] != "Emergency":
            offset -= 2
        kind = "EMER" if dept[1] == "Emergency" else dice.weighted(TYPES)
        status = (dice.weighted([("Scheduled", 92), ("Cancelled", 8)]) if offset > 0 else
                  dice.weighted([("Completed", 80), ("Cancelled", 11), ("No-show", 9)]))
        done = status == "Completed"
        working = [c for c in by_dept[dept[0]] if not c[7] or c[7] > day(offset)]
        rows.append((i, f"A{26000 + i}", 1 + int(1600 * dice.random() ** 1.2), dice.one(working)[0], dept[0],
                     day(min(offset, 0) - dice.between(0, 40) if kind != "EMER" else min(offset, 0)),
                     f"{day(offset)} {dice.between(7, 17):02d}:{dice.one(['00', '15', '30', '45'])}:00", kind, status,
                     "Walk-in" if kind == "EMER" else dice.weighted(CHANNELS),
                     dice.between(0, 55) + (dice.between(0, 60) if dept[1] == "Emergency" else 0) if done else None,
                     dice.one([15, 20, 30, 30, 45, 60, 90]) if done else None,
                     dice.one(REASONS) if status == "Cancelled" and not dice.chance(0.15) else None,
                     dice.weighted([(1, 4), (2, 7), (3, 19), (4, 38), (5, 32)]) if done and dice.chance(0.45) else None))
    return rows


def treatments(dice, appts, depts):
    names, rows = {d[0]: d[1] for d in depts}, []
    for a in appts:
        if a[8] != "Completed":
            continue
        for _ in range(dice.weighted([(0, 38), (1, 50), (2, 12)])):
            name, group, cost = dice.one(PROCEDURES[names[a[4]]])
            rows.append((len(rows) + 1, f"T{50000 + len(rows)}", a[0], name, group, round(cost * (0.85 + 0.4 * dice.random()), 2),
                         dice.weighted([("Successful", 78), ("Follow-up needed", 16), ("Complication", 4), (None, 2)]),
                         "See findings" if dice.chance(0.1) else None))
    return rows


def bills(dice, appts, pats, trts):
    cost, rows = {}, []
    for t in trts:
        cost[t[2]] = cost.get(t[2], 0) + t[5]
    for a in appts:
        if a[8] != "Completed" or dice.chance(0.1):
            continue
        billed = datetime.date.fromisoformat(a[6][:10]) + datetime.timedelta(days=dice.between(1, 12))
        if billed > TODAY:
            continue
        due, paid, status = billed + datetime.timedelta(days=30), None, "Open"
        age = (TODAY - billed).days
        if dice.chance(min(0.94, age / 60)):
            paid = billed + datetime.timedelta(days=dice.between(3, min(70, max(3, age))))
            paid, status = (paid, "Paid") if paid <= TODAY else (None, "Open")
        elif dice.chance(0.12):
            status = "Disputed" if dice.chance(0.6) else "Written off"
        level = 0 if status != "Open" or due >= TODAY else min(3, 1 + (TODAY - due).days // 40)
        rows.append((f"B-{billed.year}-{10000 + a[0]}", a[0], pats[a[2] - 1][7], billed.isoformat(), due.isoformat(),
                     paid.isoformat() if paid else None, round(60 + cost.get(a[0], 0) * 1.25, 2), status, level))
    return rows


def write(path, schema, tables):
    if os.path.exists(path):
        os.remove(path)
    db = sqlite3.connect(path)
    db.executescript(schema)
    for name, rows in tables.items():
        db.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    db.commit()
    db.close()


def main(path):
    dice = Dice(20261118)
    depts = departments(dice)
    clins = clinicians(dice, depts)
    payers = [(f"PY{i + 1:02d}", *p, day(dice.between(-60, 900)), dice.one([0.0, 2.5, 5.0, 7.5, None]))
              for i, p in enumerate(PAYERS)]
    pats = patients(dice, payers, clins)
    appts = appointments(dice, depts, clins)
    trts = treatments(dice, appts, depts)
    tables = {"Site": SITES, "Department": depts, "Clinician": clins, "Payer": payers, "Patient": pats,
              "Appointment": appts, "Treatment": trts, "Bill": bills(dice, appts, pats, trts)}
    write(path, SCHEMA, tables)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
