#include "lang/build.h"

#include "lang/index_names.h"
#include "lang/paths.h"

static bool opens_clause(const struct build *b, size_t i)
{
    size_t p = item_prev(b, i);
    if (p == NOWHERE)
        return false;
    if (item_is_op(b, p, OP_WITH) || item_is_op(b, p, OP_WITHOUT) || item_is_op(b, p, OP_GROUP) ||
        item_is_op(b, p, OP_NOT))
        return true;
    return false;
}

size_t counted_item(const struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    for (int hops = 0; n != NOWHERE && hops < 6; hops++) {
        if (item_is_model(b, n) && !b->it[n].is_modifier)
            return n;
        str w = b->r->tokens.p[b->it[n].to - 1].norm;
        if (item_is_date_field(b, n) && hops <= 1 && w.n > 4 && str_ends(w, STR("s")))
            return n; /* "deliveries": what has that date */
        if (item_is_link(b, n, MENTION_FIELD) && !item_is_flag(b, n) && !item_is_date_field(b, n))
            return n;
        bool skip = b->it[n].kind == ITEM_LINK || b->it[n].kind == ITEM_NUMBER ||
                    item_is_op(b, n, OP_DISTINCT) || item_is_op(b, n, OP_ATTIME) ||
                    item_is_op(b, n, OP_LATE) || item_is_op(b, n, OP_OVERDUE) ||
                    item_is_op(b, n, OP_NOT) || item_is_op(b, n, OP_UNIT) ||
                    item_is_op(b, n, OP_THOSE) || item_is_op(b, n, OP_AND) ||
                    item_is_op(b, n, OP_OR) || b->it[n].kind == ITEM_WORD;
        if (!skip)
            return NOWHERE;
        n = item_next(b, n);
    }
    return NOWHERE;
}

/* "Samsung phones": what has both a brand and a category. */
static int model_of_values(const struct build *b)
{
    int models[8];
    size_t n = 0;
    bool rank = false;
    for (size_t i = 0; i < b->n && n < 8; i++) {
        rank |= item_is_op(b, i, OP_ADJ_MOST) || item_is_op(b, i, OP_ADJ_MORE);
        bool seen = b->it[i].kind != ITEM_LINK || b->it[i].node.model < 0;
        for (size_t k = 0; k < n && !seen; k++)
            seen = models[k] == b->it[i].node.model;
        if (!seen)
            models[n++] = b->it[i].node.model;
    }
    if (n > 1)
        return path_root(b->r->x, models, n, -1);
    for (size_t i = 0; i < b->n && n == 1 && rank; i++) { /* "cheapest phones": what has a price */
        if (!item_is_op(b, i, OP_ADJ_MOST) && !item_is_op(b, i, OP_ADJ_MORE))
            continue;
        const char *words = lexicon_adjectives[b->it[i].arg].attributes;
        int sign;
        for (int m = 0; m < (int)b->r->x->schema->models_n; m++)
            if (index_forward(b->r->x, m, models[0]) == 1 &&
                field_by_words(b->r, models[0], words, &sign) < 0 &&
                field_by_words(b->r, m, words, &sign) >= 0)
                return m;
    }
    return -1;
}

/* What the question is about: what is counted, or the first model named
 * outside of a "with ..." or "per ...". */
void rule_subject(struct build *b)
{
    for (size_t i = 0; i < b->n && b->f.subject < 0; i++)
        if (item_is_op(b, i, OP_COUNT) && !item_is_op(b, item_prev(b, i), OP_GROUP) &&
            !item_is_op(b, item_prev(b, i), OP_ORDER)) {
            size_t n = counted_item(b, i);
            if (n != NOWHERE)
                b->f.subject = b->it[n].node.model;
        }
    for (int pass = 0; pass < 3; pass++) {
        if (pass == 2 && b->f.subject < 0)
            b->f.subject = model_of_values(b);
        for (size_t i = 0; i < b->n && b->f.subject < 0; i++) {
            if (b->it[i].kind != ITEM_LINK || b->it[i].node.model < 0)
                continue;
            bool fits = pass == 0   ? item_is_link(b, i, MENTION_MODEL) && !opens_clause(b, i)
                        : pass == 1 ? b->it[i].m->kind != MENTION_VALUE
                                    : true;
            if (fits)
                b->f.subject = b->it[i].node.model;
        }
    }
}

