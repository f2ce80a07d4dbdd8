/* view.c - the part of a schema that a role may see.
 *
 * First it is decided what is visible, then only that is copied: what is left
 * out was never in the copy. */
#include "policy/match.h"
#include "policy/scrub.h"

struct pruning {
    struct arena *a;
    const struct schema *full;
    const struct role *role;
    int *model_at;  /* index in the view by index in `full`, -1: hidden */
    int **field_at; /* the same for the fields of each model */
    struct scrub scrub;
};

static bool sees_whole_hub(const struct role *r)
{
    if (!r || r->deny_models.n)
        return false;
    for (size_t i = 0; i < r->allow_models.n; i++)
        if (str_eq(str_trim(r->allow_models.p[i]), STR("*")))
            return true;
    return false;
}

/* A target that the schema does not hold may be a hidden model that was never
 * loaded; only who sees everything may see the reference to it. */
static bool target_visible(const struct pruning *p, const struct field *f)
{
    if (f->type != FIELD_REF && f->ref_model_id.n == 0)
        return true;
    if (f->ref_model >= 0 && (size_t)f->ref_model < p->full->models_n)
        return p->model_at[f->ref_model] >= 0;
    return sees_whole_hub(p->role);
}

static void decide_fields(struct pruning *p, size_t mi)
{
    const struct model *m = &p->full->models[mi];
    int next = 0;

    p->field_at[mi] = NEW_N(p->a, int, m->fields_n);
    for (size_t i = 0; i < m->fields_n; i++) {
        const struct field *f = &m->fields[i];
        bool seen = p->model_at[mi] >= 0 && role_sees_field(p->role, m, f) && target_visible(p, f);
        p->field_at[mi][i] = seen ? next++ : -1;
    }
}

static void decide(struct pruning *p)
{
    int next = 0;

    p->model_at = NEW_N(p->a, int, p->full->models_n);
    p->field_at = NEW_N(p->a, int *, p->full->models_n);
    for (size_t i = 0; i < p->full->models_n; i++)
        p->model_at[i] = role_sees_model(p->role, &p->full->models[i]) ? next++ : -1;
    for (size_t i = 0; i < p->full->models_n; i++)
        decide_fields(p, i);
}

static void name_field(struct scrub *s, const struct field *f, bool seen)
{
    void (*name)(struct scrub *, str) = seen ? scrub_show : scrub_hide;

    name(s, f->id);
    name(s, f->element);
    name(s, f->name);
    name(s, f->label);
    for (size_t i = 0; i < f->synonyms.n && !seen; i++)
        scrub_hide(s, f->synonyms.p[i]);
}

static void name_model(struct pruning *p, size_t mi)
{
    const struct model *m = &p->full->models[mi];
    bool seen = p->model_at[mi] >= 0;
    void (*name)(struct scrub *, str) = seen ? scrub_show : scrub_hide;

    name(&p->scrub, m->id);
    name(&p->scrub, m->name);
    name(&p->scrub, m->root);
    name(&p->scrub, m->label);
    for (size_t i = 0; i < m->synonyms.n && !seen; i++)
        scrub_hide(&p->scrub, m->synonyms.p[i]);
    for (size_t i = 0; i < m->measures_n && !seen; i++) {
        scrub_hide(&p->scrub, m->measures[i].name);
        scrub_hide(&p->scrub, m->measures[i].label);
    }
    for (size_t i = 0; i < m->fields_n; i++)
        name_field(&p->scrub, &m->fields[i], p->field_at[mi][i] >= 0);
}

static str copy_text(struct pruning *p, str text)
{
    return scrub_names_hidden(&p->scrub, text) ? STR("") : arena_str(p->a, text);
}

static struct strs copy_words(struct pruning *p, struct strs in)
{
    struct strs out = { .p = NEW_N(p->a, str, in.n) };

    for (size_t i = 0; i < in.n; i++)
        if (!scrub_names_hidden(&p->scrub, in.p[i]))
            out.p[out.n++] = arena_str(p->a, in.p[i]);
    return out;
}

static struct strs copy_values(struct arena *a, struct strs in)
{
    struct strs out = { .p = NEW_N(a, str, in.n), .n = in.n };

    for (size_t i = 0; i < in.n; i++)
        out.p[i] = arena_str(a, in.p[i]);
    return out;
}

static struct field copy_field(struct pruning *p, const struct field *f)
{
    struct field out = *f;

    out.id = arena_str(p->a, f->id);
    out.element = arena_str(p->a, f->element);
    out.path = arena_str(p->a, f->path);
    out.name = arena_str(p->a, f->name);
    out.label = arena_str(p->a, f->label);
    out.description = copy_text(p, f->description);
    out.synonyms = copy_words(p, f->synonyms);
    out.collection_id = arena_str(p->a, f->collection_id);
    out.enum_values = copy_values(p->a, f->enum_values);
    out.ref_model_id = arena_str(p->a, f->ref_model_id);
    out.ref_model = f->ref_model >= 0 && (size_t)f->ref_model < p->full->models_n
                        ? p->model_at[f->ref_model]
                        : -1;
    return out;
}

