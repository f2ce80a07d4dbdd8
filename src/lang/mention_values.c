#include "catalog/norm.h"
#include "lang/mentions.h"

enum { RAW_MAX = 48, PHRASE_MAX = 7 };

static struct mention *value_mention(struct reader *r, size_t from, size_t to,
                                     const struct value_raw *hit, double quality, size_t since)
{
    struct field_place p = r->x->places[hit->uid];
    for (size_t i = since; i < r->mentions.n; i++) {
        struct mention *m = &r->mentions.p[i];
        if (m->kind == MENTION_VALUE && m->from == from && m->to == to && m->model == p.model &&
            m->field == p.field)
            return m;
    }
    struct mention *m = mention_add(r, MENTION_VALUE, from, to, quality);
    m->model = (int16_t)p.model;
    m->field = (int16_t)p.field;
    m->is_whole = true;
    return m;
}

static void keep_value(struct mention *m, str value)
{
    m->values_all++;
    for (unsigned i = 0; i < m->values_n; i++)
        if (str_eq(m->values[i], value)) {
            m->values_all--;
            return;
        }
    if (m->values_n < VALUES_MAX)
        m->values[m->values_n++] = value;
}

static void count_fields(struct reader *r, size_t since)
{
    unsigned n = (unsigned)(r->mentions.n - since);
    for (size_t i = since; i < r->mentions.n; i++)
        r->mentions.p[i].fields_n = n;
}

static bool is_long_text(const struct reader *r, uint32_t uid)
{
    struct field_place p = r->x->places[uid];
    return index_model(r->x, p.model)->fields[p.field].type == FIELD_LONG_TEXT;
}

/* How sure a word alone is a value: a name or a code more than an ordinary
 * word, a word of the grammar hardly. */
static double phrase_quality(const struct reader *r, size_t i, size_t j)
{
    const struct token *t = &r->tokens.p[i];
    if (t->quote)
        return 1;
    if (j - i > 1) {
        bool all_stop = true;
        for (size_t k = i; k < j; k++)
            all_stop &= r->tokens.p[k].is_stop;
        return all_stop ? 0.3 : 1;
    }
    if (t->is_stop)
        return t->is_caps ? 0.8 : t->is_upper && !t->is_first ? 0.5 : 0;
    if (t->kind == TOKEN_NUMBER)
        return 0.55;
    if (t->is_upper && !t->is_first)
        return 0.99;
    if (t->norm.n == 1)
        return t->is_upper ? 0.85 : 0;
    return t->is_weak ? 0.6 : 0.92;
}

static bool exact_span(struct reader *r, size_t i, size_t j)
{
    struct value_raw raw[RAW_MAX];
    str phrase = tokens_norm(r->a, &r->tokens, i, j);
    size_t n = values_exact(r->env->values, index_uids(r->x), phrase, raw, RAW_MAX);
    size_t since = r->mentions.n;
    double q = n ? phrase_quality(r, i, j) : 0;
    for (size_t k = 0; k < n && q > 0; k++) {
        if (is_long_text(r, raw[k].uid) && j - i < 2 && !r->tokens.p[i].quote)
            continue;
        struct mention *m = value_mention(r, i, j, &raw[k], q, since);
        keep_value(m, raw[k].value);
    }
    count_fields(r, since);
    return r->mentions.n > since;
}

/* A phrase starts and ends with a word of its own weight. */
static bool may_start(const struct token *t)
{
    return t->kind != TOKEN_MARK;
}

static void places_at(struct reader *r, size_t i)
{
    for (size_t len = 1; len <= 2 && i + len <= r->tokens.n; len++) {
        str phrase = tokens_norm(r->a, &r->tokens, i, i + len);
        for (size_t p = 0; p < lexicon_places_n; p++) {
            if (!str_eq(phrase, str_c(lexicon_places[p].word)))
                continue;
            if (len == 1 && token_is(&r->tokens.p[i], "us") && !r->tokens.p[i].is_caps)
                continue;
            size_t since = r->mentions.n;
            bool many = str_eq(phrase, STR("americas")); /* each of them, not one of them */
            double q = 0.93;
            for (str rest = str_c(lexicon_places[p].means); rest.n; q -= 0.03) {
                struct value_raw raw[RAW_MAX];
                str means = str_cut(&rest, '|');
                size_t n = values_exact(r->env->values, index_uids(r->x), means, raw, RAW_MAX);
                for (size_t k = 0; k < n; k++) {
                    if (means.n <= 2 && raw[k].value.n != means.n)
                        continue;
                    size_t had = r->mentions.n;
                    struct mention *m = value_mention(r, i, i + len, &raw[k], q, since);
                    if (r->mentions.n > had || many || str_eq_nocase(m->values[0], raw[k].value))
                        keep_value(m, raw[k].value);
                    m->is_place = true;
                }
            }
            count_fields(r, since);
        }
    }
}

/* Coded values by what a place word means: "European" and "EU = Europe". */
static void coded_places_at(struct reader *r, size_t i)
{
    str w = r->tokens.p[i].norm;
    for (size_t p = 0; p < lexicon_places_n; p++) {
        if (!str_eq(w, str_c(lexicon_places[p].word)))
            continue;
        for (size_t k = 0; k < r->x->names.n; k++) {
            const struct name *n = &r->x->names.p[k];
            if (n->kind != NAME_CODED)
                continue;
            for (str rest = str_c(lexicon_places[p].means); rest.n;) {
                str means = str_cut(&rest, '|');
                uint64_t hash[4];
                unsigned words = 0;
                char norm[NORM_BYTES_MAX];
                str left = { norm, norm_fold(means, norm, sizeof norm) };
                while (left.n && words < 4)
                    hash[words++] = str_hash(str_cut(&left, ' '));
                if (words != n->n || memcmp(hash, n->hash, words * sizeof *hash) != 0)
                    continue;
                struct mention *m = NULL;
                for (size_t q = r->mentions.n; q-- > 0 && r->mentions.p[q].from == i;)
                    if (r->mentions.p[q].kind == MENTION_VALUE && r->mentions.p[q].is_place &&
                        r->mentions.p[q].model == n->model && r->mentions.p[q].field == n->field)
                        m = &r->mentions.p[q];
                if (!m) {
                    m = mention_add(r, MENTION_VALUE, i, i + 1, 0.92);
                    m->model = (int16_t)n->model;
                    m->field = (int16_t)n->field;
                    m->is_place = m->is_whole = true;
                    m->fields_n = 1;
                }
                keep_value(m, n->value);
            }
        }
    }
}

