/* embed.h - a file that was built into the program (tools/embed.py). */
#ifndef BASE_EMBED_H
#define BASE_EMBED_H

#include <stddef.h>

struct embedded {
    const char *name;  /* path below its folder; NULL ends a table */
    const char *bytes; /* a NUL follows the last one */
    size_t n;
};

#endif
