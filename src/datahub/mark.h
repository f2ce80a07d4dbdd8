/* mark.h - a sign of the state of a universe, another one after any change:
 * when its newest change was, how many records have that date, and how many
 * there are.  Kept by the hub's own clock.
 */
#ifndef DATAHUB_MARK_H
#define DATAHUB_MARK_H

#include "datahub/client.h"
#include "exec/source.h"

/* Two requests. */
MUST_CHECK err_t datahub_mark(struct datahub *d, struct arena *a, const struct model *m,
                              struct source_mark *out, struct why *why);

#endif
