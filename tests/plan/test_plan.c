/* test_plan.c - words, refusals and JSON of plans.
 *
 * Plans are written in their JSON form, so that each row also goes through the
 * reader, and back through the writer. */
#include "codec/json.h"
#include "plan/check.h"
#include "plan/json.h"
#include "plan/phrases.h"
#include "plan/shop.h"
#include "plan/words.h"
#include "t.h"

#include <stdlib.h>

#define BRAND_NAME "{\"path\":[{\"field\":\"BRAND\",\"model\":\"id-Brand\"}],\"field\":\"NAME\"}"
#define COUNTRY "{\"path\":[{\"field\":\"BRAND\",\"model\":\"id-Brand\"}],\"field\":\"COUNTRY\"}"
#define COUNT "{\"op\":\"agg\",\"agg\":\"count\"}"
#define SUM "{\"op\":\"agg\",\"agg\":\"sum\",\"of\":{\"field\":\"REVENUE\"}}"
#define ORDERS "[{\"field\":\"PRODUCT\",\"model\":\"id-Order\",\"reverse\":true}]"
#define Q4                                                                                         \
    "\"period\":{\"date\":{\"field\":\"LAUNCH\"},\"from\":\"2026-10-01T00:00:00\","                \
    "\"to\":\"2027-01-01T00:00:00\",\"label\":\"this quarter\"}"
#define PRODUCT_COUNT "{\"model\":\"id-Product\",\"columns\":[{\"expr\":" COUNT "}],"
#define NAMES "{\"model\":\"id-Product\",\"columns\":[{\"expr\":{\"field\":\"NAME\"}}],"

static const struct {
    const char *plan, *words;
} said[] = {
    { PRODUCT_COUNT "\"where\":{\"op\":\"eq\",\"left\":" BRAND_NAME
                    ",\"right\":{\"value\":\"Sony\"}}," Q4 "}",
      "Number of Products where Brand is Sony and Launch date is in this quarter (1 Oct 2026 to 31 "
      "Dec 2026)" },
    { PRODUCT_COUNT Q4 ",\"compare\":{\"date\":{\"field\":\"LAUNCH\"},"
                       "\"from\":\"2026-07-01T00:00:00\",\"to\":\"2026-10-01T00:00:00\","
                       "\"label\":\"last quarter\"}}",
      "Number of Products where Launch date is in this quarter (1 Oct 2026 to 31 Dec 2026), "
      "compared with last quarter (1 Jul 2026 to 30 Sep 2026)" },
    { "{\"model\":\"id-Product\",\"columns\":[{\"expr\":{\"field\":\"NAME\"}},{\"expr\":{\"field\":"
      "\"PRICE\"}}],\"where\":{\"op\":\"gt\",\"left\":{\"field\":\"STOCK\"},\"right\":{\"value\":"
      "12500}},\"order\":[{\"expr\":{\"field\":\"PRICE\"},\"desc\":true}],\"limit\":5}",
      "Name and Price of Products where Stock is above 12,500, sorted by Price, highest first, "
      "top 5" },
    { "{\"model\":\"id-Order\",\"columns\":[{\"expr\":{\"field\":\"REGION\"}},{\"expr\":" SUM
      "}],\"groups\":[{\"field\":\"REGION\"}],\"having\":{\"op\":\"ge\",\"left\":" COUNT
      ",\"right\":{\"value\":10}}}",
      "Sum of Revenue of Orders by Region, only where number of Orders is at least 10" },
    { NAMES "\"where\":{\"op\":\"eq\",\"left\":" COUNTRY
            ",\"right\":{\"value\":\"Japan\",\"kind\":\"text\"}}}",
      "Name of Products where Brand's Country is Japan" },
    { NAMES "\"where\":{\"op\":\"not\",\"of\":[{\"op\":\"exists\",\"path\":" ORDERS "}]}}",
      "Name of Products where there are no Orders" },
    { NAMES "\"where\":{\"op\":\"or\",\"of\":[{\"op\":\"in\",\"left\":{\"field\":\"STATUS\"},"
            "\"values\":[{\"value\":\"Live\"},{\"value\":\"Planned\"},{\"value\":\"Retired\"}]},"
            "{\"op\":\"and\",\"of\":[{\"op\":\"contains\",\"left\":{\"field\":\"NAME\"},\"right\":{"
            "\"value\":\"a, b\"}},{\"op\":\"is_null\",\"left\":{\"field\":\"LAUNCH\"}}]}]}}",
      "Name of Products where Status is Live, Planned or Retired or (Name contains \"a, b\" and "
      "Launch date is empty)" },
    { NAMES "\"where\":{\"op\":\"range\",\"left\":{\"field\":\"LAUNCH\"},\"from\":{\"value\":"
            "\"2026-05-01\",\"kind\":\"date\"},\"to\":{\"value\":\"2026-05-02\",\"kind\":\"date\"}}"
            "}",
      "Name of Products where Launch date is 1 May 2026" },
    { NAMES "\"where\":{\"op\":\"eq\",\"left\":{\"field\":\"NAME\"},\"right\":{\"value\":\"TV\"},"
            "\"exact\":true},\"distinct\":true}",
      "Different Name of Products where Name is TV (in exactly this spelling)" },
    { "{\"model\":\"id-Order\",\"columns\":[{\"expr\":{\"op\":\"share\",\"of\":" SUM
      "}}],\"groups\":[{\"op\":\"bucket\",\"grain\":\"month\",\"of\":{\"field\":\"ORDERED\"}}]}",
      "Share (in percent) of the total sum of Revenue of Orders by month of Ordered at" },
    { "{\"model\":\"id-Product\",\"columns\":[{\"expr\":{\"field\":\"NAME\"}},{\"expr\":{\"op\":"
      "\"rollup\",\"agg\":\"sum\",\"path\":" ORDERS ",\"of\":{\"field\":\"REVENUE\"}}}]}",
      "Name and sum of Revenue of its Orders of Products" },
};

