/* dice.h - random schemas, records and plans from one number. */
#ifndef TESTS_DICE_H
#define TESTS_DICE_H

#include "memory_source.h"
#include "plan/plan.h"

struct dice {
    uint64_t state;
    struct arena *a;
    const struct schema *schema;
    size_t scale; /* so many times the records; 0: one */
};

static inline uint64_t roll(struct dice *d, uint64_t n)
{
    d->state += 0x9e3779b97f4a7c15u;
    uint64_t z = d->state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (z ^ z >> 31) % n;
}

static inline bool chance(struct dice *d, unsigned percent)
{
    return roll(d, 100) < percent;
}

/* ------------------------------------------------------------ the schema */

enum { MAKER, BRAND, PRODUCT, ORDER, MODELS };

static const char *const dice_texts[] = {
    "Sony",
    "sony",
    "SONY",
    "S\xc3\xb3ny",
    "LG",
    "\xc3\x89t\xc3\xa9",
    "\xc3\xa9t\xc3\xa9",
    "a",
    "A",
    "a b",
    "b",
    "ab",
    "stra\xc3\x9f"
    "e",
    "STRASSE",
    "x_%",
    "",
    "\xe2\x84\xaa",
    "k",
    "K",
    "\xe6\x97\xa5\xe6\x9c\xac",
    "10",
    "9",
};
static const char *const dice_enums[] = { "NEW", "OPEN", "DONE", "GONE" };

struct dice_field {
    const char *id;
    enum field_type type;
    int ref;
};

static const struct dice_field dice_fields[MODELS][12] = {
    [MAKER] = { { "NAME", FIELD_TEXT, 0 },
                { "SIZE", FIELD_INT, 0 },
                { "FOUNDED", FIELD_DATE, 0 },
                { "STATE", FIELD_ENUM, 0 } },
    [BRAND] = { { "NAME", FIELD_TEXT, 0 },
                { "MAKER", FIELD_REF, MAKER },
                { "SCORE", FIELD_FLOAT, 0 },
                { "ACTIVE", FIELD_BOOL, 0 } },
    [PRODUCT] = { { "NAME", FIELD_TEXT, 0 },
                  { "BRAND", FIELD_REF, BRAND },
                  { "SECOND", FIELD_REF, BRAND },
                  { "PRICE", FIELD_FLOAT, 0 },
                  { "QTY", FIELD_INT, 0 },
                  { "LAUNCH", FIELD_DATE, 0 },
                  { "MADE", FIELD_INSTANT, 0 },
                  { "STATUS", FIELD_ENUM, 0 },
                  { "FLAG", FIELD_BOOL, 0 },
                  { "SPARE", FIELD_TYPE_COUNT, 0 } },
    [ORDER] = { { "PRODUCT", FIELD_REF, PRODUCT },
                { "AMOUNT", FIELD_INT, 0 },
                { "AT", FIELD_INSTANT, 0 },
                { "CODE", FIELD_TEXT, 0 },
                { "SPARE", FIELD_TYPE_COUNT, 0 } },
};
static const char *const dice_models[MODELS] = { "Maker", "Brand", "Product", "Order" };

static inline void dice_field_init(struct dice *d, struct field *f, const struct dice_field *from)
{
    static const enum field_type spares[] = { FIELD_TIME, FIELD_LONG_TEXT, FIELD_INT, FIELD_DATE,
                                              FIELD_ENUM, FIELD_FLOAT,     FIELD_BOOL };

    f->id = f->name = f->label = f->element = f->path = str_c(from->id);
    f->type = from->type == FIELD_TYPE_COUNT ? spares[roll(d, 7)] : from->type;
    f->ref_model = f->type == FIELD_REF ? from->ref : -1;
    if (f->type == FIELD_ENUM) {
        f->enum_values.n = 4;
        f->enum_values.p = NEW_N(d->a, str, 4);
        for (size_t i = 0; i < 4; i++)
            f->enum_values.p[i] = str_c(dice_enums[i]);
    }
}

