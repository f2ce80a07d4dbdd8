#include "lang/build.h"

/* "how many days from order to delivery", "average delay": days between two
 * dates of one model. */
static bool days_between(struct build *b, int model, int from, int to, size_t at)
{
    if (from < 0 || to < 0 || from == to)
        return false;
    const struct model *m = index_model(b->r->x, model);
    if (!field_is_date(&m->fields[from]) || !field_is_date(&m->fields[to]))
        return false;
    struct target *t = frame_target(&b->f, node_of_field(model, to), at);
    t->since = node_of_field(model, from);
    t->has_agg = true;
    t->agg = AGG_AVG;
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_AGG) && !b->it[i].used) {
            t->agg = (enum agg)b->it[i].arg;
            b->it[i].used = true;
        }
    return true;
}

static bool two_dates(struct build *b, size_t i)
{
    size_t first = NOWHERE;
    for (size_t k = 0; k < b->n; k++) {
        if (!item_is_date_field(b, k) || b->it[k].used)
            continue;
        if (first == NOWHERE) {
            first = k;
            continue;
        }
        if (b->it[k].node.model == b->it[first].node.model &&
            days_between(b, b->it[k].node.model, b->it[first].node.field, b->it[k].node.field,
                         b->it[i].from)) {
            b->it[first].used = b->it[k].used = true;
            return true;
        }
    }
    return false;
}

/* How long until it was done: from the model's default date to that date. */
static bool until_done(struct build *b, size_t i)
{
    for (size_t k = 0; k < b->n; k++) {
        if (!item_is_date_field(b, k) || b->it[k].used)
            continue;
        const struct model *m = index_model(b->r->x, b->it[k].node.model);
        if (m->default_date < 0 || m->default_date == b->it[k].node.field)
            continue;
        if (days_between(b, b->it[k].node.model, m->default_date, b->it[k].node.field,
                         b->it[i].from)) {
            b->it[k].used = true;
            return true;
        }
    }
    return false;
}

static bool delay(struct build *b, size_t i)
{
    for (size_t k = 0; k < b->n; k++) {
        int sign, model = b->it[k].kind == ITEM_LINK ? b->it[k].node.model : -1;
        if (model < 0)
            continue;
        int due = field_by_words(b->r, model, "due|deadline|required|expected|promised|planned",
                                 &sign);
        int done = field_by_words_but(
            b->r, model, "delivered|paid|returned|completed|shipped|received|closed", due, &sign);
        if (days_between(b, model, due, done, b->it[i].from))
            return true;
    }
    return false;
}

void rule_days(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_DAYS) || b->it[i].used)
            continue;
        size_t n = item_next(b, i);
        if (item_is_number_field(b, n))
            continue;
        bool done = b->it[i].arg == 3 ? delay(b, i) : two_dates(b, i) || until_done(b, i);
        if (done)
            b->it[i].used = true;
    }
}

static struct node date_beside(struct build *b, size_t i, size_t *used)
{
    size_t p = item_prev(b, i), n = item_next(b, i);
    *used = NOWHERE;
    for (int hops = 0; p != NOWHERE && hops < 3; hops++) {
        if (item_is_op(b, p, OP_LATE) || item_is_op(b, p, OP_ONTIME)) { /* "delivered late in" */
            p = item_prev(b, p);
            hops--;
            continue;
        }
        if (item_is_date_field(b, p) && !b->it[p].negated && (!b->it[p].used || hops == 0)) {
            *used = p;
            return b->it[p].node;
        }
        if (item_is_op(b, p, OP_VERSUS) || b->it[p].kind == ITEM_TIME || item_is_op(b, p, OP_GROUP))
            break;
        p = item_prev(b, p);
    }
    if (item_is_date_field(b, n) && !b->it[n].used) {
        *used = n;
        return b->it[n].node;
    }
    /* The only happening of the question, wherever it stands. */
    size_t verb = NOWHERE;
    for (size_t k = 0; k < b->n; k++)
        if (item_is_date_field(b, k) && !b->it[k].used && b->it[k].m->is_verb) {
            if (verb != NOWHERE)
                return NODE_NONE;
            verb = k;
        }
    if (verb == NOWHERE)
        return NODE_NONE;
    *used = verb;
    return b->it[verb].node;
}

