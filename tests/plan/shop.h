/* shop.h - parts of plans over the schema of schema/shop.h. */
#ifndef TESTS_PLAN_SHOP_H
#define TESTS_PLAN_SHOP_H

#include "plan/plan.h"
#include "schema/shop.h"

/* "PRICE", or over references: "BRAND.NAME". */
static inline struct expr *shop_expr(struct arena *a, const struct schema *s, enum shop_model at,
                                     const char *dotted)
{
    struct path p = { .n = 0 };
    const struct model *m = &s->models[at];
    str rest = str_c(dotted);

    for (;;) {
        const struct field *f = model_field(m, str_cut(&rest, '.'));
        if (rest.n == 0)
            return expr_walk(a, &p, f);
        m = &s->models[f->ref_model];
        p.steps[p.n++] = (struct step){ .field = f, .model = m };
    }
}

/* From a model back to those that refer to it: "Order.PRODUCT" from Product. */
static inline struct path shop_back(const struct schema *s, enum shop_model from, const char *ref)
{
    struct path p = { .n = 1 };

    p.steps[0].model = &s->models[from];
    p.steps[0].field = model_field(&s->models[from], str_c(ref));
    p.steps[0].reverse = true;
    return p;
}

static inline struct value shop_text(const char *s)
{
    return value_text(str_c(s));
}

#endif
