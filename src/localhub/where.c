#include "localhub/where.h"

void hub_sql_init(struct hub_sql *sql, struct arena *a)
{
    *sql = (struct hub_sql){ .arena = a };
    buf_init(&sql->text, a);
}

void hub_sql_bind(const struct hub_sql *sql, struct stmt *s)
{
    for (size_t i = 0; i < sql->values.n; i++)
        stmt_bind_value(s, (int)i + 1, sql->values.p[i]);
}

void hub_sql_put(struct hub_sql *sql, struct value v)
{
    *vec_push(sql->arena, &sql->values) = v;
    buf_fmt(&sql->text, "?%zu", sql->values.n);
}

static struct value typed(enum hub_type t, str s)
{
    int64_t i;
    double f;

    if (t == HUB_INTEGER && str_to_i64(s, &i))
        return value_int(i);
    if (t == HUB_FLOAT && str_to_f64(s, &f))
        return value_float(f);
    if (t == HUB_BOOLEAN)
        return value_int(str_eq(s, STR("true")));
    return value_text(s);
}

static str like_pattern(struct arena *a, str s, bool open_start, bool open_end)
{
    struct buf b;

    buf_init(&b, a);
    if (open_start)
        buf_byte(&b, '%');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '%' || s.p[i] == '_' || s.p[i] == '\\')
            buf_byte(&b, '\\');
        buf_byte(&b, s.p[i]);
    }
    if (open_end)
        buf_byte(&b, '%');
    return buf_str(&b);
}

static void put_like(struct hub_sql *sql, const struct hub_condition *c)
{
    str pattern = like_pattern(sql->arena, c->values.p[0], c->op != HUB_OP_STARTS_WITH,
                               c->op != HUB_OP_ENDS_WITH);

    buf_lit(&sql->text, " LIKE ");
    hub_sql_put(sql, value_text(pattern));
    buf_lit(&sql->text, " ESCAPE '\\'");
}

static void put_list(struct hub_sql *sql, enum hub_type type, const struct hub_strs *values)
{
    buf_byte(&sql->text, '(');
    for (size_t i = 0; i < values->n; i++) {
        if (i)
            buf_lit(&sql->text, ", ");
        hub_sql_put(sql, typed(type, values->p[i]));
    }
    buf_byte(&sql->text, ')');
}

static void put_operator(struct hub_sql *sql, const struct hub_field *f,
                         const struct hub_condition *c)
{
    static const char *const simple[HUB_OPERATOR_COUNT] = {
        [HUB_OP_EQUALS] = " = ",       [HUB_OP_NOT_EQUALS] = " <> ",
        [HUB_OP_GREATER_THAN] = " > ", [HUB_OP_GREATER_THAN_EQUAL] = " >= ",
        [HUB_OP_LESS_THAN] = " < ",    [HUB_OP_LESS_THAN_EQUAL] = " <= ",
    };

    switch (c->op) {
    case HUB_OP_IS_NULL:
        buf_lit(&sql->text, " IS NULL");
        return;
    case HUB_OP_IS_NOT_NULL:
        buf_lit(&sql->text, " IS NOT NULL");
        return;
    case HUB_OP_CONTAINS:
    case HUB_OP_STARTS_WITH:
    case HUB_OP_ENDS_WITH:
        put_like(sql, c);
        return;
    case HUB_OP_IS_INVALID:
        buf_lit(&sql->text, " NOT IN ");
        put_list(sql, f->type, &f->values);
        return;
    case HUB_OP_BETWEEN:
        buf_lit(&sql->text, " BETWEEN ");
        hub_sql_put(sql, typed(f->type, c->values.p[0]));
        buf_lit(&sql->text, " AND ");
        hub_sql_put(sql, typed(f->type, c->values.p[1]));
        return;
    default:
        break;
    }
    if (c->values.n > 1) {
        buf_lit(&sql->text, " IN ");
        put_list(sql, f->type, &c->values);
        return;
    }
    buf_add(&sql->text, str_c(simple[c->op]));
    hub_sql_put(sql, typed(f->type, c->values.p[0]));
}

/* Kept in the items table: true when any item is equal. */
static void put_item_condition(struct hub_sql *sql, const struct hub_model *m,
                               const struct hub_condition *c)
{
    buf_fmt(&sql->text,
            "EXISTS (SELECT 1 FROM %.*s_items WHERE record = rid AND field = %d AND value IN ",
            STR_ARG(m->table), c->at);
    put_list(sql, m->fields.p[c->at].type, &c->values);
    buf_byte(&sql->text, ')');
}

static void put_condition(struct hub_sql *sql, const struct hub_model *m,
                          const struct hub_condition *c)
{
    const struct hub_field *f = &m->fields.p[c->at];

    if (f->column < 0) {
        put_item_condition(sql, m, c);
        return;
    }
    buf_fmt(&sql->text, "c%d", f->column);
    put_operator(sql, f, c);
}