static const struct {
    const char *plan, *why;
} refused[] = {
    { "{\"model\":\"id-Nope\",\"columns\":[]}", "there is no model \"id-Nope\"" },
    { "{\"model\":\"id-Product\",\"columns\":[]}", "a plan shows 1 to 60 columns" },
    { "{\"model\":\"id-Product\",\"columns\":[{\"expr\":{\"field\":\"REVENUE\"}}]}",
      "Product has no field \"REVENUE\"" },
    { NAMES "\"wheer\":1}", "a plan has the unknown member \"wheer\"" },
    { NAMES "\"where\":{\"op\":\"eq\",\"left\":{\"field\":\"PRICE\"},\"right\":{\"value\":\"x\"}}}",
      "Price cannot be compared with a value of another kind" },
    { NAMES "\"where\":{\"op\":\"eq\",\"left\":{\"field\":\"PRICE\"},\"right\":{\"value\":null}}}",
      "ask whether Price is empty" },
    { NAMES "\"where\":{\"op\":\"lt\",\"left\":{\"field\":\"BRAND\"},\"right\":{\"value\":\"x\"}}}",
      "Brand is a reference; ask about one of its fields" },
    { NAMES "\"where\":{\"op\":\"eq\",\"left\":" COUNT ",\"right\":{\"value\":1}}}",
      "cannot stand here, where single records are looked at" },
    { NAMES "\"where\":{\"op\":\"contains\",\"left\":{\"field\":\"TAG\"},\"right\":{\"value\":\"x\""
            "}}}",
      "Tag can hold several values" },
    { "{\"model\":\"id-Product\",\"columns\":[{\"expr\":{\"field\":\"NAME\"}},{\"expr\":" COUNT
      "}],\"groups\":[{\"field\":\"STATUS\"}]}",
      "Name differs within a group" },
    { "{\"model\":\"id-Order\",\"columns\":[{\"expr\":{\"op\":\"agg\",\"agg\":\"sum\",\"of\":{"
      "\"field\":\"REGION\"}}}]}",
      "sum needs a number, and Region is none" },
    { NAMES "\"limit\":200000}", "at most 100000 rows" },
    { NAMES "\"ties\":true}", "ties need a limit and an order" },
    { NAMES "\"compare\":{\"date\":{\"field\":\"LAUNCH\"}}}", "only figures over a period" },
    { PRODUCT_COUNT "\"period\":{\"date\":{\"field\":\"NAME\"}}}", "a period needs a date" },
    { PRODUCT_COUNT "\"period\":{\"date\":{\"field\":\"LAUNCH\"},\"from\":\"2026-02-01\",\"to\":"
                    "\"2026-01-01\"}}",
      "ends before it begins" },
    { NAMES
      "\"where\":{\"op\":\"exists\",\"path\":[{\"field\":\"BRAND\",\"model\":\"id-Brand\"}]}}",
      "must end with a step back" },
    { NAMES "\"where\":{\"op\":\"exists\",\"path\":[{\"field\":\"PRODUCT\",\"model\":\"id-Brand\","
            "\"reverse\":true}]}}",
      "Brand has no field \"PRODUCT\"" },
};

