/* test_semantics.c - every mistake of a semantic layer is named with its line,
 * and a file with one changes nothing. */
#include "../schema/shop.h"
#include "catalog/semantics.h"
#include "t.h"

#define MODELS(inside) "{\"models\": [\n" inside "\n]}"
#define ROLE(inside) "{\"models\": [],\n \"roles\": {\n  \"seller\": " inside "\n}}"

static const struct {
    const char *text, *says;
} mistakes[] = {
    { "[]", "must be a JSON object" },
    { "{\n\"modls\": []}", "line 2: \"modls\" is no member" },
    { "{\n\"models\": {}}", "line 2: \"models\" must be a list" },
    { "{\n\"roles\": []}", "line 2: \"roles\" must be an object" },
    { "{\n\n\"fiscal_year_start\": \"02-30\"}", "line 3: \"fiscal_year_start\" must be" },
    { "{\"fiscal_year_start\": 4}", "line 1: \"fiscal_year_start\" must be" },
    { MODELS("{}"), "line 1: \"models\" holds a model without a name" },
    { MODELS("{\"name\": \"Brand\"},\n{\"name\": \"Prodct\"}"),
      "line 3: \"Prodct\" is no model of this hub" },
    { MODELS("{\"name\": \"Brand\",\n\"lable\": \"x\"}"), "line 3: \"lable\" is no member" },
    { MODELS("{\"name\": \"Brand\",\n\"label\": 5}"), "line 3: \"label\" must be a text" },
    { MODELS("{\"name\": \"Brand\", \"label\": \"x\"},\n{\"name\": \"Order\",\n\"label\": 5}"),
      "line 4: \"label\" must be a text" },
    { MODELS("{\"name\": \"Brand\",\n\"synonyms\": \"make\"}"),
      "line 3: \"synonyms\" must be a list" },
    { MODELS("{\"name\": \"Brand\",\n\"synonyms\": [\"make\", 1]}"),
      "\"synonyms\" must be a list" },
    { MODELS("{\"name\": \"Product\",\n\"default_date\":\n\"Price\"}"),
      "line 4: \"Price\" is no date" },
    { MODELS("{\"name\": \"Product\",\n\"default_date\": 4}"), "line 3: \"default_date\" must be" },
    { MODELS("{\"name\": \"Brand\",\n\"display_field\": \"Nme\"}"), "line 3: \"Nme\" is no field" },
    { MODELS("{\"name\": \"Brand\",\n\"fields\": {}}"), "line 3: \"fields\" must be a list" },
    { MODELS("{\"name\": \"Brand\",\n\"fields\": [5]}"),
      "\"fields\" holds a field without a name" },
    { MODELS("{\"name\": \"Brand\", \"fields\": [\n{\"name\": \"Price\"}]}"),
      "line 3: \"Price\" is no field" },
    { MODELS("{\"name\": \"Brand\", \"fields\": [{\"name\": \"Name\",\n\"sensitive\": \"yes\"}]}"),
      "line 3: \"sensitive\" must be true or false" },
    { MODELS("{\"name\": \"Brand\", \"fields\": [{\"name\": \"Name\",\n\"secret\": true}]}"),
      "line 3: \"secret\" is no member" },
    { MODELS("{\"name\": \"Brand\",\n\"measures\": {}}"), "line 3: \"measures\" must be a list" },
    { MODELS("{\"name\": \"Brand\",\n\"measures\": [7]}"), "\"measures\" holds something" },
    { MODELS("{\"name\": \"Brand\",\n\"measures\": [{\"name\": \"x\"}]}"),
      "without a name or a formula" },
    { ROLE("5"), "line 3: \"seller\" must be an object" },
    { ROLE("{\"deny\": []}"), "line 3: \"deny\" is no member" },
    { ROLE("{\n\"deny_models\": [\"Ordr\"]}"), "line 4: \"Ordr\" is denied, but is no model" },
    { ROLE("{\n\"deny_fields\": [\"Product.Prise\"]}"), "line 4: \"Product.Prise\" is denied" },
    { ROLE("{\n\"deny_fields\": [\"*.Prise\"]}"), "line 4: \"*.Prise\" is denied" },
    { ROLE("{\n\"deny_fields\": \"Product.Price\"}"), "line 4: \"deny_fields\" must be a list" },
    { ROLE("{\n\n\"requests_per_hour\": \"50\"}"), "line 5: \"requests_per_hour\" must be" },
    { ROLE("{\n\n\"requests_per_hour\": 0}"), "line 5: \"requests_per_hour\" must be" },
    { ROLE("{\n\n\"max_records\": 0}"), "line 5: \"max_records\" must be from 1 to 1000000000" },
    { ROLE("{\n\n\"max_seconds\": 5000}"), "line 5: \"max_seconds\" must be from 1 to 3600" },
    { ROLE("{\n\n\"max_requests\": \"many\"}"), "line 5: \"max_requests\" must be" },
};

