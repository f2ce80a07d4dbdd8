#include "exec/code.h"

#include "exec/bucket.h"
#include "exec/text.h"

#include <math.h>

int value_order(struct value a, struct value b)
{
    return a.kind == VALUE_TEXT && b.kind == VALUE_TEXT ? text_order(a.s, b.s) : value_cmp(a, b);
}

static struct value arithmetic(enum code_op op, struct value a, struct value b)
{
    double x = value_number(a), y = value_number(b), f = 0;
    int64_t i = 0;
    bool ints = a.kind == VALUE_INT && b.kind == VALUE_INT;

    if (!value_is_number(a) || !value_is_number(b))
        return VALUE_NONE;
    switch (op) {
    case CODE_ADD:
        if (ints && !__builtin_add_overflow(a.i, b.i, &i))
            return value_int(i);
        f = x + y;
        break;
    case CODE_SUB:
        if (ints && !__builtin_sub_overflow(a.i, b.i, &i))
            return value_int(i);
        f = x - y;
        break;
    case CODE_MUL:
        if (ints && !__builtin_mul_overflow(a.i, b.i, &i))
            return value_int(i);
        f = x * y;
        break;
    default:
        if (y == 0)
            return VALUE_NONE;
        f = x / y;
        break;
    }
    return isfinite(f) ? value_float(f) : VALUE_NONE;
}

struct value value_add(struct value a, struct value b)
{
    return arithmetic(CODE_ADD, a, b);
}

struct value value_subtract(struct value a, struct value b)
{
    return arithmetic(CODE_SUB, a, b);
}

static int64_t seconds_of(struct value v)
{
    return v.kind == VALUE_DATE ? v.i * DAY_S : v.i;
}

static struct value days_between(struct value to, struct value from)
{
    if (!to.kind || !from.kind)
        return VALUE_NONE;
    return value_int((seconds_of(to) - seconds_of(from)) / DAY_S);
}

static struct value id_of(const struct code *c, const struct frame *f)
{
    str id = f->ids[c->node];

    return id.p ? value_text(id) : VALUE_NONE;
}

static struct value look_up(const struct code *c, const struct frame *f)
{
    str id = f->ids[c->node];
    const struct value *v = id.p ? map_find(c->lookup, id) : NULL;

    return v ? *v : c->value;
}

static struct value field_of(const struct code *c, const struct frame *f)
{
    const struct value *values = f->nodes[c->node];
    struct value v = values ? values[c->at] : VALUE_NONE;

    return v.kind == VALUE_TEXT && v.s.n == 0 ? VALUE_NONE : v;
}

static struct value share(const struct code *c, struct value part)
{
    double total = value_number(c->value);

    if (!part.kind || !c->value.kind || total == 0)
        return VALUE_NONE;
    return value_float(100 * value_number(part) / total);
}

static struct value run_on(struct code *c, struct value v)
{
    if (v.kind)
        c->value = c->value.kind ? value_add(c->value, v) : v;
    return c->value;
}

struct value code_run(struct code *c, const struct frame *f)
{
    switch (c->op) {
    case CODE_CONST:
        return c->value;
    case CODE_FIELD:
        return field_of(c, f);
    case CODE_ID:
        return id_of(c, f);
    case CODE_BUCKET:
        return bucket_of(c->grain, c->fiscal_month, c->fiscal_day, code_run(c->a[0], f));
    case CODE_ADD:
    case CODE_SUB:
    case CODE_MUL:
    case CODE_DIV:
        return arithmetic(c->op, code_run(c->a[0], f), code_run(c->a[1], f));
    case CODE_DAYS:
        return days_between(code_run(c->a[0], f), code_run(c->a[1], f));
    case CODE_LOOKUP:
        return look_up(c, f);
    case CODE_KEY:
        return f->keys[c->at];
    case CODE_CARRIED:
        return f->carried[c->at];
    case CODE_AGG:
        return f->aggs[c->at];
    case CODE_SHARE:
        return share(c, code_run(c->a[0], f));
    case CODE_RUNNING:
        return run_on(c, code_run(c->a[0], f));
    }
    return VALUE_NONE;
}

