/* test_answer.c - from plan and result to the sentence, the chart, the follow-up
 * questions; and what may not be said. */
#include "answer/answer.h"
#include "answer/export.h"
#include "plan/shop.h"
#include "t.h"

static struct result *result(struct arena *a, size_t w, size_t rows, const struct value *cells,
                             const char *const *labels, size_t keys)
{
    struct result *r = NEW(a, struct result);

    r->columns = NEW_N(a, struct result_column, w);
    r->columns_n = w;
    for (size_t i = 0; i < w; i++)
        r->columns[i] = (struct result_column){ .name = str_c(labels[i]),
                                                .label = str_c(labels[i]),
                                                .kind = i < keys ? VALUE_TEXT : VALUE_INT,
                                                .is_key = i < keys };
    r->cells = NEW_N(a, struct value, w * rows);
    memcpy(r->cells, cells, w * rows * sizeof *cells);
    r->rows_n = r->total = rows;
    return r;
}

static void check_text(const char *what, str got, const char *want)
{
    CHECK(str_eq(got, str_c(want)), "%s:\n got %.*s\nwant %s", what, STR_ARG(got), want);
}

static struct plan *counting(struct arena *a, const struct schema *s)
{
    struct plan *p = plan_new(a, &s->models[SHOP_PRODUCT]);

    plan_column(a, p, expr_agg(a, AGG_COUNT, NULL), STR("Number of products"));
    p->where = cond_cmp(a, COND_EQ, shop_expr(a, s, SHOP_PRODUCT, "BRAND.NAME"),
                        expr_literal(a, value_text(STR("Sony"))));
    p->period = (struct period){ .date = shop_expr(a, s, SHOP_PRODUCT, "LAUNCH"),
                                 .from = civil_days(2026, 10, 1) * DAY_S,
                                 .to = civil_days(2027, 1, 1) * DAY_S,
                                 .has_from = true,
                                 .has_to = true,
                                 .label = STR("this quarter") };
    return p;
}

static void check_figure(struct arena *a, const struct schema *s)
{
    static const char *const one[] = { "n" }, *const four[] = { "n", "before", "change", "pct" };
    struct plan *p = counting(a, s);
    struct answer ans;

    answer_make(a, p, result(a, 1, 1, (struct value[]){ value_int(1) }, one, 0), false, &ans);
    check_text("one", ans.text,
               "There is 1 Sony product with launch date this quarter "
               "(1 Oct 2026 to 31 Dec 2026).");
    answer_make(a, p, result(a, 1, 1, (struct value[]){ value_int(0) }, one, 0), false, &ans);
    check_text("none", ans.text,
               "There are no Sony products with launch date this quarter "
               "(1 Oct 2026 to 31 Dec 2026).");
    p->compare = true;
    p->other = p->period;
    p->other.label = STR("last quarter");
    struct value cells[] = { value_int(1047), value_int(18), value_int(1029),
                             value_float(5716.666) };
    answer_make(a, p, result(a, 4, 1, cells, four, 0), true, &ans);
    check_text("compared", ans.text,
               "There are 1,047 Sony products with launch date this quarter (1 Oct 2026 to 31 Dec "
               "2026). That is 1,029 more than last quarter (18), up 5716.7%.");
    CHECK(ans.has_value && ans.value.i == 1047 && ans.result->columns_n == 1,
          "its own column only");
    CHECK(ans.comparison.is_set && ans.comparison.previous.i == 18, "the rest as comparison");
    CHECK(ans.chart.kind == CHART_KPI, "a figure with a comparison");
    answer_make(a, p, result(a, 4, 1, cells, four, 0), false, &ans);
    CHECK(ans.result->columns_n == 4, "asked for, it stays in the table");
}

