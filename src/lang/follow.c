#include "lang/follow.h"

#include "lang/make.h"
#include "lang/score.h"

enum { TURNS_MAX = 6 };

/* The frames of the conversation so far, each with what it took over. */
struct story {
    struct frame frames[TURNS_MAX];
    size_t n;
};

static bool starts_with(const struct build *b, const char *w)
{
    for (size_t i = 0; i < b->n; i++)
        if (b->it[i].kind != ITEM_MARK)
            return item_word(b, i, w);
    return false;
}

static size_t count_items(const struct build *b, enum item_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < b->n; i++)
        n += b->it[i].kind == kind;
    return n;
}

static bool has_op(const struct build *b, enum op op)
{
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, op))
            return true;
    return false;
}

static bool names_model(const struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (item_is_link(b, i, MENTION_MODEL))
            return true;
    return false;
}

/* "them", "those", "ones"; a weak "that" or "it" only in a short question. */
static bool has_pronoun(const struct build *b)
{
    for (size_t i = 0; i < b->n; i++)
        if (item_is_op(b, i, OP_THOSE) && (b->it[i].arg == 0 || (b->it[i].arg == 1 && b->n < 8) ||
                                           (b->it[i].arg == 2 && b->n < 9)))
            return true;
    return false;
}

static bool starts_question(const struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].kind == ITEM_STOP || b->it[i].kind == ITEM_MARK || b->it[i].kind == ITEM_WORD)
            continue;
        switch (b->it[i].kind == ITEM_OP ? b->it[i].op : OP_NONE) {
        case OP_COUNT:
        case OP_HOWMUCH:
        case OP_SHOW:
        case OP_WHICH:
        case OP_WHO:
        case OP_WHERE:
        case OP_WHEN:
        case OP_EXISTS:
        case OP_AGG:
            return true;
        default:
            return item_is_link(b, i, MENTION_MODEL) || item_is_link(b, i, MENTION_FIELD) ||
                   item_is_link(b, i, MENTION_MEASURE);
        }
    }
    return false;
}

static bool is_follow_up(const struct build *b)
{
    if (has_op(b, OP_NEW))
        return false;
    bool short_one = b->n <= 12;
    if (has_op(b, OP_ABOUT) || has_op(b, OP_SAME) || has_op(b, OP_INSTEAD) || has_pronoun(b))
        return true;
    if ((starts_with(b, "and") || starts_with(b, "only") || starts_with(b, "but") ||
         starts_with(b, "also") || starts_with(b, "now") || starts_with(b, "or") ||
         starts_with(b, "just") || starts_with(b, "then") || starts_with(b, "both") ||
         starts_with(b, "without") || starts_with(b, "excluding") || starts_with(b, "same")) &&
        short_one)
        return true;
    if (!starts_question(b))
        return true; /* "by plant", "last month?", "in percent of all" */
    bool bare = b->f.filters_n == 0 && b->f.periods_n == 0 && b->f.keys_n == 0 &&
                !b->f.rank.is_set && b->f.scopes_n == 1;
    size_t links = count_items(b, ITEM_LINK);
    if (bare && links <= 2 && short_one &&
        (has_op(b, OP_WHO) || has_op(b, OP_WHEN) || has_op(b, OP_WHERE)))
        return true;
    if (!names_model(b) && bare && links == 0)
        return true;
    if (!names_model(b) && links == 0)
        return true;
    return !names_model(b) && (has_op(b, OP_VERSUS) || has_op(b, OP_GROWTH)) && links == 0;
}

static bool same_field(const struct filter *x, const struct filter *y)
{
    return x->node.model == y->node.model && x->node.field == y->node.field;
}

static bool is_range(const struct filter *x)
{
    return x->op == COND_GT || x->op == COND_GE || x->op == COND_LT || x->op == COND_LE;
}

static void remove_filter(struct frame *f, size_t i)
{
    for (size_t k = i; k + 1 < f->filters_n; k++)
        f->filters[k] = f->filters[k + 1];
    f->filters_n--;
}

