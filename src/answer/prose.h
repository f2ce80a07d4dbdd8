/* prose.h - the executive sentence, made of slots that cells fill. */
#ifndef ANSWER_PROSE_H
#define ANSWER_PROSE_H

#include "answer/answer.h"

/* "There are 14 Sony products with launch date this quarter (1 Oct 2026 to
 * 31 Dec 2026).  That is 3 more than last quarter (11), up 27.3%." */
str prose_write(struct arena *a, const struct plan *p, const struct result *r,
                const struct comparison *c);

/* The records meant, as a noun phrase: "Sony products with launch date in ...". */
str prose_subject(struct arena *a, const struct plan *p, bool plural);

#endif
