/* pool.h - connections to one database for questions: read only, kept open,
 * and lent for one question each, which sees one state of all tables.
 *
 * Threads: any.
 */
#ifndef SQLSOURCE_POOL_H
#define SQLSOURCE_POOL_H

#include "sqlsource/tables.h"
#include "store/sql.h"

struct sql_pool;

struct sql_link {
    struct sql *sql;
    /* Whoever reads tables keeps them here from question to question. */
    struct arena *arena;
    struct sql_tables tables;
    int64_t tables_of; /* their time or version; 0: none yet */
};

struct sql_pool *sql_pool_new(const char *where);
void sql_pool_free(struct sql_pool *p); /* when none is lent */

/* Given back when `a` dies.  Connects when none is idle. */
MUST_CHECK err_t sql_pool_lend(struct sql_pool *p, struct arena *a, const atomic_bool *cancelled,
                               struct sql_link **out, struct why *why);

#endif
