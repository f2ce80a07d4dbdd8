#include "localhub/demo.h"

#include "localhub/hub.h"
#include "localhub/names.h"

#include <sodium.h>

/* splitmix64 */
static uint64_t next_random(struct demo *d)
{
    uint64_t z = d->random += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint64_t demo_below(struct demo *d, uint64_t n)
{
    return n ? next_random(d) % n : 0;
}

double demo_unit(struct demo *d)
{
    return (double)(next_random(d) >> 11) / 9007199254740992.0;
}

bool demo_chance(struct demo *d, unsigned percent)
{
    return demo_below(d, 100) < percent;
}

static void add(struct demo_row *r, struct value v)
{
    if (r->n < (int)(sizeof r->cells / sizeof *r->cells))
        r->cells[r->n++] = v;
}

void demo_null(struct demo_row *r)
{
    add(r, VALUE_NONE);
}

void demo_text(struct demo_row *r, str s)
{
    add(r, s.n ? value_text(s) : VALUE_NONE);
}

void demo_word(struct demo_row *r, const char *s)
{
    demo_text(r, str_c(s));
}

void demo_int(struct demo_row *r, int64_t v)
{
    add(r, value_int(v));
}

/* Amounts, in cents. */
void demo_float(struct demo_row *r, double v)
{
    add(r, value_float((double)(int64_t)(v * 100 + (v < 0 ? -0.5 : 0.5)) / 100));
}

void demo_bool(struct demo_row *r, bool v)
{
    add(r, value_bool(v));
}

void demo_date(struct demo_row *r, int64_t days)
{
    add(r, value_date(days));
}

void demo_instant(struct demo_row *r, int64_t seconds)
{
    add(r, value_instant(seconds));
}

str demo_key(struct demo *d, enum demo_model_id m, size_t n)
{
    static const char *const prefixes[DEMO_MODELS] = {
        [DEMO_BRAND] = "BRD",       [DEMO_CATEGORY] = "CAT",      [DEMO_REGION] = "REG",
        [DEMO_EMPLOYEE] = "EMP",    [DEMO_SUPPLIER] = "SUP",      [DEMO_PRODUCT] = "PRD",
        [DEMO_RETAILER] = "RTL",    [DEMO_CUSTOMER] = "CUS",      [DEMO_LAUNCH] = "LCH",
        [DEMO_CAMPAIGN] = "CMP",    [DEMO_SALE] = "SAL",          [DEMO_ADVERTISEMENTS] = "AD",
        [DEMO_USERS] = "U",         [DEMO_PLATFORM_USERS] = "PU", [DEMO_ENGAGEMENTS] = "P",
        [DEMO_OPPORTUNITY] = "006",
    };

    return arena_fmt(d->arena, "%s-%05zu", prefixes[m] ? prefixes[m] : "X", n + 1);
}

void demo_ref(struct demo *d, struct demo_row *r, enum demo_model_id m, size_t n)
{
    demo_text(r, hub_guid(d->arena, d->models[m]->id, demo_key(d, m, n)));
}

err_t demo_put(struct demo *d, enum demo_model_id m, size_t n, int64_t created,
               const struct demo_row *r)
{
    str key = demo_key(d, m, n);
    int64_t now = d->today * DAY_S + DAY_S / 2;
    int64_t updated = created < now ? created + (int64_t)demo_below(d, (uint64_t)(now - created))
                                    : created;

    return hub_writer_put(&d->writer,
                          &(struct hub_record){ .id = hub_guid(d->arena, d->models[m]->id, key),
                                                .source = d->models[m]->source,
                                                .entity = key,
                                                .created = created,
                                                .updated = updated,
                                                .cells = r->cells },
                          d->why);
}

static void add_field(struct demo *d, struct hub_model *m, const struct demo_field *from)
{
    struct hub_field *f = vec_push(d->arena, &m->fields);
    str values = str_c(from->more);

    *f = (struct hub_field){ .name = str_c(from->name),
                             .unique_id = str_c(from->unique_id),
                             .element = str_c(from->element),
                             .type = from->type,
                             .parent = from->parent - 1,
                             .required = from->required,
                             .repeatable = from->repeatable,
                             .mask = from->mask,
                             .mask_first = from->mask_first,
                             .mask_last = from->mask_last };
    if (f->type == HUB_REFERENCE)
        f->ref_model_id = hub_guid(d->arena, STR("model"), str_c(from->more));
    while (f->type == HUB_ENUMERATION && values.n)
        *vec_push(d->arena, &f->values) = str_cut(&values, '|');
}

static str id_of(const struct hub_model *m, const char *name)
{
    for (size_t i = 0; i < m->fields.n; i++)
        if (str_eq(m->fields.p[i].name, str_c(name)))
            return m->fields.p[i].unique_id;
    return STR("");
}

static struct hub_model *make_model(struct demo *d, const struct demo_model *from)
{
    struct hub_model *m = NEW(d->arena, struct hub_model);

    *m = (struct hub_model){ .name = str_c(from->name),
                             .version = from->version,
                             .deployed = from->deployed };
    for (str sources = str_c(from->sources); sources.n;)
        hub_model_source_add(d->arena, m, str_cut(&sources, '|'));
    m->source = m->sources.p[0].id;
    m->id = hub_guid(d->arena, STR("model"), m->name);
    for (size_t i = 0; i < from->fields_n; i++)
        add_field(d, m, &from->fields[i]);
    hub_model_complete(d->arena, m);
    if (from->key)
        *vec_push(d->arena, &m->key) = id_of(m, from->key);
    for (size_t i = 0; i < 3 && from->title[i]; i++) {
        struct hub_title_part *p = vec_push(d->arena, &m->title);
        if (str_eq(str_c(from->title[i]), STR(" ")))
            p->constant = STR(" ");
        else
            p->unique_id = id_of(m, from->title[i]);
    }
    return m;
}

/* The versions before the one that is deployed are kept too. */
static err_t write_versions(struct demo *d, enum demo_model_id id)
{
    for (int v = 1; v < demo_models[id].version; v++) {
        struct hub_model *old = make_model(d, &demo_models[id]);
        old->version = v;
        old->deployed = false;
        TRY(hub_model_write(d->db, d->arena, old, false, d->why));
    }
    if (id == DEMO_PRODUCT) { /* somebody is working on the next one */
        struct hub_model *draft = make_model(d, &demo_models[id]);
        draft->version = 0;
        draft->deployed = false;
        TRY(hub_model_write(d->db, d->arena, draft, true, d->why));
    }
    return hub_model_write(d->db, d->arena, d->models[id], demo_models[id].version == 0, d->why);
}

static demo_fill_fn *const fills[DEMO_MODELS] = {
    [DEMO_BRAND] = demo_fill_brands,
    [DEMO_CATEGORY] = demo_fill_categories,
    [DEMO_REGION] = demo_fill_regions,
    [DEMO_EMPLOYEE] = demo_fill_employees,
    [DEMO_SUPPLIER] = demo_fill_suppliers,
    [DEMO_PRODUCT] = demo_fill_products,
    [DEMO_RETAILER] = demo_fill_retailers,
    [DEMO_CUSTOMER] = demo_fill_customers,
    [DEMO_LAUNCH] = demo_fill_launches,
    [DEMO_CAMPAIGN] = demo_fill_campaigns,
    [DEMO_SALE] = demo_fill_sales,
    [DEMO_ADVERTISEMENTS] = demo_fill_advertisements,
    [DEMO_OPPORTUNITY] = demo_fill_opportunities,
    [DEMO_ENGAGEMENTS] = demo_fill_engagements,
    [DEMO_USERS] = demo_fill_users,
    [DEMO_PLATFORM_USERS] = demo_fill_platform_users,
};

static err_t make_one(struct demo *d, enum demo_model_id id)
{
    TRY(write_versions(d, id));
    if (!fills[id])
        return ERR_OK;
    d->random = d->seed ^ (0xa0761d6478bd642fu * (id + 1)); /* a table's data is its own */
    TRY(hub_writer_open(&d->writer, d->db, d->arena, d->models[id], d->why));
    TRY(fills[id](d));
    return hub_writer_close(&d->writer, d->arena, d->why);
}

static err_t make_all(struct demo *d)
{
    TRY(db_exec(d->db, "PRAGMA synchronous = OFF", d->why));
    TRY(hub_schema(d->db, d->why));
    TRY(db_exec(d->db, "BEGIN IMMEDIATE", d->why));
    for (int i = 0; i < DEMO_MODELS; i++)
        d->models[i] = make_model(d, &demo_models[i]);
    for (int i = 0; i < DEMO_MODELS; i++)
        TRY(make_one(d, (enum demo_model_id)i));
    TRY(demo_fill_past(d));
    return db_exec(d->db, "COMMIT", d->why);
}

err_t hub_demo(const char *db, int64_t today_days, uint64_t seed, struct why *why)
{
    struct demo d = { .today = today_days, .seed = seed, .why = why };

    if (sodium_init() < 0)
        return why_fail(why, ERR_INTERNAL, "libsodium cannot start");
    TRY(db_open(&d.db, db, false, why));
    d.arena = arena_new();
    err_t e = make_all(&d);
    if (e)
        (void)!db_exec(d.db, "ROLLBACK", NULL);
    arena_free(d.arena);
    db_close(d.db);
    return e;
}
