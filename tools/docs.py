#!/usr/bin/env python3
"""Check that the documents are true of the code: tools/docs.py [--write | --screen]

One line a check, "ok NAME" or "FAILED NAME why". Tables between the marks
<!-- made:NAME --> and <!-- /made:NAME --> are made from the sources; --write
makes them anew and checks nothing. --screen takes the README's picture from
those of the last browser test. Shell examples marked ```sh test and the
conversation of the README are tried on the real program (build/run/auric, or
AURIC_BINARY)."""
import difflib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests/lib"))
sys.dont_write_bytecode = True
from auric import BINARY, Folder, Server, case, clean_env, done  # noqa: E402

os.chdir(ROOT)


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def tracked(*patterns):
    """Files of the project, also those not committed yet."""
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", *patterns],
                         capture_output=True, text=True, check=True).stdout.split("\n")
    return sorted(p for p in out if p and os.path.isfile(p))


DOCUMENTS = {p: read(p) for p in tracked("*.md")}


# Tables of the sources

def arguments(text):
    """Of every X(...) in the body of a list: its arguments, texts without quotes."""
    rows, at = [], 0
    while (at := text.find("X(", at)) >= 0:
        at += 2
        row, depth, word, quoted = [], 0, "", False
        while True:
            c = text[at]
            at += 1
            if quoted:
                if c == "\\":
                    word += text[at]
                    at += 1
                elif c == '"':
                    quoted = False
                else:
                    word += c
            elif c == '"':
                quoted = True
            elif c == ")" and depth == 0:
                rows.append(row + [word.strip()])
                break
            elif c == "," and depth == 0:
                row.append(word.strip())
                word = ""
            else:
                depth += (c == "(") - (c == ")")
                word += c
    return rows


def x_list(path, name):
    body = re.search(rf"#define {name}\(X\)((?:.*\\\n)*.*)\n", read(path)).group(1)
    return arguments(re.sub(r"/\*.*?\*/", "", body.replace("\\\n", "\n"), flags=re.S))


def table(head, rows):
    cell = lambda s: str(s).replace("|", "\\|")
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(map(cell, r)) + " |" for r in rows])


def code(s):
    return f"`{s}`" if s else ""


SETTINGS = x_list("src/app/settings.h", "SETTING_LIST")
ROUTES = x_list("src/web/web.h", "ROUTE_LIST")
COMMANDS = x_list("src/app/commands.h", "COMMAND_LIST")


def made_settings():
    return table(["setting", "environment", "option", "default", "what it is"],
                 [[code(n) + (" (secret)" if secret == "true" else ""), code(env), code(option),
                   code(default), what] for n, env, option, default, secret, what in SETTINGS])


def made_routes():
    who = {"ANYONE": "anyone", "SESSION": "signed in"}
    return table(["", "address", "who", "CSRF header", "feature", "body, bytes", "what it does"],
                 [[m, code(p), who[w], "yes" if csrf == "true" else "",
                   "" if f == "NONE" else f.lower(), "" if size == "0" else size, what]
                  for m, p, w, _, csrf, f, size, _, what in ROUTES])


def made_commands():
    return table(["command", "arguments", "what it does"],
                 [[code("auric " + n), code(args), what] for n, _, args, what in COMMANDS])


def made_errors():
    return table(["code", "status", "what it means"],
                 [[code(n.lower()), http, text]
                  for n, http, _, text in x_list("src/base/err.h", "ERR_LIST") if n != "OK"])


def made_faults():
    rows = x_list("src/localhub/faults.h", "HUB_FAULT_LIST")
    spell = lambda name, example: name + ("=" if example[:1] not in ("", "@") else "") + example
    return table(["fault", "what it does"], [[code(spell(n, e)), what] for _, n, e, what in rows])