static inline struct schema *dice_schema(struct dice *d)
{
    struct schema *s = NEW(d->a, struct schema);

    s->arena = d->a;
    s->fiscal_month = (int)roll(d, 12) + 1;
    s->fiscal_day = 1;
    s->models_n = MODELS;
    s->models = NEW_N(d->a, struct model, MODELS);
    for (size_t i = 0; i < MODELS; i++) {
        struct model *m = &s->models[i];
        m->id = m->name = m->root = m->label = str_c(dice_models[i]);
        m->default_date = -1;
        m->fields = NEW_N(d->a, struct field, 12);
        for (size_t j = 0; dice_fields[i][j].id; j++)
            dice_field_init(d, &m->fields[m->fields_n++], &dice_fields[i][j]);
    }
    d->schema = s;
    return s;
}

/* ----------------------------------------------------------- the records */

static inline int64_t dice_day(struct dice *d)
{
    static const int starts[] = { 2024, 2025, 2026, 2026 };
    int year = starts[roll(d, 4)];

    if (chance(d, 40)) /* bounds of months and years */
        return civil_days(year, (int)roll(d, 12) + 1, 1) - (int64_t)roll(d, 2);
    return civil_days(year, 1, 1) + (int64_t)roll(d, 365);
}

static inline struct value dice_value(struct dice *d, enum field_type t)
{
    static const int64_t times[] = { 0, 1, 3600, 43200, 86399 };

    switch (t) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
        return value_text(str_c(dice_texts[roll(d, sizeof dice_texts / sizeof *dice_texts)]));
    case FIELD_ENUM:
        return value_text(str_c(dice_enums[roll(d, 4)]));
    case FIELD_INT:
        return value_int((int64_t)roll(d, 12) - 4);
    case FIELD_FLOAT:
        return value_float(((double)roll(d, 28) - 8) / 4);
    case FIELD_BOOL:
        return value_bool(roll(d, 2));
    case FIELD_DATE:
        return value_date(dice_day(d));
    case FIELD_INSTANT:
        return value_instant(dice_day(d) * DAY_S + times[roll(d, 5)]);
    case FIELD_TIME:
        return (struct value){ .kind = VALUE_TIME, .i = times[roll(d, 5)] };
    default:
        return VALUE_NONE;
    }
}

static inline str dice_id(struct dice *d, size_t model, uint64_t i)
{
    return arena_fmt(d->a, "%zx-%04x", model, (unsigned)(i * 2654435761u % 65521));
}

static inline struct memory_table *dice_tables(struct dice *d)
{
    struct memory_table *tables = NEW_N(d->a, struct memory_table, MODELS);
    size_t sizes[MODELS];

    for (size_t i = 0; i < MODELS; i++)
        sizes[i] = chance(d, 8) ? 0 : roll(d, i < PRODUCT ? 8 : 45) * (d->scale ? d->scale : 1);
    for (size_t i = 0; i < MODELS; i++) {
        struct memory_table *t = &tables[i];
        struct model *m = &d->schema->models[i];
        t->model = m;
        t->n = sizes[i];
        t->records = NEW_N(d->a, struct memory_record, t->n);
        m->records = chance(d, 40) ? t->n : roll(d, 3) * 100000; /* statistics may be wrong */
        for (size_t j = 0; j < t->n; j++) {
            t->records[j].id = dice_id(d, i, j);
            t->records[j].values = NEW_N(d->a, struct value, m->fields_n);
            for (size_t k = 0; k < m->fields_n; k++) {
                const struct field *f = &m->fields[k];
                size_t target = (size_t)f->ref_model;
                struct value v = dice_value(d, f->type);
                if (f->type == FIELD_REF && chance(d, 10))
                    v = value_text(STR("PENDING-1"));
                else if (f->type == FIELD_REF && sizes[target])
                    v = value_text(dice_id(d, target, roll(d, sizes[target])));
                t->records[j].values[k] = chance(d, 15) ? VALUE_NONE : v;
            }
        }
    }
    return tables;
}

/* ------------------------------------------------------------- the plans */

static inline struct plan *dice_plan(struct dice *d, int depth);
static inline struct cond *dice_cond(struct dice *d, const struct model *m, int depth);
static inline struct expr *dice_expr(struct dice *d, const struct model *m, int depth);

static inline struct path dice_path(struct dice *d, const struct model **m)
{
    struct path p = { .n = 0 };

    while (p.n < 3 && chance(d, p.n ? 35 : 30)) {
        const struct field *refs[4];
        size_t n = 0;
        for (size_t i = 0; i < (*m)->fields_n; i++)
            if ((*m)->fields[i].type == FIELD_REF)
                refs[n++] = &(*m)->fields[i];
        if (n == 0)
            break;
        const struct field *f = refs[roll(d, n)];
        *m = &d->schema->models[f->ref_model];
        p.steps[p.n++] = (struct step){ f, *m, false, chance(d, 6) };
    }
    return p;
}

