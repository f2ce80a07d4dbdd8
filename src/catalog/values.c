#include "catalog/values.h"

#include "catalog/norm.h"
#include "catalog/values_impl.h"

#include <assert.h>
#include <stdlib.h>

/* Heap, grown by half: an index is large and lives long. */
static void *grown(void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    *cap = *cap ? *cap + *cap / 2 : 256;
    void *q = realloc(p, *cap * size);
    if (!q)
        abort();
    return q;
}

static void *heap(size_t n, size_t size)
{
    void *p = calloc(n ? n : 1, size);
    if (!p)
        abort();
    return p;
}

struct values *values_new(void)
{
    return heap(1, sizeof(struct values));
}

void values_free(struct values *v)
{
    if (!v)
        return;
    free(v->bytes);
    free(v->entries);
    free(v->slots);
    free(v->postings);
    free(v->tokens);
    free(v->letters);
    free(v->field_first);
    free(v->partial);
    free(v);
}

void values_add(struct values *v, uint32_t field_uid, str value, uint64_t records)
{
    enum { VALUE_BYTES_MAX = 200 };
    assert(!v->finished);
    if (value.n == 0 || value.n > VALUE_BYTES_MAX)
        return;
    while (v->bytes_n + value.n > v->bytes_cap)
        v->bytes = grown(v->bytes, v->bytes_cap, &v->bytes_cap, 1);
    v->entries = grown(v->entries, v->entries_n, &v->entries_cap, sizeof *v->entries);
    memcpy(v->bytes + v->bytes_n, value.p, value.n);
    v->entries[v->entries_n++] =
        (struct entry){ .uid = field_uid,
                        .at = (uint32_t)v->bytes_n,
                        .n = (uint16_t)value.n,
                        .records = records > UINT32_MAX ? UINT32_MAX : (uint32_t)records };
    v->bytes_n += value.n;
    if (field_uid >= v->uids)
        v->uids = field_uid + 1;
}

void values_set_partial(struct values *v, uint32_t field_uid)
{
    size_t old = v->partial_cap;
    while (field_uid >= v->partial_cap)
        v->partial = grown(v->partial, v->partial_cap, &v->partial_cap, 1);
    memset(v->partial + old, 0, v->partial_cap - old);
    v->partial[field_uid] = 1;
}

/* Entries by field, the order within a field kept, so that a field is a range. */
static void order_by_field(struct values *v)
{
    v->field_first = heap((size_t)v->uids + 1, sizeof *v->field_first);
    for (size_t i = 0; i < v->entries_n; i++)
        v->field_first[v->entries[i].uid + 1]++;
    for (uint32_t u = 0; u < v->uids; u++)
        v->field_first[u + 1] += v->field_first[u];
    uint32_t *next = heap((size_t)v->uids + 1, sizeof *next);
    memcpy(next, v->field_first, ((size_t)v->uids + 1) * sizeof *next);
    struct entry *sorted = heap(v->entries_n, sizeof *sorted);
    for (size_t i = 0; i < v->entries_n; i++)
        sorted[next[v->entries[i].uid]++] = v->entries[i];
    free(next);
    free(v->entries);
    v->entries = sorted;
}

struct pair {
    uint32_t hash, entry;
};

/* By hash, two passes of 16 bits. */
static struct pair *sort_pairs(struct pair *p, size_t n)
{
    struct pair *q = heap(n, sizeof *q);
    uint32_t *count = heap(65537, sizeof *count);
    for (unsigned shift = 0; shift < 32; shift += 16) {
        memset(count, 0, 65537 * sizeof *count);
        for (size_t i = 0; i < n; i++)
            count[(p[i].hash >> shift & 0xffff) + 1]++;
        for (size_t i = 0; i < 65536; i++)
            count[i + 1] += count[i];
        for (size_t i = 0; i < n; i++)
            q[count[p[i].hash >> shift & 0xffff]++] = p[i];
        struct pair *t = p;
        p = q;
        q = t;
    }
    free(count);
    free(q);
    return p;
}

/* 27 bits for letters and digits, 5 for the length. */
uint32_t values_letters(str w)
{
    uint32_t m = 0;
    for (size_t i = 0; i < w.n; i++) {
        unsigned c = (unsigned char)w.p[i];
        m |= 1u << (c >= 'a' && c <= 'z' ? c - 'a' : 26);
    }
    return m | (uint32_t)(w.n < 31 ? w.n : 31) << 27;
}

