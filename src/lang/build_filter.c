#include "lang/build.h"

#include "catalog/norm.h"

static bool is_currency(str s)
{
    static const char *const codes[] = { "EUR", "USD", "GBP", "CHF", "JPY", "CNY", "INR",
                                         "SEK", "NOK", "DKK", "PLN", "CAD", "AUD" };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (str_eq_nocase(s, str_c(codes[i])))
            return true;
    return false;
}

/* "in EUR" beside an amount says the unit; "EUR contracts" is a filter. */
void rule_units(struct build *b)
{
    unsigned currencies = 0;
    for (size_t i = 0; i < b->n; i++)
        currencies += item_is_link(b, i, MENTION_VALUE) && b->it[i].m->values_n &&
                      is_currency(b->it[i].m->values[0]);
    if (currencies > 1)
        return; /* they are what is asked for */
    for (size_t i = 0; i < b->n; i++) {
        struct item *it = &b->it[i];
        if (!item_is_link(b, i, MENTION_VALUE) || !it->m->values_n ||
            !is_currency(it->m->values[0]))
            continue;
        bool after_in = it->from > 0 && (token_is(&b->r->tokens.p[it->from - 1], "in") ||
                                         b->r->tokens.p[it->from - 1].text.p[0] == '(');
        size_t p = item_prev(b, i), n = item_next(b, i);
        bool tail = n == NOWHERE || item_is_op(b, n, OP_GROUP) || item_is_op(b, n, OP_VERSUS);
        bool behind = (tail && p != NOWHERE && item_is_date_field(b, p)) ||
                      (p != NOWHERE &&
                       (b->it[p].kind == ITEM_NUMBER || item_is_number_field(b, p))) ||
                      item_is_number_field(b, n);
        if (after_in || behind) {
            b->in_money = true;
            it->used = true;
            it->kind = ITEM_STOP;
        }
    }
    for (size_t i = 0; i < b->n; i++) /* a unit nobody linked */
        if (b->it[i].kind == ITEM_WORD && is_currency(b->r->tokens.p[b->it[i].from].norm)) {
            b->it[i].kind = ITEM_STOP;
            b->d.uncovered -= 1;
            b->in_money = true;
        }
}

/* "the buyer's name", "manager of": a field of what a reference points at. */
void rule_roles(struct build *b)
{
    for (size_t i = 0; i + 1 < b->n; i++) { /* "supplier country": the field, not the record */
        const struct item *next = &b->it[i + 1];
        if (item_is_link(b, i, MENTION_MODEL) && item_is_link(b, i + 1, MENTION_FIELD) &&
            next->node.field >= 0 && next->node.model == b->it[i].node.model &&
            (next->m->quality > 0.8 || item_is_number_field(b, i + 1)) && !item_is_flag(b, i + 1) &&
            !next->m->is_verb)
            b->it[i].used = b->it[i].is_modifier = true;
    }
    for (size_t i = 0; i + 1 < b->n; i++) /* "population density" is a density */
        if (item_is_number_field(b, i) && item_is_number_field(b, i + 1) &&
            b->it[i].to == b->it[i + 1].from && b->it[i].node.model == b->it[i + 1].node.model &&
            b->it[i].node.field >= 0 && b->it[i + 1].node.field >= 0)
            b->it[i].used = b->it[i].is_modifier = true;
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_model(b, i) || b->it[i].node.via_field < 0)
            continue;
        if ((b->it[i].m->is_verb || b->it[i].node.via_model == b->it[i].node.model) &&
            item_op(b, OP_WHO) != NOWHERE && !item_has_word(b, i, b->n, "by"))
            continue; /* "who manages X": X is the one who is managed */
        size_t near[2] = { item_next(b, i), item_prev(b, i) };
        for (int k = 0; k < 2; k++) {
            size_t j = near[k];
            if (j == NOWHERE || b->it[j].kind != ITEM_LINK || b->it[j].node.field < 0 ||
                b->it[j].node.model != b->it[i].node.model || b->it[j].node.via_field >= 0)
                continue;
            if (k == 1 && !item_has_word(b, j + 1, i, "of"))
                continue;
            b->it[j].node.via_model = b->it[i].node.via_model;
            b->it[j].node.via_field = b->it[i].node.via_field;
            for (size_t v = j + 1; v < b->n && k == 0 && item_is_link(b, v, MENTION_VALUE) &&
                                   b->it[v].node.model == b->it[j].node.model;
                 v++) { /* first name and last name */
                b->it[v].node.via_model = b->it[i].node.via_model;
                b->it[v].node.via_field = b->it[i].node.via_field;
            }
            if (b->it[j].m->kind != MENTION_VALUE || k == 0)
                b->it[i].used = b->it[j].m->kind != MENTION_VALUE;
            break;
        }
    }
}

