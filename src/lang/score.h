/* score.h - how sure a reading is: a logistic function of what its making left
 * in doubt.  bench/LANGUAGE.md says how the weights were fitted.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_SCORE_H
#define LANG_SCORE_H

#include "lang/frame.h"
#include "lang/lang.h"

void score_features(const struct doubts *d, double *out);
double score_confidence(const struct doubts *d);

/* For choosing between readings of one question: the assignment's own score
 * less what is odd about the plan. */
double score_reading(double assignment, const struct doubts *d);

#endif