static void check_groups(struct arena *a, const struct schema *s)
{
    static const char *const labels[] = { "Brand", "Number of products" };
    struct plan *p = plan_new(a, &s->models[SHOP_PRODUCT]);
    struct answer ans;
    struct value cells[] = { value_text(STR("Apple")), value_int(10),
                             value_text(STR("Sony")),  value_int(30),
                             value_text(STR("LG")),    value_int(20) };

    plan_column(a, p, shop_expr(a, s, SHOP_PRODUCT, "BRAND.NAME"), STR("Brand"));
    plan_column(a, p, expr_agg(a, AGG_COUNT, NULL), STR("Number of products"));
    plan_group(a, p, p->columns[0].expr);
    answer_make(a, p, result(a, 2, 3, cells, labels, 1), false, &ans);
    check_text("groups", ans.text,
               "Sony leads with 30 products (50.0% of all 60), ahead of LG with "
               "20. These are 3 brands of products.");
    CHECK(ans.chart.kind == CHART_COLUMN && ans.chart.y_n == 1 && ans.chart.y[0] == 1, "columns");
    p->limit = 3;
    answer_make(a, p, result(a, 2, 3, cells, labels, 1), false, &ans);
    check_text("no share of a part", ans.text,
               "Sony leads with 30 products, ahead of LG with 20. "
               "These are 3 brands of products.");
    p->limit = 0;
    cells[2] = (struct value){ .kind = VALUE_NULL };
    answer_make(a, p, result(a, 2, 3, cells, labels, 1), false, &ans);
    check_text("what has no key does not lead", ans.text,
               "LG leads with 20 products (33.3% of all 60), ahead of Apple with 10; without a "
               "brand it is 30 products. These are 3 brands of products.");
}

static void check_share(struct arena *a, const struct schema *s)
{
    static const char *const one[] = { "share" };
    struct plan *p = plan_new(a, &s->models[SHOP_PRODUCT]);
    struct expr *some = expr_agg(a, AGG_COUNT, NULL);
    struct answer ans;

    some->where = cond_cmp(a, COND_EQ, shop_expr(a, s, SHOP_PRODUCT, "STATUS"),
                           expr_literal(a, value_text(STR("Live"))));
    plan_column(a, p, some, STR("Share in %"));
    answer_make(a, p, result(a, 1, 1, (struct value[]){ value_float(19.333) }, one, 0), false,
                &ans);
    check_text("a share says of what", ans.text,
               "19.33% of products are those where Status is Live.");
    answer_make(a, p, result(a, 1, 1, (struct value[]){ value_float(0.0041) }, one, 0), false,
                &ans);
    check_text("a small one is not nothing", ans.text,
               "0.0041% of products are those where Status is Live.");
}

static void check_list(struct arena *a, const struct schema *s)
{
    static const char *const labels[] = { "Name" };
    struct plan *p = plan_new(a, &s->models[SHOP_PRODUCT]);
    struct answer ans;
    struct value cells[] = { value_text(STR("=1+1")), value_text(STR("b,\"c\"")) };

    plan_column(a, p, shop_expr(a, s, SHOP_PRODUCT, "NAME"), STR("Name"));
    struct result *r = result(a, 1, 2, cells, labels, 0);
    answer_make(a, p, r, false, &ans);
    check_text("list", ans.text, "2 products: =1+1, b,\"c\".");
    check_text("csv", export_csv(a, r), "\xef\xbb\xbfName\r\n\"'=1+1\"\r\n\"b,\"\"c\"\"\"\r\n");
    r->rows_n = 0;
    answer_make(a, p, r, false, &ans);
    check_text("empty", ans.text, "No products were found.");
    CHECK(ans.followups.n == 0, "nothing leads on from nothing");
}

static void check_truth(struct arena *a, const struct schema *s)
{
    static const char *const one[] = { "n" };
    static const struct {
        const char *prose;
        bool is_true;
    } rows[] = {
        { "We launch 1,047 Sony products this quarter.", true },
        { "We launch about 1.05 thousand.", false },
        { "We launch 1047 products, 28% more than before.", false },
        { "Between 1 Oct 2026 and 31 Dec 2026 there are 1,047.", true },
        { "No number at all.", true },
        { "1048", false },
    };
    struct answer ans;

    answer_make(a, counting(a, s), result(a, 1, 1, (struct value[]){ value_int(1047) }, one, 0),
                false, &ans);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        CHECK(prose_is_true(a, str_c(rows[i].prose), &ans) == rows[i].is_true, "%s", rows[i].prose);
}

int main(void)
{
    struct arena *a = arena_new();
    const struct schema *s = shop_schema(a);

    check_figure(a, s);
    check_groups(a, s);
    check_share(a, s);
    check_list(a, s);
    check_truth(a, s);
    arena_free(a);
    return T_DONE();
}