static bool makes_key(const struct build *b, size_t i)
{
    return i != NOWHERE && b->it[i].kind == ITEM_LINK && !b->it[i].used &&
           b->it[i].node.model >= 0 && (item_is_model(b, i) || b->it[i].m->kind == MENTION_FIELD);
}

static void add_key(struct build *b, size_t i)
{
    if (b->f.keys_n == KEYS_MAX)
        return;
    struct key *k = &b->f.keys[b->f.keys_n++];
    *k = (struct key){ .node = b->it[i].node, .is_record = item_is_model(b, i) };
    for (size_t p = i; p-- > 0 && !k->is_each;) {
        k->is_each = item_word(b, p, "each") || item_word(b, p, "every") || item_word(b, p, "all");
        if (item_is_op(b, p, OP_GROUP)) {
            k->is_each |= item_has_word(b, p, p + 1, "each") || item_has_word(b, p, p + 1, "every");
            break;
        }
    }
    if (item_is_date_field(b, i)) {
        size_t g = item_next(b, i);
        if (item_is_op(b, g, OP_GRAIN)) {
            k->has_grain = true;
            k->grain = (enum grain)b->it[g].arg;
            b->it[g].used = true;
        }
    }
    b->it[i].used = true;
}

static void add_grain(struct build *b, size_t i)
{
    if (b->f.keys_n == KEYS_MAX)
        return;
    struct key *k = &b->f.keys[b->f.keys_n++];
    *k = (struct key){ .node = NODE_NONE, .has_grain = true, .grain = (enum grain)b->it[i].arg };
    b->it[i].used = true;
    for (size_t d = 0; d < b->n && !b->f.periods_n; d++) /* "signed per year" */
        if (item_is_date_field(b, d) && b->it[d].m->is_verb && !b->it[d].used) {
            k->node = b->it[d].node;
            b->it[d].used = true;
            return;
        }
}

static bool list_goes_on(const struct build *b, size_t i, size_t n)
{
    if (item_is_op(b, n, OP_AND))
        return true;
    return n != NOWHERE && n > i + 1 && b->it[i + 1].kind == ITEM_MARK && n == i + 2 &&
           b->r->tokens.p[b->it[i + 1].from].text.p[0] == ',';
}

static bool computes(const struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_COUNT) || item_is_op(b, i, OP_AGG) || item_is_op(b, i, OP_SHARE))
            return true;
    return b->f.targets_n > 0;
}

