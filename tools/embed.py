#!/usr/bin/env python3
"""Turn files into a C table of their bytes: embed.py OUT.c SYMBOL (DIR | NAME=FILE)...

Makes `const struct embedded SYMBOL[]` (base/embed.h), ended by a row without a
name. Of a folder every file is taken under its path below it, but nothing below
a folder called dev. Writes OUT.c.d beside it, for ninja."""
import os
import sys


def rows(args):
    for arg in args:
        name, eq, path = arg.partition("=")
        if eq:
            yield name, path
            continue
        for folder, below, files in os.walk(arg):
            below[:] = [d for d in below if d != "dev"]
            for f in files:
                path = os.path.join(folder, f)
                yield os.path.relpath(path, arg), path


def main(out, symbol, args):
    found = sorted(rows(args))
    with open(out, "w", encoding="ascii") as c:
        c.write('#include "base/embed.h"\n\n')
        for i, (_, path) in enumerate(found):
            with open(path, "rb") as f:
                data = f.read()
            c.write(f"static const unsigned char f{i}[] = {{\n")
            for at in range(0, len(data), 24):
                c.write(",".join(str(b) for b in data[at:at + 24]) + ",\n")
            c.write("0};\n")  # a NUL behind the text, not counted
        c.write(f"extern const struct embedded {symbol}[];\nconst struct embedded {symbol}[] = {{\n")
        for i, (name, path) in enumerate(found):
            c.write(f'    {{ "{name}", (const char *)f{i}, {os.path.getsize(path)} }},\n')
        c.write("    { 0, 0, 0 },\n};\n")
    with open(out + ".d", "w", encoding="utf-8") as d:
        d.write(out + ": " + " ".join(path for _, path in found) + "\n")


main(sys.argv[1], sys.argv[2], sys.argv[3:])
