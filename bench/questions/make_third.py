#!/usr/bin/env python3
"""A freight forwarder as a SQLite file: depots, carriers, customers, employees,
vehicles, shipments, claims, invoices. Invented, the same every time.

  make_third.py OUT.sqlite"""
import datetime
import sys

from make_second import TODAY, Dice, day, write

SCHEMA = """
CREATE TABLE Depot(depot_id TEXT PRIMARY KEY, depot_name TEXT, city TEXT, country TEXT, region TEXT,
  dock_doors INTEGER, opened_on DATE, bonded BOOLEAN);
CREATE TABLE Carrier(carrier_id TEXT PRIMARY KEY, carrier_name TEXT, country TEXT, carrier_type TEXT,
  rating REAL, contract_until DATE, insurance_expires_on DATE);
CREATE TABLE Employee(employee_id INTEGER PRIMARY KEY, employee_name TEXT, job_title TEXT,
  depot_id TEXT REFERENCES Depot(depot_id), hired_on DATE, left_on DATE, hourly_wage_eur REAL,
  licence_expires_on DATE);
CREATE TABLE Customer(customer_id TEXT PRIMARY KEY, customer_name TEXT, industry TEXT, city TEXT,
  country TEXT, account_manager_id INTEGER REFERENCES Employee(employee_id), customer_since DATE,
  credit_limit_eur REAL, status TEXT, tier TEXT, bank_iban TEXT);
CREATE TABLE Vehicle(vehicle_id INTEGER PRIMARY KEY, plate_number TEXT, vehicle_type TEXT,
  carrier_id TEXT REFERENCES Carrier(carrier_id), home_depot_id TEXT REFERENCES Depot(depot_id),
  fuel TEXT, payload_kg INTEGER, purchased_on DATE, next_inspection_on DATE, mileage_km INTEGER,
  status TEXT);
CREATE TABLE Shipment(shipment_id INTEGER PRIMARY KEY, shipment_no TEXT,
  customer_id TEXT REFERENCES Customer(customer_id), carrier_id TEXT REFERENCES Carrier(carrier_id),
  vehicle_id INTEGER REFERENCES Vehicle(vehicle_id), driver_id INTEGER REFERENCES Employee(employee_id),
  origin_depot_id TEXT REFERENCES Depot(depot_id), destination_depot_id TEXT REFERENCES Depot(depot_id),
  booked_on DATE, picked_up_on DATE, promised_on DATE, delivered_on DATE, service TEXT, status TEXT,
  weight_kg REAL, pallets INTEGER, distance_km INTEGER, price_eur REAL, cost_eur REAL, co2_kg REAL);
CREATE TABLE Claim(claim_id INTEGER PRIMARY KEY, claim_no TEXT,
  shipment_id INTEGER REFERENCES Shipment(shipment_id), reported_on DATE, closed_on DATE,
  claim_type TEXT, status TEXT, claimed_eur REAL, paid_eur REAL,
  handler_id INTEGER REFERENCES Employee(employee_id));
CREATE TABLE Invoice(invoice_no TEXT PRIMARY KEY, customer_id TEXT REFERENCES Customer(customer_id),
  shipment_id INTEGER REFERENCES Shipment(shipment_id), issued_on DATE, due_on DATE, paid_on DATE,
  amount_eur REAL, status TEXT);
"""
DEPOTS = [("HAM", "Hamburg Hafen", "Hamburg", "Germany", "North", 64, "1996-04-01", 1),
          ("BRE", "Bremen Überseestadt", "Bremen", "Germany", "North", 22, "2011-08-15", 0),
          ("DUS", "Duisburg Logport", "Duisburg", "Germany", "West", 58, "2003-02-10", 1),
          ("MUC", "München Ost", "München", "Germany", "South", 36, "1999-10-04", 0),
          ("LEJ", "Leipzig Nord", "Leipzig", "Germany", "East", 40, "2008-05-19", 1),
          ("ROT", "Rotterdam Maasvlakte", "Rotterdam", "Netherlands", "West", 72, "2001-06-11", 1),
          ("ANR", "Antwerpen Linkeroever", "Antwerpen", "Belgium", "West", 44, "2014-03-03", 0),
          ("LYS", "Lyon Saint-Priest", "Lyon", "France", "South", 28, "2017-09-18", 0),
          ("MXP", "Milano Segrate", "Milano", "Italy", "South", 30, "2016-01-25", 0),
          ("POZ", "Poznań Zachód", "Poznań", "Poland", "East", 48, "2019-11-04", 0),
          ("GDN", "Gdańsk Port", "Gdańsk", "Poland", "North", 26, "2024-05-06", 1),
          ("WIE", "Wien Freudenau", "Wien", "Austria", "South", 24, "2026-02-02", 0)]
