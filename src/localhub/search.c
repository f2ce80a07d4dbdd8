#include "localhub/search.h"

#include "localhub/record.h"
#include "localhub/where.h"

#include <stdio.h>
#include <stdlib.h>

/* FEW: so many rids are listed at once; more are scanned for one page. */
enum { COUNTS_MAX = 20000, ROWS_MAX = 8 << 20, FEW = 20000 };

struct run {
    struct hub_session *session;
    struct arena *arena;
    const struct hub_search *what;
    struct hub_sql where;
    struct hub_printer printer;
    struct hub_count *total;
    int64_t printed;
    int64_t first; /* rid of the first row printed */
};

/* A filter and its values as one text. */
static str cache_key(struct run *r, str more)
{
    struct buf b;

    buf_init(&b, r->arena);
    buf_add(&b, r->what->model->table);
    buf_add(&b, buf_str(&r->where.text));
    buf_add(&b, more);
    for (size_t i = 0; i < r->where.values.n; i++) {
        buf_byte(&b, '\0');
        buf_byte(&b, (char)('0' + r->where.values.p[i].kind));
        value_print(&b, r->where.values.p[i]);
    }
    return buf_str(&b);
}

static err_t ask_count(struct run *r, int64_t *out, struct why *why)
{
    str sql = arena_fmt(r->arena, "SELECT count(*) FROM %.*s%.*s", STR_ARG(r->what->model->table),
                        STR_ARG(buf_str(&r->where.text)));
    struct stmt *q;

    TRY(hub_session_prepare(r->session, sql, &q, why));
    hub_sql_bind(&r->where, q);
    TRY(stmt_step(q, why));
    *out = stmt_int(q, 0);
    stmt_reset(q);
    return ERR_OK;
}

static err_t count(struct run *r, struct why *why)
{
    struct hub_session *s = r->session;
    int64_t n = r->what->model->records;

    if (!r->where.text.n) {
        r->total = NEW(r->arena, struct hub_count);
        r->total->n = n;
        return ERR_OK;
    }
    str key = cache_key(r, STR(""));
    r->total = map_find(&s->counts, key);
    if (r->total)
        return ERR_OK;
    TRY(ask_count(r, &n, why));
    if (s->counts.n >= COUNTS_MAX) {
        arena_reset(s->counts_arena);
        map_init(&s->counts, s->counts_arena);
    }
    r->total = NEW(s->counts_arena, struct hub_count);
    r->total->n = n;
    map_put(&s->counts, arena_str(s->counts_arena, key), r->total);
    return ERR_OK;
}

