#include "localhub/record.h"

#include "localhub/source_link.h"

#include <math.h>
#include <stdio.h>

/* Amounts have few decimals: those are printed without the slow way. */
void hub_print_float(struct buf *out, double f)
{
    char text[40];
    double scaled = f * 10000;
    int n;

    if (f == trunc(f) && fabs(f) < 9e15) {
        n = snprintf(text, sizeof text, "%lld", (long long)f);
    } else if (fabs(scaled) < 1e15 && round(scaled) / 10000 == f) {
        long long whole = llround(fabs(scaled));
        n = snprintf(text, sizeof text, "%s%lld.%04d", f < 0 ? "-" : "", whole / 10000,
                     (int)(whole % 10000));
        while (text[n - 1] == '0')
            n--;
    } else {
        double back;
        n = snprintf(text, sizeof text, "%.15g", f);
        if (!str_to_f64((str){ text, (size_t)n }, &back) || back != f)
            n = snprintf(text, sizeof text, "%.17g", f);
    }
    buf_add(out, (str){ text, (size_t)n });
}

str hub_value_text(struct buf *scratch, enum hub_type type, struct stmt *s, int col)
{
    if (type == HUB_BOOLEAN)
        return stmt_int(s, col) ? STR("true") : STR("false");
    if (type != HUB_FLOAT)
        return stmt_text(s, col);
    scratch->n = 0;
    hub_print_float(scratch, stmt_float(s, col));
    return buf_str(scratch);
}

/* Characters, not bytes: the offset of the n-th one. */
static size_t offset_of(str s, size_t n)
{
    size_t at = 0;

    while (at < s.n && n > 0) {
        at++;
        while (at < s.n && ((unsigned char)s.p[at] & 0xc0) == 0x80)
            at++;
        n--;
    }
    return at;
}

static size_t characters(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

str hub_mask_text(struct arena *a, const struct hub_field *f, str text)
{
    struct buf b;
    size_t n = characters(text), first = (size_t)f->mask_first, last = (size_t)f->mask_last;

    if (f->mask == HUB_MASK_ALL)
        return STR("*****");
    buf_init(&b, a);
    for (size_t i = 0; i < n; i++) {
        bool edge = i < first || i + last >= n;
        if (edge == (f->mask == HUB_MASK_PARTIAL))
            buf_byte(&b, '*');
        else
            buf_add(&b, str_sub(text, offset_of(text, i), offset_of(text, i + 1)));
    }
    return buf_str(&b);
}

static void want(struct hub_printer *p, int at)
{
    const struct hub_model *m = p->what->model;

    for (size_t i = 0; i < m->fields.n; i++)
        if (hub_field_is_inside(m, (int)i, at))
            p->wanted[i] = true;
}

static void read_view(struct hub_printer *p)
{
    const struct hub_model *m = p->what->model;
    const struct hub_query *q = p->what->query;

    p->wanted = NEW_N(p->arena, bool, m->fields.n);
    p->selected = NEW_N(p->arena, int, m->fields.n);
    p->targets = NEW_N(p->arena, struct stmt *, m->fields.n);
    for (size_t i = 0; i < m->fields.n; i++) {
        p->wanted[i] = !q || !q->has_view;
        p->selected[i] = -1;
    }
    for (size_t i = 0; q && i < q->view.n; i++)
        want(p, hub_field_asked(m, q->view.p[i]));
    for (size_t i = 0; i < m->fields.n; i++)
        p->wants_items |= p->wanted[i] && hub_field_collection(m, (int)i) >= 0;
}

static err_t prepare_items(struct hub_printer *p, struct why *why)
{
    str sql = arena_fmt(p->arena,
                        "SELECT field, item, value FROM %.*s_items WHERE record = ?1"
                        " ORDER BY field, item",
                        STR_ARG(p->what->model->table));

    return p->wants_items ? hub_session_prepare(p->session, sql, &p->items, why) : ERR_OK;
}

/* The title of a record as an SQL expression; empty when the model has none. */
static str title_sql(struct arena *a, const struct hub_model *m)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < m->title.n; i++) {
        const struct hub_title_part *t = &m->title.p[i];
        int at = t->unique_id.n ? hub_field_find(m, t->unique_id) : -1;
        if (t->unique_id.n && (at < 0 || m->fields.p[at].column < 0))
            continue;
        buf_add(&b, b.n ? STR(" || ") : STR(""));
        if (t->unique_id.n)
            buf_fmt(&b, "coalesce(c%d, '')", m->fields.p[at].column);
        else
            buf_fmt(&b, "char(%d)", t->constant.n == 1 ? t->constant.p[0] : ' ');
    }
    return buf_str(&b);
}

