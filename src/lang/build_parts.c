#include "lang/build.h"

/* Several figures of one question, each with conditions of its own: "how many
 * are there, and how many of them are paid", "the no-show rate of each". */

int build_part(const struct build *b, size_t token)
{
    int part = 0;
    for (size_t i = 0; i < b->parts_n; i++)
        part += token >= b->parts[i];
    return part;
}

static bool asks_count(const struct build *b, size_t i)
{
    return item_is_op(b, i, OP_COUNT) && b->it[i].arg != 1 &&
           !item_is_op(b, item_prev(b, i), OP_GROUP) && !item_is_op(b, item_prev(b, i), OP_ORDER) &&
           !item_is_op(b, item_prev(b, i), OP_MEASURE);
}

/* Does the count at `i` say anew what it counts?  "how many of them", "how many
 * are active" do not. */
static bool counts_same(const struct build *b, size_t i)
{
    size_t n = counted_item(b, i);
    return n == NOWHERE || b->it[n].node.model == b->f.subject;
}

/* Where the question asks for one more count of the same records. */
void rule_cut(struct build *b)
{
    size_t first = NOWHERE;
    for (size_t i = 0; i < b->n; i++) {
        if (!asks_count(b, i) || (first != NOWHERE && item_is_op(b, item_prev(b, i), OP_COUNT)))
            continue;
        if (first == NOWHERE) {
            first = i;
            continue;
        }
        if (!counts_same(b, i) || b->parts_n == PARTS_MAX) {
            b->parts_n = 0;
            return;
        }
        b->parts[b->parts_n++] = b->it[i].from;
    }
}

static bool says_of_them(const struct build *b, size_t from)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].from >= from && item_is_op(b, i, OP_THOSE) && b->it[i].arg == 0)
            return true;
    return false;
}

/* A condition of the first count holds of all, unless a later one asks for
 * another value of the same field. */
static bool stands_apart(const struct build *b, const struct filter *x)
{
    for (size_t k = 0; k < b->f.filters_n; k++) {
        const struct filter *y = &b->f.filters[k];
        if (build_part(b, y->from) > 0 && y->scope == 0 && x->node.model == y->node.model &&
            x->node.field == y->node.field)
            return true;
    }
    return false;
}

void rule_parts(struct build *b)
{
    struct frame *f = &b->f;
    if (!b->parts_n || f->keys_n || f->subject < 0)
        return;
    bool of_them = says_of_them(b, b->parts[0]);
    for (size_t i = 0; i < f->filters_n; i++) {
        struct filter *x = &f->filters[i];
        int part = build_part(b, x->from);
        if (x->scope == 0 && (part > 0 || (!of_them && stands_apart(b, x))))
            x->part = part + 1;
    }
    for (size_t i = 0; i < f->targets_n; i++) {
        int part = build_part(b, f->targets[i].at);
        for (size_t k = 0; k < f->filters_n; k++)
            if (f->filters[k].part == part + 1 && f->targets[i].has_agg)
                f->targets[i].part = part + 1;
    }
    for (size_t i = 0; i < f->filters_n; i++) { /* what no figure takes holds of all */
        bool taken = false;
        for (size_t k = 0; k < f->targets_n; k++)
            taken |= f->targets[k].part == f->filters[i].part;
        if (!taken)
            f->filters[i].part = 0;
    }
}

/* The value of a few that shares the stem of the word: "cancellation" of
 * "Cancelled". */
static bool value_of_stem(const struct build *b, int model, str word, struct node *node, str *out)
{
    enum { FEW = 12 };
    const struct model *m = index_model(b->r->x, model);
    uint64_t stem = stem_hash(b->r->stemmer, word);
    for (int f = 0; f < (int)m->fields_n && b->r->env->values; f++) {
        str have[FEW + 1];
        if (!field_is_text(&m->fields[f]) || f == m->display_field)
            continue;
        size_t n = values_of_field(b->r->env->values, &m->fields[f], have, FEW + 1);
        for (size_t k = 0; k < n && n <= FEW; k++) {
            char low[64];
            size_t len = have[k].n < sizeof low ? have[k].n : sizeof low;
            for (size_t c = 0; c < len; c++)
                low[c] = (char)(have[k].p[c] >= 'A' && have[k].p[c] <= 'Z' ? have[k].p[c] + 32
                                                                           : have[k].p[c]);
            if (stem_hash(b->r->stemmer, (str){ low, len }) != stem)
                continue;
            *node = node_of_field(model, f);
            *out = have[k];
            return true;
        }
    }
    return false;
}

