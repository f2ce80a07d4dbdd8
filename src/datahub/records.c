#include "datahub/records.h"

#include "codec/xml.h"

#include <stdlib.h>

/* A tag inside a record.  Tags come in the order of the model, so the search
 * for the next one begins behind the last one found. */
struct tag {
    str name;
    struct tag *parent, *kids, *next; /* kids: the first one; next: sibling */
    struct tag *cursor;               /* the kid that came last */
    int field;                        /* first place in the view, -1: none */
};

struct cell {
    size_t at, n; /* its text, in `texts` */
    bool is_set;
    int same; /* another place in the view with the same path, -1: none */
};

enum { AT_DOCUMENT, AT_RESPONSE, AT_RECORD, AT_FIELDS, AT_ROOT };

struct records {
    struct arena *arena;
    struct xml *xml;
    const struct field *const *view;
    size_t view_n;
    source_record_fn *fn;
    void *ctx;
    struct tag *root, *tag; /* of a record, where we are */
    int place;              /* AT_... */
    unsigned skipping;      /* elements open that nobody wants */
    struct cell *cells;
    struct value *values;
    struct buf texts, id, token, first_id, last_id;
    uint64_t given; /* records of this page that the callback has seen */
    struct records_page page;
    struct why why;
    err_t stopped;
};

static struct tag *find_kid(struct tag *in, str name)
{
    struct tag *from = in->cursor ? in->cursor : in->kids, *t = from;

    if (!from)
        return NULL;
    do {
        if (str_eq(t->name, name))
            return in->cursor = t;
        t = t->next ? t->next : in->kids;
    } while (t != from);
    return NULL;
}

static struct tag *need_kid(struct arena *a, struct tag *in, str name)
{
    struct tag **end = &in->kids;

    for (; *end; end = &(*end)->next)
        if (str_eq((*end)->name, name))
            return *end;
    *end = NEW(a, struct tag);
    (*end)->name = name;
    (*end)->parent = in;
    (*end)->field = -1;
    return *end;
}

static void add_path(struct records *r, int at, str path)
{
    struct tag *t = r->root;

    while (path.n)
        t = need_kid(r->arena, t, str_cut(&path, '/'));
    r->cells[at].same = t->field;
    t->field = at;
}

static void begin_record(struct records *r, str id)
{
    r->id.n = r->texts.n = 0;
    buf_add(&r->id, id);
    for (size_t i = 0; i < r->view_n; i++)
        r->cells[i].is_set = false;
}

static void set_buf(struct buf *b, str s)
{
    b->n = 0;
    buf_add(b, s);
}

static err_t end_record(struct records *r)
{
    struct source_record record = { buf_str(&r->id), r->values };

    if (r->page.rows++ == 0)
        set_buf(&r->first_id, record.id);
    if (r->page.rows <= r->given) {
        if (r->page.rows == r->given && !str_eq(record.id, buf_str(&r->last_id)))
            return why_fail(&r->why, ERR_CONFLICT,
                            "a page that was read twice came back different");
        return ERR_OK;
    }
    set_buf(&r->last_id, record.id);
    r->given = r->page.rows;
    if (r->stopped)
        return ERR_OK;
    for (size_t i = 0; i < r->view_n; i++) {
        const struct cell *c = &r->cells[i];
        str text = c->is_set ? (str){ r->texts.p + c->at, c->n } : STR("");
        (void)field_parse(r->view[i], text, &r->values[i]);
    }
    r->stopped = r->fn(r->ctx, &record);
    return ERR_OK;
}

static err_t begin_response(struct records *r, str name, const struct xml_attrs *attrs)
{
    int64_t total, count;

    if (!str_eq(name, STR("RecordQueryResponse")))
        return why_fail(&r->why, ERR_UPSTREAM,
                        "the hub answered a query with <%.*s>; is the repository's URL right?",
                        STR_ARG(name));
    if (!str_to_i64(xml_attr(attrs, STR("totalCount")), &total) || total < 0 ||
        !str_to_i64(xml_attr(attrs, STR("resultCount")), &count) || count < 0)
        return why_fail(&r->why, ERR_UPSTREAM, "the hub's answer does not say how many records");
    r->page.total = (uint64_t)total;
    r->page.result_count = (uint64_t)count;
    set_buf(&r->token, xml_attr(attrs, STR("offsetToken")));
    return ERR_OK;
}

static bool enter(struct records *r, int place, bool wanted)
{
    if (wanted)
        r->place = place;
    else
        r->skipping = 1;
    return wanted;
}

