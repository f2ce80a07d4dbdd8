/* db.h - SQLite, the one place that includes sqlite3.h outside the local hub's
 * needs: open, migrate, prepare once, bind, step.
 *
 * WAL, foreign keys on, busy timeout 5 s.  Statements are prepared once per
 * connection and cached by their text, which is always a literal.
 *
 * Memory:  text columns are borrowed until the next step or reset.
 * Errors:  ERR_IO with SQLite's own words in `why`; ERR_CONFLICT on a
 *          constraint; ERR_UNSUPPORTED when a sum of integers overflows.
 * Threads: one connection a thread; db_open is cheap enough for that.
 */
#ifndef STORE_DB_H
#define STORE_DB_H

#include "base/arena.h"
#include "base/err.h"
#include "base/value.h"

#include <stdatomic.h>

struct db;
struct stmt;

/* Beside SQLite's own functions there is SUM_FLOAT(x): the sum of numbers with
 * the error of each addition kept aside (Neumaier), as a float. */

struct migration {
    int version;
    const char *sql;
};

MUST_CHECK err_t db_open(struct db **out, const char *path, bool read_only, struct why *why);
void db_close(struct db *db);
/* In one transaction each; refuses a file newer than the program. */
MUST_CHECK err_t db_migrate(struct db *db, const struct migration *m, size_t n, struct why *why);
MUST_CHECK err_t db_exec(struct db *db, const char *sql, struct why *why);

/* Reset and ready to bind; owned by db; NULL with `why` when the SQL is wrong. */
struct stmt *db_prepare(struct db *db, const char *sql, struct why *why);
/* The same for a text that will hardly come again: not kept, to be dropped. */
struct stmt *db_compile(struct db *db, const char *sql, struct why *why);
void stmt_drop(struct stmt *s); /* NULL is fine */
/* Statements stop with ERR_CANCELLED once the flag is set; NULL: never. */
void db_cancel_by(struct db *db, const atomic_bool *cancelled);
void stmt_bind_text(struct stmt *s, int at, str v);
void stmt_bind_int(struct stmt *s, int at, int64_t v);
void stmt_bind_float(struct stmt *s, int at, double v);
void stmt_bind_blob(struct stmt *s, int at, str v);
void stmt_bind_null(struct stmt *s, int at);
void stmt_bind_value(struct stmt *s, int at, struct value v); /* dates as ISO text */

/* ERR_OK: a row; ERR_NOT_FOUND: no more. */
MUST_CHECK err_t stmt_step(struct stmt *s, struct why *why);
MUST_CHECK err_t stmt_run(struct stmt *s, struct why *why); /* to the end, rows dropped */
void stmt_reset(struct stmt *s);
int stmt_columns(const struct stmt *s);
bool stmt_is_null(struct stmt *s, int col);
str stmt_text(struct stmt *s, int col);
int64_t stmt_int(struct stmt *s, int col);
double stmt_float(struct stmt *s, int col);
/* By storage class: NULL, INT, FLOAT, TEXT (blobs as text). */
struct value stmt_value(struct stmt *s, int col);
str stmt_column_name(struct stmt *s, int col);

int64_t db_last_id(struct db *db);
int64_t db_changes(struct db *db);

#endif
