/* value.h - one typed cell: what a field of a record, a literal of a plan and
 * a cell of a result hold.
 *
 * Memory:  text is borrowed; it lives as long as whoever gave it says.
 */
#ifndef BASE_VALUE_H
#define BASE_VALUE_H

#include "base/civil.h"

enum value_kind {
    VALUE_NULL,
    VALUE_BOOL,
    VALUE_INT,
    VALUE_FLOAT,
    VALUE_TEXT,
    VALUE_DATE,    /* i: days since 1970-01-01 */
    VALUE_INSTANT, /* i: seconds since 1970-01-01T00:00:00 */
    VALUE_TIME,    /* i: second of the day */
};

struct value {
    enum value_kind kind;
    union {
        bool b;
        int64_t i;
        double f;
        str s;
    };
};

#define VALUE_NONE ((struct value){ .kind = VALUE_NULL })
static inline struct value value_bool(bool b)
{
    return (struct value){ .kind = VALUE_BOOL, .b = b };
}
static inline struct value value_int(int64_t i)
{
    return (struct value){ .kind = VALUE_INT, .i = i };
}
static inline struct value value_float(double f)
{
    return (struct value){ .kind = VALUE_FLOAT, .f = f };
}
static inline struct value value_text(str s)
{
    return (struct value){ .kind = VALUE_TEXT, .s = s };
}
static inline struct value value_date(int64_t days)
{
    return (struct value){ .kind = VALUE_DATE, .i = days };
}
static inline struct value value_instant(int64_t seconds)
{
    return (struct value){ .kind = VALUE_INSTANT, .i = seconds };
}

static inline bool value_is_number(struct value v)
{
    return v.kind == VALUE_INT || v.kind == VALUE_FLOAT;
}

/* A number or a boolean as a double; 0 for anything else. */
double value_number(struct value v);

/* Total order: null first, then by kind (numbers together, dates and instants
 * together), then by value; text by bytes. */
int value_cmp(struct value a, struct value b);
static inline bool value_eq(struct value a, struct value b)
{
    return value_cmp(a, b) == 0;
}
uint64_t value_hash(struct value v);

/* The form of boomi-datahub-api.md section 5: 42, 1.5, true, 2025-06-18,
 * 2025-06-18T10:00:00, 10:00:00; null prints nothing. */
void value_print(struct buf *out, struct value v);

/* Copies text into the arena. */
struct value value_keep(struct arena *a, struct value v);

#endif
