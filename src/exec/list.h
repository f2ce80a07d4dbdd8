/* list.h - a plan without groups: its rows, distinct, sorted, cut. */
#ifndef EXEC_LIST_H
#define EXEC_LIST_H

#include "exec/feed.h"
#include "exec/job.h"

MUST_CHECK err_t list_run(struct run *r, const struct plan *p, struct feed *f,
                          struct relation *out);

#endif
