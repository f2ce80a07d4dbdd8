/* test_mask.c - sentences without what they say, and back again; small words
 * that turn a sentence around. */
#include "agents/mask.h"
#include "agents/senses.h"
#include "plan/shop.h"
#include "t.h"

/* Products by brand, one of them with a figure in its name. */
static void make_mask(struct arena *a, const struct schema *s, struct mask *m)
{
    static struct value cells[8];
    static struct result_column columns[2] = { { .kind = VALUE_TEXT }, { .kind = VALUE_INT } };
    static struct result r = { .columns = columns, .columns_n = 2, .cells = cells, .rows_n = 4 };
    struct plan *p = plan_new(a, &s->models[SHOP_PRODUCT]);

    cells[0] = value_text(STR("Sony"));
    cells[2] = value_text(STR("Sony Music"));
    cells[4] = value_text(STR("M\xc3\xbcller & S\xc3\xb6hne"));
    cells[6] = value_text(STR("7 Days"));
    cells[1] = cells[3] = cells[5] = cells[7] = value_int(1250);
    plan_column(a, p, shop_expr(a, s, SHOP_PRODUCT, "BRAND.NAME"), STR("Brand"));
    plan_column(a, p, expr_agg(a, AGG_COUNT, NULL), STR("Number"));
    p->where = cond_cmp(a, COND_EQ, shop_expr(a, s, SHOP_PRODUCT, "STATUS"),
                        expr_literal(a, value_text(STR("Live"))));
    mask_init(m, a, p, &r);
}

static void check_masks(struct arena *a, const struct schema *s)
{
    static const struct {
        const char *text, *masked;
    } cases[] = {
        { "", "" },
        { "No products were found.", "No products were found." },
        { "There are 1,250 products.", "There are {{v1}} products." },
        { "Sony leads with 37.5 %, then Sony Music.",
          "{{name1}} leads with {{v1}}, then {{name2}}." },
        { "Sonys and Sony: one slot for Sony.", "Sonys and {{name1}}: one slot for {{name1}}." },
        { "M\xc3\xbcller & S\xc3\xb6hne, 7 Days.", "{{name1}}, {{name2}}." },
        { "live products where Status is LIVE", "{{name1}} products where Status is {{name2}}" },
        { "from 1 Oct 2026 to 31 Dec 2026, Q4 2026, Oct 2026",
          "from {{v1}} to {{v2}}, {{v3}} {{v4}}, Oct {{v4}}" },
        { "-5 or -5.25 at 10:30, v1.2-rc3", "{{v1}} or {{v2}} at {{v3}}, {{v4}}" },
        { "up 32.1%; 1250 and 1,250", "up {{v1}}; {{v2}} and {{v3}}" },
        { "{{v1}} {injected}", "  v1     injected " },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mask m;
        str back = STR("");
        make_mask(a, s, &m);
        str got = mask_text(&m, str_c(cases[i].text));
        if (i + 1 < sizeof cases / sizeof *cases) {
            CHECK(str_eq(got, str_c(cases[i].masked)), "%s: %.*s", cases[i].text, STR_ARG(got));
            CHECK(!mask_fill(&m, got, &back) && str_eq(back, str_c(cases[i].text)), "%s: %.*s",
                  cases[i].text, STR_ARG(back));
        } else {
            CHECK(str_find_byte(got, '{') < got.n && str_find(got, STR("injected")) < got.n &&
                      str_find(got, STR("{injected")) == got.n,
                  "%.*s", STR_ARG(got));
        }
        CHECK(!mask_missing(&m, got), "%s", cases[i].text);
    }
}

static void check_fills(struct arena *a, const struct schema *s)
{
    static const struct {
        const char *text, *filled, *wrong; /* either */
    } cases[] = {
        { "It is {{name1}}, with {{v1}}.", "It is Sony, with 1,250.", NULL },
        { "{{v1}}{{name1}}", "1,250Sony", NULL },
        { "Plain \xe2\x80\x93 text \xe2\x82\xac", "Plain \xe2\x80\x93 text \xe2\x82\xac", NULL },
        { "It is {{v2}}.", NULL, "slot" },
        { "It is {{v1}.", NULL, "slot" },
        { "It is {{}}.", NULL, "slot" },
        { "It is {v1}.", NULL, "markup" },
        { "It is 7 of {{v1}}.", NULL, "figure" },
        { "It is \xd9\xa3.", NULL, "figure" },     /* an Arabic 3 */
        { "It is \xe2\x85\xa3.", NULL, "figure" }, /* a Roman four */
        { "It is \xc2\xbd.", NULL, "figure" },
        { "**{{v1}}**", NULL, "markup" },
        { "<b>{{v1}}</b>", NULL, "markup" },
        { "[{{v1}}](http)", NULL, "markup" },
        { "a\x07", NULL, "control" },
        { "a\xe2\x80\xae", NULL, "control" },
        { "a\xff", NULL, "no valid text" },
    };
    struct mask m;

    make_mask(a, s, &m);
    (void)mask_text(&m, STR("Sony has 1,250."));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        str filled = STR("");
        const char *wrong = mask_fill(&m, str_c(cases[i].text), &filled);
        CHECK(!wrong == !cases[i].wrong, "%s: %s", cases[i].text, wrong ? wrong : "accepted");
        CHECK(wrong ? strstr(wrong, cases[i].wrong ? cases[i].wrong : "-") != NULL
                    : str_eq(filled, str_c(cases[i].filled)),
              "%s: %s %.*s", cases[i].text, wrong ? wrong : "", STR_ARG(filled));
    }
    CHECK(str_eq(mask_missing(&m, STR("only {{v1}}"))->name, STR("name1")), "what is left out");
}

static void check_senses(void)
{
    static const struct {
        const char *text;
        unsigned senses;
    } cases[] = {
        { "", 0 },
        { "There are products with launch date this quarter.", 0 },
        { "That is MORE than last quarter, up a lot.", 1u << SENSE_UP },
        { "Moreover, update the upper floor", 0 },
        { "It fell; nothing rose.", 1u << SENSE_DOWN | 1u << SENSE_NOT | 1u << SENSE_UP },
        { "Sony leads, the lowest is LG", 1u << SENSE_MOST | 1u << SENSE_LEAST },
        { "they aren't twenty", 1u << SENSE_NOT | 1u << SENSE_NUMBER },
        { "the same", 1u << SENSE_SAME },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK(senses_of(str_c(cases[i].text)) == cases[i].senses, "%s: %x", cases[i].text,
              senses_of(str_c(cases[i].text)));
}

int main(void)
{
    struct arena *a = arena_new();
    struct schema *s = shop_schema(a);

    check_masks(a, s);
    check_fills(a, s);
    check_senses();
    arena_free(a);
    return T_DONE();
}