static bool is_future_bound(const struct build *b, const struct time_span *t)
{
    return !t->has_from && t->has_to && t->to > b->r->env->now;
}

static bool in_brackets(const struct build *b, size_t token)
{
    for (size_t t = token; t-- > 0;) {
        char c = b->r->tokens.p[t].text.n ? b->r->tokens.p[t].text.p[0] : 0;
        if (c == '(' || c == ')')
            return c == '(';
    }
    return false;
}

static bool has_date(const struct model *m)
{
    for (size_t i = 0; i < m->fields_n; i++)
        if (field_is_date(&m->fields[i]))
            return true;
    return false;
}

/* A year of models that have no date but a whole number called "year".  Where
 * one of the models has a date, the year is one of that date. */
static bool year_field(struct build *b, size_t i)
{
    for (size_t k = 0; k < b->n; k++)
        if (b->it[k].kind == ITEM_LINK && b->it[k].node.model >= 0 &&
            has_date(index_model(b->r->x, b->it[k].node.model)))
            return false;
    const struct time_span *t = b->it[i].m->time;
    struct civil from = civil_from_seconds(t->from), to = civil_from_seconds(t->to);
    if ((t->has_from && (from.month != 1 || from.day != 1)) ||
        (t->has_to && (to.month != 1 || to.day != 1)))
        return false;
    for (size_t k = 0; k < b->n; k++) {
        int sign, m = b->it[k].kind == ITEM_LINK ? b->it[k].node.model : -1;
        if (m < 0 || index_model(b->r->x, m)->default_date >= 0)
            continue;
        int f = field_by_words(b->r, m, "year|yr", &sign);
        if (f < 0 || index_model(b->r->x, m)->fields[f].type != FIELD_INT)
            continue;
        struct filter *x = frame_filter(&b->f, node_of_field(m, f), COND_RANGE);
        if (t->has_from)
            x->values[0] = value_int(from.year);
        if (t->has_to)
            x->values[1] = value_int(to.year);
        x->values_n = 2;
        x->negated = b->it[i].negated;
        x->from = b->it[i].from;
        x->to = b->it[i].to;
        if (t->has_from && t->has_to && to.year == from.year + 1) {
            x->op = COND_EQ;
            x->values_n = 1;
        }
        b->it[i].used = true;
        for (size_t q = 0; q < b->n; q++)
            if (b->it[q].kind == ITEM_LINK && b->it[q].node.model == m && b->it[q].node.field == f)
                b->it[q].used = true;
        return true;
    }
    return false;
}

static bool part_of_span(struct build *b, size_t from, size_t to, struct when *w)
{
    timex_vec spans = { 0 };
    struct timex_env env = { .now = b->r->env->now,
                             .fiscal_month = b->r->env->schema->fiscal_month,
                             .fiscal_day = b->r->env->schema->fiscal_day,
                             .week_start = b->r->env->week_start ? b->r->env->week_start : 1,
                             .lang = STR("en") };
    str text = tokens_raw(&b->r->tokens, from, to);
    timex_find(b->r->a, &env, text, &spans);
    if (spans.n != 1 || !spans.p[0].has_from || !spans.p[0].has_to)
        return false;
    *w = (struct when){ .date = NODE_NONE,
                        .from = spans.p[0].from,
                        .to = spans.p[0].to,
                        .has_from = true,
                        .has_to = true,
                        .time = &spans.p[0],
                        .label = text,
                        .at = from,
                        .end = to };
    return true;
}

/* "changed from September to October", "between 2024 and 2025": two periods to
 * compare, not a range. */