static bool takes_values(const struct field *f)
{
    return f && f->type != FIELD_REF;
}

/* A quotation or number behind a field that no index knows. */
static bool bind_literal(struct build *b, size_t i)
{
    struct item *it = &b->it[i];
    size_t near[2] = { item_prev(b, i), item_next(b, i) };
    for (int k = 0; k < 2; k++) {
        size_t j = near[k];
        if (item_is_op(b, j, OP_CMP) && k == 0)
            j = item_prev(b, j);
        if (j != NOWHERE && b->it[j].kind == ITEM_LINK && b->it[j].node.model >= 0) {
            struct node n = b->it[j].node;
            const struct model *m = index_model(b->r->x, n.model);
            if (n.field < 0 && n.measure < 0)
                n.field = m->display_field;
            if (n.field < 0 || !takes_values(node_field(b->r, n)))
                continue;
            it->node = n;
            if (b->it[j].node.field >= 0)
                b->it[j].used = true;
            return true;
        }
    }
    return false;
}

static struct value typed(const struct reader *r, struct node n, str text)
{
    const struct field *f = node_field(r, n);
    struct value v;
    if (f && !field_is_text(f) && f->type != FIELD_REF && field_parse(f, text, &v))
        return v;
    return value_text(text);
}

static void put_values(struct build *b, struct filter *x, const struct mention *m)
{
    for (unsigned k = 0; k < m->values_n && x->values_n < VALUES_MAX; k++) {
        bool seen = false;
        char p[NORM_BYTES_MAX], q[NORM_BYTES_MAX];
        str t = { p, norm_text(m->values[k], p, sizeof p) };
        bool spelt = node_field(b->r, x->node)->type == FIELD_ENUM; /* each is a value of its own */
        for (unsigned i = 0; i < x->values_n && !seen && !spelt; i++) {
            if (x->values[i].kind != VALUE_TEXT)
                continue;
            seen = str_eq(t, (str){ q, norm_text(x->values[i].s, q, sizeof q) });
        }
        if (!seen)
            x->values[x->values_n++] = typed(b->r, x->node, m->values[k]);
    }
    x->op = x->values_n > 1 ? COND_IN : COND_EQ;
}

static struct filter *same_field_filter(struct build *b, struct node n)
{
    for (size_t i = b->f.filters_n; i-- > 0;) {
        struct filter *x = &b->f.filters[i];
        if (node_eq(x->node, n) && (x->op == COND_EQ || x->op == COND_IN) && x->values_n &&
            !x->is_flag)
            return x;
    }
    return NULL;
}

/* The field named right beside its value explains nothing more. */
static void use_named_field(struct build *b, size_t i)
{
    size_t near[2] = { item_prev(b, i), item_next(b, i) };
    for (int k = 0; k < 2; k++) {
        size_t j = near[k];
        while (k == 0 &&
               (item_is_op(b, j, OP_CMP) || item_is_op(b, j, OP_NOT) || item_is_op(b, j, OP_OR) ||
                item_is_op(b, j, OP_CONTAINS) || item_is_op(b, j, OP_WITH) ||
                (item_is_op(b, j, OP_THOSE) && b->it[j].arg == 2) ||
                (item_is_link(b, j, MENTION_VALUE) && b->it[j].used)))
            j = item_prev(b, j);
        if (!item_is_link(b, j, MENTION_FIELD) || b->it[j].used)
            continue;
        bool same = b->it[j].node.field == b->it[i].node.field &&
                    b->it[j].node.model == b->it[i].node.model;
        if (same) {
            b->it[j].used = true;
            return;
        }
    }
}

