/* test_exec.c - what is asked of the source, and what comes out of it: counts
 * without reading, joins, comparison, budgets, changing records. */
#include "codec/json.h"
#include "exec/exec.h"
#include "exec/memory_source.h"
#include "plan/check.h"
#include "plan/json.h"
#include "plan/shop.h"
#include "t.h"

struct shop {
    struct arena *a;
    struct schema *s;
    struct memory_table tables[SHOP_MODELS];
    struct memory_source m;
    struct exec_env env;
};

static void fill(struct shop *shop, enum shop_model at, size_t n,
                 void (*row)(struct shop *shop, size_t i, struct value *v))
{
    struct memory_table *t = &shop->tables[at];

    t->model = &shop->s->models[at];
    t->n = n;
    t->records = NEW_N(shop->a, struct memory_record, n);
    shop->s->models[at].records = n;
    for (size_t i = 0; i < n; i++) {
        t->records[i].id = arena_fmt(shop->a, "%d-%zu", (int)at, i);
        t->records[i].values = NEW_N(shop->a, struct value, t->model->fields_n);
        row(shop, i, t->records[i].values);
    }
}

static void brand_row(struct shop *shop, size_t i, struct value *v)
{
    static const char *const names[] = { "Sony", "LG", "Miele", "Bosch" };
    static const char *const countries[] = { "Japan", "Korea", "Germany", "Germany" };

    (void)shop;
    v[0] = shop_text(names[i % 4]);
    v[1] = shop_text(countries[i % 4]);
    v[2] = value_int((int64_t)(1900 + i));
}

static void product_row(struct shop *shop, size_t i, struct value *v)
{
    static const char *const statuses[] = { "Planned", "Live", "Retired" };

    v[0] = value_text(arena_fmt(shop->a, "Product %zu", i));
    v[1] = value_text(arena_fmt(shop->a, "0-%zu", i % 5)); /* the fifth brand does not exist */
    v[2] = value_float((double)(i % 100));
    v[3] = value_int((int64_t)(i % 10));
    v[4] = value_date(civil_days(2026, (int)(i % 12) + 1, 15));
    v[5] = shop_text(statuses[i % 3]);
    v[6] = value_bool(i % 2);
    v[7] = shop_text(i % 4 ? "new" : "sale");
}

static void order_row(struct shop *shop, size_t i, struct value *v)
{
    v[0] = value_text(arena_fmt(shop->a, "1-%zu", i * 3));
    v[1] = value_float((double)i);
    v[2] = shop_text(i % 2 ? "North" : "South");
    v[3] = value_instant((int64_t)i * 3600);
}

static void shop_init(struct shop *shop)
{
    shop->a = arena_new();
    shop->s = shop_schema(shop->a);
    fill(shop, SHOP_BRAND, 4, brand_row);
    fill(shop, SHOP_PRODUCT, 3000, product_row);
    fill(shop, SHOP_ORDER, 100, order_row);
    memory_init(&shop->m, shop->tables, SHOP_MODELS);
    shop->env = (struct exec_env){
        .schema = shop->s, .source = &shop->m.source, .budget = EXEC_BUDGET_DEFAULT, .now = 77
    };
}

#define F(id) "{\"field\":\"" id "\"}"
#define OF_BRAND(id)                                                                               \
    "{\"path\":[{\"field\":\"BRAND\",\"model\":\"id-Brand\"}],\"field\":\"" id "\"}"
#define COUNT "{\"op\":\"agg\",\"agg\":\"count\"}"
#define PRODUCTS "{\"model\":\"id-Product\",\"columns\":[{\"expr\":"
#define HOW_MANY PRODUCTS COUNT "}]"
#define EQ(l, v) "{\"op\":\"eq\",\"left\":" l ",\"right\":{\"value\":" v "}}"
#define ORDERS "[{\"field\":\"PRODUCT\",\"model\":\"id-Order\",\"reverse\":true}]"

