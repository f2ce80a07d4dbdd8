/* csv.h - comma-separated values (RFC 4180), and what people make of them:
 * a BOM, semicolons or tabs, LF or CR LF, backslash before a quote.
 *
 * Layer:   no I/O.
 * Memory:  the text is borrowed; cells are views into it or, where quotes had
 *          to be undone, into the reader's own buffer: until the next row.
 * Limits:  HUB_CSV_CELLS_MAX cells a row, 1 MiB a quoted cell; more makes the
 *          row a bad one.
 * Errors:  a bad row costs that row only.
 */
#ifndef LOCALHUB_CSV_H
#define LOCALHUB_CSV_H

#include "base/buf.h"
#include "base/vec.h"

enum { HUB_CSV_CELLS_MAX = 4096, HUB_CSV_QUOTED_MAX = 1 << 20 };

struct hub_csv {
    str text;
    size_t at;
    char sep;
    int64_t line; /* of the next row, from 1 */
    struct arena *arena;
    struct buf undone;
};

struct hub_csv_row {
    str *p; /* the cells */
    size_t n, cap;
    int64_t line;    /* where it starts */
    str raw;         /* as it stands in the file, without its line end */
    const char *bad; /* why it cannot be read, or NULL */
};

/* Finds the separator in the first line. */
void hub_csv_init(struct hub_csv *c, struct arena *a, str text);

/* False at the end.  Empty lines are skipped. */
bool hub_csv_next(struct hub_csv *c, struct hub_csv_row *row);

#endif