static void keys_from(struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    bool each = b->it[i].arg == 1;
    while (item_is_op(b, n, OP_DISTINCT) || (item_is_op(b, n, OP_GROUP) && b->it[n].arg != 0) ||
           (n != NOWHERE && b->it[n].is_modifier)) {
        b->it[n].used = true;
        n = item_next(b, n);
    }
    if (item_is_op(b, n, OP_COUNT) && item_is_number_field(b, item_next(b, n))) {
        b->it[n].used = true; /* "for different numbers of cylinders" */
        n = item_next(b, n);
    }
    if (item_is_op(b, n, OP_GRAIN)) {
        b->it[i].used = true;
        add_grain(b, n);
        return;
    }
    if (b->it[i].arg == 2 && !(item_is_link(b, n, MENTION_FIELD) && computes(b)))
        return;
    if (b->it[i].arg == 0 && item_is_number_field(b, n) && !computes(b)) {
        if (!b->f.rank.is_set) { /* "suppliers by revenue" */
            b->f.rank = (struct rank){ .desc = true, .is_set = true };
            b->f.rank.by = (struct target){ .node = b->it[n].node, .since = NODE_NONE };
            b->it[i].used = b->it[n].used = true;
        }
        return;
    }
    if (b->it[i].arg == 0 && item_is_date_field(b, n) && !item_is_op(b, item_next(b, n), OP_GRAIN))
        for (size_t k = 0; k < b->f.keys_n; k++)
            if (b->f.keys[k].has_grain) { /* "per quarter, by delivery date" */
                b->f.keys[k].node = b->it[n].node;
                for (size_t w = 0; w < b->f.periods_n; w++)
                    b->f.periods[w].date = b->it[n].node;
                b->it[i].used = b->it[n].used = true;
                return;
            }
    while (makes_key(b, n) && !(item_is_flag(b, n) && item_is_model(b, item_next(b, n)))) {
        b->it[i].used = true;
        add_key(b, n);
        size_t next = item_next(b, n);
        if (!list_goes_on(b, n, next))
            break;
        size_t k = item_is_op(b, next, OP_AND) ? item_next(b, next) : next;
        if (item_is_op(b, k, OP_GROUP))
            k = item_next(b, k);
        if (item_is_op(b, k, OP_GRAIN)) {
            add_grain(b, k);
            break;
        }
        if (!makes_key(b, k) || item_is_number_field(b, k) ||
            (item_is_op(b, next, OP_AND) && each && item_is_op(b, item_prev(b, k), OP_COUNT)))
            break;
        n = k;
    }
}

/* "owned by", "made by": who did it, not a group. */
static bool is_passive(const struct build *b, size_t i)
{
    static const char *const irregular[] = { "made", "sold",    "bought", "won",  "held", "built",
                                             "paid", "written", "taught", "done", "run",  "given" };
    if (i == 0 || b->it[i - 1].kind == ITEM_MARK)
        return false;
    str w = b->r->tokens.p[b->it[i].from - 1].norm;
    for (size_t k = 0; k < sizeof irregular / sizeof *irregular; k++)
        if (str_eq(w, str_c(irregular[k])))
            return true;
    return w.n > 4 && str_ends(w, STR("ed")) && !str_eq(w, STR("grouped")) &&
           !str_eq(w, STR("counted"));
}

/* "customers a year" is per year; "in a year", "once a year" are not. */
static bool each_unit(const struct build *b, size_t i)
{
    if (!item_word(b, i, "a"))
        return true;
    return i > 0 && b->it[i - 1].kind == ITEM_LINK && b->it[i - 1].m->kind != MENTION_VALUE;
}

void rule_groups(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].used)
            continue;
        if (item_is_op(b, i, OP_GROUP) && b->it[i].arg == 0 && is_passive(b, i))
            continue;
        if (item_is_op(b, i, OP_GROUP))
            keys_from(b, i);
        else if (item_is_op(b, i, OP_PER_GRAIN) && each_unit(b, i))
            add_grain(b, i);
        else if (item_is_op(b, i, OP_GRAIN) && item_op(b, OP_WHICH) != NOWHERE &&
                 item_op(b, OP_WHICH) < i && item_next(b, item_op(b, OP_WHICH)) == i)
            add_grain(b, i); /* "in which quarter ..." */
    }
}

static bool picked_by_name(const struct build *b, int model)
{
    for (size_t i = 0; i < b->f.filters_n; i++)
        if (b->f.filters[i].node.model == model && b->f.filters[i].is_name)
            return true;
    return false;
}

static bool is_key(const struct build *b, struct node n)
{
    for (size_t i = 0; i < b->f.keys_n; i++)
        if (node_eq(b->f.keys[i].node, n))
            return true;
    return false;
}

/* "deliveries per day last week": it is their date that is meant. */
static void date_counted(struct build *b, struct node date)
{
    for (size_t i = 0; i < b->f.keys_n; i++)
        if (b->f.keys[i].has_grain && !node_is_set(b->f.keys[i].node))
            b->f.keys[i].node = date;
    for (size_t i = 0; i < b->f.periods_n; i++)
        if (!node_is_set(b->f.periods[i].date))
            b->f.periods[i].date = date;
}

