#include "lang/index_names.h"
#include "lang/mentions.h"

enum { SPAN_MAX = 7, WAYS_MAX = 40 };

/* How a token may be a word of a name: itself, or a synonym. */
struct way {
    uint64_t stem;
    str word; /* folded */
    double quality;
};

/* The same word, another form of it, or only a relative ("payment", "paid"). */
static double form_fit(str a, str b)
{
    static const char *const endings[] = {
        "", "s", "es", "ed", "d", "ing", "ly", "y", "ies", "ied"
    };
    size_t same = 0;
    unsigned fits = 0;
    while (same < a.n && same < b.n && a.p[same] == b.p[same])
        same++;
    if (same == a.n && same == b.n)
        return 1;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        fits |= str_eq(str_sub(a, same, a.n), str_c(endings[i])) ? 1u : 0;
        fits |= str_eq(str_sub(b, same, b.n), str_c(endings[i])) ? 2u : 0;
    }
    return fits == 3 && same >= 2 ? 0.97 : 0.85;
}

static unsigned ways_of(const struct reader *r, const struct token *t, struct way *out)
{
    unsigned n = 0;
    out[n++] = (struct way){ t->stem, t->norm, 1 };
    size_t lo = 0, hi = r->x->synonyms.n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (r->x->synonyms.p[mid].stem < t->stem)
            lo = mid + 1;
        else
            hi = mid;
    }
    for (; lo < r->x->synonyms.n && r->x->synonyms.p[lo].stem == t->stem; lo++) {
        double q = 0.82;
        if (form_fit(r->x->synonyms.p[lo].word, t->norm) < 0.97 ||
            (str_ends(t->norm, STR("ed")) && !str_ends(r->x->synonyms.p[lo].word, STR("ed"))))
            continue; /* "located" is not "location" */
        for (str rest = str_c(r->x->synonyms.p[lo].group); rest.n && n < WAYS_MAX; q -= 0.005) {
            str w = str_cut(&rest, '|');
            if (w.p[0] == '>')
                w = str_sub(w, 1, w.n);
            if (str_find_byte(w, ' ') == w.n)
                out[n++] = (struct way){ stem_hash(r->stemmer, w), w, q };
        }
    }
    return n;
}

static bool is_glue(const struct token *t)
{
    return token_is(t, "of") || token_is(t, "the") || token_is(t, "s") || token_is(t, "in") ||
           token_is(t, "for") || token_is(t, "a");
}

struct match {
    const struct name *name;
    unsigned used; /* bits of its words */
    double covered, core;
    double word_quality;
    unsigned words;
};

/* A synonym stands for the word itself and its plural, not for its relatives. */
static double word_fit(const struct name *n, unsigned k, const struct token *t, const struct way *w)
{
    double form = form_fit(n->word[k], w->word);
    if (w->quality < 1 && form < 0.97)
        return 0;
    return w->quality * form * t->quality;
}

static bool take(struct match *m, unsigned k, double fit)
{
    if (m->used >> k & 1u)
        return false;
    m->used |= 1u << k;
    m->covered += m->name->weight[k] * fit;
    m->core += m->name->weight[k];
    m->word_quality += fit;
    m->words++;
    return true;
}

/* A further word of the same name. */
static bool extend(struct reader *r, struct match *m, const struct token *t, const struct way *ways,
                   unsigned ways_n)
{
    (void)r;
    for (unsigned w = 0; w < ways_n; w++)
        for (unsigned k = 0; k < m->name->n; k++)
            if (m->name->stem[k] == ways[w].stem && !(m->used >> k & 1u) &&
                word_fit(m->name, k, t, &ways[w]) > 0)
                return take(m, k, word_fit(m->name, k, t, &ways[w]));
    return false;
}

static enum mention_kind kind_of(const struct name *n)
{
    switch (n->kind) {
    case NAME_MODEL:
        return MENTION_MODEL;
    case NAME_MEASURE:
        return MENTION_MEASURE;
    case NAME_CODED:
        return MENTION_VALUE;
    case NAME_EMPTY:
        return MENTION_EMPTY;
    case NAME_FIELD:
        break;
    }
    return MENTION_FIELD;
}