/* Rows as text, cells by commas, rows by semicolons. */
static const struct {
    const char *what, *plan, *rows;
    unsigned requests, records; /* at most */
} rows[] = {
    { "all", HOW_MANY "}", "3000", 1, 0 },
    { "one filter", HOW_MANY ",\"where\":" EQ(F("STATUS"), "\"Live\"") "}", "1000", 1, 0 },
    { "case is ignored", HOW_MANY ",\"where\":" EQ(F("NAME"), "\"PRODUCT 7\"") "}", "1", 1, 0 },
    { "exact case cannot be counted there",
      HOW_MANY ",\"where\":{\"op\":\"eq\",\"left\":" F("NAME") ",\"right\":{\"value\":\"PRODUCT "
                                                               "7\"},\"exact\":true}}",
      "0", 1, 1 },
    { "nested or, by inclusion and exclusion",
      HOW_MANY ",\"where\":{\"op\":\"and\",\"of\":[" EQ(
          F("ACTIVE"), "true") ",{\"op\":\"or\","
                               "\"of\":[" EQ(F("STOCK"), "1") "," EQ(
                                   F("STATUS"), "\"Live\"") "," EQ(F("PRICE"), "3") "]}]}}",
      "720", 7, 0 },
    { "or alone is one request",
      HOW_MANY ",\"where\":{\"op\":\"or\",\"of\":[" EQ(F("STOCK"), "1") "," EQ(F("STATUS"),
                                                                               "\"Live\"") "]}}",
      "1200", 1, 0 },
    { "not contains is all that have a name without those",
      HOW_MANY ",\"where\":{\"op\":\"not\",\"of\":[{\"op\":\"contains\",\"left\":" F(
          "NAME") ",\"right\":{\"value\":\"9\"}}]}}",
      "2187", 2, 0 },
    { "not in, or something else: no term takes another one's place",
      HOW_MANY
      ",\"where\":{\"op\":\"or\",\"of\":[{\"op\":\"not\",\"of\":[{\"op\":\"in\",\"left\":" F(
          "STOCK") ",\"values\":[{\"value\":1},{\"value\":2}]}]}," EQ(F("ACTIVE"), "true") "]}}",
      "2700", 3, 0 },
    { "enumeration in",
      HOW_MANY ",\"where\":{\"op\":\"in\",\"left\":" F(
          "STATUS") ",\"values\":[{\"value\":\"Live\"},{\"value\":\"Retired\"}]}}",
      "2000", 1, 0 },
    { "a period ends before its end",
      HOW_MANY ",\"period\":{\"date\":" F("LAUNCH") ",\"from\":\"2026-03-15\",\"to\":\"2026-05-15\""
                                                    "}}",
      "500", 1, 0 },
    { "two counts",
      PRODUCTS COUNT
      "},{\"expr\":{\"op\":\"agg\",\"agg\":\"count\",\"where\":" EQ(F("ACTIVE"), "true") "}}]}",
      "3000,1500", 2, 0 },
    { "behind a reference: the brand first, then one count",
      HOW_MANY ",\"where\":" EQ(OF_BRAND("NAME"), "\"sony\"") "}", "600", 2, 1 },
    { "no such brand: nothing more is asked",
      HOW_MANY ",\"where\":" EQ(OF_BRAND("NAME"), "\"Nokia\"") "}", "0", 1, 0 },
    { "two brands are one request of any",
      HOW_MANY ",\"where\":" EQ(OF_BRAND("COUNTRY"), "\"Germany\"") "}", "1200", 2, 2 },
    { "several values: one of them", HOW_MANY ",\"where\":" EQ(F("TAG"), "\"sale\"") "}", "750", 1,
      0 },
    { "not one of several values",
      HOW_MANY ",\"where\":{\"op\":\"not\",\"of\":[" EQ(F("TAG"), "\"sale\"") "]}}", "2250", 2, 0 },
    { "a list stops when it is full",
      PRODUCTS F("NAME") "},{\"expr\":" OF_BRAND("NAME") "}],\"limit\":2}",
      "Product 0,Sony;Product 1,LG", 3, 6 },
    { "grouped through a reference",
      PRODUCTS OF_BRAND("COUNTRY") "},{\"expr\":" COUNT "}],\"groups\":[" OF_BRAND(
          "COUNTRY") "],\"order\":[{\"expr\":" COUNT ",\"desc\":true}],\"limit\":2}",
      "Germany,1200;,600", 17, 3004 },
    { "products without orders",
      HOW_MANY ",\"where\":{\"op\":\"not\",\"of\":[{\"op\":\"exists\","
               "\"path\":" ORDERS "}]}}",
      "2900", 17, 3100 },
    { "top by what hangs on them",
      PRODUCTS F("NAME") "},{\"expr\":{\"op\":\"rollup\",\"agg\":\"sum\",\"path\":" ORDERS
                         ",\"of\":" F("REVENUE") "}}],\"order\":[{\"expr\":{\"op\":\"rollup\","
                                                 "\"agg\":\"sum\",\"path\":" ORDERS
                                                 ",\"of\":" F("REVENUE") "},\"desc\":true}],"
                                                                         "\"limit\":2}",
      "Product 297,99;Product 294,98", 18, 3200 },
    { "compared",
      HOW_MANY
      ",\"period\":{\"date\":" F("LAUNCH") ",\"from\":\"2026-04-01\",\"to\":"
                                           "\"2026-07-01\"},\"compare\":{\"date\":" F(
                                               "LAUNCH") ",\"from\":"
                                                         "\"2025-12-01\",\"to\":\"2026-02-01\"}}",
      "750,250,500,200", 2, 0 },
    { "compared month by month: the first with the first",
      PRODUCTS "{\"op\":\"bucket\",\"grain\":\"month\",\"of\":" F(
          "LAUNCH") "}},{\"expr\":" COUNT
                    "}],\"groups\":[{\"op\":\"bucket\",\"grain\":\"month\",\"of\":" F(
                        "LAUNCH") "}],\"period\":{\"date\":" F("LAUNCH") ",\"from\":\"2026-11-01\","
                                                                         "\"to\":"
                                                                         "\"2027-01-01\"},"
                                                                         "\"compare\":{\"date\":" F(
                                                                             "LAUNCH") ",\"from\":"
                                                                                       "\"2026-09-"
                                                                                       "01\","
                                                                                       "\"to\":"
                                                                                       "\"2026-10-"
                                                                                       "01\"}}",
      "2026-11-01,250,250,0,0;2026-12-01,250,0,250,", 20, 1000 },
    { "fiscal quarters begin in April",
      PRODUCTS "{\"op\":\"bucket\",\"grain\":\"fiscal_year\",\"of\":" F(
          "LAUNCH") "}},{\"expr\":" COUNT
                    "}],\"groups\":[{\"op\":\"bucket\",\"grain\":\"fiscal_year\",\"of\":" F(
                        "LAUNCH") "}]}",
      "2025-04-01,750;2026-04-01,2250", 16, 3000 },
    { "by an enumeration: a count for each value",
      PRODUCTS F("STATUS") "},{\"expr\":" COUNT "}],\"groups\":[" F("STATUS") "]}",
      "Live,1000;Planned,1000;Retired,1000", 5, 0 },
    { "by quarter of a closed period: a count for each quarter",
      PRODUCTS "{\"op\":\"bucket\",\"grain\":\"quarter\",\"of\":" F(
          "LAUNCH") "}},{\"expr\":" COUNT
                    "}],\"groups\":[{\"op\":\"bucket\",\"grain\":\"quarter\",\"of\":" F(
                        "LAUNCH") "}],\"period\":{\"date\":" F("LAUNCH") ",\"from\":\"2026-01-10\","
                                                                         "\"to\":"
                                                                         "\"2026-10-16\"}}",
      "2026-01-01,750;2026-04-01,750;2026-07-01,750;2026-10-01,250", 5, 0 },
    { "the first by a number: sorted there, all equal ones are seen",
      PRODUCTS F("NAME") "}],\"order\":[{\"expr\":" F("PRICE") ",\"desc\":true}],\"limit\":2}",
      "Product 1099;Product 1199", 3, 31 },
    { "on or before a day is its first moment, of instants",
      "{\"model\":\"id-Order\",\"columns\":[{\"expr\":" COUNT
      "}],\"where\":{\"op\":\"le\",\"left\":" F(
          "ORDERED") ",\"right\":{\"value\":\"1970-01-02\",\"kind\":\"date\"}}}",
      "25", 1, 0 },
    { "and after it is the next second",
      "{\"model\":\"id-Order\",\"columns\":[{\"expr\":" COUNT
      "}],\"where\":{\"op\":\"gt\",\"left\":" F(
          "ORDERED") ",\"right\":{\"value\":\"1970-01-02\",\"kind\":\"date\"}}}",
      "75", 1, 0 },
    { "a number with a fraction against whole ones",
      HOW_MANY ",\"where\":{\"op\":\"lt\",\"left\":" F("STOCK") ",\"right\":{\"value\":2.5}}}",
      "900", 1, 0 },
    { "records of a list of ids",
      PRODUCTS F("NAME") "}],\"where\":{\"op\":\"in\",\"left\":{\"op\":\"record\"},\"values\":[{"
                         "\"value\":\"1-7\"},{\"value\":\"1-9\"},{\"value\":\"nope\"}]}}",
      "Product 7;Product 9", 1, 2 },
    { "of these records, those with one of several values",
      PRODUCTS F("NAME") "}],\"where\":{\"op\":\"and\",\"of\":[{\"op\":\"in\",\"left\":{\"op\":"
                         "\"record\"},"
                         "\"values\":[{\"value\":\"1-7\"},{\"value\":\"1-8\"}]}," EQ(
                             F("TAG"), "\"sale\"") "]}}",
      "Product 8", 5, 752 },
    { "share and running total",
      PRODUCTS F("STATUS") "},{\"expr\":{\"op\":\"share\",\"of\":" COUNT "}},{\"expr\":{\"op\":"
                           "\"running\",\"of\":" COUNT
                           "}}],\"groups\":[" F("STATUS") "],\"where\":"
                                                          "{\"op\":\"lt\",\"left\":" F(
                                                              "PRICE") ",\"right\":{\"value\":2}}}",
      "Live,33.3333333333333,20;Planned,33.3333333333333,40;Retired,33.3333333333333,60", 16, 60 },
};

