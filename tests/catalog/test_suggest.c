/* test_suggest.c - words that were not understood become synonyms. */
#include "t.h"
#include "catalog/suggest.h"
#include "schema/shop.h"

static str words[][1] = { { STR_INIT("SKUs") },
                          { STR_INIT("SKUs") },
                          { STR_INIT("turnover") },
                          { STR_INIT("prodcut") },
                          { STR_INIT("zebra") } };

static const struct suggest_miss misses[] = {
    { STR_INIT("How many SKUs?"), STR_INIT(""), { words[0], 1 } },
    { STR_INIT("How many SKUs do we have?"),
      STR_INIT("how many products do we have"),
      { words[1], 1 } },
    { STR_INIT("turnover of orders"), STR_INIT("revenue of orders"), { words[2], 1 } },
    { STR_INIT("How many prodcut?"), STR_INIT(""), { words[3], 1 } },
    { STR_INIT("How many zebra?"), STR_INIT("how many zebra in region"), { words[4], 1 } },
};

int main(void)
{
    static const struct {
        const char *word, *model, *field;
        unsigned times;
        bool asked_again;
    } rows[] = {
        { "SKUs", "Product", NULL, 2, true },
        { "prodcut", "Product", NULL, 1, false },
        { "turnover", "Order", "Revenue", 1, true },
        { "zebra", "Order", "Region", 1, true },
    };
    struct arena *a = arena_new();
    struct schema *s = shop_schema(a);
    struct suggestion *all;
    size_t n;

    suggest_words(a, s, misses, sizeof misses / sizeof *misses, &all, &n);
    CHECK(n == sizeof rows / sizeof *rows, "%zu words", n);
    for (size_t i = 0; i < n && i < sizeof rows / sizeof *rows; i++) {
        CHECK(str_eq(all[i].word, str_c(rows[i].word)), "%zu: %.*s", i, STR_ARG(all[i].word));
        CHECK(all[i].model && str_eq(all[i].model->label, str_c(rows[i].model)), "%s",
              rows[i].word);
        CHECK(!all[i].field == !rows[i].field, "%s", rows[i].word);
        CHECK(!rows[i].field || (all[i].field && str_eq(all[i].field->label, str_c(rows[i].field))),
              "%s", rows[i].word);
        CHECK(all[i].times == rows[i].times && all[i].asked_again == rows[i].asked_again, "%s",
              rows[i].word);
    }
    str layer = suggest_layer(a, s, all, n);
    CHECK(str_find(layer, STR("\"turnover\"")) < layer.n &&
              str_find(layer, STR("\"Revenue\"")) < layer.n,
          "%.*s", STR_ARG(layer));
    suggest_words(a, s, NULL, 0, &all, &n);
    CHECK(n == 0 && str_find(suggest_layer(a, s, all, n), STR("\"models\": []")) < 40, "nothing");
    arena_free(a);
    return T_DONE();
}