/* Forward steps (not inner), then one or two back; false when nobody refers
 * to where it arrives. */
static inline bool dice_reverse(struct dice *d, const struct model **m, struct path *out)
{
    struct path p = dice_path(d, m);
    size_t back = 0;

    for (size_t i = 0; i < p.n; i++)
        p.steps[i].inner = false;
    while (p.n < PATH_MAX_STEPS && (back == 0 || (back < 2 && chance(d, 40)))) {
        const struct field *refs[8];
        size_t n = 0;
        for (size_t i = 0; i < MODELS; i++)
            for (size_t j = 0; j < d->schema->models[i].fields_n; j++) {
                const struct field *f = &d->schema->models[i].fields[j];
                if (f->type == FIELD_REF && &d->schema->models[f->ref_model] == *m)
                    refs[n++] = f;
            }
        if (n == 0)
            break;
        const struct field *f = refs[roll(d, n)];
        *m = schema_model_of(d->schema, f);
        p.steps[p.n++] = (struct step){ f, *m, true, false };
        back++;
    }
    *out = p;
    return back > 0;
}

/* A field of that kind family, or any (-1); may be NULL. */
static inline struct expr *dice_field_expr(struct dice *d, const struct model *m,
                                           bool (*wanted)(const struct field *))
{
    for (int i = 0; i < 6; i++) {
        const struct model *at = m;
        struct path p = dice_path(d, &at);
        const struct field *f = &at->fields[roll(d, at->fields_n)];
        if (!wanted || wanted(f))
            return expr_walk(d->a, &p, f);
    }
    return NULL;
}

static inline struct expr *dice_rollup(struct dice *d, const struct model *m, int depth)
{
    struct expr *e = expr_agg(d->a, AGG_COUNT, NULL);
    const struct model *at = m;

    if (!dice_reverse(d, &at, &e->path))
        return NULL;
    e->op = EXPR_ROLLUP;
    e->a[0] = chance(d, 60) ? dice_field_expr(d, at, field_is_number) : NULL;
    if (e->a[0])
        e->agg = (enum agg)roll(d, AGG_NUM);
    if (chance(d, 30))
        e->where = dice_cond(d, at, depth + 1);
    return e;
}

static inline struct expr *dice_number(struct dice *d, const struct model *m, int depth)
{
    struct expr *e = NULL, *other;

    if (chance(d, 12) && depth < 3)
        e = dice_rollup(d, m, depth);
    if (e && (expr_kind(e) == VALUE_INT || expr_kind(e) == VALUE_FLOAT))
        return e;
    e = dice_field_expr(d, m, field_is_number);
    if (!e || depth > 2 || !chance(d, 25))
        return e;
    other = chance(d, 50) ? expr_literal(d->a, dice_value(d, FIELD_INT))
                          : dice_field_expr(d, m, field_is_number);
    if (chance(d, 15)) {
        struct expr *a = dice_field_expr(d, m, field_is_date),
                    *b = dice_field_expr(d, m, field_is_date);
        if (a && b)
            return expr_op2(d->a, EXPR_DAYS, a, b);
    }
    return other ? expr_op2(d->a, (enum expr_op)(EXPR_ADD + roll(d, 4)), e, other) : e;
}

static inline struct expr *dice_expr(struct dice *d, const struct model *m, int depth)
{
    struct expr *e = NULL;

    if (chance(d, 20))
        e = dice_number(d, m, depth);
    else if (chance(d, 15))
        e = dice_field_expr(d, m, field_is_date);
    if (e && expr_kind(e) != VALUE_INT && expr_kind(e) != VALUE_FLOAT && chance(d, 80))
        e = expr_bucket(d->a, (enum grain)roll(d, GRAIN_NUM), e);
    if (e)
        return e;
    if (chance(d, 8)) {
        const struct model *at = m;
        struct path p = dice_path(d, &at);
        return expr_record(d->a, &p);
    }
    return dice_field_expr(d, m, NULL);
}

