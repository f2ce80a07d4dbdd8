#include "catalog/catalog.h"

#include "catalog/semantics.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { VALUES_MAX_DEFAULT = 50000 };

struct view_node {
    struct view_node *next;
    struct catalog_view view;
};

struct catalog_state {
    struct arena *arena;
    atomic_int refs;
    pthread_mutex_t lock; /* guards `views` and the arena once published */
    struct view_node *views;
};

/* Values worth an index: what people write in a question. */
static bool has_words(const struct field *f)
{
    return (f->type == FIELD_TEXT || f->type == FIELD_ENUM) && !f->masked;
}

static void index_model(struct catalog *c, const struct catalog_feed *feed, size_t max,
                        const struct model *m)
{
    const struct field **fields = NEW_N(c->state->arena, const struct field *, m->fields_n);
    size_t n = 0;

    for (size_t i = 0; i < m->fields_n; i++)
        if (has_words(&m->fields[i]))
            fields[n++] = &m->fields[i];
    if (n == 0 || feed->values(feed->ctx, m, fields, n, max, c->values, NULL) == ERR_OK)
        return;
    for (size_t i = 0; i < n; i++)
        values_set_partial(c->values, fields[i]->uid);
}

static void index_values(struct catalog *c, const struct catalog_feed *feed, size_t max)
{
    c->values = values_new();
    for (size_t i = 0; i < c->schema->models_n; i++)
        if (c->schema->models[i].deployed)
            index_model(c, feed, max, &c->schema->models[i]);
    values_finish(c->values);
}

static struct catalog *catalog_new(void)
{
    struct arena *a = arena_new();
    struct catalog *c = NEW(a, struct catalog);

    c->state = NEW(a, struct catalog_state);
    c->state->arena = a;
    atomic_init(&c->state->refs, 1);
    pthread_mutex_init(&c->state->lock, NULL);
    return c;
}

/* Drafts and models that are published but not deployed cannot be asked. */
static struct schema *deployed(struct arena *a, const struct schema *full)
{
    static str all = STR_INIT("*");
    struct role role = { .name = STR("deployed"), .features = ~0u, .allow_models = { &all, 1 } };

    role.deny_models.p = NEW_N(a, str, full->models_n);
    for (size_t i = 0; i < full->models_n; i++)
        if (!full->models[i].deployed)
            role.deny_models.p[role.deny_models.n++] = full->models[i].id;
    return role.deny_models.n ? policy_view(a, full, &role) : NULL;
}

static err_t fill(struct catalog *c, const struct catalog_feed *feed,
                  const struct catalog_options *o, struct why *why)
{
    struct arena *a = c->state->arena;

    TRY(feed->schema(feed->ctx, a, &c->schema, why));
    c->policy = policy_default(a);
    if (o->semantics.n)
        TRY(semantics_apply(a, o->semantics, c->schema, c->policy, why));
    struct schema *less = o->deployed_only ? deployed(a, c->schema) : NULL;
    if (less)
        c->schema = less;
    index_values(c, feed, o->values_max ? o->values_max : VALUES_MAX_DEFAULT);
    c->as_of = o->now;
    return ERR_OK;
}

err_t catalog_build(struct catalog **out, const struct catalog_feed *feed,
                    const struct catalog_options *o, struct why *why)
{
    struct catalog *c = catalog_new();
    err_t e = fill(c, feed, o, why);

    if (e != ERR_OK) {
        catalog_drop(c);
        return e;
    }
    *out = c;
    return ERR_OK;
}

struct catalog *catalog_hold(struct catalog *c)
{
    atomic_fetch_add(&c->state->refs, 1);
    return c;
}

void catalog_drop(struct catalog *c)
{
    if (!c || atomic_fetch_sub(&c->state->refs, 1) > 1)
        return;
    values_free(c->values);
    pthread_mutex_destroy(&c->state->lock);
    arena_free(c->state->arena);
}

const struct catalog_view *catalog_view(struct catalog *c, const struct role *r,
                                        catalog_extra_fn *extra)
{
    struct catalog_state *s = c->state;
    struct view_node *v;

    pthread_mutex_lock(&s->lock);
    for (v = s->views; v && v->view.role != r; v = v->next)
        ;
    if (!v) {
        v = NEW(s->arena, struct view_node);
        v->view.role = r;
        v->view.schema = policy_view(s->arena, c->schema, r);
        v->view.extra = extra ? extra(s->arena, v->view.schema) : NULL;
        v->next = s->views;
        s->views = v;
    }
    pthread_mutex_unlock(&s->lock);
    return &v->view;
}
