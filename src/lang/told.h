/* told.h - questions about what is behind records: "why is EMEA's headquarters
 * London?", "what changed in product X since June?", "which sources does Sony
 * come from?", "what is in quarantine and why?".
 *
 * A question is one of these when it says so and names a record by its name or
 * key (not needed of the quarantine), and when nothing else in it is left
 * unexplained; else it is read like any other.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_TOLD_H
#define LANG_TOLD_H

#include "lang/mentions.h"

/* True when the question was one of these; then `out` holds the reading. */
bool told_read(struct reader *r, struct readings *out);

#endif
