#include "app/backend.h"

#include "app/database.h"
#include "base/clock.h"
#include "catalog/catalog.h"
#include "datahub/schema.h"
#include "datahub/source.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { IDLE_MAX = 32 };

struct backend {
    struct datahub_settings hub; /* its line is ours: every handle shares it */
    struct database *database;   /* NULL: the hub */
    struct mirror *mirror;       /* NULL: none */
    char *semantics_path;
    unsigned refresh_s;
    pthread_mutex_t lock; /* guards current, idle */
    struct catalog *current;
    pthread_mutex_t building;
    struct datahub *idle[IDLE_MAX];
    size_t idle_n;
};

static err_t lend_to_mirror(void *ctx, struct arena *a, struct datahub **out, struct why *why);
static err_t read_schema(void *ctx, struct arena *a, struct schema **out, struct why *why);

static void add_mirror(struct backend *b, const struct mirror_options *o)
{
    struct mirror_options mine = *o;

    if (!o->models || !o->models[0])
        return;
    mine.ctx = b;
    mine.schema = read_schema;
    mine.hub = lend_to_mirror;
    b->mirror = mirror_new(&mine);
}

struct mirror *backend_mirror(struct backend *b)
{
    return b->mirror;
}

err_t backend_new(struct backend **out, const struct backend_options *o, struct why *why)
{
    struct backend *b = calloc(1, sizeof *b);
    struct datahub *first;

    if (!b)
        abort();
    b->hub = o->hub;
    b->refresh_s = o->refresh_s;
    b->semantics_path = o->semantics_path && o->semantics_path[0] ? strdup(o->semantics_path)
                                                                  : NULL;
    pthread_mutex_init(&b->lock, NULL);
    pthread_mutex_init(&b->building, NULL);
    bool has_hub = !o->database || !o->database[0];
    if (has_hub)
        b->hub.line = datahub_line_new(&b->hub);
    err_t e = has_hub ? datahub_new(&first, &b->hub, why) /* wrong settings are told at the start */
                      : database_new(&b->database, o->database, o->refresh_s, why);
    if (e != ERR_OK) {
        backend_free(b);
        return e;
    }
    if (has_hub) {
        b->idle[b->idle_n++] = first;
        add_mirror(b, &o->mirror);
    }
    *out = b;
    return ERR_OK;
}

void backend_free(struct backend *b)
{
    if (!b)
        return;
    mirror_free(b->mirror); /* its thread uses a connection */
    for (size_t i = 0; i < b->idle_n; i++)
        datahub_free(b->idle[i]);
    line_free(b->hub.line);
    database_free(b->database);
    catalog_drop(b->current);
    pthread_mutex_destroy(&b->lock);
    pthread_mutex_destroy(&b->building);
    free(b->semantics_path);
    free(b);
}

struct line *backend_line(struct backend *b)
{
    return b->hub.line;
}

/* Connections are kept: opening one costs more than a question. */
static err_t take(struct backend *b, struct datahub **out, struct why *why)
{
    pthread_mutex_lock(&b->lock);
    struct datahub *d = b->idle_n ? b->idle[--b->idle_n] : NULL;
    pthread_mutex_unlock(&b->lock);
    if (!d)
        TRY(datahub_new(&d, &b->hub, why));
    *out = d;
    return ERR_OK;
}

struct lent {
    struct backend *backend;
    struct datahub *hub;
};

static void give_back(void *ctx)
{
    struct lent *l = ctx;
    struct backend *b = l->backend;

    datahub_end(l->hub);
    pthread_mutex_lock(&b->lock);
    bool room = b->idle_n < IDLE_MAX;
    if (room)
        b->idle[b->idle_n++] = l->hub;
    pthread_mutex_unlock(&b->lock);
    if (!room)
        datahub_free(l->hub);
}

static err_t lend(struct backend *b, struct arena *a, struct datahub **out, struct why *why)
{
    struct lent *l = NEW(a, struct lent);

    TRY(take(b, &l->hub, why));
    l->backend = b;
    arena_defer(a, give_back, l);
    *out = l->hub;
    return ERR_OK;
}

static err_t lend_to_mirror(void *ctx, struct arena *a, struct datahub **out, struct why *why)
{
    return lend(ctx, a, out, why);
}

static err_t read_schema(void *ctx, struct arena *a, struct schema **out, struct why *why)
{
    const struct backend *b = ctx;
    struct datahub *d;

    if (b->database)
        return database_schema(b->database, a, out, why);
    struct arena *tmp = arena_new();
    err_t e = lend(ctx, tmp, &d, why);

    if (e == ERR_OK)
        e = datahub_schema(d, a, out, why);
    arena_free(tmp);
    return e;
}

