/* sql.h - one connection to a database that speaks SQL: an SQLite file or
 * PostgreSQL, behind the same few calls.
 *
 * Statements carry bound parameters, ?1 or $1 by dialect; a text never holds a
 * value.  Dates and yes/no travel as whole numbers: days, seconds, 1 and 0.
 * One statement at a time.
 *
 * Memory:  cells are borrowed until the next row.
 * Errors:  ERR_IO with the database's own words; ERR_CONFLICT on a constraint;
 *          ERR_UNSUPPORTED when a number overflows; ERR_UNAVAILABLE when the
 *          server is gone; ERR_CANCELLED.  No error holds a password.
 * Threads: one connection a thread.
 */
#ifndef STORE_SQL_H
#define STORE_SQL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/value.h"

#include <stdatomic.h>

enum sql_dialect { SQL_SQLITE, SQL_POSTGRES };

struct sql;

/* `where` is postgres://... or postgresql://..., or the path of a file.  What
 * is written there is read only when asked so. */
MUST_CHECK err_t sql_open(struct sql **out, const char *where, bool read_only, struct why *why);
void sql_close(struct sql *s);
enum sql_dialect sql_dialect_of(const char *where);
enum sql_dialect sql_dialect(const struct sql *s);
void sql_cancel_by(struct sql *s, const atomic_bool *cancelled); /* NULL: never */

/* Statements without parameters, any number. */
MUST_CHECK err_t sql_script(struct sql *s, const char *text, struct why *why);

/* One statement: ask, then next until ERR_NOT_FOUND, or stop. */
MUST_CHECK err_t sql_ask(struct sql *s, const char *text, const struct value *params, size_t n,
                         struct why *why);
MUST_CHECK err_t sql_next(struct sql *s, struct why *why);
void sql_stop(struct sql *s);
struct value sql_cell(struct sql *s, int col); /* NULL, INT, FLOAT or TEXT */
/* One without rows, or whose rows nobody wants; the text is kept prepared. */
MUST_CHECK err_t sql_run(struct sql *s, const char *text, const struct value *params, size_t n,
                         struct why *why);

struct sql_put_column {
    const char *name; /* as it stands in SQL */
    enum value_kind kind;
};

/* Rows of a table, put in the place of those with the same first column. */
struct sql_put {
    const char *table;
    const struct sql_put_column *columns;
    size_t columns_n;
    const struct value *cells; /* row after row */
    size_t rows_n;
};
MUST_CHECK err_t sql_put(struct sql *s, const struct sql_put *p, struct why *why);

/* As it is bound and stored: whole numbers for dates and yes/no. */
struct value sql_plain(struct value v);

#endif
