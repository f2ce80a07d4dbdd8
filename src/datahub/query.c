#include "datahub/query.h"

#include "base/buf.h"
#include "codec/xml_out.h"

#include <math.h>

static err_t unfit(const struct source_filter *f, struct value v, struct why *why)
{
    struct buf b;

    buf_init(&b, NULL);
    value_print(&b, v);
    err_t e = why_fail(why, ERR_BAD_INPUT, "\"%s\" is no value for the %s field %.*s", buf_cstr(&b),
                       field_type_info(f->field->type)->json, STR_ARG(f->field->name));
    buf_fini(&b);
    return e;
}

/* The value as the field's own kind; false when it would become another one. */
static bool fit(enum value_kind kind, struct value *v)
{
    if (v->kind == kind)
        return true;
    if (kind == VALUE_INSTANT && v->kind == VALUE_DATE)
        *v = value_instant(v->i * DAY_S);
    else if (kind == VALUE_DATE && v->kind == VALUE_INSTANT && v->i % DAY_S == 0)
        *v = value_date(v->i / DAY_S);
    else if (kind == VALUE_INT && v->kind == VALUE_FLOAT && v->f == trunc(v->f) &&
             fabs(v->f) < 9e15)
        *v = value_int((int64_t)v->f);
    else
        return (kind == VALUE_FLOAT && v->kind == VALUE_INT) ||
               (kind == VALUE_TEXT && v->kind != VALUE_NULL);
    return true;
}

static err_t put_value(struct xml_out *o, struct buf *text, const struct source_filter *f,
                       struct value v, struct why *why)
{
    if (!fit(field_type_info(f->field->type)->kind, &v))
        return unfit(f, v, why);
    text->n = 0;
    value_print(text, v);
    if (v.kind == VALUE_INSTANT)
        buf_byte(text, 'Z');
    if (str_trim(buf_str(text)).n == 0)
        return why_fail(why, ERR_BAD_INPUT,
                        "the field %.*s cannot be compared with an empty value; ask for IS_NULL",
                        STR_ARG(f->field->name));
    xml_leaf(o, STR("value"), buf_str(text));
    return ERR_OK;
}

static err_t check_filter(const struct source_filter *f, struct why *why)
{
    size_t operands = (size_t)source_op_operands(f->op);
    bool any_of = f->op == OP_EQUALS && f->field->type == FIELD_ENUM && f->values_n > 0;

    if (!source_op_fits(f->op, f->field))
        return why_fail(why, ERR_BAD_INPUT, "DataHub cannot ask %s of the %s field %.*s%s",
                        source_op_name(f->op), field_type_info(f->field->type)->json,
                        STR_ARG(f->field->name), f->field->repeatable ? ", which repeats" : "");
    if (f->values_n != operands && !any_of)
        return why_fail(why, ERR_BAD_INPUT, "%s of %.*s takes %zu values, not %zu",
                        source_op_name(f->op), STR_ARG(f->field->name), operands, f->values_n);
    return ERR_OK;
}

static err_t put_filter(struct arena *a, struct xml_out *o, const struct source_filter *f,
                        struct why *why)
{
    struct buf text;

    TRY(check_filter(f, why));
    buf_init(&text, a);
    xml_open(o, STR("fieldValue"));
    xml_leaf(o, STR("fieldId"), f->field->id);
    xml_leaf(o, STR("operator"), str_c(source_op_name(f->op)));
    for (size_t i = 0; i < f->values_n; i++)
        TRY(put_value(o, &text, f, f->values[i], why));
    xml_close(o);
    return ERR_OK;
}

static void put_updated(struct arena *a, struct xml_out *o, int64_t from)
{
    struct buf text;

    buf_init(&text, a);
    civil_print_instant(&text, from);
    buf_byte(&text, 'Z');
    xml_open(o, STR("updatedDate"));
    xml_leaf(o, STR("from"), buf_str(&text));
    xml_close(o);
}