/* A literal of the kind that `e` gives, never null or empty. */
static inline struct value dice_literal(struct dice *d, const struct expr *e)
{
    struct value v = VALUE_NONE;

    if (e->op == EXPR_RECORD || (e->op == EXPR_FIELD && e->field->type == FIELD_REF))
        return value_text(dice_id(d, roll(d, MODELS), roll(d, 12)));
    while (!v.kind || (v.kind == VALUE_TEXT && v.s.n == 0)) {
        if (e->op == EXPR_FIELD && chance(d, field_is_date(e->field) ? 40 : 80))
            v = dice_value(d, e->field->type);
        else if (expr_kind(e) == VALUE_TEXT)
            v = dice_value(d, FIELD_TEXT);
        else if (expr_kind(e) == VALUE_INT || expr_kind(e) == VALUE_FLOAT)
            v = dice_value(d, chance(d, 50) ? FIELD_INT : FIELD_FLOAT);
        else if (expr_kind(e) == VALUE_BOOL)
            v = dice_value(d, FIELD_BOOL);
        else if (expr_kind(e) == VALUE_TIME)
            v = dice_value(d, FIELD_TIME);
        else
            v = dice_value(d, chance(d, 50) ? FIELD_DATE : FIELD_INSTANT);
    }
    return v;
}

static inline struct plan *dice_scalar_plan(struct dice *d, int depth)
{
    const struct model *m = &d->schema->models[roll(d, MODELS)];
    struct plan *p = plan_new(d->a, m);
    struct expr *arg = dice_field_expr(d, m, field_is_number);

    plan_column(d->a, p, expr_agg(d->a, arg ? (enum agg)roll(d, AGG_NUM) : AGG_COUNT, arg),
                STR("x"));
    if (chance(d, 50))
        p->where = dice_cond(d, m, depth + 2);
    return p;
}

static inline struct cond *dice_in_plan(struct dice *d, const struct model *m, int depth)
{
    struct plan *p = plan_new(d->a, &d->schema->models[roll(d, MODELS)]);
    struct expr *l = dice_field_expr(d, m, NULL), *c = dice_field_expr(d, p->model, NULL);
    struct cond *out;

    if (chance(d, 40)) { /* references among records */
        const struct model *at = m;
        struct path none = dice_path(d, &at);
        l = expr_record(d->a, &none);
        p->model = at;
        c = expr_record(d->a, NULL);
    }
    if (!l || !c || expr_kind(l) != expr_kind(c))
        return NULL;
    plan_column(d->a, p, c, STR("x"));
    p->where = chance(d, 70) ? dice_cond(d, p->model, depth + 2) : NULL;
    out = cond_null(d->a, COND_IN_PLAN, l);
    out->plan = p;
    return out;
}

static inline struct cond *dice_exists(struct dice *d, const struct model *m, int depth)
{
    struct path p;
    const struct model *at = m;

    if (!dice_reverse(d, &at, &p))
        return NULL;
    return cond_exists(d->a, &p, chance(d, 50) ? dice_cond(d, at, depth + 2) : NULL);
}

static inline struct cond *dice_test(struct dice *d, struct expr *l, const struct model *m)
{
    enum value_kind k = expr_kind(l);
    bool id = l->op == EXPR_RECORD || (l->op == EXPR_FIELD && l->field->type == FIELD_REF);
    bool text = k == VALUE_TEXT && !id;
    struct cond *c;
    struct value values[8];
    size_t n = chance(d, 6) ? 0 : roll(d, 8) + 1;

    if (chance(d, 12))
        return cond_null(d->a, chance(d, 50) ? COND_IS_NULL : COND_NOT_NULL, l);
    for (size_t i = 0; i < 8; i++)
        values[i] = dice_literal(d, l);
    if (chance(d, 18)) {
        c = cond_in(d->a, l, values, n);
    } else if (chance(d, 25) && !text && !id && k != VALUE_BOOL) {
        if (value_cmp(values[0], values[1]) > 0 && chance(d, 80)) {
            values[2] = values[0];
            values[0] = values[1];
            values[1] = values[2];
        }
        c = cond_range(d->a, l, chance(d, 80) ? values[0] : VALUE_NONE, values[1]);
        return c;
    } else if (text && chance(d, 35)) {
        c = cond_cmp(d->a, (enum cond_op)(COND_CONTAINS + roll(d, 3)), l,
                     expr_literal(d->a, values[0]));
    } else {
        struct expr *r = expr_literal(d->a, values[0]);
        if (!id && (k == VALUE_INT || k == VALUE_FLOAT) && m && chance(d, 12)) {
            struct expr *f = dice_field_expr(d, m, field_is_number);
            r = f ? f : r;
        }
        c = cond_cmp(d->a, (enum cond_op)(COND_EQ + roll(d, id ? 2 : 6)), l, r);
    }
    c->exact = k == VALUE_TEXT && chance(d, 25);
    return c;
}