static bool or_between(const struct build *b, size_t i, size_t j)
{
    for (size_t k = i; k < j && k < b->n; k++)
        if (item_is_op(b, k, OP_OR))
            return true;
    return false;
}

static void one_value(struct build *b, size_t i, size_t *last)
{
    struct item *it = &b->it[i];
    const struct mention *m = it->m;
    if (m->is_literal && !bind_literal(b, i)) {
        b->d.uncovered += 1;
        return;
    }
    use_named_field(b, i);
    it->used = true;
    const struct model *model = index_model(b->r->x, it->node.model);
    struct filter *x = same_field_filter(b, it->node);
    if (x && x->negated == it->negated && build_part(b, x->from) == build_part(b, it->from)) {
        put_values(b, x, m);
        x->to = it->to;
    } else {
        x = frame_filter(&b->f, it->node, COND_EQ);
        x->from = it->from;
        x->to = it->to;
        x->negated = it->negated;
        x->is_name = it->node.field == model->display_field;
        x->mention = m;
        put_values(b, x, m);
        if (*last != NOWHERE && or_between(b, *last, i) && b->f.filters_n > 1) {
            struct filter *y = &b->f.filters[b->f.filters_n - 2];
            y->any = x->any = y->any ? y->any : ++b->f.or_groups;
        }
    }
    if (m->is_part && !m->is_near && m->values_all > 1) {
        x->op = COND_CONTAINS;
        x->values_n = 1;
        x->values[0] = value_text(tokens_raw(&b->r->tokens, it->from, it->to));
    }
    *last = i;
}

void rule_values(struct build *b)
{
    size_t last = NOWHERE;
    for (size_t i = 0; i < b->n; i++)
        if (item_is_link(b, i, MENTION_VALUE) && !b->it[i].used)
            one_value(b, i, &last);
    for (size_t i = 0; i < b->n; i++) { /* "is 'x'", "= x" said no more than that */
        size_t n = item_next(b, i);
        if (item_is_op(b, i, OP_CMP) && !b->it[i].used && item_is_link(b, n, MENTION_VALUE) &&
            (b->it[i].arg == COND_EQ || b->it[i].arg == COND_NE)) {
            b->it[i].used = true;
            for (size_t k = 0; k < b->f.filters_n; k++)
                if (b->f.filters[k].from == b->it[n].from && b->it[i].arg == COND_NE)
                    b->f.filters[k].negated = true;
        }
    }
}

void rule_contains(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (!item_is_op(b, i, OP_CONTAINS) || b->it[i].used)
            continue;
        size_t n = i + 1, p = item_prev(b, i);
        while (n < b->n &&
               (b->it[n].kind == ITEM_MARK || b->it[n].kind == ITEM_STOP ||
                item_is_op(b, n, OP_CONTAINS) || item_word(b, n, "letter") ||
                item_word(b, n, "word") || item_word(b, n, "substring") ||
                item_word(b, n, "string")) &&
               !b->r->tokens.p[b->it[n].from].quote)
            n++;
        if (n < b->n && b->it[n].kind == ITEM_MARK)
            n++;
        if (n >= b->n || p == NOWHERE)
            continue;
        while (p != NOWHERE && b->it[p].kind != ITEM_LINK)
            p = item_prev(b, p);
        struct node node = p != NOWHERE ? b->it[p].node : NODE_NONE;
        if (node.model >= 0 && node.field < 0)
            node.field = index_model(b->r->x, node.model)->display_field;
        const struct field *f = node_field(b->r, node);
        bool quoted = b->r->tokens.p[b->it[n].from].quote != 0;
        if (!f || !field_is_text(f) ||
            (b->it[n].kind == ITEM_LINK && !quoted && !item_is_link(b, n, MENTION_VALUE)))
            continue;
        str text = tokens_raw(&b->r->tokens, b->it[n].from, b->it[n].to);
        if (item_word(b, n, "ampersand"))
            text = STR("&");
        struct filter *x = frame_filter(&b->f, node, (enum cond_op)b->it[i].arg);
        x->values[x->values_n++] = value_text(text);
        x->negated = b->it[i].negated || (item_is_op(b, p + 1, OP_NOT));
        x->from = b->it[i].from;
        x->to = b->it[n].to;
        if (b->it[n].kind == ITEM_WORD)
            b->d.uncovered -= 1;
        b->it[i].used = b->it[n].used = true;
        if (b->it[n].kind == ITEM_LINK && b->it[n].m->is_literal)
            b->it[n].used = true;
        if (p != NOWHERE && b->it[p].node.field >= 0 && !item_is_model(b, p))
            b->it[p].used = !item_is_op(b, item_prev(b, p), OP_SHOW);
    }
}

