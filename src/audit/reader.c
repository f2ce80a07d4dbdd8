#include "audit/reader.h"

#include "base/vec.h"
#include "store/db.h"

#include <stdlib.h>

enum { LIST_MAX = 1000 };

struct audit_reader {
    struct db *db;
};

err_t audit_reader_open(struct audit_reader **out, const char *path, struct why *why)
{
    struct db *db;

    TRY(db_open(&db, path, true, why));
    struct audit_reader *r = calloc(1, sizeof *r);
    if (!r)
        abort();
    r->db = db;
    *out = r;
    return ERR_OK;
}

void audit_reader_close(struct audit_reader *r)
{
    if (!r)
        return;
    db_close(r->db);
    free(r);
}

#define RANGE " ts >= ?4 AND ts < ?5 AND (?2 = '' OR event = ?2) AND (?3 = '' OR action = ?3)"
#define NEWEST " AND seq < ?6 ORDER BY seq DESC LIMIT ?7"
#define OLDEST " AND seq > ?6 ORDER BY seq LIMIT ?7"

/* Two statements of one shape: with an actor the index on it is used. */
static struct stmt *select_some(struct audit_reader *r, const struct audit_filter *f, bool newest,
                                int64_t border, int64_t limit, struct why *why)
{
    const char *sql = f->actor.n
                          ? (newest ? "SELECT line FROM entry WHERE actor = ?1 AND" RANGE NEWEST
                                    : "SELECT line FROM entry WHERE actor = ?1 AND" RANGE OLDEST)
                          : (newest ? "SELECT line FROM entry WHERE ?1 = '' AND" RANGE NEWEST
                                    : "SELECT line FROM entry WHERE ?1 = '' AND" RANGE OLDEST);
    struct stmt *s = db_prepare(r->db, sql, why);

    if (!s)
        return NULL;
    stmt_bind_text(s, 1, f->actor);
    stmt_bind_text(s, 2, f->event);
    stmt_bind_text(s, 3, f->action);
    stmt_bind_int(s, 4, f->from_ms);
    stmt_bind_int(s, 5, f->to_ms ? f->to_ms : INT64_MAX);
    stmt_bind_int(s, 6, border);
    stmt_bind_int(s, 7, limit);
    return s;
}

err_t audit_list(struct audit_reader *r, struct arena *a, const struct audit_filter *f,
                 int64_t before, size_t limit, struct audit_event **out, size_t *n, struct why *why)
{
    VEC(struct audit_event) all = { 0 };
    err_t e;
    str prev;

    if (limit > LIST_MAX)
        limit = LIST_MAX;
    struct stmt *s = select_some(r, f, true, before > 0 ? before : INT64_MAX, (int64_t)limit, why);
    if (!s)
        return ERR_IO;
    while ((e = stmt_step(s, why)) == ERR_OK) {
        struct audit_event one;
        str line = arena_str(a, stmt_text(s, 0));
        if (audit_parse(a, line, &one, &prev, NULL) == ERR_OK)
            *vec_push(a, &all) = one;
    }
    if (e != ERR_NOT_FOUND)
        return e;
    *out = all.p;
    *n = all.n;
    return ERR_OK;
}

static err_t each_in(struct arena *a, struct stmt *s, audit_each_fn *fn, void *ctx, struct why *why)
{
    err_t e;

    while ((e = stmt_step(s, why)) == ERR_OK) {
        struct audit_event one;
        str line = stmt_text(s, 0), prev;
        if (audit_parse(a, line, &one, &prev, NULL) != ERR_OK)
            continue;
        e = fn(ctx, &one, line, why);
        if (e)
            break;
        arena_reset(a);
    }
    stmt_reset(s);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t audit_each(struct audit_reader *r, const struct audit_filter *f, audit_each_fn *fn, void *ctx,
                 struct why *why)
{
    struct stmt *s = select_some(r, f, false, 0, INT64_MAX, why);

    if (!s)
        return ERR_IO;
    struct arena *a = arena_new();
    err_t e = each_in(a, s, fn, ctx, why);
    arena_free(a);
    return e;
}
