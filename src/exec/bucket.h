/* bucket.h - the day, week, month ... that a date falls in.
 *
 * A bucket is the date of its first day, so that buckets sort and add up; a
 * weekday is 1 (Monday) to 7, a month of the year 1 to 12.
 */
#ifndef EXEC_BUCKET_H
#define EXEC_BUCKET_H

#include "plan/plan.h"

/* Null for null. */
struct value bucket_of(enum grain g, int fiscal_month, int fiscal_day, struct value date);

/* The first day of the bucket `n` after the one that starts at `day`; grains
 * that are spans of time only. */
int64_t bucket_after(enum grain g, int64_t day, int n);

bool bucket_is_span(enum grain g);

#endif
