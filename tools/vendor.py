#!/usr/bin/env python3
"""Copy the page's third-party modules out of node_modules: vendor.py OUT [NODE_MODULES]

The page runs without a build step and its Content-Security-Policy forbids an
inline import map, so the one bare specifier in them ("preact") becomes a path.
References to source maps, which are not served, are dropped. The licences
travel with the code, as they ask."""
import json
import os
import re
import sys

# package, file inside it, name in the page's vendor folder
MODULES = (
    ("preact", "dist/preact.mjs", "preact.module.js"),
    ("preact", "hooks/dist/hooks.mjs", "hooks.module.js"),
    ("htm", "dist/htm.module.js", "htm.module.js"),
)
LICENCES = "licences.txt"


def read(modules, package, path):
    name = os.path.join(modules, package, path)
    if not os.path.isfile(name):
        sys.exit(f"vendor.py: {name} is missing; run `npm ci` in the project's root")
    with open(name, encoding="utf-8") as f:
        return f.read()


def browser_module(source, name):
    """`source` with every import as a path next to it."""
    source = re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", source)
    source = re.sub(r"""\bfrom\s*(["'])preact\1""", 'from"./preact.module.js"', source)
    for found in re.finditer(r"""\b(?:from|import)\s*\(?\s*["']([^"']+)["']""", source):
        if not found.group(1).startswith("./"):
            sys.exit(f"vendor.py: {name} imports {found.group(1)!r}, which is not vendored")
    return source


def main(out, modules):
    os.makedirs(out, exist_ok=True)
    licences = {}
    for package, path, name in MODULES:
        about = json.loads(read(modules, package, "package.json"))
        licences[f"{package} {about['version']} ({about['license']})"] = read(
            modules, package, "LICENSE")
        code = browser_module(read(modules, package, path), name)
        with open(os.path.join(out, name), "w", encoding="utf-8") as f:
            f.write(f"/*! {package} {about['version']}, {about['license']}; see {LICENCES} */\n{code}")
    with open(os.path.join(out, LICENCES), "w", encoding="utf-8") as f:
        f.write("\n\n".join(f"{who}\n{'=' * len(who)}\n\n{text.strip()}"
                            for who, text in licences.items()) + "\n")


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__.splitlines()[0])
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    main(sys.argv[1], sys.argv[2] if len(sys.argv) == 3 else os.path.join(root, "node_modules"))
