/* test_verified.c - which wordings are the same question, and the store of
 * verified ones. */
#include "catalog/verified.h"
#include "t.h"

#include <stdlib.h>
#include <unistd.h>

static void check_words(struct arena *a)
{
    static const struct {
        const char *question, *words;
    } rows[] = {
        { "How many Sony products?", "how many sony product" },
        { "Hi, could you please tell me how many Sony products?", "how many sony product" },
        { "Show me the open orders, thank you!", "open order" },
        { "open orders", "open order" },
        { "orders with a price > 100", "order with price 100 >" },
        { "orders with a price < 100", "order with price 100 <" },
        { "growth over -5 %", "growth over 5 -%" },
        { "please", "" },
        { "", "" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        str got = verified_words(a, str_c(rows[i].question));
        CHECK(str_eq(got, str_c(rows[i].words)), "\"%s\" gave \"%.*s\"", rows[i].question,
              STR_ARG(got));
    }
    char longest[600];
    memset(longest, 'x', sizeof longest);
    CHECK(verified_words(a, (str){ longest, sizeof longest }).n == 0,
          "a question that would be cut off has no words to know it by");
}

static void check_store(struct verified *v, struct arena *a)
{
    struct verified_entry e = { .question = STR("Open orders?"),
                                .words = STR("open order"),
                                .heard = STR("heard"),
                                .plan = STR("{}"),
                                .by = STR("ana"),
                                .at = 100 };
    struct verified_entry got, *all;
    str id, id2;
    size_t n;

    CHECK(verified_is_empty(v), "new");
    CHECK(verified_put(v, a, &e, &id, NULL) == ERR_OK && !verified_is_empty(v), "put");
    CHECK(verified_find(v, a, STR("open order"), STR(""), &got, NULL) == ERR_OK, "by words");
    CHECK(verified_find(v, a, STR("other"), STR("heard"), &got, NULL) == ERR_OK, "as heard");
    CHECK(str_eq(got.question, e.question) && str_eq(got.by, e.by) && got.at == 100, "whole");
    CHECK(verified_find(v, a, STR("other"), STR(""), &got, NULL) == ERR_NOT_FOUND, "another");
    e.heard = STR("");
    e.plan = STR("{\"v\":2}");
    CHECK(verified_put(v, a, &e, &id2, NULL) == ERR_OK, "again");
    CHECK(verified_list(v, a, &all, &n, NULL) == ERR_OK && n == 1 && str_eq(all[0].plan, e.plan),
          "the same words take the old one's place");
    CHECK(verified_find(v, a, STR("other"), STR(""), &got, NULL) == ERR_NOT_FOUND,
          "an entry that nothing was heard of is not everybody's");
    CHECK(verified_remove(v, id, NULL) == ERR_NOT_FOUND, "the old one is gone");
    CHECK(verified_remove(v, id2, NULL) == ERR_OK && verified_is_empty(v), "removed");
    e.words = STR("");
    CHECK(verified_put(v, a, &e, &id, NULL) == ERR_BAD_INPUT, "without words");
}

int main(void)
{
    char path[] = "/tmp/test_verified_XXXXXX";
    struct arena *a = arena_new();
    struct verified *v;

    if (mkstemp(path) < 0)
        return 1;
    check_words(a);
    if (verified_open(&v, path, NULL) == ERR_OK) {
        check_store(v, a);
        verified_close(v);
    } else {
        CHECK(false, "open");
    }
    unlink(path);
    arena_free(a);
    return T_DONE();
}