static bool from_to(struct build *b, size_t i)
{
    struct when first, second;
    size_t cut = 0;
    bool between = token_is(&b->r->tokens.p[b->it[i].from], "between");
    if (!(between || token_is(&b->r->tokens.p[b->it[i].from], "from")) ||
        b->f.periods_n + 2 > PERIODS_MAX)
        return false;
    for (size_t t = b->it[i].from + 1; t < b->it[i].to; t++)
        if (token_is(&b->r->tokens.p[t], between ? "and" : "to"))
            cut = t;
    if (!cut || !part_of_span(b, b->it[i].from + 1, cut, &first) ||
        !part_of_span(b, cut + 1, b->it[i].to, &second))
        return false;
    if (second.time->grain == GRAIN_MONTH && first.from > second.from) {
        struct civil c = civil_from_seconds(first.from), d = civil_from_seconds(first.to);
        c.year--;
        d.year--;
        first.from = civil_seconds(c);
        first.to = civil_seconds(d);
    }
    b->f.periods[b->f.periods_n++] = first;
    b->f.periods[b->f.periods_n++] = second;
    b->f.compare = COMPARE_GIVEN;
    b->it[i].used = true;
    return true;
}

static bool says_which(str label)
{
    static const char *const words[] = { "this", "last", "previous", "current" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find(label, str_c(words[i])) < label.n)
            return true;
    return false;
}

/* "per region in 2025 and 2026", "last year and this year": one beside the other. */
static bool stand_beside(const struct build *b, size_t i, const struct when *w)
{
    size_t p = item_prev(b, i);
    const struct time_span *t = b->it[i].m->time;
    bool keys = false;
    if (!item_is_op(b, p, OP_AND) || !w->time || w->time->grain != t->grain || !t->has_from ||
        !t->has_to || !w->has_from || !w->has_to)
        return false;
    for (size_t k = 0; k < b->n; k++) {
        if (item_is_op(b, k, OP_GRAIN) || item_is_op(b, k, OP_PER_GRAIN) ||
            item_is_op(b, k, OP_TREND))
            return false;
        keys |= item_is_op(b, k, OP_GROUP) && b->it[k].arg != 2;
    }
    return keys || (says_which(w->label) &&
                    says_which(tokens_raw(&b->r->tokens, b->it[i].from, b->it[i].to)));
}

/* "in 2025 and 2026": one stretch of time. */
static bool joins_last(struct build *b, size_t i)
{
    size_t p = item_prev(b, i);
    const struct time_span *t = b->it[i].m->time;
    if (b->f.compare != COMPARE_NONE || b->f.periods_n != 1 ||
        !(item_is_op(b, p, OP_AND) || item_is_op(b, p, OP_OR)))
        return false;
    struct when *w = &b->f.periods[b->f.periods_n - 1];
    if (stand_beside(b, i, w)) {
        b->f.compare = COMPARE_GIVEN;
        return false;
    }
    if (!w->has_to || !t->has_from || w->to != t->from || item_prev(b, p) == NOWHERE ||
        b->it[item_prev(b, p)].kind != ITEM_TIME)
        return false;
    w->to = t->to;
    w->has_to = t->has_to;
    w->time = NULL;
    w->label = tokens_raw(&b->r->tokens, w->at, b->it[i].to);
    b->it[i].used = b->it[p].used = true;
    return true;
}

static bool names_year(str label)
{
    for (size_t i = 0; i + 4 <= label.n; i++)
        if ((label.p[i] == '1' || label.p[i] == '2') && label.p[i + 1] >= '0' &&
            label.p[i + 1] <= '9' && label.p[i + 2] >= '0' && label.p[i + 2] <= '9' &&
            label.p[i + 3] >= '0' && label.p[i + 3] <= '9')
            return true;
    return false;
}

/* "in 2024, 2025 and 2026", "Q1, Q2 and Q3": a line for each. */
static void several_units(struct build *b)
{
    struct frame *f = &b->f;
    if (f->periods_n < 3 || f->keys_n)
        return;
    struct when all = f->periods[0];
    for (size_t i = 0; i < f->periods_n; i++) {
        const struct when *w = &f->periods[i];
        if (!w->time || !w->has_from || !w->has_to || w->time->grain != f->periods[0].time->grain ||
            w->time->grain > GRAIN_FISCAL_YEAR)
            return;
        all.from = w->from < all.from ? w->from : all.from;
        all.to = w->to > all.to ? w->to : all.to;
        all.end = w->end;
    }
    all.label = tokens_raw(&b->r->tokens, all.at, all.end);
    f->keys[f->keys_n++] =
        (struct key){ .node = NODE_NONE, .has_grain = true, .grain = f->periods[0].time->grain };
    f->periods[0] = all;
    f->periods_n = 1;
    f->compare = COMPARE_NONE;
}

