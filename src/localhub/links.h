/* links.h - the keys of tables and the references between them: declared ones
 * as they are, missing ones by names and values.
 *
 * A link needs both kinds of evidence: a name that says it and a target,
 * unique, that holds at least nine in ten of the distinct values.
 */
#ifndef LOCALHUB_LINKS_H
#define LOCALHUB_LINKS_H

#include "localhub/intake.h"
#include "localhub/profile.h"

struct hub_link {
    int table, column; /* the target; table -1: none */
    int score;
    bool declared;
};

struct hub_table {
    const struct hub_intake *in;
    struct hub_profile *columns;
    struct hub_link *links; /* one a column */
    size_t *key;            /* columns, in the order of the key */
    size_t key_n;
};

struct hub_tables {
    struct hub_table *p;
    size_t n, cap;
};

void hub_find_key(struct arena *a, struct hub_table *t);
/* After every table has its key. */
void hub_find_links(struct arena *a, struct hub_tables *tables);

/* The columns whose values name a record to people, at most two: a name, or
 * first and last name. */
size_t hub_find_title(struct arena *a, const struct hub_table *t, size_t out[2]);

#endif
