#include "lang/build.h"

/* Numbers: the field, the count or the figure that each is compared with. */

static enum cond_op inverted(enum cond_op op)
{
    switch (op) {
    case COND_GT:
        return COND_LE;
    case COND_GE:
        return COND_LT;
    case COND_LT:
        return COND_GE;
    case COND_LE:
        return COND_GT;
    case COND_EQ:
        return COND_NE;
    default:
        return op;
    }
}

struct operand {
    size_t item; /* NOWHERE: none */
    struct node node;
    bool is_count;
    bool flip; /* less of it is what the word calls more */
};

static bool is_unit(const struct build *b, size_t i)
{
    if (item_is_op(b, i, OP_GRAIN) || item_is_op(b, i, OP_MONEY) || item_is_op(b, i, OP_UNIT))
        return true;
    static const char *const units[] = { "eur",   "euro",   "usd",   "dollars", "kg",
                                         "tons",  "tonnes", "km",    "percent", "points",
                                         "years", "year",   "hours", "minutes", "days",
                                         "day",   "months", "miles", "meters",  "t",
                                         "k" };
    for (size_t k = 0; k < sizeof units / sizeof *units; k++)
        if (i < b->n && b->it[i].kind != ITEM_LINK && item_word(b, i, units[k]))
            return true;
    return false;
}

/* The number field that stands nearest to the left, in the same clause. */
static size_t left_field(const struct build *b, size_t i)
{
    int hops = 0;
    for (size_t k = item_prev(b, i); k != NOWHERE && hops < 5; k = item_prev(b, k), hops++) {
        if (item_is_number_field(b, k) && (!b->it[k].used || hops == 0))
            return k;
        if (b->it[k].kind == ITEM_NUMBER || item_is_op(b, k, OP_GROUP) || item_is_op(b, k, OP_SHOW))
            return NOWHERE;
    }
    return NOWHERE;
}

static struct operand find_operand(struct build *b, size_t num, size_t end, size_t op)
{
    struct operand o = { .item = NOWHERE, .node = NODE_NONE };
    size_t n = item_next(b, end);
    bool unit = is_unit(b, n);
    if (unit) {
        size_t f = item_next(b, n);
        b->it[n].used = true;
        if (b->it[n].kind == ITEM_WORD)
            b->d.uncovered -= 1;
        if (item_is_number_field(b, f) && op == NOWHERE) {
            o.item = f;
            o.node = b->it[f].node;
            return o;
        }
    }
    if (!unit && item_is_number_field(b, n)) {
        o.item = n;
        o.node = b->it[n].node;
        return o;
    }
    size_t left = left_field(b, op != NOWHERE ? op : num);
    bool model_next = item_is_model(b, n);
    if (model_next && b->it[n].node.model == b->f.subject && item_op(b, OP_GROUP) != NOWHERE)
        return o;             /* "..., only countries with more than 10 orders": rule_finish() */
    bool asked_field = false; /* "which cities have more than 100 patients" */
    for (size_t k = 0; k < num; k++)
        asked_field |= item_is_link(b, k, MENTION_FIELD) && !item_is_model(b, k) &&
                       !item_is_number_field(b, k) && model_next &&
                       b->it[k].node.model == b->it[n].node.model && !b->it[k].used;
    if (model_next && !unit && (b->it[n].node.model != b->f.subject || asked_field) &&
        (left == NOWHERE || op == NOWHERE || item_next(b, left) != op)) {
        o.item = n;
        o.node = b->it[n].node;
        o.is_count = true;
        return o;
    }
    if (left != NOWHERE && (op != NOWHERE || item_next(b, left) == num)) {
        o.item = left;
        o.node = b->it[left].node;
        return o;
    }
    return o;
}

