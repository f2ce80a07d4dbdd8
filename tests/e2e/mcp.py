#!/usr/bin/env python3
"""The same agent over the MCP server in its process, in a child and at a URL;
and the official SDK's client as a peer of our server, on stdio and over HTTP."""
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../lib"))
from auric import BINARY, ROOT, Folder, Process, case, clean_env, done, run  # noqa: E402

QUESTIONS = ["How many Sony products are we launching this quarter?",
             "How many products are there by category?", "Show me Sony products"]


def hub_env(url, **more):
    return clean_env(BOOMI_BASE_URL=url, BOOMI_DATAHUB_URL=url, BOOMI_ACCOUNT_ID="auric-local",
                     BOOMI_USERNAME="admin@auric.local", BOOMI_PASSWORD="platform",
                     BOOMI_DATAHUB_USERNAME="auric-local", BOOMI_DATAHUB_PASSWORD="repository", **more)


def answers(env, target):
    out = []
    for q in QUESTIONS:
        code, text, err = run("ask", q, "--json", "--mcp", target, env=env)
        if code:
            return f"{target}: {code} {err}"
        answer = json.loads(text)
        out.append((answer["status"], answer["text"], answer["rows"]))
    return out


def check_peer(name, *args, env):
    p = subprocess.run(["node", os.path.join(ROOT, "tests/mcp/peer.mjs"), *args], env=env,
                       capture_output=True, text=True, timeout=100)
    case(f"the official client, {name}", p.returncode == 0 and " 0 failed" in p.stdout,
         p.stdout[-800:] + p.stderr[-800:])


with Folder() as folder:
    db = os.path.join(folder, "hub.db")
    run("hub", "demo", "--db", db)
    hub = Process("hub", "serve", "--db", db, "--listen", "127.0.0.1:0")
    env = hub_env(hub.url)
    server = Process("mcp", "--http", "127.0.0.1:0", "--role", "admin", env=env)
    binary = os.path.join(folder, "auric")  # stdio: takes a command without spaces
    shutil.copy(BINARY, binary)
    try:
        here = answers(env, "inproc")
        case("in this process", isinstance(here, list) and all(a[0] == "answer" for a in here), here)
        child = answers(env, f"stdio:{binary} mcp --stdio --role admin")
        case("a child process gives the same", child == here, child)
        url = answers(env, "http://%s:%d/mcp" % (server.host, server.port))
        case("a URL gives the same", url == here, url)
        check_peer("stdio", "stdio", binary, "mcp", "--stdio", env=env)
        check_peer("HTTP", "http", "http://%s:%d/mcp" % (server.host, server.port), env=env)
    finally:
        server.stop()
        hub.stop()
    code, out, err = run("ask", QUESTIONS[0], "--mcp", "stdio:/nowhere/auric", env=env)
    case("a server that cannot be started is an error", code == 1 and "/nowhere" in err, err)
    code, out, err = run("ask", QUESTIONS[0], "--mcp", "carrier pigeon", env=env)
    case("so is a target that is none", code == 1 and "carrier" in err, err)
done()