/* A filter on the same field takes the place of the old one; others are added. */
static void take_filters(struct frame *f, const struct frame *n, bool same)
{
    for (size_t i = 0; i < n->filters_n && same; i++) /* another of its kind, by another name */
        for (size_t k = f->filters_n; k-- > 0;)
            if (f->filters[k].is_name && f->filters[k].node.model == n->filters[i].node.model &&
                n->filters[i].op == COND_EQ)
                remove_filter(f, k);
    size_t old = f->filters_n;
    for (size_t i = 0; i < n->filters_n; i++)
        for (size_t k = old; k-- > 0;)
            if (same_field(&f->filters[k], &n->filters[i]) &&
                is_range(&f->filters[k]) == is_range(&n->filters[i]) &&
                (f->filters[k].op == COND_IS_NULL) == (n->filters[i].op == COND_IS_NULL)) {
                remove_filter(f, k);
                old--;
            }
    for (size_t i = 0; i < n->filters_n && f->filters_n < FILTERS_MAX; i++) {
        struct filter *x = &f->filters[f->filters_n++];
        *x = n->filters[i];
        x->scope = 0;
        x->any = x->any ? x->any + f->or_groups : 0;
    }
    f->or_groups += n->or_groups;
    for (size_t s = 1; s < n->scopes_n && f->scopes_n < SCOPES_MAX; s++) {
        f->scopes[f->scopes_n] = n->scopes[s];
        for (size_t i = 0; i < n->filters_n; i++)
            if (n->filters[i].scope == (int)s)
                f->filters[f->filters_n - n->filters_n + i].scope = (int)f->scopes_n;
        f->scopes_n++;
    }
}

static bool says_previous(const struct build *b)
{
    static const char *const words[] = { "previous", "prior", "preceding", "before" };
    for (size_t i = 0; i < b->r->tokens.n; i++)
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            if (token_is(&b->r->tokens.p[i], words[k]))
                return true;
    return false;
}

static void take_periods(struct frame *f, const struct build *b)
{
    const struct frame *n = &b->f;
    if (n->compare != COMPARE_NONE) {
        f->compare = n->compare;
        if (n->periods_n == 1 && f->periods_n && !says_previous(b) && f->periods_n < PERIODS_MAX) {
            f->compare = COMPARE_GIVEN;
            f->periods[1] = n->periods[0];
            f->periods[1].date = f->periods[0].date;
            f->periods_n = 2;
        } else if (n->periods_n > 1) {
            memcpy(f->periods, n->periods, sizeof n->periods);
            f->periods_n = n->periods_n;
        } else if (f->compare == COMPARE_GIVEN) {
            f->compare = COMPARE_BEFORE;
        }
        f->trend = false;
        return;
    }
    if (!n->periods_n)
        return;
    struct node date = f->periods_n ? f->periods[0].date : NODE_NONE;
    int scope = f->periods_n ? f->periods[0].scope : 0;
    bool again = f->share && has_op(b, OP_THOSE);
    if (again)
        return; /* "that year": the one spoken of */
    memcpy(f->periods, n->periods, sizeof n->periods);
    f->periods_n = n->periods_n;
    f->periods[0].scope = scope;
    if (!node_is_set(f->periods[0].date))
        f->periods[0].date = date;
}

static bool is_extreme(const struct target *t)
{
    return t->has_agg && (t->agg == AGG_MAX || t->agg == AGG_MIN) && t->node.field >= 0;
}

/* "which supplier is that?" of the biggest order: the record, not the figure. */
static void single_out(struct frame *f)
{
    if (f->targets_n != 1 || f->rank.is_set || !is_extreme(&f->targets[0]))
        return;
    f->rank = (struct rank){ .is_set = true, .desc = f->targets[0].agg == AGG_MAX, .limit = 1 };
    f->rank.by = f->targets[0];
    f->rank.by.has_agg = false;
    f->rank.from_super = true;
}

