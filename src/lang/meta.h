/* meta.h - questions about the models themselves: what there is, what fields a
 * model has, what can be asked.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_META_H
#define LANG_META_H

#include "lang/mentions.h"

/* True when the question was one of these; then `out` holds the answer. */
bool meta_read(struct reader *r, struct readings *out);

#endif