static void test_mistakes(void)
{
    for (size_t i = 0; i < sizeof mistakes / sizeof *mistakes; i++) {
        struct arena *a = arena_new();
        struct schema *s = shop_schema(a);
        struct policy *p = policy_default(a);
        size_t roles = p->roles_n;
        struct why why = { "" };
        err_t e = semantics_apply(a, str_c(mistakes[i].text), s, p, &why);
        CHECK(e == ERR_BAD_INPUT, "%s was taken", mistakes[i].text);
        CHECK(strstr(why.text, mistakes[i].says), "%s gave '%s'", mistakes[i].text, why.text);
        CHECK(str_eq(s->models[0].label, STR("Brand")) && p->roles_n == roles &&
                  s->fiscal_month == 4,
              "%s changed something", mistakes[i].text);
        arena_free(a);
    }
}

static const char good[] =
    "{\"fiscal_year_start\": \"07-15\", \"models\": [{\"name\": \"brand\", \"label\": \"Maker\", "
    "\"synonyms\": [\"make\"], \"fields\": [{\"name\": \"Founded\", \"sensitive\": true}], "
    "\"measures\": [{\"name\": \"age\", \"formula\": \"2026 - Founded\"}]}], \"roles\": "
    "{\"seller\": {\"deny_models\": [\"Order\"], \"deny_fields\": [\"*.Price\"], "
    "\"max_records\": 5000, \"max_seconds\": 9}}}";

static void test_good(void)
{
    struct arena *a = arena_new();
    struct schema *s = shop_schema(a);
    struct policy *p = policy_default(a);
    struct why why = { "" };

    CHECK(semantics_apply(a, str_c(good), s, p, &why) == ERR_OK, "%s", why.text);
    const struct model *m = &s->models[SHOP_BRAND];
    CHECK(str_eq(m->label, STR("Maker")) && m->synonyms.n == 1 && m->fields[2].sensitive &&
              m->measures_n == 1 && str_eq(m->measures[0].label, STR("age")),
          "the model is not as the file says");
    CHECK(s->fiscal_month == 7 && s->fiscal_day == 15, "%d-%d", s->fiscal_month, s->fiscal_day);
    const struct role *r = policy_role(p, STR("seller"));
    CHECK(r && r->requests_per_hour == 50 && !role_may(r, FEATURE_ADMIN) &&
              role_may(r, FEATURE_ASK),
          "the role is not as the file says");
    CHECK(r && r->max_records == 5000 && r->max_seconds == 9 && r->max_requests == 0,
          "its budget is not as the file says");
    const struct schema *view = r ? policy_view(a, s, r) : s;
    CHECK(!schema_model(view, STR("Order")) && schema_model(view, STR("Product")) &&
              !model_field(schema_model(view, STR("Product")), STR("Price")),
          "the role sees what it is denied");
    arena_free(a);
}

int main(void)
{
    test_mistakes();
    test_good();
    return T_DONE();
}
