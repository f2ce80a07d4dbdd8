/* rows.h - what a row is made of: the record, and the records that it refers
 * to, which are kept in tables by id.
 *
 * Node 0 is the record itself; every other node is reached from its parent by
 * one forward reference.  A reference to a record that is not there (a pending
 * one, a deleted one) is a node without a record.
 */
#ifndef EXEC_ROWS_H
#define EXEC_ROWS_H

#include "exec/code.h"
#include "exec/run.h"

typedef VEC(const struct field *) field_vec;

/* Records of one model by id: what nodes of that model need of them. */
struct table {
    const struct model *model;
    field_vec view;
    struct map by_id; /* -> struct kept * */
    bool loaded;
};

struct kept {
    str id;
    struct value *values;
};

struct node {
    unsigned parent, ref; /* the reference is value `ref` of the parent */
    bool inner;
    struct table *table; /* NULL for node 0 */
};

struct rows {
    struct run *run;
    const struct model *model;
    field_vec view; /* of node 0 */
    VEC(struct node) nodes;
    VEC(struct table *) tables;
    str *ids; /* of the current row, by node */
    const struct value **values;
};

void rows_init(struct rows *r, struct run *run, const struct model *m);

/* The node where the walk (all forward) arrives, and the place of a field there. */
unsigned rows_node(struct rows *r, const struct path *p);
unsigned rows_field(struct rows *r, unsigned node, const struct field *f);

/* May the tables be read as a whole before the rows?  Else rows are kept, and
 * only what they refer to is read. */
bool rows_are_small(const struct rows *r, uint64_t rows_estimate);
MUST_CHECK err_t rows_load_all(struct rows *r);
MUST_CHECK err_t rows_load_for(struct rows *r, const struct kept *root, size_t n);

/* Sets the frame on a record, then on all that it refers to; false when an
 * inner step found nothing. */
void rows_set_root(struct rows *r, str id, const struct value *values, struct frame *f);
bool rows_walk(struct rows *r);

/* A copy in the arena. */
struct kept rows_keep(struct arena *a, str id, const struct value *values, size_t n);

#endif
