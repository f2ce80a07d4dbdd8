/* test_query.c - flat queries as XML, exactly; and what cannot be asked is
 * refused with the name of the field, never left out. */
#include "datahub/query.h"
#include "t.h"

static struct field fields[] = {
    { .id = { "NAME", 4 }, .name = { "Name", 4 }, .label = { "Name", 4 }, .type = FIELD_TEXT },
    { .id = { "PRICE", 5 }, .name = { "Price", 5 }, .label = { "Price", 5 }, .type = FIELD_FLOAT },
    { .id = { "STOCK", 5 }, .name = { "Stock", 5 }, .label = { "Stock", 5 }, .type = FIELD_INT },
    { .id = { "BORN", 4 }, .name = { "Born", 4 }, .label = { "Born", 4 }, .type = FIELD_DATE },
    { .id = { "SEEN", 4 }, .name = { "Seen", 4 }, .label = { "Seen", 4 }, .type = FIELD_INSTANT },
    { .id = { "KIND", 4 }, .name = { "Kind", 4 }, .label = { "Kind", 4 }, .type = FIELD_ENUM },
    { .id = { "VIP", 3 }, .name = { "VIP", 3 }, .label = { "VIP", 3 }, .type = FIELD_BOOL },
    { .id = { "NUMBER", 6 },
      .name = { "Number", 6 },
      .label = { "Number", 6 },
      .type = FIELD_TEXT,
      .repeatable = true,
      .collection_id = { "PHONES", 6 } },
    { .id = { "OWNER", 5 }, .name = { "Owner", 5 }, .label = { "Owner", 5 }, .type = FIELD_REF },
};
enum { NAME, PRICE, STOCK, BORN, SEEN, KIND, VIP, NUMBER, OWNER };
static const struct model model = { .fields = fields, .fields_n = sizeof fields / sizeof *fields };

#define INT(n)                                                                                     \
    {                                                                                              \
        .kind = VALUE_INT, .i = n                                                                  \
    }
#define FLOAT(x)                                                                                   \
    {                                                                                              \
        .kind = VALUE_FLOAT, .f = x                                                                \
    }
#define TEXT(t)                                                                                    \
    {                                                                                              \
        .kind = VALUE_TEXT, .s = { t, sizeof t - 1 }                                               \
    }
#define DATE(n)                                                                                    \
    {                                                                                              \
        .kind = VALUE_DATE, .i = n                                                                 \
    }
#define INSTANT(n)                                                                                 \
    {                                                                                              \
        .kind = VALUE_INSTANT, .i = n                                                              \
    }

/* clang-format off */
static const struct {
    int field;
    enum source_op op;
    struct value values[3];
    size_t n;
    const char *out; /* the values; NULL: refused */
} rows[] = {
    { NAME, OP_EQUALS, { TEXT("<Sony & Co>") }, 1, "<value>&lt;Sony &amp; Co&gt;</value>" },
    { NAME, OP_STARTS_WITH, { INT(42) }, 1, "<value>42</value>" },
    { NAME, OP_IS_NULL, { INT(0) }, 0, "" },
    { NAME, OP_EQUALS, { TEXT("  ") }, 1, NULL },
    { NAME, OP_EQUALS, { INT(0) }, 0, NULL },
    { NAME, OP_GREATER_THAN, { TEXT("a") }, 1, NULL },
    { NAME, OP_IS_NULL, { TEXT("a") }, 1, NULL },
    { PRICE, OP_GREATER_THAN, { FLOAT(1.5) }, 1, "<value>1.5</value>" },
    { PRICE, OP_LESS_THAN_EQUAL, { INT(7) }, 1, "<value>7</value>" },
    { PRICE, OP_EQUALS, { TEXT("7") }, 1, NULL },
    { STOCK, OP_EQUALS, { FLOAT(7) }, 1, "<value>7</value>" },
    { STOCK, OP_EQUALS, { FLOAT(7.5) }, 1, NULL },
    { STOCK, OP_CONTAINS, { INT(7) }, 1, NULL },
    { BORN, OP_BETWEEN, { DATE(0), INSTANT(86400) }, 2,
      "<value>1970-01-01</value><value>1970-01-02</value>" },
    { BORN, OP_BETWEEN, { DATE(0), INSTANT(86401) }, 2, NULL },
    { BORN, OP_BETWEEN, { DATE(0) }, 1, NULL },
    { BORN, OP_GREATER_THAN, { DATE(0) }, 1, NULL },
    { SEEN, OP_EQUALS, { DATE(1) }, 1, "<value>1970-01-02T00:00:00Z</value>" },
    { SEEN, OP_NOT_EQUALS, { INSTANT(61) }, 1, "<value>1970-01-01T00:01:01Z</value>" },
    { KIND, OP_EQUALS, { TEXT("A"), TEXT("B"), TEXT("C") }, 3,
      "<value>A</value><value>B</value><value>C</value>" },
    { KIND, OP_NOT_EQUALS, { TEXT("A"), TEXT("B") }, 2, NULL },
    { KIND, OP_EQUALS, { INT(0) }, 0, NULL },
    { KIND, OP_IS_INVALID, { INT(0) }, 0, "" },
    { VIP, OP_EQUALS, { { .kind = VALUE_BOOL, .b = true } }, 1, "<value>true</value>" },
    { NUMBER, OP_EQUALS, { TEXT("1") }, 1, "<value>1</value>" },
    { NUMBER, OP_CONTAINS, { TEXT("1") }, 1, NULL },
    { OWNER, OP_EQUALS, { TEXT("guid") }, 1, "<value>guid</value>" },
    { OWNER, OP_IS_NULL, { INT(0) }, 0, NULL },
};
/* clang-format on */

