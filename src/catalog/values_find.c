#include "catalog/norm.h"
#include "catalog/values.h"
#include "catalog/values_impl.h"

enum { WORDS_MAX = 8, SCAN_MAX = 4000, NEAR_WORDS = 6 };

static struct value_raw raw_of(const struct values *v, uint32_t e, double score)
{
    const struct entry *x = &v->entries[e];
    return (struct value_raw){ x->uid, { v->bytes + x->at, x->n }, x->records, score };
}

static bool visible(const struct values *v, struct uid_set seen, uint32_t e)
{
    uint32_t uid = v->entries[e].uid;
    return uid < seen.n && seen.has[uid];
}

static size_t exact(const struct values *v, struct uid_set seen, str norm, struct value_raw *out,
                    size_t max)
{
    char other[NORM_BYTES_MAX];
    uint32_t hash = values_hash(norm);
    size_t n = 0;
    for (size_t i = hash & (v->slots_cap - 1); v->slots[i] && n < max;
         i = (i + 1) & (v->slots_cap - 1)) {
        const struct entry *x = &v->entries[v->slots[i] - 1];
        if (x->hash != hash || !visible(v, seen, v->slots[i] - 1))
            continue;
        str o = { other, norm_text((str){ v->bytes + x->at, x->n }, other, sizeof other) };
        if (str_eq(o, norm))
            out[n++] = raw_of(v, v->slots[i] - 1, 1);
    }
    return n;
}

size_t values_exact(const struct values *v, struct uid_set seen, str words, struct value_raw *out,
                    size_t max)
{
    char norm[NORM_BYTES_MAX];
    str n = { norm, norm_text(words, norm, sizeof norm) };
    return n.n && v->slots_cap ? exact(v, seen, n, out, max) : 0;
}

