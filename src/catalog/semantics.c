#include "catalog/semantics.h"

#include "codec/json.h"

/* Every mistake is said with the line on which the offending name stands,
 * which jansson does not keep: it is looked up in the text when needed, from
 * where its model or the roles begin. */
struct layer {
    struct arena *a;
    str text;
    size_t from; /* in text: where the part that is being read begins */
    struct schema *schema;
    struct policy *policy;
    struct why *why;
    bool dry; /* only look for mistakes */
};

/* Where "NAME" stands at or behind `from`; the end of the text when nowhere. */
static size_t find_quoted(const struct layer *l, size_t from, str name)
{
    str quoted = arena_fmt(l->a, "\"%.*s\"", STR_ARG(name));

    return from + str_find(str_sub(l->text, from, l->text.n), quoted);
}

/* Where "name": "NAME" stands. */
static size_t find_named(const struct layer *l, str name)
{
    size_t at = find_quoted(l, l->from, name);

    for (; at < l->text.n; at = find_quoted(l, at + 1, name)) {
        str before = str_trim(str_sub(l->text, 0, at));
        if (!str_ends(before, STR(":")))
            continue;
        if (str_ends(str_trim(str_sub(before, 0, before.n - 1)), STR("\"name\"")))
            return at;
    }
    return l->from;
}

static int line_of(const struct layer *l, str name)
{
    size_t at = find_quoted(l, l->from, name);
    int line = 1;

    if (at == l->text.n)
        at = find_quoted(l, 0, name);
    for (size_t i = 0; i < at && i < l->text.n; i++)
        line += l->text.p[i] == '\n';
    return line;
}

static err_t mistake(const struct layer *l, str name, const char *what)
{
    return why_fail(l->why, ERR_BAD_INPUT, "semantic layer, line %d: \"%.*s\" %s", line_of(l, name),
                    STR_ARG(name), what);
}

/* A member that is there must be of this type; nothing is passed over. */
static err_t check_type(const struct layer *l, const json_t *o, const char *key, json_type type,
                        const char *what)
{
    const json_t *v = json_object_get(o, key);

    return !v || json_typeof(v) == type ? ERR_OK : mistake(l, str_c(key), what);
}

static err_t only_members(const struct layer *l, const json_t *o, const char *const *known,
                          size_t n)
{
    const char *key;
    json_t *v;

    json_object_foreach((json_t *)o, key, v)
    {
        size_t i = 0;
        while (i < n && strcmp(known[i], key) != 0)
            i++;
        if (i == n)
            return mistake(l, str_c(key), "is no member that is known here");
    }
    return ERR_OK;
}

static err_t set_str(const struct layer *l, const json_t *o, const char *key, str *out)
{
    const json_t *v = json_object_get(o, key);

    if (!v || json_is_null(v))
        return ERR_OK;
    if (!json_is_string(v))
        return mistake(l, str_c(key), "must be a text");
    if (!l->dry && json_string_length(v) > 0)
        *out = arena_str(l->a, json_member_str(o, key));
    return ERR_OK;
}

static err_t set_strs(const struct layer *l, const json_t *o, const char *key, struct strs *out)
{
    const json_t *v = json_object_get(o, key), *item;
    size_t i;

    if (!v || json_is_null(v))
        return ERR_OK;
    if (!json_is_array(v))
        return mistake(l, str_c(key), "must be a list of texts");
    json_array_foreach((json_t *)v, i, item)
    {
        if (!json_is_string(item))
            return mistake(l, str_c(key), "must be a list of texts");
    }
    if (l->dry)
        return ERR_OK;
    *out = (struct strs){ NEW_N(l->a, str, json_array_size(v)), json_array_size(v) };
    json_array_foreach((json_t *)v, i, item)
    {
        out->p[i] = arena_str(l->a, str_c(json_string_value(item)));
    }
    return ERR_OK;
}

static err_t set_bool(const struct layer *l, const json_t *o, const char *key, bool *out)
{
    const json_t *v = json_object_get(o, key);

    if (!v)
        return ERR_OK;
    if (!json_is_boolean(v))
        return mistake(l, str_c(key), "must be true or false");
    if (!l->dry)
        *out = json_is_true(v);
    return ERR_OK;
}

static err_t set_field_index(const struct layer *l, const json_t *o, const char *key,
                             const struct model *m, bool date, int *out)
{
    str name = json_member_str(o, key);

    TRY(check_type(l, o, key, JSON_STRING, "must be the name of a field"));
    if (name.n == 0)
        return ERR_OK;
    const struct field *f = model_field(m, name);
    if (!f)
        return mistake(l, name, "is no field of that model");
    if (date && !field_is_date(f))
        return mistake(l, name, "is no date, so it cannot be the default date");
    if (!l->dry)
        *out = (int)(f - m->fields);
    return ERR_OK;
}

