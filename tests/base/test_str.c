/* test_str.c - views of bytes. */
#include "base/err.h"
#include "base/str.h"
#include "t.h"

static void check_cut(void)
{
    str rest = STR("a,b,,c");
    static const char *const want[] = { "a", "b", "", "c" };

    for (size_t i = 0; i < 4; i++)
        CHECK(str_eq(str_cut(&rest, ','), str_c(want[i])), "piece %zu", i);
    CHECK(rest.n == 0, "nothing left");
}

static void check_numbers(void)
{
    int64_t i = 7;
    double f = 7;

    CHECK(str_to_i64(STR("-42"), &i) && i == -42, "negative");
    CHECK(!str_to_i64(STR("4x"), &i) && i == -42, "trailing text");
    CHECK(!str_to_i64(STR("99999999999999999999"), &i), "too large");
    CHECK(!str_to_i64(STR(" 1"), &i) && !str_to_i64(STR(""), &i), "space, empty");
    CHECK(str_to_f64(STR("1.5e3"), &f) && f == 1500, "exponent");
    CHECK(!str_to_f64(STR("0x10"), &f) && !str_to_f64(STR("nan"), &f), "no hex, no nan");
}

int main(void)
{
    check_cut();
    check_numbers();
    CHECK(str_find(STR("hello"), STR("lo")) == 3, "found");
    CHECK(str_find(STR("hello"), STR("x")) == 5, "not found is the length");
    CHECK(str_eq_nocase(STR("AbC"), STR("aBc")), "case");
    CHECK(str_eq(str_trim(STR(" \t x y\n")), STR("x y")), "trim");
    CHECK(str_cmp(STR("ab"), STR("abc")) < 0 && str_cmp(STR("b"), STR("abc")) > 0, "order");
    for (err_t e = 0; e < ERR_COUNT; e++)
        CHECK(err_info(e)->http_status >= 200 && err_info(e)->code[0], "row %d", (int)e);
    return T_DONE();
}