static err_t prepare_targets(struct hub_printer *p, struct why *why)
{
    const struct hub_model *m = p->what->model;

    for (size_t i = 0; p->what->reference_titles && i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        const struct hub_model *to = f->type == HUB_REFERENCE
                                         ? hub_session_universe(p->session, f->ref_model_id)
                                         : NULL;
        str title = to ? title_sql(p->arena, to) : STR("");
        if (!title.n)
            continue;
        str sql = arena_fmt(p->arena, "SELECT trim(%.*s) FROM %.*s WHERE id = ?1", STR_ARG(title),
                            STR_ARG(to->table));
        TRY(hub_session_prepare(p->session, sql, &p->targets[i], why));
    }
    return ERR_OK;
}

err_t hub_printer_init(struct hub_printer *p, struct hub_session *s, struct arena *a,
                       const struct hub_search *what, struct xml_out *out, struct why *why)
{
    *p = (struct hub_printer){ .session = s, .arena = a, .what = what, .out = out };
    buf_init(&p->text, a);
    read_view(p);
    TRY(prepare_items(p, why));
    return prepare_targets(p, why);
}

static bool is_in_title(const struct hub_model *m, const struct hub_field *f)
{
    for (size_t i = 0; i < m->title.n; i++)
        if (m->title.p[i].unique_id.n && str_eq(m->title.p[i].unique_id, f->unique_id))
            return true;
    return false;
}

str hub_printer_select(struct hub_printer *p)
{
    const struct hub_model *m = p->what->model;
    int at = HUB_COL_FIELDS;
    struct buf b;

    buf_init(&b, p->arena);
    buf_lit(&b, "SELECT rid, id, created, updated, source, entity");
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (f->column < 0 || !(p->wanted[i] || is_in_title(m, f)))
            continue;
        p->selected[i] = at++;
        buf_fmt(&b, ", c%d", f->column);
    }
    buf_fmt(&b, " FROM %.*s", STR_ARG(m->table));
    return buf_str(&b);
}

static str shown(struct hub_printer *p, const struct hub_field *f, str text)
{
    return f->mask && p->what->masked ? hub_mask_text(p->arena, f, text) : text;
}

