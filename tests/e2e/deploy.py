#!/usr/bin/env python3
"""The files of deploy/, as far as a machine without a container engine allows:
what they name is there, and the topology of compose.yaml answers as processes,
with its own commands, environment and health checks."""
import glob
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time

import yaml

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import (BINARY, ROOT, Client, Folder, Process, Server, case, clean_env, done,  # noqa: E402
                   free_port, hub_records, run)

DEPLOY = os.path.join(ROOT, "deploy")
COMMANDS = set(re.findall(r"^    X\((\w+),", open(os.path.join(ROOT, "src/app/commands.h")).read(), re.M))
SETTINGS = set(re.findall(r'"([A-Z][A-Z_]+)",', open(os.path.join(ROOT, "src/app/settings.h")).read()))


def read(name):
    with open(os.path.join(DEPLOY, name), encoding="utf-8") as f:
        return f.read()


def output(*args):
    return subprocess.run(args, capture_output=True, text=True).stdout


# Dockerfile

def instructions():
    text = re.sub(r"^\s*#.*\n", "", read("Dockerfile"), flags=re.M).replace("\\\n", " ")
    return [line.split(None, 1) for line in text.split("\n") if line.strip()]


def ignored(path):
    """Does Dockerfile.dockerignore keep `path` out? It lets in by name only."""
    keep = [line[1:] for line in read("Dockerfile.dockerignore").split("\n") if line.startswith("!")]
    return not any(path == k or path.startswith(k + "/") for k in keep)


def libraries():
    """Packages of the libraries that the program itself asks for."""
    needed = re.findall(r"NEEDED.*\[(.*)\]", output("readelf", "-d", BINARY))
    places = dict(re.findall(r"^\s*(\S+) => (\S+)", output("ldd", BINARY), re.M))
    found = {}
    for lib in needed:
        at = places.get(lib, lib).removeprefix("/usr")
        owner = output("dpkg", "-S", at) or output("dpkg", "-S", "/usr" + at)
        found[lib] = owner.split(":")[0] or None
    return found


def check_dockerfile():
    steps = instructions()
    missing, kept_out = [], []
    for name, rest in steps:
        if name == "COPY" and "--from=" not in rest:
            for path in rest.split()[:-1]:
                path = path.rstrip("/")
                missing += [] if os.path.exists(os.path.join(ROOT, path)) else [path]
                kept_out += [path] if ignored(path) else []
    case("Dockerfile: what it copies is there", not missing, missing)
    case("Dockerfile: and not kept out by its dockerignore", not kept_out, kept_out)
    packages = [p for name, rest in steps if name == "RUN" and "apt-get install" in rest
                for p in rest.split("apt-get install")[1].split("&&")[0].split() if not p.startswith("-")]
    unknown = [p for p in packages if not output("apt-cache", "show", p)
               and not output("dpkg-query", "-W", p)]
    case("Dockerfile: its packages exist", packages and not unknown, unknown)
    want = set(libraries().values()) - {"libc6", "libgcc-s1"}
    have = set(packages) - {"ca-certificates"}
    case("Dockerfile: the image has the libraries of the program and no others", want == have,
         f"lacks {sorted(map(str, want - have))}, has {sorted(have - want)} for nothing")
    built = " ".join(rest for name, rest in steps if name == "RUN")
    case("Dockerfile: builds with the list of packages of ./run",
         "tools/setup run" in built and "meson setup" in built)
    last = steps[max(i for i, (name, _) in enumerate(steps) if name == "FROM"):]
    words = dict(last)
    case("Dockerfile: not root, stopped by SIGTERM, with a volume",
         words["USER"] == "10001:10001" and words["STOPSIGNAL"] == "SIGTERM" and words["VOLUME"] == "/data")
    case("Dockerfile: its command is one of the program", json.loads(words["CMD"])[0] in COMMANDS)
    env = dict(word.split("=", 1) for word in words["ENV"].split())
    case("Dockerfile: its environment are settings", set(env) <= SETTINGS, env)
    return json.loads(words["HEALTHCHECK"].split("CMD", 1)[1])


# compose.yaml

