/* tell.h - what the Repository API tells about records beside their fields:
 * history, source links, quarantine (boomi-datahub-api.md, 3.4 and 3.8).
 *
 * Memory:  what a callback gets lives until it returns.
 * Errors:  ERR_UPSTREAM when the answer is not what Boomi documents;
 *          ERR_TOO_LARGE beyond `max` facts.
 */
#ifndef DATAHUB_TELL_H
#define DATAHUB_TELL_H

#include "datahub/client.h"
#include "exec/source.h"

struct tell_cost {
    uint64_t requests, facts, bytes;
};

MUST_CHECK err_t datahub_tell(struct datahub *d, struct arena *a, const struct source_telling *q,
                              source_fact_fn *fn, void *ctx, struct tell_cost *cost,
                              struct why *why);

/* "11-03-2022T09:00:00.000+0000" or ISO 8601; false leaves *seconds alone. */
bool tell_time(str text, int64_t *seconds);

#endif