static bool counts_subject(const struct frame *f, const struct target *t)
{
    return t->has_agg && t->agg == AGG_COUNT && t->node.field < 0 && t->node.model != f->subject;
}

static bool says_also(const struct build *b)
{
    for (size_t i = 0; i < b->r->tokens.n; i++) {
        const struct token *t = &b->r->tokens.p[i];
        if (token_is(t, "also") || token_is(t, "too") || token_is(t, "additionally") ||
            (token_is(t, "well") && i && token_is(&b->r->tokens.p[i - 1], "as")))
            return true;
    }
    return false;
}

static void take_targets(struct frame *f, const struct build *b)
{
    const struct frame *n = &b->f;
    bool lists = (has_op(b, OP_SHOW) || has_op(b, OP_WHO)) && has_op(b, OP_THOSE);
    bool grouped = n->targets_n && n->targets[0].is_share;
    if ((n->share || grouped) && f->keys_n) {
        for (size_t i = 0; i < f->targets_n; i++)
            f->targets[i].is_share |= f->targets[i].has_agg;
        return;
    }
    if (n->share) {
        f->share = true;
        for (size_t i = 0; i < f->filters_n; i++)
            f->filters[i].in_base = false;
        return;
    }
    bool money = has_op(b, OP_HOWMUCH) || has_op(b, OP_MONEY);
    if (money && n->targets_n == 0 && f->subject >= 0 && field_amount(b->r, f->subject) >= 0) {
        f->targets_n = 0;
        struct target *t = frame_target(
            f, node_of_field(f->subject, field_amount(b->r, f->subject)), 0);
        t->has_agg = true;
        t->agg = AGG_SUM;
        return;
    }
    bool only_model = n->targets_n == 1 && counts_subject(f, &n->targets[0]) &&
                      !has_op(b, OP_COUNT);
    if (n->targets_n && !only_model) {
        bool figure = n->targets[0].has_agg;
        bool own = n->targets[0].at > 0 || has_op(b, OP_COUNT) || n->targets[0].node.field >= 0;
        if (!figure)
            single_out(f);
        if (own && says_also(b) && !figure && f->targets_n + n->targets_n <= TARGETS_MAX) {
            if (f->targets_n == 0 && f->subject >= 0) /* the name was shown without a word */
                frame_target(f, (struct node){ f->subject, -1, -1, -1, -1 }, 0);
            for (size_t i = 0; i < n->targets_n && f->targets_n < TARGETS_MAX; i++)
                f->targets[f->targets_n++] = n->targets[i];
        } else if (own) {
            memcpy(f->targets, n->targets, sizeof n->targets);
            f->targets_n = n->targets_n;
            for (size_t i = 0; i < f->targets_n; i++)
                if (f->targets[i].has_agg && f->targets[i].node.field < 0 && !names_model(b) &&
                    f->targets[i].node.measure < 0)
                    f->targets[i].node = (struct node){ f->subject, -1, -1, -1, -1 };
            f->share = false;
        }
    } else if (lists && !n->keys_n) {
        bool figures = f->keys_n > 0;
        for (size_t i = 0; i < f->targets_n; i++)
            figures |= f->targets[i].has_agg;
        if (!figures)
            return; /* a list stays the list it was */
        f->targets_n = 0;
        f->keys_n = 0;
        f->rank.is_set = false;
        f->ask = ASK_LIST;
    }
}

static void take_keys(struct frame *f, const struct frame *n)
{
    if (n->keys_n) {
        memcpy(f->keys, n->keys, sizeof n->keys);
        f->keys_n = n->keys_n;
        bool computed = false;
        for (size_t i = 0; i < f->targets_n; i++)
            computed |= f->targets[i].has_agg;
        if (!computed) {
            f->targets_n = 0;
            struct target *t = frame_target(f, NODE_NONE, 0);
            t->node.model = f->subject;
            t->has_agg = true;
            t->agg = AGG_COUNT;
        }
        f->rank.is_set = false;
    }
    if (n->rank.is_set && !node_is_set(n->rank.by.node) && f->rank.is_set && !n->keys_n &&
        f->rank.limit) { /* "the bottom five then" */
        f->rank.desc = n->rank.desc;
        f->rank.limit = n->rank.limit;
    } else if (n->rank.is_set) {
        f->rank = n->rank;
        if (!node_is_set(f->rank.by.node) && !f->rank.limit)
            f->rank.is_set = f->keys_n > 0;
    }
    if (n->trend)
        f->trend = true;
    if (n->cumulative)
        f->cumulative = true;
}

