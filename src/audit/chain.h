/* chain.h - each line holds the hash of the one before it.
 *
 * Feed the lines in order; the first that does not fit is named, with why.
 * An edited, deleted, inserted, swapped or repeated line does not fit.  What
 * a chain cannot show by itself is that its tail was cut off: for that, a
 * head noted elsewhere is compared (audit_verify).
 *
 * Layer: audit; pure.
 */
#ifndef AUDIT_CHAIN_H
#define AUDIT_CHAIN_H

#include "audit/record.h"

enum { AUDIT_HASH_N = 64 };

struct audit_head {
    int64_t seq; /* 0: nothing yet */
    int64_t ts_ms;
    char hash[AUDIT_HASH_N + 1]; /* of the last line; 64 zeros before the first */
};

extern const struct audit_head audit_head_none;

void audit_hash(str line, char hex[static AUDIT_HASH_N + 1]);

struct chain {
    struct audit_head head;
    int64_t first_seq; /* 0: nothing was fed */
    int64_t entries;
    int64_t clock_steps; /* how often the time went back */
    int64_t first_step;  /* seq where it did so first */
    bool whole;          /* must begin with seq 1 */
    int64_t bad_seq;     /* the first entry that does not fit; 0: none */
    char bad[200];       /* why, for a person */
};

void chain_init(struct chain *c, bool whole);

/* False once something did not fit; `e` may be NULL. */
bool chain_feed(struct chain *c, struct arena *a, str line, struct audit_event *e);

#endif
