#include "datahub/schema.h"

#include "base/vec.h"
#include "datahub/names.h"
#include "datahub/platform.h"
#include "datahub/universe.h"

struct builder {
    struct datahub *hub;
    struct arena *arena; /* of the schema */
    struct arena *scratch;
    struct universes universes;
    struct platform_models listed;
    struct schema *schema;
};

static const struct universe *find_universe(const struct builder *b, str id)
{
    for (size_t i = 0; i < b->universes.n; i++)
        if (str_eq(b->universes.p[i].id, id))
            return &b->universes.p[i];
    return NULL;
}

static bool is_listed(const struct builder *b, str id)
{
    for (size_t i = 0; i < b->listed.n; i++)
        if (str_eq(b->listed.p[i].id, id))
            return true;
    return false;
}

static struct strs keep_all(struct arena *a, struct strs in)
{
    struct strs out = { NEW_N(a, str, in.n), in.n };

    for (size_t i = 0; i < in.n; i++)
        out.p[i] = arena_str(a, in.p[i]);
    return out;
}

static void keep_fields(struct builder *b, struct model *m, const struct field *in, size_t n)
{
    struct arena *a = b->arena;

    m->fields = NEW_N(a, struct field, n);
    m->fields_n = n;
    for (size_t i = 0; i < n; i++) {
        struct field *f = &m->fields[i];
        *f = in[i];
        f->id = arena_str(a, f->id);
        f->element = arena_str(a, f->element);
        f->path = arena_str(a, f->path);
        f->name = arena_str(a, f->name);
        f->label = datahub_label(a, f->name);
        f->description = STR("");
        f->collection_id = arena_str(a, f->collection_id);
        f->ref_model_id = arena_str(a, f->ref_model_id);
        f->enum_values = keep_all(a, f->enum_values);
        f->uid = b->schema->uids++;
    }
}

static void set_keys(struct builder *b, struct model *m, struct strs ids)
{
    VEC(int) keys = { 0 };

    for (size_t i = 0; i < ids.n; i++) {
        int at = model_field_index(m, ids.p[i]);
        if (at >= 0)
            *vec_push(b->arena, &keys) = at;
    }
    m->key_fields = keys.p;
    m->key_fields_n = keys.n;
}

/* The first field of the title that a person can read. */
static void set_display(struct model *m, struct strs ids)
{
    for (size_t i = 0; i < ids.n && m->display_field < 0; i++) {
        int at = model_field_index(m, ids.p[i]);
        if (at >= 0 && field_is_text(&m->fields[at]) && !m->fields[at].repeatable)
            m->display_field = at;
    }
}

/* The Platform API knows of a few things that a layout may leave out. */
static void complete_fields(struct builder *b, struct model *m, const struct model_detail *detail)
{
    for (size_t i = 0; i < detail->fields_n; i++) {
        const struct field *more = &detail->fields[i];
        int at = model_field_index(m, more->id);
        if (at < 0)
            continue;
        struct field *f = &m->fields[at];
        f->masked |= more->masked;
        if (!f->enum_values.n)
            f->enum_values = keep_all(b->arena, more->enum_values);
        if (!f->ref_model_id.n)
            f->ref_model_id = arena_str(b->arena, more->ref_model_id);
    }
}

/* "Not found" is a 400 in this API, so both mean that there is no more to know:
 * a deployed model may have been deleted.  Anything else is a failure. */
static err_t ask_detail(struct builder *b, const struct platform_model *listed,
                        struct model_detail *out, struct why *why)
{
    err_t e = platform_model(b->hub, b->scratch, listed->id, !listed->published, out, why);

    return e == ERR_BAD_INPUT || e == ERR_NOT_FOUND ? ERR_OK : e;
}