/* "older than 20", "more than 90 days overdue": the field is in the word. */
static struct operand adjective_operand(struct build *b, size_t op)
{
    struct operand o = { .item = NOWHERE, .node = NODE_NONE };
    if (!item_is_op(b, op, OP_ADJ_MORE) && !item_is_op(b, op, OP_ADJ_HOW))
        return o;
    const struct lexicon_adjective *adj = &lexicon_adjectives[b->it[op].arg];
    size_t left = left_field(b, op);
    if (left != NOWHERE) {
        o.item = left;
        o.node = b->it[left].node;
        o.flip = adj->dir < 0;
        return o;
    }
    for (size_t i = 0; i < b->n; i++) {
        int sign = 1;
        if (b->it[i].kind != ITEM_LINK || b->it[i].node.model < 0)
            continue;
        int f = field_by_words(b->r, b->it[i].node.model, adj->attributes, &sign);
        if (f >= 0 && field_is_number(&index_model(b->r->x, b->it[i].node.model)->fields[f])) {
            o.node = node_of_field(b->it[i].node.model, f);
            o.flip = sign < 0;
            return o;
        }
    }
    return o;
}

bool build_is_below(const struct build *b, int model, int top)
{
    return model >= 0 && top >= 0 && model != top && index_forward(b->r->x, model, top) != 255;
}

/* "brands with products in more than 2 categories": products lead to both. */
static size_t between_models(const struct build *b, int top, int counted)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].kind == ITEM_LINK && build_is_below(b, b->it[i].node.model, top) &&
            build_is_below(b, b->it[i].node.model, counted))
            return i;
    return NOWHERE;
}

static struct scope *count_scope(struct build *b, struct operand o, enum cond_op op, double number)
{
    if (b->f.scopes_n == SCOPES_MAX)
        return NULL;
    struct scope *s = &b->f.scopes[b->f.scopes_n++];
    *s = (struct scope){ .model = o.node.model,
                         .counted = true,
                         .op = op,
                         .number = number,
                         .from = b->it[o.item].from,
                         .to = b->it[o.item].to,
                         .via_model = o.node.via_model,
                         .via_field = o.node.via_field };
    size_t via = b->f.subject >= 0 && !build_is_below(b, o.node.model, b->f.subject)
                     ? between_models(b, b->f.subject, o.node.model)
                     : NOWHERE;
    if (via != NOWHERE) {
        s->model = b->it[via].node.model;
        s->via_model = s->via_field = -1;
        s->has_of = true;
        s->of = (struct target){ .node = o.node, .since = NODE_NONE, .has_agg = true };
        s->of.agg = AGG_COUNT_DISTINCT;
        b->it[via].used |= !b->it[via].m->is_verb || item_is_date_field(b, via);
    }
    return s;
}

static bool opens_condition(const struct build *b, size_t i)
{
    for (size_t p = item_prev(b, i); p != NOWHERE; p = item_prev(b, p)) {
        if (item_is_op(b, p, OP_WITH))
            return true;
        if (b->it[p].kind != ITEM_WORD && !item_is_op(b, p, OP_AGG) && !item_is_model(b, p) &&
            !b->it[p].is_modifier)
            break;
    }
    for (size_t k = 0; k < i; k++)
        if (b->it[k].kind == ITEM_STOP && (item_word(b, k, "where") || item_word(b, k, "whose")))
            return true;
    return item_op(b, OP_WHERE) != NOWHERE && item_op(b, OP_WHERE) < i;
}

/* "categories where the average price is over 500", "retailers with an order
 * value above 100,000": of what lies below each, put together. */
static bool figure_of_below(struct build *b, struct operand o, enum cond_op op, double number)
{
    if (o.is_count || o.item == NOWHERE || !build_is_below(b, o.node.model, b->f.subject) ||
        item_op(b, OP_GROUP) != NOWHERE)
        return false;
    size_t p = item_prev(b, o.item);
    while (p != NOWHERE && b->it[p].is_modifier)
        p = item_prev(b, p);
    bool said = item_is_op(b, p, OP_AGG) && !b->it[p].used;
    if (!said && !(node_is_amount(b->r, o.node) && opens_condition(b, o.item)))
        return false;
    struct scope *s = count_scope(b, o, op, number);
    if (!s)
        return false;
    s->has_of = true;
    s->of = (struct target){ .node = o.node, .since = NODE_NONE, .has_agg = true };
    s->of.agg = said ? (enum agg)b->it[p].arg : AGG_SUM;
    if (said)
        b->it[p].used = true;
    size_t where = item_op(b, OP_WHERE);
    if (where != NOWHERE && where < o.item)
        b->it[where].used = true;
    return true;
}

