#!/usr/bin/env python3
"""Wrong input of every kind: each gets a clear error that says what to do, the
documented status, and the server goes on."""
import json
import os
import socket
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import Client, Folder, Process, Server, case, clean_env, done, free_port, run  # noqa: E402

COMMANDS = [  # arguments, status, what stderr must say
    ([], 2, "usage"),
    (["frobnicate"], 2, 'no command "frobnicate"'),
    (["serve", "--frobnicate"], 2, "unknown option --frobnicate"),
    (["serve", "--listen"], 2, "wants a value"),
    (["serve", "--demo", "--listen", "nowhere", "--data", "{data}/x"], 1, "127.0.0.1:8501"),
    (["serve", "--data", "{data}/x"], 1, "BOOMI_ACCOUNT_ID"),
    (["serve", "--demo", "--brain", "psychic", "--data", "{data}/y"], 1, "--brain must be"),
    (["serve", "--demo", "--brain", "claude", "--data", "{data}/y"], 1, "ANTHROPIC_API_KEY"),
    (["serve", "--demo", "--data", "/proc/nowhere"], 1, "--data"),
    (["serve", "--demo", "--data", "{data}/y", "--semantics", "/nowhere.json"], None, "nowhere.json"),
    (["serve", "--config", "/nowhere"], 2, "/nowhere"),
    (["ask"], 2, "one question"),
    (["ask", "How many?", "--now", "yesterday"], 2, "--now"),
    (["hub", "serve"], 2, "--db"),
    (["hub", "load", "--db", "{data}/h.db"], 2, "usage"),
    (["hub", "load", "--db", "{data}/h.db", "/nowhere.sqlite"], 1, "/nowhere.sqlite"),
    (["hub", "load", "--db", "{data}/h.db", "{data}/no-table.csv"], 1, "no-table.csv"),
    (["hub", "serve", "--db", "{data}/h2.db", "--faults", "gremlins"], 1, "gremlins"),
    (["mcp"], 2, "usage"),
    (["eval", "--data", "x"], 2, "usage"),
    (["eval", "--data", "x", "--questions", "/nowhere", "--out", "{data}/o"], 1, "/nowhere"),
    (["timex", "--now", "soon"], 2, "--now"),
    (["role", "dance"], 2, "list"),
    (["config", "dance"], 2, "check"),
    (["catalog", "check"], 2, "semantic layer"),
    (["user", "dance", "--data", "{data}"], 2, "takes one of"),
    (["audit", "dance", "--data", "{data}"], 2, "takes one of"),
]


def check_commands(data):
    with open(os.path.join(data, "no-table.csv"), "wb") as f:
        f.write(b"\x00\x01\x02 not, \"a table\n" * 3)
    for args, want, says in COMMANDS:
        args = [a.replace("{data}", data) for a in args]
        if want is None:
            continue
        code, out, err = run(*args)
        case("auric " + " ".join(a.replace(data, "D") for a in args),
             code == want and says in err, f"status {code}, wanted {want}; {err!r}, wanted {says!r}")