static void emit(struct reader *r, const struct match *m, size_t from, size_t to)
{
    const struct name *n = m->name;
    double cover = m->core / n->total;
    bool content = false;
    for (size_t i = from; i < to; i++)
        content |= !r->tokens.p[i].is_stop;
    if (cover < 0.4 || (n->kind >= NAME_CODED && cover < 0.85) || (!content && cover < 0.85))
        return;
    double q = n->quality * (m->word_quality / m->words) * (0.3 + 0.7 * cover);
    bool whole = cover > 0.85;
    if (!whole && to > from + 1 && r->tokens.p[to - 1].is_stop)
        return; /* "revenue per" is no part of "revenue per customer" */
    if (to > from + 2 && token_is(&r->tokens.p[from], "number") &&
        token_is(&r->tokens.p[from + 1], "of"))
        q *= 0.5; /* how many, rather than the number that something has */
    if (n->kind == NAME_MODEL && n->n > 1 && !(m->used >> (n->n - 1) & 1u))
        q *= 0.72; /* "car" says little of "car makers" */
    enum mention_kind kind = kind_of(n);
    for (size_t i = r->mentions.n; i-- > 0 && r->mentions.p[i].from == from;) {
        struct mention *o = &r->mentions.p[i];
        if (o->to == to && o->kind == kind && o->model == n->model && o->field == n->field) {
            if (o->quality < q) {
                o->quality = q;
                o->is_whole |= whole;
            }
            return;
        }
    }
    struct mention *o = mention_add(r, kind, from, to, q);
    o->model = (int16_t)n->model;
    o->field = (int16_t)n->field;
    o->is_whole = whole;
    o->is_verb = n->is_act;
    if (n->kind == NAME_CODED) {
        o->values[0] = n->value;
        o->values_n = o->values_all = 1;
        o->fields_n = 1;
    }
}

static void follow(struct reader *r, struct match m, size_t from, struct way ways[][WAYS_MAX],
                   const unsigned *ways_n)
{
    emit(r, &m, from, from + 1);
    size_t end = from + SPAN_MAX < r->tokens.n ? from + SPAN_MAX : r->tokens.n;
    for (size_t j = from + 1; j < end; j++) {
        const struct token *t = &r->tokens.p[j];
        if (t->kind == TOKEN_MARK) {
            if (!(t->text.n == 1 &&
                  (t->text.p[0] == '-' || t->text.p[0] == '\'' || t->text.p[0] == '_')))
                break;
            continue;
        }
        if (extend(r, &m, t, ways[j], ways_n[j]))
            emit(r, &m, from, j + 1);
        else if (!is_glue(t))
            break;
    }
}

static void verbs_at(struct reader *r, size_t i)
{
    const struct token *t = &r->tokens.p[i];
    for (size_t v = 0; v < lexicon_verbs_n; v++) {
        if (r->x->verb_stems[v] != t->stem ||
            (str_eq(t->norm, STR("hold")) || str_eq(t->norm, STR("holds"))))
            continue; /* "held" is a date, "hold" is to have */
        double q = 0.8;
        for (str rest = str_c(lexicon_verbs[v].means); rest.n; q -= 0.06) {
            str w = str_cut(&rest, '|');
            if (str_find_byte(w, ' ') < w.n)
                continue;
            uint64_t stem = stem_hash(r->stemmer, w);
            for (const struct name_posting *p = index_postings(r->x, stem);
                 p && p < r->x->postings.p + r->x->postings.n && p->stem == stem; p++) {
                const struct name *n = &r->x->names.p[p->name];
                if (n->kind != NAME_FIELD ||
                    !field_is_date(&index_model(r->x, n->model)->fields[n->field]))
                    continue;
                struct match m = { .name = n };
                take(&m, p->at, q);
                m.core = n->total * 0.95;
                size_t before = r->mentions.n;
                emit(r, &m, i, i + 1);
                if (r->mentions.n > before)
                    r->mentions.p[before].is_verb = true;
            }
        }
    }
}

/* "products that cost less than 100": as a verb it is the price. */
static void cost_at(struct reader *r, size_t i)
{
    static const char *const next[] = { "more",    "less", "over", "under",   "above", "below",
                                        "between", "at",   "up",   "exactly", "from" };
    const struct token *t = &r->tokens.p[i];
    if (!(token_is(t, "cost") || token_is(t, "costs") || token_is(t, "costing")) ||
        i + 1 >= r->tokens.n)
        return;
    bool verb = r->tokens.p[i + 1].kind == TOKEN_NUMBER;
    for (size_t k = 0; k < sizeof next / sizeof *next; k++)
        verb |= token_is(&r->tokens.p[i + 1], next[k]);
    uint64_t stem = stem_hash(r->stemmer, STR("price"));
    for (const struct name_posting *p = verb ? index_postings(r->x, stem) : NULL;
         p && p < r->x->postings.p + r->x->postings.n && p->stem == stem; p++) {
        struct match m = { .name = &r->x->names.p[p->name] };
        take(&m, p->at, 0.82);
        emit(r, &m, i, i + 1);
    }
}

