#include "lang/clarify.h"
#include "lang/index_names.h"

/* Words that want a measure.  `attribute`: what a field may be called that
 * tells it by its values; -1: less is meant. */
static const struct vague {
    const char *word, *attribute;
    int dir;
} vague_words[] = {
    /* clang-format off */
    { "important", "", 1 },    { "key", "", 1 },          { "major", "", 1 },
    { "big", "", 1 },          { "large", "", 1 },        { "good", "", 1 },
    { "great", "", 1 },        { "strong", "", 1 },       { "successful", "", 1 },
    { "valuable", "", 1 },     { "loyal", "", 1 },        { "relevant", "", 1 },
    { "interesting", "", 1 },  { "better", "", 1 },       { "reliable", "", 1 },
    { "performing", "", 1 },   { "performs", "", 1 },     { "performance", "", 1 },
    { "efficient", "", 1 },    { "popular", "", 1 },      { "promising", "", 1 },
    { "bad", "", -1 },         { "weak", "", -1 },        { "poor", "", -1 },
    { "small", "", -1 },       { "minor", "", -1 },       { "worse", "", -1 },
    { "underperforming", "", -1 },                        { "unreliable", "", -1 },
    { "problematic", "", -1 }, { "struggling", "", -1 },  { "unprofitable", "", -1 },
    { "risky", "risk", 1 },    { "dangerous", "risk", 1 },{ "critical", "severity|priority|risk", 1 },
    { "urgent", "priority|severity", 1 },                 { "severe", "severity", 1 },
    { "serious", "severity|priority|risk", 1 },
    /* clang-format on */
};

static const char *const lately[] = { "recently", "lately", "recent", "new", NULL };

static bool is_one_of(const struct build *b, size_t i, const char *const *words)
{
    for (; *words; words++)
        if (item_word(b, i, *words))
            return true;
    return false;
}

static const struct vague *vague_of(const struct build *b, size_t i)
{
    bool greeting = b->it[i].kind == ITEM_STOP && !item_is_model(b, item_next(b, i));
    for (size_t k = 0; k < sizeof vague_words / sizeof *vague_words && !greeting; k++)
        if ((b->it[i].kind == ITEM_WORD || b->it[i].kind == ITEM_STOP) &&
            item_word(b, i, vague_words[k].word))
            return &vague_words[k];
    return NULL;
}

/* "best department", "the biggest German supplier": nothing says by what. */
static size_t open_superlative(const struct build *b)
{
    for (size_t i = 0; i < b->n; i++) {
        if (b->it[i].used || !(item_is_op(b, i, OP_ADJ_MOST) || item_is_op(b, i, OP_TOP)))
            continue;
        size_t n = item_next(b, i);
        while (n != NOWHERE && (b->it[n].kind == ITEM_NUMBER || b->it[n].kind == ITEM_WORD ||
                                item_is_link(b, n, MENTION_VALUE)))
            n = item_next(b, n);
        size_t p = item_prev(b, i);
        if (item_is_model(b, n) || (n == NOWHERE && p != NOWHERE))
            return i;
    }
    return NOWHERE;
}

struct ranking {
    struct reader *r;
    const struct candidate *c;
    struct readings *out;
    uint64_t limit;
    bool desc;
};

static void rank_option(struct ranking *k, struct node by, bool has_agg, enum agg agg, bool count)
{
    struct frame f = k->c->build.f;
    f.targets_n = 0;
    f.keys_n = 0;
    f.ask = ASK_LIST;
    f.rank = (struct rank){
        .is_set = true, .desc = k->desc, .limit = k->limit, .from_super = true, .by_count = count
    };
    f.rank.by = (struct target){ .node = by, .since = NODE_NONE, .has_agg = has_agg, .agg = agg };
    clarify_option(k->r, k->c, &f, (str){ 0 }, k->out);
}

/* How good it was found to be. */
static int field_score(const struct reader *r, int model)
{
    int sign, f = field_by_words(r, model, "rating|score|satisfaction|stars|points|quality", &sign);
    return f >= 0 && field_is_number(&index_model(r->x, model)->fields[f]) ? f : -1;
}

