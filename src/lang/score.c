#include "lang/score.h"

#include <math.h>

/* clang-format off */
#define FEATURE_LIST(X)                                     \
    X(uncovered,      d->uncovered,               -1.9)     \
    X(weak_uncovered, d->weak_uncovered,          -0.25)    \
    X(weakest,        1 - d->weakest,             -2.4)     \
    X(mean,           1 - d->mean,                -1.5)     \
    X(guesses,        d->guesses,                 -0.7)     \
    X(joins,          d->joins > 4 ? 4 : d->joins, -0.25)   \
    X(ties,           d->ties > 0,                -0.6)     \
    X(value_fields,   d->value_fields > 0,        -0.2)     \
    X(part_values,    d->part_values > 0,         -0.5)     \
    X(near_values,    d->near_values > 0,         -0.3)     \
    X(mended,         d->mended > 0,              -0.2)     \
    X(unused_ops,     d->unused_ops,              -2.4)     \
    X(unused_items,   d->unused_items,            -2.2)     \
    X(no_target,      d->no_target,               -2.0)     \
    X(unjoined,       d->unjoined,                -3.0)     \
    X(odd,            d->odd,                     -1.5)     \
    X(filters,        d->filters > 3,             -0.3)     \
    X(scopes,         d->scopes > 0,              -0.1)     \
    X(gap_small,      d->gap < 0.1,               -0.4)     \
    X(gap_mid,        d->gap < 0.4,               -0.3)     \
    X(no_links,       d->links == 0,              -3.0)
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
    double z = 3.2;
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
