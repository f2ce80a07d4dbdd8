#include "store/db.h"

#include "base/map.h"

#include <assert.h>
#include <fcntl.h>
#include <math.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

enum { BUSY_MS = 5000 };

struct db {
    sqlite3 *handle;
    struct arena *arena;    /* statements and the keys of their map */
    struct map statements;  /* text -> struct stmt */
    struct stmt *last_made; /* chain of all, for closing */
};

struct stmt {
    sqlite3_stmt *handle;
    struct stmt *next;
    int bind_failed; /* the first SQLITE_ code a bind returned; told by the next step */
};

static err_t failed(sqlite3 *db, int code, const char *doing, struct why *why)
{
    err_t e = (code & 0xff) == SQLITE_CONSTRAINT ? ERR_CONFLICT
              : code == SQLITE_INTERRUPT         ? ERR_CANCELLED
              : code == SQLITE_ERROR && !strcmp(sqlite3_errmsg(db), "integer overflow")
                  ? ERR_UNSUPPORTED
                  : ERR_IO;

    return why_fail(why, e, "%s: %s", doing, sqlite3_errmsg(db));
}

/* What is stored is nobody else's business: a new file is made readable for
 * its owner only, and SQLite gives its WAL the same mode.  Never opens a file
 * that exists: closing it would drop this process's locks on it. */
static void make_private(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd >= 0)
        close(fd);
}

struct float_sum {
    double sum, lost;
    bool any;
};

static void sum_step(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    struct float_sum *s = sqlite3_aggregate_context(ctx, sizeof *s);

    (void)n;
    if (!s || sqlite3_value_type(v[0]) == SQLITE_NULL)
        return;
    double x = sqlite3_value_double(v[0]), sum = s->sum + x;
    s->lost += fabs(s->sum) >= fabs(x) ? s->sum - sum + x : x - sum + s->sum;
    s->sum = sum;
    s->any = true;
}

static void sum_final(sqlite3_context *ctx)
{
    const struct float_sum *s = sqlite3_aggregate_context(ctx, 0);

    if (s && s->any)
        sqlite3_result_double(ctx, s->sum + s->lost);
}

static err_t set_up(struct db *db, bool read_only, struct why *why)
{
    if (sqlite3_create_function(db->handle, "SUM_FLOAT", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC,
                                NULL, NULL, sum_step, sum_final) != SQLITE_OK)
        return why_fail(why, ERR_IO, "%s", sqlite3_errmsg(db->handle));
    sqlite3_extended_result_codes(db->handle, 1);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    TRY(db_exec(db, "PRAGMA foreign_keys = ON", why));
    return read_only ? ERR_OK : db_exec(db, "PRAGMA journal_mode = WAL", why);
}