static err_t on_start(void *ctx, str name, const struct xml_attrs *attrs)
{
    struct records *r = ctx;
    struct tag *kid;

    if (r->skipping) {
        r->skipping++;
        return ERR_OK;
    }
    switch (r->place) {
    case AT_DOCUMENT:
        r->place = AT_RESPONSE;
        return begin_response(r, name, attrs);
    case AT_RESPONSE:
        if (enter(r, AT_RECORD, str_eq(name, STR("Record"))))
            begin_record(r, xml_attr(attrs, STR("recordId")));
        return ERR_OK;
    case AT_RECORD:
        enter(r, AT_FIELDS, str_eq(name, STR("Fields")));
        return ERR_OK;
    case AT_FIELDS:
        r->place = AT_ROOT;
        r->tag = r->root;
        return ERR_OK;
    default:
        kid = find_kid(r->tag, name);
        if (enter(r, AT_ROOT, kid != NULL))
            r->tag = kid;
        return ERR_OK;
    }
}

static err_t on_text(void *ctx, str run)
{
    struct records *r = ctx;

    if (r->skipping || r->place != AT_ROOT || r->tag->field < 0)
        return ERR_OK;
    size_t at = r->texts.n;
    bool first = !r->cells[r->tag->field].is_set;
    if (!first)
        return ERR_OK;
    buf_add(&r->texts, run);
    if (r->texts.overflow)
        return why_fail(&r->why, ERR_TOO_LARGE, "a record is too large");
    for (int i = r->tag->field; i >= 0; i = r->cells[i].same) {
        r->cells[i].at = at;
        r->cells[i].n = run.n;
        r->cells[i].is_set = true;
    }
    return ERR_OK;
}

static err_t on_end(void *ctx, str name)
{
    struct records *r = ctx;

    (void)name;
    if (r->skipping) {
        r->skipping--;
        return ERR_OK;
    }
    if (r->place == AT_ROOT && r->tag != r->root) {
        r->tag = r->tag->parent;
        return ERR_OK;
    }
    r->place--;
    return r->place == AT_RESPONSE ? end_record(r) : ERR_OK;
}

static void release(void *ptr)
{
    struct records *r = ptr;

    xml_free(r->xml);
    buf_fini(&r->texts);
    buf_fini(&r->id);
    buf_fini(&r->token);
    buf_fini(&r->first_id);
    buf_fini(&r->last_id);
}

struct records *records_new(struct arena *a, const struct field *const *view, size_t view_n,
                            source_record_fn *fn, void *ctx)
{
    static const struct xml_handler handler = { on_start, on_text, on_end };
    struct records *r = NEW(a, struct records);

    *r = (struct records){ .arena = a, .view = view, .view_n = view_n, .fn = fn, .ctx = ctx };
    r->xml = xml_new(&handler, r, NULL);
    r->root = NEW(a, struct tag);
    r->root->field = -1;
    r->cells = NEW_N(a, struct cell, view_n);
    r->values = NEW_N(a, struct value, view_n);
    buf_init(&r->texts, NULL);
    buf_init(&r->id, NULL);
    buf_init(&r->token, NULL);
    buf_init(&r->first_id, NULL);
    buf_init(&r->last_id, NULL);
    for (size_t i = 0; i < view_n; i++)
        add_path(r, (int)i, view[i]->path);
    arena_defer(a, release, r);
    return r;
}

void records_again(struct records *r)
{
    xml_reset(r->xml, r);
    r->place = AT_DOCUMENT;
    r->tag = r->root;
    r->skipping = 0;
    r->page = (struct records_page){ 0 };
    r->why.text[0] = '\0';
}

void records_begin(struct records *r)
{
    r->given = 0;
    records_again(r);
}

/* A broken answer is the hub's fault, whatever the reader calls it. */
static err_t blame(struct records *r, err_t e, struct why *why)
{
    if (e == ERR_BAD_INPUT)
        return why_fail(why, ERR_UPSTREAM, "the hub's answer is broken: %s", r->why.text);
    return e ? why_fail(why, e, "%s", why_text(&r->why, e)) : ERR_OK;
}

err_t records_feed(struct records *r, str piece, struct why *why)
{
    return blame(r, xml_feed(r->xml, piece, &r->why), why);
}

err_t records_end(struct records *r, struct why *why)
{
    TRY(blame(r, xml_finish(r->xml, &r->why), why));
    r->page.token = buf_str(&r->token);
    r->page.first_id = buf_str(&r->first_id);
    r->page.last_id = buf_str(&r->last_id);
    if (r->page.rows == r->page.result_count && r->page.rows < r->given)
        return why_fail(why, ERR_CONFLICT, "a page that was read twice came back shorter");
    if (r->page.rows == r->page.result_count)
        return ERR_OK;
    return why_fail(why, ERR_UPSTREAM, "the hub announced %llu records and sent %llu",
                    (unsigned long long)r->page.result_count, (unsigned long long)r->page.rows);
}

const struct records_page *records_page(const struct records *r)
{
    return &r->page;
}

err_t records_stopped(const struct records *r)
{
    return r->stopped;
}
