#include "lang/build.h"

/* What a negation reaches: the next thing that can be denied. */
void rule_not(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_NOT) && !item_is_op(b, i, OP_WITHOUT))
            continue;
        bool without = b->it[i].op == OP_WITHOUT;
        size_t n = item_next(b, i);
        for (int hops = 0; n != NOWHERE && hops < 4; hops++) {
            bool skip = item_is_op(b, n, OP_WITH) || item_is_op(b, n, OP_ATTIME) ||
                        item_is_op(b, n, OP_ATLEASTONE) || item_is_op(b, n, OP_DISTINCT) ||
                        item_is_op(b, n, OP_THOSE) || item_is_op(b, n, OP_CONTAINS) ||
                        b->it[n].kind == ITEM_WORD ||
                        (item_is_date_field(b, n) && b->it[n].m->is_verb &&
                         item_is_model(b, item_next(b, n)) &&
                         b->it[item_next(b, n)].node.model == b->it[n].node.model &&
                         b->it[n].node.model != b->f.subject);
            if (skip && item_is_date_field(b, n))
                b->it[n].used = true;
            if (item_is_op(b, n, OP_CONTAINS))
                b->it[n].negated = true;
            if (!skip)
                break;
            n = item_next(b, n);
        }
        if (n == NOWHERE)
            continue;
        b->it[n].negated = true;
        b->it[i].used = true;
        /* "not X or Y": the second as well */
        size_t o = item_next(b, n), v = o == NOWHERE ? NOWHERE : item_next(b, o);
        if ((item_is_op(b, o, OP_OR) || item_is_op(b, o, OP_AND)) &&
            item_is_link(b, n, MENTION_VALUE) && item_is_link(b, v, MENTION_VALUE) &&
            b->it[v].node.field == b->it[n].node.field)
            b->it[v].negated = true;
        bool done = item_is_date_field(b, n) && b->it[n].m->is_verb && b->f.subject >= 0 &&
                    b->it[n].node.model != b->f.subject &&
                    index_forward(b->r->x, b->f.subject, b->it[n].node.model) == 255 &&
                    b->f.scopes_n < SCOPES_MAX;
        if (done) { /* "products never sold" */
            b->f.scopes[b->f.scopes_n++] = (struct scope){ .model = b->it[n].node.model,
                                                           .negated = true,
                                                           .from = b->it[n].from,
                                                           .to = b->it[n].to,
                                                           .via_model = -1,
                                                           .via_field = -1 };
            b->it[n].used = true;
        } else if (without && item_is_model(b, n) && b->f.scopes_n < SCOPES_MAX) {
            struct scope *s = &b->f.scopes[b->f.scopes_n++];
            *s = (struct scope){ .model = b->it[n].node.model,
                                 .negated = true,
                                 .from = b->it[n].from,
                                 .to = b->it[n].to,
                                 .via_model = b->it[n].node.via_model,
                                 .via_field = b->it[n].node.via_field };
            b->it[n].used = true;
        } else if (item_is_model(b, n) && b->it[n].node.model != b->f.subject &&
                   b->f.scopes_n < SCOPES_MAX) {
            struct scope *s = &b->f.scopes[b->f.scopes_n++];
            *s = (struct scope){ .model = b->it[n].node.model,
                                 .negated = true,
                                 .from = b->it[n].from,
                                 .to = b->it[n].to,
                                 .via_model = b->it[n].node.via_model,
                                 .via_field = b->it[n].node.via_field };
            b->it[n].used = true;
        }
    }
}

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

/* "above average": of the field beside it. */
void rule_average_of(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_AVERAGE_OF) || b->it[i].used)
            continue;
        size_t near[2] = { item_next(b, i), item_prev(b, i) };
        size_t n = near[0];
        if (item_is_model(b, n)) /* "above the average of all employees" says nothing new */
            n = item_next(b, n);
        near[0] = n;
        for (int k = 0; k < 2; k++) {
            size_t j = near[k];
            if (!item_is_number_field(b, j))
                continue;
            struct filter *x = frame_filter(&b->f, b->it[j].node, (enum cond_op)b->it[i].arg);
            x->is_average = true;
            x->from = b->it[i].from;
            x->to = b->it[i].to;
            b->it[i].used = true;
            b->it[j].used = true;
            size_t p = item_prev(b, i); /* "weight above the average weight" */
            if (k == 0 && item_is_number_field(b, p) && b->it[p].node.field == b->it[j].node.field)
                b->it[p].used = true;
            break;
        }
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

static void count_scope(struct build *b, struct operand o, enum cond_op op, double number)
{
    if (b->f.scopes_n == SCOPES_MAX)
        return;
    struct scope *s = &b->f.scopes[b->f.scopes_n++];
    *s = (struct scope){ .model = o.node.model,
                         .counted = true,
                         .op = op,
                         .number = number,
                         .from = b->it[o.item].from,
                         .to = b->it[o.item].to,
                         .via_model = o.node.via_model,
                         .via_field = o.node.via_field };
}

