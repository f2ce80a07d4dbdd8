/* source.h - the hub as a struct source (exec/source.h).
 *
 * A count is one request for one record, whose totalCount is the answer; two,
 * when the settings want it twice.  A scan reads pages of 200.
 *
 * Pages have to fit together, or the answer is ERR_CONFLICT and never a part
 * of the records as if it were all: the total stays the same and is reached
 * exactly, a token is there until then, no page begins with a record that
 * ended the last one or began one before, and behind the last record, where a token still stands,
 * there is nothing.
 */
#ifndef DATAHUB_SOURCE_H
#define DATAHUB_SOURCE_H

#include "datahub/client.h"
#include "exec/source.h"

/* Uses the handle, which must outlive it and serve nobody else meanwhile. */
struct source *datahub_source(struct arena *a, struct datahub *d);

#endif
