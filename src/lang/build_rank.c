#include "lang/build.h"

uint64_t build_number_beside(struct build *b, size_t i)
{
    size_t near[2] = { item_next(b, i), item_prev(b, i) };
    for (int k = 0; k < 2; k++) {
        size_t j = near[k];
        if (j != NOWHERE && b->it[j].kind == ITEM_NUMBER && !b->it[j].used &&
            b->it[j].m->number >= 1 && b->it[j].m->number <= 100000 &&
            (k == 0 ? j - i <= 2 : i - j <= 2)) {
            b->it[j].used = true;
            if (b->it[j].m->is_ordinal && j < i) { /* "second biggest" */
                b->f.offset = (uint64_t)b->it[j].m->number - 1;
                return 1;
            }
            return (uint64_t)b->it[j].m->number;
        }
    }
    return 0;
}

/* "the ten suppliers with the lowest ..." */
static uint64_t number_of_subject(struct build *b, size_t i)
{
    for (size_t k = 1; k < i; k++) {
        size_t p = item_prev(b, k);
        if (!item_is_model(b, k) || p == NOWHERE || b->it[p].kind != ITEM_NUMBER || b->it[p].used ||
            b->it[p].m->number < 2 || b->it[p].m->number > 1000 || b->it[p].to != b->it[k].from)
            continue;
        b->it[p].used = true;
        return (uint64_t)b->it[p].m->number;
    }
    return 0;
}

void build_rank_aggregate(struct build *b, size_t field)
{
    size_t p = item_prev(b, field);
    if (item_is_op(b, p, OP_AGG) && !b->it[p].used) {
        b->f.rank.by.has_agg = true;
        b->f.rank.by.agg = (enum agg)b->it[p].arg;
        b->it[p].used = true;
    }
}

/* The unit of time that a superlative chooses among: "the best month", "which
 * quarter had the lowest", "the month with the most". */
static size_t ranked_grain(const struct build *b, size_t i)
{
    size_t n = item_next(b, i), p = item_prev(b, i);
    if (n != NOWHERE && b->it[n].kind == ITEM_NUMBER)
        n = item_next(b, n);
    if (item_is_op(b, n, OP_GRAIN))
        return n;
    if (item_is_op(b, p, OP_WITH) && item_is_op(b, item_prev(b, p), OP_GRAIN))
        return item_prev(b, p);
    for (size_t k = 0; k < i; k++)
        if (item_is_op(b, k, OP_GRAIN) && item_is_op(b, item_prev(b, k), OP_WHICH))
            return k;
    return NOWHERE;
}