/* The only model that knows the state, else the one that is asked about. */
static bool find_state(const struct build *b, str word, struct node *node, str *value)
{
    unsigned found = 0;
    if (b->f.subject >= 0 && value_of_stem(b, b->f.subject, word, node, value))
        return true;
    for (int m = 0; m < (int)b->r->x->schema->models_n; m++)
        found += value_of_stem(b, m, word, node, value);
    return found == 1;
}

/* "cancellation rate", "return rate": the state is said by a noun. */
void rule_rates(struct build *b)
{
    for (size_t i = 1; i < b->n; i++) {
        size_t p = item_prev(b, i);
        struct node node;
        str value;
        if (!item_is_op(b, i, OP_SHARE) || b->it[i].arg != 3 || p == NOWHERE ||
            b->it[p].to != b->it[i].from)
            continue;
        bool word = b->it[p].kind == ITEM_WORD;
        bool verb = item_is_date_field(b, p) && b->it[p].m->is_verb;
        if (!(word || verb) || !find_state(b, b->r->tokens.p[b->it[p].from].norm, &node, &value))
            continue;
        struct filter *x = frame_filter(&b->f, node, COND_EQ);
        x->values[0] = value_text(value);
        x->values_n = 1;
        x->from = b->it[p].from;
        x->to = b->it[p].to;
        if (b->f.subject < 0)
            b->f.subject = node.model;
        if (word) {
            b->d.links++;
            b->d.mean = b->d.mean > 0 ? b->d.mean : 0.9;
            b->it[p].kind = ITEM_STOP;
            b->d.uncovered -= b->r->tokens.p[b->it[p].from].is_weak ? 0 : 1;
        }
        b->it[p].used = true;
    }
}

/* Whose each has so many of `noun`: "per customer", "does a customer place". */
static size_t per_whom(const struct build *b, size_t noun)
{
    size_t per = item_next(b, noun);
    while (per != NOWHERE && !(item_is_op(b, per, OP_GROUP) && b->it[per].arg == 1))
        per = item_next(b, per);
    if (per != NOWHERE)
        return item_next(b, per);
    for (size_t i = noun + 1; i < b->n; i++)
        if (item_is_model(b, i) && b->it[i].from > 0 &&
            (token_is(&b->r->tokens.p[b->it[i].from - 1], "a") ||
             token_is(&b->r->tokens.p[b->it[i].from - 1], "an")) &&
            build_is_below(b, b->it[noun].node.model, b->it[i].node.model))
            return i;
    return NOWHERE;
}

static void average_count(struct build *b, size_t average, size_t count)
{
    size_t noun = counted_item(b, count),
           each = item_is_model(b, noun) ? per_whom(b, noun) : NOWHERE;
    if (!(item_is_model(b, each) || item_is_op(b, each, OP_GRAIN)))
        return;
    struct target *t = frame_target(&b->f, b->it[noun].node, b->it[count].from);
    t->has_agg = t->has_per = true;
    t->agg = AGG_COUNT;
    t->per = (struct key){ .node = b->it[each].node, .is_record = item_is_model(b, each) };
    if (!t->per.is_record) {
        t->per.node = NODE_NONE;
        t->per.has_grain = true;
        t->per.grain = (enum grain)b->it[each].arg;
    }
    b->f.subject = b->it[noun].node.model;
    b->it[average].used = b->it[count].used = b->it[noun].used = b->it[each].used = true;
    if (item_is_op(b, item_prev(b, each), OP_GROUP))
        b->it[item_prev(b, each)].used = true;
}

/* "the average number of orders per customer", "how many orders per month on average" */
void rule_averages(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_AGG) || b->it[i].arg != AGG_AVG || b->it[i].used)
            continue;
        size_t count = item_next(b, i);
        if (!item_is_op(b, count, OP_COUNT) && item_has_word(b, i, i + 1, "on"))
            count = item_op(b, OP_COUNT);
        if (item_is_op(b, count, OP_COUNT))
            average_count(b, i, count);
    }
}

static bool asks_yes_or_no(const struct build *b)
{
    static const char *const words[] = { "did", "do",   "does", "is",  "are",
                                         "was", "were", "has",  "have" };
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (b->n && item_has_word(b, 0, 1, words[k]))
            return true;
    return false;
}