uint32_t values_hash(str s)
{
    uint64_t h = str_hash(s);
    return (uint32_t)(h ^ h >> 32);
}

uint32_t values_word_bucket(char first, size_t length)
{
    unsigned char c = (unsigned char)first;
    uint32_t letter = c >= 'a' && c <= 'z' ? (uint32_t)(c - 'a') : c >= '0' && c <= '9' ? 26 : 27;
    return letter << (32 - LETTER_BITS) | (uint32_t)(length < 31 ? length / 2 : 15)
                                              << WORD_HASH_BITS;
}

uint32_t values_word_hash(str word)
{
    uint32_t bucket = word.n ? values_word_bucket(word.p[0], word.n) : 0;
    return bucket | (values_hash(word) & ((1u << WORD_HASH_BITS) - 1));
}

static void put_slot(struct values *v, uint32_t hash, uint32_t entry)
{
    size_t i = hash & (v->slots_cap - 1);
    while (v->slots[i])
        i = (i + 1) & (v->slots_cap - 1);
    v->slots[i] = entry + 1;
}

struct words {
    struct pair *p;
    size_t n, cap;
};

static void index_entry(struct values *v, uint32_t e, struct words *w)
{
    char norm[NORM_BYTES_MAX];
    struct entry *x = &v->entries[e];
    str all = { norm, norm_text((str){ v->bytes + x->at, x->n }, norm, sizeof norm) };
    x->hash = values_hash(all);
    put_slot(v, x->hash, e);
    for (str rest = all; rest.n;) {
        str word = str_cut(&rest, ' ');
        w->p = grown(w->p, w->n, &w->cap, sizeof *w->p);
        w->p[w->n++] = (struct pair){ values_word_hash(word), e };
    }
}

str values_word(const struct values *v, uint32_t entry, uint32_t hash, char *norm)
{
    const struct entry *x = &v->entries[entry];
    str rest = { norm, norm_text((str){ v->bytes + x->at, x->n }, norm, NORM_BYTES_MAX) };
    while (rest.n) {
        str word = str_cut(&rest, ' ');
        if (values_word_hash(word) == hash)
            return word;
    }
    return (str){ 0 };
}

static void index_words(struct values *v, struct pair *p, size_t n)
{
    char norm[NORM_BYTES_MAX];
    size_t cap = 0, letters_cap = 0;
    v->postings = heap(n, sizeof *v->postings);
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || p[i].hash != p[i - 1].hash) {
            str word = values_word(v, p[i].entry, p[i].hash, norm);
            v->tokens = grown(v->tokens, v->tokens_n, &cap, sizeof *v->tokens);
            v->letters = grown(v->letters, v->tokens_n, &letters_cap, sizeof *v->letters);
            v->letters[v->tokens_n] = values_letters(word);
            v->tokens[v->tokens_n++] = (struct word){ .hash = p[i].hash, .first = (uint32_t)i };
        }
        v->postings[i] = p[i].entry;
    }
    v->postings_n = n;
}

void values_finish(struct values *v)
{
    struct words w = { 0 };
    assert(!v->finished);
    order_by_field(v);
    v->slots_cap = 16;
    while (v->slots_cap < v->entries_n * 3 / 2)
        v->slots_cap *= 2;
    v->slots = heap(v->slots_cap, sizeof *v->slots);
    for (uint32_t e = 0; e < v->entries_n; e++)
        index_entry(v, e, &w);
    if (w.n)
        w.p = sort_pairs(w.p, w.n);
    index_words(v, w.p, w.n);
    free(w.p);
    v->finished = true;
}

size_t values_count(const struct values *v)
{
    return v->entries_n;
}

bool values_is_partial(const struct values *v, const struct field *f)
{
    return f->uid < v->partial_cap && v->partial[f->uid];
}

size_t values_of_field(const struct values *v, const struct field *f, str *out, size_t max)
{
    if (f->uid >= v->uids)
        return 0;
    size_t n = 0;
    for (uint32_t e = v->field_first[f->uid]; e < v->field_first[f->uid + 1] && n < max; e++)
        out[n++] = (str){ v->bytes + v->entries[e].at, v->entries[e].n };
    return n;
}
