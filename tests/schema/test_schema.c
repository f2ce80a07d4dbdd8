/* test_schema.c - look-up, the values that elements hold, JSON both ways. */
#include "codec/json.h"
#include "schema/json.h"
#include "schema/shop.h"
#include "t.h"

static const struct {
    enum field_type type;
    const char *text;
    bool ok;
    struct value want;
} parses[] = {
    { FIELD_TEXT, " a b ", true, { .kind = VALUE_TEXT, .s = { "a b", 3 } } },
    { FIELD_TEXT, "  ", true, { .kind = VALUE_NULL } },
    { FIELD_INT, "42", true, { .kind = VALUE_INT, .i = 42 } },
    { FIELD_INT, "5.0", true, { .kind = VALUE_INT, .i = 5 } },
    { FIELD_INT, "5.5", false, { .kind = VALUE_NULL } },
    { FIELD_INT, "", true, { .kind = VALUE_NULL } },
    { FIELD_FLOAT, "1.5", true, { .kind = VALUE_FLOAT, .f = 1.5 } },
    { FIELD_FLOAT, "1e999", false, { .kind = VALUE_NULL } },
    { FIELD_BOOL, "true", true, { .kind = VALUE_BOOL, .b = true } },
    { FIELD_BOOL, "0", true, { .kind = VALUE_BOOL, .b = false } },
    { FIELD_BOOL, "maybe", false, { .kind = VALUE_NULL } },
    { FIELD_DATE, "1970-01-03", true, { .kind = VALUE_DATE, .i = 2 } },
    { FIELD_DATE, "1969-12-31T23:00:00Z", true, { .kind = VALUE_DATE, .i = -1 } },
    { FIELD_DATE, "soon", false, { .kind = VALUE_NULL } },
    { FIELD_INSTANT, "1970-01-01T01:00Z", true, { .kind = VALUE_INSTANT, .i = 3600 } },
    { FIELD_TIME, "01:01:01", true, { .kind = VALUE_TIME, .i = 3661 } },
    { FIELD_ENUM, "X", true, { .kind = VALUE_TEXT, .s = { "X", 1 } } },
};

static void check_json(struct arena *a, struct schema *s)
{
    struct schema *back = NULL;
    struct why why = { 0 };
    json_t *one, *two;
    str synonym = STR("item");
    int key = 0;

    s->models[1].synonyms = (struct strs){ &synonym, 1 };
    s->models[1].key_fields = &key;
    s->models[1].key_fields_n = 1;
    s->models[1].records = 1234;
    s->models[1].measures_n = 1;
    s->models[1].measures = NEW(a, struct measure);
    s->models[1].measures[0] = (struct measure){ .name = STR("value"),
                                                 .label = STR("Value"),
                                                 .formula = STR("PRICE * STOCK") };
    one = json_keep(a, schema_to_json(s));
    CHECK(schema_from_json(a, one, &back, &why) == ERR_OK, "%s", why.text);
    two = json_keep(a, schema_to_json(back));
    CHECK(json_equal(one, two), "JSON of the JSON");
    CHECK(back->models[1].fields[1].ref_model == 0, "references are linked");
    CHECK(back->models[1].display_field == 0 && back->models[2].display_field == -1, "display");
    CHECK(back->models[1].default_date == 4 && back->models[1].records == 1234, "facts");
    json_object_set_new(json_array_get(json_object_get(two, "models"), 0), "label", json_null());
    CHECK(schema_from_json(a, two, &back, &why) == ERR_BAD_INPUT, "a model without a label");
}

int main(void)
{
    struct arena *a = arena_new();
    struct schema *s = shop_schema(a);

    for (size_t i = 0; i < sizeof parses / sizeof *parses; i++) {
        struct field f = { .type = parses[i].type };
        struct value v = value_int(99);
        bool ok = field_parse(&f, str_c(parses[i].text), &v);
        CHECK(ok == parses[i].ok && v.kind == parses[i].want.kind && value_eq(v, parses[i].want),
              "%s", parses[i].text);
    }
    for (enum field_type t = 0; t < FIELD_TYPE_COUNT; t++) {
        enum field_type back;
        CHECK(field_type_of_boomi(str_c(field_type_info(t)->boomi), &back) && back == t, "boomi");
        CHECK(field_type_of_json(str_c(field_type_info(t)->json), &back) && back == t, "json");
    }
    CHECK(schema_model(s, STR("id-Order")) == &s->models[2], "by id");
    CHECK(schema_model(s, STR("pRODUCT")) == &s->models[1], "by name");
    CHECK(!schema_model(s, STR("ID-Order")), "ids match exactly");
    CHECK(model_field(&s->models[1], STR("launch DATE")) == &s->models[1].fields[4], "by label");
    CHECK(model_field_index(&s->models[1], STR("Launch date")) == -1, "an id is no label");
    CHECK(schema_model_of(s, &s->models[2].fields[1]) == &s->models[2], "holder");
    check_json(a, s);
    arena_free(a);
    return T_DONE();
}
