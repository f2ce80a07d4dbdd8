#!/usr/bin/env python3
"""What administrators make of past questions: verified readings, answers called
wrong, cases for auric eval, words for the semantic layer."""
import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import Folder, Server, case, clean_env, done, run  # noqa: E402

WORDING = "How is our hero business doing?"


def verify(c, answer, question=None):
    return c.post("/api/admin/verified", {"answer_id": answer["id"], **({"question": question} if question else {})})


def check_same_words(c):
    before = c.ask(WORDING)
    case("the wording alone is not understood", before["status"] != "answer", before)
    meant = c.ask("How many Sony products are launching this quarter?")
    status, made = verify(c, meant, WORDING + " This quarter")
    case("an answer is verified for another wording", status == 201, made)
    status, error = verify(c, meant, WORDING)
    case("a wording without the period is refused", status == 400 and "period" in str(error), error)
    after = c.ask("Please, how is our HERO business doing this quarter?")
    case("the same words take that reading", after["status"] == "answer" and after["value"] == meant["value"],
         after)
    case("and the answer says so", after["brain"] == "verified" and "verified by" in after.get("verified", ""),
         after.get("verified"))
    other = c.ask("How is our hero business doing last quarter?")
    case("other words do not", other["brain"] != "verified", other)
    return made["id"]


def check_equivalent(c):
    meant = c.ask("What is the average price of products by category?")
    verify(c, meant, "count the products by category")
    again = c.ask("how many products are there per category")
    case("a wording that is heard alike takes it", again["brain"] == "verified" and
         again["rows"] == meant["rows"], again)


def check_another_day(c):
    """The period is that of the day it is asked on, not of the day it was verified on."""
    meant = c.ask("How many products were launched last month?")
    status, made = verify(c, meant, "monthly launch figure for last month")
    case("a question with a relative period is verified", status == 201, made)
    status, later = c.post("/api/ask", {"question": "monthly launch figure for last month", "now": "2026-03-10T09:00:00"})
    case("its dates follow the clock", status == 200 and later["brain"] == "verified" and
         later["interpretation"]["period"]["from"][:10] == "2026-02-01", later.get("interpretation"))


def check_rights(server, admin):
    meant = admin.ask("How many employees are there?")
    status, made = verify(admin, meant, "staff headcount figure")
    case("an administrator verifies what others may not see", status == 201, made)
    manager = server.client("manager")
    a = manager.ask("staff headcount figure")
    case("for whom it then does not exist", a["brain"] != "verified" and a["status"] != "answer" and
         "verified" not in a, a)
    status, error = manager.post("/api/admin/verified", {"answer_id": meant["id"]})
    case("only administrators verify", status == 403, error)


def check_followup(c):
    first = c.ask("How many Sony products do we have?")
    next_one = c.ask("and Samsung?", first["conversation_id"])
    status, error = verify(c, next_one)
    case("a follow-up is not verified by its own few words", status == 400 and "whole wording" in str(error),
         error)


def check_removal(c, entry):
    _, listed = c.get("/api/admin/verified")
    case("verified questions are listed", entry in [v["id"] for v in listed["verified"]], listed)
    status, _ = c.delete(f"/api/admin/verified/{entry}")
    case("and taken back", status == 200)
    a = c.ask(WORDING + " This quarter")
    case("then the reading is gone", a["brain"] != "verified", a)
    case("what is gone cannot be taken back again", c.delete(f"/api/admin/verified/{entry}")[0] == 404)


def check_wrong(server, admin):
    manager = server.client("manager")
    a = manager.ask("How many products do we have?")
    manager.post("/api/feedback", {"answer_id": a["id"], "verdict": "wrong", "note": "too few"})
    _, listed = admin.get("/api/admin/wrong")
    mine = [w for w in listed["wrong"] if w["answer_id"] == a["id"]]
    case("an answer called wrong is on the list", len(mine) == 1 and mine[0]["note"] == "too few" and
         mine[0]["reading"], listed)
    case("it is dealt with", admin.delete(f"/api/admin/wrong/{a['id']}")[0] == 200)
    case("and off the list", a["id"] not in str(admin.get("/api/admin/wrong")[1]))
    case("but not lost", a["id"] in str(admin.get("/api/admin/wrong?all=1")[1]))
    case("managers do not see the list", manager.get("/api/admin/wrong")[0] == 403)


def check_cases(folder, c):
    a = c.ask("How many Sony products are there?")
    b = c.ask("and Samsung?", a["conversation_id"])
    for answer in (a, b):
        case("an answer is kept as a case", c.post("/api/admin/cases", {"answer_id": answer["id"]})[0] == 201)
    status, out, err = run("catalog", "cases", "--data", folder)
    lines = [json.loads(line) for line in out.splitlines()]
    case("cases are lines for eval", status == 0 and [x["question"] for x in lines] == [a["question"], b["question"]]
         and lines[1]["history"] == [a["question"]], out + err)
    return lines


def check_eval(work, lines):
    """The cases hold on the data they were made on, and a changed one fails."""
    csv = os.path.join(work, "csv")
    os.makedirs(csv)
    with open(os.path.join(csv, "Product.csv"), "w", encoding="utf8") as f:
        f.write("id,Name,Status\n1,A,Live\n2,B,Gone\n")
    q, out = os.path.join(work, "q.jsonl"), os.path.join(work, "r.jsonl")
    ask = {"id": "1", "question": "How many live products are there?", "now": "2026-11-18"}

    def evaluate(item):
        with open(q, "w", encoding="utf8") as f:
            f.write(json.dumps(item) + "\n")
        status, _, err = run("eval", "--data", csv, "--questions", q, "--out", out)
        with open(out, encoding="utf8") as f:
            return status, json.loads(f.readline()), err

    _, first, _ = evaluate(ask)
    status, same, err = evaluate({**ask, "expected_plan": first["plan"]})
    case("a case that is read as before passes", status == 0 and same["as_expected"], err)
    other = {**ask, "question": "How many gone products are there?", "expected_plan": first["plan"]}
    status, differs, err = evaluate(other)
    case("one that is read another way fails and is named", status == 1 and not differs["as_expected"] and
         "gone products" in err, err)


def check_suggest(folder, c, env):
    a = c.ask("How many gadgetrons do we have?")
    c.ask("How many products do we have?", a["conversation_id"])
    status, out, err = run("catalog", "suggest", "--data", folder, "--demo", env=env)
    layer = json.loads(out) if status == 0 else {}
    product = [m for m in layer.get("models", []) if m["name"] == "Product"]
    case("a word that was asked again becomes a synonym", product and "gadgetrons" in product[0].get("synonyms", []),
         out + err)
    path = os.path.join(folder, "layer.json")
    with open(path, "w", encoding="utf8") as f:
        f.write(out)
    status, out, err = run("catalog", "check", path, "--demo", "--data", folder, env=env)
    case("and what is suggested is a semantic layer", status == 0, out + err)


def main():
    with Folder() as folder:
        server = Server(folder).wait_ready()
        try:
            admin = server.client("admin")
            entry = check_same_words(admin)
            check_equivalent(admin)
            check_another_day(admin)
            check_rights(server, admin)
            check_followup(admin)
            check_removal(admin, entry)
            check_wrong(server, admin)
            lines = check_cases(folder, admin)
            check_suggest(folder, admin, clean_env())
            check_eval(folder, lines)
        finally:
            server.stop()
    done()


if __name__ == "__main__":
    main()