static void check_filters(struct arena *a)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct field *f = &fields[rows[i].field];
        struct value values[3];
        struct source_filter filter = { f, rows[i].op, values, rows[i].n };
        const struct field *view[] = { &fields[NAME] };
        struct source_query q = {
            .model = &model, .filters = &filter, .filters_n = 1, .view = view, .view_n = 1
        };
        struct why why = { "" };
        str out = STR("");

        memcpy(values, rows[i].values, sizeof values);
        err_t e = query_to_xml(a, &q, 5, STR(""), &out, &why);
        if (!rows[i].out) {
            CHECK(e == ERR_BAD_INPUT && str_find(str_c(why.text), f->name) < strlen(why.text),
                  "row %zu: %s", i, why.text);
            continue;
        }
        str want = arena_fmt(a,
                             "<RecordQueryRequest limit=\"5\"><view><fieldId>NAME</fieldId></view>"
                             "<filter op=\"AND\"><fieldValue><fieldId>%.*s</fieldId><operator>%s"
                             "</operator>%s</fieldValue></filter></RecordQueryRequest>",
                             STR_ARG(f->id), source_op_name(rows[i].op), rows[i].out);
        CHECK(e == ERR_OK && str_eq(out, want), "row %zu: %s %.*s", i, why.text, STR_ARG(out));
    }
}

static void check_whole(struct arena *a)
{
    const struct field *view[] = { &fields[NUMBER], &fields[NAME], &fields[NUMBER] };
    str ids[101] = { STR("r1"), STR("r2") };
    struct source_query q = { .model = &model,
                              .view = view,
                              .view_n = 3,
                              .sort = &fields[PRICE],
                              .sort_desc = true,
                              .any = true,
                              .record_ids = { ids, 2 } };
    str out;

    CHECK(query_to_xml(a, &q, 200, STR("Mg=="), &out, NULL) == ERR_OK &&
              str_eq(out, STR("<RecordQueryRequest limit=\"200\" offsetToken=\"Mg==\"><view>"
                              "<fieldId>PHONES</fieldId><fieldId>NAME</fieldId></view><sort>"
                              "<sortField><fieldId>PRICE</fieldId><direction>DESC</direction>"
                              "</sortField></sort><filter op=\"OR\"><recordIds><recordId>r1"
                              "</recordId><recordId>r2</recordId></recordIds></filter>"
                              "</RecordQueryRequest>")),
          "%.*s", STR_ARG(out));
    q.record_ids.n = 101;
    CHECK(query_to_xml(a, &q, 200, STR(""), &out, NULL) == ERR_BAD_INPUT, "101 ids");
    q.record_ids.n = 0;
    q.sort = &fields[OWNER];
    CHECK(query_to_xml(a, &q, 200, STR(""), &out, NULL) == ERR_BAD_INPUT, "sort by a reference");
    q.sort = NULL;
    q.view_n = 0;
    CHECK(query_to_xml(a, &q, 1, STR(""), &out, NULL) == ERR_OK &&
              str_eq(out, STR("<RecordQueryRequest limit=\"1\"><view><fieldId>NAME</fieldId></view>"
                              "<sort><sortField><fieldId>@createdDate</fieldId><direction>DESC"
                              "</direction></sortField></sort></RecordQueryRequest>")),
          "%.*s", STR_ARG(out));
}

static void check_words(struct arena *a)
{
    struct value sony = TEXT("Sony"), prices[] = { FLOAT(5) };
    struct source_filter f[] = { { &fields[NAME], OP_EQUALS, &sony, 1 },
                                 { &fields[PRICE], OP_GREATER_THAN, prices, 1 },
                                 { &fields[BORN], OP_IS_NULL, NULL, 0 } };
    struct source_query q = { .model = &model, .filters = f, .filters_n = 3 };
    str words = query_words(a, &q);

    CHECK(str_eq(words, STR("Name EQUALS Sony and Price GREATER_THAN 5 and Born IS_NULL")), "%.*s",
          STR_ARG(words));
}

int main(void)
{
    struct arena *a = arena_new();

    check_filters(a);
    check_whole(a);
    check_words(a);
    arena_free(a);
    return T_DONE();
}