static err_t put_filters(struct arena *a, struct xml_out *o, const struct source_query *q,
                         struct why *why)
{
    if (q->record_ids.n > QUERY_IDS_MAX)
        return why_fail(why, ERR_BAD_INPUT, "at most %d record ids can be asked for at once",
                        QUERY_IDS_MAX);
    if (!q->record_ids.n && !q->filters_n && !q->updated_from)
        return ERR_OK;
    xml_open(o, STR("filter"));
    xml_put_attr(o, STR("op"), q->any ? STR("OR") : STR("AND"));
    if (q->record_ids.n) {
        xml_open(o, STR("recordIds"));
        for (size_t i = 0; i < q->record_ids.n; i++)
            xml_leaf(o, STR("recordId"), q->record_ids.p[i]);
        xml_close(o);
    }
    for (size_t i = 0; i < q->filters_n && !q->record_ids.n; i++)
        TRY(put_filter(a, o, &q->filters[i], why));
    if (q->updated_from && !q->record_ids.n)
        put_updated(a, o, q->updated_from);
    xml_close(o);
    return ERR_OK;
}

/* An item of a collection is got by asking for its collection. */
static str view_id(const struct field *f)
{
    return f->collection_id.n ? f->collection_id : f->id;
}

static bool is_earlier(const struct source_query *q, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(view_id(q->view[k]), view_id(q->view[i])))
            return true;
    return false;
}

/* A request without a view is answered with every field, so for ids alone one
 * cheap field is named. */
static const struct field *cheapest(const struct model *m)
{
    for (size_t i = 0; i < m->fields_n; i++)
        if (!m->fields[i].repeatable && m->fields[i].type != FIELD_LONG_TEXT)
            return &m->fields[i];
    return NULL;
}

static void put_view(struct xml_out *o, const struct source_query *q)
{
    const struct field *one = q->view_n ? NULL : cheapest(q->model);

    if (!q->view_n && !one)
        return;
    xml_open(o, STR("view"));
    if (one)
        xml_leaf(o, STR("fieldId"), one->id);
    for (size_t i = 0; i < q->view_n; i++)
        if (!is_earlier(q, i))
            xml_leaf(o, STR("fieldId"), view_id(q->view[i]));
    xml_close(o);
}

static err_t put_sort(struct xml_out *o, const struct source_query *q, struct why *why)
{
    if (!q->sort && !q->sort_desc)
        return ERR_OK;
    if (q->sort && (q->sort->repeatable || q->sort->type == FIELD_REF))
        return why_fail(why, ERR_BAD_INPUT, "DataHub cannot sort by the field %.*s",
                        STR_ARG(q->sort->name));
    xml_open(o, STR("sort"));
    xml_open(o, STR("sortField"));
    xml_leaf(o, STR("fieldId"), q->sort ? q->sort->id : STR("@createdDate"));
    xml_leaf(o, STR("direction"), q->sort_desc ? STR("DESC") : STR("ASC"));
    xml_close(o);
    xml_close(o);
    return ERR_OK;
}

err_t query_to_xml(struct arena *a, const struct source_query *q, uint64_t limit, str token,
                   str *out, struct why *why)
{
    struct buf b;
    struct xml_out o = xml_out(&b);

    buf_init(&b, a);
    xml_open(&o, STR("RecordQueryRequest"));
    xml_put_attr_int(&o, STR("limit"), (int64_t)limit);
    if (token.n)
        xml_put_attr(&o, STR("offsetToken"), token);
    put_view(&o, q);
    TRY(put_sort(&o, q, why));
    TRY(put_filters(a, &o, q, why));
    xml_close(&o);
    *out = buf_str(&b);
    return ERR_OK;
}

str query_words(struct arena *a, const struct source_query *q)
{
    struct buf b;

    buf_init(&b, a);
    if (q->record_ids.n)
        buf_fmt(&b, "%zu records by their ids", q->record_ids.n);
    for (size_t i = 0; i < q->filters_n && !q->record_ids.n; i++) {
        const struct source_filter *f = &q->filters[i];
        buf_fmt(&b, "%s%.*s %s",
                !i       ? ""
                : q->any ? " or "
                         : " and ",
                STR_ARG(f->field->label), source_op_name(f->op));
        for (size_t k = 0; k < f->values_n; k++) {
            buf_add(&b, k ? STR(", ") : STR(" "));
            value_print(&b, f->values[k]);
        }
    }
    return b.n ? buf_str(&b) : STR("all records");
}
