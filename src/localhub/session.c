#include "localhub/session.h"

#include <stdlib.h>

/* A session that has prepared so many statements is replaced by a fresh one:
 * a client that asks ever new shapes must not fill the memory. */
enum { STATEMENTS_MAX = 2000 };

void hub_sessions_init(struct hub_sessions *s, const char *path)
{
    *s = (struct hub_sessions){ .path = path };
    pthread_mutex_init(&s->lock, NULL);
    pthread_mutex_init(&s->write_lock, NULL);
}

static void forget_rows(struct hub_session *s)
{
    for (size_t i = 0; i < HUB_ROWS_KEPT; i++) {
        free(s->rows[i].rids);
        free((void *)(uintptr_t)s->rows[i].key.p);
        s->rows[i] = (struct hub_rows){ 0 };
    }
}

void hub_session_unwrap(struct hub_session *s)
{
    forget_rows(s);
    arena_free(s->arena);
    arena_free(s->counts_arena);
    free(s);
}

void hub_session_drop(struct hub_session *s)
{
    db_close(s->db);
    hub_session_unwrap(s);
}

void hub_sessions_fini(struct hub_sessions *s)
{
    while (s->free) {
        struct hub_session *next = s->free->next;
        hub_session_drop(s->free);
        s->free = next;
    }
    if (s->writer)
        hub_session_drop(s->writer);
    pthread_mutex_destroy(&s->lock);
    pthread_mutex_destroy(&s->write_lock);
}

static struct hub_session *session_over(struct db *db)
{
    struct hub_session *s = calloc(1, sizeof *s);

    if (!s)
        abort();
    *s = (struct hub_session){
        .db = db, .arena = arena_new(), .counts_arena = arena_new(), .data_version = -1
    };
    map_init(&s->statements, s->arena);
    map_init(&s->counts, s->counts_arena);
    return s;
}

static err_t session_new(const char *path, bool read_only, struct hub_session **out,
                         struct why *why)
{
    struct db *db;

    TRY(db_open(&db, path, read_only, why));
    err_t e = db_exec(db, "PRAGMA cache_size = -65536; PRAGMA mmap_size = 1073741824", why);
    if (e)
        db_close(db);
    else
        *out = session_over(db);
    return e;
}

err_t hub_session_reread(struct hub_session *s, struct why *why)
{
    forget_rows(s);
    arena_reset(s->counts_arena);
    map_init(&s->counts, s->counts_arena);
    arena_reset(s->arena);
    map_init(&s->statements, s->arena);
    s->models = (struct hub_models){ 0 };
    return hub_models_read(s->db, s->arena, &s->models, why);
}

static err_t refresh(struct hub_session *s, struct why *why)
{
    struct stmt *q = db_prepare(s->db, "PRAGMA data_version", why);

    if (!q)
        return ERR_IO;
    TRY(stmt_step(q, why));
    int64_t now = stmt_int(q, 0);
    stmt_reset(q);
    if (now == s->data_version)
        return ERR_OK;
    TRY(hub_session_reread(s, why));
    s->data_version = now;
    return ERR_OK;
}

err_t hub_session_wrap(struct db *db, struct hub_session **out, struct why *why)
{
    struct hub_session *s = session_over(db);
    err_t e = hub_session_reread(s, why);

    if (e)
        hub_session_unwrap(s);
    else
        *out = s;
    return e;
}

static err_t run(struct db *db, const char *sql, struct why *why)
{
    struct stmt *q = db_prepare(db, sql, why);

    return q ? stmt_run(q, why) : ERR_IO;
}

/* One read transaction a request: what it counts and what it prints are of one
 * moment, and SQLite takes its locks once. */
err_t hub_session_take(struct hub_sessions *from, struct hub_session **out, struct why *why)
{
    pthread_mutex_lock(&from->lock);
    struct hub_session *s = from->free;
    if (s)
        from->free = s->next;
    pthread_mutex_unlock(&from->lock);
    if (!s)
        TRY(session_new(from->path, true, &s, why));
    err_t e = run(s->db, "BEGIN", why);
    if (!e)
        e = refresh(s, why);
    if (e)
        hub_session_drop(s);
    else
        *out = s;
    return e;
}

void hub_session_put(struct hub_sessions *to, struct hub_session *s)
{
    if (run(s->db, "COMMIT", NULL) || s->statements.n > STATEMENTS_MAX) {
        hub_session_drop(s);
        return;
    }
    pthread_mutex_lock(&to->lock);
    s->next = to->free;
    to->free = s;
    pthread_mutex_unlock(&to->lock);
}

static err_t begin_write(struct hub_sessions *from, struct why *why)
{
    if (!from->writer)
        TRY(session_new(from->path, false, &from->writer, why));
    TRY(run(from->writer->db, "BEGIN IMMEDIATE", why));
    /* its own writes do not change data_version */
    err_t e = hub_session_reread(from->writer, why);
    if (e)
        (void)!run(from->writer->db, "ROLLBACK", NULL);
    return e;
}

err_t hub_session_take_write(struct hub_sessions *from, struct hub_session **out, struct why *why)
{
    pthread_mutex_lock(&from->write_lock);
    err_t e = begin_write(from, why);
    if (e)
        pthread_mutex_unlock(&from->write_lock);
    else
        *out = from->writer;
    return e;
}

err_t hub_session_end_write(struct hub_sessions *to, bool keep, err_t e, struct why *why)
{
    if (!e)
        e = run(to->writer->db, keep ? "COMMIT" : "ROLLBACK", why);
    if (e) { /* a failed statement may stand open: the connection goes with it */
        hub_session_drop(to->writer);
        to->writer = NULL;
    }
    pthread_mutex_unlock(&to->write_lock);
    return e;
}

err_t hub_session_prepare(struct hub_session *s, str sql, struct stmt **out, struct why *why)
{
    *out = db_prepare(s->db, sql.p, why);
    if (!*out)
        return ERR_IO;
    if (!map_find(&s->statements, sql))
        map_put(&s->statements, arena_str(s->arena, sql), s);
    return ERR_OK;
}

const struct hub_model *hub_session_universe(const struct hub_session *s, str id)
{
    for (size_t i = 0; i < s->models.n; i++)
        if (s->models.p[i]->deployed && str_eq_nocase(s->models.p[i]->id, id))
            return s->models.p[i];
    return NULL;
}

const struct hub_model *hub_session_model(const struct hub_session *s, str id, int version)
{
    const struct hub_model *best = NULL;

    for (size_t i = 0; i < s->models.n; i++) {
        const struct hub_model *m = s->models.p[i];
        if (!str_eq_nocase(m->id, id))
            continue;
        if (m->version == version)
            return m;
        if (version < 0 && m->version > 0 && (!best || m->version > best->version))
            best = m;
    }
    return best;
}

err_t hub_session_count(struct hub_session *s, str sql, str text, int64_t *out, struct why *why)
{
    struct stmt *q;

    TRY(hub_session_prepare(s, sql, &q, why));
    stmt_bind_text(q, 1, text);
    TRY(stmt_step(q, why));
    *out = stmt_int(q, 0);
    stmt_reset(q);
    return ERR_OK;
}