/* The server has no use for an index of values. */
static err_t no_values(void *ctx, const struct model *m, const struct field *const *fields,
                       size_t fields_n, size_t max, struct values *sink, struct why *why)
{
    (void)ctx;
    (void)m;
    (void)fields;
    (void)fields_n;
    (void)max;
    (void)sink;
    (void)why;
    return ERR_UNSUPPORTED;
}

static err_t read_semantics(struct arena *a, const char *path, str *out, struct why *why)
{
    char piece[16384];
    struct buf text;
    size_t n;
    FILE *f = fopen(path, "rb");

    if (!f)
        return why_fail(why, ERR_IO, "cannot read the semantic layer %s", path);
    buf_init(&text, a);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buf_add(&text, (str){ piece, n });
    fclose(f);
    *out = buf_str(&text);
    return ERR_OK;
}

static err_t build(struct backend *b, struct why *why)
{
    struct catalog_feed feed = { b, read_schema, no_values };
    struct catalog_options o = { .now = clock_now_s() };
    struct arena *a = arena_new();
    struct catalog *built;
    err_t e = b->semantics_path ? read_semantics(a, b->semantics_path, &o.semantics, why) : ERR_OK;

    if (e == ERR_OK)
        e = catalog_build(&built, &feed, &o, why);
    arena_free(a);
    TRY(e);
    pthread_mutex_lock(&b->lock);
    struct catalog *old = b->current;
    b->current = built;
    pthread_mutex_unlock(&b->lock);
    catalog_drop(old);
    return ERR_OK;
}

static struct catalog *held(struct backend *b)
{
    pthread_mutex_lock(&b->lock);
    struct catalog *c = b->current ? catalog_hold(b->current) : NULL;
    pthread_mutex_unlock(&b->lock);
    return c;
}

static bool is_stale(const struct backend *b, const struct catalog *c)
{
    return b->refresh_s && clock_now_s() - c->as_of >= (int64_t)b->refresh_s;
}

/* The first build is waited for; a renewal only by the one who does it. */
static err_t current(struct backend *b, struct catalog **out, struct why *why)
{
    struct catalog *c = held(b);

    if (c && is_stale(b, c) && pthread_mutex_trylock(&b->building) == 0) {
        if (build(b, NULL) == ERR_OK) {
            catalog_drop(c);
            c = held(b);
        }
        pthread_mutex_unlock(&b->building);
    }
    if (!c) {
        pthread_mutex_lock(&b->building);
        err_t e = (c = held(b)) ? ERR_OK : build(b, why);
        pthread_mutex_unlock(&b->building);
        TRY(e);
        c = c ? c : held(b);
    }
    *out = c;
    return ERR_OK;
}

static void drop(void *c)
{
    catalog_drop(c);
}

static err_t view(void *ctx, struct arena *a, str role, const struct schema **out, struct why *why)
{
    struct catalog *c;

    TRY(current(ctx, &c, why));
    arena_defer(a, drop, c);
    const struct role *r = policy_role(c->policy, role);
    if (!r)
        return why_fail(why, ERR_DENIED, "the role \"%.*s\" is not known here", STR_ARG(role));
    *out = catalog_view(c, r, NULL)->schema;
    return ERR_OK;
}

static err_t source(void *ctx, struct arena *a, const atomic_bool *cancelled, struct source **out,
                    struct why *why)
{
    const struct backend *b = ctx;
    struct datahub *d;

    if (b->database)
        return database_source(b->database, a, cancelled, out, why);
    TRY(lend(ctx, a, &d, why));
    datahub_begin(d, cancelled);
    *out = datahub_source(a, d);
    (*out)->twin = source;
    (*out)->twin_ctx = ctx;
    return ERR_OK;
}

static err_t copy(void *ctx, struct arena *a, const struct plan *p, const atomic_bool *cancelled,
                  struct source **out, struct why *why)
{
    const struct backend *b = ctx;

    return b->mirror ? mirror_source(b->mirror, a, p, cancelled, out, why) : ERR_NOT_FOUND;
}

static bool may(void *ctx, str role, enum feature f)
{
    struct catalog *c;

    if (current(ctx, &c, NULL) != ERR_OK)
        return true; /* view() comes next, and says what is wrong with the hub */
    bool yes = role_may(policy_role(c->policy, role), f);
    catalog_drop(c);
    return yes;
}

static struct exec_budget budget(void *ctx, str role)
{
    struct catalog *c;

    if (current(ctx, &c, NULL) != ERR_OK)
        return mcp_budget(NULL);
    struct exec_budget b = mcp_budget(policy_role(c->policy, role));
    catalog_drop(c);
    return b;
}

struct mcp_backend backend_of(struct backend *b)
{
    return (struct mcp_backend){
        .ctx = b, .view = view, .source = source, .copy = copy, .budget = budget, .may = may
    };
}
