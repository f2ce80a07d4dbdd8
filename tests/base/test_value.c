/* test_value.c - cells: order, equality, hash and print agree. */
#include "base/value.h"
#include "t.h"

/* In ascending order. */
static const struct {
    struct value v;
    const char *text;
} rows[] = {
    { { .kind = VALUE_NULL }, "" },
    { { .kind = VALUE_BOOL, .b = false }, "false" },
    { { .kind = VALUE_BOOL, .b = true }, "true" },
    { { .kind = VALUE_FLOAT, .f = -1.5 }, "-1.5" },
    { { .kind = VALUE_INT, .i = 0 }, "0" },
    { { .kind = VALUE_FLOAT, .f = 0.1 }, "0.1" },
    { { .kind = VALUE_INT, .i = 42 }, "42" },
    { { .kind = VALUE_FLOAT, .f = 1234567.25 }, "1234567.25" },
    { { .kind = VALUE_DATE, .i = 0 }, "1970-01-01" },
    { { .kind = VALUE_INSTANT, .i = 5 }, "1970-01-01T00:00:05" },
    { { .kind = VALUE_TIME, .i = 3661 }, "01:01:01" },
    { { .kind = VALUE_TEXT, .s = { "a", 1 } }, "a" },
    { { .kind = VALUE_TEXT, .s = { "b", 1 } }, "b" },
};

int main(void)
{
    struct arena *a = arena_new();
    size_t n = sizeof rows / sizeof *rows;

    for (size_t i = 0; i < n; i++) {
        struct buf b;
        buf_init(&b, a);
        value_print(&b, rows[i].v);
        CHECK(str_eq(buf_str(&b), str_c(rows[i].text)), "%s: got %s", rows[i].text, buf_cstr(&b));
        for (size_t j = 0; j < n; j++) {
            int c = value_cmp(rows[i].v, rows[j].v);
            CHECK((c < 0) == (i < j) && (c > 0) == (i > j), "%s against %s", rows[i].text,
                  rows[j].text);
        }
    }
    CHECK(value_eq(value_int(3), value_float(3)), "3 equals 3.0");
    CHECK(value_hash(value_int(3)) == value_hash(value_float(3)), "and hashes alike");
    CHECK(value_hash(value_date(1)) == value_hash(value_instant(86400)), "midnight is the day");
    arena_free(a);
    return T_DONE();
}
