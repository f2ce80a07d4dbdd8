#include "mcp/source.h"

#include "codec/json.h"

#include <ctype.h>
#include <time.h>

enum { PAGE = 200 };

struct foreign {
    struct source source;
    struct mcp_client *client;
    struct mcp_caller who;
    str repository_id;
};

static json_t *text_of(struct value v)
{
    struct buf b;

    buf_init(&b, NULL);
    value_print(&b, v);
    if (v.kind == VALUE_INSTANT)
        buf_byte(&b, 'Z');
    json_t *out = json_of_str(buf_str(&b));
    buf_fini(&b);
    return out;
}

static json_t *filters_of(const struct source_query *q)
{
    json_t *list = json_array();

    for (size_t i = 0; i < q->filters_n; i++) {
        const struct source_filter *f = &q->filters[i];
        json_t *o = json_pack("{s:o, s:s, s:o}", "fieldId", json_of_str(f->field->id), "operator",
                              source_op_name(f->op), "value", text_of(f->values[0]));
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *arguments(const struct foreign *s, const struct source_query *q, uint64_t limit,
                         str token)
{
    json_t *fields = json_array();

    for (size_t i = 0; i < q->view_n; i++)
        json_array_append_new(fields, json_of_str(q->view[i]->id));
    if (q->view_n == 0 && q->model->fields_n)
        json_array_append_new(fields, json_of_str(q->model->fields[0].id));
    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o}", "universe_id", json_of_str(q->model->id),
                     "repository_id", json_of_str(s->repository_id), "fields", fields, "filters",
                     filters_of(q), "limit", (json_int_t)limit, "offset_token", json_of_str(token));
}

struct page {
    const json_t *records;
    uint64_t total;
    str token;
};

static double now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static err_t ask(struct foreign *s, struct arena *a, const struct source_query *q, uint64_t limit,
                 str token, struct page *out, struct why *why)
{
    json_t *reply;
    double from = now_ms();

    TRY(mcp_call_tool(s->client, a, &s->who, "query_records", arguments(s, q, limit, token), &reply,
                      why));
    const json_t *data = json_object_get(reply, "data");
    int64_t total = json_member_int(data, "total_count", -1);
    out->records = json_object_get(data, "records");
    out->token = json_member_str(data, "next_offset_token");
    if (!json_is_array(out->records) || total < 0)
        return why_fail(why, ERR_UPSTREAM, "the MCP server's query_records answered without data");
    out->total = (uint64_t)total;
    s->source.matched = out->total;
    s->source.cost.requests++;
    s->source.cost.records += json_array_size(out->records);
    if (s->source.on_request)
        s->source.on_request(s->source.on_request_ctx, q, json_array_size(out->records),
                             now_ms() - from);
    return ERR_OK;
}

static err_t count(struct source *source, const struct source_query *q, uint64_t *out,
                   struct why *why)
{
    struct arena *a = arena_new();
    struct page p;
    err_t e = ask(source->impl, a, q, 1, STR(""), &p, why);

    if (!e)
        *out = p.total;
    arena_free(a);
    return e;
}

static char *upper(struct arena *a, str s)
{
    char *out = arena_cstr(a, s);

    for (char *c = out; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    return out;
}

/* Under the id, as our own server does it, or under the tag in capitals. */
static str cell(struct arena *a, const json_t *record, const struct field *f)
{
    json_t *v = json_object_getn(record, f->id.p, f->id.n);

    if (!v)
        v = json_object_get(record, upper(a, f->element));
    return json_is_string(v) ? (str){ json_string_value(v), json_string_length(v) } : STR("");
}

struct reading {
    const struct source_query *q;
    source_record_fn *fn;
    void *ctx;
    struct value *values;
    uint64_t seen, given;
    bool stopped;
};

static err_t give(struct reading *r, struct arena *a, const json_t *record)
{
    struct source_record out = { json_member_str(record, "_RECORD_ID"), r->values };

    for (size_t i = 0; i < r->q->view_n; i++)
        (void)field_parse(r->q->view[i], cell(a, record, r->q->view[i]), &r->values[i]);
    r->given++;
    err_t e = r->fn(r->ctx, &out);
    r->stopped = e == ERR_CANCELLED || (r->q->limit && r->given >= r->q->limit);
    return e == ERR_CANCELLED ? ERR_OK : e;
}

static err_t take_page(struct reading *r, struct arena *a, const struct page *p)
{
    const json_t *record;
    size_t i;

    json_array_foreach(p->records, i, record)
    {
        if (r->stopped)
            return ERR_OK;
        TRY(give(r, a, record));
    }
    r->seen += json_array_size(p->records);
    return ERR_OK;
}

static err_t scan(struct source *source, const struct source_query *q, source_record_fn *fn,
                  void *ctx, struct why *why)
{
    struct foreign *s = source->impl;
    struct arena *a = arena_new(), *next = arena_new();
    struct reading r = { .q = q, .fn = fn, .ctx = ctx };
    struct page p = { .token = STR("") };
    uint64_t total = 0;
    err_t e = ERR_OK;

    r.values = NEW_N(next, struct value, q->view_n);
    for (bool first = true; !e && !r.stopped; first = false) {
        str token = arena_str(next, p.token);
        arena_reset(a);
        e = ask(s, a, q, PAGE, token, &p, why);
        if (e)
            break;
        if (!first && p.total != total)
            e = why_fail(why, ERR_CONFLICT, "records were changed while they were read");
        total = p.total;
        if (!e)
            e = take_page(&r, a, &p);
        if (r.seen >= total)
            break;
        if (!e && !r.stopped &&
            (p.token.n == 0 || str_eq(p.token, token) || json_array_size(p.records) == 0))
            e = why_fail(why, ERR_CONFLICT, "the MCP server's list of records ended early");
    }
    arena_free(a);
    arena_free(next);
    return e;
}

/* It passes on one value as text and drops filters without one. */
static bool may(const struct source *source, const struct source_filter *f)
{
    (void)source;
    return f->values_n == 1 && source_op_operands(f->op) == 1;
}

struct source *mcp_source_new(struct arena *a, struct mcp_client *c, const struct mcp_caller *who,
                              str repository_id)
{
    static const struct source_ops ops = { .count = count, .scan = scan, .may = may };
    struct foreign *s = NEW(a, struct foreign);

    s->source = (struct source){
        .ops = &ops,
        .impl = s,
        .text = SOURCE_TEXT_ASCII,
        .lacks = SOURCE_NO_ANY | SOURCE_NO_IDS | SOURCE_NO_SORT,
    };
    s->client = c;
    s->who = *who;
    s->repository_id = repository_id;
    return &s->source;
}
