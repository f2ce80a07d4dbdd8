#include "lang/build.h"

#include "catalog/norm.h"
#include "lang/index_names.h"

size_t item_next(const struct build *b, size_t i)
{
    for (size_t k = i + 1; k < b->n; k++)
        if (b->it[k].kind != ITEM_STOP && b->it[k].kind != ITEM_MARK)
            return k;
    return NOWHERE;
}

size_t item_prev(const struct build *b, size_t i)
{
    for (size_t k = i; k-- > 0;)
        if (b->it[k].kind != ITEM_STOP && b->it[k].kind != ITEM_MARK)
            return k;
    return NOWHERE;
}

bool item_is_op(const struct build *b, size_t i, enum op op)
{
    return i != NOWHERE && b->it[i].kind == ITEM_OP && b->it[i].op == op;
}

size_t item_op(const struct build *b, enum op op)
{
    for (size_t i = 0; i < b->n; i++)
        if (!b->it[i].used && item_is_op(b, i, op))
            return i;
    return NOWHERE;
}

bool item_is_link(const struct build *b, size_t i, enum mention_kind kind)
{
    return i != NOWHERE && b->it[i].kind == ITEM_LINK && b->it[i].m->kind == kind;
}

bool item_is_model(const struct build *b, size_t i)
{
    return i != NOWHERE && b->it[i].kind == ITEM_LINK && b->it[i].node.model >= 0 &&
           b->it[i].node.field < 0 && b->it[i].node.measure < 0;
}

bool item_is_number_field(const struct build *b, size_t i)
{
    return i != NOWHERE && b->it[i].kind == ITEM_LINK && b->it[i].m->kind != MENTION_VALUE &&
           b->it[i].m->kind != MENTION_EMPTY && node_is_number(b->r, b->it[i].node) &&
           !item_is_flag(b, i);
}

bool item_is_date_field(const struct build *b, size_t i)
{
    const struct field *f = item_is_link(b, i, MENTION_FIELD) ? node_field(b->r, b->it[i].node)
                                                              : NULL;
    return f && field_is_date(f);
}

bool item_is_flag(const struct build *b, size_t i)
{
    if (!item_is_link(b, i, MENTION_FIELD) || b->it[i].node.field < 0)
        return false;
    return b->r->x->is_flag[b->it[i].node.model][b->it[i].node.field];
}

bool item_word(const struct build *b, size_t i, const char *w)
{
    return i < b->n && token_is(&b->r->tokens.p[b->it[i].from], w);
}

bool item_has_word(const struct build *b, size_t i, size_t j, const char *w)
{
    for (size_t k = i; k < j && k < b->n; k++)
        for (size_t t = b->it[k].from; t < b->it[k].to; t++)
            if (token_is(&b->r->tokens.p[t], w))
                return true;
    return false;
}

const struct field *node_field(const struct reader *r, struct node n)
{
    return n.model >= 0 && n.field >= 0 ? &index_model(r->x, n.model)->fields[n.field] : NULL;
}

struct node node_of_field(int model, int field)
{
    struct node n = NODE_NONE;
    n.model = model;
    n.field = field;
    return n;
}

static bool is_key_field(const struct model *m, int field)
{
    for (size_t i = 0; i < m->key_fields_n; i++)
        if (m->key_fields[i] == field)
            return true;
    return false;
}

bool node_is_number(const struct reader *r, struct node n)
{
    const struct field *f = node_field(r, n);
    if (n.measure >= 0)
        return true;
    if (f && n.field == index_model(r->x, n.model)->display_field)
        return false; /* a number that is a name */
    return f && field_is_number(f) && !is_key_field(index_model(r->x, n.model), n.field);
}

bool node_is_rate(const struct reader *r, struct node n)
{
    const struct field *f = node_field(r, n);
    struct name_words w;
    if (!f)
        return false;
    name_cut(r->a, f->label, &w);
    for (unsigned i = 0; i < w.n; i++)
        if (lexicon_is_rate(w.w[i]))
            return true;
    name_cut(r->a, f->name, &w);
    for (unsigned i = 0; i < w.n; i++)
        if (lexicon_is_rate(w.w[i]))
            return true;
    return false;
}

