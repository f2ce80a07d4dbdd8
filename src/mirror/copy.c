#include "mirror/copy.h"

#include "base/vec.h"
#include "datahub/ended.h"

enum { BATCH = 1000, PAGE = 200, PAGES_A_COMMIT = 50, IDS_IN_REQUEST = 100, ATTEMPTS = 3 };
/* The hub's clock may differ from ours by so much. */
enum { OVERLAP_S = 60 };

/* Records on their way into the table. */
struct batch {
    struct copying *copying;
    struct arena *a;
    struct mirror_view view;
    struct sql_put put;
    struct value *cells;
    struct why *why;
    err_t failed; /* on the way into the table */
};

static void batch_init(struct batch *b, struct copying *c, struct arena *keep, struct why *why)
{
    struct sql_put_column *columns;

    *b = (struct batch){ .copying = c, .a = arena_new(), .why = why };
    b->view = mirror_view(keep, c->model);
    b->cells = NEW_N(keep, struct value, BATCH * (b->view.n + 1));
    columns = NEW_N(keep, struct sql_put_column, b->view.n + 1);
    columns[0] = (struct sql_put_column){ "id", VALUE_TEXT };
    for (size_t i = 0; i < b->view.n; i++)
        columns[i + 1] = (struct sql_put_column){ arena_fmt(keep, "c%zu", i).p,
                                                  field_type_info(b->view.fields[i]->type)->kind };
    b->put = (struct sql_put){ arena_fmt(keep, "m%lld", (long long)c->state->at).p, columns,
                               b->view.n + 1, b->cells, 0 };
}

static err_t batch_flush(struct batch *b)
{
    err_t e = b->failed ? b->failed : sql_put(b->copying->sql, &b->put, b->why);

    b->put.rows_n = 0;
    arena_reset(b->a);
    return b->failed = e;
}

static err_t on_record(void *ctx, const struct source_record *r)
{
    struct batch *b = ctx;
    struct value *row = b->cells + b->put.rows_n * b->put.columns_n;

    row[0] = value_keep(b->a, value_text(r->id));
    for (size_t i = 0; i < b->view.n; i++) {
        struct value v = r->values[i];
        row[i + 1] = v.kind == VALUE_TEXT && v.s.n == 0 ? VALUE_NONE : value_keep(b->a, v);
    }
    b->copying->records_read++;
    if (b->copying->stop && atomic_load(b->copying->stop))
        return b->failed = ERR_CANCELLED;
    if (++b->put.rows_n < BATCH)
        return ERR_OK;
    return batch_flush(b) ? ERR_CANCELLED : ERR_OK;
}

static err_t run_text(struct copying *c, str text, const struct value *params, size_t n,
                      struct why *why)
{
    return sql_run(c->sql, text.p, params, n, why);
}

/* ------------------------------------------------------------ the first copy */

static err_t note_progress(struct copying *c, struct batch *b, struct why *why)
{
    TRY(batch_flush(b));
    TRY(state_write(c->sql, c->state, why));
    TRY(sql_script(c->sql, "COMMIT", why));
    return sql_script(c->sql, "BEGIN", why);
}

/* The page behind `token`, in the hub's own order: by date of creation. */
static err_t take_page(struct copying *c, struct batch *b, struct arena *keep, bool *is_last,
                       struct why *why)
{
    struct source_query q = {
        .model = c->model, .view = b->view.fields, .view_n = b->view.n, .limit = PAGE
    };
    struct source_page page;

    TRY(c->source->ops->page(c->source, &q, c->state->token, on_record, b, &page, why));
    TRY(b->failed);
    c->state->records += page.rows;
    c->state->token = arena_str(keep, page.token);
    *is_last = page.rows == 0 || page.token.n == 0 || c->state->records >= page.total;
    return ERR_OK;
}

