#!/usr/bin/env python3
"""Everything at once: sixteen askers over JSON, event streams and WebSockets,
some of which stop or hang up in the middle, while the models are read again."""
import os
import re
import sys
import threading
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import Client, Folder, Server, WebSocket, case, done  # noqa: E402

SECONDS = float(os.environ.get("BUSY_SECONDS", "3"))
QUESTIONS = ["How many products are there?", "How many products are there by category?",
             "Show me Sony products", "What can I ask?", "How many Sony products are we launching this quarter?",
             "Total revenue of sales by month this year", "top 5 products by price"]


class Load:
    def __init__(self, server):
        self.server, self.end = server, time.time() + SECONDS
        self.answers, self.asked, self.wrong, self.lock = 0, 0, [], threading.Lock()
        admin = server.client("admin")
        self.token = admin.token
        self.right = {q: self.gist(admin.ask(q)) for q in QUESTIONS}

    @staticmethod
    def gist(a):
        return a["status"], a["text"]

    def client(self):
        c = Client(self.server)
        c.token = self.token
        return c

    def took(self, question, a):
        with self.lock:
            self.answers += 1
            if self.gist(a) != self.right[question]:
                self.wrong.append((question, a.get("status"), a.get("text")))

    def by_json(self, q):
        self.took(q, self.client().ask(q))

    def by_stream(self, q):
        status, text = self.client().post("/api/ask", {"question": q}, headers={"Accept": "text/event-stream"})
        if text.count("event: answer") != 1:
            self.wrong.append((q, status, text[-200:]))
        with self.lock:
            self.answers += 1

    def by_socket(self, q):
        w = WebSocket(self.server, {"Authorization": "Bearer " + self.token})
        w.send({"type": "ask", "id": "1", "question": q})
        m = w.until("answer", "error")
        self.took(q, m["answer"] if m["type"] == "answer" else {"status": "error", "text": str(m)})
        w.close()

    def stopped(self, q):
        w = WebSocket(self.server, {"Authorization": "Bearer " + self.token})
        for i in range(4):
            w.send({"type": "ask", "id": str(i), "question": q})
        w.send({"type": "stop"})
        for i in range(4):
            m = w.until("answer", "error")
            if m is None:
                self.wrong.append((q, "closed instead of an answer"))
        w.close()

    def gone(self, q):
        w = WebSocket(self.server, {"Authorization": "Bearer " + self.token})
        w.send({"type": "ask", "id": "1", "question": q})
        w.close()
        w = WebSocket(self.server, {"Authorization": "Bearer " + self.token})
        w.send({"type": "ask", "id": "1", "question": q})
        w.until("accepted")
        w.close()

    def refresh(self, q):
        status, body = self.client().post("/api/admin/refresh", {})
        if status != 200:
            self.wrong.append(("refresh", status, body))
        for path in ("/metrics", "/api/me", "/api/models", "/api/conversations", "/api/admin/audit"):
            if self.client().get(path)[0] != 200:
                self.wrong.append((path, "not 200"))
        time.sleep(0.2)

    def work(self, n):
        how = [self.by_json, self.by_stream, self.by_socket, self.stopped, self.gone, self.by_json,
               self.by_socket, self.refresh][n % 8]
        i = n
        while time.time() < self.end and self.asked < 900:  # an administrator may ask 1000 an hour
            with self.lock:
                self.asked += {"stopped": 4, "gone": 2, "refresh": 0}.get(how.__name__, 1)
            try:
                how(QUESTIONS[i % len(QUESTIONS)])
            except Exception as e:
                self.wrong.append((how.__name__, repr(e)))
                return
            i += 1


with Folder() as data:
    server = Server(data).wait_ready(120)
    try:
        load = Load(server)
        threads = [threading.Thread(target=load.work, args=(n,)) for n in range(16)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        case("sixteen askers at once get the answers that one gets", load.answers > 20 and not load.wrong,
             f"{load.answers} answers; wrong: {load.wrong[:3]}")
        time.sleep(1)
        metrics = Client(server).get("/metrics")[1]
        streams = int(re.search(r"^auric_streams_open (\d+)", metrics, re.M).group(1))
        case("no stream is left open", streams == 0, streams)
    finally:
        code = server.stop()
    case("it ends in order", code == 0, code)
    server.errors.seek(0)
    said = server.errors.read().decode()
    case("and has complained of nothing", not said, said[:20000])
done()
