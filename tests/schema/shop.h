/* shop.h - a small schema for tests: brands, their products, and orders. */
#ifndef TESTS_SCHEMA_SHOP_H
#define TESTS_SCHEMA_SHOP_H

#include "schema/schema.h"

enum shop_model { SHOP_BRAND, SHOP_PRODUCT, SHOP_ORDER, SHOP_MODELS };

struct shop_field {
    const char *id, *label;
    enum field_type type;
    int ref;
    bool repeatable;
};

static const struct shop_field shop_fields[SHOP_MODELS][9] = {
    { { "NAME", "Name", FIELD_TEXT, 0, false },
      { "COUNTRY", "Country", FIELD_TEXT, 0, false },
      { "FOUNDED", "Founded", FIELD_INT, 0, false } },
    { { "NAME", "Name", FIELD_TEXT, 0, false },
      { "BRAND", "Brand", FIELD_REF, SHOP_BRAND, false },
      { "PRICE", "Price", FIELD_FLOAT, 0, false },
      { "STOCK", "Stock", FIELD_INT, 0, false },
      { "LAUNCH", "Launch date", FIELD_DATE, 0, false },
      { "STATUS", "Status", FIELD_ENUM, 0, false },
      { "ACTIVE", "Active", FIELD_BOOL, 0, false },
      { "TAG", "Tag", FIELD_TEXT, 0, true } },
    { { "PRODUCT", "Product", FIELD_REF, SHOP_PRODUCT, false },
      { "REVENUE", "Revenue", FIELD_FLOAT, 0, false },
      { "REGION", "Region", FIELD_TEXT, 0, false },
      { "ORDERED", "Ordered at", FIELD_INSTANT, 0, false } },
};

static inline struct schema *shop_schema(struct arena *a)
{
    static const char *const names[] = { "Brand", "Product", "Order" };
    static str statuses[] = { { "Planned", 7 }, { "Live", 4 }, { "Retired", 7 } };
    struct schema *s = NEW(a, struct schema);

    *s = (struct schema){ .arena = a, .fiscal_month = 4, .fiscal_day = 1, .models_n = SHOP_MODELS };
    s->models = NEW_N(a, struct model, SHOP_MODELS);
    for (size_t i = 0; i < SHOP_MODELS; i++) {
        struct model *m = &s->models[i];
        m->id = arena_fmt(a, "id-%s", names[i]);
        m->name = m->label = m->root = str_c(names[i]);
        m->display_field = i == SHOP_ORDER ? -1 : 0;
        m->default_date = i == SHOP_PRODUCT ? 4 : -1;
        m->fields = NEW_N(a, struct field, 9);
        for (const struct shop_field *from = shop_fields[i]; from->id; from++) {
            struct field *f = &m->fields[m->fields_n++];
            *f = (struct field){ .id = str_c(from->id),
                                 .element = str_c(from->id),
                                 .path = str_c(from->id),
                                 .name = str_c(from->label),
                                 .label = str_c(from->label),
                                 .type = from->type,
                                 .repeatable = from->repeatable,
                                 .uid = s->uids++,
                                 .ref_model = -1 };
            if (f->type == FIELD_ENUM)
                f->enum_values = (struct strs){ statuses, 3 };
            if (f->type == FIELD_REF) {
                f->ref_model = from->ref;
                f->ref_model_id = arena_fmt(a, "id-%s", names[from->ref]);
            }
        }
    }
    return s;
}

static inline const struct model *shop_model(const struct schema *s, enum shop_model m)
{
    return &s->models[m];
}

#endif
