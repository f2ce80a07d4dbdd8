#include "base/vec.h"
#include "datahub/query.h"
#include "mcp/filters.h"

enum { LIMIT_DEFAULT = 100, LIMIT_MAX = 1000 };

/* What query_records was asked for, resolved. */
struct asked {
    struct source_query query;
    VEC(const struct field *) view;
    VEC(struct source_filter) filters;
    uint64_t limit;
};

/* Where a page begins.  As a text: "size.skip.seen.token", where `token` is the
 * hub's own and `size` the page size that it was made with; `skip` records of
 * that page are known already, and `seen` were on the pages before it. */
struct offset {
    uint64_t size, skip, seen;
    str token;
};

static bool read_number(str *rest, uint64_t *out)
{
    int64_t n;

    if (!str_to_i64(str_cut(rest, '.'), &n) || n < 0)
        return false;
    *out = (uint64_t)n;
    return true;
}

static err_t read_offset(struct call *c, uint64_t limit, struct offset *out)
{
    str text = str_trim(json_member_str(c->args, "offset_token"));

    *out = (struct offset){ limit < QUERY_PAGE_MAX ? limit : QUERY_PAGE_MAX, 0, 0, STR("") };
    if (text.n == 0)
        return ERR_OK;
    if (!read_number(&text, &out->size) || !read_number(&text, &out->skip) ||
        !read_number(&text, &out->seen) || out->size < 1 || out->size > QUERY_PAGE_MAX)
        return why_fail(c->why, ERR_BAD_INPUT,
                        "offset_token is not a next_offset_token that query_records gave");
    out->token = text;
    return ERR_OK;
}

static json_t *offset_text(const struct offset *o)
{
    struct buf b;

    buf_init(&b, NULL);
    buf_fmt(&b, "%llu.%llu.%llu.%.*s", (unsigned long long)o->size, (unsigned long long)o->skip,
            (unsigned long long)o->seen, STR_ARG(o->token));
    json_t *v = json_of_str(buf_str(&b));
    buf_fini(&b);
    return v;
}

static err_t read_view(struct call *c, const struct model *m, struct asked *out)
{
    const json_t *names = json_object_get(c->args, "fields");

    for (size_t i = 0; i < json_array_size(names); i++) {
        const struct field *f;
        const json_t *name = json_array_get(names, i);
        TRY(mcp_find_field(c, m, (str){ json_string_value(name), json_string_length(name) }, &f));
        *vec_push(c->arena, &out->view) = f;
    }
    for (size_t i = 0; i < m->fields_n && json_array_size(names) == 0; i++)
        *vec_push(c->arena, &out->view) = &m->fields[i];
    return ERR_OK;
}

static err_t read_filters(struct call *c, const struct model *m, struct asked *out)
{
    const json_t *list = json_object_get(c->args, "filters");

    for (size_t i = 0; i < json_array_size(list); i++)
        TRY(mcp_filter_from_json(c, m, json_array_get(list, i), i + 1,
                                 vec_push(c->arena, &out->filters)));
    return ERR_OK;
}

static err_t check_repository(struct call *c)
{
    str id = str_trim(json_member_str(c->args, "repository_id"));

    if (id.n == 0 || c->schema->repository_id.n == 0 || str_eq(id, c->schema->repository_id))
        return ERR_OK;
    return why_fail(c->why, ERR_NOT_FOUND,
                    "there is no repository \"%.*s\" here; leave repository_id out or give %.*s",
                    (int)(id.n < 80 ? id.n : 80), id.p, STR_ARG(c->schema->repository_id));
}

static err_t read_limit(struct call *c, uint64_t *out)
{
    int64_t limit = json_member_int(c->args, "limit", LIMIT_DEFAULT);

    if (limit < 1)
        return why_fail(c->why, ERR_BAD_INPUT, "limit must be 1 to %d", LIMIT_MAX);
    *out = limit < LIMIT_MAX ? (uint64_t)limit : LIMIT_MAX;
    return ERR_OK;
}

static err_t read_asked(struct call *c, struct asked *out)
{
    const struct model *m;

    *out = (struct asked){ 0 };
    TRY(check_repository(c));
    TRY(mcp_find_model(c, json_member_str(c->args, "universe_id"), &m));
    if (!m->deployed)
        return why_fail(c->why, ERR_BAD_INPUT,
                        "the model %.*s is not deployed, so it holds no records", STR_ARG(m->name));
    TRY(read_limit(c, &out->limit));
    TRY(read_view(c, m, out));
    TRY(read_filters(c, m, out));
    out->query = (struct source_query){
        .model = m,
        .filters = out->filters.p,
        .filters_n = out->filters.n,
        .view = out->view.p,
        .view_n = out->view.n,
    };
    return ERR_OK;
}

/* Collects records, from `skip` on, up to `limit`. */
struct collector {
    const struct asked *asked;
    json_t *records;
    uint64_t skip, in_page; /* records of the page that went by */
    struct buf text;
};

static json_t *cell_text(struct collector *k, struct value v)
{
    k->text.n = 0;
    value_print(&k->text, v);
    if (v.kind == VALUE_INSTANT)
        buf_byte(&k->text, 'Z');
    return json_of_str(buf_str(&k->text));
}