/* "and the cheapest one" */
static void take_superlative(struct frame *f, const struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        int sign;
        if (!item_is_op(b, i, OP_ADJ_MOST) || b->it[i].used || f->subject < 0)
            continue;
        int k = field_by_words(b->r, f->subject, lexicon_adjectives[b->it[i].arg].attributes,
                               &sign);
        if (k < 0)
            continue;
        uint64_t limit = f->rank.is_set && f->rank.limit ? f->rank.limit : 1;
        f->rank =
            (struct rank){ .is_set = true, .desc = sign > 0, .limit = limit, .from_super = true };
        f->rank.by = (struct target){ .node = node_of_field(f->subject, k), .since = NODE_NONE };
        return;
    }
}

/* "both together": the values of the last two questions. */
static void unite(struct frame *f, const struct frame *before)
{
    for (size_t i = 0; i < f->filters_n; i++)
        for (size_t k = 0; k < before->filters_n; k++) {
            struct filter *x = &f->filters[i];
            const struct filter *y = &before->filters[k];
            if (!same_field(x, y) || x->op != COND_EQ || y->op != COND_EQ ||
                value_eq(x->values[0], y->values[0]))
                continue;
            x->values[x->values_n++] = y->values[0];
            x->op = COND_IN;
        }
}

static bool changes_subject(const struct build *b, const struct frame *before)
{
    return names_model(b) && b->f.subject >= 0 && b->f.subject != before->subject &&
           (has_op(b, OP_ABOUT) || has_op(b, OP_COUNT) || has_op(b, OP_SAME));
}

/* "which ones have at least one maker?" */
static void take_existence(struct frame *f, const struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        size_t p = item_prev(b, i);
        int m = b->it[i].node.model;
        if (!item_is_link(b, i, MENTION_MODEL) || m == f->subject || f->scopes_n == SCOPES_MAX ||
            !(item_is_op(b, p, OP_WITH) || item_is_op(b, p, OP_ATLEASTONE)) ||
            index_forward(b->r->x, m, f->subject) == 255)
            continue;
        for (size_t s = 1; s < f->scopes_n; s++)
            if (f->scopes[s].model == m) { /* rather than "have none" */
                f->scopes[s].negated = f->scopes[s].counted = false;
                return;
            }
        f->scopes[f->scopes_n++] = (struct scope){
            .model = m, .from = b->it[i].from, .to = b->it[i].to, .via_model = -1, .via_field = -1
        };
        return;
    }
}

static struct frame merge(const struct frame *before, const struct frame *earlier,
                          const struct build *b)
{
    struct frame f = *before;
    f.growth_only = false;
    if (changes_subject(b, before) && f.keys_n == 0) {
        f.subject = b->f.subject;
        f.targets_n = 0;
        struct target *t = frame_target(&f, NODE_NONE, 0);
        t->node.model = f.subject;
        t->has_agg = true;
        t->agg = AGG_COUNT;
        for (size_t i = 0; i < f.periods_n; i++)
            f.periods[i].date = NODE_NONE;
    }
    take_filters(&f, &b->f, has_op(b, OP_SAME) || has_op(b, OP_ABOUT));
    if (f.subject == before->subject)
        take_existence(&f, b);
    take_targets(&f, b);
    take_periods(&f, b);
    take_keys(&f, &b->f);
    take_superlative(&f, b);
    if (earlier && (has_op(b, OP_BOTH) || starts_with(b, "both") || starts_with(b, "together")) &&
        b->f.filters_n == 0)
        unite(&f, earlier);
    return f;
}