static bool has_one_of(const struct name_words *w, const char *const *list)
{
    for (unsigned i = 0; i < w->n; i++)
        for (const char *const *k = list; *k; k++)
            if (str_eq(w->w[i], str_c(*k)))
                return true;
    return false;
}

/* What people call the field, where its own name does not say it: "price" of a
 * shipment that is the revenue. */
static bool is_called_amount(const struct reader *r, const struct field *f)
{
    static const char *const words[] = { "revenue",  "turnover", "sales",    "spend",
                                         "spending", "income",   "proceeds", NULL };
    struct name_words w;
    for (size_t s = 0; s < f->synonyms.n; s++) {
        name_cut(r->a, f->synonyms.p[s], &w);
        if (w.n == 1 && has_one_of(&w, words))
            return true;
    }
    return false;
}

/* "pallets", "units planned": so many of something, no rate and no time. */
static bool counts_things(const struct reader *r, struct node n, const struct field *f)
{
    struct name_words w;
    if (f->type != FIELD_INT || node_is_rate(r, n))
        return false;
    name_cut(r->a, f->name, &w);
    for (unsigned i = 0; i < w.n; i++)
        if (w.w[i].n > 4 && str_ends(w.w[i], STR("s")) && !str_ends(w.w[i], STR("ss")) &&
            !str_ends(w.w[i], STR("us")) && !str_ends(w.w[i], STR("is")))
            return true;
    return false;
}

bool node_is_amount(const struct reader *r, struct node n)
{
    static const char *const words[] = { "total",    "amount",   "value",    "revenue", "sales",
                                         "quantity", "spend",    "volume",   "budget",  "turnover",
                                         "qty",      "cost",     "costs",    "expense", "income",
                                         "profit",   "earnings", "proceeds", "claimed", "billed",
                                         "invoiced", "takings",  NULL };
    static const char *const single[] = { "unit", "standard", "std",    "per", "average",
                                          "avg",  "list",     "hourly", NULL };
    struct name_words w;
    const struct field *f = node_field(r, n);
    if (n.measure >= 0)
        return true;
    if (!f)
        return false;
    for (int pass = 0; pass < 2; pass++) {
        name_cut(r->a, pass ? f->name : f->label, &w);
        if (has_one_of(&w, single))
            return false;
        if (has_one_of(&w, words))
            return true;
    }
    return is_called_amount(r, f) || counts_things(r, n, f);
}

enum agg node_agg(const struct reader *r, struct node n)
{
    return node_is_rate(r, n) && !node_is_amount(r, n) ? AGG_AVG : AGG_SUM;
}

struct filter *frame_filter(struct frame *f, struct node n, enum cond_op op)
{
    /* One more than fits is written to the spare slot and never read. */
    struct filter *x = &f->filters[f->filters_n < FILTERS_MAX ? f->filters_n++ : FILTERS_MAX];
    *x = (struct filter){ .node = n, .other = NODE_NONE, .op = op };
    return x;
}

struct target *frame_target(struct frame *f, struct node n, size_t at)
{
    size_t i = f->targets_n < TARGETS_MAX ? f->targets_n++ : TARGETS_MAX - 1;
    f->targets[i] = (struct target){ .node = n, .since = NODE_NONE, .at = at };
    return &f->targets[i];
}

bool frame_has_aggregate(const struct frame *f)
{
    for (size_t i = 0; i < f->targets_n; i++)
        if (f->targets[i].has_agg)
            return true;
    return false;
}

void frame_count(struct frame *f, int model)
{
    struct target *t = frame_target(f, NODE_NONE, 0);
    t->node.model = model;
    t->has_agg = true;
    t->agg = AGG_COUNT;
}