/* "ordered more than 10 times": what happened so often. */
static bool so_many_times(struct build *b, size_t i, size_t end, enum cond_op cmp)
{
    size_t t = b->it[end].to;
    if (t >= b->r->tokens.n || !token_is(&b->r->tokens.p[t], "times"))
        return false;
    for (size_t k = i; k-- > 0;) {
        int m = b->it[k].kind == ITEM_LINK ? b->it[k].node.model : -1;
        bool field = item_is_link(b, k, MENTION_FIELD) && !item_is_date_field(b, k) &&
                     !item_is_model(b, k);
        if (!build_is_below(b, m, b->f.subject) && !field)
            continue;
        struct operand o = { .item = k, .node = NODE_NONE, .is_count = true };
        o.node.model = m;
        if (!count_scope(b, o, cmp, b->it[i].m->number))
            return false;
        b->it[k].used |= !field;
        for (size_t w = 0; w < b->n; w++)
            if (b->it[w].from == t && b->it[w].kind == ITEM_WORD) {
                b->it[w].kind = ITEM_STOP;
                b->d.weak_uncovered -= 1;
            }
        return true;
    }
    return false;
}

static void put_number(struct build *b, struct operand o, enum cond_op op, double number, size_t at,
                       size_t to)
{
    if (o.is_count) {
        (void)count_scope(b, o, op, number);
    } else if (!figure_of_below(b, o, op, number)) {
        struct filter *x = frame_filter(&b->f, o.node, op);
        x->values[0] = value_for_field(node_field(b->r, o.node), number);
        x->values_n = 1;
        x->from = b->it[at].from;
        x->to = b->it[to].to;
    }
    if (o.item != NOWHERE)
        b->it[o.item].used = true;
}

/* "between 3 and 7", "from 3 to 7" */
static bool between(struct build *b, size_t i)
{
    size_t p = item_prev(b, i), n = item_next(b, i), m = n;
    bool starts = item_is_op(b, p, OP_BETWEEN) || item_has_word(b, p == NOWHERE ? 0 : p, i, "from");
    if (item_is_op(b, m, OP_AND) || item_is_op(b, m, OP_GROUP))
        m = item_next(b, m);
    if (!starts || m == NOWHERE || b->it[m].kind != ITEM_NUMBER)
        return false;
    struct operand o = find_operand(b, i, m, item_is_op(b, p, OP_BETWEEN) ? p : i);
    if (!node_is_set(o.node) || o.is_count)
        return false;
    double lo = b->it[i].m->number, hi = b->it[m].m->number;
    put_number(b, o, COND_GE, lo < hi ? lo : hi, i, m);
    put_number(b, o, COND_LE, lo < hi ? hi : lo, i, m);
    b->it[i].used = b->it[m].used = true;
    if (item_is_op(b, p, OP_BETWEEN))
        b->it[p].used = true;
    if (n != m)
        b->it[n].used = true;
    return true;
}

static bool belongs_to_rank(const struct build *b, size_t i)
{
    size_t p = item_prev(b, i), n = item_next(b, i);
    return item_is_op(b, p, OP_TOP) || item_is_op(b, n, OP_TOP) || item_is_op(b, n, OP_ADJ_MOST) ||
           item_is_op(b, n, OP_MOST) || item_is_op(b, n, OP_LATEST) ||
           item_is_op(b, p, OP_LATEST) || item_is_op(b, n, OP_COMMON) ||
           item_is_op(b, p, OP_ADJ_MOST);
}

/* The measure that "above 10 million" means when none is named: what is being
 * added up, else the money of what is asked about. */