static void note_models(struct reader *r, const struct frame *f)
{
    r->spoken = NEW_N(r->a, double, r->x->schema->models_n + 1);
    if (f->subject >= 0)
        r->spoken[f->subject] = 1;
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].node.model >= 0)
            r->spoken[f->targets[i].node.model] = 1;
    r->filtered_n = 0;
    for (size_t i = 0; i < f->filters_n; i++) {
        if (f->filters[i].node.model < 0)
            continue;
        if (r->spoken[f->filters[i].node.model] < 0.6)
            r->spoken[f->filters[i].node.model] = 0.6;
        if (r->filtered_n < 16)
            r->filtered[r->filtered_n++] = (struct field_place){ f->filters[i].node.model,
                                                                 f->filters[i].node.field };
    }
}

/* A follow-up that changes nothing was not understood. */
static void doubt_unchanged(struct reader *r, const struct frame *before, struct candidates *c)
{
    struct doubts d = { 0 };
    struct strs notes = { 0 };
    struct plan *p = make_plan(r, before, &d, &notes);
    str words = p ? plan_words(r->a, p) : (str){ 0 };
    for (size_t i = 0; i < c->n; i++)
        if (str_eq(words, plan_words(r->a, c->p[i].plan))) {
            c->p[i].doubts.odd = true;
            c->p[i].doubts.unused_ops++;
            c->p[i].confidence = score_confidence(&c->p[i].doubts);
        }
}

/* The words of a follow-up lean on the question before: its fragments are no
 * doubt by themselves. */
static void lean(struct reader *r, const struct story *s, struct candidates *c)
{
    const struct frame *before = &s->frames[s->n - 1];
    const struct frame *earlier = s->n > 1 ? &s->frames[s->n - 2] : NULL;
    note_models(r, before);
    struct assignment *a = NEW_N(r->a, struct assignment, ASSIGN_MAX);
    size_t n = assign(r, a);
    *c = (struct candidates){ .p = NEW_N(r->a, struct candidate, ASSIGN_MAX) };
    for (size_t i = 0; i < n; i++) {
        struct candidate *k = &c->p[c->n++];
        *k = (struct candidate){ .score = a[i].score };
        build_frame(r, &a[i], &k->build);
        k->build.f = merge(before, earlier, &k->build);
        k->build.d.no_target = false;
        k->build.d.follows = 1;
        k->build.d.links = k->build.d.links ? k->build.d.links : 1;
        if (!c->first_n) {
            c->first = k->build;
            c->first_n = 1;
        }
    }
    rate_candidates(r, c);
    doubt_unchanged(r, before, c);
}

/* What was meant earlier: of the readings the one whose plan was computed. */
static const struct candidate *meant(struct reader *r, const struct candidates *c,
                                     const struct plan *plan)
{
    if (plan) {
        str words = plan_words(r->a, plan);
        for (size_t i = 0; i < c->n; i++)
            if (str_eq(plan_words(r->a, c->p[i].plan), words))
                return &c->p[i];
    }
    return c->n ? &c->p[0] : NULL;
}

static void tell(struct reader *now, struct story *s)
{
    size_t from = now->env->history_n > TURNS_MAX ? now->env->history_n - TURNS_MAX : 0;
    for (size_t i = from; i < now->env->history_n; i++) {
        struct candidates c;
        struct reader *r = reader_new(now->a, now->env, now->env->history[i].question);
        read_candidates(r, &c);
        if (s->n && c.first_n && is_follow_up(&c.first))
            lean(r, s, &c);
        const struct candidate *m = meant(r, &c, now->env->history[i].plan);
        if (m && s->n < TURNS_MAX)
            s->frames[s->n++] = m->build.f;
    }
}

void follow(struct reader *r, struct candidates *c, struct readings *out)
{
    struct story *s = NEW(r->a, struct story);
    if (!c->first_n || !is_follow_up(&c->first))
        return;
    tell(r, s);
    if (s->n == 0)
        return;
    lean(r, s, c);
    out->is_followup = true;
}