/* Every figure of the record itself. */
static void own_measures(struct ranking *k, int m)
{
    enum { OWN_MAX = 4 };
    const struct model *model = index_model(k->r->x, m);
    for (int f = 0; f < (int)model->fields_n && k->out->options_n < OWN_MAX; f++) {
        struct node n = node_of_field(m, f);
        if (node_is_number(k->r, n) && !k->r->x->is_flag[m][f] && !k->r->x->is_mixed[m][f] &&
            (node_is_amount(k->r, n) || node_is_rate(k->r, n)))
            rank_option(k, n, false, AGG_SUM, false);
    }
}

/* By what hangs below: sums of money, marks, how many. */
static void measures_below(struct ranking *k, int m, unsigned steps)
{
    for (int d = 0; d < (int)k->r->x->schema->models_n; d++) {
        if (d == m || index_forward(k->r->x, d, m) != steps)
            continue;
        int amount = field_amount(k->r, d), score = field_score(k->r, d);
        if (amount >= 0)
            rank_option(k, node_of_field(d, amount), true, AGG_SUM, false);
        if (score >= 0)
            rank_option(k, node_of_field(d, score), true, AGG_AVG, false);
        if (steps == 1 && (amount >= 0 || score >= 0 || k->out->options_n == 0))
            rank_option(k, node_of_field(d, -1), false, AGG_COUNT, true);
    }
}

static bool rank_by_any(struct reader *r, const struct candidate *c, uint64_t limit, bool desc,
                        struct readings *out)
{
    struct ranking k = { r, c, out, limit, desc };
    int m = c->build.f.subject;
    own_measures(&k, m);
    measures_below(&k, m, 1);
    measures_below(&k, m, 2);
    return clarify_found(out,
                         STR("That can be measured in more than one way. Which one do you mean?"));
}

static bool means_much(str value)
{
    static const char *const words[] = { "high",  "critical", "severe",  "urgent",
                                         "major", "extreme",  "serious", "red" };
    char text[64];
    size_t n = value.n < sizeof text ? value.n : 0;
    for (size_t i = 0; i < n; i++)
        text[i] = value.p[i] >= 'A' && value.p[i] <= 'Z' ? (char)(value.p[i] + 32) : value.p[i];
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_find((str){ text, n }, str_c(words[i])) < n)
            return true;
    return false;
}

static bool field_is_called(struct reader *r, const struct field *f, const char *words)
{
    struct name_words w;
    for (str rest = str_c(words); rest.n;) {
        str word = str_cut(&rest, '|');
        for (int pass = 0; pass < 2; pass++) {
            name_cut(r->a, pass ? f->name : f->label, &w);
            for (unsigned i = 0; i < w.n; i++)
                if (str_eq(w.w[i], word))
                    return true;
        }
    }
    return false;
}

/* "risky suppliers": those with a high level of it, and each level alone. */
static void levels(struct reader *r, const struct candidate *c, int m, const char *attribute,
                   struct readings *out)
{
    enum { LEVELS_MAX = 12 };
    const struct model *model = index_model(r->x, m);
    for (int f = 0; f < (int)model->fields_n && r->env->values; f++) {
        str all[LEVELS_MAX];
        size_t n = field_is_text(&model->fields[f]) &&
                           field_is_called(r, &model->fields[f], attribute)
                       ? values_of_field(r->env->values, &model->fields[f], all, LEVELS_MAX)
                       : 0;
        struct frame both = c->build.f;
        struct filter *x = frame_filter(&both, node_of_field(m, f), COND_IN);
        for (size_t i = 0; i < n; i++) {
            if (!means_much(all[i]) || x->values_n == VALUES_MAX)
                continue;
            x->values[x->values_n++] = value_text(all[i]);
            struct frame one = c->build.f;
            struct filter *y = frame_filter(&one, node_of_field(m, f), COND_EQ);
            y->values[0] = value_text(all[i]);
            y->values_n = 1;
            clarify_option(r, c, &one, (str){ 0 }, out);
        }
        if (x->values_n > 1)
            clarify_option(r, c, &both, (str){ 0 }, out);
    }
}

static bool by_levels(struct reader *r, const struct candidate *c, const char *attribute,
                      struct readings *out)
{
    int m = c->build.f.subject;
    for (int d = 0; d < (int)r->x->schema->models_n; d++)
        if (d == m || index_forward(r->x, d, m) == 1)
            levels(r, c, d, attribute, out);
    return clarify_found(out, STR("That can mean more than one thing. Which one do you mean?"));
}