static struct operand implied_amount(struct build *b)
{
    struct operand o = { .item = NOWHERE, .node = NODE_NONE };
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].kind != ITEM_LINK || b->it[i].node.model < 0)
            continue;
        int f = field_amount(b->r, b->it[i].node.model);
        if (f < 0)
            continue;
        o.node = node_of_field(b->it[i].node.model, f);
        b->d.guesses++;
        build_note(b, arena_fmt(b->r->a, "The amount is taken as %.*s.",
                                STR_ARG(node_field(b->r, o.node)->label)));
        return o;
    }
    return o;
}

/* "older than 90" of a birth date. */
static bool older(struct build *b, size_t i, size_t op)
{
    if (!item_is_op(b, op, OP_ADJ_MORE) || left_field(b, op) != NOWHERE)
        return false;
    const char *words = lexicon_adjectives[b->it[op].arg].attributes;
    for (size_t k = 0; k < b->n; k++) {
        int sign, m = b->it[k].kind == ITEM_LINK ? b->it[k].node.model : -1;
        int f = m >= 0 ? field_by_words(b->r, m, words, &sign) : -1;
        const struct field *field = f >= 0 ? &index_model(b->r->x, m)->fields[f] : NULL;
        if (!field || !field_is_date(field))
            continue;
        struct civil c = civil_from_seconds(b->r->env->now);
        int64_t day = civil_add_months(civil_days(c.year, c.month, c.day),
                                       -12 * (int)b->it[i].m->number);
        struct filter *x = frame_filter(&b->f, node_of_field(m, f), sign < 0 ? COND_LT : COND_GT);
        x->values[0] = field->type == FIELD_DATE ? value_date(day) : value_instant(day * DAY_S);
        x->values_n = 1;
        x->from = b->it[op].from;
        x->to = b->it[i].to;
        b->it[i].used = b->it[op].used = true;
        return true;
    }
    return false;
}

static void one_number(struct build *b, size_t i)
{
    size_t p = item_prev(b, i), n = item_next(b, i), end = i, op = NOWHERE;
    enum cond_op cmp = COND_EQ;
    if (belongs_to_rank(b, i) || between(b, i))
        return;
    if (item_is_op(b, p, OP_CMP) || item_is_op(b, p, OP_ADJ_MORE)) {
        op = p;
        const struct lexicon_adjective *adj = b->it[p].op == OP_ADJ_MORE
                                                  ? &lexicon_adjectives[b->it[p].arg]
                                                  : NULL;
        cmp = adj ? COND_GT : (enum cond_op)b->it[p].arg;
        if (adj && adj->dir < 0 && left_field(b, op) != NOWHERE)
            cmp = COND_LT;
        if (b->it[p].negated)
            cmp = inverted(cmp);
    } else if (item_is_op(b, n, OP_CMP_TAIL)) {
        end = n;
        cmp = (enum cond_op)b->it[n].arg;
    }
    if (op != NOWHERE && older(b, i, op))
        return;
    if ((op != NOWHERE || end != i) && so_many_times(b, i, end, cmp)) {
        b->it[i].used = true;
        b->it[op != NOWHERE ? op : end].used = true;
        return;
    }
    struct operand o = op != NOWHERE ? adjective_operand(b, op)
                                     : (struct operand){ .item = NOWHERE, .node = NODE_NONE };
    size_t join = op != NOWHERE ? item_prev(b, op) : NOWHERE;
    size_t before = join != NOWHERE ? item_prev(b, join) : NOWHERE;
    if (!node_is_set(o.node) && (item_is_op(b, join, OP_AND) || item_is_op(b, join, OP_OR)) &&
        before != NOWHERE && b->it[before].kind == ITEM_NUMBER && b->it[before].used &&
        b->f.filters_n &&
        !item_is_number_field(b, item_next(b, end))) { /* "and no more than 4000" */
        struct filter *last = &b->f.filters[b->f.filters_n - 1];
        o.node = last->node;
        if (item_is_op(b, join, OP_OR))
            last->any = last->any ? last->any : ++b->f.or_groups;
        put_number(b, o, cmp, b->it[i].m->number, op, end);
        if (item_is_op(b, join, OP_OR))
            b->f.filters[b->f.filters_n - 1].any = b->f.filters[b->f.filters_n - 2].any;
        b->it[i].used = b->it[op].used = true;
        return;
    }
    if (node_is_set(o.node) && o.item == NOWHERE && o.flip)
        cmp = cmp == COND_GT ? COND_LT : cmp;
    size_t unit = item_next(b, end);
    if (!node_is_set(o.node))
        o = find_operand(b, i, end, op);
    else if (is_unit(b, unit))
        b->it[unit].used = true;
    bool groups = false; /* then it may be of what is computed in each: implied_having() */
    for (size_t k = 0; k < b->n; k++)
        groups |= item_is_op(b, k, OP_GROUP);
    if (!node_is_set(o.node) && !groups && (op != NOWHERE || end != i) &&
        !(b->it[i].m->number >= 1900 && b->it[i].m->number < 2100))
        o = implied_amount(b);
    if (!node_is_set(o.node))
        return;
    put_number(b, o, cmp, b->it[i].m->number, op != NOWHERE ? op : i, end);
    b->it[i].used = true;
    if (op != NOWHERE)
        b->it[op].used = true;
    if (end != i)
        b->it[end].used = true;
}

