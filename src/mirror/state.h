/* state.h - what the mirror's database knows of itself: which models, in which
 * tables, how far they are filled and as of when.
 *
 * One row a model; its table m<at> holds the id and a column for each field
 * that has one value.  Dates are days or seconds, yes and no 1 and 0, an empty
 * text is null, so that sqlsource/ finds what a plan means.
 *
 * Memory:  what is read lives in the arena given.
 */
#ifndef MIRROR_STATE_H
#define MIRROR_STATE_H

#include "sqlsource/tables.h"
#include "store/sql.h"

enum mirror_stage {
    MIRROR_FILLING, /* pages up to `token` are in */
    MIRROR_FILLED,  /* all of it, not compared with the hub yet */
    MIRROR_READY,   /* as the hub was at `as_of` */
};

struct mirrored {
    str model_id;
    int64_t at;
    str fields; /* "ID type" a line, in the order of the columns */
    enum mirror_stage stage;
    int64_t as_of; /* seconds, UTC; before MIRROR_READY: when filling began */
    str token;
    uint64_t records;
};

struct mirror_state {
    struct mirrored *p;
    size_t n;
};

/* Makes the table of the state when there is none. */
MUST_CHECK err_t state_init(struct sql *s, struct why *why);
MUST_CHECK err_t state_read(struct sql *s, struct arena *a, struct mirror_state *out,
                            struct why *why);
MUST_CHECK err_t state_write(struct sql *s, const struct mirrored *m, struct why *why);
struct mirrored *state_of(const struct mirror_state *s, str model_id);

/* The fields of a model that are kept, and how they are written down. */
struct mirror_view {
    const struct field **fields;
    size_t n;
};
struct mirror_view mirror_view(struct arena *a, const struct model *m);
str mirror_fields(struct arena *a, const struct mirror_view *v);

/* An empty table in the place of whatever there was. */
MUST_CHECK err_t table_make(struct sql *s, struct arena *a, const struct mirrored *m,
                            const struct mirror_view *v, struct why *why);
/* For SQLite, which has no other way to group a million rows at once: each
 * field that people group by, with the figures beside it. */
MUST_CHECK err_t table_index(struct sql *s, struct arena *a, const struct mirrored *m,
                             const struct mirror_view *v, struct why *why);

/* The tables that are MIRROR_READY. */
struct sql_tables state_tables(struct arena *a, const struct mirror_state *s);

#endif
