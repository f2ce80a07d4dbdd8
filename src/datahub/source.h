/* source.h - the hub as a struct source (exec/source.h).
 *
 * A count is one request for one record, whose totalCount is the answer.  A
 * scan reads pages of 200; when the total changes between two pages, or a page
 * begins where the last one ended, or the list ends early, somebody changed
 * records meanwhile: ERR_CONFLICT.
 */
#ifndef DATAHUB_SOURCE_H
#define DATAHUB_SOURCE_H

#include "datahub/client.h"
#include "exec/source.h"

/* Uses the handle, which must outlive it and serve nobody else meanwhile. */
struct source *datahub_source(struct arena *a, struct datahub *d);

#endif
