#include "plan/words.h"

#include "plan/phrases.h"

/* `m` is the model that "the record itself" is one of; NULL: not known. */
struct speaker {
    struct arena *a;
    struct buf *out;
    const struct model *m;
};

static void say_cond(struct speaker s, const struct cond *c, enum cond_op around);
static void say_plan(struct speaker s, const struct plan *p);

#define SAY(s, lit) buf_lit((s).out, lit)

static void say(struct speaker s, str text)
{
    buf_add(s.out, text);
}

static void say_value(struct speaker s, struct value v)
{
    phrase_value(s.out, v);
}

static void say_model(struct speaker s)
{
    say(s, s.m ? phrase_plural(s.a, s.m->label) : STR("records"));
}

/* "Brand's Maker's Country": labels of the references, then the field; a field
 * that merely names the record where the walk arrives is not said. */
static void say_walk(struct speaker s, const struct path *p, const struct field *f)
{
    for (size_t i = 0; i < p->n && !p->steps[i].reverse; i++) {
        if (i)
            SAY(s, "'s ");
        say(s, p->steps[i].field->label);
    }
    if (f && p->n) {
        const struct model *m = p->steps[p->n - 1].model;
        if (m->display_field >= 0 && f == &m->fields[m->display_field])
            return;
        SAY(s, "'s ");
    }
    if (f)
        say(s, f->label);
}

static void say_record(struct speaker s, const struct path *p)
{
    if (p->n)
        say_walk(s, p, NULL);
    else
        say(s, s.m ? s.m->label : STR("record"));
}

static size_t forward_steps(const struct path *p)
{
    size_t n = 0;

    while (n < p->n && !p->steps[n].reverse)
        n++;
    return n;
}

/* The children at the end of a walk back: "Items of its Orders". */
static void say_children(struct speaker s, const struct path *p)
{
    size_t forward = forward_steps(p);

    for (size_t i = p->n; i-- > forward;) {
        say(s, phrase_plural(s.a, p->steps[i].model->label));
        if (i > forward)
            SAY(s, " of ");
    }
}

static void say_expr(struct speaker s, const struct expr *e, bool inside);

/* What follows "number of", "sum of" and the like. */
static void say_figure(struct speaker s, const struct expr *e)
{
    bool date = e->a[0] && phrase_is_date(expr_kind(e->a[0]));
    bool text = e->a[0] && expr_kind(e->a[0]) == VALUE_TEXT;

    switch (e->agg) {
    case AGG_COUNT:
        SAY(s, "number of ");
        say_model(s);
        if (e->a[0]) {
            SAY(s, " with ");
            say_expr(s, e->a[0], true);
        }
        return;
    case AGG_COUNT_DISTINCT:
        SAY(s, "number of different ");
        break;
    case AGG_SUM:
        SAY(s, "sum of ");
        break;
    case AGG_AVG:
        SAY(s, "average ");
        break;
    case AGG_MIN:
        say(s, date ? STR("earliest ") : text ? STR("first ") : STR("lowest "));
        break;
    case AGG_MAX:
        say(s, date ? STR("latest ") : text ? STR("last ") : STR("highest "));
        break;
    case AGG_MEDIAN:
        SAY(s, "median ");
        break;
    case AGG_NUM:
        return;
    }
    if (e->a[0])
        say_expr(s, e->a[0], true);
}

static void say_only(struct speaker s, const struct cond *c)
{
    if (!c)
        return;
    SAY(s, " (only where ");
    say_cond(s, c, COND_NUM);
    SAY(s, ")");
}

static void say_rollup(struct speaker s, const struct expr *e)
{
    struct speaker child = s;

    child.m = path_end(s.m, &e->path);
    if (forward_steps(&e->path)) {
        say_walk(s, &e->path, NULL);
        SAY(s, "'s ");
    }
    if (e->agg == AGG_COUNT && !e->a[0]) {
        SAY(s, "number of its ");
    } else {
        say_figure(child, e);
        SAY(s, " of its ");
    }
    say_children(s, &e->path);
    say_only(child, e->where);
}