/* "first half vs second half of 2025": the year holds of both. */
static void share_year(struct when *p, const struct when *q)
{
    static const char *const relative[] = { "last", "this", "next", "previous", "current" };
    if (names_year(p->label) || !names_year(q->label) || !p->has_from || !p->has_to || !q->has_from)
        return;
    for (size_t i = 0; i < sizeof relative / sizeof *relative; i++)
        if (str_find(p->label, str_c(relative[i])) < p->label.n)
            return;
    struct civil from = civil_from_seconds(p->from), to = civil_from_seconds(p->to);
    int shift = civil_from_seconds(q->from).year - from.year;
    from.year += shift;
    to.year += shift;
    p->from = civil_seconds(from);
    p->to = civil_seconds(to);
}

void rule_times(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].kind != ITEM_TIME || b->it[i].used || b->f.periods_n == PERIODS_MAX)
            continue;
        size_t used;
        const struct time_span *t = b->it[i].m->time;
        if (year_field(b, i)) {
            size_t op = item_prev(b, i);
            if (item_is_op(b, op, OP_CMP))
                b->it[op].used = true;
            continue;
        }
        if (b->f.compare != COMPARE_NONE && from_to(b, i))
            continue;
        if (item_has_word(b, i, i + 1, "same") && item_has_word(b, i, i + 1, "year")) {
            b->f.compare = COMPARE_YEAR; /* "the same quarter last year" */
            b->it[i].used = true;
            continue;
        }
        if (joins_last(b, i))
            continue;
        struct when *w = &b->f.periods[b->f.periods_n++];
        struct node known = NODE_NONE;
        if (b->f.periods_n > 1 && in_brackets(b, b->it[i].from)) { /* said again, exactly */
            b->f.periods_n--;
            w--;
            known = w->date;
        }
        *w = (struct when){ .date = date_beside(b, i, &used),
                            .from = t->from,
                            .to = t->to,
                            .has_from = t->has_from,
                            .has_to = t->has_to,
                            .time = t,
                            .negated = b->it[i].negated,
                            .at = b->it[i].from,
                            .end = b->it[i].to };
        w->label = tokens_raw(&b->r->tokens, b->it[i].from, b->it[i].to);
        if (node_is_set(known))
            w->date = known;
        for (size_t x = 0; x < b->f.filters_n; x++) /* late is known when it is done */
            if (node_is_set(b->f.filters[x].other) && node_eq(b->f.filters[x].other, w->date))
                w->date = b->f.filters[x].node;
        if (used != NOWHERE)
            b->it[used].used = true;
        /* "expire before the end of the year" is still ahead */
        if (is_future_bound(b, t) && node_is_set(w->date)) {
            w->from = b->r->env->now / DAY_S * DAY_S;
            w->has_from = true;
        }
        b->it[i].used = true;
        size_t p = item_prev(b, i);
        w->is_other = item_is_op(b, p, OP_VERSUS) && b->f.periods_n == 1 &&
                      b->f.compare == COMPARE_BEFORE;
        if (item_is_op(b, p, OP_CMP) || item_is_op(b, p, OP_ATTIME) || item_is_op(b, p, OP_BETWEEN))
            b->it[p].used = true;
    }
    several_units(b);
    if (b->f.compare == COMPARE_GIVEN && b->f.periods_n == 2)
        share_year(&b->f.periods[0], &b->f.periods[1]);
    /* One date said for several periods holds of all of them. */
    for (size_t i = 0; i < b->f.periods_n; i++)
        for (size_t k = 0; k < b->f.periods_n; k++)
            if (!node_is_set(b->f.periods[i].date) && node_is_set(b->f.periods[k].date))
                b->f.periods[i].date = b->f.periods[k].date;
}