static enum truth truth(bool b)
{
    return b ? IS_TRUE : IS_FALSE;
}

static int compare(const struct test *t, struct value a, struct value b)
{
    if (!t->exact && a.kind == VALUE_TEXT && b.kind == VALUE_TEXT)
        return text_cmp(a.s, b.s);
    return value_cmp(a, b);
}

static bool ordered(enum cond_op op, int c)
{
    switch (op) {
    case COND_EQ:
        return c == 0;
    case COND_NE:
        return c != 0;
    case COND_LT:
        return c < 0;
    case COND_LE:
        return c <= 0;
    case COND_GT:
        return c > 0;
    default:
        return c >= 0;
    }
}

static bool text_test(const struct test *t, str s, str part)
{
    switch (t->op) {
    case COND_CONTAINS:
        return t->exact ? part.n == 0 || str_find(s, part) < s.n : text_contains(s, part);
    case COND_STARTS:
        return t->exact ? str_starts(s, part) : text_starts(s, part);
    default:
        return t->exact ? str_ends(s, part) : text_ends(s, part);
    }
}

static enum truth run_compare(const struct test *t, const struct frame *f)
{
    struct value a = code_run(t->left, f), b = code_run(t->right, f);

    if (!a.kind || !b.kind)
        return IS_UNKNOWN;
    if (t->op == COND_CONTAINS || t->op == COND_STARTS || t->op == COND_ENDS)
        return truth(text_test(t, a.s, b.s));
    return truth(ordered(t->op, compare(t, a, b)));
}

static enum truth run_in(const struct test *t, const struct frame *f)
{
    struct value v = code_run(t->left, f);

    if (t->values_n == 0)
        return IS_FALSE;
    if (!v.kind)
        return IS_UNKNOWN;
    if (t->set) {
        if (!t->exact && v.kind == VALUE_TEXT) {
            if (arena_used(f->scratch) > 4096)
                arena_reset(f->scratch);
            v.s = text_fold(f->scratch, v.s);
        }
        return truth(tuples_has(t->set, &v));
    }
    for (size_t i = 0; i < t->values_n; i++)
        if (compare(t, v, t->values[i]) == 0)
            return IS_TRUE;
    return IS_FALSE;
}

static enum truth run_range(const struct test *t, const struct frame *f)
{
    struct value v = code_run(t->left, f);

    if (!v.kind)
        return IS_UNKNOWN;
    if (t->values[0].kind && value_cmp(v, t->values[0]) < 0)
        return IS_FALSE;
    return truth(!t->values[1].kind || value_cmp(v, t->values[1]) < 0);
}

/* AND stops at false, OR at true; unknown is remembered. */
static enum truth run_list(const struct test *t, const struct frame *f)
{
    enum truth stop = t->op == COND_AND ? IS_FALSE : IS_TRUE;
    enum truth out = t->op == COND_AND ? IS_TRUE : IS_FALSE;

    for (size_t i = 0; i < t->kids_n; i++) {
        enum truth k = test_run(t->kids[i], f);
        if (k == stop)
            return stop;
        if (k == IS_UNKNOWN)
            out = IS_UNKNOWN;
    }
    return out;
}

static enum truth run_not(const struct test *t, const struct frame *f)
{
    enum truth k = test_run(t->kids[0], f);

    return k == IS_UNKNOWN ? IS_UNKNOWN : truth(k == IS_FALSE);
}

enum truth test_run(const struct test *t, const struct frame *f)
{
    switch (t->op) {
    case COND_AND:
    case COND_OR:
        return run_list(t, f);
    case COND_NOT:
        return run_not(t, f);
    case COND_IN:
        return run_in(t, f);
    case COND_RANGE:
        return run_range(t, f);
    case COND_IS_NULL:
        return truth(!code_run(t->left, f).kind);
    case COND_NOT_NULL:
        return truth(code_run(t->left, f).kind);
    case COND_EXISTS:
        return truth(f->ids[t->node].p && map_find(t->lookup, f->ids[t->node]));
    default:
        return run_compare(t, f);
    }
}