static bool is_covered(const struct reader *r, size_t i, double bar)
{
    for (size_t k = 0; k < r->mentions.n; k++) {
        const struct mention *m = &r->mentions.p[k];
        if (m->from <= i && i < m->to && m->quality >= bar &&
            !(m->kind == MENTION_FIELD && !m->is_whole && m->quality < 0.62))
            return true;
    }
    return false;
}

/* Words that nothing explains, or that are written like names. */
static bool wants_part(const struct reader *r, size_t i)
{
    const struct token *t = &r->tokens.p[i];
    if (t->kind == TOKEN_MARK || t->is_stop || t->norm.n < 2)
        return false;
    if (t->kind == TOKEN_NUMBER)
        return false;
    if (t->is_weak && !t->is_upper)
        return false;
    return !is_covered(r, i, 0.45);
}

static size_t part_span(struct reader *r, size_t i, size_t j, bool typos)
{
    struct value_raw raw[RAW_MAX];
    str phrase = tokens_norm(r->a, &r->tokens, i, j);
    size_t n = values_part(r->env->values, index_uids(r->x), phrase, typos, raw, RAW_MAX);
    if (n == 0 && j - i == 2) { /* "thyssen krupp" */
        phrase = arena_fmt(r->a, "%.*s%.*s", STR_ARG(r->tokens.p[i].norm),
                           STR_ARG(r->tokens.p[i + 1].norm));
        n = values_part(r->env->values, index_uids(r->x), phrase, typos, raw, RAW_MAX);
    }
    size_t since = r->mentions.n;
    for (size_t k = 0; k < n; k++) {
        double bar = r->tokens.p[i].is_upper || j - i > 1 ? 0.62 : 0.75;
        if (raw[k].score < bar || raw[k].value.n > 60 ||
            (is_long_text(r, raw[k].uid) && !(j - i > 1)))
            continue;
        struct mention *m = value_mention(r, i, j, &raw[k], 0.35 + 0.55 * raw[k].score, since);
        m->is_part = raw[k].score < 0.999 || typos;
        m->is_near = typos;
        keep_value(m, raw[k].value);
    }
    count_fields(r, since);
    return r->mentions.n - since;
}

static bool has_lone(const struct reader *r, size_t i, size_t j)
{
    for (size_t k = i; k < j; k++)
        if (r->tokens.p[k].is_lone)
            return true;
    return false;
}

/* A misspelt word may begin a name whose others are known: "untied states". */
static size_t name_end(const struct reader *r, size_t from, size_t most)
{
    while (from < r->tokens.n && from < most && r->tokens.p[from].kind == TOKEN_WORD &&
           !r->tokens.p[from].is_stop)
        from++;
    return from;
}

static void parts(struct reader *r)
{
    for (size_t i = 0; i < r->tokens.n; i++) {
        if (!wants_part(r, i))
            continue;
        size_t end = i + 1;
        while (end < r->tokens.n && end < i + 5 &&
               (wants_part(r, end) ||
                (r->tokens.p[end].is_upper && r->tokens.p[end].kind == TOKEN_WORD &&
                 !r->tokens.p[end].is_stop)))
            end++;
        size_t found = 0, after = name_end(r, end, i + 3);
        for (int typos = 0; typos < 2 && !found; typos++)
            for (size_t j = typos ? after : end; j > i && !found; j--) {
                if (typos && ((j == i + 1 && r->tokens.p[i].norm.n < 5) || has_lone(r, i, j)))
                    continue;
                found = part_span(r, i, j, typos);
                if (found)
                    i = j - 1;
            }
    }
}

/* A quotation that no field holds is still a value: of the field beside it. */
static void quotes(struct reader *r)
{
    for (int q = 1; q <= r->tokens.quotes; q++) {
        size_t from = 0, to = 0;
        for (size_t i = 0; i < r->tokens.n; i++)
            if (r->tokens.p[i].quote == q) {
                from = to ? from : i;
                to = i + 1;
            }
        if (to < from + 3)
            continue;
        if (r->env->values)
            exact_span(r, from + 1, to - 1);
        struct mention *m = mention_add(r, MENTION_VALUE, from + 1, to - 1, 0.6);
        m->is_literal = true;
        m->values[0] = tokens_raw(&r->tokens, from + 1, to - 1);
        m->values_n = m->values_all = 1;
    }
}

void mention_values(struct reader *r)
{
    quotes(r);
    if (!r->env->values)
        return;
    for (size_t i = 0; i < r->tokens.n; i++) {
        if (!may_start(&r->tokens.p[i]))
            continue;
        size_t end = i + PHRASE_MAX < r->tokens.n ? i + PHRASE_MAX : r->tokens.n;
        for (size_t j = end; j > i; j--)
            if (r->tokens.p[j - 1].kind != TOKEN_MARK || j - i > 2)
                exact_span(r, i, j);
        places_at(r, i);
        coded_places_at(r, i);
    }
    parts(r);
}
