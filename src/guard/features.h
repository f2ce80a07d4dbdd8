/* features.h - what the linear classifier of the guard sees of a text.
 *
 * Hashed words, pairs of words, four-letter pieces, and the length.  The rules
 * that the text meets come in with odds of their own, not learned ones: what
 * is learned is how far the rest speaks for or against.  tools/train_guard.c
 * calls the same functions, so that what is learned and what is used cannot
 * differ.
 *
 * Layer:   guard; pure, linear.
 */
#ifndef GUARD_FEATURES_H
#define GUARD_FEATURES_H

#include "base/arena.h"

enum {
    FEATURE_HASHES = 1 << 15,
    FEATURE_LENGTHS = 12,
    FEATURES_N = FEATURE_HASHES + FEATURE_LENGTHS,
};

struct features {
    uint16_t *at; /* rows of the weights; all of `words`, all of `pieces`, the length */
    size_t words, pieces;
    double word_value, piece_value; /* what one counts; the length counts 1 */
};

struct features features_of(struct arena *a, str normal);

/* 1 less the product of what each rule leaves in doubt; and that as log-odds. */
double rules_strength(uint64_t rules);
double rules_odds(uint64_t rules);

/* The weights, in units of guard_weight_unit, and the bias. */
extern const signed char guard_weights[FEATURES_N];
extern const double guard_weight_unit, guard_bias;

/* Log-odds that it is an attack, to be added to those of the rules. */
double features_score(const struct features *f);

/* How much of that is believed: on sources that were not learned from, the
 * rules are the better witness. */
double features_share(double score);

#endif
