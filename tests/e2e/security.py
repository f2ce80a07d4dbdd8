#!/usr/bin/env python3
"""What a hostile client tries, against the real server: tokens, sessions,
cookies and other sites, every route by every role, proxies, floods, the audit
record. Numbers in names are those of docs/security.md's sources (ASVS)."""
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import sqlite3
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import ROOT, Client, Folder, Server, WebSocket, case, clean_env, done, run  # noqa: E402


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Forge:
    """Makes tokens with the server's own key, so that only what is wrong about
    one is what it is refused for."""

    def __init__(self, data, token):
        with open(os.path.join(data, "token-keys.json")) as f:
            self.key = json.load(f)["keys"][0]
        head, body, _ = token.split(".")
        self.head, self.body = (json.loads(base64.urlsafe_b64decode(p + "==")) for p in (head, body))

    def sign(self, head, body):
        text = b64(head) + "." + b64(body)
        secret = base64.urlsafe_b64decode(self.key["k"] + "==")
        return text + "." + b64(hmac.new(secret, text.encode(), hashlib.sha256).digest())

    def token(self, head=None, body=None):
        compact = lambda o: json.dumps(o, separators=(",", ":")).encode()
        return self.sign(compact({**self.head, **(head or {})}),
                         compact({k: v for k, v in {**self.body, **(body or {})}.items() if v is not None}))


def check_tokens(server):
    c = server.client("executive")
    f = Forge(server.data, c.token)
    now = int(time.time())
    head, body, mac = c.token.split(".")
    refused = {f"alg {a}": f.token({"alg": a}) for a in ("none", "None", "nOnE", "HS512", "RS256", "")}
    refused |= {f"alg {a}, no signature": f.token({"alg": a}).rsplit(".", 1)[0] + "." for a in ("none", "None", "HS256")}
    refused |= {f"header {k}": f.token({k: "http://127.0.0.1:1/"}) for k in ("jku", "x5u", "jwk", "x5c", "crit")}
    refused |= {f"kid {k[:12]!r}": f.token({"kid": k}) for k in
                ("../../etc/passwd", "' OR 1=1 --", "a\0b", "unknown", "k" * 65536, "")}
    refused |= {
        "exp past": f.token(body={"exp": now - 61}), "nbf in the future": f.token(body={"nbf": now + 120}),
        "no exp": f.token(body={"exp": None}), "no jti": f.token(body={"jti": None}),
        "another aud": f.token(body={"aud": "other"}), "another iss": f.token(body={"iss": "other"}),
        "typ at+jwt": f.token({"typ": "at+jwt"}), "another session": f.token(body={"jti": "x" * 32}),
        "another user": f.token(body={"sub": "admin"}),
        "sub twice": f.sign(json.dumps(f.head).encode(), json.dumps(f.body).encode()[:-1] + b',"sub":"admin"}'),
        "bytes behind": c.token + "x", "a fourth part": c.token + ".x", "padding": head + "." + body + "=." + mac,
        "signature cut": c.token[:-1], "body changed": head + "." + b64(json.dumps({**f.body, "sub": "admin"}).encode())
        + "." + mac, "only dots": "..", "nothing": "", "64 KiB": "a" * 9000,
    }
    own, tried = c.token, Client(server)
    for name, tried.token in refused.items():
        status = tried.get("/api/me")[0] if "\n" not in tried.token else 0
        case("token refused: " + name, status in (401, 400, 431), status)
    tried.token = f.token()
    case("a token signed with the same key passes", tried.get("/api/me")[0] == 200)
    tried.token = None
    case("a token in the address is none", tried.get("/api/me?token=" + own)[0] == 401)