CARRIERS = [("Own Fleet Nord", "Germany", "Own fleet"), ("Own Fleet Süd", "Germany", "Own fleet"),
            ("Atlas Spedition", "Germany", "Subcontractor"), ("Bäumer Transporte", "Germany", "Subcontractor"),
            ("Kowalski Trans", "Poland", "Subcontractor"), ("Baltic Trucking", "Lithuania", "Subcontractor"),
            ("De Vries Logistiek", "Netherlands", "Partner"), ("Transports Girard", "France", "Partner"),
            ("Autotrasporti Conti", "Italy", "Subcontractor"), ("Express Kurier Wien", "Austria", "Partner"),
            ("Nordwind Cargo", "Denmark", "Partner"), ("Carpathia Road", "Romania", "Subcontractor"),
            ("Flandria Freight", "Belgium", "Partner"), ("Alpen Reefer", "Austria", "Subcontractor")]
STEMS = ("Nordwind Atlas Hansa Rhenania Vistula Lumière Bergmann Castello Delta Elbe Fjord Grünwald "
         "Helvetia Ibis Jantar Kessel Lorraine Moravia Nautilus Orion").split()
INDUSTRIES = ["Furniture", "Chemicals", "Food", "Automotive", "Pharma", "Textiles", "Machinery"]
TRADES = {"Furniture": "Möbel", "Chemicals": "Chemie", "Food": "Foods", "Automotive": "Motors",
          "Pharma": "Pharma", "Textiles": "Textil", "Machinery": "Maschinenbau"}
CITIES = [("Hamburg", "Germany"), ("Köln", "Germany"), ("München", "Germany"), ("Leipzig", "Germany"),
          ("Rotterdam", "Netherlands"), ("Gent", "Belgium"), ("Lyon", "France"), ("Torino", "Italy"),
          ("Poznań", "Poland"), ("Łódź", "Poland"), ("Linz", "Austria"), ("Wien", "Austria")]
FIRST = "Jana Piotr Svenja Marco Aylin Jörg Élise Tomasz Katrin Luca Milena Henk Noémie Uwe Ines Radek".split()
LAST = ("Brandt Kowalczyk Petersen Ferrari Yıldız Schröder Dubois Nowak Vogel Marino Jansen Weiß "
        "Lefèvre Zieliński Hofer Claes Krüger Mazur").split()
TITLES = [("Driver", 52), ("Dispatcher", 14), ("Warehouse worker", 18), ("Account manager", 9), ("Claims handler", 7)]
SERVICES = [("Standard", 52), ("Express", 22), ("Economy", 18), ("Dangerous goods", 8)]
PACE = {"Standard": 3, "Express": 1, "Economy": 6, "Dangerous goods": 4}
RATE = {"Standard": 1.0, "Express": 1.7, "Economy": 0.78, "Dangerous goods": 1.45}


def employees(dice):
    rows, used = [], set()
    while len(rows) < 170:
        name = dice.one(FIRST) + " " + dice.one(LAST)
        if name in used:
            continue
        used.add(name)
        title = dice.weighted(TITLES)
        left = day(-dice.between(10, 600)) if dice.chance(0.1) else None
        rows.append((len(rows) + 1, name, title, dice.one(DEPOTS)[0],
                     day(-dice.between(650 if left else 15, 6500)), left,
                     round(15 + 17 * dice.random(), 2),
                     day(dice.between(-40, 1400)) if title == "Driver" else None))
    return rows


def customers(dice, staff):
    managers = [e[0] for e in staff if e[2] == "Account manager" and not e[5]]
    rows, used = [], set()
    while len(rows) < 110:
        industry = dice.one(INDUSTRIES)
        name = dice.one(STEMS) + " " + TRADES[industry]
        if name in used:
            continue
        used.add(name)
        city, country = dice.one(CITIES)
        rows.append((f"C{len(rows) + 101}", name, industry, None if dice.chance(0.05) else city, country,
                     None if dice.chance(0.1) else dice.one(managers), day(-int(4200 * dice.random())),
                     None if dice.chance(0.15) else dice.between(1, 40) * 5000.0,
                     dice.weighted([("Active", 80), ("On hold", 9), ("Churned", 11)]),
                     dice.weighted([("Gold", 15), ("Silver", 35), ("Bronze", 50)]),
                     f"DE{dice.between(10, 99)}{dice.between(10 ** 8, 10 ** 9 - 1)}"))
    return rows


def vehicles(dice, carriers):
    rows = []
    for i in range(1, 141):
        bought = -dice.between(20, 3600)
        rows.append((i, f"{dice.one(DEPOTS)[0]}-{dice.between(1000, 9999)}",
                     dice.weighted([("Tractor", 48), ("Box truck", 24), ("Reefer", 16), ("Van", 12)]),
                     carriers[int(14 * dice.random() ** 1.3)][0], dice.one(DEPOTS)[0],
                     dice.weighted([("Diesel", 68), ("LNG", 12), ("HVO", 8), ("Electric", 12)]),
                     dice.one([1200, 3500, 7500, 12000, 18000, 24000, 25000]), day(bought),
                     None if dice.chance(0.06) else day(dice.between(-45, 330)),
                     int(-bought * dice.between(90, 330)),
                     dice.weighted([("In service", 82), ("Workshop", 10), ("Retired", 8)])))
    return rows