def check_bodies(server):
    c = server.client("executive")
    json_type = {"Content-Type": "application/json"}
    rows = [  # name, body, headers, status, part of the answer
        ("no JSON", b"{question", json_type, 400, "line 1"),
        ("not an object", b"[1]", json_type, 400, "object"),
        ("no content type", b'{"question":"x"}', {}, 400, "application/json"),
        ("no question", b"{}", json_type, 400, "question"),
        ("a question that is a number", b'{"question":7}', json_type, 400, "question"),
        ("a member twice", b'{"question":"a","question":"b"}', json_type, 400, "duplicate"),
        ("an empty question", b'{"question":"  "}', json_type, 400, "empty"),
        ("invalid UTF-8", b'{"question":"\xff\xfe"}', json_type, 400, "decode"),
        ("a question of 1 MiB", json.dumps({"question": "how many " * 116509}).encode(), json_type,
         413, "bytes"),
        ("a body of 3 MiB", b'{"question":"' + b"x" * 3145728 + b'"}', json_type, 413, ""),
        ("a wrong time", b'{"question":"x","now":"soon"}', json_type, 400, "now"),
        ("another's conversation", b'{"question":"x","conversation_id":"nope"}', json_type, 404,
         "conversation"),
        ("control characters", b'{"question":"how many \\u0000\\u001b[31m products"}', json_type, 200, ""),
    ]
    for name, body, headers, want, says in rows:
        status, answer = c.request("POST", "/api/ask", body, headers)
        code_there = status == 200 or "code" in str(answer) and "request_id" in str(answer)
        case(name, status == want and says in str(answer) and code_there, f"{status} {answer}")
    case("no such address", c.get("/api/nothing")[0] == 404)
    case("no such method", c.request("PUT", "/api/ask", b"")[0] == 405)
    case("no such answer", c.get("/api/answers/nope")[0] == 404)
    case("no such export", c.get("/api/answers/nope/export?format=pdf")[0] == 400)


def check_raw(server):
    for name, text in (("smuggling", b"POST /api/ask HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
                                     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                       ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n")):
        with socket.create_connection((server.host, server.port), 5) as s:
            s.sendall(text)
            first = s.recv(100)
        case(name, not first or first.startswith(b"HTTP/1.1 400"), first)


def check_hub_down():
    port = free_port()
    gone = f"http://127.0.0.1:{port}"
    env = clean_env(BOOMI_BASE_URL=gone, BOOMI_DATAHUB_URL=gone, BOOMI_ACCOUNT_ID="a",
                    BOOMI_USERNAME="u", BOOMI_PASSWORD="p")
    code, out, err = run("ask", "How many products are there?", env=env)
    case("a hub that is down is no empty hub", code == 1 and "127.0.0.1" in err, f"{code} {out} {err}")
    with Folder() as data:
        server = Server(data, env=env, demo=False)
        try:
            status, body = Client(server).get("/readyz")
            case("not ready without a hub", status == 503, body)
            status, body = server.client("executive").post("/api/ask", {"question": "How many brands?"})
            case("asked all the same, it says so", status >= 500 and body["status"] == "error" and
                 body["error"]["code"] == "unavailable", body)
        finally:
            server.stop()


def check_credentials(data):
    db = os.path.join(data, "demo-hub.db")
    hub = Process("hub", "serve", "--db", db, "--listen", "127.0.0.1:0")
    try:
        env = clean_env(BOOMI_BASE_URL=hub.url, BOOMI_DATAHUB_URL=hub.url,
                        BOOMI_ACCOUNT_ID="auric-local", BOOMI_USERNAME="admin@auric.local",
                        BOOMI_PASSWORD="wrong", BOOMI_DATAHUB_USERNAME="auric-local",
                        BOOMI_DATAHUB_PASSWORD="wrong")
        code, out, err = run("ask", "How many products are there?", env=env)
        case("wrong credentials are named", code == 1 and ("credential" in err or "PASSWORD" in err)
             and "wrong" not in err, err)
    finally:
        hub.stop()


with Folder() as data:
    check_commands(data)
    server = Server(os.path.join(data, "s")).wait_ready()
    try:
        code, out, err = run("serve", "--demo", "--data", os.path.join(data, "t"), "--listen",
                             f"127.0.0.1:{server.port}")
        case("a port in use", code == 1 and "in use" in err and "--listen" in err, err)
        code, out, err = run("serve", "--demo", "--data", server.data, "--listen", "127.0.0.1:0")
        case("a data folder in use", code == 1 and "--data" in err, err)
        check_bodies(server)
        check_raw(server)
        a = server.client("executive").ask("How many brands are there?")
        case("and it still answers", a["status"] == "answer", a)
        check_credentials(server.data)
    finally:
        server.stop()
    check_hub_down()
done()