static size_t lower_bound(const struct values *v, uint32_t hash)
{
    size_t lo = 0, hi = v->tokens_n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (v->tokens[mid].hash < hash)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

static const struct word *find_word(const struct values *v, uint32_t hash)
{
    size_t at = lower_bound(v, hash);
    return at < v->tokens_n && v->tokens[at].hash == hash ? &v->tokens[at] : NULL;
}

static size_t postings_end(const struct values *v, const struct word *w)
{
    return w + 1 < v->tokens + v->tokens_n ? w[1].first : v->postings_n;
}

static bool word_visible(const struct values *v, struct uid_set seen, const struct word *w)
{
    size_t end = postings_end(v, w);
    for (size_t p = w->first; p < end; p++)
        if (visible(v, seen, v->postings[p]))
            return true;
    return false;
}

bool values_has_word(const struct values *v, struct uid_set seen, str word)
{
    char norm[NORM_BYTES_MAX];
    str n = { norm, norm_text(word, norm, sizeof norm) };
    const struct word *w = n.n ? find_word(v, values_word_hash(n)) : NULL;
    return w && word_visible(v, seen, w);
}

/* One word of the phrase and the words of values that may stand for it. */
struct want {
    const struct word *w[NEAR_WORDS];
    double q[NEAR_WORDS]; /* 1: the word itself; less: misspelt */
    size_t n;
    size_t postings;
};

static void want_add(const struct values *v, struct want *t, const struct word *w, double q)
{
    if (t->n == NEAR_WORDS)
        return;
    t->w[t->n] = w;
    t->q[t->n++] = q;
    t->postings += postings_end(v, w) - w->first;
}

static unsigned edits_allowed(size_t len)
{
    return len < 4 ? 0 : len < 8 ? 1 : 2;
}

enum { DIGIT_BIT = 1 << 26 };

/* Without the instruction for it, counting on is dearer than giving up. */
static bool more_bits(uint32_t x, unsigned most)
{
    for (unsigned n = 0; n <= most; n++) {
        if (!x)
            return false;
        x &= x - 1;
    }
    return true;
}

struct near {
    str word;
    uint32_t letters;
    unsigned best; /* edits; those with fewer push out the others */
};

static void want_between(const struct values *v, struct uid_set seen, struct want *t,
                         struct near *k, size_t from, size_t to)
{
    char norm[NORM_BYTES_MAX];
    uint32_t set = k->letters & 0x7ffffffu;
    unsigned len = k->letters >> 27;
    for (size_t i = from; i < to; i++) {
        uint32_t other = v->letters[i];
        unsigned n = other >> 27, gap = n > len ? n - len : len - n;
        if (gap > k->best || n < 4 || more_bits((other & 0x7ffffffu) ^ set, 2 * k->best) ||
            ((other ^ k->letters) & DIGIT_BIT))
            continue;
        const struct word *w = &v->tokens[i];
        str text = values_word(v, v->postings[w->first], w->hash, norm);
        unsigned d = norm_edits(k->word, text, k->best);
        if (d == 0 || d > k->best || !word_visible(v, seen, w))
            continue;
        if (d < k->best)
            *t = (struct want){ .n = 0 };
        k->best = d;
        want_add(v, t, w, d == 1 ? 0.85 : 0.7);
    }
}

/* Words that begin with the same letter, or with the second when the first two
 * have changed places, and are about as long. */
static void want_near(const struct values *v, struct uid_set seen, struct want *t, str word)
{
    unsigned max = edits_allowed(word.n);
    struct near k = { word, values_letters(word), max };
    for (size_t first = 0; first < 2 && max; first++) {
        if (first && word.p[1] == word.p[0])
            break;
        uint32_t from = values_word_bucket(word.p[first], word.n - max);
        uint32_t to = values_word_bucket(word.p[first], word.n + max);
        want_between(v, seen, t, &k, lower_bound(v, from),
                     lower_bound(v, to + (1u << WORD_HASH_BITS) - 1));
    }
}

static bool has_word(str norm, const struct want *t, double *q)
{
    while (norm.n) {
        uint32_t h = values_word_hash(str_cut(&norm, ' '));
        for (size_t i = 0; i < t->n; i++)
            if (t->w[i]->hash == h) {
                *q *= t->q[i];
                return true;
            }
    }
    return false;
}

static void keep_best(struct value_raw *out, size_t *n, size_t max, struct value_raw hit)
{
    for (size_t i = 0; i < *n; i++)
        if (out[i].value.p == hit.value.p)
            return;
    if (*n == max && out[max - 1].score >= hit.score)
        return;
    size_t at = *n < max ? (*n)++ : max - 1;
    while (at > 0 && (out[at - 1].score < hit.score ||
                      (out[at - 1].score == hit.score && out[at - 1].records < hit.records))) {
        out[at] = out[at - 1];
        at--;
    }
    out[at] = hit;
}

/* The values in the rarest word's postings that hold all the others. */
static size_t holding(const struct values *v, struct uid_set vis, const struct want *t,
                      size_t words_n, size_t bytes, struct value_raw *out, size_t max)
{
    size_t rare = 0, n = 0, seen = 0;
    for (size_t i = 1; i < words_n; i++)
        if (t[i].postings < t[rare].postings)
            rare = i;
    for (size_t k = 0; k < t[rare].n; k++) {
        const struct word *w = t[rare].w[k];
        size_t end = postings_end(v, w);
        for (size_t p = w->first; p < end && seen < SCAN_MAX; p++) {
            if (!visible(v, vis, v->postings[p]))
                continue;
            seen++;
            char norm[NORM_BYTES_MAX];
            const struct entry *x = &v->entries[v->postings[p]];
            str o = { norm, norm_text((str){ v->bytes + x->at, x->n }, norm, sizeof norm) };
            double q = 1;
            bool all = true;
            for (size_t i = 0; i < words_n && all; i++)
                all = has_word(o, &t[i], &q);
            if (!all)
                continue;
            double part = (double)bytes / (double)(o.n ? o.n : 1);
            part = part > 1 ? 1 : part;
            keep_best(out, &n, max,
                      raw_of(v, v->postings[p], q * (part > 0.999 ? 1 : 0.55 + 0.4 * part)));
        }
    }
    return n;
}

size_t values_part(const struct values *v, struct uid_set seen, str words, bool typos,
                   struct value_raw *out, size_t max)
{
    char norm[NORM_BYTES_MAX];
    struct want t[WORDS_MAX];
    str all = { norm, norm_text(words, norm, sizeof norm) };
    size_t n = 0;
    memset(t, 0, sizeof t);
    for (str rest = all; rest.n; n++) {
        if (n == WORDS_MAX)
            return 0;
        str word = str_cut(&rest, ' ');
        const struct word *w = find_word(v, values_word_hash(word));
        if (w && word_visible(v, seen, w))
            want_add(v, &t[n], w, 1);
        else if (typos)
            want_near(v, seen, &t[n], word);
        if (t[n].n == 0)
            return 0;
    }
    return n ? holding(v, seen, t, n, all.n, out, max) : 0;
}

enum { RAW_MAX = 64 };

static void find_field(const struct schema *view, uint32_t uid, struct value_hit *out)
{
    for (size_t m = 0; m < view->models_n; m++)
        for (size_t f = 0; f < view->models[m].fields_n; f++)
            if (view->models[m].fields[f].uid == uid) {
                out->model = &view->models[m];
                out->field = &view->models[m].fields[f];
            }
}

static size_t hits_of(const struct schema *view, const struct value_raw *raw, size_t n,
                      struct value_hit *out)
{
    for (size_t i = 0; i < n; i++) {
        out[i] = (struct value_hit){ .value = raw[i].value,
                                     .records = raw[i].records,
                                     .score = raw[i].score };
        find_field(view, raw[i].uid, &out[i]);
    }
    return n;
}

enum { UIDS_MAX = 1 << 16 };

/* Which uids the view holds; `has` is the caller's room. */
static struct uid_set uids_of(const struct schema *view, unsigned char *has)
{
    struct uid_set s = { has, 0 };
    for (size_t m = 0; m < view->models_n; m++)
        for (size_t f = 0; f < view->models[m].fields_n; f++) {
            uint32_t uid = view->models[m].fields[f].uid;
            if (uid >= UIDS_MAX)
                continue;
            if (uid >= s.n) {
                memset(has + s.n, 0, uid + 1 - s.n);
                s.n = uid + 1;
            }
            has[uid] = 1;
        }
    return s;
}

size_t values_find(const struct values *v, const struct schema *view, str words,
                   struct value_hit *out, size_t max)
{
    unsigned char has[UIDS_MAX];
    struct value_raw raw[RAW_MAX];
    struct uid_set seen = uids_of(view, has);
    size_t room = max < RAW_MAX ? max : RAW_MAX;
    size_t n = values_exact(v, seen, words, raw, room);
    if (n == 0)
        n = values_part(v, seen, words, false, raw, room);
    return hits_of(view, raw, n, out);
}

size_t values_near(const struct values *v, const struct schema *view, str words,
                   struct value_hit *out, size_t max)
{
    unsigned char has[UIDS_MAX];
    struct value_raw raw[RAW_MAX];
    size_t n = values_part(v, uids_of(view, has), words, true, raw, max < RAW_MAX ? max : RAW_MAX);
    return hits_of(view, raw, n, out);
}
