/* clarify.h - what the files that ask back share.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_CLARIFY_H
#define LANG_CLARIFY_H

#include "lang/read.h"

/* A reading of a changed frame as an option; false when no plan comes of it or
 * it is there already. */
bool clarify_option(struct reader *r, const struct candidate *c, const struct frame *f, str label,
                    struct readings *out);

/* Two options or more make a question back. */
bool clarify_found(struct readings *out, str message);

/* "best", "important", "risky", "recently": by what, since when? */
bool clarify_vague(struct reader *r, const struct candidate *c, struct readings *out);

#endif