static bool is_name_byte(char c)
{
    return !memchr("+-*/()", c, 6);
}

static bool names_visible_field(const struct pruning *p, size_t mi, str word)
{
    const struct model *m = &p->full->models[mi];

    for (size_t i = 0; i < m->fields_n; i++) {
        const struct field *f = &m->fields[i];
        if (p->field_at[mi][i] >= 0 &&
            (str_eq_nocase(word, f->id) || str_eq_nocase(word, f->element) ||
             str_eq_nocase(word, f->name) || str_eq_nocase(word, f->label)))
            return true;
    }
    return false;
}

/* Every operand must be a number or a visible field; what cannot be told is hidden. */
static bool formula_visible(const struct pruning *p, size_t mi, str formula)
{
    size_t equals = str_find_byte(formula, '=');
    str rest = equals < formula.n ? str_sub(formula, equals + 1, formula.n) : formula;

    for (size_t i = 0; i < rest.n;) {
        size_t from = i;
        while (i < rest.n && is_name_byte(rest.p[i]))
            i++;
        str word = str_trim(str_sub(rest, from, i));
        double number;
        if (word.n && !str_to_f64(word, &number) && !names_visible_field(p, mi, word))
            return false;
        i += i == from;
    }
    return true;
}

static bool hides_a_field(const struct pruning *p, size_t mi)
{
    for (size_t i = 0; i < p->full->models[mi].fields_n; i++)
        if (p->field_at[mi][i] < 0)
            return true;
    return false;
}

static void copy_measures(struct pruning *p, size_t mi, struct model *out)
{
    const struct model *m = &p->full->models[mi];
    bool check = hides_a_field(p, mi);

    out->measures = NEW_N(p->a, struct measure, m->measures_n);
    out->measures_n = 0;
    for (size_t i = 0; i < m->measures_n; i++) {
        const struct measure *in = &m->measures[i];
        if (check &&
            (!formula_visible(p, mi, in->formula) || scrub_names_hidden(&p->scrub, in->name) ||
             scrub_names_hidden(&p->scrub, in->label)))
            continue;
        out->measures[out->measures_n++] = (struct measure){
            .name = arena_str(p->a, in->name),
            .label = arena_str(p->a, in->label),
            .formula = arena_str(p->a, in->formula),
            .synonyms = copy_words(p, in->synonyms),
        };
    }
}

static int moved(const struct pruning *p, size_t mi, int field)
{
    return field >= 0 && (size_t)field < p->full->models[mi].fields_n ? p->field_at[mi][field] : -1;
}

static void copy_keys(struct pruning *p, size_t mi, struct model *out)
{
    const struct model *m = &p->full->models[mi];

    out->key_fields = NEW_N(p->a, int, m->key_fields_n);
    out->key_fields_n = 0;
    for (size_t i = 0; i < m->key_fields_n; i++)
        if (moved(p, mi, m->key_fields[i]) >= 0)
            out->key_fields[out->key_fields_n++] = moved(p, mi, m->key_fields[i]);
}

static struct model copy_model(struct pruning *p, size_t mi)
{
    const struct model *m = &p->full->models[mi];
    struct model out = *m;

    out.id = arena_str(p->a, m->id);
    out.name = arena_str(p->a, m->name);
    out.root = arena_str(p->a, m->root);
    out.label = arena_str(p->a, m->label);
    out.description = copy_text(p, m->description);
    out.synonyms = copy_words(p, m->synonyms);
    out.fields = NEW_N(p->a, struct field, m->fields_n);
    out.fields_n = 0;
    for (size_t i = 0; i < m->fields_n; i++)
        if (p->field_at[mi][i] >= 0)
            out.fields[out.fields_n++] = copy_field(p, &m->fields[i]);
    out.lacks_fields = m->lacks_fields || hides_a_field(p, mi);
    copy_measures(p, mi, &out);
    copy_keys(p, mi, &out);
    out.display_field = moved(p, mi, m->display_field);
    out.default_date = moved(p, mi, m->default_date);
    return out;
}

struct schema *policy_view(struct arena *a, const struct schema *full, const struct role *r)
{
    struct pruning p = { .a = a, .full = full, .role = r };
    struct schema *out = NEW(a, struct schema);

    *out = *full;
    out->arena = a;
    out->repository_id = arena_str(a, full->repository_id);
    out->models = NEW_N(a, struct model, full->models_n);
    out->models_n = 0;
    decide(&p);
    scrub_init(&p.scrub, a);
    for (size_t i = 0; i < full->models_n; i++)
        name_model(&p, i);
    for (size_t i = 0; i < full->models_n; i++)
        if (p.model_at[i] >= 0)
            out->models[out->models_n++] = copy_model(&p, i);
    return out;
}