static void fill_model(struct builder *b, struct model *m, const struct universe *u,
                       const struct model_detail *detail)
{
    if (u) {
        keep_fields(b, m, u->fields, u->fields_n);
        complete_fields(b, m, detail);
    } else {
        keep_fields(b, m, detail->fields, detail->fields_n);
    }
    m->display_field = m->default_date = -1;
    set_keys(b, m, detail->key_ids.n || !u ? detail->key_ids : u->key_ids);
    set_display(m, detail->title_ids);
    if (u)
        set_display(m, u->title_ids);
    m->label = datahub_label(b->arena, m->name);
    m->description = STR("");
}

static err_t add_listed(struct builder *b, const struct platform_model *listed, struct why *why)
{
    const struct universe *u = find_universe(b, listed->id);
    struct model *m = &b->schema->models[b->schema->models_n++];
    struct model_detail detail = { 0 };

    TRY(ask_detail(b, listed, &detail, why));
    m->id = arena_str(b->arena, listed->id);
    m->name = arena_str(b->arena, listed->name);
    m->root = u ? arena_str(b->arena, u->root) : datahub_root(b->arena, listed->name);
    m->published = listed->published;
    m->deployed = u != NULL;
    m->version = listed->version;
    m->records = u ? u->active : 0;
    fill_model(b, m, u, &detail);
    return ERR_OK;
}

static void add_unlisted(struct builder *b, const struct universe *u)
{
    struct model *m = &b->schema->models[b->schema->models_n++];
    struct model_detail none = { 0 };

    m->id = arena_str(b->arena, u->id);
    m->name = m->root = arena_str(b->arena, u->root);
    m->published = m->deployed = true;
    m->records = u->active;
    fill_model(b, m, u, &none);
}

static int index_of_model(const struct schema *s, str id)
{
    for (size_t i = 0; id.n && i < s->models_n; i++)
        if (str_eq(s->models[i].id, id))
            return (int)i;
    return -1;
}

static void link_references(struct schema *s)
{
    for (size_t i = 0; i < s->models_n; i++)
        for (size_t k = 0; k < s->models[i].fields_n; k++)
            s->models[i].fields[k].ref_model = index_of_model(s,
                                                              s->models[i].fields[k].ref_model_id);
}

/* The repository that holds the first of our universes. */
static err_t find_repository(struct builder *b, str *out, struct why *why)
{
    struct repositories list;

    TRY(platform_repositories(b->hub, b->scratch, &list, why));
    *out = STR("");
    for (size_t i = 0; i < list.n; i++)
        for (size_t k = 0; k < list.p[i].universes_n; k++)
            if (find_universe(b, list.p[i].universes[k].id)) {
                *out = arena_str(b->arena, list.p[i].id);
                return ERR_OK;
            }
    return ERR_OK;
}

static err_t build(struct builder *b, struct why *why)
{
    struct schema *s = b->schema;

    TRY(datahub_universes(b->hub, b->scratch, &b->universes, why));
    if (datahub_has_platform(b->hub))
        TRY(platform_models(b->hub, b->scratch, &b->listed, why));
    s->models = NEW_N(b->arena, struct model, b->listed.n + b->universes.n);
    for (size_t i = 0; i < b->listed.n; i++)
        TRY(add_listed(b, &b->listed.p[i], why));
    for (size_t i = 0; i < b->universes.n; i++)
        if (!is_listed(b, b->universes.p[i].id))
            add_unlisted(b, &b->universes.p[i]);
    link_references(s);
    s->repository_id = arena_str(b->arena, str_c(datahub_repository_id(b->hub)));
    if (!s->repository_id.n && datahub_has_platform(b->hub))
        TRY(find_repository(b, &s->repository_id, why));
    return ERR_OK;
}

err_t datahub_schema(struct datahub *d, struct arena *a, struct schema **out, struct why *why)
{
    struct builder b = { .hub = d, .arena = a, .scratch = arena_new() };

    b.schema = NEW(a, struct schema);
    b.schema->arena = a;
    b.schema->fiscal_month = b.schema->fiscal_day = 1;
    err_t e = build(&b, why);
    arena_free(b.scratch);
    if (!e)
        *out = b.schema;
    return e;
}
