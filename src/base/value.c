#include "base/value.h"

#include <math.h>
#include <stdio.h>

double value_number(struct value v)
{
    switch (v.kind) {
    case VALUE_INT:
        return (double)v.i;
    case VALUE_FLOAT:
        return v.f;
    case VALUE_BOOL:
        return v.b;
    default:
        return 0;
    }
}

/* Kinds that compare with each other share a rank. */
static int rank(enum value_kind k)
{
    static const int ranks[] = {
        [VALUE_NULL] = 0, [VALUE_BOOL] = 1, [VALUE_INT] = 2,     [VALUE_FLOAT] = 2,
        [VALUE_TEXT] = 5, [VALUE_DATE] = 3, [VALUE_INSTANT] = 3, [VALUE_TIME] = 4,
    };
    return ranks[k];
}

static int cmp_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int cmp_f64(double a, double b)
{
    return (a > b) - (a < b);
}

static int64_t as_seconds(struct value v)
{
    return v.kind == VALUE_DATE ? v.i * 86400 : v.i;
}

int value_cmp(struct value a, struct value b)
{
    if (rank(a.kind) != rank(b.kind))
        return rank(a.kind) - rank(b.kind);
    switch (a.kind) {
    case VALUE_NULL:
        return 0;
    case VALUE_BOOL:
        return a.b - b.b;
    case VALUE_INT:
    case VALUE_FLOAT:
        return a.kind == VALUE_INT && b.kind == VALUE_INT
                   ? cmp_i64(a.i, b.i)
                   : cmp_f64(value_number(a), value_number(b));
    case VALUE_TEXT:
        return str_cmp(a.s, b.s);
    case VALUE_DATE:
    case VALUE_INSTANT:
        return cmp_i64(as_seconds(a), as_seconds(b));
    case VALUE_TIME:
        return cmp_i64(a.i, b.i);
    }
    return 0;
}

static uint64_t hash_bits(uint64_t x)
{
    return str_hash((str){ (const char *)&x, sizeof x });
}

uint64_t value_hash(struct value v)
{
    double f;
    uint64_t bits;

    switch (v.kind) {
    case VALUE_NULL:
        return 0x51ed270b;
    case VALUE_BOOL:
        return hash_bits(v.b ? 3 : 5);
    case VALUE_INT:
    case VALUE_FLOAT:
        f = value_number(v);
        f = f == 0 ? 0 : f; /* -0 equals 0 */
        memcpy(&bits, &f, sizeof bits);
        return hash_bits(bits);
    case VALUE_TEXT:
        return str_hash(v.s);
    case VALUE_DATE:
    case VALUE_INSTANT:
        return hash_bits((uint64_t)as_seconds(v) ^ 0x9d00000000000000u);
    case VALUE_TIME:
        return hash_bits((uint64_t)v.i ^ 0x7100000000000000u);
    }
    return 0;
}

/* The shortest decimal that reads back as the same double. */
static void print_float(struct buf *out, double f)
{
    char text[32];

    if (!isfinite(f))
        return;
    if (f == trunc(f) && fabs(f) < 1e15) {
        buf_fmt(out, "%.0f", f);
        return;
    }
    for (int digits = 6; digits <= 17; digits++) {
        double back;
        int n = snprintf(text, sizeof text, "%.*g", digits, f);
        if (str_to_f64((str){ text, (size_t)n }, &back) && back == f)
            break;
    }
    buf_add(out, str_c(text));
}

void value_print(struct buf *out, struct value v)
{
    switch (v.kind) {
    case VALUE_NULL:
        return;
    case VALUE_BOOL:
        buf_add(out, v.b ? STR("true") : STR("false"));
        return;
    case VALUE_INT:
        buf_fmt(out, "%lld", (long long)v.i);
        return;
    case VALUE_FLOAT:
        print_float(out, v.f);
        return;
    case VALUE_TEXT:
        buf_add(out, v.s);
        return;
    case VALUE_DATE:
        civil_print_date(out, v.i);
        return;
    case VALUE_INSTANT:
        civil_print_instant(out, v.i);
        return;
    case VALUE_TIME:
        buf_fmt(out, "%02d:%02d:%02d", (int)(v.i / 3600), (int)(v.i / 60 % 60), (int)(v.i % 60));
        return;
    }
}

struct value value_keep(struct arena *a, struct value v)
{
    if (v.kind == VALUE_TEXT)
        v.s = arena_str(a, v.s);
    return v;
}