/* "recently": since when? */
static bool since_when(struct reader *r, const struct candidate *c, struct readings *out)
{
    static const struct {
        int days;
        const char *label;
    } spans[] = { { 7, "the last 7 days" },
                  { 30, "the last 30 days" },
                  { 90, "the last 90 days" } };
    int64_t today = r->env->now - r->env->now % DAY_S;
    for (size_t i = 0; i < sizeof spans / sizeof *spans; i++) {
        struct frame f = c->build.f;
        if (f.periods_n)
            return false;
        f.periods[f.periods_n++] = (struct when){ .date = NODE_NONE,
                                                  .from = today - (spans[i].days - 1) * DAY_S,
                                                  .to = today + DAY_S,
                                                  .has_from = true,
                                                  .has_to = true,
                                                  .label = str_c(spans[i].label) };
        clarify_option(r, c, &f, (str){ 0 }, out);
    }
    return clarify_found(out, STR("Since when? Which one do you mean?"));
}

/* "expensive products", "new suppliers": the most so, or more so than most. */
static bool by_attribute(struct reader *r, const struct candidate *c, size_t i,
                         struct readings *out)
{
    int sign = 1, m = c->build.f.subject, f = -1;
    str word = r->tokens.p[c->build.it[i].from].norm;
    for (size_t a = 0; a < lexicon_adjectives_n && f < 0; a++)
        if (str_eq(word, str_c(lexicon_adjectives[a].base)))
            f = field_by_words(r, m, lexicon_adjectives[a].attributes, &sign);
    if (f < 0 || !field_is_number(&index_model(r->x, m)->fields[f]))
        return false;
    struct ranking k = { r, c, out, 10, sign > 0 };
    rank_option(&k, node_of_field(m, f), false, AGG_SUM, false);
    struct frame above = c->build.f;
    struct filter *x = frame_filter(&above, node_of_field(m, f), sign > 0 ? COND_GT : COND_LT);
    x->is_average = true;
    clarify_option(r, c, &above, (str){ 0 }, out);
    return clarify_found(out, STR("How much so? Which one do you mean?"));
}

static bool is_adjective(const struct build *b, size_t i)
{
    str word = b->r->tokens.p[b->it[i].from].norm;
    for (size_t a = 0; a < lexicon_adjectives_n && b->it[i].kind == ITEM_WORD; a++)
        if (str_eq(word, str_c(lexicon_adjectives[a].base)))
            return true;
    return false;
}

static uint64_t many(const struct build *b, size_t i)
{
    for (size_t k = i; k < b->n; k++) {
        const struct token *t = &b->r->tokens.p[b->it[k].from];
        if (item_is_model(b, k))
            return str_ends(t->norm, STR("s")) ? 10 : 1;
    }
    return 1;
}

bool clarify_vague(struct reader *r, const struct candidate *c, struct readings *out)
{
    const struct build *b = &c->build;
    double understood = 0;
    const struct vague *v = NULL;
    bool recently = false;
    size_t at = open_superlative(b), adjective = NOWHERE;
    for (size_t i = 0; i < b->n; i++) {
        bool time = b->it[i].kind == ITEM_WORD && is_one_of(b, i, lately);
        const struct vague *w = vague_of(b, i);
        bool plain = !time && !w && is_adjective(b, i);
        understood += w || time || plain;
        recently |= time;
        v = w ? w : v;
        adjective = plain ? i : adjective;
    }
    if (b->f.subject < 0 || c->doubts.uncovered > understood || (b->f.rank.is_set && !recently))
        return false;
    if (recently && !v)
        return since_when(r, c, out);
    if (adjective != NOWHERE && !v)
        return by_attribute(r, c, adjective, out);
    if (v && v->attribute[0] && by_levels(r, c, v->attribute, out))
        return true;
    if (at == NOWHERE && !v)
        return false;
    bool desc = v                           ? v->dir > 0
                : item_is_op(b, at, OP_TOP) ? b->it[at].arg >= 0
                                            : lexicon_adjectives[b->it[at].arg].dir > 0;
    return rank_by_any(r, c, many(b, at == NOWHERE ? 0 : at), desc, out);
}
