#include "lang/mentions.h"

#include "catalog/norm.h"
#include "lang/index_vocab.h"
#include "lang/number.h"

#include <stdlib.h>

struct mention *mention_add(struct reader *r, enum mention_kind kind, size_t from, size_t to,
                            double quality)
{
    struct mention *m = vec_push(r->a, &r->mentions);
    m->kind = kind;
    m->from = (uint16_t)from;
    m->to = (uint16_t)to;
    m->model = m->field = -1;
    m->quality = quality;
    return m;
}

void mention_ops(struct reader *r)
{
    const struct phrase_op *end = r->x->ops.p + r->x->ops.n;
    for (size_t i = 0; i < r->tokens.n; i++) {
        if (r->tokens.p[i].kind == TOKEN_MARK || r->tokens.p[i].quote)
            continue;
        for (const struct phrase_op *p = index_ops(r->x, r->tokens.p[i].hash);
             p && p < end && p->first == r->tokens.p[i].hash; p++) {
            size_t j = i;
            unsigned k = 0;
            while (k < p->n && j < r->tokens.n) {
                if (r->tokens.p[j].kind == TOKEN_MARK && j > i && r->tokens.p[j].text.n == 1 &&
                    r->tokens.p[j].text.p[0] == '-') {
                    j++; /* year-on-year */
                    continue;
                }
                if (r->tokens.p[j].hash != p->words[k])
                    break;
                j++;
                k++;
            }
            if (k == p->n)
                mention_add(r, MENTION_OP, i, j, 0.7)->op = p->op;
        }
    }
    static const struct lexicon_op percent = { "%", OP_SHARE, 0 };
    static const struct lexicon_op marks[] = { { ">=", OP_CMP, COND_GE },
                                               { "<=", OP_CMP, COND_LE },
                                               { ">", OP_CMP, COND_GT },
                                               { "<", OP_CMP, COND_LT },
                                               { "=", OP_CMP, COND_EQ } };
    for (size_t i = 0; i < r->tokens.n; i++) {
        const struct token *t = &r->tokens.p[i];
        if (t->kind != TOKEN_MARK)
            continue;
        if (t->text.p[0] == '%' && !(i > 0 && r->tokens.p[i - 1].kind == TOKEN_NUMBER))
            mention_add(r, MENTION_OP, i, i + 1, 0.7)->op = &percent;
        for (size_t k = 0; k < 5; k++) {
            size_t len = strlen(marks[k].phrase);
            if (t->text.p[0] == marks[k].phrase[0] &&
                (len == 1 || (i + 1 < r->tokens.n && r->tokens.p[i + 1].text.p[0] == '='))) {
                mention_add(r, MENTION_OP, i, i + len, 0.7)->op = &marks[k];
                break;
            }
        }
    }
}

enum known { UNKNOWN, KNOWN_ELSEWHERE, KNOWN };

/* Does the word mean anything here?  One of the general lexicon alone may be a
 * slip of the fingers: "form" for "from". */
static enum known known_word(const struct reader *r, const struct token *t)
{
    if (t->is_stop || t->is_weak || t->kind != TOKEN_WORD || t->norm.n < 4)
        return KNOWN;
    if (index_postings(r->x, t->stem) || index_ops(r->x, t->hash))
        return KNOWN;
    const struct vocab *v = vocab_find(r->x, t->norm);
    if (v && v->rank > VOCAB_LEXICON)
        return KNOWN;
    if (r->env->values && values_has_word(r->env->values, index_uids(r->x), t->norm))
        return KNOWN;
    for (size_t i = 0; i < r->x->synonyms.n && !v; i++)
        if (r->x->synonyms.p[i].stem == t->stem)
            return KNOWN_ELSEWHERE;
    return v ? KNOWN_ELSEWHERE : UNKNOWN;
}

void reader_mended(struct reader *r, str text, str word)
{
    struct strs *notes[2] = { &r->mended, &r->mended_words };
    str note[2] = { arena_fmt(r->a, "\"%.*s\" read as \"%.*s\"", STR_ARG(text), STR_ARG(word)),
                    word };
    for (int i = 0; i < 2; i++) {
        if (!notes[i]->p)
            notes[i]->p = NEW_N(r->a, str, 2 * TOKENS_MAX);
        notes[i]->p[notes[i]->n++] = note[i];
    }
}

static void mend(struct reader *r, struct token *t, str word)
{
    reader_mended(r, t->text, word);
    t->norm = word;
    t->hash = str_hash(word);
    t->stem = stem_hash(r->stemmer, word);
    t->is_stop = lexicon_is_stop(word);
    t->is_weak = lexicon_is_weak(word);
    t->quality = 0.88;
}

/* Words of numbers and times are not misspelt. */
static void known_spans(struct reader *r, bool *known)
{
    number_vec numbers = { 0 };
    timex_vec times = { 0 };
    struct timex_env env = {
        .now = r->env->now, .fiscal_month = 1, .fiscal_day = 1, .week_start = 1, .lang = STR("en")
    };
    number_find(r->a, env.lang, r->question, &numbers);
    timex_find(r->a, &env, r->question, &times);
    for (size_t i = 0; i < r->tokens.n; i++) {
        size_t at = r->tokens.p[i].at;
        for (size_t k = 0; k < numbers.n; k++)
            known[i] |= at >= numbers.p[k].at && at < numbers.p[k].at + numbers.p[k].n;
        for (size_t k = 0; k < times.n; k++)
            known[i] |= at >= times.p[k].at && at < times.p[k].at + times.p[k].n;
    }
}