static inline struct cond *dice_leaf(struct dice *d, const struct model *m, int depth)
{
    struct expr *l;

    if (depth < 4 && chance(d, 7)) {
        struct cond *c = chance(d, 60) ? dice_exists(d, m, depth) : dice_in_plan(d, m, depth);
        if (c)
            return c;
    }
    if (depth < 2 && chance(d, 3)) {
        struct expr *s = expr_op2(d->a, EXPR_SCALAR, NULL, NULL);
        l = dice_number(d, m, depth);
        s->plan = dice_scalar_plan(d, depth);
        if (l && (expr_kind(s) == VALUE_INT || expr_kind(s) == VALUE_FLOAT))
            return cond_cmp(d->a, (enum cond_op)(COND_EQ + roll(d, 6)), l, s);
    }
    l = chance(d, 75) ? dice_field_expr(d, m, NULL) : dice_expr(d, m, depth + 1);
    return dice_test(d, l, m);
}

static inline struct cond *dice_cond(struct dice *d, const struct model *m, int depth)
{
    struct cond *c = NULL;
    enum cond_op op;

    if (chance(d, 12))
        return cond_not(d->a, dice_cond(d, m, depth + 1));
    if (depth > 2 || chance(d, 50))
        return dice_leaf(d, m, depth);
    op = chance(d, 55) ? COND_AND : COND_OR;
    for (uint64_t n = roll(d, 3) + 2; n; n--)
        c = cond_join(d->a, op, c, dice_cond(d, m, depth + 1));
    return c;
}

static inline struct period dice_period(struct dice *d, struct expr *date)
{
    struct period p = { .date = date, .has_from = chance(d, 85), .has_to = chance(d, 85) };

    p.from = dice_day(d) * DAY_S;
    p.to = p.from + ((int64_t)roll(d, 200) + 1) * DAY_S + (chance(d, 20) ? 3600 : 0);
    p.label = chance(d, 50) ? STR("this quarter") : (str){ 0 };
    return p;
}

static inline struct expr *dice_agg(struct dice *d, const struct model *m, int depth)
{
    struct expr *arg = chance(d, 60) ? dice_number(d, m, depth + 1) : NULL;
    struct expr *e = expr_agg(d->a, arg ? (enum agg)roll(d, AGG_NUM) : AGG_COUNT, arg);

    if (!arg && chance(d, 30)) {
        static const enum agg any[] = { AGG_COUNT, AGG_COUNT_DISTINCT, AGG_MIN, AGG_MAX };
        e->a[0] = dice_field_expr(d, m, NULL);
        e->agg = e->a[0] ? any[roll(d, 4)] : AGG_COUNT;
    }
    if (chance(d, 15))
        e->where = dice_cond(d, m, depth + 2);
    return e;
}

static inline bool dice_is_number(const struct expr *e)
{
    return expr_kind(e) == VALUE_INT || expr_kind(e) == VALUE_FLOAT;
}

static inline struct expr *dice_figure(struct dice *d, const struct model *m, int depth)
{
    struct expr *e = dice_agg(d, m, depth);

    if (!dice_is_number(e))
        return e;
    if (chance(d, 10)) {
        struct expr *o = dice_agg(d, m, depth);
        if (dice_is_number(o))
            return expr_op2(d->a, (enum expr_op)(EXPR_ADD + roll(d, 4)), e, o);
    }
    if (chance(d, 8))
        return expr_op2(d->a, EXPR_SHARE, e, NULL);
    return e;
}

