/* assign.h - chooses mentions that do not overlap and explain the question
 * together: a beam from left to right over link quality, words left over,
 * references that must be walked, and what stands beside what.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_ASSIGN_H
#define LANG_ASSIGN_H

#include "lang/mentions.h"

enum { ASSIGN_MAX = 12, CHOSEN_MAX = 80 };

struct assignment {
    uint16_t chosen[CHOSEN_MAX]; /* mentions, left to right */
    size_t n;
    double score;
};

/* Best first; at most ASSIGN_MAX. */
size_t assign(struct reader *r, struct assignment *out);

#endif
