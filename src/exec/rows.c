#include "exec/rows.h"

#include "exec/ranges.h"

enum { SMALL_PAGES = 10, IDS_IN_REQUEST = 100 };

void rows_init(struct rows *r, struct run *run, const struct model *m)
{
    *r = (struct rows){ .run = run, .model = m };
    *vec_push(run->a, &r->nodes) = (struct node){ 0 };
}

static unsigned place_of(struct arena *a, field_vec *view, const struct field *f)
{
    for (size_t i = 0; i < view->n; i++)
        if (view->p[i] == f)
            return (unsigned)i;
    *vec_push(a, view) = f;
    return (unsigned)(view->n - 1);
}

unsigned rows_field(struct rows *r, unsigned node, const struct field *f)
{
    struct table *t = r->nodes.p[node].table;

    return place_of(r->run->a, t ? &t->view : &r->view, f);
}

static struct table *table_of(struct rows *r, const struct model *m)
{
    struct table *t;

    for (size_t i = 0; i < r->tables.n; i++)
        if (r->tables.p[i]->model == m)
            return r->tables.p[i];
    t = NEW(r->run->a, struct table);
    t->model = m;
    map_init(&t->by_id, r->run->a);
    *vec_push(r->run->a, &r->tables) = t;
    return t;
}

static unsigned node_after(struct rows *r, unsigned parent, const struct step *s)
{
    unsigned ref = rows_field(r, parent, s->field);

    for (size_t i = 1; i < r->nodes.n; i++) {
        struct node *n = &r->nodes.p[i];
        if (n->parent == parent && n->ref == ref) {
            n->inner = n->inner || s->inner;
            return (unsigned)i;
        }
    }
    *vec_push(r->run->a, &r->nodes) = (struct node){ parent, ref, s->inner, table_of(r, s->model) };
    return (unsigned)(r->nodes.n - 1);
}

unsigned rows_node(struct rows *r, const struct path *p)
{
    unsigned node = 0;

    for (size_t i = 0; i < p->n && !p->steps[i].reverse; i++)
        node = node_after(r, node, &p->steps[i]);
    return node;
}

bool rows_are_small(const struct rows *r, uint64_t rows_estimate)
{
    for (size_t i = 0; i < r->tables.n; i++) {
        uint64_t n = r->tables.p[i]->model->records;
        if (n == 0 || (n > rows_estimate && run_pages_of(r->run, n) > SMALL_PAGES))
            return false;
    }
    return true;
}

struct loading {
    struct rows *rows;
    struct table *table;
};

struct kept rows_keep(struct arena *a, str id, const struct value *values, size_t n)
{
    struct kept k = { arena_str(a, id), NEW_N(a, struct value, n) };

    for (size_t i = 0; i < n; i++)
        k.values[i] = value_keep(a, values[i]);
    return k;
}

static err_t keep_record(void *ctx, const struct source_record *rec)
{
    struct loading *l = ctx;
    struct kept *k = NEW(l->rows->run->a, struct kept);

    *k = rows_keep(l->rows->run->a, rec->id, rec->values, l->table->view.n);
    map_put(&l->table->by_id, k->id, k);
    return ERR_OK;
}

static struct source_query query_of(const struct table *t)
{
    return (struct source_query){ .model = t->model, .view = t->view.p, .view_n = t->view.n };
}

static err_t load_whole(struct rows *r, struct table *t)
{
    struct source_query q = query_of(t);
    struct loading l = { r, t };

    t->loaded = true;
    return ranges_scan(r->run, &q, keep_record, &l);
}

err_t rows_load_all(struct rows *r)
{
    for (size_t i = 0; i < r->tables.n; i++)
        if (!r->tables.p[i]->loaded)
            TRY(load_whole(r, r->tables.p[i]));
    return ERR_OK;
}

static err_t load_ids(struct rows *r, struct table *t, const str *ids, size_t n)
{
    struct source_query q = query_of(t);
    struct loading l = { r, t };
    struct ranges parts;

    ranges_of_ids(r->run, &q, ids, n, &parts);
    return run_scan_all(r->run, &q, parts.p, parts.n, 0, keep_record, &l);
}

/* The ids that `node` needs and its table has not. */
static void missing_ids(struct rows *r, unsigned node, const struct kept *rows, size_t n,
                        struct map *out)
{
    const struct node *at = &r->nodes.p[node];
    struct frame f = { 0 };

    for (size_t i = 0; i < n; i++) {
        rows_set_root(r, rows[i].id, rows[i].values, &f);
        rows_walk(r);
        const struct value *values = r->values[at->parent];
        if (!values || values[at->ref].kind != VALUE_TEXT || values[at->ref].s.n == 0)
            continue;
        str id = values[at->ref].s;
        if (!map_find(&at->table->by_id, id))
            map_put(out, id, r);
    }
}

static err_t load_missing(struct rows *r, struct table *t, const struct map *missing)
{
    bool by_ids = !(r->run->source->lacks & SOURCE_NO_IDS);
    uint64_t requests = missing->n / IDS_IN_REQUEST + 1;
    size_t n = 0;

    if (t->model->records && requests > run_pages_of(r->run, t->model->records))
        by_ids = false;
    if (!by_ids)
        return load_whole(r, t);
    str *ids = NEW_N(r->run->a, str, missing->n);
    for (size_t i = 0; i < missing->cap; i++)
        if (missing->slots[i].key.p)
            ids[n++] = missing->slots[i].key;
    return load_ids(r, t, ids, n);
}

/* Parents stand before their children among the nodes. */
err_t rows_load_for(struct rows *r, const struct kept *root, size_t n)
{
    if (r->run->dry)
        return rows_load_all(r);
    for (unsigned i = 1; i < r->nodes.n; i++) {
        struct map missing;
        struct table *t = r->nodes.p[i].table;
        if (t->loaded)
            continue;
        map_init(&missing, r->run->a);
        missing_ids(r, i, root, n, &missing);
        if (missing.n)
            TRY(load_missing(r, t, &missing));
    }
    return ERR_OK;
}

static void set_node(struct rows *r, unsigned i)
{
    const struct node *n = &r->nodes.p[i];
    const struct value *parent = r->values[n->parent];
    struct value ref = parent ? parent[n->ref] : VALUE_NONE;
    const struct kept *k = ref.kind == VALUE_TEXT && ref.s.n ? map_find(&n->table->by_id, ref.s)
                                                             : NULL;

    r->ids[i] = k ? k->id : (str){ NULL, 0 };
    r->values[i] = k ? k->values : NULL;
}

void rows_set_root(struct rows *r, str id, const struct value *values, struct frame *f)
{
    static const struct value none;

    if (!r->ids) {
        r->ids = NEW_N(r->run->a, str, r->nodes.n);
        r->values = NEW_N(r->run->a, const struct value *, r->nodes.n);
    }
    r->ids[0] = id;
    r->values[0] = values ? values : &none;
    f->ids = r->ids;
    f->nodes = r->values;
}

bool rows_walk(struct rows *r)
{
    bool keeps = true;

    for (unsigned i = 1; i < r->nodes.n; i++) {
        set_node(r, i);
        keeps = keeps && (r->ids[i].p || !r->nodes.p[i].inner);
    }
    return keeps;
}