/* "unpaid": "un" and what fills a date. */
static void undone_at(struct reader *r, size_t i)
{
    const struct token *t = &r->tokens.p[i];
    if (t->norm.n < 5 || !str_starts(t->norm, STR("un")))
        return;
    uint64_t stem = stem_hash(r->stemmer, str_sub(t->norm, 2, t->norm.n));
    for (const struct name_posting *p = index_postings(r->x, stem);
         p && p < r->x->postings.p + r->x->postings.n && p->stem == stem; p++) {
        const struct name *n = &r->x->names.p[p->name];
        if (n->kind != NAME_FIELD ||
            !field_is_date(&index_model(r->x, n->model)->fields[n->field]) ||
            n->weight[p->at] / n->total < 0.5)
            continue;
        struct mention *m = mention_add(r, MENTION_EMPTY, i, i + 1, 0.9 * n->quality);
        m->model = (int16_t)n->model;
        m->field = (int16_t)n->field;
        m->is_whole = true;
    }
}

static bool is_participle(const struct token *t)
{
    static const char *const irregular[] = { "paid", "sent",  "sold", "built", "held", "made",
                                             "won",  "taken", "born", "left",  "begun" };
    if (t->norm.n > 4 && str_ends(t->norm, STR("ed")))
        return true;
    for (size_t i = 0; i < sizeof irregular / sizeof *irregular; i++)
        if (token_is(t, irregular[i]))
            return true;
    return false;
}

/* "founded" means a field that is called Year of founded. */
static bool is_year(const struct reader *r, const struct field *f)
{
    struct name_words w;
    bool year = false;
    name_cut(r->a, f->label, &w);
    for (unsigned i = 0; i < w.n; i++)
        year |= str_eq(w.w[i], STR("year"));
    return year && field_is_number(f);
}

/* A date field named by a participle or verb alone: "signed", "expires". */
static void mark_verbs(struct reader *r)
{
    for (size_t i = 0; i < r->mentions.n; i++) {
        struct mention *m = &r->mentions.p[i];
        const struct field *f = m->kind == MENTION_FIELD ? mention_field(r, m) : NULL;
        if (!f || m->to != m->from + 1 || !is_participle(&r->tokens.p[m->from]))
            continue;
        if (field_is_date(f)) {
            m->is_verb = true;
        } else if (m->quality < 0.99 && f->type != FIELD_REF && !is_year(r, f) &&
                   !r->x->is_flag[m->model][m->field]) {
            m->is_verb = true; /* "made" is hardly the field Make */
            m->quality *= 0.6;
        }
    }
}

/* "... - number?": how many, not a field of that name. */
static bool is_count_request(const struct reader *r, size_t i)
{
    bool last = i + 1 == r->tokens.n ||
                (i + 2 == r->tokens.n && r->tokens.p[i + 1].kind == TOKEN_MARK);
    return last && i > 0 && r->tokens.p[i - 1].kind == TOKEN_MARK &&
           token_is(&r->tokens.p[i], "number");
}

void mention_names(struct reader *r)
{
    size_t n = r->tokens.n;
    struct way(*ways)[WAYS_MAX] = arena_array(r->a, n + 1, sizeof *ways);
    unsigned *ways_n = NEW_N(r->a, unsigned, n + 1);
    for (size_t i = 0; i < n; i++)
        if (r->tokens.p[i].kind != TOKEN_MARK)
            ways_n[i] = ways_of(r, &r->tokens.p[i], ways[i]);
    for (size_t i = 0; i < n; i++) {
        if (r->tokens.p[i].kind == TOKEN_MARK || is_count_request(r, i))
            continue;
        for (unsigned w = 0; w < ways_n[i]; w++) {
            uint64_t stem = ways[i][w].stem;
            for (const struct name_posting *p = index_postings(r->x, stem);
                 p && p < r->x->postings.p + r->x->postings.n && p->stem == stem; p++) {
                struct match m = { .name = &r->x->names.p[p->name] };
                if (m.name->weight[p->at] < 0.15 && m.name->n > 1)
                    continue;
                double fit = word_fit(m.name, p->at, &r->tokens.p[i], &ways[i][w]);
                if (fit <= 0 || token_is(&r->tokens.p[i], "no") ||
                    (r->tokens.p[i].is_stop && m.name->n > 1 && m.name->weight[p->at] < 1))
                    continue;
                take(&m, p->at, fit);
                follow(r, m, i, ways, ways_n);
            }
        }
        verbs_at(r, i);
        cost_at(r, i);
        undone_at(r, i);
    }
    mark_verbs(r);
}