/* "which topics got more tickets in Q3 than in Q2": of each value. */
static void grew_values(struct build *b, size_t whose)
{
    struct frame *f = &b->f;
    const struct field *field = node_field(b->r, b->it[whose].node);
    if (!field || !field_is_text(field) || f->targets_n || f->filters_n == FILTERS_MAX)
        return;
    f->keys[f->keys_n++] = (struct key){ .node = b->it[whose].node };
    f->has_grew = true;
    f->shrank = b->it[b->more].arg == COND_LT;
    f->keys_only = true;
    f->compare = COMPARE_NONE;
    b->it[whose].used = true;
    for (size_t i = whose + 1; i < b->n; i++)
        if (b->it[i].kind == ITEM_LINK && b->it[i].m->kind != MENTION_VALUE &&
            !item_is_number_field(b, i)) {
            f->subject = b->it[i].node.model;
            b->it[i].used = true;
        }
}

/* "which customers ordered more this year than last year": of each record, what
 * lies below it in the one period and in the other. */
void rule_grew(struct build *b)
{
    struct frame *f = &b->f;
    size_t whose = NOWHERE, what = NOWHERE;
    if (f->compare != COMPARE_GIVEN || f->periods_n != 2 || f->keys_n || b->more == NOWHERE ||
        f->scopes_n == SCOPES_MAX || asks_yes_or_no(b))
        return;
    for (size_t i = 0; i < b->more && whose == NOWHERE; i++)
        if (b->it[i].kind == ITEM_LINK && b->it[i].m->kind != MENTION_VALUE)
            whose = i;
    if (item_is_link(b, whose, MENTION_FIELD) && !item_is_model(b, whose)) {
        grew_values(b, whose);
        return;
    }
    if (!item_is_model(b, whose))
        return;
    int top = b->it[whose].node.model;
    for (size_t i = whose + 1; i < b->n; i++)
        if (b->it[i].kind == ITEM_LINK && build_is_below(b, b->it[i].node.model, top) &&
            (what == NOWHERE || item_is_number_field(b, i)))
            what = i;
    if (what == NOWHERE)
        return;
    struct scope *s = &f->scopes[f->scopes_n++];
    *s = (struct scope){ .model = b->it[what].node.model,
                         .counted = true,
                         .grew = true,
                         .op = b->it[b->more].arg == COND_LT ? COND_LT : COND_GT,
                         .via_model = -1,
                         .via_field = -1 };
    if (item_is_number_field(b, what)) {
        s->has_of = true;
        s->of = (struct target){ .node = b->it[what].node, .since = NODE_NONE, .has_agg = true };
        s->of.agg = node_agg(b->r, s->of.node);
    }
    for (size_t i = whose + 1; i < b->n; i++)
        if (b->it[i].kind == ITEM_LINK && b->it[i].node.model == s->model &&
            b->it[i].m->kind != MENTION_VALUE)
            b->it[i].used = true;
    f->periods[0].scope = f->periods[1].scope = (int)f->scopes_n - 1;
    f->compare = COMPARE_NONE;
    f->subject = top;
}

/* Two figures and what is made of them: "the difference between claimed and
 * paid", "paid as a percentage of claimed", "the ratio of cost to price". */
void rule_combined(struct build *b)
{
    struct frame *f = &b->f;
    size_t share = item_op(b, OP_SHARE), ratio = item_op(b, OP_RATIO), between = NOWHERE;
    unsigned numbers = 0;
    for (size_t i = 0; i < f->targets_n; i++)
        numbers += node_is_number(b->r, f->targets[i].node);
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_BETWEEN) && item_is_op(b, item_prev(b, i), OP_GROWTH) &&
            f->periods_n < 2)
            between = i;
    if (numbers != 2 || f->targets_n != 2)
        return;
    bool parts = share != NOWHERE && b->it[share].arg == 1 &&
                 f->targets[0].at < b->it[share].from && f->targets[1].at > b->it[share].from;
    if (share != NOWHERE && b->it[share].arg == 2)
        ratio = share;
    if (!parts && ratio == NOWHERE && between == NOWHERE)
        return;
    f->combine = between != NOWHERE ? EXPR_SUB : EXPR_DIV;
    if (f->targets[1].at < f->targets[0].at) { /* as they were said */
        struct target t = f->targets[0];
        f->targets[0] = f->targets[1];
        f->targets[1] = t;
    }
    f->combine_pct = parts;
    for (size_t i = 0; i < 2; i++)
        if (!f->targets[i].has_agg) {
            f->targets[i].has_agg = true;
            f->targets[i].agg = node_agg(b->r, f->targets[i].node);
        }
    size_t used = between != NOWHERE ? between : parts ? share : ratio;
    b->it[used].used = true;
    if (between != NOWHERE && f->compare == COMPARE_BEFORE)
        f->compare = COMPARE_NONE;
}
