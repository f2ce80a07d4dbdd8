/* intake.h - the tables of a source, whatever it is, as rows of values.
 *
 * A table is read as often as its loader wants: once to learn what is in it,
 * once to take it over.
 *
 * Memory:  intakes live in the arena; cells until the callback returns.
 */
#ifndef LOCALHUB_INTAKE_H
#define LOCALHUB_INTAKE_H

#include "base/err.h"
#include "base/value.h"
#include "base/vec.h"

struct hub_intake_column {
    str name;
    str declared; /* the source's own type, or empty */
    int key_at;   /* place in the declared primary key from 1; 0: not in it */
};

struct hub_intake_link { /* a declared foreign key of one column */
    size_t column;
    str table, target; /* target empty: the key of that table */
};

struct hub_scan {
    err_t (*on_row)(void *ctx, const struct value *cells, struct why *why);
    void (*on_bad)(void *ctx, int64_t line, str reason, str content); /* may be NULL */
    void *ctx;
};

struct hub_intake {
    str name, file;
    struct hub_intake_column *columns;
    size_t columns_n;
    struct hub_intake_link *links;
    size_t links_n;
    err_t (*scan)(const struct hub_intake *t, const struct hub_scan *to, struct why *why);
    void *impl;
};

struct hub_intakes {
    struct hub_intake *p;
    size_t n, cap;
};

/* Adds the tables of a file or folder; `only` empty: all.  ERR_NOT_FOUND when
 * there is none, ERR_BAD_INPUT when the file is not what its name says. */
MUST_CHECK err_t hub_intake_open(struct arena *a, str path, str only, struct hub_intakes *out,
                                 struct why *why);

bool hub_intake_is_xml(str path);
/* A whole file, in the arena. */
MUST_CHECK err_t hub_file_read(struct arena *a, str path, str *out, struct why *why);

/* One kind each. */
MUST_CHECK err_t hub_intake_sqlite(struct arena *a, str path, str only, struct hub_intakes *out,
                                   struct why *why);
MUST_CHECK err_t hub_intake_csv(struct arena *a, str path, str name, struct hub_intakes *out,
                                struct why *why);
MUST_CHECK err_t hub_intake_jsonl(struct arena *a, str path, str name, struct hub_intakes *out,
                                  struct why *why);

#endif