static void say_arithmetic(struct speaker s, const struct expr *e, bool inside)
{
    static const char *const signs[EXPR_NUM] = {
        [EXPR_ADD] = " plus ",
        [EXPR_SUB] = " minus ",
        [EXPR_MUL] = " times ",
        [EXPR_DIV] = " divided by ",
    };

    if (inside)
        SAY(s, "(");
    say_expr(s, e->a[0], true);
    say(s, str_c(signs[e->op]));
    say_expr(s, e->a[1], true);
    if (inside)
        SAY(s, ")");
}

static void say_expr(struct speaker s, const struct expr *e, bool inside)
{
    if (!e)
        return;
    switch (e->op) {
    case EXPR_LITERAL:
        say_value(s, e->value);
        return;
    case EXPR_FIELD:
        say_walk(s, &e->path, e->field);
        return;
    case EXPR_RECORD:
        say_record(s, &e->path);
        return;
    case EXPR_BUCKET:
        say(s, phrase_grain(e->grain));
        SAY(s, " of ");
        say_expr(s, e->a[0], true);
        return;
    case EXPR_AGG:
        say_figure(s, e);
        say_only(s, e->where);
        return;
    case EXPR_ROLLUP:
        say_rollup(s, e);
        return;
    case EXPR_ADD:
    case EXPR_SUB:
    case EXPR_MUL:
    case EXPR_DIV:
        say_arithmetic(s, e, inside);
        return;
    case EXPR_SHARE:
        SAY(s, "share (in percent) of the total ");
        say_expr(s, e->a[0], true);
        return;
    case EXPR_RUNNING:
        SAY(s, "running total of ");
        say_expr(s, e->a[0], true);
        return;
    case EXPR_DAYS:
        SAY(s, "days from ");
        say_expr(s, e->a[1], true);
        SAY(s, " to ");
        say_expr(s, e->a[0], true);
        return;
    case EXPR_SCALAR:
        SAY(s, "(");
        say_plan(s, e->plan);
        SAY(s, ")");
        return;
    case EXPR_NUM:
        return;
    }
}

static void say_list(struct speaker s, const struct cond *c)
{
    for (size_t i = 0; i < c->values_n; i++) {
        if (i)
            say(s, i + 1 == c->values_n ? STR(" or ") : STR(", "));
        say_value(s, c->values[i]);
    }
    if (c->values_n == 0)
        SAY(s, "any of nothing");
}

static bool is_negated(enum cond_op around)
{
    return around == COND_NOT;
}

static void say_text_test(struct speaker s, const struct cond *c, bool negated)
{
    static const char *const words[COND_NUM][2] = {
        [COND_CONTAINS] = { " contains ", " does not contain " },
        [COND_STARTS] = { " starts with ", " does not start with " },
        [COND_ENDS] = { " ends with ", " does not end with " },
    };

    say_expr(s, c->left, true);
    say(s, str_c(words[c->op][negated]));
    say_expr(s, c->right, true);
}

static void say_compare(struct speaker s, const struct cond *c)
{
    say_expr(s, c->left, true);
    say(s, phrase_compare(c->op, phrase_is_date(expr_kind(c->left))));
    say_expr(s, c->right, true);
}

static void say_exists(struct speaker s, const struct cond *c, bool negated)
{
    struct speaker child = s;
    bool forward = forward_steps(&c->path) > 0;

    child.m = path_end(s.m, &c->path);
    if (forward)
        say_walk(s, &c->path, NULL);
    say(s, forward ? STR(" has ") : STR("there are "));
    say(s, negated ? STR("no ") : STR(""));
    say_children(s, &c->path);
    if (c->kids_n) {
        SAY(s, " (where ");
        say_cond(child, c->kids[0], COND_NUM);
        SAY(s, ")");
    }
}

static void say_kids(struct speaker s, const struct cond *c, enum cond_op around)
{
    bool parens = around != COND_NUM && around != c->op;

    if (parens)
        SAY(s, "(");
    for (size_t i = 0; i < c->kids_n; i++) {
        if (i)
            say(s, c->op == COND_AND ? STR(" and ") : STR(" or "));
        say_cond(s, c->kids[i], c->op);
    }
    if (parens)
        SAY(s, ")");
}