err_t db_open(struct db **out, const char *path, bool read_only, struct why *why)
{
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                (read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    struct db *db = calloc(1, sizeof *db);

    if (!db)
        abort();
    db->arena = arena_new();
    map_init(&db->statements, db->arena);
    if (!read_only && path[0] != ':')
        make_private(path);
    err_t e = sqlite3_open_v2(path, &db->handle, flags, NULL) == SQLITE_OK
                  ? set_up(db, read_only, why)
                  : why_fail(why, ERR_IO, "%s", sqlite3_errmsg(db->handle));
    if (e) {
        struct why inner = { "" };
        if (why)
            inner = *why;
        db_close(db);
        return why_fail(why, e, "cannot open the database %s: %.400s", path, inner.text);
    }
    *out = db;
    return ERR_OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    for (struct stmt *s = db->last_made; s; s = s->next)
        sqlite3_finalize(s->handle);
    int code = sqlite3_close(db->handle);
    assert(code == SQLITE_OK);
    (void)code;
    arena_free(db->arena);
    free(db);
}

err_t db_exec(struct db *db, const char *sql, struct why *why)
{
    int code = sqlite3_exec(db->handle, sql, NULL, NULL, NULL);

    return code == SQLITE_OK ? ERR_OK : failed(db->handle, code, "the database refused", why);
}

static err_t version_get(struct db *db, int *out, struct why *why)
{
    struct stmt *s = db_prepare(db, "PRAGMA user_version", why);

    if (!s)
        return ERR_IO;
    TRY(stmt_step(s, why));
    *out = (int)stmt_int(s, 0);
    stmt_reset(s);
    return ERR_OK;
}

/* Inside the transaction the version is read again: another process may have
 * migrated while this one waited for the lock. */
static err_t migrate_locked(struct db *db, const struct migration *m, struct why *why)
{
    char set_version[64];
    int version = 0;

    TRY(version_get(db, &version, why));
    if (version >= m->version)
        return ERR_OK;
    TRY(db_exec(db, m->sql, why));
    sqlite3_snprintf(sizeof set_version, set_version, "PRAGMA user_version = %d", m->version);
    return db_exec(db, set_version, why);
}

static err_t migrate_one(struct db *db, const struct migration *m, struct why *why)
{
    TRY(db_exec(db, "BEGIN IMMEDIATE", why));
    err_t e = migrate_locked(db, m, why);
    if (!e)
        e = db_exec(db, "COMMIT", why);
    if (e && !sqlite3_get_autocommit(db->handle))
        sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
    return e;
}

err_t db_migrate(struct db *db, const struct migration *m, size_t n, struct why *why)
{
    int version = 0;

    TRY(version_get(db, &version, why));
    if (version > (n ? m[n - 1].version : 0))
        return why_fail(why, ERR_IO,
                        "the database %s was written by a newer auric (version %d, this one "
                        "knows %d); install that one or use another file",
                        sqlite3_db_filename(db->handle, "main"), version, n ? m[n - 1].version : 0);
    for (size_t i = 0; i < n; i++) {
        assert(i == 0 || m[i].version > m[i - 1].version);
        if (m[i].version > version)
            TRY(migrate_one(db, &m[i], why));
    }
    return ERR_OK;
}

struct stmt *db_prepare(struct db *db, const char *sql, struct why *why)
{
    struct stmt *s = map_find(&db->statements, str_c(sql));
    const char *tail = "";

    if (s) {
        stmt_reset(s);
        sqlite3_clear_bindings(s->handle);
        return s;
    }
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v3(db->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, &tail);
    if (code != SQLITE_OK) {
        (void)failed(db->handle, code, "the database refused a statement", why);
        return NULL;
    }
    assert(handle && str_trim(str_c(tail)).n == 0); /* one statement, and not an empty one */
    s = NEW(db->arena, struct stmt);
    *s = (struct stmt){ .handle = handle, .next = db->last_made };
    db->last_made = s;
    map_put(&db->statements, arena_str(db->arena, str_c(sql)), s);
    return s;
}

struct stmt *db_compile(struct db *db, const char *sql, struct why *why)
{
    sqlite3_stmt *handle = NULL;
    int code = sqlite3_prepare_v2(db->handle, sql, -1, &handle, NULL);

    if (code != SQLITE_OK) {
        (void)failed(db->handle, code, "the database refused a statement", why);
        return NULL;
    }
    struct stmt *s = calloc(1, sizeof *s);
    if (!s)
        abort();
    s->handle = handle;
    return s;
}

void stmt_drop(struct stmt *s)
{
    if (s)
        sqlite3_finalize(s->handle);
    free(s);
}

static int is_cancelled(void *flag)
{
    return atomic_load((const atomic_bool *)flag);
}

void db_cancel_by(struct db *db, const atomic_bool *cancelled)
{
    sqlite3_progress_handler(db->handle, 20000, cancelled ? is_cancelled : NULL, (void *)cancelled);
}

/* A number out of range is our bug; text too large for SQLite is told by the
 * step, so that binding needs no error path. */
static void bound(struct stmt *s, int code)
{
    assert(code != SQLITE_RANGE && code != SQLITE_MISUSE);
    if (s->bind_failed == SQLITE_OK)
        s->bind_failed = code;
}

void stmt_bind_text(struct stmt *s, int at, str v)
{
    bound(s,
          sqlite3_bind_text64(s->handle, at, v.p ? v.p : "", v.n, SQLITE_TRANSIENT, SQLITE_UTF8));
}

void stmt_bind_int(struct stmt *s, int at, int64_t v)
{
    bound(s, sqlite3_bind_int64(s->handle, at, v));
}

void stmt_bind_float(struct stmt *s, int at, double v)
{
    bound(s, sqlite3_bind_double(s->handle, at, v));
}

void stmt_bind_blob(struct stmt *s, int at, str v)
{
    bound(s, sqlite3_bind_blob64(s->handle, at, v.p ? v.p : "", v.n, SQLITE_TRANSIENT));
}

void stmt_bind_null(struct stmt *s, int at)
{
    bound(s, sqlite3_bind_null(s->handle, at));
}

static void bind_printed(struct stmt *s, int at, struct value v)
{
    struct buf b;

    buf_init(&b, NULL);
    value_print(&b, v);
    stmt_bind_text(s, at, buf_str(&b));
    buf_fini(&b);
}

void stmt_bind_value(struct stmt *s, int at, struct value v)
{
    switch (v.kind) {
    case VALUE_NULL:
        stmt_bind_null(s, at);
        break;
    case VALUE_BOOL:
        stmt_bind_int(s, at, v.b);
        break;
    case VALUE_INT:
        stmt_bind_int(s, at, v.i);
        break;
    case VALUE_FLOAT:
        stmt_bind_float(s, at, v.f);
        break;
    case VALUE_TEXT:
        stmt_bind_text(s, at, v.s);
        break;
    case VALUE_DATE:
    case VALUE_INSTANT:
    case VALUE_TIME:
        bind_printed(s, at, v);
        break;
    }
}

/* At the end the statement is reset at once, which ends its read transaction:
 * one left open would keep the WAL from being folded back. */
err_t stmt_step(struct stmt *s, struct why *why)
{
    int code = s->bind_failed;

    if (code != SQLITE_OK)
        return why_fail(why, ERR_TOO_LARGE, "a value is too large for the database: %s",
                        sqlite3_errstr(code));
    code = sqlite3_step(s->handle);
    if (code == SQLITE_ROW)
        return ERR_OK;
    err_t e = code == SQLITE_DONE
                  ? ERR_NOT_FOUND
                  : failed(sqlite3_db_handle(s->handle), code, "the database refused", why);
    sqlite3_reset(s->handle);
    return e;
}

err_t stmt_run(struct stmt *s, struct why *why)
{
    err_t e;

    do {
        e = stmt_step(s, why);
    } while (e == ERR_OK);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

void stmt_reset(struct stmt *s)
{
    sqlite3_reset(s->handle);
    s->bind_failed = SQLITE_OK;
}

int stmt_columns(const struct stmt *s)
{
    return sqlite3_column_count(s->handle);
}

bool stmt_is_null(struct stmt *s, int col)
{
    return sqlite3_column_type(s->handle, col) == SQLITE_NULL;
}

str stmt_text(struct stmt *s, int col)
{
    /* The pointer first: asking for it may convert, and change the length. */
    const char *p = sqlite3_column_type(s->handle, col) == SQLITE_BLOB
                        ? sqlite3_column_blob(s->handle, col)
                        : (const char *)sqlite3_column_text(s->handle, col);

    return p ? (str){ p, (size_t)sqlite3_column_bytes(s->handle, col) } : STR("");
}

int64_t stmt_int(struct stmt *s, int col)
{
    return sqlite3_column_int64(s->handle, col);
}

double stmt_float(struct stmt *s, int col)
{
    return sqlite3_column_double(s->handle, col);
}

struct value stmt_value(struct stmt *s, int col)
{
    switch (sqlite3_column_type(s->handle, col)) {
    case SQLITE_NULL:
        return VALUE_NONE;
    case SQLITE_INTEGER:
        return value_int(stmt_int(s, col));
    case SQLITE_FLOAT:
        return value_float(stmt_float(s, col));
    default:
        return value_text(stmt_text(s, col));
    }
}

str stmt_column_name(struct stmt *s, int col)
{
    return str_c(sqlite3_column_name(s->handle, col));
}

int64_t db_last_id(struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(struct db *db)
{
    return sqlite3_changes64(db->handle);
}