/* A number that continues the last one: "4 or 6 cylinders", "3 and 5". */
static bool continues(struct build *b, size_t i)
{
    size_t p = item_prev(b, i), q = p == NOWHERE ? NOWHERE : item_prev(b, p);
    if (!(item_is_op(b, p, OP_OR) || item_is_op(b, p, OP_AND)) || q == NOWHERE ||
        b->it[q].kind != ITEM_NUMBER || !b->f.filters_n)
        return false;
    struct filter *x = &b->f.filters[b->f.filters_n - 1];
    if (x->to != b->it[q].to || (x->op != COND_EQ && x->op != COND_IN) || x->values_n == VALUES_MAX)
        return false;
    x->values[x->values_n++] = value_for_field(node_field(b->r, x->node), b->it[i].m->number);
    x->op = COND_IN;
    x->to = b->it[i].to;
    b->it[i].used = b->it[p].used = true;
    return true;
}

static bool is_year(const struct build *b, struct node n)
{
    static const char words[] =
        "year|yr|founded|established|opened|built|launched|released|born|since";
    for (str rest = str_c(words); rest.n;) {
        str w = str_cut(&rest, '|');
        int sign, f = field_by_words(b->r, n.model, arena_cstr(b->r->a, w), &sign);
        if (f == n.field)
            return true;
    }
    return false;
}

void rule_numbers(struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].kind == ITEM_NUMBER && !b->it[i].used && !continues(b, i))
            one_number(b, i);
    for (size_t i = 0; i < b->n; i++) { /* "before 2010" of a year that is a number */
        if (b->it[i].kind != ITEM_TIME || b->it[i].used)
            continue;
        size_t f = item_prev(b, i);
        if (item_is_op(b, f, OP_CMP))
            f = item_prev(b, f);
        const struct field *field = f != NOWHERE && !b->it[f].used && item_is_number_field(b, f)
                                        ? node_field(b->r, b->it[f].node)
                                        : NULL;
        const struct time_span *t = b->it[i].m->time;
        if (!field || field->type != FIELD_INT || t->grain != GRAIN_YEAR ||
            !is_year(b, b->it[f].node))
            continue;
        struct filter *x = frame_filter(&b->f, b->it[f].node, COND_RANGE);
        for (int k = 0; k < 2; k++)
            if (k ? t->has_to : t->has_from)
                x->values[k] = value_int(civil_from_seconds(k ? t->to : t->from).year);
        x->values_n = 2;
        x->from = b->it[f].from;
        x->to = b->it[i].to;
        b->it[i].used = b->it[f].used = true;
    }
}