static const struct {
    const char *singular, *plural;
} plurals[] = {
    { "Product", "Products" }, { "Category", "Categories" }, { "Day", "Days" },
    { "Launch", "Launches" },  { "Address", "Addresses" },   { "Products", "Products" },
    { "Status", "Statuses" },  { "Box", "Boxes" },
};

static void check_said(struct arena *a, const struct schema *s)
{
    for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
        struct plan *p = NULL, *back = NULL;
        struct why why = { 0 };
        json_t *in = NULL;
        err_t e = json_read(a, str_c(said[i].plan), 1 << 20, &in, &why);
        if (!e)
            e = plan_from_json(a, s, in, &p, &why);
        if (!e)
            e = plan_check(s, p, &why);
        CHECK(!e, "%s: %s", said[i].words, why.text);
        if (e)
            continue;
        str words = plan_words(a, p);
        CHECK(str_eq(words, str_c(said[i].words)), "\n  want %s\n  got  %.*s", said[i].words,
              STR_ARG(words));
        e = plan_from_json(a, s, json_keep(a, plan_to_json(p)), &back, &why);
        CHECK(!e && plan_equal(p, back), "%s: %s", said[i].words, why.text);
    }
}

static void check_refused(struct arena *a, const struct schema *s)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct plan *p = NULL;
        struct why why = { 0 };
        json_t *in = NULL;
        err_t e = json_read(a, str_c(refused[i].plan), 1 << 20, &in, &why);
        CHECK(!e, "%s: %s", refused[i].plan, why.text);
        e = plan_from_json(a, s, in, &p, &why);
        if (!e)
            e = plan_check(s, p, &why);
        CHECK(e == ERR_BAD_INPUT && strstr(why.text, refused[i].why), "%s: %s", refused[i].why,
              why.text);
    }
}

/* What cannot be written in JSON can still be built by hand. */
static void check_foreign(struct arena *a, const struct schema *s)
{
    struct schema *other = shop_schema(a);
    struct plan *p = plan_new(a, &other->models[0]);
    struct expr *e;
    struct cond *c = NULL;

    plan_column(a, p, expr_agg(a, AGG_COUNT, NULL), STR("n"));
    CHECK(plan_check(s, p, NULL) == ERR_BAD_INPUT, "a model of another schema");
    p->model = &s->models[0];
    CHECK(plan_check(s, p, NULL) == ERR_OK, "of this one");
    e = expr_field(a, &s->models[1].fields[0]);
    p->where = cond_null(a, COND_NOT_NULL, e);
    CHECK(plan_check(s, p, NULL) == ERR_BAD_INPUT, "a field of another model");
    for (int i = 0; i < 40; i++)
        c = cond_not(a,
                     c ? c : cond_null(a, COND_NOT_NULL, expr_field(a, &s->models[0].fields[0])));
    p->where = c;
    CHECK(plan_check(s, p, NULL) == ERR_TOO_LARGE, "too deep");
    p->where = cond_cmp(a, COND_EQ, NULL, NULL);
    CHECK(plan_check(s, p, NULL) == ERR_BAD_INPUT, "incomplete");
}

static void check_schema_of_form(void)
{
    json_t *form = plan_json_schema();
    char *text = json_dumps(form, JSON_COMPACT);

    for (enum cond_op op = 0; op < COND_NUM; op++)
        CHECK(strstr(text, cond_op_name(op)), "%s", cond_op_name(op));
    for (enum expr_op op = EXPR_RECORD; op < EXPR_NUM; op++)
        CHECK(strstr(text, expr_op_name(op)), "%s", expr_op_name(op));
    for (enum grain g = 0; g < GRAIN_NUM; g++)
        CHECK(strstr(text, grain_name(g)), "%s", grain_name(g));
    for (enum agg fn = 0; fn < AGG_NUM; fn++)
        CHECK(strstr(text, agg_name(fn)), "%s", agg_name(fn));
    free(text);
    json_decref(form);
}

int main(void)
{
    struct arena *a = arena_new();
    const struct schema *s = shop_schema(a);

    check_said(a, s);
    check_refused(a, s);
    check_foreign(a, s);
    check_schema_of_form();
    for (size_t i = 0; i < sizeof plurals / sizeof *plurals; i++) {
        str got = phrase_plural(a, str_c(plurals[i].singular));
        CHECK(str_eq(got, str_c(plurals[i].plural)), "%.*s", STR_ARG(got));
    }
    arena_free(a);
    return T_DONE();
}