static err_t read_field(const struct layer *l, const json_t *o, const struct model *m)
{
    static const char *const known[] = { "name", "label", "synonyms", "description", "sensitive" };
    str name = json_member_str(o, "name");
    const struct field *found = model_field(m, name);

    if (name.n == 0)
        return mistake(l, STR("fields"), "holds a field without a name");
    if (!found)
        return mistake(l, name, "is no field of that model");
    TRY(only_members(l, o, known, sizeof known / sizeof *known));
    struct field *f = &m->fields[found - m->fields];
    TRY(set_str(l, o, "label", &f->label));
    TRY(set_str(l, o, "description", &f->description));
    TRY(set_strs(l, o, "synonyms", &f->synonyms));
    return set_bool(l, o, "sensitive", &f->sensitive);
}

static err_t read_measures(const struct layer *l, const json_t *list, struct model *m)
{
    static const char *const known[] = { "name", "label", "synonyms", "formula" };
    size_t i, n = json_array_size(list);
    const json_t *o;
    struct measure *ms = NEW_N(l->a, struct measure, n);

    json_array_foreach((json_t *)list, i, o)
    {
        if (!json_is_object(o))
            return mistake(l, STR("measures"), "holds something that is no object");
        TRY(only_members(l, o, known, sizeof known / sizeof *known));
        struct layer now = *l;
        now.dry = false; /* into a copy of our own */
        TRY(set_str(&now, o, "name", &ms[i].name));
        ms[i].label = ms[i].name;
        TRY(set_str(&now, o, "label", &ms[i].label));
        TRY(set_str(&now, o, "formula", &ms[i].formula));
        TRY(set_strs(&now, o, "synonyms", &ms[i].synonyms));
        if (ms[i].name.n == 0 || ms[i].formula.n == 0)
            return mistake(l, STR("measures"), "holds a measure without a name or a formula");
    }
    if (!l->dry) {
        m->measures = ms;
        m->measures_n = n;
    }
    return ERR_OK;
}

static err_t read_model(const struct layer *whole, const json_t *o)
{
    static const char *const known[] = { "name",         "label",  "synonyms", "description",
                                         "default_date", "fields", "measures", "display_field" };
    str name = json_member_str(o, "name");
    const struct model *found = schema_model(whole->schema, name);
    struct layer here = *whole;
    const struct layer *l = &here;
    const json_t *f;
    size_t i;

    if (name.n == 0)
        return mistake(l, STR("models"), "holds a model without a name");
    if (!found)
        return mistake(l, name, "is no model of this hub");
    here.from = find_named(whole, name);
    TRY(only_members(l, o, known, sizeof known / sizeof *known));
    TRY(check_type(l, o, "fields", JSON_ARRAY, "must be a list of fields"));
    TRY(check_type(l, o, "measures", JSON_ARRAY, "must be a list of measures"));
    struct model *m = &l->schema->models[found - l->schema->models];
    TRY(set_str(l, o, "label", &m->label));
    TRY(set_str(l, o, "description", &m->description));
    TRY(set_strs(l, o, "synonyms", &m->synonyms));
    TRY(set_field_index(l, o, "default_date", m, true, &m->default_date));
    TRY(set_field_index(l, o, "display_field", m, false, &m->display_field));
    json_array_foreach(json_object_get(o, "fields"), i, f)
    {
        TRY(read_field(l, f, m));
    }
    return read_measures(l, json_object_get(o, "measures"), m);
}

static bool is_field_of(const struct schema *s, str model, str field)
{
    for (size_t i = 0; i < s->models_n; i++)
        if ((str_eq(model, STR("*")) || &s->models[i] == schema_model(s, model)) &&
            model_field(&s->models[i], field))
            return true;
    return false;
}

/* "Model.field" must exist; a typing mistake would otherwise leave it open. */
static err_t check_denied(const struct layer *l, const struct strs *models,
                          const struct strs *fields)
{
    for (size_t i = 0; i < models->n; i++)
        if (!schema_model(l->schema, models->p[i]))
            return mistake(l, models->p[i], "is denied, but is no model of this hub");
    for (size_t i = 0; i < fields->n; i++) {
        str rest = fields->p[i], model = str_cut(&rest, '.');
        if (!is_field_of(l->schema, model, rest))
            return mistake(l, fields->p[i], "is denied, but is no Model.field of this hub");
    }
    return ERR_OK;
}