static err_t run_json(struct shop *shop, const char *text, struct result *out, struct why *why)
{
    json_t *in = NULL;
    struct plan *p = NULL;

    TRY(json_read(shop->a, str_c(text), 1 << 20, &in, why));
    TRY(plan_from_json(shop->a, shop->s, in, &p, why));
    TRY(plan_check(shop->s, p, why));
    return exec_run(shop->a, &shop->env, p, out, why);
}

static str rows_text(struct arena *a, const struct result *r)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < r->rows_n; i++) {
        if (i)
            buf_byte(&b, ';');
        for (size_t j = 0; j < r->columns_n; j++) {
            struct value v = result_cell(r, i, j);
            if (j)
                buf_byte(&b, ',');
            if (v.kind == VALUE_FLOAT)
                buf_fmt(&b, "%.15g", v.f);
            else
                value_print(&b, v);
        }
    }
    return buf_str(&b);
}

static void check_rows(struct shop *shop)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct result r = { 0 };
        struct why why = { 0 };
        err_t e = run_json(shop, rows[i].plan, &r, &why);
        CHECK(!e, "%s: %s", rows[i].what, why.text);
        if (e)
            continue;
        str got = rows_text(shop->a, &r);
        CHECK(str_eq(got, str_c(rows[i].rows)), "%s: got %.*s", rows[i].what, STR_ARG(got));
        CHECK(r.provenance.requests <= rows[i].requests, "%s: %llu requests", rows[i].what,
              (unsigned long long)r.provenance.requests);
        CHECK(r.provenance.records_read <= rows[i].records, "%s: %llu records", rows[i].what,
              (unsigned long long)r.provenance.records_read);
    }
}

