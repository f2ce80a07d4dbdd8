/* make.h - from a frame to a plan: which model's records are the rows, over
 * which references the rest is reached, what becomes a semi-join.
 *
 * Layer:   lang; pure.
 */
#ifndef LANG_MAKE_H
#define LANG_MAKE_H

#include "lang/frame.h"

struct maker {
    struct reader *r;
    struct arena *a;
    const struct frame *f;
    struct doubts *d;
    struct strs *notes;
    int root;
    int part; /* conditions of that target only; 0: those of all */
    struct plan *plan;
    struct expr *date;     /* of the period, once known */
    struct cond *not_null; /* dates that groups are made of */
};

/* NULL when the frame asks for nothing that can be computed. */
struct plan *make_plan(struct reader *r, const struct frame *f, struct doubts *d,
                       struct strs *notes);

/* Parts. */
struct expr *make_expr(struct maker *m, int root, struct node n);
struct expr *make_target(struct maker *m, const struct target *t);
struct cond *make_conditions(struct maker *m);
struct cond *make_filter(struct maker *m, int root, const struct filter *x);
void make_periods(struct maker *m, struct cond **where);
struct expr *make_date(struct maker *m, int root, const struct when *w);
struct expr *make_record(struct maker *m, int root, struct node n);
void make_targets(struct maker *m); /* the columns of the targets */
void make_column(struct maker *m, struct expr *e, str label);
void make_shown(struct maker *m, struct node n); /* its name, or the field */
str make_label(struct maker *m, const struct target *t);
/* "founded before 1950 and after 2000", "both in Berlin and in Paris": no record is
 * both, but what is shown may occur with both.  The frame keeps one half; the
 * condition is the other.  NULL where nothing is like that. */
struct cond *make_both(struct maker *m, struct frame *f);
void make_note(struct maker *m, const char *text);
struct expr *formula_of(struct maker *m, const struct model *model, const struct path *p,
                        int measure);
/* Is the period's date one of records below the root? */
bool period_is_below(struct maker *m, const struct when *w);
bool frame_is_grouped(const struct frame *f);

#endif
