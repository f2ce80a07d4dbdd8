/* Any bytes are read without harm, twice the same; what is answered passes the
 * plan checker, and a confidence is a probability.  A line break parts the
 * turns of a conversation. */
#include "lang/lang.h"
#include "plan/check.h"
#include "plan/words.h"

#include <stdlib.h>

static struct schema *two_models(struct arena *a, struct values *v)
{
    static const struct {
        const char *name;
        enum field_type type;
    } fields[2][5] = {
        { { "name", FIELD_TEXT },
          { "brand", FIELD_REF },
          { "price", FIELD_FLOAT },
          { "launch_date", FIELD_DATE },
          { "status", FIELD_ENUM } },
        { { "brand_name", FIELD_TEXT },
          { "country", FIELD_TEXT },
          { "founded", FIELD_INT },
          { "is_active", FIELD_BOOL },
          { "parent", FIELD_REF } },
    };
    static const char *const models[] = { "Product", "Brand" };
    struct schema *s = NEW(a, struct schema);
    s->arena = a;
    s->fiscal_month = s->fiscal_day = 1;
    s->models = NEW_N(a, struct model, 2);
    s->models_n = 2;
    for (int m = 0; m < 2; m++) {
        struct model *mo = &s->models[m];
        mo->id = mo->name = mo->root = mo->label = str_c(models[m]);
        mo->fields = NEW_N(a, struct field, 5);
        mo->fields_n = 5;
        mo->default_date = m ? -1 : 3;
        for (int f = 0; f < 5; f++) {
            str name = str_c(fields[m][f].name);
            mo->fields[f] = (struct field){ .id = name,
                                            .element = name,
                                            .path = name,
                                            .name = name,
                                            .label = name,
                                            .type = fields[m][f].type,
                                            .ref_model = fields[m][f].type == FIELD_REF ? 1 : -1,
                                            .uid = s->uids++ };
        }
    }
    values_add(v, 0, STR("Bravia"), 1);
    values_add(v, 4, STR("Active"), 5);
    values_add(v, 5, STR("Sony"), 3);
    values_add(v, 5, STR("Sony Music"), 1);
    values_add(v, 6, STR("Germany"), 2);
    values_finish(v);
    return s;
}

static void read_twice(const struct lang_env *env, str q)
{
    struct arena *a = arena_new();
    struct readings r[2];
    for (int i = 0; i < 2; i++)
        if (lang_read(a, env, q, &r[i], NULL) != ERR_OK)
            abort();
    if (r[0].verdict != r[1].verdict || r[0].best.confidence != r[1].best.confidence ||
        !str_eq(r[0].message, r[1].message) || r[0].best.confidence < 0 || r[0].best.confidence > 1)
        abort();
    if (r[0].verdict == READ_CLARIFY && r[0].options_n < 2)
        abort();
    if (r[0].verdict == READ_ANSWER) {
        if (plan_check(env->schema, r[0].best.plan, NULL) != ERR_OK)
            abort();
        if (!str_eq(plan_words(a, r[0].best.plan), plan_words(a, r[1].best.plan)))
            abort();
    }
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct arena *a;
    static struct values *values;
    static struct schema *schema;
    static struct lang_index *index;
    enum { TURNS = 4 };
    if (!a) {
        a = arena_new();
        values = values_new();
        schema = two_models(a, values);
        index = lang_index_new(schema);
    }
    if (n > QUESTION_BYTES_MAX)
        return 0;
    struct turn turns[TURNS];
    struct lang_env env = { .schema = schema,
                            .index = index,
                            .values = values,
                            .now = (int64_t)20775 * DAY_S,
                            .week_start = 1,
                            .history = turns };
    str text = { (const char *)data, n };
    str line = str_cut(&text, '\n');
    while (text.n && env.history_n < TURNS) {
        turns[env.history_n++] = (struct turn){ line, NULL };
        line = str_cut(&text, '\n');
    }
    read_twice(&env, line);
    return 0;
}