static void check_columns(struct shop *shop)
{
    struct result r = { 0 };
    struct why why = { 0 };
    static const char *const want[] = { "status", "n", "n_before", "n_change", "n_change_in" };

    CHECK(
        !run_json(shop,
                  PRODUCTS COUNT ",\"label\":\"N\"},{\"expr\":" F(
                      "STATUS") ",\"label\":"
                                "\"Status\"}],\"groups\":[" F("STATUS") "],\"period\":{\"date\":" F(
                                    "LAUNCH") "},\"compare\":{\"date\":" F("LAUNCH") "}}",
                  &r, &why),
        "%s", why.text);
    CHECK(r.columns_n == 5, "%zu columns", r.columns_n);
    for (size_t i = 0; i < r.columns_n; i++)
        CHECK(str_eq(r.columns[i].name, str_c(want[i])), "%.*s", STR_ARG(r.columns[i].name));
    CHECK(r.columns[0].is_key && !r.columns[1].is_key && r.columns[4].is_percent, "flags");
    CHECK(r.provenance.as_of == 77 && r.provenance.notes_n > 0, "provenance");
    CHECK(str_eq(r.provenance.universe_id, STR("id-Product")), "universe");
}

static void check_totals(struct shop *shop)
{
    struct result r = { 0 };
    struct why why = { 0 };

    CHECK(!run_json(shop, PRODUCTS F("NAME") "}],\"limit\":3}", &r, &why), "%s", why.text);
    CHECK(r.total == 3000 && !r.truncated && !r.total_at_least, "the source knows the total");
    CHECK(!run_json(shop, PRODUCTS F("TAG") "}],\"limit\":3,\"order\":[{\"expr\":" F("PRICE") "}]}",
                    &r, &why),
          "%s", why.text);
    CHECK(r.total == 3000 && !r.truncated, "an order reads all");
    CHECK(r.warnings.n == 1, "the first of several values is a warning");
}

