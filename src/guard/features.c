#include "guard/features.h"

#include "guard/rules.h"

#include <math.h>

enum { PIECE = 4 };

static uint32_t mix(uint32_t h, unsigned char c)
{
    return (h ^ c) * 16777619u;
}

static uint16_t row_of(uint32_t h)
{
    h ^= h >> 15;
    h *= 0x2c1b3c6du;
    h ^= h >> 13;
    return (uint16_t)(h & (FEATURE_HASHES - 1));
}

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Numbers are all one word: which one it is says nothing. */
static uint32_t word_hash(str s, size_t from, size_t to)
{
    uint32_t h = 2166136261u;
    bool digits = true;

    for (size_t i = from; i < to; i++)
        digits &= s.p[i] >= '0' && s.p[i] <= '9';
    if (digits)
        return mix(h, '0');
    for (size_t i = from; i < to; i++)
        h = mix(h, (unsigned char)s.p[i]);
    return h;
}

static size_t word_end(str s, size_t i)
{
    if (!is_word_byte(s.p[i]))
        return i + 1;
    while (i < s.n && is_word_byte(s.p[i]))
        i++;
    return i;
}

static size_t add_words(str s, uint16_t *at)
{
    uint32_t before = 1;
    size_t n = 0;

    for (size_t i = 0; i < s.n;) {
        if (s.p[i] == ' ') {
            i++;
            continue;
        }
        size_t end = word_end(s, i);
        uint32_t h = word_hash(s, i, end);
        at[n++] = row_of(h * 3);
        at[n++] = row_of(h * 5 + before * 7);
        before = h;
        i = end;
    }
    return n;
}

/* Pieces go over blanks too: " ign", "igno", ... */
static size_t add_pieces(str s, uint16_t *at)
{
    size_t n = 0;

    for (size_t i = 0; i + PIECE <= s.n; i++) {
        uint32_t h = 97;
        for (size_t k = 0; k < PIECE; k++)
            h = mix(h, (unsigned char)s.p[i + k]);
        at[n++] = row_of(h * 11);
    }
    return n;
}

static uint16_t length_row(size_t n)
{
    size_t bucket = 0;

    while (bucket + 1 < FEATURE_LENGTHS && n >> (bucket + 4))
        bucket++;
    return (uint16_t)(FEATURE_HASHES + bucket);
}

struct features features_of(struct arena *a, str normal)
{
    struct features f = { .at = NEW_N(a, uint16_t, normal.n * 3 + 1) };

    f.words = add_words(normal, f.at);
    f.pieces = add_pieces(normal, f.at + f.words);
    f.at[f.words + f.pieces] = length_row(normal.n);
    f.word_value = f.words ? 1 / sqrt((double)f.words) : 0;
    f.piece_value = f.pieces ? 1 / sqrt((double)f.pieces) : 0;
    return f;
}

static double doubt(uint64_t rules)
{
    double left = 1;

    for (; rules; rules &= rules - 1)
        left *= 1 - guard_rules[__builtin_ctzll(rules)].strength;
    return left;
}

double rules_strength(uint64_t rules)
{
    return 1 - doubt(rules);
}

double rules_odds(uint64_t rules)
{
    static const double weight = 2, most = 12;
    double odds = -weight * log(doubt(rules));

    return odds < most ? odds : most;
}

static long sum(const uint16_t *at, size_t n)
{
    long total = 0;

    for (size_t i = 0; i < n; i++)
        total += guard_weights[at[i]];
    return total;
}

double features_score(const struct features *f)
{
    const uint16_t *pieces = f->at + f->words;

    return guard_bias + guard_weight_unit * ((double)sum(f->at, f->words) * f->word_value +
                                             (double)sum(pieces, f->pieces) * f->piece_value +
                                             guard_weights[pieces[f->pieces]]);
}

double features_share(double score)
{
    static const double share = 0.3, most = 2.8, least = -0.3;
    double part = score * share;

    return part > most ? most : part < least ? least : part;
}
