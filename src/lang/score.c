#include "lang/score.h"

#include <math.h>

/* The fit is on questions harder than most that are asked of a catalog with a
 * semantic layer; shifted so that the bar of read.h gives the best trade. */
#define BIAS_SHIFT 0.4

static double top(unsigned v, unsigned most)
{
    return v < most ? v : most;
}

/* clang-format off */
#define FEATURE_LIST(X) \
    X(no_links, d->links == 0, -3.00) \
    X(uncovered, d->uncovered > 3 ? 3 : d->uncovered, -1.70) \
    X(unjoined, d->unjoined, -1.50) \
    X(unused_ops, top(d->unused_ops, 3), -1.39) \
    X(bare, d->bare && d->tokens > 6, -0.82) \
    X(odd, d->odd, -0.74) \
    X(unused_items, top(d->unused_items, 2), -0.80) \
    X(weakest, 1 - d->weakest, -0.91) \
    X(root_unnamed, d->root_unnamed, -0.83) \
    X(guesses, top(d->guesses, 3), -0.61) \
    X(implied_keys, top(d->implied_keys, 3), -0.51) \
    X(remote, top(d->remote, 2), -0.50) \
    X(columns, d->columns > 3, -0.27) \
    X(mean, 1 - d->mean, -0.20) \
    X(part_values, d->part_values > 0, -0.27) \
    X(weak_uncovered, d->weak_uncovered > 4 ? 4 : d->weak_uncovered, -0.25) \
    X(gap_small, d->gap < 0.1, -0.32) \
    X(joins, top(d->joins, 5), -0.16) \
    X(near, top(d->near, 4), -0.21) \
    X(long, d->tokens > 14 ? (d->tokens - 14) / 10.0 : 0, -0.10) \
    X(scopes, d->scopes > 0, -0.10) \
    X(follows, d->follows, -0.20) \
    X(weak_links, top(d->weak_links, 4), -0.12)
/* clang-format on */

const char *const score_feature_names[FEATURES] = {
#define X(name, value, weight) #name,
    FEATURE_LIST(X)
#undef X
};

void score_features(const struct doubts *d, double *out)
{
    size_t i = 0;
#define X(name, value, weight) out[i++] = (double)(value);
    FEATURE_LIST(X)
#undef X
    while (i < FEATURES)
        out[i++] = 0;
}

double score_confidence(const struct doubts *d)
{
    double z = 1.11 + BIAS_SHIFT;
#define X(name, value, weight) z += (weight) * (double)(value);
    FEATURE_LIST(X)
#undef X
    return 1 / (1 + exp(-z));
}

double score_reading(double assignment, const struct doubts *d)
{
    return assignment - 0.9 * d->unused_ops - 0.9 * d->unused_items - 1.2 * d->odd -
           2.0 * d->unjoined - 0.08 * (d->joins > 6 ? 6 : d->joins) - 0.15 * (d->ties > 0) -
           0.25 * d->guesses - 1.0 * d->no_target;
}
