#!/usr/bin/env python3
"""Turn files into a C table of their bytes: embed.py OUT.c SYMBOL BASE FILE...

Makes `const struct embedded SYMBOL[]` (base/embed.h), ended by a row without a
name; names are the paths below BASE."""
import os
import sys

out, symbol, base, files = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
with open(out, "w") as c:
    c.write('#include "base/embed.h"\n\n')
    rows = []
    for i, path in enumerate(sorted(files)):
        data = open(path, "rb").read()
        c.write(f"static const unsigned char f{i}[] = {{")
        for at in range(0, len(data), 24):
            c.write("\n" + ",".join(str(b) for b in data[at:at + 24]) + ",")
        c.write("0};\n")  # a NUL behind the text, not counted
        rows.append(f'    {{ "{os.path.relpath(path, base)}", (const char *)f{i}, {len(data)} }},\n')
    c.write(f"const struct embedded {symbol}[] = {{\n{''.join(rows)}    {{ 0, 0, 0 }},\n}};\n")