static err_t put_reference_title(struct hub_printer *p, int at, str id, struct why *why)
{
    struct stmt *s = p->targets[at];

    stmt_reset(s);
    stmt_bind_text(s, 1, id);
    err_t e = stmt_step(s, why);
    if (!e && stmt_text(s, 0).n)
        xml_put_attr(p->out, STR("recordTitle"), stmt_text(s, 0));
    stmt_reset(s);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static err_t put_leaf(struct hub_printer *p, int at, str text, struct why *why)
{
    const struct hub_field *f = &p->what->model->fields.p[at];

    if (!text.n)
        return ERR_OK;
    xml_open(p->out, f->element);
    if (p->targets[at])
        TRY(put_reference_title(p, at, text, why));
    xml_text(p->out, shown(p, f, text));
    xml_close(p->out);
    return ERR_OK;
}

static str item_text(const struct hub_printer *p, int field, int item)
{
    for (size_t i = 0; i < p->row_items.n; i++)
        if (p->row_items.p[i].field == field && p->row_items.p[i].item == item)
            return p->row_items.p[i].text;
    return STR("");
}

static int items_of(const struct hub_printer *p, int at)
{
    int n = 0;

    for (size_t i = 0; i < p->row_items.n; i++)
        if (hub_field_is_inside(p->what->model, p->row_items.p[i].field, at) &&
            p->wanted[p->row_items.p[i].field] && p->row_items.p[i].item >= n)
            n = p->row_items.p[i].item + 1;
    return n;
}

/* <phones><phone>1</phone><phone>2</phone></phones>, a group's item holding
 * its fields. */
static err_t put_collection(struct hub_printer *p, int at, struct why *why)
{
    const struct hub_model *m = p->what->model;
    const struct hub_field *f = &m->fields.p[at];
    int n = items_of(p, at);

    if (n == 0)
        return ERR_OK;
    xml_open(p->out, f->collection_tag);
    for (int item = 0; item < n; item++) {
        if (f->type != HUB_CONTAINER) {
            TRY(put_leaf(p, at, item_text(p, at, item), why));
            continue;
        }
        xml_open(p->out, f->element);
        for (int i = at + 1; i < (int)m->fields.n && hub_field_is_inside(m, i, at); i++)
            if (p->wanted[i])
                TRY(put_leaf(p, i, item_text(p, i, item), why));
        xml_close(p->out);
    }
    xml_close(p->out);
    return ERR_OK;
}

static bool has_value(const struct hub_printer *p, struct stmt *row, int at)
{
    return p->wanted[at] && p->selected[at] >= 0 && !stmt_is_null(row, p->selected[at]);
}

static err_t put_field(struct hub_printer *p, struct stmt *row, int at, struct why *why);

static err_t put_group(struct hub_printer *p, struct stmt *row, int at, struct why *why)
{
    const struct hub_model *m = p->what->model;
    bool any = items_of(p, at) > 0;

    for (int i = at + 1; i < (int)m->fields.n && hub_field_is_inside(m, i, at); i++)
        any |= has_value(p, row, i);
    if (!any)
        return ERR_OK;
    xml_open(p->out, m->fields.p[at].element);
    for (int i = at + 1; i < (int)m->fields.n && hub_field_is_inside(m, i, at); i++)
        if (m->fields.p[i].parent == at)
            TRY(put_field(p, row, i, why));
    xml_close(p->out);
    return ERR_OK;
}

/* As deep as groups are nested, which the model's XML bounds at 64. */
static err_t put_field(struct hub_printer *p, struct stmt *row, int at, struct why *why)
{
    const struct hub_field *f = &p->what->model->fields.p[at];

    if (f->repeatable)
        return put_collection(p, at, why);
    if (f->type == HUB_CONTAINER)
        return put_group(p, row, at, why);
    if (!has_value(p, row, at))
        return ERR_OK;
    return put_leaf(p, at, hub_value_text(&p->text, f->type, row, p->selected[at]), why);
}

static err_t read_items(struct hub_printer *p, struct stmt *row, struct why *why)
{
    err_t e;

    p->row_items.n = 0;
    if (!p->items)
        return ERR_OK;
    stmt_reset(p->items);
    stmt_bind_int(p->items, 1, stmt_int(row, HUB_COL_RID));
    while ((e = stmt_step(p->items, why)) == ERR_OK) {
        int field = (int)stmt_int(p->items, 0);
        if (field < 0 || field >= (int)p->what->model->fields.n)
            continue;
        enum hub_type type = p->what->model->fields.p[field].type;
        *vec_push(p->arena, &p->row_items) =
            (struct hub_item){ field, (int)stmt_int(p->items, 1),
                               arena_str(p->arena, hub_value_text(&p->text, type, p->items, 2)) };
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

err_t hub_print_fields(struct hub_printer *p, struct stmt *row, struct why *why)
{
    const struct hub_model *m = p->what->model;

    TRY(read_items(p, row, why));
    for (size_t i = 0; i < m->fields.n; i++)
        if (m->fields.p[i].parent < 0)
            TRY(put_field(p, row, (int)i, why));
    return ERR_OK;
}

static str title_of(struct hub_printer *p, struct stmt *row)
{
    const struct hub_model *m = p->what->model;
    struct buf b;

    buf_init(&b, p->arena);
    for (size_t i = 0; i < m->title.n; i++) {
        const struct hub_title_part *t = &m->title.p[i];
        int at = t->unique_id.n ? hub_field_find(m, t->unique_id) : -1;
        if (!t->unique_id.n)
            buf_add(&b, t->constant);
        else if (at >= 0 && p->selected[at] >= 0 && !stmt_is_null(row, p->selected[at]))
            buf_add(&b,
                    shown(p, &m->fields.p[at],
                          hub_value_text(&p->text, m->fields.p[at].type, row, p->selected[at])));
    }
    return str_trim(buf_str(&b));
}

static err_t put_links(struct hub_printer *p, struct stmt *row, struct why *why)
{
    struct hub_source_links links;
    const struct hub_head head = { .id = stmt_text(row, HUB_COL_ID),
                                   .created = stmt_text(row, HUB_COL_CREATED),
                                   .source = stmt_text(row, HUB_COL_SOURCE),
                                   .entity = stmt_text(row, HUB_COL_ENTITY) };

    TRY(hub_source_links_read(p->session, p->arena, p->what->model, &head, &links, why));
    hub_source_links_print(p->out, &links);
    return ERR_OK;
}

err_t hub_print_record(struct hub_printer *p, struct stmt *row, struct why *why)
{
    const struct hub_model *m = p->what->model;

    xml_open(p->out, STR("Record"));
    xml_put_attr(p->out, STR("recordId"), stmt_text(row, HUB_COL_ID));
    xml_put_attr(p->out, STR("createdDate"), stmt_text(row, HUB_COL_CREATED));
    xml_put_attr(p->out, STR("updatedDate"), stmt_text(row, HUB_COL_UPDATED));
    if (m->title.n) {
        str title = title_of(p, row);
        if (title.n)
            xml_put_attr(p->out, STR("recordTitle"), title);
    }
    xml_open(p->out, STR("Fields"));
    xml_open(p->out, m->root);
    TRY(hub_print_fields(p, row, why));
    xml_close(p->out);
    xml_close(p->out);
    if (p->what->query->links)
        TRY(put_links(p, row, why));
    xml_close(p->out);
    return ERR_OK;
}
