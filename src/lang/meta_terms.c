#include "lang/index_names.h"
#include "lang/meta_impl.h"
#include "lang/paths.h"

/* "The mean rating" and "calculate the average" ask for no meaning. */
bool meta_asks_meaning(const struct reader *r)
{
    static const char *const phrases[] = { "stand for",         "stands for",    "meaning of",
                                           "definition of",     "define",        "what counts as",
                                           "is meant by",       "formula",       "do you mean by",
                                           "explain the field", "what is meant", NULL };
    static const char *const how[] = { "how is", "how are", "how do", "how does", NULL };
    static const char *const made[] = { "calculated", "calculate",  "computed", "compute",
                                        "derived",    "worked out", "defined",  NULL };
    static const char *const what[] = { "what does", "what do", NULL };
    static const char *const mean[] = { "mean", "means", NULL };
    return meta_says(r, phrases) || (meta_says(r, how) && meta_says(r, made)) ||
           (meta_says(r, what) && meta_says(r, mean));
}

static const struct mention *best_of(const struct reader *r, enum mention_kind kind, double bar)
{
    const struct mention *best = NULL;
    for (size_t i = 0; i < r->mentions.n; i++) {
        const struct mention *m = &r->mentions.p[i];
        if (m->kind == kind && m->quality > bar && (!best || m->score > best->score))
            best = m;
    }
    return best;
}

static void done(struct readings *out, str message)
{
    out->message = message;
    out->best.intent = INTENT_META;
}

/* A value whose field says in its description what its values mean. */
static bool tell_value(struct reader *r, struct readings *out)
{
    enum { CODES_MAX = 40 };
    struct coded codes[CODES_MAX];
    for (size_t i = 0; i < r->mentions.n; i++) {
        const struct mention *m = &r->mentions.p[i];
        const struct field *f = m->kind == MENTION_VALUE && m->field >= 0 && m->values_n
                                    ? &index_model(r->x, m->model)->fields[m->field]
                                    : NULL;
        size_t n = f ? name_codes(f->description, codes, CODES_MAX) : 0;
        for (size_t k = 0; k < n; k++) {
            if (!str_eq_nocase(codes[k].code, m->values[0]))
                continue;
            meta_table(r->a, out, 1, META_COLUMNS);
            meta_columns(out, "Value", "Meaning", "All values");
            meta_row(r->a, out, codes[k].code, codes[k].words, f->description);
            done(out, arena_fmt(r->a, "%.*s means %.*s, as a %.*s of %.*s.", STR_ARG(codes[k].code),
                                STR_ARG(codes[k].words), STR_ARG(f->label),
                                STR_ARG(index_model(r->x, m->model)->label)));
            return true;
        }
    }
    return false;
}

/* "which classes are there and what do they mean": each of them. */
static bool tell_values(struct reader *r, const struct mention *of, struct readings *out)
{
    enum { CODES_MAX = 40 };
    static const char *const all[] = { "are there", "exist", "do they", "which", NULL };
    struct coded codes[CODES_MAX];
    const struct field *f = mention_field(r, of);
    size_t n = f && meta_says(r, all) ? name_codes(f->description, codes, CODES_MAX) : 0;
    if (n == 0)
        return false;
    meta_table(r->a, out, n, 2);
    meta_columns(out, "Value", "Meaning", NULL);
    for (size_t k = 0; k < n; k++)
        meta_row(r->a, out, codes[k].code, codes[k].words, (str){ 0 });
    done(out, arena_fmt(r->a, "%.*s: %.*s.", STR_ARG(f->label), STR_ARG(f->description)));
    return true;
}

static bool tell_measure(struct reader *r, const struct mention *of, struct readings *out)
{
    const struct model *m = index_model(r->x, of->model);
    const struct measure *k = &m->measures[of->field];
    str label = k->label.n ? k->label : k->name;
    meta_table(r->a, out, 1, META_COLUMNS);
    meta_columns(out, "Measure", "Formula", "Of");
    meta_row(r->a, out, label, k->formula, m->label);
    done(out, arena_fmt(r->a, "%.*s of %.*s is %.*s.", STR_ARG(label), STR_ARG(m->label),
                        STR_ARG(k->formula)));
    return true;
}