def made_hub_addresses():
    rows = []
    for path in tracked("src/localhub/api_*.c"):
        text = read(path)
        verbs = re.findall(r'^ +ACTION\("(\w+)"', text, re.M)
        text = re.sub(r"\\\n", "\n", text)
        found = re.findall(r'\{\s*HUB_(\w+),\s*"(\w+)",\s*(U|ACCOUNT)?\s*("[^"]*")?(\s+verb)?,', text)
        found += [("PLATFORM", "GET", "ACCOUNT", p, "") for p in re.findall(r'^ +GET\(("[^"]*"),', text, re.M)]
        for api, method, base, tail, verb in found:
            start = {"U": "/mdm/universes/{universe}", "ACCOUNT": "/mdm/api/rest/v1/{account}", "": ""}[base]
            for end in verbs if verb else [""]:
                rows.append([api.split("_")[0].capitalize(), method,
                             code(start + tail.strip('"') + end)])
    order = {"Tokens": 0, "Platform": 1, "Repository": 2}
    return table(["API", "", "address"], sorted(rows, key=lambda r: (order[r[0]], r[2], r[1])))


def made_features():
    return table(["feature", "what it opens"],
                 [[code(n.lower()), what] for n, what in x_list("src/policy/policy.h", "FEATURE_LIST")])


def made_steps():
    agents = {step: (to, agent) for step, to, agent in x_list("src/flow/steps.h", "FLOW_LIST")}
    label = {n: json for n, json, _ in x_list("src/agents/run.h", "STEP_LIST")}
    rows = []
    for step, json, told in x_list("src/agents/run.h", "STEP_LIST"):
        to, agent = agents[step]
        after = [code(label[t]) for t in re.findall(r"TO\((\w+)\)", to)]
        where = [p for p in tracked("src/agents/*.c") if f"const struct agent {agent} =" in read(p)]
        rows.append([code(json), told, ", ".join(code(p) for p in where), ", ".join(after) or "the end"])
    return table(["step", "what the user reads", "agent", "may go to"], rows)


def made_tools():
    rows = []
    for part in re.split(r"\n    \{ \.name = ", read("src/mcp/tools.c"))[1:]:
        part = part.split("\n};")[0]
        name = re.match(r'"(\w+)"', part).group(1)
        told = re.search(r'\.description = ((?:"[^"]*"\s*)+)', part).group(1)
        args = [code(n) + ("" if need == "true" else "?")
                for n, need in re.findall(r'\{ "(\w+)", IN_\w+, (true|false)', part)]
        rows.append([code(name), ", ".join(args), re.search(r"FEATURE_(\w+)", part).group(1).lower(),
                     "".join(re.findall(r'"([^"]*)"', told))])
    return table(["tool", "arguments", "feature", "what it does"], rows)


MADE = {n[5:]: f for n, f in list(globals().items()) if n.startswith("made_")}


def blocks(text):
    return re.finditer(r"<!-- made:(\w+) -->\n(.*?)\n<!-- /made:\1 -->", text, re.S)


def write_tables():
    for path, text in DOCUMENTS.items():
        new = re.sub(r"(<!-- made:(\w+) -->\n).*?(\n?<!-- /made:\2 -->)",
                     lambda m: m.group(1) + MADE[m.group(2)]() + "\n" + m.group(3).lstrip("\n"),
                     text, flags=re.S)
        if new != text:
            with open(path, "w", encoding="utf-8") as f:
                f.write(new)
            print("wrote", path)


def check_tables():
    seen = set()
    for path, text in DOCUMENTS.items():
        for m in blocks(text):
            seen.add(m.group(1))
            case(f"{path}: the table of {m.group(1)}", m.group(2) == MADE[m.group(1)](),
                 "differs from the sources; tools/docs.py --write makes it anew")
    case("every table is in a document", seen == set(MADE), sorted(set(MADE) - seen))


def check_named():
    """Each setting, address and command is spoken of outside its table too, or
    at least stands in one."""
    all_docs = "\n".join(t for p, t in DOCUMENTS.items() if p.startswith("docs/"))
    lost = [n for n, env, *_ in SETTINGS if f"`{n}`" not in all_docs or f"`{env}`" not in all_docs]
    case("every setting is documented", not lost, lost)
    lost = [p for _, p, *_ in ROUTES if f"`{p}`" not in all_docs]
    case("every address is documented", not lost, lost)
    own = DOCUMENTS.get("docs/commands.md", "")
    lost = [n for n, *_ in COMMANDS if not re.search(rf"^## .*\bauric {n}\b", own, re.M)]
    case("every command has a section", not lost, lost)


