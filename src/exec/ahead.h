/* ahead.h - several queries read at the same time, each over a connection of
 * its own, while their records are handed on one by one.
 *
 * The order of the records is that of the pages taken in turn from each
 * connection, so it is the same however fast the answers come.
 *
 * Memory:  a few pages a connection.
 * Threads: one a connection; the callback runs on the caller's.
 * Limits:  budget.connections at once.
 */
#ifndef EXEC_AHEAD_H
#define EXEC_AHEAD_H

#include "exec/run.h"

enum { AHEAD_CONNECTIONS = 4 };

/* As scan() of a source, over all of them.  The source has a `twin`. */
MUST_CHECK err_t ahead_scan(struct run *r, const struct source_query *queries, size_t n,
                            source_record_fn *fn, void *ctx);

#endif
