/* pick.h - from groups to rows: having, order, columns, distinct, offset, limit. */
#ifndef EXEC_PICK_H
#define EXEC_PICK_H

#include "exec/group.h"
#include "exec/job.h"

/* The groups that `having` keeps, sorted by the plan's order, then by keys. */
struct picked {
    uint32_t *p; /* indices of groups */
    size_t n;
    const struct value *orders; /* of group i, from i * order_n on */
};

void pick_groups(const struct groups *g, const struct group_codes *codes, struct picked *out);

/* What offset, limit and ties leave of the sorted groups: positions [from, to). */
void pick_span(const struct groups *g, const struct picked *s, size_t *from, size_t *to);

void pick_rows(const struct groups *g, const struct group_codes *codes, struct relation *out);

#endif
