/* test_json.c - what is refused, what survives, and what comes back. */
#include "codec/json.h"
#include "t.h"

static const struct {
    const char *text;
    err_t err;
} rows[] = {
    { "{\"a\":1}", ERR_OK },
    { "[1,2,3]", ERR_OK },
    { "\"x\"", ERR_OK },
    { "", ERR_BAD_INPUT },
    { "{\"a\":1,\"a\":2}", ERR_BAD_INPUT },
    { "{\"a\":1} x", ERR_BAD_INPUT },
    { "{\"a\":\"\xff\"}", ERR_BAD_INPUT },
    { "{'a':1}", ERR_BAD_INPUT },
    { "[\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"]", ERR_OK },
};

static void check_depth(struct arena *a)
{
    struct buf b;
    json_t *v;

    buf_init(&b, a);
    for (int i = 0; i < 65; i++)
        buf_byte(&b, '[');
    CHECK(json_read(a, buf_str(&b), 1000, &v, NULL) == ERR_BAD_INPUT, "65 levels");
    CHECK(json_read(a, STR("[1]"), 2, &v, NULL) == ERR_TOO_LARGE, "over the size");
}

static void check_values(struct arena *a)
{
    json_t *o = json_object();

    json_object_set_new(o, "i", json_of_value(value_int(-7)));
    json_object_set_new(o, "f", json_of_value(value_float(1.5)));
    json_object_set_new(o, "d", json_of_value(value_date(0)));
    json_object_set_new(o, "n", json_of_value(VALUE_NONE));
    json_object_set_new(o, "bad",
                        json_of_str(STR("a\xff"
                                        "b")));
    str text = json_text_take(a, o);
    CHECK(str_eq(text, STR("{\"i\":-7,\"f\":1.5,\"d\":\"1970-01-01\",\"n\":null,"
                           "\"bad\":\"a\xef\xbf\xbd"
                           "b\"}")),
          "got %.*s", STR_ARG(text));
}

int main(void)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        json_t *v = NULL;
        struct why why = { "" };
        err_t e = json_read(a, str_c(rows[i].text), 1 << 20, &v, &why);
        CHECK(e == rows[i].err, "%s: %s", rows[i].text, err_info(e)->name);
        CHECK((e == ERR_OK) == (why.text[0] == '\0'), "%s: %s", rows[i].text, why.text);
    }
    check_depth(a);
    check_values(a);
    arena_free(a);
    return T_DONE();
}