static err_t fill_pages(struct copying *c, struct batch *b, struct why *why)
{
    struct arena *keep[2] = { arena_new(), arena_new() };
    bool is_last = false;
    err_t e = ERR_OK;

    for (unsigned n = 1; !e && !is_last; n++) {
        arena_reset(keep[n % 2]);
        e = c->stop && atomic_load(c->stop) ? ERR_CANCELLED
                                            : take_page(c, b, keep[n % 2], &is_last, why);
        if (!e && (n % PAGES_A_COMMIT == 0 || is_last))
            e = note_progress(c, b, why);
    }
    c->state->token = STR("");
    arena_free(keep[0]);
    arena_free(keep[1]);
    return e;
}

static err_t fill(struct copying *c, struct arena *a, struct why *why)
{
    struct batch b;

    batch_init(&b, c, a, why);
    err_t e = fill_pages(c, &b, why);
    if (!e)
        e = table_index(c->sql, a, c->state, &b.view, why);
    if (!e) {
        c->state->stage = MIRROR_FILLED;
        e = state_write(c->sql, c->state, why);
    }
    arena_free(b.a);
    return e;
}

/* A hub that no longer knows where we were is read from the start. */
err_t copy_fill(struct copying *c, int64_t now, struct why *why)
{
    struct arena *a = arena_new();
    bool anew = c->state->token.n == 0;
    struct mirror_view view = mirror_view(a, c->model);
    err_t e = sql_script(c->sql, "BEGIN", why);

    if (!e && anew) {
        c->state->as_of = now;
        c->state->records = 0;
        e = table_make(c->sql, a, c->state, &view, why);
    }
    if (!e)
        e = fill(c, a, why);
    if (!e)
        e = sql_script(c->sql, "COMMIT", why);
    if (e)
        (void)!sql_script(c->sql, "ROLLBACK", NULL);
    arena_free(a);
    if (e == ERR_BAD_INPUT && !anew) {
        c->state->token = STR("");
        return copy_fill(c, now, why);
    }
    return e;
}

/* ---------------------------------------------------------- and from then on */

static err_t scan_into(struct copying *c, struct batch *b, struct source_query *q, struct why *why)
{
    q->model = c->model;
    q->view = b->view.fields;
    q->view_n = b->view.n;
    b->put.rows_n = 0;
    TRY(c->source->ops->scan(c->source, q, on_record, b, why));
    TRY(b->failed);
    return batch_flush(b);
}

static err_t count_both(struct copying *c, struct arena *a, uint64_t *hub, uint64_t *here,
                        struct why *why)
{
    struct source_query all = { .model = c->model };
    str text = arena_fmt(a, "SELECT count(*) FROM m%lld", (long long)c->state->at);

    TRY(c->source->ops->count(c->source, &all, hub, why));
    TRY(sql_ask(c->sql, text.p, NULL, 0, why));
    TRY(sql_next(c->sql, why));
    *here = (uint64_t)sql_cell(c->sql, 0).i;
    sql_stop(c->sql);
    return ERR_OK;
}

static err_t drop_ended(struct copying *c, struct arena *a, struct why *why)
{
    bool pg = sql_dialect(c->sql) == SQL_POSTGRES;
    str text = arena_fmt(a, "DELETE FROM m%lld WHERE id = %s", (long long)c->state->at,
                         pg ? "$1" : "?1");
    struct ended_page page = { .token = STR("") };

    do {
        TRY(datahub_ended(c->hub, a, c->model->id, page.token, &page, why));
        for (size_t i = 0; i < page.ids.n; i++) {
            struct value id = value_text(page.ids.p[i]);
            TRY(run_text(c, text, &id, 1, why));
        }
    } while (page.token.n && page.ids.n);
    return ERR_OK;
}

/* Ids that the hub has, in a table of this transaction alone. */
struct listing {
    struct copying *copying;
    struct arena *a;
    struct value cells[BATCH];
    struct sql_put put;
    struct why *why;
    err_t failed;
};

static err_t listing_flush(struct listing *l)
{
    err_t e = l->failed ? l->failed : sql_put(l->copying->sql, &l->put, l->why);

    l->put.rows_n = 0;
    arena_reset(l->a);
    return l->failed = e;
}