/* The worst month for outages is the one with the most of them: -1. */
static int good(const struct build *b)
{
    static const char *const bad[] = {
        "outage",  "outages",  "claim",     "claims",     "complaint",    "complaints",
        "delay",   "delays",   "incident",  "incidents",  "cancellation", "cancellations",
        "failure", "failures", "defect",    "defects",    "return",       "returns",
        "error",   "errors",   "loss",      "losses",     "accident",     "accidents",
        "cost",    "costs",    "churn",     "cancelled",  "late",         "overdue",
        "damage",  "damages",  "breakdown", "breakdowns", "absence",      "absences"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (item_has_word(b, 0, b->n, bad[i]))
            return -1;
    return 1;
}

/* "the best month of 2025 by revenue", "which quarter had the lowest sales". */
static bool rank_periods(struct build *b, size_t i, int dir)
{
    size_t g = ranked_grain(b, i), by, f = NOWHERE;
    if (g == NOWHERE || b->it[g].used || b->f.keys_n == KEYS_MAX)
        return false;
    uint64_t limit = build_number_beside(b, i);
    struct key *k = &b->f.keys[b->f.keys_n++];
    *k = (struct key){ .node = NODE_NONE, .has_grain = true, .grain = (enum grain)b->it[g].arg };
    size_t which = item_prev(b, g);
    b->it[g].used = b->it[i].used = true;
    if (item_is_op(b, which, OP_WHICH))
        b->it[which].used = true;
    by = build_by_measure(b, i);
    dir = item_has_word(b, i, i + 1, "worst") || item_has_word(b, i, i + 1, "best") ? dir * good(b)
                                                                                    : dir;
    for (size_t x = 0; x < b->n && f == NOWHERE; x++)
        if (item_is_number_field(b, x) && !b->it[x].used)
            f = x;
    if (by != NOWHERE) {
        build_rank_by(b, by, dir > 0, limit ? limit : 1, b->it[i].from);
    } else if (f != NOWHERE) {
        build_set_rank(b, b->it[f].node, dir > 0, limit ? limit : 1, b->it[i].from);
        build_rank_aggregate(b, f);
        b->it[f].used = true;
    } else {
        size_t noun = counted_item(b, i);
        struct node of = noun != NOWHERE && item_is_model(b, noun) ? b->it[noun].node : NODE_NONE;
        build_set_rank(b, of, dir > 0, limit ? limit : 1, b->it[i].from);
        b->f.rank.by_count = true;
        if (noun != NOWHERE && item_is_model(b, noun))
            b->it[noun].used = true;
        if (item_is_op(b, item_next(b, i), OP_COUNT))
            b->it[item_next(b, i)].used = true;
    }
    return true;
}

/* "rank the depots by shipments": all of them, in that order. */
static void ranking(struct build *b, size_t i)
{
    size_t by = build_by_measure(b, i), noun = item_next(b, i);
    while (noun != NOWHERE && b->it[noun].is_modifier)
        noun = item_next(b, noun);
    if (item_is_link(b, noun, MENTION_FIELD) && !item_is_model(b, noun) &&
        !item_is_number_field(b, noun) && b->f.keys_n < KEYS_MAX) {
        size_t op = item_next(b, noun), of = op == NOWHERE ? NOWHERE : item_next(b, op);
        if (item_is_op(b, of, OP_COUNT))
            of = item_next(b, of);
        if (by == NOWHERE && (item_is_op(b, op, OP_GROUP) || item_is_op(b, op, OP_MEASURE)) &&
            item_is_model(b, of))
            by = of;
        if (by == NOWHERE)
            return;
        build_rank_by(b, by, true, 0, b->it[i].from);
        b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[noun].node };
        b->it[noun].used = b->it[i].used = true;
        if (b->f.rank.by_count)
            frame_count(&b->f, b->it[by].node.model);
        else
            *frame_target(&b->f, b->f.rank.by.node, b->it[i].from) = b->f.rank.by;
        return;
    }
    if (by == NOWHERE || b->f.subject < 0)
        return;
    build_rank_by(b, by, true, 0, b->it[i].from);
    if (b->it[by].node.model != b->f.subject && b->f.keys_n < KEYS_MAX) {
        struct node of = NODE_NONE;
        of.model = b->f.subject;
        b->f.keys[b->f.keys_n++] = (struct key){ .node = of, .is_record = true };
        struct target *t = frame_target(&b->f, b->f.rank.by.node, b->it[i].from);
        *t = b->f.rank.by;
        t->has_agg = true;
        if (b->f.rank.by_count)
            t->agg = AGG_COUNT;
        else if (!b->f.rank.by.has_agg)
            t->agg = node_agg(b->r, b->f.rank.by.node);
    }
    b->it[i].used = true;
}

/* What an adjective compares in the models nearby. */
static bool adjective_field(struct build *b, size_t i, struct node *out, int *sign)
{
    const struct lexicon_adjective *adj = &lexicon_adjectives[b->it[i].arg];
    size_t n = item_next(b, i);
    if (n != NOWHERE && b->it[n].kind == ITEM_NUMBER)
        n = item_next(b, n);
    if (n != NOWHERE && (b->it[n].kind == ITEM_WORD))
        n = item_next(b, n);
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < b->n; k++) {
            size_t j = pass == 0 ? n : k;
            if (j == NOWHERE || b->it[j].kind != ITEM_LINK || b->it[j].node.model < 0)
                continue;
            int f = field_by_words(b->r, b->it[j].node.model, adj->attributes, sign);
            if (f >= 0) {
                *out = node_of_field(b->it[j].node.model, f);
                return true;
            }
            if (pass == 0)
                break;
        }
    if (b->f.subject >= 0) {
        int f = field_by_words(b->r, b->f.subject, adj->attributes, sign);
        if (f >= 0) {
            *out = node_of_field(b->f.subject, f);
            return true;
        }
    }
    return false;
}

