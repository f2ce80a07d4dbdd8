/* fake.h - a backend without a hub: 450 products in memory, three roles. */
#ifndef TESTS_FAKE_H
#define TESTS_FAKE_H

#include "codec/json.h"
#include "mcp/server.h"
#include "schema/json.h"

enum { PRODUCTS_N = 450 };

/* clang-format off */
static const char fake_schema[] =
    "{\"repository_id\":\"r-1\",\"uids\":7,\"fiscal_month\":1,\"fiscal_day\":1,\"models\":["
    "{\"id\":\"p-1\",\"name\":\"Product Launch\",\"root\":\"productlaunch\",\"label\":\"Product Launch\","
    " \"published\":true,\"deployed\":true,\"version\":3,\"records\":450,\"key_fields\":[\"NAME_1\"],"
    " \"display_field\":\"NAME_1\",\"measures\":[],\"fields\":["
    "  {\"id\":\"NAME_1\",\"element\":\"product_name\",\"path\":\"product_name\",\"name\":\"Product Name\",\"label\":\"Product Name\",\"type\":\"text\",\"uid\":0,\"required\":true},"
    "  {\"id\":\"PRICE\",\"element\":\"price\",\"path\":\"price\",\"name\":\"price\",\"label\":\"Price\",\"type\":\"float\",\"uid\":1},"
    "  {\"id\":\"LAUNCH\",\"element\":\"launch_date\",\"path\":\"launch_date\",\"name\":\"launch_date\",\"label\":\"Launch date\",\"type\":\"date\",\"uid\":2},"
    "  {\"id\":\"KIND\",\"element\":\"kind\",\"path\":\"kind\",\"name\":\"kind\",\"label\":\"Kind\",\"type\":\"enum\",\"enum_values\":[\"TV\",\"Radio\"],\"uid\":3},"
    "  {\"id\":\"TAGNO\",\"element\":\"tag\",\"path\":\"tags/tag\",\"name\":\"tag\",\"label\":\"Tag\",\"type\":\"int\",\"repeatable\":true,\"collection_id\":\"TAGS\",\"uid\":4}]},"
    "{\"id\":\"s-1\",\"name\":\"Salary\",\"root\":\"salary\",\"label\":\"Salary\",\"published\":true,\"deployed\":true,"
    " \"version\":1,\"records\":9,\"key_fields\":[],\"measures\":[],\"fields\":["
    "  {\"id\":\"AMOUNT\",\"element\":\"amount\",\"path\":\"amount\",\"name\":\"amount\",\"label\":\"Amount\",\"type\":\"int\",\"uid\":5}]},"
    "{\"id\":\"d-1\",\"name\":\"Draft\",\"root\":\"draft\",\"label\":\"Draft\",\"key_fields\":[],\"measures\":[],\"fields\":["
    "  {\"id\":\"A\",\"element\":\"a\",\"path\":\"a\",\"name\":\"a\",\"label\":\"A\",\"type\":\"text\",\"uid\":6}]}]}";
/* clang-format on */

static struct {
    bool down; /* the hub does not answer */
    atomic_int requests;
} fake;

/* The i-th product; a third of them have no price. */
static struct value fake_value(struct arena *a, unsigned i, const struct field *f)
{
    switch (f->uid) {
    case 0:
        return value_text(arena_fmt(a, "Item %u \"q\"", i));
    case 1:
        return i % 3 ? value_float(i + 0.5) : VALUE_NONE;
    case 2:
        return value_date(20000 + i % 100);
    case 3:
        return value_text(i % 2 ? STR("TV") : STR("Radio"));
    default:
        return value_int(i);
    }
}

static bool fake_holds(struct arena *a, unsigned i, const struct source_filter *f)
{
    struct value v = fake_value(a, i, f->field);
    bool found = false;

    switch (f->op) {
    case OP_EQUALS:
        for (size_t k = 0; k < f->values_n; k++)
            found |= value_eq(v, f->values[k]);
        return found;
    case OP_IS_NULL:
        return v.kind == VALUE_NULL;
    case OP_IS_NOT_NULL:
        return v.kind != VALUE_NULL;
    case OP_GREATER_THAN_EQUAL:
        return v.kind != VALUE_NULL && value_cmp(v, f->values[0]) >= 0;
    case OP_BETWEEN:
        return value_cmp(v, f->values[0]) >= 0 && value_cmp(v, f->values[1]) <= 0;
    default:
        return true;
    }
}