static err_t on_id(void *ctx, const struct source_record *r)
{
    struct listing *l = ctx;

    l->cells[l->put.rows_n++] = value_keep(l->a, value_text(r->id));
    if (l->put.rows_n < BATCH)
        return ERR_OK;
    return listing_flush(l) ? ERR_CANCELLED : ERR_OK;
}

static err_t list_ids(struct copying *c, struct arena *a, struct why *why)
{
    static const struct sql_put_column id = { "id", VALUE_TEXT };
    struct listing *l = NEW(a, struct listing);
    struct source_query q = { .model = c->model };

    TRY(sql_script(c->sql,
                   "DROP TABLE IF EXISTS hub_ids; CREATE TABLE hub_ids(id TEXT PRIMARY KEY)", why));
    *l = (struct listing){ .copying = c, .a = arena_new(), .why = why };
    l->put = (struct sql_put){ "hub_ids", &id, 1, l->cells, 0 };
    err_t e = c->source->ops->scan(c->source, &q, on_id, l, why);
    if (!e)
        e = listing_flush(l);
    arena_free(l->a);
    return e;
}

static err_t missing_ids(struct copying *c, struct arena *a, struct strs *out, struct why *why)
{
    VEC(str) ids = { 0 };
    str text = arena_fmt(a, "SELECT id FROM hub_ids WHERE id NOT IN (SELECT id FROM m%lld)",
                         (long long)c->state->at);
    err_t e;

    TRY(sql_ask(c->sql, text.p, NULL, 0, why));
    while ((e = sql_next(c->sql, why)) == ERR_OK)
        *vec_push(a, &ids) = arena_str(a, sql_cell(c->sql, 0).s);
    *out = (struct strs){ ids.p, ids.n };
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t compare_ids(struct copying *c, struct batch *b, struct arena *a, struct why *why)
{
    struct strs missing;

    TRY(list_ids(c, a, why));
    TRY(run_text(c,
                 arena_fmt(a, "DELETE FROM m%lld WHERE id NOT IN (SELECT id FROM hub_ids)",
                           (long long)c->state->at),
                 NULL, 0, why));
    TRY(missing_ids(c, a, &missing, why));
    TRY(sql_script(c->sql, "DROP TABLE hub_ids", why));
    for (size_t i = 0; i < missing.n; i += IDS_IN_REQUEST) {
        size_t n = missing.n - i < IDS_IN_REQUEST ? missing.n - i : IDS_IN_REQUEST;
        struct source_query q = { .record_ids = { missing.p + i, n } };
        TRY(scan_into(c, b, &q, why));
    }
    return ERR_OK;
}

/* Changed records first; then, as long as the numbers differ, more and more. */
static err_t catch_up(struct copying *c, struct batch *b, struct arena *a, struct why *why)
{
    for (int i = 0; i < ATTEMPTS; i++) {
        struct source_query changed = { .updated_from = c->state->as_of - OVERLAP_S };
        uint64_t hub, here;
        err_t e = scan_into(c, b, &changed, why);
        if (e == ERR_CONFLICT)
            continue;
        TRY(e);
        TRY(count_both(c, a, &hub, &here, why));
        if (hub != here) {
            e = i == 0 ? drop_ended(c, a, why) : compare_ids(c, b, a, why);
            if (e && (i || e == ERR_CANCELLED) && e != ERR_CONFLICT)
                return e;
            TRY(count_both(c, a, &hub, &here, why));
        }
        c->state->records = here;
        if (hub == here)
            return ERR_OK;
    }
    return why_fail(why, ERR_CONFLICT, "%.*s kept changing while it was copied",
                    STR_ARG(c->model->name));
}

err_t copy_refresh(struct copying *c, int64_t now, struct why *why)
{
    struct arena *a = arena_new();
    struct batch b;

    batch_init(&b, c, a, why);
    err_t e = catch_up(c, &b, a, why);
    arena_free(b.a);
    if (!e) {
        c->state->stage = MIRROR_READY;
        c->state->as_of = now;
        e = state_write(c->sql, c->state, why);
    }
    arena_free(a);
    return e;
}