# ARCHITECTURE.md

def definitions():
    found = {}
    for path in tracked("src/*.c", "src/*.h"):
        for line in read(path).split("\n"):
            m = re.match(r"[A-Za-z_][\w *]*?\**\b([a-z_]\w*)\(", line)
            if m and not line.rstrip().endswith(";"):
                found.setdefault(m.group(1), set()).add(path)
    return found


def check_functions():
    where = definitions()
    bad = []
    for line in DOCUMENTS["ARCHITECTURE.md"].split("\n"):
        named = re.findall(r"`([a-z_]\w*)\(\)`", line)
        first = re.match(r"\|\s*(?:\d+\s*\|\s*)?`([\w/]+\.c)`", line)
        for fn in named:
            if fn not in where:
                bad.append(f"{fn}() is nowhere")
        if first and named and f"src/{first.group(1)}" not in where.get(named[0], ()):
            bad.append(f"{named[0]}() is not in src/{first.group(1)}")
    case("ARCHITECTURE.md: the functions exist where it says", not bad, bad)
    case("ARCHITECTURE.md: names enough of them",
         len(re.findall(r"`[a-z_]\w*\(\)`", DOCUMENTS["ARCHITECTURE.md"])) >= 40)


def check_rooms():
    want = []
    for line in read("tools/layers.txt").split("\n"):
        if line and not line.startswith("#"):
            room, uses = line.split(":")
            want.append((room.strip(), uses.split()))
    rows = re.findall(r"^\| `(\w+)/` \|[^|]*\| ([^|]*) \|$", DOCUMENTS["ARCHITECTURE.md"], re.M)
    have = [(room, [] if uses.strip() in ("libc", "everything") else uses.split()) for room, uses in rows]
    short = [(r, [] if r in ("base", "app") else u) for r, u in want]
    bad = [f"{h} is not {w}" for h, w in zip(have, short) if h != w]
    case("ARCHITECTURE.md: the rooms are those of tools/layers.txt",
         have == short, bad or f"{len(have)} rooms, not {len(short)}")


# Paths and links

TOPS = {p.split("/")[0] for p in tracked()}
ROOMS = set(os.listdir("src"))


def is_there(token):
    path = token.removeprefix("./").split("#")[0]
    top = path.split("/")[0]
    if path in ("tools/list", "tools/call"):  # methods of MCP
        return True
    if "*" in path or "NAME" in path or "ROOM" in path or not path:
        return True
    if top in ROOMS and "/" in path:
        return os.path.exists("src/" + path) or os.path.exists(path)
    if top in TOPS:
        return os.path.exists(path)
    return True


def check_paths():
    bad = []
    for path, text in DOCUMENTS.items():
        prose = re.sub(r"^```.*?^```", "", text, flags=re.S | re.M)
        for token in re.findall(r"`([./\w*{}-]+)`", prose):
            base = os.path.join(os.path.dirname(path), token)
            if ("/" in token or "." in token) and not is_there(token) and not os.path.exists(base):
                bad.append(f"{path}: {token}")
        for target in re.findall(r"\]\(([^)\s]+)\)", prose):
            if "://" in target:
                continue
            file, _, anchor = target.partition("#")
            file = os.path.normpath(os.path.join(os.path.dirname(path), file)) if file else path
            if not os.path.exists(file):
                bad.append(f"{path}: link to {target}")
            elif anchor and anchor not in anchors(read(file)):
                bad.append(f"{path}: no heading for {target}")
    case("every path named in a document exists", not bad, bad)


def anchors(text):
    slug = lambda h: re.sub(r"[^\w -]", "", h.lower().replace("`", "")).strip().replace(" ", "-")
    return {slug(h) for h in re.findall(r"^#+ (.*)$", text, re.M)}


