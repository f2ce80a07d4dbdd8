#include "lang/build.h"

/* What a superlative ranks by: the figure behind "by", or how many. */

bool build_set_rank(struct build *b, struct node by, bool desc, uint64_t limit, size_t at)
{
    struct rank *k = b->f.rank.is_set ? &b->f.second : &b->f.rank;
    *k = (struct rank){ .desc = desc, .is_set = true, .limit = limit, .from_super = true };
    k->by = (struct target){ .node = by, .since = NODE_NONE, .at = at };
    return true;
}

void build_rank_by_count(struct build *b, struct node of, bool desc, uint64_t limit, size_t at)
{
    build_set_rank(b, of, desc, limit, at);
    b->f.rank.by_count = true;
}

/* Records that belong to what is ranked, many to one. */
static bool is_child(const struct build *b, size_t i)
{
    return item_is_model(b, i) && b->f.subject >= 0 && b->it[i].node.model != b->f.subject &&
           index_forward(b->r->x, b->it[i].node.model, b->f.subject) != 255;
}

/* "in revenue terms" */
static bool says_terms(const struct build *b, size_t field)
{
    size_t t = b->it[field].to;
    return t < b->r->tokens.n && token_is(&b->r->tokens.p[t], "terms");
}

/* "by order value" behind a top N; "by" anything that can be added up. */
size_t build_by_measure(struct build *b, size_t i)
{
    for (size_t k = i + 1; k < b->n; k++) {
        bool by = item_is_op(b, k, OP_GROUP) || item_is_op(b, k, OP_ORDER) ||
                  item_is_op(b, k, OP_MEASURE) ||
                  (b->it[k].kind == ITEM_STOP && item_word(b, k, "in"));
        if (!by || b->it[k].used)
            continue;
        size_t n = item_next(b, k);
        if (item_is_op(b, n, OP_AGG) || item_is_op(b, n, OP_COUNT))
            n = item_next(b, n);
        bool count = item_is_op(b, item_next(b, k), OP_COUNT);
        while (n != NOWHERE &&
               (b->it[n].kind == ITEM_WORD ||
                (count && (item_is_flag(b, n) || item_is_link(b, n, MENTION_VALUE)))))
            n = item_next(b, n);
        if (item_is_model(b, n) && item_is_number_field(b, item_next(b, n)) &&
            b->it[item_next(b, n)].node.model == b->it[n].node.model &&
            !item_is_op(b, item_next(b, k), OP_COUNT)) {
            b->it[n].used = true; /* "by order value" */
            n = item_next(b, n);
        }
        bool in = b->it[k].kind == ITEM_STOP;
        if (item_is_number_field(b, n) && (!in || says_terms(b, n)))
            return n;
        if (item_is_op(b, item_next(b, k), OP_COUNT) && n != NOWHERE && b->it[n].kind == ITEM_LINK)
            return n;
        if (is_child(b, n)) /* "top customers by orders" */
            return n;
    }
    return NOWHERE;
}

static void use_by(struct build *b, size_t n)
{
    b->it[n].used = true;
    for (size_t w = n + 1; w < b->n && says_terms(b, n); w++)
        if (b->it[w].from == b->it[n].to && b->it[w].kind == ITEM_WORD) {
            b->it[w].kind = ITEM_STOP;
            b->d.uncovered -= 1;
        }
    for (size_t k = item_prev(b, n); k != NOWHERE; k = item_prev(b, k)) {
        if (item_is_model(b, k) && b->it[k].used && k + 1 == n)
            continue;
        bool by = item_is_op(b, k, OP_GROUP) || item_is_op(b, k, OP_ORDER) ||
                  item_is_op(b, k, OP_MEASURE);
        bool part = by || item_is_op(b, k, OP_AGG) || item_is_op(b, k, OP_COUNT) ||
                    b->it[k].kind == ITEM_WORD;
        if (item_is_link(b, k, MENTION_VALUE) || item_is_flag(b, k))
            continue; /* "by number of active contracts": still a condition */
        if (!part)
            break;
        if (item_is_op(b, k, OP_AGG) && b->f.rank.is_set) {
            b->f.rank.by.has_agg = true;
            b->f.rank.by.agg = (enum agg)b->it[k].arg;
        }
        b->it[k].used = true;
        if (by)
            break;
    }
}

/* Ranks by what was said after "by": a figure, or how many records. */
void build_rank_by(struct build *b, size_t by, bool desc, uint64_t limit, size_t at)
{
    struct rank *k = b->f.rank.is_set ? &b->f.second : &b->f.rank;
    build_set_rank(b, b->it[by].node, desc, limit, at);
    k->by_count = !item_is_number_field(b, by) && !item_is_date_field(b, by);
    use_by(b, by);
}
