#include "agents/proposal_read.h"

#include "codec/json.h"
#include "lang/formula.h"

static bool holds_word(str words, str word)
{
    while (words.n)
        if (str_eq(str_cut(&words, ' '), word))
            return true;
    return false;
}

err_t read_object(struct reader *r, const json_t *o, const char *what, const char *known)
{
    const char *key;
    json_t *v;

    if (!json_is_object(o))
        return REFUSE(r, "%s must be an object", what);
    json_object_foreach((json_t *)o, key, v)
    {
        if (!holds_word(str_c(known), str_c(key)))
            return REFUSE(r, "%s has the unknown member \"%.60s\"", what, key);
    }
    return ERR_OK;
}

static err_t text_of(struct reader *r, const json_t *v, const char *key, str *out)
{
    str s = { json_string_value(v), json_string_length(v) };

    if (!json_is_string(v))
        return REFUSE(r, "\"%s\" must be a text", key);
    if (s.n > TEXT_MAX)
        return REFUSE(r, "\"%s\" is longer than %d bytes", key, TEXT_MAX);
    *out = arena_str(r->a, str_trim(s));
    return ERR_OK;
}

err_t read_text(struct reader *r, const json_t *o, const char *key, str *out)
{
    const json_t *v = json_object_get(o, key);

    *out = STR("");
    return v && !json_is_null(v) ? text_of(r, v, key, out) : ERR_OK;
}

err_t read_flag(struct reader *r, const json_t *o, const char *key, bool *out)
{
    const json_t *v = json_object_get(o, key);

    if (v && !json_is_boolean(v))
        return REFUSE(r, "\"%s\" must be true or false", key);
    *out = json_is_true(v);
    return ERR_OK;
}

err_t read_list(struct reader *r, const json_t *o, const char *key, size_t max, size_t *n)
{
    const json_t *v = json_object_get(o, key);

    *n = 0;
    if (!v || json_is_null(v))
        return ERR_OK;
    if (!json_is_array(v))
        return REFUSE(r, "\"%s\" must be a list", key);
    if (json_array_size(v) > max)
        return REFUSE(r, "\"%s\" has more than %zu entries", key, max);
    *n = json_array_size(v);
    return ERR_OK;
}

/* Models that were told to give texts give numbers all the same. */
err_t read_texts(struct reader *r, const json_t *list, size_t n, str *out)
{
    for (size_t i = 0; i < n; i++) {
        const json_t *v = json_array_get(list, i);
        if (json_is_number(v) || json_is_boolean(v))
            out[i] = json_text(r->a, v);
        else
            TRY(text_of(r, v, "values", &out[i]));
    }
    return ERR_OK;
}

/* One reference from `m` to `to`; -1: none or several. */
static int only_reference(const struct reader *r, const struct model *m, const struct model *to)
{
    int found = -1;

    for (size_t i = 0; i < m->fields_n; i++) {
        int target = m->fields[i].ref_model;
        if (m->fields[i].type != FIELD_REF || target < 0 || &r->view->models[target] != to)
            continue;
        if (found >= 0)
            return -1;
        found = (int)i;
    }
    return found;
}

static err_t follow(struct reader *r, const struct field *f, struct place *p)
{
    if (f->type != FIELD_REF || f->ref_model < 0)
        return REFUSE(r, "%.*s of %.*s is no reference that can be followed", SHOWN(f->id),
                      SHOWN(p->model->name));
    if (p->path.n == PATH_MAX_STEPS)
        return REFUSE(r, "more than %d references in one field", PATH_MAX_STEPS);
    p->model = &r->view->models[f->ref_model];
    p->path.steps[p->path.n++] = (struct step){ .field = f, .model = p->model };
    return ERR_OK;
}

/* "Model.FIELD" says again where we are, or jumps over the one reference that
 * leads to that model. */
static err_t drop_prefix(struct reader *r, str *piece, struct place *p)
{
    size_t dot = str_find_byte(*piece, '.');
    const struct model *m = dot < piece->n
                                ? schema_model(r->view, str_trim(str_sub(*piece, 0, dot)))
                                : NULL;

    if (!m || model_field(p->model, *piece))
        return ERR_OK;
    *piece = str_trim(str_sub(*piece, dot + 1, piece->n));
    if (m == p->model)
        return ERR_OK;
    int ref = only_reference(r, p->model, m);
    if (ref < 0)
        return REFUSE(r, "say by which reference of %.*s one gets to %.*s: REFERENCE>FIELD",
                      SHOWN(p->model->name), SHOWN(m->name));
    return follow(r, &p->model->fields[ref], p);
}

static const struct measure *find_measure(const struct model *m, str name)
{
    for (size_t i = 0; i < m->measures_n; i++)
        if (str_eq_nocase(m->measures[i].name, name))
            return &m->measures[i];
    return NULL;
}

err_t read_place(struct reader *r, str name, struct place *out)
{
    struct place p = { .model = r->model };

    for (str rest = name;;) {
        str piece = str_trim(str_cut(&rest, '>'));
        TRY(drop_prefix(r, &piece, &p));
        p.field = piece.n ? model_field(p.model, piece) : NULL;
        p.measure = p.field || rest.n ? NULL : find_measure(p.model, piece);
        if (!p.field && !p.measure)
            return REFUSE(r, "%.*s has no field \"%.*s\"", SHOWN(p.model->name), SHOWN(piece));
        if (!rest.n)
            break;
        TRY(follow(r, p.field, &p));
    }
    *out = p;
    return ERR_OK;
}

err_t read_shown_place(struct reader *r, str name, struct place *out)
{
    struct place p;

    TRY(read_place(r, name, &p));
    if (p.field && p.field->type == FIELD_REF && p.field->ref_model >= 0 && !p.field->repeatable) {
        const struct model *target = &r->view->models[p.field->ref_model];
        if (target->display_field >= 0) {
            TRY(follow(r, p.field, &p));
            p.field = &target->fields[target->display_field];
        }
    }
    *out = p;
    return ERR_OK;
}

struct expr *place_expr(struct reader *r, const struct place *p)
{
    return p->field ? expr_walk(r->a, &p->path, p->field)
                    : formula_read(r->a, p->model, &p->path, p->measure->formula);
}

/* A value as the field holds it; a figure (no field) is a number. */
err_t read_number_or(struct reader *r, const struct field *f, str text, struct value *out)
{
    int64_t i;
    double d;

    if (!text.n)
        return REFUSE(r, "a value is empty; ask with is_null or not_null");
    if (f && field_parse(f, text, out))
        return ERR_OK;
    bool number = !f || field_is_number(f);
    if (number && str_to_i64(text, &i))
        *out = value_int(i);
    else if (number && str_to_f64(text, &d))
        *out = value_float(d);
    else
        return f ? REFUSE(r, "\"%.*s\" is no value for %.*s, which is of type %s", SHOWN(text),
                          SHOWN(f->id), field_type_info(f->type)->json)
                 : REFUSE(r, "\"%.*s\" is no number", SHOWN(text));
    return ERR_OK;
}