static bool same_letters(str a, str b)
{
    bool same = a.n == b.n;
    for (size_t i = 0; i < a.n && same; i++)
        same = str_find_byte(b, a.p[i]) < b.n && str_find_byte(a, b.p[i]) < a.n;
    return same;
}

/* The word that was meant.  Of a short one, and of one that means something
 * elsewhere, only neighbours may have changed places. */
static const struct vocab *meant(const struct reader *r, const struct token *t, enum known known,
                                 unsigned edits)
{
    const struct vocab *v = vocab_nearest(r->x, t->norm, edits);
    bool strict = t->norm.n == 4 || known != UNKNOWN;
    if (!v || (strict && !same_letters(v->word, t->norm)) ||
        (known != UNKNOWN && v->rank == VOCAB_LEXICON))
        return NULL;
    if ((v->word.n < 7 || v->word.p[1] != t->norm.p[1]) && norm_edits(v->word, t->norm, 1) > 1)
        return NULL;
    return v;
}

static void mend_token(struct reader *r, struct token *t, enum known known)
{
    struct value_raw raw[1];
    const struct vocab *v = meant(r, t, known, 1);
    bool ask = known == UNKNOWN && t->norm.n > 4 && r->env->values &&
               (!v || v->rank == VOCAB_LEXICON);
    size_t near = ask ? values_part(r->env->values, index_uids(r->x), t->norm, true, raw, 1) : 0;
    t->is_lone = known == UNKNOWN && !v && near == 0;
    if (near && raw[0].score > 0.5)
        return; /* rather a misspelt value: mention_values() finds it */
    if (!v && known == UNKNOWN && t->norm.n >= 7 && !t->is_upper)
        v = meant(r, t, known, 2);
    if (v)
        mend(r, t, v->word);
}

void mentions_mend(struct reader *r)
{
    bool in_span[TOKENS_MAX] = { 0 };
    enum known known[TOKENS_MAX];
    bool any = false;
    for (size_t i = 0; i < r->tokens.n; i++) {
        known[i] = known_word(r, &r->tokens.p[i]);
        any |= known[i] != KNOWN;
    }
    if (!any)
        return;
    known_spans(r, in_span);
    for (size_t i = 0; i < r->tokens.n; i++) {
        struct token *t = &r->tokens.p[i];
        if (!t->quote && !in_span[i] && known[i] != KNOWN &&
            (!t->is_upper || t->is_first || t->norm.n > 5))
            mend_token(r, t, known[i]);
    }
}

static double token_weight(const struct token *t)
{
    if (t->kind == TOKEN_MARK)
        return 0;
    return t->is_stop ? 0.25 : 1;
}

/* Set phrases beat what their words may mean one by one. */
static double op_weight(const struct mention *m, double words)
{
    double n = (double)(m->to - m->from);
    if (n > 1 && m->op->op == OP_ADJ_MOST)
        return 1.6 * n; /* "most populous" is one word */
    if (n > 1)
        return (m->op->op == OP_COUNT ? 1.6 : n > 4 ? 1.6 : 1.3) * n;
    if (m->op->op == OP_AGG)
        return 1.55;
    return 0.35 + words > 1 ? 1 : 0.35 + words;
}

static void score_mentions(struct reader *r)
{
    for (size_t i = 0; i < r->mentions.n; i++) {
        struct mention *m = &r->mentions.p[i];
        double w = 0;
        for (size_t k = m->from; k < m->to; k++)
            w += token_weight(&r->tokens.p[k]);
        if (m->kind == MENTION_OP)
            w = op_weight(m, w);
        if (m->kind == MENTION_TIME || m->kind == MENTION_NUMBER)
            w = (double)(m->to - m->from);
        m->score = m->quality * w;
        if (m->kind <= MENTION_EMPTY && m->to - m->from > 1) /* one thing, not two */
            m->score += (m->kind == MENTION_VALUE ? 0.8 : 0.5) * m->quality * (w > 1.2 ? w - 1 : 0);
    }
}

static int by_from(const void *p, const void *q)
{
    const struct mention *a = p, *b = q;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    if (a->to != b->to)
        return a->to > b->to ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->model != b->model)
        return a->model < b->model ? -1 : 1;
    if (a->field != b->field)
        return a->field < b->field ? -1 : 1;
    return a->quality > b->quality ? -1 : a->quality < b->quality;
}

void mentions_find(struct reader *r)
{
    mention_ops(r);
    mention_times(r);
    mention_numbers(r);
    mention_names(r);
    mention_values(r);
    score_mentions(r);
    if (r->mentions.n)
        qsort(r->mentions.p, r->mentions.n, sizeof *r->mentions.p, by_from);
    r->first = NEW_N(r->a, unsigned, r->tokens.n + 2);
    for (size_t i = 0, k = 0; i <= r->tokens.n; i++) {
        while (k < r->mentions.n && r->mentions.p[k].from < i)
            k++;
        r->first[i] = (unsigned)k;
    }
    r->model_prior = NEW_N(r->a, double, r->x->schema->models_n + 1);
    for (size_t i = 0; i < r->mentions.n; i++) {
        const struct mention *m = &r->mentions.p[i];
        if (m->kind == MENTION_MODEL && m->quality > r->model_prior[m->model])
            r->model_prior[m->model] = m->quality;
        r->names_model |= m->kind == MENTION_MODEL && m->quality > 0.6;
    }
}