static void check_limits(struct shop *shop)
{
    struct result r = { 0 };
    struct why why = { 0 };
    atomic_bool stop = true;
    const char *sorted = PRODUCTS F("NAME") "}],\"order\":[{\"expr\":" F("STOCK") "}]}";

    shop->env.budget.records = 1000;
    CHECK(run_json(shop, sorted, &r, &why) == ERR_TOO_LARGE && strstr(why.text, "Narrow"), "%s",
          why.text);
    shop->env.now = civil_days(2026, 12, 1) * DAY_S;
    CHECK(run_json(shop, sorted, &r, &why) == ERR_TOO_LARGE &&
              strstr(why.text, "With Launch date in the last 90 days it is 750 records"),
          "%s", why.text);
    shop->env.now = 77;
    shop->env.budget = (struct exec_budget){ .requests = 1 };
    CHECK(run_json(shop, HOW_MANY ",\"where\":" EQ(OF_BRAND("NAME"), "\"Sony\"") "}", &r, &why) ==
              ERR_TOO_LARGE,
          "two requests are one too many");
    shop->env.budget = EXEC_BUDGET_DEFAULT;
    shop->env.cancelled = &stop;
    CHECK(run_json(shop, sorted, &r, &why) == ERR_CANCELLED, "cancelled");
    shop->env.cancelled = NULL;
    shop->m.sorts_wrong = true;
    CHECK(!run_json(shop,
                    PRODUCTS F("PRICE") "}],\"order\":[{\"expr\":" F("PRICE") "}],\"limit\":131}",
                    &r, &why),
          "%s", why.text);
    CHECK(r.rows_n == 131 && result_cell(&r, 29, 0).f == 0 && result_cell(&r, 30, 0).f == 1,
          "a source that sorts wrongly is found out");
    shop->m.sorts_wrong = false;
    shop->m.conflicts = 2;
    CHECK(run_json(shop, sorted, &r, &why) == ERR_OK && r.rows_n == 3000, "read again");
    shop->m.conflicts = 3;
    CHECK(run_json(shop, sorted, &r, &why) == ERR_CONFLICT, "not for ever");
    shop->m.conflicts = 0;
    shop->m.refuses = 1u << OP_EQUALS;
    CHECK(run_json(shop, HOW_MANY ",\"where\":" EQ(F("TAG"), "\"sale\"") "}", &r, &why) ==
              ERR_UNSUPPORTED,
          "only the source sees all values");
    shop->m.refuses = 0;
}

static void check_explain(struct shop *shop)
{
    struct plan *p = plan_new(shop->a, shop_model(shop->s, SHOP_PRODUCT));
    struct expr *brand = shop_expr(shop->a, shop->s, SHOP_PRODUCT, "BRAND.NAME");
    struct why why = { 0 };
    str out = { 0 };

    plan_column(shop->a, p, expr_agg(shop->a, AGG_COUNT, NULL), STR("n"));
    p->where = cond_cmp(shop->a, COND_EQ, brand, expr_literal(shop->a, shop_text("Sony")));
    CHECK(!exec_explain(shop->a, &shop->env, p, &out, &why), "%s", why.text);
    CHECK(str_eq(out, STR("# a condition behind a reference, as ids of what it refers to\n"
                          "# first, which Brands are meant:\n"
                          "read Brand where NAME EQUALS Sony\n"
                          "# a total instead of records\n"
                          "count Product where BRAND EQUALS (each found)\n")),
          "%.*s", STR_ARG(out));
    CHECK(shop->m.source.cost.requests == 0, "nothing is sent");
}

int main(void)
{
    struct shop shop;

    shop_init(&shop);
    check_explain(&shop);
    check_rows(&shop);
    check_columns(&shop);
    check_totals(&shop);
    check_limits(&shop);
    arena_free(shop.a);
    return T_DONE();
}
