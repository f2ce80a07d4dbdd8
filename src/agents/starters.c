/* starters.c - questions to begin with, made from the models that are there. */
#include "agents/run.h"
#include "base/vec.h"
#include "lang/index.h"
#include "plan/phrases.h"

enum { STARTERS = 4 };

void *lang_index_make(struct arena *a, const struct schema *view)
{
    struct lang_index *x = lang_index_new(view);

    arena_defer(a, (void (*)(void *))lang_index_free, x);
    return x;
}

static const struct field *first(const struct model *m, bool (*is)(const struct field *))
{
    for (size_t i = 0; i < m->fields_n; i++)
        if (is(&m->fields[i]) && !m->fields[i].repeatable)
            return &m->fields[i];
    return NULL;
}

static bool is_breakdown(const struct field *f)
{
    return f->type == FIELD_ENUM || (f->type == FIELD_REF && f->ref_model >= 0);
}

/* Models that people ask about: with a date and something to break down by,
 * most records first. */
static const struct model *best(const struct schema *s, const struct model *but)
{
    const struct model *found = NULL;

    for (size_t i = 0; i < s->models_n; i++) {
        const struct model *m = &s->models[i];
        if (m == but || !m->deployed || !first(m, field_is_date) || !first(m, is_breakdown))
            continue;
        if (!found || m->records > found->records)
            found = m;
    }
    return found;
}

struct strs starters_of(struct arena *a, const struct schema *view)
{
    VEC(str) out = { 0 };
    const struct model *m = best(view, NULL);
    const struct model *other = m ? best(view, m) : NULL;

    if (schema_model(view, STR("Product")) && schema_model(view, STR("Brand")))
        *vec_push(a, &out) = STR("How many Sony products are we launching this quarter?");
    if (m) {
        const struct field *by = first(m, is_breakdown);
        *vec_push(a, &out) = arena_fmt(a, "How many %.*s are there by %.*s?",
                                       STR_ARG(phrase_plural(a, m->label)), STR_ARG(by->label));
    }
    if (other)
        *vec_push(a, &out) = arena_fmt(a, "How many %.*s this quarter compared with last quarter?",
                                       STR_ARG(phrase_plural(a, other->label)));
    if (view->models_n)
        *vec_push(a, &out) = STR("What can I ask?");
    return (struct strs){ out.p, out.n < STARTERS ? out.n : STARTERS };
}