/* What one question of the role may cost. */
static err_t read_budget(const struct layer *l, const json_t *o, struct role *r)
{
    int64_t seconds = 0, requests = 0, records = 0;
    const struct {
        const char *name;
        int64_t max, *to;
    } rows[] = {
        { "max_requests", 1000000, &requests },
        { "max_records", 1000000000, &records },
        { "max_seconds", 3600, &seconds },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *must = arena_fmt(l->a, "must be from 1 to %lld", (long long)rows[i].max).p;
        if (!json_object_get(o, rows[i].name))
            continue;
        TRY(check_type(l, o, rows[i].name, JSON_INTEGER, must));
        *rows[i].to = json_member_int(o, rows[i].name, 0);
        if (*rows[i].to < 1 || *rows[i].to > rows[i].max)
            return mistake(l, str_c(rows[i].name), must);
    }
    r->max_requests = (uint64_t)requests;
    r->max_records = (uint64_t)records;
    r->max_seconds = (unsigned)seconds;
    return ERR_OK;
}

/* A role of the file may read all that it does not deny, by name. */
static err_t read_role(const struct layer *l, const char *name, const json_t *o)
{
    static const char *const known[] = { "deny_models",  "deny_fields", "requests_per_hour",
                                         "max_requests", "max_records", "max_seconds" };
    static str all = STR_INIT("*");
    struct layer now = *l;
    struct role r = {
        .name = arena_str(l->a, str_c(name)),
        .features = 1u << FEATURE_ASK | 1u << FEATURE_METADATA | 1u << FEATURE_AGGREGATE |
                    1u << FEATURE_LIST | 1u << FEATURE_CROSS_MODEL | 1u << FEATURE_EXPORT |
                    1u << FEATURE_SENSITIVE,
        .allow_models = { &all, 1 },
        .logins_per_hour = 10,
        .contact = STR("your administrator"),
    };

    if (!json_is_object(o))
        return mistake(l, str_c(name), "must be an object that says what is denied");
    TRY(only_members(l, o, known, sizeof known / sizeof *known));
    TRY(check_type(l, o, "requests_per_hour", JSON_INTEGER, "must be from 1 to 1000000"));
    now.dry = false;
    TRY(set_strs(&now, o, "deny_models", &r.deny_models));
    TRY(set_strs(&now, o, "deny_fields", &r.deny_fields));
    TRY(check_denied(l, &r.deny_models, &r.deny_fields));
    int64_t limit = json_member_int(o, "requests_per_hour", 50);
    if (limit < 1 || limit > 1000000)
        return mistake(l, STR("requests_per_hour"), "must be from 1 to 1000000");
    r.requests_per_hour = (unsigned)limit;
    TRY(read_budget(l, o, &r));
    if (!l->dry)
        policy_add(l->a, l->policy, &r);
    return ERR_OK;
}

static err_t read_fiscal(const struct layer *l, const json_t *file)
{
    str s = json_member_str(file, "fiscal_year_start");
    int64_t month, day;

    if (!json_object_get(file, "fiscal_year_start"))
        return ERR_OK;
    str rest = s, m = str_cut(&rest, '-');
    if (!str_to_i64(m, &month) || !str_to_i64(rest, &day) || month < 1 || month > 12 || day < 1 ||
        day > civil_days_in_month(2001, (int)month))
        return mistake(l, STR("fiscal_year_start"), "must be a month and a day, like \"04-01\"");
    if (!l->dry) {
        l->schema->fiscal_month = (int)month;
        l->schema->fiscal_day = (int)day;
    }
    return ERR_OK;
}

static err_t apply(const struct layer *l, const json_t *file)
{
    static const char *const known[] = { "models", "roles", "fiscal_year_start" };
    const json_t *m;
    json_t *r;
    const char *name;
    size_t i;

    if (!json_is_object(file))
        return why_fail(l->why, ERR_BAD_INPUT, "the semantic layer must be a JSON object");
    TRY(only_members(l, file, known, sizeof known / sizeof *known));
    TRY(check_type(l, file, "models", JSON_ARRAY, "must be a list of models"));
    TRY(check_type(l, file, "roles", JSON_OBJECT, "must be an object, role by name"));
    TRY(read_fiscal(l, file));
    json_array_foreach(json_object_get(file, "models"), i, m)
    {
        TRY(read_model(l, m));
    }
    json_object_foreach(json_object_get(file, "roles"), name, r)
    {
        struct layer here = *l;
        here.from = find_quoted(l, 0, STR("roles"));
        TRY(read_role(&here, name, r));
    }
    return ERR_OK;
}

err_t semantics_apply(struct arena *a, str text, struct schema *schema, struct policy *policy,
                      struct why *why)
{
    enum { FILE_MAX = 8 << 20 };
    json_t *file;

    TRY(json_read(a, text, FILE_MAX, &file, why));
    struct layer l = { .a = a, .text = text, .schema = schema, .policy = policy, .why = why };
    l.dry = true;
    TRY(apply(&l, file));
    l.dry = false;
    return apply(&l, file);
}