/* The measure itself stands beside the superlative: "highest ESG score". */
static size_t ranked_field(const struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    for (int hops = 0; n != NOWHERE && hops < 3; hops++) {
        if (item_is_number_field(b, n) || (item_is_date_field(b, n) && !b->it[n].m->is_verb))
            return n;
        bool skip = b->it[n].kind == ITEM_NUMBER || item_is_op(b, n, OP_AGG) ||
                    item_is_op(b, n, OP_DISTINCT) || item_is_link(b, n, MENTION_VALUE) ||
                    item_is_flag(b, n) || b->it[n].is_modifier ||
                    (b->it[n].kind == ITEM_WORD && b->r->tokens.p[b->it[n].from].is_weak);
        if (!skip)
            return NOWHERE;
        n = item_next(b, n);
    }
    return NOWHERE;
}

/* Ranks rows, rather than asking for the extreme itself? */
static bool picks_row(const struct build *b, size_t i, size_t field)
{
    size_t p = item_prev(b, i);
    if (item_is_op(b, p, OP_WITH) || item_is_op(b, p, OP_BETWEEN))
        return true;
    size_t n = item_next(b, field); /* "the lowest rated carrier" */
    if (item_is_model(b, n) && b->it[n].from == b->it[field].to &&
        b->it[n].node.model == b->it[field].node.model)
        return true;
    for (size_t k = 0; k < b->n; k++) {
        if (k == field || b->it[k].used || b->it[k].kind != ITEM_LINK)
            continue;
        if (k < i && (item_is_model(b, k) || b->it[k].m->kind == MENTION_FIELD))
            return true;
    }
    return item_op(b, OP_WHO) != NOWHERE || item_op(b, OP_WHERE) != NOWHERE;
}

static bool is_each(const struct build *b, size_t from)
{
    for (size_t k = from; k < b->n; k++)
        if (item_is_op(b, k, OP_GROUP) && b->it[k].arg >= 1)
            return true;
    return false;
}

/* "The most units": pieces, not records. */
static bool most_units(struct build *b, size_t i, size_t unit, int dir, uint64_t limit)
{
    for (int m = 0; m < (int)b->r->x->schema->models_n; m++) {
        int q = index_forward(b->r->x, m, b->f.subject) <= 1 ? field_quantity(b->r, m) : -1;
        if (q < 0)
            continue;
        build_set_rank(b, node_of_field(m, q), dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = b->it[unit].used = true;
        return true;
    }
    return false;
}

/* "the five highest invoices": by their amount; "the most" is how many. */
static bool highest_amount(struct build *b, size_t i, size_t field, int dir, uint64_t limit)
{
    size_t n = item_next(b, i);
    bool high = item_has_word(b, i, i + 1, "highest") || item_has_word(b, i, i + 1, "lowest");
    while (n != NOWHERE && (b->it[n].kind == ITEM_NUMBER || item_is_link(b, n, MENTION_VALUE)))
        n = item_next(b, n);
    if (!high || b->it[i].to != b->it[i].from + 1 || item_is_number_field(b, field) ||
        !(item_is_model(b, n) || item_is_date_field(b, n)))
        return false;
    int amount = field_amount(b->r, b->it[n].node.model);
    if (amount < 0 || (b->f.subject >= 0 && b->f.subject != b->it[n].node.model))
        return false;
    build_set_rank(b, node_of_field(b->it[n].node.model, amount), dir > 0, limit ? limit : 1,
                   b->it[i].from);
    b->it[i].used = b->it[n].used = true;
    return true;
}

/* "who handled the most orders": each of those who did. */
static void group_by_who(struct build *b, int counted)
{
    size_t who = item_op(b, OP_WHO);
    for (size_t k = 0; k < b->n && who != NOWHERE && b->f.keys_n < KEYS_MAX; k++)
        if (item_is_model(b, k) && !b->it[k].used && b->it[k].node.via_field >= 0 &&
            b->it[k].node.via_model == counted) {
            b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[k].node, .is_record = true };
            b->f.subject = counted;
            b->it[k].used = b->it[who].used = true;
            return;
        }
}