struct value value_for_field(const struct field *f, double number)
{
    bool whole = number == (double)(int64_t)number;
    if (f && field_is_text(f))
        return whole ? value_int((int64_t)number) : value_float(number);
    return whole ? value_int((int64_t)number) : value_float(number);
}

static bool name_has_word(const struct reader *r, int model, int field, str word)
{
    uint64_t stem = stem_hash(r->stemmer, word);
    for (const struct name_posting *p = index_postings(r->x, stem);
         p && p < r->x->postings.p + r->x->postings.n && p->stem == stem; p++) {
        const struct name *n = &r->x->names.p[p->name];
        if (n->kind == NAME_FIELD && n->model == model && n->field == field && n->quality > 0.9 &&
            !n->is_act && n->weight[p->at] / n->total > 0.3)
            return true;
    }
    return false;
}

int field_by_words(const struct reader *r, int model, const char *words, int *sign)
{
    return field_by_words_but(r, model, words, -1, sign);
}

int field_by_words_but(const struct reader *r, int model, const char *words, int but, int *sign)
{
    for (str rest = str_c(words); rest.n;) {
        str w = str_cut(&rest, '|');
        int s = w.p[0] == '-' ? -1 : 1;
        if (w.p[0] == '-' || w.p[0] == '+')
            w = str_sub(w, 1, w.n);
        const struct model *m = index_model(r->x, model);
        for (int f = 0; f < (int)m->fields_n; f++) {
            bool fits = (field_is_number(&m->fields[f]) && !is_key_field(m, f)) ||
                        field_is_date(&m->fields[f]);
            if (fits && f != but && !r->x->is_flag[model][f] && !r->x->is_mixed[model][f] &&
                name_has_word(r, model, f, w)) {
                *sign = s;
                return f;
            }
        }
    }
    return -1;
}

int field_amount(const struct reader *r, int model)
{
    int sign;
    static const char words[] = "total|amount|revenue|sales|value|budget|spend|cost|price|fee";
    int f = field_by_words(r, model, words, &sign);
    return f >= 0 && field_is_number(&index_model(r->x, model)->fields[f]) ? f : -1;
}

int field_quantity(const struct reader *r, int model)
{
    int sign;
    int f = field_by_words(r, model, "quantity|qty|units|pieces|volume", &sign);
    return f >= 0 && field_is_number(&index_model(r->x, model)->fields[f]) ? f : -1;
}

void build_note(struct build *b, str text)
{
    enum { NOTES_MAX = 12 };
    if (!b->notes.p)
        b->notes.p = NEW_N(b->r->a, str, NOTES_MAX);
    if (b->notes.n < NOTES_MAX)
        b->notes.p[b->notes.n++] = text;
}

