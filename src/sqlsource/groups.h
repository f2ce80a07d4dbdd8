/* groups.h - the groups of a plan as one SELECT.
 *
 * When references are followed for keys alone, rows are grouped by what they
 * refer to first, and only the groups are joined: exec adds up those that
 * turn out to have the same key.
 */
#ifndef SQLSOURCE_GROUPS_H
#define SQLSOURCE_GROUPS_H

#include "exec/source.h"
#include "sqlsource/write.h"

/* False: it would not be exact.  `w` is fresh, and holds the parameters after. */
bool write_groups(struct sql_writer *w, struct buf *out, const struct source_groups *q);

#endif
