/* phrases.h - the small words that words.c makes sentences of: values, dates,
 * plurals, comparisons.
 *
 * Layer:   plan; pure, English.
 */
#ifndef PLAN_PHRASES_H
#define PLAN_PHRASES_H

#include "plan/plan.h"

bool phrase_is_date(enum value_kind k);

/* "Product Launch" -> "Product Launches"; a plural stays as it is. */
str phrase_plural(struct arena *a, str label);

/* Sony, "a, or b", 1,250,000, yes, 1 Oct 2026, 1 Oct 2026 14:30, empty. */
void phrase_value(struct buf *out, struct value v);

str phrase_grain(enum grain g);                 /* "fiscal quarter" */
str phrase_compare(enum cond_op op, bool date); /* " is at least " */
str phrase_order(enum value_kind k, bool desc); /* ", highest first" */
void phrase_range(struct buf *out, struct value from, struct value to);
void phrase_period(struct buf *out, const struct period *p);
str phrase_period_link(const struct period *p); /* " is in ", " is " */

#endif
