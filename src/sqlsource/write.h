/* write.h - conditions and expressions of a plan as SQL with bound parameters.
 *
 * What is written means exactly what exec would work out: nulls, case rules,
 * dates.  What cannot be written so is refused, and exec does it.  Text is
 * compared without case by folding just the letters that the literal holds;
 * text that is compared with text of another column is refused unless exact.
 *
 * A reference is a join to the table that it leads to, one for each path.
 *
 * Limits:  floats are added up as the database does it, which may differ from
 *          exec in the last digits; products beyond 1e308 are not null.
 */
#ifndef SQLSOURCE_WRITE_H
#define SQLSOURCE_WRITE_H

#include "base/vec.h"
#include "plan/plan.h"
#include "sqlsource/tables.h"
#include "store/sql.h"

/* A table in FROM: the root, or where a step arrives. */
struct sql_alias {
    unsigned parent;
    const struct field *ref; /* of the parent */
    const struct sql_table *table;
    bool inner;
};

struct sql_writer {
    struct arena *a;
    const struct sql_tables *tables;
    enum sql_dialect dialect;
    VEC(struct sql_alias) aliases;
    VEC(struct value) params;
};

/* False: the model has no table. */
bool write_init(struct sql_writer *w, struct arena *a, const struct sql_tables *tables,
                enum sql_dialect dialect, const struct model *m);

/* False: cannot be told exactly; what was written then is of no use. */
bool write_expr(struct sql_writer *w, struct buf *out, const struct expr *e);
bool write_cond(struct sql_writer *w, struct buf *out, const struct cond *c);

void write_param(struct sql_writer *w, struct buf *out, struct value v);
bool write_field(struct sql_writer *w, struct buf *out, unsigned alias, const struct field *f);
void write_id(struct sql_writer *w, struct buf *out, unsigned alias);

/* " FROM t a0 LEFT JOIN ...": after everything else was written. */
bool write_from(struct sql_writer *w, struct buf *out);
/* The joins alone; `root_ref` writes the root's reference. */
typedef bool write_ref_fn(void *ctx, struct buf *out, const struct field *f);
bool write_joins(struct sql_writer *w, struct buf *out, write_ref_fn *root_ref, void *ctx);

/* text.c: EQ, NE, IN, CONTAINS, STARTS, ENDS of text. */
bool write_text_cond(struct sql_writer *w, struct buf *out, const struct cond *c);

#endif
