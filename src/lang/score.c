#include "lang/score.h"

#include <math.h>

/* The fit is on questions harder than most that are asked of a catalog with a
 * semantic layer; shifted so that the bar of read.h gives the best trade. */
#define BIAS_SHIFT 0.0

static double top(unsigned v, unsigned most)
{
    return v < most ? v : most;
}

/* clang-format off */
#define FEATURE_LIST(X) \
    X(no_links, d->links == 0, -3.00) \
    X(uncovered, d->uncovered > 3 ? 3 : d->uncovered, -2.35) \
    X(unjoined, d->unjoined, -1.50) \
    X(unused_ops, top(d->unused_ops, 3), -1.70) \
    X(bare, d->bare && d->tokens > 6, -1.03) \
    X(odd, d->odd, -1.05) \
    X(unused_items, top(d->unused_items, 2), -1.03) \
    X(weakest, 1 - d->weakest, -0.71) \
    X(root_unnamed, d->root_unnamed, -0.83) \
    X(guesses, top(d->guesses, 3), -0.17) \
    X(implied_keys, top(d->implied_keys, 3), -0.75) \
    X(remote, top(d->remote, 2), 0.00) \
    X(columns, d->columns > 3, -0.59) \
    X(mean, 1 - d->mean, 0.00) \
    X(part_values, d->part_values > 0, -0.32) \
    X(weak_uncovered, d->weak_uncovered > 4 ? 4 : d->weak_uncovered, -0.33) \
    X(gap_small, d->gap < 0.1, -0.50) \
    X(joins, top(d->joins, 5), -0.15) \
    X(near, top(d->near, 4), -0.09) \
    X(long, d->tokens > 14 ? (d->tokens - 14) / 10.0 : 0, -0.69) \
    X(scopes, d->scopes > 0, 0.00) \
    X(follows, d->follows, 0.00) \
    X(weak_links, top(d->weak_links, 4), -0.94) \
    X(lost_models, top(d->lost_models, 2), -0.74) \
    X(lost_names, top(d->lost_names, 2), -0.20) \
    X(lost_not, top(d->lost_not, 2), -0.54) \
    X(lost_count, top(d->lost_count, 2), 0.00) \
    X(lost_group, d->lost_group, -0.29) \
    X(lost_compare, d->lost_compare, -0.33) \
    X(lost_rank, d->lost_rank, -1.62) \
    X(lost_trend, d->lost_trend, 0.00) \
    X(bare_list, d->bare_list, -1.50) \
    X(guessed_date, d->guessed_date, -0.04) \
    X(value_fields, top(d->value_fields, 2), 0.00) \
    X(near_values, top(d->near_values, 2), 0.00) \
    X(mended, top(d->mended, 3), 0.00) \
    X(ties, top(d->ties, 3), -0.13) \
    X(no_target, d->no_target, 0.00)
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
}

double score_confidence(const struct doubts *d)
{
    double z = 2.33 + BIAS_SHIFT;
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