static bool next_to_model(const struct build *b, size_t i)
{
    size_t n = item_next(b, i), p = item_prev(b, i);
    return item_is_model(b, n) || item_is_model(b, p);
}

static bool has_be(const struct build *b, size_t i)
{
    for (size_t k = i; k-- > 0 && b->it[k].kind == ITEM_STOP;)
        if (item_word(b, k, "are") || item_word(b, k, "is") || item_word(b, k, "be") ||
            item_word(b, k, "been") || item_word(b, k, "were") || item_word(b, k, "was"))
            return true;
    size_t p = item_prev(b, i);
    return item_is_op(b, p, OP_NOT) || item_is_op(b, p, OP_ATTIME) || item_is_op(b, p, OP_OR);
}

/* A field of a list of outputs stands between commas or ands. */
static bool in_list(const struct build *b, size_t i)
{
    size_t n = item_next(b, i), p = item_prev(b, i);
    bool comma_n = i + 1 < b->n && b->it[i + 1].kind == ITEM_MARK &&
                   b->r->tokens.p[b->it[i + 1].from].text.p[0] == ',';
    return (item_is_op(b, n, OP_AND) && item_is_link(b, item_next(b, n), MENTION_FIELD)) ||
           (comma_n && item_is_link(b, n, MENTION_FIELD)) ||
           (item_is_op(b, p, OP_SHOW) && !item_is_op(b, n, OP_THOSE) && !item_is_model(b, n)) ||
           item_is_op(b, p, OP_GROUP);
}

static void flag_filter(struct build *b, size_t i)
{
    struct item *it = &b->it[i];
    const struct field *f = node_field(b->r, it->node);
    struct filter *x = frame_filter(&b->f, it->node, COND_EQ);
    x->is_flag = true;
    x->negated = it->negated;
    x->from = it->from;
    x->to = it->to;
    x->values_n = 1;
    x->values[0] = f->type == FIELD_BOOL ? value_bool(true) : value_int(1);
    if (field_is_text(f)) {
        str have[4];
        size_t n = b->r->env->values ? values_of_field(b->r->env->values, f, have, 4) : 0;
        x->values[0] = value_text(STR("Y"));
        for (size_t k = 0; k < n; k++)
            if (have[k].n && strchr("YyTt1", have[k].p[0]))
                x->values[0] = value_text(have[k]);
    }
    it->used = true;
}

/* The two dates of a model that a duty has: when it is due, when it is done. */
static bool due_and_done(const struct build *b, int model, int *due, int *done)
{
    int sign;
    *due = field_by_words(b->r, model, "due|deadline|required|expected|promised|planned", &sign);
    *done = field_by_words_but(b->r, model,
                               "paid|delivered|returned|completed|done|finished|shipped|received|"
                               "resolved|closed|actual",
                               *due, &sign);
    return *due >= 0 && field_is_date(&index_model(b->r->x, model)->fields[*due]);
}