struct terms {
    struct hub_sql *sql;
    const char *glue;
    bool any;
};

static void next_term(struct terms *t)
{
    buf_add(&t->sql->text, str_c(t->any ? t->glue : " WHERE "));
    t->any = true;
}

static void put_range(struct terms *t, const char *column, const struct hub_range *r)
{
    struct buf *b = &t->sql->text;

    if (!r->from.n && !r->to.n)
        return;
    next_term(t);
    buf_fmt(b, "(%s >= ", column);
    hub_sql_put(t->sql, value_text(r->from));
    if (r->to.n) {
        buf_fmt(b, " AND %s <= ", column);
        hub_sql_put(t->sql, value_text(r->to));
    }
    buf_byte(b, ')');
}

/* By the rows of hub_link or, without any, by who made the record. */
static void put_source_link(struct terms *t, const struct hub_model *m, const struct hub_pair *p)
{
    struct buf *b = &t->sql->text;

    next_term(t);
    buf_add(b, str_eq(p->second, STR("LINKED")) ? STR("") : STR("NOT "));
    buf_lit(b, "(EXISTS (SELECT 1 FROM hub_link l WHERE l.model = ");
    hub_sql_put(t->sql, value_text(m->id));
    buf_fmt(b, " AND l.record = %.*s.id AND l.source = ", STR_ARG(m->table));
    hub_sql_put(t->sql, value_text(p->first));
    buf_fmt(b, ") OR (%.*s.source = ", STR_ARG(m->table));
    hub_sql_put(t->sql, value_text(p->first));
    buf_lit(b, " AND NOT EXISTS (SELECT 1 FROM hub_link l WHERE l.model = ");
    hub_sql_put(t->sql, value_text(m->id));
    buf_fmt(b, " AND l.record = %.*s.id)))", STR_ARG(m->table));
}

/* Pending: there is a value, and no record of the target has it as its id. */
static void put_unresolved(struct terms *t, const struct hub_models *all, const struct hub_model *m,
                           const struct hub_pair *p)
{
    const struct hub_field *f = &m->fields.p[p->at];
    struct buf *b = &t->sql->text;

    next_term(t);
    buf_fmt(b, "(c%d IS NOT NULL", f->column);
    for (size_t i = 0; i < all->n; i++)
        if (all->p[i]->deployed && str_eq(all->p[i]->id, f->ref_model_id))
            buf_fmt(b, " AND NOT EXISTS (SELECT 1 FROM %.*s AS target WHERE target.id = %.*s.c%d)",
                    STR_ARG(all->p[i]->table), STR_ARG(m->table), f->column);
    if (!str_eq(p->second, STR("@all"))) {
        buf_lit(b, " AND source = ");
        hub_sql_put(t->sql, value_text(p->second));
    }
    buf_byte(b, ')');
}

void hub_sql_where(struct hub_sql *sql, const struct hub_models *all, const struct hub_model *m,
                   const struct hub_query *q)
{
    struct terms t = { sql, q->any ? " OR " : " AND ", false };

    if (q->has_ids) { /* overrides every other filter */
        next_term(&t);
        buf_lit(&sql->text, "id IN ");
        put_list(sql, HUB_STRING, &q->ids);
        return;
    }
    put_range(&t, "created", &q->created);
    put_range(&t, "updated", &q->updated);
    for (size_t i = 0; i < q->conditions.n; i++) {
        next_term(&t);
        put_condition(sql, m, &q->conditions.p[i]);
    }
    if (q->has_creator) {
        next_term(&t);
        buf_lit(&sql->text, "source = ");
        hub_sql_put(sql, value_text(q->creator));
    }
    for (size_t i = 0; i < q->source_links.n; i++)
        put_source_link(&t, m, &q->source_links.p[i]);
    for (size_t i = 0; i < q->unresolved.n; i++)
        put_unresolved(&t, all, m, &q->unresolved.p[i]);
}

void hub_sql_order(struct hub_sql *sql, const struct hub_model *m, const struct hub_query *q)
{
    buf_lit(&sql->text, " ORDER BY ");
    for (size_t i = 0; i < q->sort.n; i++) {
        const struct hub_sort *s = &q->sort.p[i];
        if (s->at >= 0)
            buf_fmt(&sql->text, "c%d", m->fields.p[s->at].column);
        else /* records are kept in the order of their creation */
            buf_add(&sql->text, s->at == -1 ? STR("rid") : STR("updated"));
        buf_add(&sql->text, str_eq(s->direction, STR("DESC")) ? STR(" DESC, ") : STR(", "));
    }
    buf_lit(&sql->text, "rid");
}
