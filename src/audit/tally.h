/* tally.h - the figures of a report, counted in one pass over the record.
 *
 * Layer: audit, private to the report.  Memory: the arena given.
 */
#ifndef AUDIT_TALLY_H
#define AUDIT_TALLY_H

#include "audit/reader.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/vec.h"

enum { TALLY_EXAMPLES_MAX = 500 };

struct tally_row {
    str who, what; /* one or both */
    int64_t count, rows;
    int64_t first_ms, last_ms;
};

struct tally_table {
    struct map by_key;
    struct tally_row **rows; /* after tally_sort() */
    size_t n;
    int64_t total;
};

struct tally_example {
    int64_t seq, ts_ms;
    str actor, role, rule, reason, text;
};

struct tally_list {
    VEC(struct tally_example) all;
    int64_t total; /* more than are listed, when there are very many */
};

struct tally {
    struct arena *a;
    struct buf key; /* the one being looked up */
    int64_t entries, first_seq, last_seq;
    struct tally_table events;  /* kind x action: adds up to `entries` */
    struct tally_table people;  /* actor x kind: adds up to `entries` */
    struct tally_table models;  /* actor x model */
    struct tally_table fields;  /* actor x field */
    struct tally_table rules;   /* rule that refused x actor */
    struct tally_table guard;   /* guard rule x verdict */
    struct tally_table sign_in; /* actor x outcome */
    struct tally_table errors;  /* error x kind */
    struct tally_list refused, suspicious, changes;
};

MUST_CHECK err_t tally_count(struct tally *t, struct arena *a, struct audit_reader *r,
                             const struct audit_filter *f, struct why *why);

#endif
