#!/usr/bin/env python3
"""A question whose server is killed between two steps is answered by the next
server, from its last good step; sessions outlive the server too. Once with the
state in the data folder, once in Redis."""
import os
import signal
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import (Client, Folder, Process, Server, case, clean_env, done, free_port,  # noqa: E402
                   hub_records, run)


def hub_env(hub, **more):
    return clean_env(BOOMI_BASE_URL=hub.url, BOOMI_DATAHUB_URL=hub.url,
                     BOOMI_ACCOUNT_ID="auric-local", BOOMI_USERNAME="admin@auric.local",
                     BOOMI_PASSWORD="platform", BOOMI_DATAHUB_USERNAME="auric-local",
                     BOOMI_DATAHUB_PASSWORD="repository", **more)


def ask_and_die(server, hub, token, question):
    """Ask while the hub hangs, so that the run stands in data retrieval; kill."""
    def ask():
        c = Client(server)
        c.token = token
        try:
            c.ask(question)
        except Exception:  # the server dies under it
            pass
    hub.p.send_signal(signal.SIGSTOP)
    t = threading.Thread(target=ask)
    t.start()
    time.sleep(1.0)
    server.kill()
    hub.p.send_signal(signal.SIGCONT)
    t.join()


def answer_of(c, question):
    for conversation in c.get("/api/conversations")[1]["conversations"]:
        for turn in c.get("/api/conversations/" + conversation["id"])[1]["turns"]:
            if turn["question"] == question:
                return turn["answer"]
    return None


def check(name, data, hub, db, env):
    question = "How many products are there?"
    server = Server(data, env=env, demo=False)
    try:
        server.wait_ready()
        c = server.client("executive")
        before = c.ask("How many brands are there?")
        case(f"{name}: answers before", before["status"] == "answer", before)
        ask_and_die(server, hub, c.token, question)
        server.start()
        server.wait_ready()
        again = Client(server)
        again.token = c.token
        case(f"{name}: the session outlives the server", again.get("/api/me")[0] == 200)
        for _ in range(150):
            answer = answer_of(again, question)
            if answer:
                break
            time.sleep(0.1)
        total = len(hub_records(db, "Product"))
        case(f"{name}: the run was taken up and is right", answer and answer["status"] == "answer"
             and answer["value"] == total, answer)
        server.stop()
        out = run("audit", "list", "--data", data)[1]
        case(f"{name}: recorded once", out.count(question) == 1, out[-1500:])
    finally:
        server.stop()


with Folder() as folder:
    db = os.path.join(folder, "hub.db")
    code, out, err = run("hub", "demo", "--db", db)
    case("demo data is made", code == 0, err)
    hub = Process("hub", "serve", "--db", db, "--listen", "127.0.0.1:0")
    port = free_port()
    redis = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                              "--appendonly", "no"], stdout=subprocess.DEVNULL)
    try:
        check("file", os.path.join(folder, "one"), hub, db, hub_env(hub))
        check("redis", os.path.join(folder, "two"), hub, db,
              hub_env(hub, REDIS_URL=f"redis://127.0.0.1:{port}"))
    finally:
        hub.stop()
        redis.terminate()
        redis.wait()
done()