/* "school id" is the key of the school, not its name. */
static int key_said(const struct reader *r, const struct mention *m, const struct model *to)
{
    static const char *const words[] = { "id", "ids", "code", "codes" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (m->to > m->from + 1 && token_is(&r->tokens.p[m->to - 1], words[i]))
            return to->key_fields_n == 1 ? to->key_fields[0] : -1;
    return -1;
}

static struct node node_of_mention(const struct reader *r, const struct mention *m)
{
    struct node n = NODE_NONE;
    const struct field *f = mention_field(r, m);
    n.model = m->model;
    if (m->kind == MENTION_MEASURE)
        n.measure = m->field;
    else if (f && m->kind == MENTION_FIELD && f->type == FIELD_REF && f->ref_model >= 0)
        n = (struct node){ f->ref_model, key_said(r, m, index_model(r->x, f->ref_model)), -1,
                           m->model, m->field };
    else
        n.field = m->field;
    return n;
}

static enum item_kind kind_of(const struct mention *m)
{
    switch (m->kind) {
    case MENTION_OP:
        return ITEM_OP;
    case MENTION_NUMBER:
        return ITEM_NUMBER;
    case MENTION_TIME:
        return ITEM_TIME;
    default:
        return ITEM_LINK;
    }
}

static void items_between(struct build *b, size_t from, size_t to)
{
    for (size_t t = from; t < to; t++) {
        const struct token *k = &b->r->tokens.p[t];
        struct item *i = &b->it[b->n++];
        *i = (struct item){ .from = t, .to = t + 1, .node = NODE_NONE };
        i->kind = k->kind == TOKEN_MARK ? ITEM_MARK : k->is_stop ? ITEM_STOP : ITEM_WORD;
    }
}

static void items_of(struct build *b, const struct assignment *a)
{
    size_t at = 0;
    b->it = NEW_N(b->r->a, struct item, b->r->tokens.n + 1);
    for (size_t c = 0; c < a->n; c++) {
        const struct mention *m = &b->r->mentions.p[a->chosen[c]];
        items_between(b, at, m->from);
        struct item *i = &b->it[b->n++];
        *i = (struct item){
            .kind = kind_of(m), .from = m->from, .to = m->to, .m = m, .node = NODE_NONE
        };
        if (m->op) {
            i->op = m->op->op;
            i->arg = m->op->arg;
        }
        if (i->kind == ITEM_LINK && m->model >= 0)
            i->node = node_of_mention(b->r, m);
        at = m->to;
    }
    items_between(b, at, b->r->tokens.n);
}

/* "Launched", "launching": people name a date by what happens then, so that it
 * is as good as its name. */
static double link_quality(const struct build *b, const struct item *it)
{
    const struct field *f = mention_field(b->r, it->m);
    str word = tokens_raw(&b->r->tokens, it->from, it->to);
    bool happens = it->m->is_verb || str_ends(word, STR("ing"));

    return happens && f && field_is_date(f) && it->m->quality < 0.9 ? 0.9 : it->m->quality;
}

/* What the links themselves leave in doubt. */
static void doubt_links(struct build *b)
{
    double sum = 0;
    b->d.weakest = 1;
    for (size_t i = 0; i < b->n; i++) {
        const struct item *it = &b->it[i];
        if (it->kind == ITEM_WORD) {
            if (b->r->tokens.p[it->from].is_weak)
                b->d.weak_uncovered += 1;
            else
                b->d.uncovered += 1;
        }
        if (it->kind != ITEM_LINK)
            continue;
        double quality = link_quality(b, it);
        sum += quality;
        b->d.links++;
        b->d.weakest = quality < b->d.weakest ? quality : b->d.weakest;
        b->d.weak_links += quality < 0.8;
        if (it->m->kind == MENTION_VALUE) {
            b->d.value_fields += it->m->fields_n > 1;
            b->d.part_values += it->m->is_part;
            b->d.near_values += it->m->is_near;
        }
    }
    if (b->r->x->schema->models_n == 1 && b->d.uncovered > 0) { /* a word for the rows themselves */
        b->d.uncovered -= 1;
        b->d.weak_uncovered += 1;
    }
    b->d.mean = b->d.links ? sum / b->d.links : 0;
    b->d.mended = (unsigned)b->r->mended.n;
    b->d.tokens = (unsigned)b->r->tokens.n;
}

void build_frame(struct reader *r, const struct assignment *a, struct build *out)
{
    static void (*const rules[])(struct build *) = {
        rule_units,   rule_roles,    rule_subject,  rule_cut,        rule_compared, rule_days,
        rule_not,     rule_rates,    rule_contains, rule_average_of, rule_averages, rule_ranges,
        rule_numbers, rule_rank,     rule_order,    rule_states,     rule_times,    rule_values,
        rule_groups,  rule_grew,     rule_counts,   rule_aggregates, rule_parts,    rule_outputs,
        rule_scopes,  rule_combined, rule_ratio,    rule_share,      rule_finish,
    };
    *out = (struct build){ .r = r };
    out->f.subject = -1;
    out->more = NOWHERE;
    out->f.scopes_n = 1;
    items_of(out, a);
    doubt_links(out);
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
        rules[i](out);
}