static bool is_mark(const struct build *b, size_t i, char c)
{
    return i < b->n && b->it[i].kind == ITEM_MARK && b->r->tokens.p[b->it[i].from].text.p[0] == c;
}

/* "per site: appointments, average wait and no-show rate": the records beside
 * figures are counted. */
static void counted_beside(struct build *b)
{
    bool figures = false;
    for (size_t i = 0; i < b->n; i++)
        figures |= item_is_op(b, i, OP_AGG) || item_is_op(b, i, OP_SHARE) ||
                   (item_is_number_field(b, i) && !b->it[i].used);
    for (size_t i = 1; i < b->n && b->f.keys_n && figures; i++) {
        if (!item_is_link(b, i, MENTION_MODEL) || b->it[i].used || b->it[i].is_modifier)
            continue;
        bool before = is_mark(b, i - 1, ':') || is_mark(b, i - 1, ',') ||
                      item_is_op(b, item_prev(b, i), OP_AND);
        bool after = is_mark(b, i + 1, ',') || item_is_op(b, item_next(b, i), OP_AND);
        bool key = false;
        for (size_t k = 0; k < b->f.keys_n; k++)
            key |= b->f.keys[k].is_record && b->f.keys[k].node.model == b->it[i].node.model;
        if (key || !before || !(after || is_mark(b, i - 1, ':') || is_mark(b, i - 1, ',')))
            continue;
        struct target *t = frame_target(&b->f, b->it[i].node, b->it[i].from);
        t->has_agg = true;
        t->agg = AGG_COUNT;
        b->it[i].used = true;
        b->f.subject = b->it[i].node.model;
        return;
    }
}

/* "account managers with the number of their customers": a count for each. */
static void count_for_each(struct build *b, size_t count)
{
    size_t with = item_prev(b, count);
    if (item_is_op(b, with, OP_THOSE))
        with = item_prev(b, with);
    size_t whose = item_is_op(b, with, OP_WITH) ? item_prev(b, with) : NOWHERE;
    size_t of = counted_item(b, count);
    if (!item_is_model(b, whose) || !item_is_model(b, of) || b->f.keys_n || b->f.rank.is_set ||
        b->it[whose].node.model == b->it[of].node.model ||
        index_forward(b->r->x, b->it[of].node.model, b->it[whose].node.model) == 255)
        return;
    for (size_t i = count; i < b->n; i++)
        if (item_is_op(b, i, OP_CMP) || b->it[i].kind == ITEM_NUMBER)
            return; /* "with a number of orders above 5" */
    b->f.keys[b->f.keys_n++] = (struct key){ .node = b->it[whose].node, .is_record = true };
    b->it[whose].used = b->it[with].used = true;
    b->f.subject = b->it[of].node.model;
}

