/* format.h - cells as people read them: 1,234.5, 12.3%, 1 Oct 2026. */
#ifndef ANSWER_FORMAT_H
#define ANSWER_FORMAT_H

#include "plan/result.h"

/* At most two decimals, thousands with commas; "none" for null. */
void format_value(struct buf *out, struct value v);
void format_percent(struct buf *out, double percent);

/* A key cell of a time bucket: "Oct 2026", "Q4 2026", "week of 5 Oct 2026". */
void format_bucket(struct buf *out, struct value v, enum grain g);

#endif