static err_t collect(void *ctx, const struct source_record *r)
{
    struct collector *k = ctx;
    json_t *o;

    if (k->in_page < k->skip) {
        k->in_page++;
        return ERR_OK;
    }
    if (json_array_size(k->records) >= k->asked->limit)
        return ERR_OK;
    k->in_page++;
    o = json_object();
    json_object_set_new(o, "_RECORD_ID", json_of_str(r->id));
    for (size_t i = 0; i < k->asked->view.n; i++) {
        str id = k->asked->view.p[i]->id;
        if (r->values[i].kind != VALUE_NULL)
            json_object_setn_new(o, id.p, id.n, cell_text(k, r->values[i]));
    }
    json_array_append_new(k->records, o);
    return ERR_OK;
}

static err_t read_pages(struct call *c, struct source *s, struct asked *asked, struct collector *k,
                        struct offset *at, uint64_t *total)
{
    asked->query.limit = at->size;
    for (;;) {
        struct source_page page;
        k->skip = at->skip;
        k->in_page = 0;
        TRY(s->ops->page(s, &asked->query, at->token, collect, k, &page, c->why));
        *total = page.total;
        if (k->in_page < page.rows) {
            at->skip = k->in_page;
            return ERR_OK;
        }
        at->skip = 0;
        at->seen += page.rows;
        at->token = arena_str(c->arena, page.token);
        if (at->seen >= page.total || page.rows == 0)
            at->token = STR("");
        if (at->token.n == 0 || json_array_size(k->records) >= asked->limit)
            return ERR_OK;
    }
}

/* The request that was sent, to be tried by hand; the credentials stay names. */
static json_t *as_curl(struct call *c, const struct asked *asked, uint64_t size)
{
    struct buf b;
    str xml;

    if (query_to_xml(c->arena, &asked->query, size, STR(""), &xml, NULL) != ERR_OK)
        return json_null();
    buf_init(&b, c->arena);
    buf_fmt(&b,
            "curl -u \"$BOOMI_DATAHUB_USERNAME:$BOOMI_DATAHUB_PASSWORD\" "
            "-H 'Content-Type: application/xml' "
            "\"$BOOMI_DATAHUB_URL/mdm/universes/%.*s/records/query\" -d '",
            STR_ARG(asked->query.model->id));
    for (size_t i = 0; i < xml.n; i++)
        buf_add(&b, xml.p[i] == '\'' ? STR("'\\''") : str_sub(xml, i, i + 1));
    buf_byte(&b, '\'');
    return json_of_str(buf_str(&b));
}

static json_t *labels_of(const struct asked *asked)
{
    json_t *o = json_object();

    for (size_t i = 0; i < asked->view.n; i++)
        json_object_setn_new(o, asked->view.p[i]->id.p, asked->view.p[i]->id.n,
                             json_of_str(asked->view.p[i]->label));
    return o;
}

static json_t *ids_of(const struct asked *asked)
{
    json_t *list = json_array();

    for (size_t i = 0; i < asked->view.n; i++)
        json_array_append_new(list, json_of_str(asked->view.p[i]->id));
    return list;
}

static json_t *query_parameters(struct call *c, const struct asked *asked)
{
    json_t *filters = json_object_get(c->args, "filters");

    return json_pack("{s:o, s:o, s:o, s:o, s:I, s:o}", "universe_id",
                     json_of_str(asked->query.model->id), "repository_id",
                     json_of_str(c->schema->repository_id), "fields", ids_of(asked), "filters",
                     filters && !json_is_null(filters) ? json_incref(filters) : json_array(),
                     "limit", (json_int_t)asked->limit, "offset_token",
                     json_of_str(json_member_str(c->args, "offset_token")));
}

static json_t *reply_of(struct call *c, const struct asked *asked, json_t *records,
                        const struct offset *next, uint64_t total)
{
    bool more = next->token.n > 0 || next->skip > 0;
    json_int_t n = (json_int_t)json_array_size(records);
    const struct model *m = asked->query.model;
    json_t *token = more ? offset_text(next) : json_string(""), *o = mcp_envelope("success");

    json_object_set_new(o, "query_parameters", query_parameters(c, asked));
    json_object_set_new(o, "data",
                        json_pack("{s:o, s:I, s:I, s:b, s:O}", "records", records, "total_returned",
                                  n, "total_count", (json_int_t)total, "has_more", more,
                                  "next_offset_token", token));
    json_object_set_new(o, "metadata",
                        json_pack("{s:I, s:b, s:o}", "records_returned", n, "has_more", more,
                                  "next_offset_token", token));
    json_object_set_new(o, "model_info",
                        json_pack("{s:o, s:o, s:I, s:I, s:I, s:o}", "name", json_of_str(m->name),
                                  "id", json_of_str(m->id), "total_fields_available",
                                  (json_int_t)m->fields_n, "fields_in_query",
                                  (json_int_t)asked->view.n, "filters_applied",
                                  (json_int_t)asked->filters.n, "field_labels", labels_of(asked)));
    json_object_set_new(o, "curl_equivalent", as_curl(c, asked, next->size));
    return o;
}

err_t mcp_query_records(struct call *c, json_t **out)
{
    const struct mcp_backend *b = &c->options->backend;
    struct asked asked;
    struct offset at;
    struct source *s;
    uint64_t total = 0;

    TRY(read_asked(c, &asked));
    TRY(read_offset(c, asked.limit, &at));
    TRY(b->source(b->ctx, c->arena, c->who->cancelled, &s, c->why));
    if (!s->ops->page)
        return why_fail(c->why, ERR_UNSUPPORTED, "this source gives no pages of records");
    struct collector k = { .asked = &asked, .records = json_array() };
    buf_init(&k.text, c->arena);
    err_t e = read_pages(c, s, &asked, &k, &at, &total);
    if (e)
        json_decref(k.records);
    else
        *out = reply_of(c, &asked, k.records, &at, total);
    return e;
}