/* The model with a due date that the question is about. */
static int dutiful_model(const struct build *b, int *due, int *done)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].kind == ITEM_LINK && b->it[i].node.model >= 0 &&
            due_and_done(b, b->it[i].node.model, due, done))
            return b->it[i].node.model;
    for (int m = 0; m < (int)b->r->x->schema->models_n; m++)
        if (due_and_done(b, m, due, done) && *done >= 0)
            return m;
    return -1;
}

static struct value today_of(const struct build *b, const struct field *f)
{
    int64_t days = b->r->env->now / DAY_S;
    return f->type == FIELD_DATE ? value_date(days) : value_instant(days * DAY_S);
}

/* "more than 90 days overdue" */
static int64_t days_before(struct build *b, size_t i)
{
    size_t unit = item_prev(b, i);
    if (!(item_is_op(b, unit, OP_GRAIN) && b->it[unit].arg == GRAIN_DAY))
        return 0;
    size_t num = item_prev(b, unit);
    if (num == NOWHERE || b->it[num].kind != ITEM_NUMBER)
        return 0;
    size_t cmp = item_prev(b, num);
    b->it[unit].used = b->it[num].used = true;
    if (item_is_op(b, cmp, OP_CMP))
        b->it[cmp].used = true;
    return (int64_t)b->it[num].m->number;
}

static void overdue(struct build *b, size_t i)
{
    int due, done, m = dutiful_model(b, &due, &done);
    size_t p = item_prev(b, i);
    while (item_is_op(b, p, OP_ATTIME))
        p = item_prev(b, p);
    if (item_is_date_field(b, p) && !b->it[p].used) { /* "whose next review is past due" */
        struct filter *d = frame_filter(&b->f, b->it[p].node, COND_LT);
        d->values[0] = today_of(b, node_field(b->r, d->node));
        d->values_n = 1;
        d->from = b->it[p].from;
        d->to = b->it[i].to;
        b->it[i].used = b->it[p].used = true;
        return;
    }
    if (m < 0)
        return;
    if (done >= 0) {
        struct filter *x = frame_filter(&b->f, node_of_field(m, done), COND_IS_NULL);
        x->from = b->it[i].from;
        x->to = b->it[i].to;
    }
    struct filter *x = frame_filter(&b->f, node_of_field(m, due), COND_LT);
    x->values[0] = today_of(b, node_field(b->r, x->node));
    x->values_n = 1;
    int64_t days = days_before(b, i);
    x->values[0].i -= x->values[0].kind == VALUE_DATE ? days : days * DAY_S;
    x->from = b->it[i].from;
    x->to = b->it[i].to;
    b->it[i].used = true;
}

static void late(struct build *b, size_t i)
{
    int due, done, m = dutiful_model(b, &due, &done);
    if (m < 0 || done < 0)
        return;
    bool in_time = b->it[i].op == OP_ONTIME;
    struct filter *x = frame_filter(&b->f, node_of_field(m, done), in_time ? COND_LE : COND_GT);
    x->other = node_of_field(m, due);
    x->negated = b->it[i].negated;
    x->from = b->it[i].from;
    x->to = b->it[i].to;
    b->it[i].used = true;
    for (size_t k = 0; k < b->n; k++) /* "delivered late": the verb is told by it */
        if (item_is_date_field(b, k) && !b->it[k].used && b->it[k].node.model == m &&
            (b->it[k].node.field == done || b->it[k].node.field == due))
            b->it[k].used = true;
}

static void null_filter(struct build *b, size_t i, bool is_null)
{
    struct filter *x = frame_filter(&b->f, b->it[i].node, is_null ? COND_IS_NULL : COND_NOT_NULL);
    x->from = b->it[i].from;
    x->to = b->it[i].to;
    b->it[i].used = true;
}

static bool time_near(const struct build *b, size_t i)
{
    size_t n = item_next(b, i), p = item_prev(b, i);
    while (item_is_op(b, n, OP_CMP) || (n != NOWHERE && b->it[n].kind == ITEM_WORD))
        n = item_next(b, n);
    return (n != NOWHERE && b->it[n].kind == ITEM_TIME) ||
           (p != NOWHERE && b->it[p].kind == ITEM_TIME);
}

