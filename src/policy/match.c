#include "policy/match.h"

static bool model_denied_by(const struct model *m, str rule)
{
    return str_eq(rule, STR("*")) || str_eq_nocase(rule, m->id) || str_eq_nocase(rule, m->name) ||
           str_eq_nocase(rule, m->root) || str_eq_nocase(rule, m->label);
}

static bool model_allowed_by(const struct model *m, str rule)
{
    return str_eq(rule, STR("*")) || str_eq(rule, m->id) || str_eq_nocase(rule, m->name);
}

bool role_sees_model(const struct role *r, const struct model *m)
{
    if (!r)
        return false;
    for (size_t i = 0; i < r->deny_models.n; i++)
        if (model_denied_by(m, str_trim(r->deny_models.p[i])))
            return false;
    for (size_t i = 0; i < r->allow_models.n; i++)
        if (model_allowed_by(m, str_trim(r->allow_models.p[i])))
            return true;
    return false;
}

/* "address" denies the path "address" and all that is below it. */
static bool path_under(str path, str rule)
{
    return rule.n && path.n >= rule.n && str_eq_nocase(str_sub(path, 0, rule.n), rule) &&
           (path.n == rule.n || path.p[rule.n] == '/');
}

static bool field_denied_by(const struct field *f, str rule)
{
    return str_eq(rule, STR("*")) || str_eq_nocase(rule, f->id) ||
           str_eq_nocase(rule, f->element) || str_eq_nocase(rule, f->name) ||
           str_eq_nocase(rule, f->label) || path_under(f->path, rule) ||
           (f->collection_id.n && str_eq_nocase(rule, f->collection_id));
}

/* Names may hold dots themselves, so every dot is tried as the border; a rule
 * without a model means the field in all of them. */
static bool rule_denies(str rule, const struct model *m, const struct field *f)
{
    if (field_denied_by(f, rule))
        return true;
    for (size_t i = 0; i < rule.n; i++)
        if (rule.p[i] == '.' && model_denied_by(m, str_trim(str_sub(rule, 0, i))) &&
            field_denied_by(f, str_trim(str_sub(rule, i + 1, rule.n))))
            return true;
    return false;
}

bool role_sees_field(const struct role *r, const struct model *m, const struct field *f)
{
    if (!r || (f->sensitive && !role_may(r, FEATURE_SENSITIVE)))
        return false;
    for (size_t i = 0; i < r->deny_fields.n; i++)
        if (rule_denies(str_trim(r->deny_fields.p[i]), m, f))
            return false;
    return true;
}