/* These have words of their own for "not". */
static bool negates_itself(enum cond_op op)
{
    return op == COND_CONTAINS || op == COND_STARTS || op == COND_ENDS || op == COND_IN ||
           op == COND_EXISTS || op == COND_IN_PLAN;
}

static void say_not(struct speaker s, const struct cond *c)
{
    const struct cond *kid = c->kids_n ? c->kids[0] : NULL;

    if (kid && negates_itself(kid->op)) {
        say_cond(s, kid, COND_NOT);
        return;
    }
    SAY(s, "not (");
    if (kid)
        say_cond(s, kid, COND_NUM);
    SAY(s, ")");
}

/* `around` is the operator that this one stands in; COND_NOT: say the opposite. */
static void say_cond(struct speaker s, const struct cond *c, enum cond_op around)
{
    switch (c->op) {
    case COND_AND:
    case COND_OR:
        say_kids(s, c, around);
        return;
    case COND_NOT:
        say_not(s, c);
        return;
    case COND_IN:
        say_expr(s, c->left, true);
        say(s, is_negated(around) ? STR(" is not ") : STR(" is "));
        say_list(s, c);
        break;
    case COND_RANGE:
        say_expr(s, c->left, true);
        if (c->values_n == 2)
            phrase_range(s.out, c->values[0], c->values[1]);
        break;
    case COND_IS_NULL:
        say_expr(s, c->left, true);
        SAY(s, " is empty");
        break;
    case COND_NOT_NULL:
        say_expr(s, c->left, true);
        SAY(s, " is filled in");
        break;
    case COND_CONTAINS:
    case COND_STARTS:
    case COND_ENDS:
        say_text_test(s, c, is_negated(around));
        break;
    case COND_EXISTS:
        say_exists(s, c, is_negated(around));
        break;
    case COND_IN_PLAN:
        say_expr(s, c->left, true);
        say(s, is_negated(around) ? STR(" is not among (") : STR(" is among ("));
        say_plan(s, c->plan);
        SAY(s, ")");
        break;
    default:
        say_compare(s, c);
        break;
    }
    if (c->exact)
        SAY(s, " (in exactly this spelling)");
}

static void say_period(struct speaker s, const struct period *p)
{
    say_expr(s, p->date, true);
    say(s, phrase_period_link(p));
    phrase_period(s.out, p);
}

static void say_where(struct speaker s, const struct plan *p)
{
    bool dated = p->period.date != NULL;

    if (!p->where && !dated)
        return;
    SAY(s, " where ");
    if (p->where)
        say_cond(s, p->where, dated ? COND_AND : COND_NUM);
    if (p->where && dated)
        SAY(s, " and ");
    if (dated)
        say_period(s, &p->period);
}

static bool names_model(const struct expr *e)
{
    return e && ((e->op == EXPR_AGG && e->agg == AGG_COUNT) ||
                 (e->op == EXPR_RECORD && e->path.n == 0) || names_model(e->a[0]) ||
                 names_model(e->a[1]));
}

static void say_separator(struct speaker s, size_t i, size_t n)
{
    if (i)
        say(s, i + 1 == n ? STR(" and ") : STR(", "));
}

static void say_by(struct speaker s, const struct plan *p)
{
    if (p->groups_n)
        SAY(s, " by ");
    for (size_t i = 0; i < p->groups_n; i++) {
        say_separator(s, i, p->groups_n);
        say_expr(s, p->groups[i], true);
    }
}

/* The columns that are figures; those that only repeat a key are in "by ...". */
static void say_figures(struct speaker s, const struct plan *p)
{
    const struct expr *shown[64];
    size_t n = 0;
    bool named = false;

    for (size_t i = 0; i < p->columns_n && n < 64; i++)
        if (expr_has_agg(p->columns[i].expr))
            shown[n++] = p->columns[i].expr;
    for (size_t i = 0; i < n; i++) {
        say_separator(s, i, n);
        say_expr(s, shown[i], false);
        named = named || names_model(shown[i]);
    }
    if (!named) {
        say(s, n ? STR(" of ") : STR(""));
        say_model(s);
    }
    say_where(s, p);
    say_by(s, p);
}