void rule_counts(struct build *b)
{
    counted_beside(b);
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_COUNT) && !b->it[i].used)
            count_for_each(b, i);
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_COUNT) || b->it[i].used)
            continue;
        if (item_is_op(b, item_next(b, i), OP_COUNT) ||  /* "count the number of" */
            (item_is_op(b, item_next(b, i), OP_SHARE) && /* "how many percent of" */
             b->it[item_next(b, i)].from == b->it[i].to)) {
            b->it[i].used = true;
            continue;
        }
        size_t n = counted_item(b, i);
        bool alone = b->it[i].arg == 1 && /* "number, total value and average value of orders" */
                     (item_is_op(b, item_next(b, i), OP_AND) ||
                      (i + 1 < b->n && b->it[i + 1].kind == ITEM_MARK));
        if (alone)
            n = NOWHERE;
        if (n != NOWHERE && b->it[n].used && !item_is_model(b, n) && !item_is_date_field(b, n))
            n = NOWHERE;
        if (b->it[i].arg == 1 && n != NOWHERE && !item_is_model(b, n))
            continue;
        struct node node = n != NOWHERE ? b->it[n].node : NODE_NONE;
        if (n != NOWHERE && item_is_date_field(b, n)) {
            date_counted(b, node);
            node.field = -1;
        }
        if (n == NOWHERE && b->f.subject >= 0)
            node.model = b->f.subject;
        bool number = n != NOWHERE && item_is_number_field(b, n);
        if (node.field >= 0 && is_key(b, node)) { /* "number of countries by country": its rows */
            node.field = -1;
            node.via_model = node.via_field = -1;
            number = false;
        }
        struct target *t = frame_target(&b->f, node, b->it[i].from);
        t->has_agg = true;
        t->agg = AGG_COUNT;
        if (number) {
            t->agg = AGG_SUM;
            t->is_guess = true;
            if (picked_by_name(b, node.model) || (b->f.rank.is_set && b->f.rank.limit == 1))
                t->has_agg = false;
        } else if (node.field >= 0 || node.via_field >= 0 || b->it[i].arg == 2) {
            t->agg = AGG_COUNT_DISTINCT;
        }
        for (size_t k = i; n != NOWHERE && k < n; k++)
            if (item_is_op(b, k, OP_DISTINCT)) {
                t->agg = AGG_COUNT_DISTINCT;
                b->it[k].used = true;
            }
        b->it[i].used = true;
        if (n != NOWHERE)
            b->it[n].used = true;
        b->f.ask = ASK_COUNT;
    }
}

static size_t aggregated(const struct build *b, size_t i)
{
    size_t n = item_next(b, i);
    for (int hops = 0; n != NOWHERE && hops < 6; hops++) {
        if (item_is_number_field(b, n) && !b->it[n].used)
            return n;
        if (item_is_date_field(b, n) && !b->it[n].used && !b->it[n].m->is_verb &&
            (b->it[i].arg == AGG_MIN || b->it[i].arg == AGG_MAX))
            return n;
        bool skip = b->it[n].kind == ITEM_LINK || item_is_op(b, n, OP_AGG) ||
                    item_is_op(b, n, OP_AND) || b->it[n].kind == ITEM_WORD ||
                    item_is_op(b, n, OP_MOST) || item_is_op(b, n, OP_ADJ_MOST) ||
                    item_is_op(b, n, OP_COUNT);
        if (!skip)
            break;
        n = item_next(b, n);
    }
    return NOWHERE;
}

static bool continues_list(struct build *b, size_t i, size_t *out)
{
    size_t n = item_next(b, i);
    if (!list_goes_on(b, i, n))
        return false;
    size_t k = item_is_op(b, n, OP_AND) ? item_next(b, n) : n;
    if (!item_is_number_field(b, k) || b->it[k].used)
        return false;
    *out = k;
    return true;
}

/* "the average bill": of its amount. */
static void average_record(struct build *b, size_t i, size_t m, enum agg agg)
{
    bool adverb = item_has_word(b, i, i + 1, "on") || item_has_word(b, i, i + 1, "typically");
    int amount = item_is_model(b, m) && !b->it[m].used && !adverb
                     ? field_amount(b->r, b->it[m].node.model)
                     : -1;
    if (amount < 0)
        return;
    struct target *t = frame_target(&b->f, node_of_field(b->it[m].node.model, amount),
                                    b->it[i].from);
    t->has_agg = true;
    t->agg = agg;
    b->it[i].used = b->it[m].used = true;
    b->d.guesses++;
    build_note(b, arena_fmt(b->r->a, "The amount is taken as %.*s.",
                            STR_ARG(node_field(b->r, t->node)->label)));
}