/* "... is highest": of the field before, or of how many there are. */
static void most_at_end(struct build *b, size_t i, int dir, uint64_t limit)
{
    for (size_t k = i; k-- > 0;)
        if (item_is_number_field(b, k) && !b->it[k].used) {
            build_set_rank(b, b->it[k].node, dir > 0, limit ? limit : 1, b->it[i].from);
            b->it[k].used = b->it[i].used = true;
            return;
        }
    size_t c = item_op(b, OP_COUNT);
    if (c != NOWHERE && c < i) {
        size_t m = item_next(b, c);
        build_set_rank(b, m != NOWHERE ? b->it[m].node : NODE_NONE, dir > 0, limit ? limit : 1,
                       b->it[i].from);
        b->f.rank.by_count = true;
        b->it[i].used = b->it[c].used = true;
        if (item_is_model(b, m))
            b->it[m].used = true;
    }
}

static void most(struct build *b, size_t i)
{
    int dir = b->it[i].arg > 0 ? 1 : -1;
    if (build_rank_share(b, i, dir) || build_rank_growth(b, i))
        return;
    bool counted = b->it[i].arg == 2 || b->it[i].arg == -2;
    uint64_t limit = build_number_beside(b, i);
    if (!limit)
        limit = number_of_subject(b, i);
    size_t n = item_next(b, i), f = counted ? NOWHERE : ranked_field(b, i);
    if (highest_amount(b, i, f, dir, limit))
        return;
    if (counted && item_is_number_field(b, n)) /* "the largest amount of horsepower" */
        f = n;
    if (f != NOWHERE) {
        size_t p = item_prev(b, i);
        if (!limit && (!picks_row(b, i, f) || is_each(b, i)) && !item_is_op(b, p, OP_WITH)) {
            struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
            t->has_agg = true;
            t->agg = dir > 0 ? AGG_MAX : AGG_MIN;
        } else {
            build_set_rank(b, b->it[f].node, dir > 0, limit ? limit : 1, b->it[i].from);
            build_rank_aggregate(b, f);
        }
        b->it[i].used = b->it[f].used = true;
        return;
    }
    if (item_is_op(b, n, OP_UNIT) && b->f.subject >= 0 && most_units(b, i, n, dir, limit))
        return;
    while (n != NOWHERE && (item_is_op(b, n, OP_DISTINCT) || item_is_op(b, n, OP_COUNT) ||
                            b->it[n].kind == ITEM_WORD || item_is_link(b, n, MENTION_VALUE)))
        n = item_next(b, n);
    size_t by = build_by_measure(b, i);
    if (by != NOWHERE) { /* "most ordered material group by value" */
        build_rank_by(b, by, dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = true;
        return;
    }
    size_t noun = counted_item(b, i);
    if (noun != NOWHERE && item_is_date_field(b, noun)) { /* "the most late deliveries" */
        struct node of = b->it[noun].node;
        of.field = -1;
        build_rank_by_count(b, of, dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = b->it[noun].used = true;
        return;
    }
    if (n != NOWHERE && b->it[n].kind == ITEM_LINK && b->it[n].node.model >= 0) {
        group_by_who(b, b->it[n].node.model);
        build_rank_by_count(b, b->it[n].node, dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = b->it[n].used = true;
        size_t c = item_next(b, i);
        if (item_is_op(b, c, OP_COUNT) || item_is_op(b, c, OP_DISTINCT))
            b->it[c].used = true;
        return;
    }
    most_at_end(b, i, dir, limit);
}

static void adjective_most(struct build *b, size_t i)
{
    const struct lexicon_adjective *adj = &lexicon_adjectives[b->it[i].arg];
    if (build_rank_growth(b, i))
        return;
    uint64_t limit = build_number_beside(b, i);
    if (!limit)
        limit = number_of_subject(b, i);
    size_t f = ranked_field(b, i), by = build_by_measure(b, i);
    struct node node;
    int sign = 1;
    if (f != NOWHERE) {
        bool row = picks_row(b, i, f) && !is_each(b, i);
        if (row || limit) {
            build_set_rank(b, b->it[f].node, adj->dir > 0, limit ? limit : 1, b->it[i].from);
            build_rank_aggregate(b, f);
        } else {
            struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
            t->has_agg = true;
            t->agg = adj->dir > 0 ? AGG_MAX : AGG_MIN;
        }
        b->it[i].used = b->it[f].used = true;
    } else if (by != NOWHERE) {
        build_rank_by(b, by, adj->dir > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = true;
    } else if (adjective_field(b, i, &node, &sign)) {
        build_set_rank(b, node, sign > 0, limit ? limit : 1, b->it[i].from);
        b->it[i].used = true;
    }
}

static void latest(struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    uint64_t limit = build_number_beside(b, i);
    bool desc = b->it[i].arg > 0;
    size_t f = NOWHERE;
    for (size_t k = n, hops = 0; k != NOWHERE && hops < 2; k = item_next(b, k), hops++)
        if (item_is_date_field(b, k)) {
            f = k;
            break;
        }
    if (f != NOWHERE) {
        if (!limit && !picks_row(b, i, f)) {
            struct target *t = frame_target(&b->f, b->it[f].node, b->it[i].from);
            t->has_agg = true;
            t->agg = desc ? AGG_MAX : AGG_MIN;
        } else {
            build_set_rank(b, b->it[f].node, desc, limit ? limit : 1, b->it[i].from);
        }
        b->it[i].used = b->it[f].used = true;
        return;
    }
    while (n != NOWHERE && (b->it[n].kind == ITEM_NUMBER || b->it[n].kind == ITEM_WORD ||
                            item_is_link(b, n, MENTION_VALUE)))
        n = item_next(b, n);
    if (!item_is_model(b, n))
        return;
    int m = b->it[n].node.model, date = index_model(b->r->x, m)->default_date;
    if (date < 0)
        return;
    build_set_rank(b, node_of_field(m, date), desc, limit ? limit : 1, b->it[i].from);
    b->it[i].used = true;
}

static void top(struct build *b, size_t i)
{
    uint64_t limit = build_number_beside(b, i);
    if (!limit)
        limit = number_of_subject(b, i);
    size_t by = build_by_measure(b, i), f = ranked_field(b, i);
    bool desc = b->it[i].arg >= 0;
    if (b->it[i].arg == 0 && limit == 0) { /* "our first order" */
        latest(b, i);
        return;
    }
    if (by != NOWHERE) {
        build_rank_by(b, by, desc, limit ? limit : 1, b->it[i].from);
    } else if (f != NOWHERE && item_is_number_field(b, f)) {
        build_set_rank(b, b->it[f].node, desc, limit ? limit : 1, b->it[i].from);
        b->it[f].used = true;
    } else if (b->f.rank.is_set) { /* "... the worst score? Top 5" */
        b->f.rank.limit = limit ? limit : b->f.rank.limit;
    } else if (!limit && !is_each(b, 0) && item_op(b, OP_AGG) == NOWHERE &&
               item_op(b, OP_COUNT) == NOWHERE && item_op(b, OP_GROUP) == NOWHERE) {
        return; /* "our best department": by what? */
    } else {
        /* "by plant, top 5": of whatever is computed */
        b->f.rank = (struct rank){ .desc = desc, .is_set = true, .limit = limit ? limit : 1 };
        b->f.rank.by = (struct target){ .node = NODE_NONE, .since = NODE_NONE };
        b->f.rank.from_super = true;
    }
    b->it[i].used = true;
}

/* "which products were ordered most often": how often comes last. */
static bool often(struct build *b, size_t i)
{
    size_t which = item_op(b, OP_WHICH), noun = which, event = NOWHERE;
    if (which == NOWHERE || which > i || b->f.keys_n == KEYS_MAX)
        return false;
    for (noun = item_next(b, which); noun != NOWHERE && b->it[noun].kind == ITEM_NUMBER;)
        noun = item_next(b, noun);
    if (noun == NOWHERE || noun > i || b->it[noun].kind != ITEM_LINK)
        return false;
    for (size_t k = noun + 1; k < b->n; k++)
        if (b->it[k].kind == ITEM_LINK && event == NOWHERE &&
            (build_is_below(b, b->it[k].node.model, b->it[noun].node.model) ||
             (item_is_date_field(b, k) && b->it[k].m->is_verb)))
            event = k;
    if (event == NOWHERE && !item_is_model(b, noun))
        event = noun;
    if (event == NOWHERE)
        return false;
    uint64_t limit = build_number_beside(b, noun);
    b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[noun].node,
                                             .is_record = item_is_model(b, noun) };
    b->f.subject = b->it[event].node.model;
    build_rank_by_count(b, NODE_NONE, b->it[i].arg > 0, limit ? limit : 1, b->it[i].from);
    b->it[i].used = b->it[which].used = b->it[noun].used = true;
    if (b->it[event].m->is_verb || item_is_model(b, event))
        b->it[event].used = true;
    return true;
}

static void common(struct build *b, size_t i)
{
    if (often(b, i))
        return;
    uint64_t limit = build_number_beside(b, i);
    size_t n = item_next(b, i);
    while (n != NOWHERE && (b->it[n].kind == ITEM_WORD || b->it[n].kind == ITEM_NUMBER))
        n = item_next(b, n);
    size_t part = n == NOWHERE ? NOWHERE : item_next(b, n); /* "the most common ticket topic" */
    if (item_is_model(b, n) && item_is_link(b, part, MENTION_FIELD) && !item_is_model(b, part) &&
        b->it[part].from == b->it[n].to && !item_is_date_field(b, part))
        n = part;
    if (n == NOWHERE || b->it[n].kind != ITEM_LINK) {
        n = item_prev(b, i);
        while (n != NOWHERE && b->it[n].kind != ITEM_LINK)
            n = item_prev(b, n);
    }
    if (n == NOWHERE || b->f.keys_n == KEYS_MAX)
        return;
    b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[n].node,
                                             .is_record = item_is_model(b, n) };
    build_rank_by_count(b, NODE_NONE, b->it[i].arg > 0, limit ? limit : 1, b->it[i].from);
    b->it[i].used = b->it[n].used = true;
}

void rule_rank(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].used || b->it[i].kind != ITEM_OP)
            continue;
        int dir = b->it[i].op == OP_ADJ_MOST ? lexicon_adjectives[b->it[i].arg].dir : b->it[i].arg;
        if ((b->it[i].op == OP_MOST || b->it[i].op == OP_TOP || b->it[i].op == OP_ADJ_MOST) &&
            dir && rank_periods(b, i, dir))
            continue;
        switch (b->it[i].op) {
        case OP_MOST:
            most(b, i);
            break;
        case OP_ADJ_MOST:
            adjective_most(b, i);
            break;
        case OP_RANKING:
            ranking(b, i);
            break;
        case OP_LATEST:
            latest(b, i);
            break;
        case OP_TOP:
            top(b, i);
            break;
        case OP_COMMON:
            common(b, i);
            break;
        case OP_AGG: { /* "which model has the maximum ..." */
            size_t p = item_prev(b, i);
            bool extreme = b->it[i].arg == AGG_MAX || b->it[i].arg == AGG_MIN;
            if (extreme && item_is_op(b, p, OP_WITH) && ranked_field(b, i) != NOWHERE) {
                size_t f = ranked_field(b, i);
                build_set_rank(b, b->it[f].node, b->it[i].arg == AGG_MAX, 1, b->it[i].from);
                b->it[i].used = b->it[f].used = true;
            }
            break;
        }
        default:
            break;
        }
    }
}
