/* database.h - a PostgreSQL database in the place of a hub (AURIC_SOURCE):
 * connections kept open, each with the tables as it last found them.
 *
 * Threads: any.
 */
#ifndef APP_DATABASE_H
#define APP_DATABASE_H

#include "exec/source.h"

#include <stdatomic.h>

struct database;

/* ERR_BAD_INPUT when the URL is none of a database that can be asked;
 * connecting is tried, so that a wrong one is told at the start. */
MUST_CHECK err_t database_new(struct database **out, const char *url, unsigned refresh_s,
                              struct why *why);
void database_free(struct database *d);

MUST_CHECK err_t database_schema(struct database *d, struct arena *a, struct schema **out,
                                 struct why *why);
/* For one question: one state of all tables, until `a` dies. */
MUST_CHECK err_t database_source(struct database *d, struct arena *a, const atomic_bool *cancelled,
                                 struct source **out, struct why *why);

#endif