static void one_aggregate(struct build *b, size_t i)
{
    enum agg agg = (enum agg)b->it[i].arg;
    size_t n = aggregated(b, i);
    if (n == NOWHERE) {
        size_t p = item_prev(b, i); /* "order value in total" */
        if (item_is_number_field(b, p) && !b->it[p].used)
            n = p;
    }
    if (n == NOWHERE && agg == AGG_SUM && (b->f.targets_n || b->f.rank.is_set)) {
        b->it[i].used = true; /* "how many ... altogether" */
        return;
    }
    if (n == NOWHERE) {
        size_t m = item_next(b, i);
        while (m != NOWHERE && b->it[m].kind == ITEM_LINK && !item_is_model(b, m))
            m = item_next(b, m);
        if (agg == AGG_SUM && item_is_model(b, m) && !b->it[m].used) { /* "total orders" */
            struct target *t = frame_target(&b->f, b->it[m].node, b->it[i].from);
            t->has_agg = true;
            t->agg = AGG_COUNT;
            b->it[i].used = b->it[m].used = true;
            b->f.ask = ASK_COUNT;
        }
        if (agg == AGG_AVG || agg == AGG_MEDIAN)
            average_record(b, i, m, agg);
        return;
    }
    struct target *t = frame_target(&b->f, b->it[n].node, b->it[i].from);
    t->has_agg = true;
    t->agg = agg;
    b->it[i].used = true;
    size_t next = item_next(b, i); /* "average and maximum age" */
    bool shared = item_is_op(b, next, OP_AND) ||
                  (next != NOWHERE && next != i + 1 && item_is_op(b, next, OP_AGG) &&
                   b->it[i + 1].kind == ITEM_MARK);
    size_t more = item_is_op(b, next, OP_AND) ? item_next(b, next) : next;
    if (shared && (item_is_op(b, more, OP_AGG) || item_is_op(b, more, OP_MOST)))
        return; /* the field is still wanted by the next one */
    b->it[n].used = true;
    for (size_t k; continues_list(b, n, &k) && !build_is_computed(b, b->it[k].node); n = k) {
        t = frame_target(&b->f, b->it[k].node, b->it[k].from);
        t->has_agg = true;
        t->agg = agg;
        b->it[k].used = true;
    }
}

static void how_much(struct build *b, size_t i)
{
    size_t f = NOWHERE;
    for (size_t k = 0; k < b->n; k++)
        if (item_is_number_field(b, k) && !b->it[k].used) {
            f = k;
            break;
        }
    struct node node = NODE_NONE;
    if (f != NOWHERE) {
        node = b->it[f].node;
    } else if (b->f.targets_n == 0) {
        for (size_t k = 0; k < b->n; k++) {
            int m = b->it[k].kind == ITEM_LINK ? b->it[k].node.model : -1;
            int amount = m >= 0 ? field_amount(b->r, m) : -1;
            if (amount >= 0 && (m == b->f.subject || !node_is_set(node)))
                node = node_of_field(m, amount);
        }
        b->d.guesses++;
    }
    if (!node_is_set(node))
        return;
    struct target *t = frame_target(&b->f, node, b->it[i].from);
    t->has_agg = !(f != NOWHERE &&
                   (picked_by_name(b, node.model) || b->f.rank.is_set || node_is_rate(b->r, node)));
    t->agg = AGG_SUM;
    b->it[i].used = true;
    if (f != NOWHERE)
        b->it[f].used = true;
}

void rule_aggregates(struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_AGG) && !b->it[i].used)
            one_aggregate(b, i);
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].used)
            continue;
        if (item_is_op(b, i, OP_HOWMUCH) || item_is_op(b, i, OP_MONEY))
            how_much(b, i);
        else if (item_is_op(b, i, OP_UNIT) && b->f.targets_n) { /* "how many pieces of steel" */
            int q = b->f.subject >= 0 ? field_quantity(b->r, b->f.subject) : -1;
            if (q >= 0 && b->f.targets[0].agg == AGG_COUNT) {
                b->f.targets[0].agg = AGG_SUM;
                b->f.targets[0].node = node_of_field(b->f.subject, q);
                b->it[i].used = true;
            }
        }
    }
}
