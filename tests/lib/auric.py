"""Drive the real program from a test: start it, sign in, ask.

A script prints one line a case, "ok NAME" or "FAILED NAME why", and ends with
a status; ./check counts the lines."""
import http.client
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BINARY = os.environ.get("AURIC_BINARY", os.path.join(ROOT, "build/run/auric"))
failures = 0


def case(name, good, why=""):
    global failures
    if good:
        print("ok", name, flush=True)
    else:
        failures += 1
        print("FAILED", name, "-", str(why)[:600], flush=True)


def done():
    sys.exit(1 if failures else 0)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def clean_env(**more):
    keep = {k: v for k, v in os.environ.items()
            if not k.startswith(("BOOMI_", "AURIC_", "REDIS_", "ANTHROPIC_", "OPENAI_"))}
    keep.update(more)
    return keep


def run(*args, stdin=None, env=None, timeout=60):
    """status, stdout, stderr of a command of the program."""
    p = subprocess.run([BINARY, *args], input=stdin, capture_output=True, timeout=timeout,
                       env=env or clean_env())
    return p.returncode, p.stdout.decode("utf-8", "replace"), p.stderr.decode("utf-8", "replace")


class Process:
    """A server of ours: `address` is in the first line that it prints."""

    def __init__(self, *args, env=None):
        self.args, self.env = args, env or clean_env()
        self.lines = []
        self.start()

    def start(self):
        self.errors = tempfile.TemporaryFile()
        self.p = subprocess.Popen([BINARY, *self.args], stdout=subprocess.PIPE, stderr=self.errors,
                                  env=self.env, text=True)
        line = self.p.stdout.readline()
        if not line.startswith("address "):
            self.p.wait(10)
            self.errors.seek(0)
            raise RuntimeError(f"{self.args}: {self.errors.read().decode()}")
        self.url = line.split()[1]
        self.host, self.port = self.url.split("//")[1].split("/")[0].rsplit(":", 1)
        self.port = int(self.port)

    def kill(self):
        self.p.send_signal(signal.SIGKILL)
        self.p.wait()

    def stop(self):
        if self.p.poll() is None:
            self.p.send_signal(signal.SIGTERM)
            try:
                self.p.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()
        return self.p.returncode


class Server(Process):
    """auric serve --demo over a data folder; its fresh sign-ins are in `passwords`."""

    def __init__(self, data, *args, env=None, listen="127.0.0.1:0", demo=True):
        self.data, self.passwords = data, {}
        super().__init__("serve", *(["--demo"] if demo else []), "--listen", listen, "--data", data,
                         *args, env=env)
        self.read_sign_ins()

    def read_sign_ins(self):
        """They stand behind the address at the first start only."""
        if os.path.exists(os.path.join(self.data, ".seen")):
            return
        for line in self.p.stdout:
            word = line.split()
            if word[:1] == ["sign-in"]:
                self.passwords[word[1]] = (word[2], word[3])
            else:
                break
        open(os.path.join(self.data, ".seen"), "w").close()

    def wait_ready(self, seconds=30):
        end = time.time() + seconds
        while time.time() < end:
            try:
                if Client(self).get("/readyz")[0] == 200:
                    return self
            except OSError:
                pass
            time.sleep(0.05)
        self.errors.seek(0)
        raise RuntimeError("not ready: " + self.errors.read().decode())

    def client(self, role):
        return Client(self).login(*self.passwords[role])


class Client:
    def __init__(self, server):
        self.server, self.token = server, None

    def request(self, method, path, body=None, headers=None):
        c = http.client.HTTPConnection(self.server.host, self.server.port, timeout=60)
        head = dict(headers or {})
        if self.token:
            head["Authorization"] = "Bearer " + self.token
        if isinstance(body, (dict, list)):
            body = json.dumps(body).encode()
            head.setdefault("Content-Type", "application/json")
        c.request(method, path, body, head)
        r = c.getresponse()
        data = r.read()
        c.close()
        self.headers = r.headers
        try:
            return r.status, json.loads(data)
        except ValueError:
            return r.status, data.decode("utf-8", "replace")

    def get(self, path, **kw):
        return self.request("GET", path, **kw)

    def post(self, path, body, **kw):
        return self.request("POST", path, body, **kw)

    def delete(self, path, **kw):
        return self.request("DELETE", path, **kw)

    def login(self, user, password):
        status, body = self.post("/api/login", {"username": user, "password": password})
        if status != 200:
            raise RuntimeError(f"login of {user}: {status} {body}")
        self.token = body["token"]
        return self

    def ask(self, question, conversation=None, **more):
        body = {"question": question, **more}
        if conversation:
            body["conversation_id"] = conversation
        return self.post("/api/ask", body)[1]


class WebSocket:
    """The client's end of one WebSocket, frame by frame (RFC 6455)."""

    def __init__(self, server, headers, origin=None, path="/ws"):
        self.s = socket.create_connection((server.host, server.port), 20)
        head = {"Host": f"{server.host}:{server.port}", "Upgrade": "websocket", "Connection": "Upgrade",
                "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", **headers}
        if origin != "":
            head["Origin"] = origin or server.url
        lines = "".join(f"{k}: {v}\r\n" for k, v in head.items())
        self.s.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())
        self.file = self.s.makefile("rb")
        self.status = int((self.file.readline().split() or [b"0", b"0"])[1])
        while self.file.readline().strip():
            pass

    def send(self, message):
        data = message if isinstance(message, bytes) else json.dumps(message).encode()
        size = bytes([0x80 | len(data)]) if len(data) < 126 else \
            b"\xfe" + len(data).to_bytes(2, "big") if len(data) < 65536 else \
            b"\xff" + len(data).to_bytes(8, "big")
        self.s.sendall(b"\x81" + size + b"\0\0\0\0" + data)

    def receive(self):
        """The next message as an object; None when the server has closed."""
        while True:
            head = self.file.read(2)
            if len(head) < 2 or head[0] & 15 == 8:
                return None
            size = head[1] & 127
            if size > 125:
                size = int.from_bytes(self.file.read(2 if size == 126 else 8), "big")
            data = self.file.read(size)
            if head[0] & 15 == 1:
                return json.loads(data)

    def until(self, *types):
        """The next message of one of these types."""
        while True:
            m = self.receive()
            if m is None or m["type"] in types:
                return m

    def close(self):
        self.file.close()
        self.s.close()


class Folder:
    """A temporary folder that goes away."""

    def __enter__(self):
        self.path = tempfile.mkdtemp(prefix="auric-test-")
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path, ignore_errors=True)


def hub_records(path, model):
    """The active records of a model straight from the local hub's file, by plain
    SQL: a list of dicts by display name; a reference is the id of its target,
    `id` is the record's own. Fields inside collections are left out."""
    db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    seq, = db.execute("SELECT seq FROM hub_model WHERE name = ? AND deployed = 1",
                      (model,)).fetchone()
    names, repeated = [], set()
    for at, name, kind, parent, repeatable in db.execute(
            "SELECT at, name, type, parent, repeatable FROM hub_field WHERE model = ? ORDER BY at",
            (seq,)):
        if repeatable or parent in repeated:
            repeated.add(at)
        elif kind != "CONTAINER":
            names.append(name)
    rows = db.execute(f"SELECT id, {', '.join(f'c{i}' for i in range(len(names)))} "
                      f"FROM hub_r{seq}").fetchall()
    db.close()
    return [dict(zip(["id", *names], row)) for row in rows]