static err_t print_rows(struct run *r, struct stmt *rows, struct why *why)
{
    err_t e;

    while ((e = stmt_step(rows, why)) == ERR_OK) {
        if (!r->printed)
            r->first = stmt_int(rows, HUB_COL_RID);
        e = hub_print_record(&r->printer, rows, why);
        if (e)
            return e;
        r->printed++;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* Everything in the order of creation: the rid is the place. */
static err_t page_by_place(struct run *r, str select, struct why *why)
{
    str sql = arena_fmt(r->arena, "%.*s WHERE rid > ?1 ORDER BY rid LIMIT ?2", STR_ARG(select));
    struct stmt *rows;

    TRY(hub_session_prepare(r->session, sql, &rows, why));
    stmt_bind_int(rows, 1, r->what->query->offset);
    stmt_bind_int(rows, 2, r->what->query->limit);
    return print_rows(r, rows, why);
}

/* Many fit: from the first of them on, not all is read to find a page. */
static err_t page_by_scan(struct run *r, str select, str order, struct why *why)
{
    size_t n = r->where.values.n;
    str filter = str_sub(buf_str(&r->where.text), sizeof " WHERE " - 1, r->where.text.n);
    bool by_creation = r->what->query->sort.n == 0;
    str sql = arena_fmt(r->arena, "%.*s%s WHERE (%.*s)%s ?%zu%.*s LIMIT ?%zu", STR_ARG(select),
                        by_creation ? " NOT INDEXED" : "", STR_ARG(filter),
                        by_creation ? " AND rid >=" : " AND 1 <=", n + 1, STR_ARG(order), n + 2);
    struct stmt *rows;

    TRY(hub_session_prepare(r->session, sql, &rows, why));
    hub_sql_bind(&r->where, rows);
    stmt_bind_int(rows, (int)n + 1, by_creation ? r->total->first : 1);
    stmt_bind_int(rows, (int)n + 2, r->what->query->limit);
    return print_rows(r, rows, why);
}

static err_t page_by_offset(struct run *r, str select, str order, struct why *why)
{
    size_t n = r->where.values.n;
    str sql = arena_fmt(r->arena, "%.*s%.*s%.*s LIMIT ?%zu OFFSET ?%zu", STR_ARG(select),
                        STR_ARG(buf_str(&r->where.text)), STR_ARG(order), n + 1, n + 2);
    struct stmt *rows;

    TRY(hub_session_prepare(r->session, sql, &rows, why));
    hub_sql_bind(&r->where, rows);
    stmt_bind_int(rows, (int)n + 1, r->what->query->limit);
    stmt_bind_int(rows, (int)n + 2, r->what->query->offset);
    return print_rows(r, rows, why);
}

static char *heap_copy(str s)
{
    char *p = malloc(s.n + 1);

    if (!p)
        abort();
    memcpy(p, s.p, s.n);
    return p;
}

static struct hub_rows *oldest(struct hub_session *s)
{
    struct hub_rows *best = &s->rows[0];

    for (size_t i = 1; i < HUB_ROWS_KEPT; i++)
        if (s->rows[i].used < best->used)
            best = &s->rows[i];
    return best;
}

static err_t list_rows(struct run *r, str order, str key, struct hub_rows **out, struct why *why)
{
    str sql = arena_fmt(r->arena, "SELECT rid FROM %.*s%.*s%.*s", STR_ARG(r->what->model->table),
                        STR_ARG(buf_str(&r->where.text)), STR_ARG(order));
    struct stmt *q;
    err_t e;

    TRY(hub_session_prepare(r->session, sql, &q, why));
    hub_sql_bind(&r->where, q);
    int64_t *rids = malloc(((size_t)r->total->n + 1) * sizeof *rids);
    if (!rids)
        abort();
    size_t n = 0;
    while ((e = stmt_step(q, why)) == ERR_OK && n < (size_t)r->total->n)
        rids[n++] = stmt_int(q, 0);
    stmt_reset(q);
    if (e && e != ERR_NOT_FOUND) {
        free(rids);
        return e;
    }
    struct hub_rows *rows = oldest(r->session);
    free(rows->rids);
    free((void *)(uintptr_t)rows->key.p);
    *rows = (struct hub_rows){ .key = { heap_copy(key), key.n }, .rids = rids, .n = n };
    *out = rows;
    return ERR_OK;
}

static err_t rows_of(struct run *r, str order, struct hub_rows **out, struct why *why)
{
    struct hub_session *s = r->session;
    str key = cache_key(r, order);

    *out = NULL;
    for (size_t i = 0; i < HUB_ROWS_KEPT && !*out; i++)
        if (s->rows[i].rids && str_eq(s->rows[i].key, key))
            *out = &s->rows[i];
    if (!*out)
        TRY(list_rows(r, order, key, out, why));
    (*out)->used = ++s->clock;
    return ERR_OK;
}

static err_t page_by_rids(struct run *r, str select, const int64_t *rids, size_t n, struct why *why)
{
    str sql = arena_fmt(r->arena, "%.*s WHERE rid = ?1", STR_ARG(select));
    struct stmt *one;

    TRY(hub_session_prepare(r->session, sql, &one, why));
    for (size_t i = 0; i < n; i++) {
        stmt_reset(one);
        stmt_bind_int(one, 1, rids[i]);
        TRY(print_rows(r, one, why));
    }
    return ERR_OK;
}

static err_t page_by_list(struct run *r, str select, str order, struct why *why)
{
    size_t from = (size_t)r->what->query->offset, n = (size_t)r->what->query->limit;
    struct hub_rows *rows;

    TRY(rows_of(r, order, &rows, why));
    if (from >= rows->n)
        return ERR_OK;
    if (n > rows->n - from)
        n = rows->n - from;
    return page_by_rids(r, select, rows->rids + from, n, why);
}

static err_t print_page(struct run *r, struct why *why)
{
    const struct hub_query *q = r->what->query;
    const struct hub_model *m = r->what->model;
    bool all = !r->where.text.n, first = q->offset == 0, by_creation = q->sort.n == 0;
    struct hub_sql order;

    if (q->offset >= r->total->n)
        return ERR_OK;
    str select = arena_str(r->arena, hub_printer_select(&r->printer));
    hub_sql_init(&order, r->arena);
    hub_sql_order(&order, m, q);
    if (all && by_creation && m->dense)
        return page_by_place(r, select, why);
    if (first && by_creation && q->limit == 1 && r->total->first)
        return page_by_rids(r, select, &r->total->first, 1, why);
    if (r->total->n > ROWS_MAX || (all && first))
        return page_by_offset(r, select, buf_str(&order.text), why);
    if (first && r->total->n > FEW)
        return page_by_scan(r, select, buf_str(&order.text), why);
    return page_by_list(r, select, buf_str(&order.text), why);
}

/* The attributes stand before the records but are known after them: the page
 * is printed first, into a buffer of its own. */
err_t hub_search_run(struct hub_session *s, struct arena *a, const struct hub_search *what,
                     struct buf *out, struct why *why)
{
    struct run r = { .session = s, .arena = a, .what = what };
    struct buf page;

    buf_init(&page, a);
    (void)buf_reserve(&page, what->query->limit > 8 ? 96 << 10 : 4 << 10);
    struct xml_out xml = xml_out(&page), head = xml_out(out);
    TRY(hub_printer_init(&r.printer, s, a, what, &xml, why));
    hub_sql_init(&r.where, a);
    hub_sql_where(&r.where, &s->models, what->model, what->query);
    TRY(count(&r, why));
    TRY(print_page(&r, why));
    if (what->query->offset == 0 && what->query->sort.n == 0)
        r.total->first = r.first;
    xml_declaration(&head);
    xml_open(&head, STR("RecordQueryResponse"));
    xml_put_attr_int(&head, STR("resultCount"), r.printed);
    xml_put_attr_int(&head, STR("totalCount"), r.total->n);
    int64_t next = what->query->offset + r.printed;
    if (r.printed && next < r.total->n)
        xml_put_attr(&head, STR("offsetToken"), hub_token_make(a, next));
    buf_byte(out, '>');
    buf_add(out, buf_str(&page));
    buf_lit(out, "</RecordQueryResponse>");
    return page.overflow || out->overflow ? ERR_TOO_LARGE : ERR_OK;
}

err_t hub_record_get(struct hub_session *s, struct arena *a, const struct hub_search *what, str id,
                     struct buf *out, struct why *why)
{
    struct xml_out xml = xml_out(out);
    struct hub_printer p;
    struct stmt *row;

    TRY(hub_printer_init(&p, s, a, what, &xml, why));
    str select = arena_str(a, hub_printer_select(&p));
    TRY(hub_session_prepare(s, arena_fmt(a, "%.*s WHERE id = ?1", STR_ARG(select)), &row, why));
    stmt_bind_text(row, 1, id);
    TRY(stmt_step(row, why));
    xml_open(&xml, what->model->root);
    xml_put_attr(&xml, STR("grid"), stmt_text(row, HUB_COL_ID));
    xml_put_attr(&xml, STR("createddate"), hub_us_date(a, stmt_text(row, HUB_COL_CREATED)));
    xml_put_attr(&xml, STR("updateddate"), hub_us_date(a, stmt_text(row, HUB_COL_UPDATED)));
    xml_put_attr(&xml, STR("source"), stmt_text(row, HUB_COL_SOURCE));
    xml_leaf(&xml, STR("id"), stmt_text(row, HUB_COL_ID));
    err_t e = hub_print_fields(&p, row, why);
    stmt_reset(row);
    xml_close(&xml);
    return e;
}
