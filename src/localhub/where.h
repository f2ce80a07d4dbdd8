/* where.h - the filter and the order of a checked request as SQL with values
 * bound: no text of a request is ever part of a statement.
 */
#ifndef LOCALHUB_WHERE_H
#define LOCALHUB_WHERE_H

#include "base/buf.h"
#include "localhub/query.h"

struct hub_sql {
    struct arena *arena;
    struct buf text;
    struct {
        struct value *p;
        size_t n, cap;
    } values;
};

void hub_sql_init(struct hub_sql *sql, struct arena *a);
void hub_sql_bind(const struct hub_sql *sql, struct stmt *s); /* from ?1 on */

/* A value and its place-holder. */
void hub_sql_put(struct hub_sql *sql, struct value v);

/* " WHERE ..." or nothing. */
struct hub_models;
void hub_sql_where(struct hub_sql *sql, const struct hub_models *all, const struct hub_model *m,
                   const struct hub_query *q);
/* " ORDER BY ..."; by rid at last. */
void hub_sql_order(struct hub_sql *sql, const struct hub_model *m, const struct hub_query *q);

#endif