/* "still open": not closed, or not yet. */
static bool still_open(struct build *b, size_t i)
{
    int sign, model = b->it[i].node.model;
    if (!token_is(&b->r->tokens.p[b->it[i].from], "open"))
        return false;
    int closed = field_by_words(b->r, model, "closed|closing|close|closure|end", &sign);
    if (closed < 0 || closed == b->it[i].node.field)
        return false;
    int any = ++b->f.or_groups;
    struct filter *x = frame_filter(&b->f, node_of_field(model, closed), COND_IS_NULL);
    x->any = any;
    x->from = b->it[i].from;
    x->to = b->it[i].to;
    struct filter *y = frame_filter(&b->f, node_of_field(model, closed), COND_GT);
    y->values[0] = today_of(b, node_field(b->r, y->node));
    y->values_n = 1;
    y->any = any;
    y->from = b->it[i].from;
    y->to = b->it[i].to;
    b->it[i].used = true;
    return true;
}

/* What has happened, has happened by now; what is planned only has a date. */
static bool has_time_key(const struct build *b)
{
    for (size_t k = 0; k < b->n; k++)
        if (item_is_op(b, k, OP_PER_GRAIN) ||
            (item_is_op(b, k, OP_GRAIN) && item_is_op(b, item_prev(b, k), OP_GROUP)))
            return true;
    return false;
}

static void happened(struct build *b, size_t i)
{
    if (!b->it[i].negated && has_time_key(b))
        return; /* "signed per year": by that date */
    bool planned = false;
    if (!b->it[i].negated &&
        index_model(b->r->x, b->it[i].node.model)->default_date == b->it[i].node.field) {
        b->it[i].used = true; /* every record has that */
        return;
    }
    for (size_t k = 0; k < b->n; k++)
        planned |= item_word(b, k, "scheduled") || item_word(b, k, "planned");
    if (b->it[i].negated || planned) {
        null_filter(b, i, b->it[i].negated);
        return;
    }
    struct filter *x = frame_filter(&b->f, b->it[i].node, COND_LE);
    x->values[0] = today_of(b, node_field(b->r, x->node));
    if (x->values[0].kind == VALUE_INSTANT)
        x->values[0].i += DAY_S - 1;
    x->values_n = 1;
    x->from = b->it[i].from;
    x->to = b->it[i].to;
    b->it[i].used = true;
}

void rule_states(struct build *b)
{
    for (size_t i = 0; i < b->n; i++) /* these explain the verbs beside them */
        if (!b->it[i].used && item_is_op(b, i, OP_OVERDUE))
            overdue(b, i);
        else if (!b->it[i].used && (item_is_op(b, i, OP_LATE) || item_is_op(b, i, OP_ONTIME)))
            late(b, i);
    for (size_t i = 0; i < b->n; i++) {
        struct item *it = &b->it[i];
        if (it->used)
            continue;
        if (item_is_link(b, i, MENTION_EMPTY))
            null_filter(b, i, !it->negated);
        else if (item_is_flag(b, i) && !in_list(b, i))
            flag_filter(b, i);
        else if (item_is_date_field(b, i) && it->m->is_verb && !time_near(b, i) && !in_list(b, i) &&
                 (it->negated || has_be(b, i) ||
                  (next_to_model(b, i) && item_op(b, OP_WHEN) == NOWHERE)))
            still_open(b, i) ? (void)0 : happened(b, i);
        else if (item_is_date_field(b, i) && has_be(b, i) && still_open(b, i))
            continue;
        else if (it->kind == ITEM_LINK && it->negated && it->node.field >= 0 &&
                 it->m->kind == MENTION_FIELD) {
            size_t n = item_next(b, i);
            if (item_is_link(b, n, MENTION_VALUE) && b->it[n].node.field == it->node.field) {
                b->it[n].negated = true;
                it->used = true;
            } else if (!item_is_op(b, n, OP_CMP) && !item_is_link(b, n, MENTION_VALUE)) {
                null_filter(b, i, true);
            }
        }
    }
}
