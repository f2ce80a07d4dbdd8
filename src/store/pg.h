/* pg.h - PostgreSQL behind sql.h: the one place that includes libpq-fe.h. */
#ifndef STORE_PG_H
#define STORE_PG_H

#include "store/sql.h"

struct pg;

MUST_CHECK err_t pg_open(struct pg **out, const char *url, bool read_only, struct why *why);
void pg_close(struct pg *p);
void pg_cancel_by(struct pg *p, const atomic_bool *cancelled);
MUST_CHECK err_t pg_script(struct pg *p, const char *text, struct why *why);
MUST_CHECK err_t pg_ask(struct pg *p, const char *text, const struct value *params, size_t n,
                        struct why *why);
MUST_CHECK err_t pg_next(struct pg *p, struct why *why);
void pg_stop(struct pg *p);
struct value pg_cell(struct pg *p, int col);
MUST_CHECK err_t pg_put(struct pg *p, const struct sql_put *put, struct why *why);

#endif