def check_sessions(server):
    a, b = server.client("executive"), server.client("executive")
    case("every sign-in is a new session", a.token.split(".")[1] != b.token.split(".")[1])
    fixed = Client(server)
    status, body = fixed.post("/api/login", dict(zip(("username", "password"), server.passwords["executive"])),
                              headers={"Cookie": "auric=" + a.token})
    case("a session brought along is not taken over", status == 200 and body["token"] != a.token)
    ids = [s["id"] for s in b.get("/api/sessions")[1]["sessions"] if not s["current"]]
    case("a user ends sessions elsewhere", [b.request("DELETE", "/api/sessions/" + i)[0] for i in ids][0] == 200 and
         a.get("/api/me")[0] == 401)
    case("another's session does not exist", server.client("manager").request(
        "DELETE", "/api/sessions/" + b.get("/api/sessions")[1]["sessions"][0]["id"])[0] == 404)
    admin, user = server.client("admin"), server.passwords["clerk"][0]
    for change, back in (({"disabled": True}, {"disabled": False}), ({"role": "manager"}, {"role": "clerk"}),
                         ({"password": "a long new pass phrase"}, {"password": server.passwords["clerk"][1]})):
        clerk = server.client("clerk")
        before = clerk.get("/api/me")[0]
        admin.request("PATCH", "/api/admin/users/" + user, change)
        case(f"a session dies with {list(change)[0]}", before == 200 and clerk.get("/api/me")[0] == 401)
        admin.request("PATCH", "/api/admin/users/" + user, back)
    hashed, = sqlite3.connect(os.path.join(server.data, "users.db")).execute("SELECT hash FROM user").fetchone()
    m, t, p = (int(x) for x in re.search(r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$", hashed).groups())
    case("argon2id with enough memory", p == 1 and m >= {1: 47104, 2: 19456}.get(t, 12288), hashed)


ROUTE = re.compile(r'X\("(\w+)",\s+"([^"]+)",\s+(\w+),\s+(\w+),\s+(\w+),\s+(\w+),\s+(\d+),\s+(\w+),')
FEATURES = {"executive": {"METADATA", "EXPORT", "AUDIT"}, "manager": {"METADATA", "EXPORT"}, "clerk": set(),
            "admin": {"METADATA", "EXPORT", "AUDIT", "ADMIN"}}


def routes():
    with open(os.path.join(ROOT, "src/web/web.h")) as f:
        return [r[:3] + (r[4] == "true", r[5], int(r[6])) for r in ROUTE.findall(f.read())]


def check_routes(server):
    rows = routes()
    case("the route table is read", len(rows) > 25, len(rows))
    nobody, admin = Client(server), server.client("admin")
    paths = nobody.get("/api/openapi.json")[1]["paths"]
    described = {(m.upper(), p) for p, ms in paths.items() for m in ms}
    case("openapi.json describes every route and no other", described == {(r[0], r[1]) for r in rows},
         described ^ {(r[0], r[1]) for r in rows})
    clients = {role: server.client(role) for role in FEATURES}
    cookies = {}
    for role, c in clients.items():
        cookies[role] = {"Cookie": "auric=" + c.token}
    for method, pattern, who, csrf, feature, body_max in rows:
        path = pattern.replace("{id}", "nope").replace("{name}", "nope").replace("*", "nope")
        body = {} if method in ("POST", "PATCH") else None
        name = f"{method} {pattern}"
        if who == "SESSION":
            case(name + " wants a session", nobody.request(method, path, body)[0] == 401)
        if who == "SESSION" and pattern not in ("/api/logout", "/ws"):
            for role, features in FEATURES.items():
                status, got = clients[role].request(method, path, body)
                allowed = feature == "NONE" or feature in features
                case(f"{name} as {role}", (status == 403) != allowed and status != 401, f"{status} {got}")
                foreign = nobody.request(method, path, body, {**cookies[role], "Origin": "http://evil.example"})[0]
                case(f"{name} as {role} from another site", foreign == 403, foreign)
        if csrf:
            status = nobody.request(method, path, body, cookies["admin"])[0]
            case(name + " wants the CSRF header with a cookie", status == 403, status)
            status = nobody.request(method, path, body, {**cookies["admin"], "X-CSRF-Token": "x"})[0]
            case(name + " wants the right one", status == 403, status)
        case(name + " changes nothing by GET", method != "GET" or not csrf)
        if method in ("POST", "PATCH"):
            status = admin.request(method, path, b"[" + b" " * body_max + b"]", {"Content-Type": "application/json"})[0]
            case(f"{name} takes at most {body_max} bytes", status == 413, status)


def check_headers(server):
    c = server.client("manager")
    for path, headers in (("/", {}), ("/api/me", {}), ("/api/nothing", {}), ("/livez", {}), ("/api/models", {}),
                          ("/ui/nope", {}), ("/metrics", {})):
        c.get(path, headers={**headers, "Origin": server.url})
        csp = c.headers["Content-Security-Policy"] or ""
        good = all(w in csp for w in ("default-src 'none'", "object-src 'none'", "base-uri 'none'",
                                      "frame-ancestors 'none'", "script-src 'self'")) and "unsafe" not in csp
        good = good and c.headers["X-Content-Type-Options"] == "nosniff" and \
            c.headers["Referrer-Policy"] == "no-referrer" and c.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        case(f"{path} carries the security headers", good, c.headers)
        case(f"{path} allows no other origin and tells no version",
             not c.headers["Access-Control-Allow-Origin"] and not c.headers["Server"], c.headers)
    answer = c.ask("How many brands are there?")
    for path in ("/api/me", "/api/models", "/api/conversations", "/api/answers/" + answer["id"],
                 f"/api/answers/{answer['id']}/export", "/api/sessions"):
        c.get(path)
        case(f"{path.split('/')[2]} is stored nowhere", c.headers["Cache-Control"] == "no-store", c.headers)
    for method in ("TRACE", "CONNECT", "FOO", "OPTIONS"):
        status, raw = send_raw(server, f"{method} /api/me HTTP/1.1\r\nHost: x\r\nX-Secret: 42\r\n\r\n".encode())
        case(f"{method} is refused", status in (400, 404, 405, 501) and b"X-Secret" not in raw, raw[:200])
    for path in ("/ui/", "/ui/../../etc/passwd", "/ui/%2e%2e/%2e%2e/etc/passwd", "/ui/..%2f..%2fetc/passwd"):
        status, raw = send_raw(server, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        case(f"nothing at {path}", status in (400, 404), raw[:200])


def send_raw(server, data, wait=5):
    """status and bytes of the answer; status 0 when the connection was closed."""
    got = b""
    with socket.create_connection((server.host, server.port), wait) as s:
        try:
            s.sendall(data)
            s.shutdown(socket.SHUT_WR)
            while piece := s.recv(65536):
                got += piece
        except OSError:
            pass
    word = got.split(b" ", 2)
    return int(word[1]) if len(word) > 1 and word[1].isdigit() else 0, got


def check_framing(server):
    head = b"POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    for name, rest in (("TE and CL", b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                       ("two lengths", b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x"),
                       ("TE twice", b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
                       ("TE xchunked", b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
                       ("a length with a sign", b"Content-Length: +2\r\n\r\n{}"),
                       ("a huge chunk", b"Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
                       ("a huge header", b"X: " + b"a" * 70000 + b"\r\n\r\n")):
        status, raw = send_raw(server, head + rest)
        second = raw.count(b"HTTP/1.1 ")
        case("framing: " + name, status in (0, 400, 411, 413, 431, 501) and second <= 1, raw[:200])


def check_websocket(server):
    c = server.client("executive")
    bearer = {"Authorization": "Bearer " + c.token}
    for name, headers, origin, want in (("no session", {}, None, 401), ("no origin", bearer, "", 403),
                                        ("another origin", bearer, "http://evil.example", 403),
                                        ("origin null", bearer, "null", 403), ("its own", bearer, None, 101)):
        w = WebSocket(server, headers, origin)
        case("WebSocket with " + name, w.status == want, w.status)
        w.close()
    w = WebSocket(server, bearer)
    for wrong, says in ((b"{", "line"), (b"[]", "object"), (b'{"type":"dance"}', "ask or stop"),
                        (json.dumps({"type": "ask", "id": "x" * 65, "question": "?"}).encode(), "id"),
                        (b'{"type":"ask","id":"1","question":""}', "empty")):
        w.send(wrong)
        m = w.until("error", "answer")
        case(f"WebSocket message {wrong[:30]}", says in str(m), m)
    for _ in range(700):
        try:
            w.send({"type": "stop"})
        except OSError:
            break
    case("a flood of messages ends the socket", w.until("nothing") is None)
    many = [WebSocket(server, bearer) for _ in range(18)]
    case("sixteen sockets a user and no more", [m.status for m in many] == [101] * 16 + [429] * 2,
         [m.status for m in many])
    for m in many:
        m.close()
    end = time.time() + 10
    while (w := WebSocket(server, bearer)).status != 101 and time.time() < end:
        time.sleep(0.1)
    c.post("/api/logout", {})
    begun = time.time()
    case("it dies with its session", w.until("answer") is None and time.time() - begun < 8, time.time() - begun)


def check_slow_readers(server):
    c = server.client("admin")
    slow = []
    for _ in range(8):
        w = WebSocket(server, {"Authorization": "Bearer " + c.token})
        for i in range(4):
            w.send({"type": "ask", "id": str(i), "question": "show me all products"})
        slow.append(w)
    begun = time.time()
    a = c.ask("How many brands are there?")
    case("readers that do not read hold up nobody", a["status"] == "answer" and time.time() - begun < 20,
         time.time() - begun)
    for w in slow:
        w.close()


def check_rights(server):
    user, password = server.passwords["manager"]
    c = Client(server)
    status, body = c.post("/api/login", {"username": user, "password": password, "role": "admin", "generation": 9})
    case("nobody signs in as another role", status == 200 and body["role"] == "manager", body)
    c.token = body["token"]
    a = c.post("/api/ask", {"question": "How many employees are there?", "role": "admin", "actor": {"role": "admin"}})[1]
    case("a role is not taken from a question", a["status"] != "answer", a)
    for question in ("What is the average salary?", "List employees by salary", "Is the salary of anybody over 100000?"):
        a = c.ask(question)
        case(f"hidden: {question}", a["status"] != "answer" and not a["rows"] and not a["options"], a)
    admin = server.client("admin")
    case("several changes at once are refused", admin.request(
        "PATCH", "/api/admin/users/" + user, {"role": "admin", "disabled": False})[0] == 400)
    case("a role that is none", admin.request("PATCH", "/api/admin/users/" + user, {"role": "king"})[0] == 400)
    limit = c.get("/api/me")[1]["quota"]["remaining"]
    statuses = [c.post("/api/ask", {"question": "How many brands are there?", "now": f"20{10 + i % 80}-01-01T00:00:00"})[0]
                for i in range(limit + 2)]
    case("a quota is by our clock, not by the asker's", statuses[-2:] == [429, 429] and statuses[0] == 200, statuses)
    tools = mcp(server, c, "tools/call", {"name": "query_records", "arguments": {"universe_id": "Employee"}})
    none = mcp(server, c, "tools/call", {"name": "query_records", "arguments": {"universe_id": "Nothing"}})
    plain = lambda x: re.sub("Employee|Nothing", "X", str(x.get("error") or x.get("result")))
    case("over MCP a hidden model is like none", plain(tools) == plain(none) and "salary" not in str(tools).lower(),
         f"{tools} {none}")
    csrf = {"Cookie": "auric=" + c.token}
    case("/mcp does not know the cookie", Client(server).post("/mcp", {}, headers=csrf)[0] == 401)


def mcp(server, c, method, params):
    head = {"Accept": "application/json, text/event-stream"}
    init = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}}}
    c.post("/mcp", init, headers=head)
    head |= {"Mcp-Session-Id": c.headers["Mcp-Session-Id"] or "", "MCP-Protocol-Version": "2025-06-18"}
    return c.post("/mcp", {"jsonrpc": "2.0", "id": 2, "method": method, "params": params}, headers=head)[1]


def check_audit(server):
    c = server.client("executive")
    evil = 'x\r\n{"seq":1}\x1b[31m\u202e\0"\\'
    Client(server).post("/api/login", {"username": evil, "password": "wrong pass phrase"})
    c.ask(evil)
    a = c.ask("How many brands are there?")
    c.get(f"/api/answers/{a['id']}/export")
    c.get("/api/admin/users")
    c.get("/api/admin/audit?limit=1")
    c.post("/api/logout", {}, headers={"X-Forwarded-For": "9.9.9.9"})
    admin = server.client("admin")
    events = admin.get("/api/admin/audit?limit=1000")[1]["events"]
    has = lambda **want: any(all(e.get(k) == v for k, v in want.items()) for e in events)
    for name, want in (("a failed sign-in", {"event": "sign_in", "action": "BLOCKED"}),
                       ("a sign-in", {"event": "sign_in", "action": "ALLOWED", "role": "executive"}),
                       ("a sign-out", {"event": "sign_out", "role": "executive"}),
                       ("an export", {"event": "export", "target": a["id"]}),
                       ("a refused address", {"event": "request", "action": "BLOCKED", "target": "/api/admin/users"}),
                       ("reading the record", {"event": "audit_read", "role": "executive"}),
                       ("a tool call", {"event": "tool_call", "target": "query_records"}),
                       ("a change", {"event": "admin_change", "target": server.passwords["clerk"][0]})):
        case(f"{name} is in the record", has(**want), [e["event"] for e in events[:20]])
    case("with who, when, where and the request", all(e.get("ip") == "127.0.0.1" and e["at"].endswith("Z") and
                                                      e.get("request_id") for e in events), events[:3])
    code, out, err = run("audit", "verify", "--data", server.data)
    case("nothing forged a line", code == 0, out + err)
    secrets = [p for _, p in server.passwords.values()] + ["wrong pass phrase", admin.token, c.token]
    found = []
    for folder, _, names in os.walk(server.data):
        for name in names:
            with open(os.path.join(folder, name), "rb") as f:
                text = f.read()
            found += [name for s in secrets if s.encode() in text]
    server.errors.seek(0)
    case("no password or token is on disk or in the log", not found and not any(
        s.encode() in server.errors.read() for s in secrets), found)
    db = sqlite3.connect(os.path.join(server.data, "audit.db"), isolation_level=None)
    db.execute("BEGIN EXCLUSIVE")
    status, body = admin.post("/api/ask", {"question": "How many brands are there?"})
    db.execute("ROLLBACK")
    case("no audit, no answer", status == 503 and "value" not in body and not body["rows"], f"{status} {body}")
    case("and afterwards again", admin.ask("How many brands are there?")["status"] == "answer")


def check_behind_proxy():
    with Folder() as data:
        server = Server(data, env=clean_env(AURIC_HTTPS="yes", AURIC_PROXIES="10.0.0.1, 127.0.0.1", AURIC_IDLE_S="2",
                                            AURIC_ABSOLUTE_S="4")).wait_ready()
        try:
            c = Client(server)
            login = dict(zip(("username", "password"), server.passwords["admin"]))
            c.token = c.post("/api/login", login, headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.7"})[1]["token"]
            cookie = c.headers["Set-Cookie"]
            case("behind TLS the cookie is bound to the host", cookie.startswith("__Host-auric=") and
                 all(w in cookie for w in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=4")) and
                 "Domain" not in cookie, cookie)
            case("and HSTS is sent", "max-age=31536000" in (c.headers["Strict-Transport-Security"] or ""), c.headers)
            events = c.get("/api/admin/audit", headers={"X-Forwarded-For": "\x00no address"})[1]["events"]
            case("a configured proxy names the client", events[-1]["ip"] == "203.0.113.7", events[-1])
            case("what is no address is not believed", events[0]["ip"] == "127.0.0.1", events[0])
            plain = Client(server)
            case("the plain cookie does not count", plain.get("/api/me", headers={"Cookie": "auric=" + c.token})[0] == 401)
            case("the bound one does", plain.get("/api/me", headers={"Cookie": "__Host-auric=" + c.token})[0] == 200)
            time.sleep(3.2)
            case("an idle session ends", c.get("/api/me")[0] == 401)
            c.token = None
            c.login(*server.passwords["admin"])
            end = time.time() + 5.5
            seen = []
            while time.time() < end:
                seen.append(c.get("/api/me")[0])
                time.sleep(0.5)
            case("and every session in the end", seen[0] == 200 and seen[-1] == 401, seen)
        finally:
            server.stop()


with Folder() as data:
    server = Server(data).wait_ready()
    try:
        check_tokens(server)
        check_sessions(server)
        check_headers(server)
        check_routes(server)
        check_framing(server)
        check_websocket(server)
        check_slow_readers(server)
        check_rights(server)
        check_audit(server)
    finally:
        code = server.stop()
    server.errors.seek(0)
    said = server.errors.read().decode()
    case("it ends in order and has complained of nothing", code == 0 and "ERROR" not in said, said[:3000])
check_behind_proxy()
done()