static inline void dice_groups(struct dice *d, struct plan *p, int depth)
{
    for (uint64_t n = roll(d, 3); n; n--) {
        struct expr *key = dice_expr(d, p->model, depth);
        plan_group(d->a, p, key);
        if (chance(d, 85))
            plan_column(d->a, p, key, STR("key"));
        if (key->op == EXPR_RECORD && chance(d, 70)) {
            const struct model *at = path_end(p->model, &key->path);
            plan_column(d->a, p, expr_walk(d->a, &key->path, &at->fields[0]), STR("name"));
        }
    }
    for (uint64_t n = roll(d, 3) + (p->columns_n == 0); n; n--)
        plan_column(d->a, p, dice_figure(d, p->model, depth), STR(""));
    if (plan_is_grouped(p) && chance(d, 20))
        p->having = dice_test(d, dice_figure(d, p->model, depth), NULL);
    if (plan_is_grouped(p) && chance(d, 15)) {
        struct expr *e = dice_agg(d, p->model, depth);
        if (dice_is_number(e))
            plan_column(d->a, p, expr_op2(d->a, EXPR_RUNNING, e, NULL), STR("run"));
    }
}

static inline void dice_order(struct dice *d, struct plan *p, bool grouped, int depth)
{
    if (p->distinct) {
        for (size_t i = 0; i < p->columns_n; i++)
            plan_order(d->a, p, p->columns[i].expr, chance(d, 50));
        return;
    }
    for (uint64_t n = roll(d, 3); n; n--) {
        struct expr *e = p->columns[roll(d, p->columns_n)].expr;
        if (e->op == EXPR_RUNNING || chance(d, 30))
            e = grouped ? dice_figure(d, p->model, depth) : dice_expr(d, p->model, depth);
        plan_order(d->a, p, e, chance(d, 50));
    }
}

static inline bool dice_runs(const struct plan *p)
{
    for (size_t i = 0; i < p->columns_n; i++)
        if (p->columns[i].expr->op == EXPR_RUNNING)
            return true;
    return false;
}

static inline void dice_compare(struct dice *d, struct plan *p)
{
    struct expr *date = p->period.date;

    for (size_t i = 0; i < p->groups_n; i++) /* moved buckets have a table of their own */
        if (p->groups[i]->op == EXPR_BUCKET && p->groups[i]->grain < GRAIN_WEEKDAY)
            return;
    if (p->distinct || dice_runs(p))
        return;
    p->compare = true;
    p->other = dice_period(d, date);
}

static inline bool dice_is_listed(const struct field *f)
{
    return f->type == FIELD_ENUM || f->type == FIELD_BOOL;
}

/* Counts alone, of all rows or by what has few values. */
static inline void dice_counts(struct dice *d, struct plan *p)
{
    struct expr *key = NULL;

    if (p->period.date && chance(d, 70)) {
        key = expr_bucket(d->a, (enum grain)roll(d, GRAIN_NUM), p->period.date);
        p->period.has_from = p->period.has_to = true;
    } else if (chance(d, 40)) {
        key = dice_field_expr(d, p->model, dice_is_listed);
    }
    if (key) {
        plan_group(d->a, p, key);
        plan_column(d->a, p, key, STR("key"));
    }
    for (uint64_t n = roll(d, 2) + 1; n; n--) {
        struct expr *e = expr_agg(d->a, AGG_COUNT, NULL);
        if (chance(d, 20))
            e->a[0] = dice_field_expr(d, p->model, NULL);
        if (chance(d, 20))
            e->where = dice_cond(d, p->model, 2);
        plan_column(d->a, p, e, STR("n"));
    }
}

static inline struct plan *dice_plan(struct dice *d, int depth)
{
    struct plan *p = plan_new(d->a, &d->schema->models[MODELS - 1 - roll(d, 8) / 3]);
    bool grouped = chance(d, 55);
    struct expr *date = dice_field_expr(d, p->model, field_is_date);

    if (chance(d, 75))
        p->where = dice_cond(d, p->model, depth);
    if (date && chance(d, 25))
        p->period = dice_period(d, date);
    if (grouped && chance(d, 30))
        dice_counts(d, p);
    else if (grouped)
        dice_groups(d, p, depth);
    for (uint64_t n = grouped ? 0 : roll(d, 3) + 1; n; n--)
        plan_column(d->a, p, dice_expr(d, p->model, depth), STR(""));
    grouped = plan_is_grouped(p);
    p->distinct = chance(d, 12) && !dice_runs(p);
    if (p->period.date && grouped && chance(d, 40))
        dice_compare(d, p);
    if (p->distinct || chance(d, 55))
        dice_order(d, p, grouped, depth);
    if (chance(d, 40))
        p->limit = roll(d, 8) + 1;
    if (chance(d, 15))
        p->offset = roll(d, 5);
    p->ties = p->limit && p->order_n && !p->distinct && chance(d, 20);
    return p;
}

#endif