def fill(text, values):
    """${NAME}, ${NAME:-otherwise}, ${NAME:?why} as compose reads them."""
    def one(m):
        name, how, more = m.group(1), m.group(2), m.group(3)
        if values.get(name):
            return values[name]
        if how == ":?":
            raise KeyError(name)
        return more or ""
    return re.sub(r"\$\{(\w+)(?:(:[-?])([^}]*))?\}", one, str(text))


def check_compose(compose):
    services = compose["services"]
    case("compose: agent, MCP server and Redis", set(services) == {"agent", "mcp", "redis"})
    ours = {n: s for n, s in services.items() if s["image"] == "auric"}
    bad = [n for n, s in ours.items() if s["command"][0] not in COMMANDS]
    case("compose: the commands are the program's", not bad, bad)
    bad = [(n, k) for n, s in ours.items() for k in s["environment"] if k not in SETTINGS]
    case("compose: the environment are settings", not bad, bad)
    bad = [n for n, s in ours.items() if not (s["read_only"] and s["cap_drop"] == ["ALL"]
           and "no-new-privileges:true" in s["security_opt"])]
    case("compose: read-only, without capabilities", not bad, bad)
    case("compose: only the MCP server has the hub's credentials",
         not any(k.startswith("BOOMI_") for k in services["agent"]["environment"])
         and "BOOMI_PASSWORD" in services["mcp"]["environment"])
    open_ports = [p for s in services.values() for p in s.get("ports", []) if not p.startswith("127.0.0.1:")]
    case("compose: nothing listens beyond the machine", not open_ports, open_ports)
    bad = [d for s in services.values() for d, how in s.get("depends_on", {}).items()
           if how["condition"] == "service_healthy" and "healthcheck" not in services[d]]
    case("compose: who is waited for has a health check", not bad, bad)
    named = set(re.findall(r"\$\{(\w+):\?", read("compose.yaml")))
    given = set(re.findall(r"^(\w+)=", read("compose.env.example"), re.M))
    case("compose: the example of .env has what must be filled in", named <= given, named - given)
    case("compose: and names settings only", given <= SETTINGS, given - SETTINGS)
    build = services["agent"]["build"]
    case("compose: its Dockerfile is there", os.path.isfile(
        os.path.join(DEPLOY, build["context"], build["dockerfile"])))


# auric.service, nginx.conf

def check_unit(folder):
    path = os.path.join(folder, "auric.service")
    with open(path, "w") as f:
        f.write(read("auric.service").replace("/usr/bin/auric", BINARY))
    p = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
    case("unit: systemd-analyze verify", p.returncode == 0 and not p.stderr, p.stderr)
    p = subprocess.run(["systemd-analyze", "security", "--offline=true", "--threshold=15", path],
                       capture_output=True, text=True)
    case("unit: exposure of at most 1.5", p.returncode == 0, p.stdout[-300:])
    ran = re.findall(r"^Exec\w+=/usr/bin/auric (.*)$", read("auric.service"), re.M)
    case("unit: its commands are the program's", ran and all(r.split()[0] in COMMANDS for r in ran), ran)
    case("unit: what it runs before the start works", run(*shlex.split(ran[0]))[0] == 0)
    for name in ("auric.service", "auric.env.example"):
        env = set(re.findall(r"\b((?:AURIC|BOOMI|REDIS|ANTHROPIC)_\w+)=", read(name)))
        case(f"{name}: its environment are settings", env and env <= SETTINGS, env - SETTINGS)