static void put_number(struct build *b, struct operand o, enum cond_op op, double number, size_t at,
                       size_t to)
{
    if (o.is_count) {
        count_scope(b, o, op, number);
    } else {
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

/* "higher than" between two times compares them, not the rows. */
static bool compares_times(struct build *b)
{
    bool found = false, times = false;
    for (size_t i = 0; i < b->n; i++)
        times |= b->it[i].kind == ITEM_TIME;
    for (size_t i = 0; i < b->n; i++) {
        size_t n = item_next(b, i);
        bool time = n != NOWHERE && b->it[n].kind == ITEM_TIME;
        if (times && b->it[i].kind == ITEM_NUMBER && !b->it[i].used && b->it[i].m->number >= 1990 &&
            b->it[i].m->number <= 2100 && b->it[i].to == b->it[i].from + 1 && i > 0 &&
            (item_word(b, i - 1, "than") ||
             str_eq(b->r->tokens.p[b->it[i].from - 1].norm, STR("than"))) &&
            b->f.periods_n == 0) { /* "in 2026 than 2025" */
            struct when *w = &b->f.periods[b->f.periods_n++];
            int y = (int)b->it[i].m->number;
            *w = (struct when){ .date = NODE_NONE, .has_from = true, .has_to = true };
            w->from = civil_days(y, 1, 1) * DAY_S;
            w->to = civil_days(y + 1, 1, 1) * DAY_S;
            w->label = tokens_raw(&b->r->tokens, b->it[i].from, b->it[i].to);
            w->at = b->it[i].from;
            w->end = b->it[i].to;
            b->it[i].used = found = true;
            if (item_is_op(b, item_prev(b, i), OP_CMP))
                b->it[item_prev(b, i)].used = true;
            continue;
        }
        bool op = (item_is_op(b, i, OP_CMP) &&
                   (b->it[i].arg == COND_GT || b->it[i].arg == COND_LT)) ||
                  item_is_op(b, i, OP_ADJ_MORE);
        str last = b->r->tokens.p[b->it[i].to - 1].norm;
        bool than = str_eq(last, STR("than")) || item_has_word(b, i, n == NOWHERE ? i : n, "than");
        if (op && time && than) {
            b->it[i].used = true;
            found = true;
        } else if (b->it[i].kind == ITEM_STOP && item_word(b, i, "than") && time) {
            found = true;
        }
    }
    for (size_t i = 0; i < b->n && found; i++) { /* "how many more", "how much higher" */
        size_t n = item_next(b, i);
        if ((item_is_op(b, i, OP_CMP) || item_is_op(b, i, OP_ADJ_MORE)) &&
            (n == NOWHERE || b->it[n].kind != ITEM_NUMBER))
            b->it[i].used = true;
    }
    return found;
}

static bool compares_with_before(struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_VERSUS) && b->it[i].arg >= 3) {
            b->f.compare = b->it[i].arg == 3 ? COMPARE_YEAR : COMPARE_BEFORE;
            return true;
        }
    return false;
}

/* "2025 over 2024" */
static void year_over_year(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        size_t p = item_prev(b, i), q = p == NOWHERE ? NOWHERE : item_prev(b, p);
        double y = b->it[i].kind == ITEM_NUMBER ? b->it[i].m->number : 0;
        if (y < 1900 || y > 2100 || y != (double)(int)y || b->f.periods_n ||
            !(item_is_op(b, p, OP_CMP) || item_is_op(b, p, OP_VERSUS)) || q == NOWHERE ||
            b->it[q].kind != ITEM_TIME)
            continue;
        struct when *w = &b->f.periods[b->f.periods_n++];
        *w = (struct when){ .date = NODE_NONE, .has_from = true, .has_to = true };
        w->from = civil_days((int)y, 1, 1) * DAY_S;
        w->to = civil_days((int)y + 1, 1, 1) * DAY_S;
        w->label = tokens_raw(&b->r->tokens, b->it[i].from, b->it[i].to);
        w->at = b->it[i].from;
        w->end = b->it[i].to;
        b->it[i].used = b->it[p].used = true;
        b->f.compare = COMPARE_GIVEN;
    }
}

/* Versus and growth: two periods, or a period and the one before. */
void rule_compared(struct build *b)
{
    size_t versus = item_op(b, OP_VERSUS), growth = item_op(b, OP_GROWTH),
           up = item_op(b, OP_UPDOWN);
    unsigned times = 0;
    for (size_t i = 0; i < b->n; i++)
        times += b->it[i].kind == ITEM_TIME;
    bool than = compares_times(b);
    if (versus == NOWHERE && growth == NOWHERE && up == NOWHERE) {
        if (than)
            b->f.compare = times + b->f.periods_n > 1 ? COMPARE_GIVEN : COMPARE_BEFORE;
        return;
    }
    if (!compares_with_before(b))
        b->f.compare = times > 1                                     ? COMPARE_GIVEN
                       : growth != NOWHERE && b->it[growth].arg == 1 ? COMPARE_YEAR
                                                                     : COMPARE_BEFORE;
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_VERSUS) || item_is_op(b, i, OP_GROWTH) ||
            item_is_op(b, i, OP_UPDOWN) ||
            (item_is_op(b, i, OP_CMP) && item_is_op(b, item_prev(b, i), OP_COUNT)) ||
            (times > 1 && item_is_op(b, i, OP_CMP) && !b->it[i].used &&
             item_next(b, i) != NOWHERE && b->it[item_next(b, i)].kind == ITEM_TIME))
            b->it[i].used = true;
    if (times == 1)
        year_over_year(b);
    size_t share = growth != NOWHERE || up != NOWHERE ? item_op(b, OP_SHARE) : NOWHERE;
    if (share != NOWHERE) /* "growth in percent" */
        b->it[share].used = true;
}