def shipments(dice, clients, carriers, fleet, staff):
    by_carrier = {c[0]: [v[0] for v in fleet if v[3] == c[0]] for c in carriers}
    drivers, rows = [e for e in staff if e[2] == "Driver"], []
    for i in range(1, 6401):
        carrier = carriers[int(14 * dice.random() ** 1.5)]
        start = DEPOTS[int(12 * dice.random() ** 1.2)]
        end = dice.one([d for d in DEPOTS if d is not start])
        offset, service = -int(1050 * dice.random() ** 1.3), dice.weighted(SERVICES)
        if day(offset) < max(start[6], end[6]):
            start, end = DEPOTS[0], DEPOTS[2 + dice.below(7)]
        lead, late = PACE[service] + dice.below(2), max(0, dice.between(-9, 4))
        picked, due = offset + dice.below(3), offset + 2 + lead
        done = due + late - (dice.below(2) if not late else 0)
        status = ("Cancelled" if dice.chance(0.05) else "Booked" if offset > -2 else
                  "In transit" if done > 0 else "Returned" if dice.chance(0.02) else "Delivered")
        km, pallets = dice.between(8, 140) * 10, dice.between(1, 33)
        cost = (60 + km * (0.35 + pallets * 0.028)) * (0.9 + 0.25 * dice.random())
        price = cost * RATE[service] * (1.02 + 0.3 * dice.random())
        moved = status in ("Delivered", "Returned", "In transit")
        rows.append((i, f"FR{300000 + i * 3}", clients[int(110 * dice.random() ** 1.4)][0], carrier[0],
                     dice.one(by_carrier[carrier[0]]) if by_carrier[carrier[0]] and moved else None,
                     dice.one(drivers)[0] if moved and carrier[3] == "Own fleet" else None, start[0], end[0],
                     day(offset), day(min(picked, 0)) if moved else None, day(due),
                     day(done) if status in ("Delivered", "Returned") else None, service, status,
                     None if dice.chance(0.03) else round(pallets * (120 + 330 * dice.random()), 1), pallets, km,
                     round(price, 2), round(cost, 2), None if dice.chance(0.08) else round(km * pallets * 0.021, 1)))
    return rows


def claims(dice, loads, staff):
    handlers, rows = [e[0] for e in staff if e[2] == "Claims handler"], []
    for s in loads:
        if not s[11] or not dice.chance(0.16 if s[13] == "Returned" else 0.07):
            continue
        told = datetime.date.fromisoformat(s[11]) + datetime.timedelta(days=dice.between(0, 20))
        if told > TODAY:
            continue
        shut = told + datetime.timedelta(days=dice.between(7, 110))
        status = (dice.weighted([("Paid", 52), ("Rejected", 34), ("Accepted", 14)]) if shut <= TODAY else
                  dice.one(["Open", "Under review"]))
        asked = round(40 + 6000 * dice.random() ** 3, 2)
        rows.append((len(rows) + 1, f"CL-{told.year}-{len(rows) + 4001}", s[0], told.isoformat(),
                     shut.isoformat() if shut <= TODAY else None,
                     dice.weighted([("Damage", 48), ("Delay", 27), ("Loss", 18), ("Theft", 7)]), status, asked,
                     round(asked * (0.4 + 0.6 * dice.random()), 2) if status == "Paid" else None,
                     None if dice.chance(0.07) else dice.one(handlers)))
    return rows


def invoices(dice, loads):
    rows = []
    for s in loads:
        if not s[11] or dice.chance(0.04):
            continue
        issued = datetime.date.fromisoformat(s[11]) + datetime.timedelta(days=dice.between(0, 9))
        if issued > TODAY:
            continue
        due, paid = issued + datetime.timedelta(days=30), issued + datetime.timedelta(days=dice.between(6, 75))
        status = "Credited" if dice.chance(0.02) else "Paid" if paid <= TODAY and dice.chance(0.97) else "Open"
        rows.append((f"R{issued.year}-{s[0]:05d}", s[2], s[0], issued.isoformat(), due.isoformat(),
                     paid.isoformat() if status == "Paid" else None,
                     round(s[17] * (1.0 if dice.chance(0.9) else 1.08), 2), status))
    return rows


def main(path):
    dice = Dice(3118)
    carriers = [(f"K{i + 11}", *c, None if dice.chance(0.1) else round(2.5 + 2.5 * dice.random(), 1),
                 day(dice.between(-30, 800)), day(dice.between(-20, 360))) for i, c in enumerate(CARRIERS)]
    staff = employees(dice)
    clients = customers(dice, staff)
    fleet = vehicles(dice, carriers)
    loads = shipments(dice, clients, carriers, fleet, staff)
    tables = {"Depot": DEPOTS, "Carrier": carriers, "Employee": staff, "Customer": clients, "Vehicle": fleet,
              "Shipment": loads, "Claim": claims(dice, loads, staff), "Invoice": invoices(dice, loads)}
    write(path, SCHEMA, tables)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