static uint64_t fake_read(const struct source_query *q, uint64_t from, uint64_t n,
                          source_record_fn *fn, void *ctx, err_t *e)
{
    struct arena *a = arena_new();
    struct value *values = NEW_N(a, struct value, q->view_n);
    uint64_t matched = 0;

    for (unsigned i = 0; i < PRODUCTS_N; i++) {
        bool keep = true;
        for (size_t k = 0; k < q->filters_n; k++)
            keep &= fake_holds(a, i, &q->filters[k]);
        if (!keep || matched++ < from || matched > from + n || !fn || *e)
            continue;
        for (size_t k = 0; k < q->view_n; k++)
            values[k] = fake_value(a, i, q->view[k]);
        struct source_record r = { arena_fmt(a, "id-%u", i), values };
        *e = fn(ctx, &r);
    }
    arena_free(a);
    return matched;
}

static err_t fake_count(struct source *s, const struct source_query *q, uint64_t *out,
                        struct why *why)
{
    err_t e = ERR_OK;

    (void)why;
    s->cost.requests++;
    fake.requests++;
    *out = fake_read(q, 0, 0, NULL, NULL, &e);
    return ERR_OK;
}

static err_t fake_scan(struct source *s, const struct source_query *q, source_record_fn *fn,
                       void *ctx, struct why *why)
{
    err_t e = ERR_OK;

    (void)why;
    s->cost.requests++;
    fake.requests++;
    s->matched = fake_read(q, 0, q->limit ? q->limit : PRODUCTS_N, fn, ctx, &e);
    return e == ERR_CANCELLED ? ERR_OK : e;
}

static err_t fake_page(struct source *s, const struct source_query *q, str token,
                       source_record_fn *fn, void *ctx, struct source_page *out, struct why *why)
{
    int64_t from = 0;
    err_t e = ERR_OK;

    if (token.n && !str_to_i64(token, &from))
        return why_fail(why, ERR_BAD_INPUT, "bad token");
    s->cost.requests++;
    fake.requests++;
    uint64_t total = fake_read(q, (uint64_t)from, q->limit, fn, ctx, &e);
    uint64_t left = total - (uint64_t)from;
    *out = (struct source_page){ left < q->limit ? left : q->limit, total, STR("") };
    if (left > q->limit)
        out->token = arena_fmt(s->impl, "%llu", (unsigned long long)from + q->limit);
    return e;
}

static err_t fake_source(void *ctx, struct arena *a, const atomic_bool *cancelled,
                         struct source **out, struct why *why)
{
    static const struct source_ops ops = { .count = fake_count,
                                           .scan = fake_scan,
                                           .page = fake_page };

    (void)ctx, (void)cancelled, (void)why;
    *out = NEW(a, struct source);
    (*out)->ops = &ops;
    (*out)->impl = a;
    return ERR_OK;
}

static err_t fake_view(void *ctx, struct arena *a, str name, const struct schema **out,
                       struct why *why)
{
    const struct role *r = policy_role(policy_default(a), name);
    struct schema *full;
    json_t *in;

    (void)ctx;
    if (fake.down)
        return why_fail(why, ERR_UNAVAILABLE, "the hub is down");
    if (!r)
        return why_fail(why, ERR_DENIED, "the role is not known");
    struct role limited = *r;
    str denied[] = { STR("Product Launch.PRICE") }, salary[] = { STR("Salary") };
    str every[] = { STR("*") };
    if (str_eq(name, STR("manager"))) {
        limited.allow_models = (struct strs){ every, 1 };
        limited.deny_models = (struct strs){ salary, 1 };
        limited.deny_fields = (struct strs){ denied, 1 };
    }
    TRY(json_read(a, str_c(fake_schema), 1 << 20, &in, why));
    TRY(schema_from_json(a, in, &full, why));
    *out = policy_view(a, full, &limited);
    return ERR_OK;
}

static bool fake_may(void *ctx, str name, enum feature f)
{
    struct arena *a = arena_new();
    bool yes = role_may(policy_role(policy_default(a), name), f);

    (void)ctx;
    arena_free(a);
    return yes;
}

static err_t fake_test(void *ctx, struct arena *a, str *url, struct why *why)
{
    (void)ctx, (void)a;
    *url = STR("https://hub.example/mdm");
    return fake.down ? why_fail(why, ERR_UNAVAILABLE, "the hub is down") : ERR_OK;
}

static struct mcp_server *fake_server(void)
{
    return mcp_server_new(&(struct mcp_server_options){
        .backend = {
            .view = fake_view, .source = fake_source, .may = fake_may, .test = fake_test } });
}

#endif