def check_clean():
    pattern = re.compile(r"/work/(main|shared|\.\w)|/tmp/b/|https?://[\w.-]*(artifactory|jfrog|nexus)", re.I)
    bad = []
    for path in tracked():
        if path == "tools/docs.py" or os.path.splitext(path)[1] in (".png", ".ico", ".woff2"):
            continue
        with open(path, encoding="utf-8", errors="replace") as f:
            bad += [f"{path}:{n}" for n, line in enumerate(f, 1) if pattern.search(line)]
    case("no path of a workplace, no package host", not bad, bad)


# Examples, tried

def try_examples(server, folder):
    tools = os.path.join(folder, "bin")
    os.makedirs(tools)
    os.symlink(BINARY, os.path.join(tools, "auric"))
    for path, text in DOCUMENTS.items():
        parts = re.findall(r"^```sh test\n(.*?)^```", text, re.S | re.M)
        if not parts:
            continue
        work = os.path.join(folder, path.replace("/", "-"))
        os.makedirs(work)
        for name in ("docs", "deploy"):
            os.symlink(os.path.join(ROOT, name), os.path.join(work, name))
        script = "set -euo pipefail\n"
        for i, part in enumerate(parts):
            script += part + f"\nprintf '\\n@@ {i}\\n'\n"
        for word, with_ in (("http://127.0.0.1:8501", server.url),
                            ("ADMIN-PASSWORD", server.passwords["admin"][1]),
                            ("PASSWORD", server.passwords["executive"][1]),
                            ("/var/lib/auric", server.data), ("build/run/auric", "auric")):
            script = script.replace(word, with_)
        p = subprocess.run(["bash", "-c", script], cwd=work, capture_output=True, text=True, timeout=120,
                           env=clean_env(PATH=tools + ":" + os.environ["PATH"]))
        passed = len(re.findall(r"^@@ \d+$", p.stdout, re.M))
        case(f"{path}: its {len(parts)} examples work", passed == len(parts),
             f"example {passed + 1}: {(p.stderr + p.stdout)[-500:]}")


def masked(text):
    text = re.sub(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\b", "#", text)
    text = re.sub(r"\bup [\d.]+ %|\bdown [\d.]+ %", "#", text).replace("less than", "more than")
    return re.sub(r"[\d,.]*\d", "#", text)


def try_conversation(server):
    """The same kind of answer: its figures move with the day. Who asks stands
    before the question, an empty line begins another conversation."""
    told = re.findall(r"^```text conversation\n(.*?)^```", DOCUMENTS["README.md"], re.S | re.M)
    people, bad, n = {}, [], 0
    for part in (p for block in told for p in block.split("\n\n")):
        conversation = None
        for who, question, answer in re.findall(r"^(\w+)> (.*)\n((?:(?!\w+> ).+\n?)*)", part + "\n", re.M):
            client = people.setdefault(who, server.client(who))
            a = client.ask(question, conversation)
            conversation = a["conversation_id"]
            n += 1
            alike = difflib.SequenceMatcher(None, masked(" ".join(answer.split())),
                                            masked(" ".join(a["text"].split()))).ratio()
            if alike < 0.6:
                bad.append(f"{question} -> {a['text']}")
    case("README.md: the conversation happens", n >= 5 and not bad, bad or f"{n} questions")


def check_picture():
    size = os.path.getsize("docs/screen.png")
    case("docs/screen.png: of at most 200 kB", size <= 200_000, size)


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write_tables()
        sys.exit(0)
    if sys.argv[1:] == ["--screen"]:
        shutil.copyfile("build/screens/answer.png", "docs/screen.png")
        sys.exit(0)
    if sys.argv[1:]:
        sys.exit(__doc__.split("\n")[0])
    check_tables()
    check_named()
    check_functions()
    check_rooms()
    check_paths()
    check_clean()
    check_picture()
    with Folder() as folder:
        server = Server(os.path.join(folder, "data")).wait_ready()
        try:
            try_conversation(server)
            try_examples(server, folder)
        finally:
            server.stop()
    done()
