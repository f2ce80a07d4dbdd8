#include "lang/build.h"

/* None of the records of `model` that belong to it. */
static void deny(struct build *b, size_t item, int model, int via_model, int via_field)
{
    if (b->f.scopes_n == SCOPES_MAX)
        return;
    b->f.scopes[b->f.scopes_n++] = (struct scope){ .model = model,
                                                   .negated = true,
                                                   .from = b->it[item].from,
                                                   .to = b->it[item].to,
                                                   .via_model = via_model,
                                                   .via_field = via_field };
    b->it[item].used = true;
}

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
                    index_forward(b->r->x, b->f.subject, b->it[n].node.model) == 255;
        struct node of = b->it[n].node;
        bool act = item_is_model(b, n) && of.model == b->f.subject && of.via_model >= 0 &&
                   of.via_model != b->f.subject; /* "battles that did not lose any ship" */
        bool other = item_is_model(b, n) && (without || of.model != b->f.subject);
        if (done)
            deny(b, n, of.model, -1, -1); /* "products never sold" */
        else if (act && !without)
            deny(b, n, of.via_model, -1, -1);
        else if (other)
            deny(b, n, of.model, of.via_model, of.via_field);
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
             (item_is_op(b, i - 1, OP_VERSUS) && b->it[i - 1].arg == 2) ||
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
        if (op && than && b->more == NOWHERE)
            b->more = i;
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
            (n == NOWHERE || b->it[n].kind != ITEM_NUMBER)) {
            b->more = b->more == NOWHERE ? i : b->more;
            b->it[i].used = true;
        }
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
    times += (unsigned)b->f.periods_n;
    if (b->parts_n == 1 && times == 2 && versus == NOWHERE) {
        b->f.compare = COMPARE_GIVEN; /* "how many in May and how many in June" */
        return;
    }
    if (versus == NOWHERE && growth == NOWHERE && up == NOWHERE) {
        if (than)
            b->f.compare = times > 1 ? COMPARE_GIVEN : COMPARE_BEFORE;
        return;
    }
    b->f.growth_only = growth != NOWHERE || up != NOWHERE;
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