def nginx_conf(folder, server, ports):
    text = read("nginx.conf")
    for a, b in (("listen 80;", f"listen 127.0.0.1:{ports[0]};"),
                 ("listen 443 ", f"listen 127.0.0.1:{ports[1]} "),
                 ("/etc/ssl/auric/fullchain.pem", folder + "/cert.pem"),
                 ("/etc/ssl/auric/privkey.pem", folder + "/key.pem"),
                 ("server 127.0.0.1:8501;", f"server 127.0.0.1:{server.port};")):
        assert a in text, a
        text = text.replace(a, b)
    path = os.path.join(folder, "nginx.conf")
    temp = "".join(f"{k}_temp_path {folder}/{k};" for k in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    with open(path, "w") as f:
        f.write(f"pid {folder}/pid; daemon off; error_log stderr; events {{}}\n"
                f"http {{ access_log off; {temp}\n{text}\n}}\n")
    return path


def check_nginx(folder, server):
    """Nginx is not a part of the project: tried where it is installed."""
    nginx = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
    if not nginx:
        return
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
                    "/CN=auric.example.com", "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"],
                   capture_output=True, check=True)
    ports = free_port(), free_port()
    conf = nginx_conf(folder, server, ports)
    p = subprocess.run([nginx, "-p", folder, "-c", conf, "-t"], capture_output=True, text=True)
    case("nginx: the example is in order", p.returncode == 0, p.stderr)
    proxy = subprocess.Popen([nginx, "-p", folder, "-c", conf], stderr=subprocess.DEVNULL)
    try:
        time.sleep(0.5)
        base = f"https://auric.example.com:{ports[1]}"
        curl = ["curl", "-sk", "--connect-to", f"auric.example.com:{ports[1]}:127.0.0.1:{ports[1]}"]
        user, password = server.passwords["executive"]
        reply = output(*curl, "-i", base + "/api/login", "-H", "Content-Type: application/json", "-H",
                       "Origin: " + base, "-d", json.dumps({"username": user, "password": password}))
        token = re.search(r'"token":"([^"]*)"', reply)
        case("nginx: sign-in through TLS", token and "Strict-Transport-Security" in reply.title(), reply)
        token = token.group(1) if token else ""
        stream = output(*curl, "-N", base + "/api/ask", "-H", "Authorization: Bearer " + token, "-H",
                        "Accept: text/event-stream", "-H", "Content-Type: application/json", "-d",
                        '{"question":"How many brands are there?"}')
        case("nginx: an answer is streamed through it", "event: answer" in stream, stream[-300:])
        socket = output(*curl, "--http1.1", "-i", "-N", "-m", "1", base + "/ws", "-H", "Origin: " + base,
                        "-H", "Cookie: auric=" + token, "-H", "Connection: Upgrade", "-H",
                        "Upgrade: websocket", "-H", "Sec-WebSocket-Version: 13", "-H",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")
        case("nginx: a WebSocket opens through it", "101 Switching" in socket, socket)
    finally:
        proxy.terminate()
        proxy.wait()


# The topology, as processes

QUESTIONS = ["How many Sony products are we launching this quarter?",
             "How many products are there by category?", "Which campaigns started last month?"]


def healthy(test, port):
    """Its health check, with another port; as compose gives it: ["CMD", ...]."""
    words = [re.sub(r"/\d{4}\b", f"/{port}", w) for w in test if w != "CMD"]
    if words[0] == "redis-cli":
        words[1:1] = ["-p", str(port)]
    return subprocess.run(words, capture_output=True).returncode == 0


class Topology:
    """The three services of compose.yaml, and a hub for the account."""

    def __init__(self, folder, compose):
        self.folder, self.services = folder, compose["services"]
        self.db = os.path.join(folder, "hub.db")
        self.data = os.path.join(folder, "data")
        assert run("hub", "demo", "--db", self.db)[0] == 0
        self.hub = Process("hub", "serve", "--db", self.db, "--listen", "127.0.0.1:0")
        self.redis_port = free_port()
        self.redis = subprocess.Popen(
            [*self.services["redis"]["command"], "--port", str(self.redis_port), "--bind", "127.0.0.1",
             "--dir", folder], stdout=subprocess.DEVNULL)
        self.values = {
            "AURIC_MCP_ACCESS_TOKEN": "a-shared-token", "BOOMI_ACCOUNT_ID": "auric-local",
            "BOOMI_USERNAME": "admin@auric.local", "BOOMI_PASSWORD": "platform",
            "BOOMI_DATAHUB_USERNAME": "auric-local", "BOOMI_DATAHUB_PASSWORD": "repository",
            "BOOMI_BASE_URL": self.hub.url, "BOOMI_DATAHUB_URL": self.hub.url,
            "REDIS_URL": f"redis://127.0.0.1:{self.redis_port}"}
        self.mcp_at = f"127.0.0.1:{free_port()}"
        self.mcp = Process(*self.command("mcp"), env=self.env("mcp"))
        self.agents = []

    def command(self, name):
        here = {"0.0.0.0:8001": self.mcp_at, "0.0.0.0:8501": "127.0.0.1:0"}
        return [here.get(w, w) for w in self.services[name]["command"]]

    def env(self, name):
        found = {k: fill(v, self.values) for k, v in self.services[name]["environment"].items()}
        found = {k: v.replace("mcp:8001", self.mcp_at).replace("/data", self.data)
                 for k, v in found.items()}
        return clean_env(**found)

    def agent(self):
        """Started as Process: the command of compose.yaml says all."""
        a = Server.__new__(Server)
        a.data, a.passwords = self.data, {}
        Process.__init__(a, *self.command("agent"), env=self.env("agent"))
        self.agents.append(a)
        return a.wait_ready()

    def stop(self):
        for p in (*self.agents, self.mcp, self.hub):
            p.stop()
        self.redis.terminate()
        self.redis.wait()


def same(a, b):
    return all(a.get(k) == b.get(k) for k in ("status", "text", "value", "rows", "comparison"))


def check_answers(t, c, folder):
    products = len(hub_records(t.db, "Product"))
    a = c.ask("How many products do we have?")
    case("topology: the number is the one counted by SQL", a.get("value") == products, a)
    inside = Server(os.path.join(folder, "inside"), demo=False, env=clean_env(
        **{k: v for k, v in t.values.items() if k.startswith("BOOMI_")})).wait_ready()
    try:
        other = inside.client("executive")
        for q in QUESTIONS:
            x, y = c.ask(q), other.ask(q)
            case(f"topology: answers as one process does: {q}", x["status"] == "answer" and same(x, y),
                 f"{x.get('text')} / {y.get('text')}")
    finally:
        inside.stop()


def check_mcp_alone(t, c):
    m = Client(t.mcp)
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
    accept = {"Accept": "application/json, text/event-stream"}
    case("topology: the MCP server refuses who has no token", m.post("/mcp", hello, headers=accept)[0] == 401)
    t.mcp.kill()
    t.mcp = Process(*t.command("mcp"), env=t.env("mcp"))
    a = c.ask("How many brands are there?")
    case("topology: a new MCP server is found by the agent", a["status"] == "answer", a)


def check_nodes(t, first, c, agent_health):
    second = t.agent()
    d = Client(second)
    d.token = c.token
    case("topology: a session is good at another node", d.get("/api/me")[0] == 200)
    left = d.get("/api/me")[1]["quota"]["remaining"]
    c.ask("How many brands are there?")
    case("topology: nodes count a quota together", d.get("/api/me")[1]["quota"]["remaining"] == left - 1)
    first.kill()
    case("topology: a dead agent is not healthy", not healthy(agent_health, first.port))
    case("topology: the other node goes on", d.ask("How many brands are there?")["status"] == "answer")


def check_topology(folder, compose, agent_health):
    t = Topology(folder, compose)
    try:
        add = subprocess.run([BINARY, "user", "add", "ann", "--role", "executive", "--password-stdin",
                              "--data", t.data], input=b"correct horse battery\n", capture_output=True)
        first = t.agent()
        names = [line.split()[0] for line in run("user", "list", "--data", t.data)[1].splitlines()]
        case("topology: a user added before the first start is the only one",
             add.returncode == 0 and names == ["ann"], add.stderr or names)
        for name, test, port in (("agent", agent_health, first.port),
                                 ("mcp", t.services["mcp"]["healthcheck"]["test"], t.mcp.port),
                                 ("redis", t.services["redis"]["healthcheck"]["test"], t.redis_port)):
            case(f"topology: {name} is healthy by its own check", healthy(test, port))
        c = Client(first).login("ann", "correct horse battery")
        check_answers(t, c, folder)
        check_mcp_alone(t, c)
        check_nodes(t, first, c, agent_health)
        case("topology: sessions are in Redis, not in a file", not glob.glob(t.data + "/state.kv*"))
    finally:
        t.stop()


compose = yaml.safe_load(read("compose.yaml"))
agent_health = check_dockerfile()
check_compose(compose)
with Folder() as folder:
    check_unit(folder)
    check_topology(folder, compose, agent_health)
with Folder() as folder:
    server = Server(os.path.join(folder, "data"), env=clean_env(AURIC_HTTPS="yes")).wait_ready()
    try:
        check_nginx(folder, server)
    finally:
        server.stop()
done()