static bool tell_meaning(struct reader *r, struct readings *out)
{
    const struct mention *measure = best_of(r, MENTION_MEASURE, 0.75);
    const struct mention *field = best_of(r, MENTION_FIELD, 0.6);
    if (measure && (!field || measure->score >= field->score))
        return tell_measure(r, measure, out);
    return tell_value(r, out) || (field && tell_values(r, field, out));
}

/* The references from one model to another, either way round. */
static bool tell_relation(struct reader *r, struct readings *out)
{
    int two[2] = { -1, -1 };
    struct path p;
    unsigned ties = 0;
    for (size_t i = 0; i < r->mentions.n; i++) {
        const struct mention *m = &r->mentions.p[i];
        if (m->kind == MENTION_MODEL && m->quality > 0.8 && m->model != two[0])
            two[two[0] >= 0] = m->model;
    }
    if (two[0] < 0 || two[1] < 0)
        return false;
    for (int turn = 0; turn < 2; turn++) {
        struct node to = NODE_NONE;
        to.model = two[!turn];
        if (!path_forward(r->x, two[turn], to, &p, &ties))
            continue;
        struct buf b;
        const struct model *at = index_model(r->x, two[turn]);
        buf_init(&b, r->a);
        meta_table(r->a, out, p.n, META_COLUMNS);
        meta_columns(out, "From", "By its field", "To");
        for (size_t s = 0; s < p.n; s++) {
            buf_fmt(&b, "%s%.*s refers to %.*s by %.*s", s ? "; " : "", STR_ARG(at->label),
                    STR_ARG(p.steps[s].model->label), STR_ARG(p.steps[s].field->name));
            meta_row(r->a, out, at->label, p.steps[s].field->name, p.steps[s].model->label);
            at = p.steps[s].model;
        }
        buf_byte(&b, '.');
        done(out, buf_str(&b));
        return true;
    }
    return false;
}

static bool tell_number(struct reader *r, int model, struct readings *out)
{
    static const char *const models[] = { "how many models",   "how many tables",
                                          "how many entities", "number of models",
                                          "number of tables",  "how many universes",
                                          "how many datasets", NULL };
    static const char *const fields[] = { "how many fields",     "how many columns",
                                          "how many attributes", "number of fields",
                                          "number of columns",   NULL };
    const struct schema *s = r->env->schema;
    bool of_model = model >= 0 && meta_says(r, fields);
    if (!of_model && !(model < 0 && meta_says(r, models)))
        return false;
    size_t n = of_model ? index_model(r->x, model)->fields_n : s->models_n;
    str number = arena_fmt(r->a, "%zu", n);
    meta_table(r->a, out, 1, 1);
    meta_columns(out, of_model ? "Fields" : "Models", NULL, NULL);
    meta_row(r->a, out, number, (str){ 0 }, (str){ 0 });
    done(out, of_model ? arena_fmt(r->a, "%.*s has %zu fields.",
                                   STR_ARG(index_model(r->x, model)->label), n)
                       : arena_fmt(r->a, "There are %zu models.", n));
    return true;
}

static bool tell_freshness(struct reader *r, struct readings *out)
{
    static const char *const phrases[] = { "how fresh",
                                           "how current is",
                                           "how up to date",
                                           "how recent is the data",
                                           "how old is the data",
                                           "is the data up to date",
                                           "are the data up to date",
                                           "is the data current",
                                           "when was the data",
                                           "how often is the data",
                                           "last refreshed",
                                           "data last updated",
                                           "last synced",
                                           "data freshness",
                                           NULL };
    if (!meta_says(r, phrases))
        return false;
    meta_table(r->a, out, 1, 1);
    meta_columns(out, "Figures are of", NULL, NULL);
    meta_row(r->a, out, STR("the moment of the question"), (str){ 0 }, (str){ 0 });
    done(out, STR("Every figure is computed from the golden records at the moment you ask; each "
                  "answer says as of when its records were read."));
    return true;
}

bool meta_terms(struct reader *r, int model, struct readings *out)
{
    static const char *const relates[] = { "linked",    "related", "relate",       "relates",
                                           "connected", "connect", "relationship", "joined to",
                                           "refer to",  NULL };
    if (tell_number(r, model, out) || tell_freshness(r, out))
        return true;
    if (meta_says(r, relates) && r->env->history_n == 0 && tell_relation(r, out))
        return true;
    return meta_asks_meaning(r) && tell_meaning(r, out);
}
