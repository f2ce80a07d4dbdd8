/* shape.h - what kind of result this is, which decides sentence and chart. */
#ifndef ANSWER_SHAPE_H
#define ANSWER_SHAPE_H

#include "plan/result.h"

enum shape {
    SHAPE_EMPTY,   /* no rows */
    SHAPE_FIGURE,  /* one row, one figure */
    SHAPE_FIGURES, /* one row of several figures, no keys */
    SHAPE_GROUPS,  /* keys and figures */
    SHAPE_TREND,   /* the first key is a time bucket */
    SHAPE_RECORD,  /* one record */
    SHAPE_LIST,    /* records */
};

enum shape shape_of(const struct plan *p, const struct result *r);

/* The bucket expression behind column `i`, or NULL. */
const struct expr *shape_bucket(const struct plan *p, size_t column);

/* First column that holds a figure; columns_n when there is none. */
size_t shape_figure(const struct plan *p, const struct result *r);

/* Do the figure's groups add up to a whole (a count or a sum, all groups)? */
bool shape_adds_up(const struct plan *p, const struct result *r, size_t column);

#endif
