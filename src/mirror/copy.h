/* copy.h - copies one model from the hub into its table, and brings the copy
 * up to date, over the hub's own API.
 *
 * A first copy goes page by page and writes down how far it is, so that a
 * restart goes on from there.  Later only what was changed since is read; the
 * number of records tells whether any are gone, then the end-dated ones are
 * asked for, and when that does not explain it, all ids are compared.
 *
 * Errors:  those of the hub and of store/sql.h; the table is then as it was,
 *          if the caller rolls back.
 */
#ifndef MIRROR_COPY_H
#define MIRROR_COPY_H

#include "datahub/client.h"
#include "exec/source.h"
#include "mirror/state.h"

struct copying {
    struct sql *sql;
    struct datahub *hub;
    struct source *source; /* over `hub` */
    const struct model *model;
    struct mirrored *state;
    const atomic_bool *stop;
    uint64_t records_read;
};

/* Transactions of its own.  ERR_CANCELLED when it was told to stop. */
MUST_CHECK err_t copy_fill(struct copying *c, int64_t now, struct why *why);

/* Within the caller's transaction; `state` is ready as of `now` then. */
MUST_CHECK err_t copy_refresh(struct copying *c, int64_t now, struct why *why);

#endif