static void say_columns(struct speaker s, const struct plan *p)
{
    if (p->distinct)
        SAY(s, "different ");
    if (p->columns_n == 1 && p->columns[0].expr->op == EXPR_RECORD &&
        p->columns[0].expr->path.n == 0) {
        say_model(s);
    } else {
        for (size_t i = 0; i < p->columns_n; i++) {
            say_separator(s, i, p->columns_n);
            say_expr(s, p->columns[i].expr, false);
        }
        SAY(s, " of ");
        say_model(s);
    }
    say_where(s, p);
}

static void say_order(struct speaker s, const struct plan *p)
{
    for (size_t i = 0; i < p->order_n; i++) {
        say(s, i ? STR(", then by ") : STR(", sorted by "));
        say_expr(s, p->order[i].expr, true);
        say(s, phrase_order(expr_kind(p->order[i].expr), p->order[i].desc));
    }
    if (p->limit)
        buf_fmt(s.out, ", %s %llu", p->order_n ? "top" : "first", (unsigned long long)p->limit);
    if (p->ties)
        SAY(s, " with ties");
    if (p->offset)
        buf_fmt(s.out, ", after the first %llu", (unsigned long long)p->offset);
}

static void say_told(struct speaker s, const struct plan *p)
{
    bool all = p->columns[0].expr->op == EXPR_RECORD;

    switch (p->tell) {
    case TELL_HISTORY:
        SAY(s, "history of ");
        for (size_t i = 0; !all && i < p->columns_n; i++) {
            say_separator(s, i, p->columns_n);
            say_expr(s, p->columns[i].expr, false);
        }
        say(s, all ? STR("") : STR(" of "));
        break;
    case TELL_SOURCES:
        SAY(s, "sources of ");
        break;
    case TELL_QUARANTINE:
        SAY(s, "what is in quarantine");
        say(s, p->everywhere ? STR("") : STR(" of "));
        break;
    case TELL_RECORDS:
    case TELL_NUM:
        break;
    }
    if (!p->everywhere)
        say_model(s);
    say_where(s, p);
    if (p->when.has_from || p->when.has_to) {
        SAY(s, ", ");
        phrase_period(s.out, &p->when);
    }
}

static void say_plan(struct speaker s, const struct plan *p)
{
    s.m = p->model;
    if (p->tell != TELL_RECORDS) {
        say_told(s, p);
        return;
    }
    if (plan_is_grouped(p))
        say_figures(s, p);
    else
        say_columns(s, p);
    if (p->having) {
        SAY(s, ", only where ");
        say_cond(s, p->having, COND_NUM);
    }
    say_order(s, p);
    if (p->compare) {
        SAY(s, ", compared with ");
        if (!expr_equal(p->period.date, p->other.date))
            say_period(s, &p->other);
        else
            phrase_period(s.out, &p->other);
    }
}

static struct speaker speaker(struct arena *a, struct buf *out)
{
    buf_init(out, a);
    return (struct speaker){ a, out, NULL };
}

str plan_words(struct arena *a, const struct plan *p)
{
    struct buf out;

    say_plan(speaker(a, &out), p);
    if (out.n && out.p[0] >= 'a' && out.p[0] <= 'z')
        out.p[0] = (char)(out.p[0] - 'a' + 'A');
    return buf_str(&out);
}

str cond_words(struct arena *a, const struct cond *c)
{
    struct buf out;

    say_cond(speaker(a, &out), c, COND_NUM);
    return buf_str(&out);
}

str expr_words(struct arena *a, const struct expr *e)
{
    struct buf out;

    say_expr(speaker(a, &out), e, false);
    return buf_str(&out);
}

str period_words(struct arena *a, const struct period *p)
{
    struct buf out;

    buf_init(&out, a);
    phrase_period(&out, p);
    return buf_str(&out);
}
