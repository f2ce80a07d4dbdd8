#include "exec/source.h"
#include "mcp/tools.h"
#include "schema/json.h"

err_t mcp_find_model(struct call *c, str id_or_name, const struct model **out)
{
    struct buf names;
    json_t *list = json_array();

    *out = schema_model(c->schema, str_trim(id_or_name));
    if (*out) {
        json_decref(list);
        return ERR_OK;
    }
    buf_init(&names, c->arena);
    for (size_t i = 0; i < c->schema->models_n; i++) {
        json_array_append_new(list, json_of_str(c->schema->models[i].name));
        if (i < 12)
            buf_fmt(&names, "%s%.*s", i ? ", " : "", STR_ARG(c->schema->models[i].name));
    }
    c->details = json_keep(c->arena, json_pack("{s:o}", "available_models", list));
    return why_fail(c->why, ERR_NOT_FOUND, "there is no model \"%.*s\"%s%.200s",
                    (int)(id_or_name.n < 80 ? id_or_name.n : 80), id_or_name.p,
                    names.n ? "; there are " : "", buf_cstr(&names));
}

/* Boomi's own spelling of the status: "publish". */
json_t *mcp_model_item(const struct model *m)
{
    char version[16];

    snprintf(version, sizeof version, "%d", m->version);
    return json_pack("{s:o, s:o, s:s, s:b, s:s, s:o, s:b, s:I}", "name", json_of_str(m->name), "id",
                     json_of_str(m->id), "publicationStatus", m->published ? "publish" : "draft",
                     "published", m->published, "latestVersion", version, "label",
                     json_of_str(m->label), "deployed", m->deployed, "records",
                     (json_int_t)m->records);
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool contains_nocase(str s, str part)
{
    for (size_t at = 0; at + part.n <= s.n; at++) {
        size_t i = 0;
        while (i < part.n && lower(s.p[at + i]) == lower(part.p[i]))
            i++;
        if (i == part.n)
            return true;
    }
    return false;
}

err_t mcp_search_models(struct call *c, json_t **out)
{
    str pattern = str_trim(json_member_str(c->args, "name_pattern"));
    json_t *matches = json_array();

    for (size_t i = 0; i < c->schema->models_n; i++) {
        const struct model *m = &c->schema->models[i];
        if (contains_nocase(m->name, pattern) || contains_nocase(m->label, pattern))
            json_array_append_new(matches, mcp_model_item(m));
    }
    *out = mcp_envelope("success");
    json_object_set_new(*out, "search_pattern", json_of_str(pattern));
    json_object_set_new(*out, "total_searched", json_integer((json_int_t)c->schema->models_n));
    json_object_set_new(*out, "matches_found", json_integer((json_int_t)json_array_size(matches)));
    json_object_set_new(*out, "matches", matches);
    return ERR_OK;
}

struct tally {
    size_t models, published, deployed, fields, references, with_fields, versions;
    size_t of_type[FIELD_TYPE_COUNT];
    uint64_t records;
    int newest;
};

static struct tally tally_up(const struct schema *s)
{
    struct tally t = { .models = s->models_n };

    for (size_t i = 0; i < s->models_n; i++) {
        const struct model *m = &s->models[i];
        t.published += m->published;
        t.deployed += m->deployed;
        t.fields += m->fields_n;
        t.with_fields += m->fields_n > 0;
        t.records += m->records;
        t.versions += (size_t)(m->version > 0 ? m->version : 0);
        t.newest = m->version > t.newest ? m->version : t.newest;
        for (size_t k = 0; k < m->fields_n; k++)
            t.of_type[m->fields[k].type]++;
    }
    t.references = t.of_type[FIELD_REF];
    return t;
}

static json_t *type_counts(const size_t *counts)
{
    json_t *o = json_object();

    for (enum field_type t = 0; t < FIELD_TYPE_COUNT; t++)
        if (counts[t])
            json_object_set_new(o, field_type_info(t)->boomi, json_integer((json_int_t)counts[t]));
    return o;
}

static double average(size_t sum, size_t n)
{
    return n ? (double)(sum * 10 / n) / 10 : 0;
}

/* In percent, one decimal. */
static double per(size_t part, size_t whole)
{
    return whole ? (double)((part * 1000 + whole / 2) / whole) / 10 : 0;
}

err_t mcp_model_statistics(struct call *c, json_t **out)
{
    struct tally t = tally_up(c->schema);
    json_t *overview = json_pack(
        "{s:I, s:I, s:I, s:f, s:I, s:I}", "total_models", (json_int_t)t.models, "published_models",
        (json_int_t)t.published, "draft_models", (json_int_t)(t.models - t.published),
        "published_percentage", per(t.published, t.models), "deployed_models",
        (json_int_t)t.deployed, "total_records", (json_int_t)t.records);
    json_t *fields = json_pack("{s:I, s:I, s:f, s:o}", "total_fields", (json_int_t)t.fields,
                               "models_with_fields", (json_int_t)t.with_fields,
                               "average_fields_per_model", average(t.fields, t.models),
                               "field_types", type_counts(t.of_type));
    json_t *references = json_pack("{s:I}", "total_references", (json_int_t)t.references);
    json_t *versions = json_pack("{s:I, s:I}", "latest_version", (json_int_t)t.newest,
                                 "total_versions", (json_int_t)t.versions);

    *out = mcp_envelope("success");
    json_object_set_new(*out, "statistics",
                        json_pack("{s:o, s:o, s:o, s:o, s:o}", "overview", overview,
                                  "field_analysis", fields, "source_analysis", json_object(),
                                  "reference_analysis", references, "version_analysis", versions));
    return ERR_OK;
}

static json_t *operators(const struct field *f)
{
    json_t *list = json_array();

    for (enum source_op op = 0; op < OP_COUNT; op++)
        if (source_op_fits(op, f))
            json_array_append_new(list, json_string(source_op_name(op)));
    return list;
}

static json_t *texts(struct strs s)
{
    json_t *list = json_array();

    for (size_t i = 0; i < s.n; i++)
        json_array_append_new(list, json_of_str(s.p[i]));
    return list;
}

static json_t *field_item(const struct schema *s, const struct field *f)
{
    json_t *o = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:b, s:b, s:o, s:o}", "name",
                          json_of_str(f->id), "displayName", json_of_str(f->name), "queryFieldId",
                          json_of_str(f->id), "originalName", json_of_str(f->element), "label",
                          json_of_str(f->label), "type", field_type_info(f->type)->boomi,
                          "required", f->required, "repeatable", f->repeatable, "searchable",
                          !f->repeatable && field_is_text(f), "description",
                          json_of_str(f->description), "operators", operators(f));

    json_object_set_new(o, "path", json_of_str(f->path));
    if (f->masked)
        json_object_set_new(o, "masked", json_true());
    if (f->enum_values.n)
        json_object_set_new(o, "allowedValues", texts(f->enum_values));
    if (f->ref_model >= 0)
        json_object_set_new(o, "references", json_of_str(s->models[f->ref_model].name));
    return o;
}

typedef bool keeps_fn(const struct field *f);

static bool keep_all(const struct field *f)
{
    return f != NULL;
}

static bool is_required(const struct field *f)
{
    return f->required;
}

static bool is_optional(const struct field *f)
{
    return !f->required;
}

static bool is_string(const struct field *f)
{
    return f->type == FIELD_TEXT || f->type == FIELD_LONG_TEXT;
}

static bool is_searchable(const struct field *f)
{
    return !f->repeatable && field_is_text(f);
}

static json_t *ids_of(const struct model *m, keeps_fn *keeps)
{
    json_t *list = json_array();

    for (size_t i = 0; i < m->fields_n; i++)
        if (keeps(&m->fields[i]))
            json_array_append_new(list, json_of_str(m->fields[i].id));
    return list;
}

json_t *mcp_field_ids(const struct model *m)
{
    return ids_of(m, keep_all);
}

static json_t *field_summary(const struct model *m)
{
    size_t counts[FIELD_TYPE_COUNT] = { 0 }, required = 0;

    for (size_t i = 0; i < m->fields_n; i++) {
        counts[m->fields[i].type]++;
        required += m->fields[i].required;
    }
    return json_pack("{s:I, s:I, s:I, s:o}", "total_fields", (json_int_t)m->fields_n,
                     "required_fields", (json_int_t)required, "optional_fields",
                     (json_int_t)(m->fields_n - required), "field_types", type_counts(counts));
}

err_t mcp_model_fields(struct call *c, json_t **out)
{
    const struct model *m;
    json_t *fields = json_array();
    err_t e = mcp_find_model(c, json_member_str(c->args, "model_id"), &m);

    if (e) {
        json_decref(fields);
        return e;
    }
    for (size_t i = 0; i < m->fields_n; i++)
        json_array_append_new(fields, field_item(c->schema, &m->fields[i]));
    *out = mcp_envelope("success");
    json_object_set_new(*out, "model_id", json_of_str(m->id));
    json_object_set_new(*out, "model_name", json_of_str(m->name));
    json_object_set_new(*out, "fields", fields);
    json_object_set_new(*out, "summary", field_summary(m));
    json_object_set_new(*out, "query_helpers",
                        json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "all_field_names",
                                  mcp_field_ids(m), "all_query_field_ids", mcp_field_ids(m),
                                  "required_field_names", ids_of(m, is_required),
                                  "optional_field_names", ids_of(m, is_optional), "string_fields",
                                  ids_of(m, is_string), "searchable_fields",
                                  ids_of(m, is_searchable)));
    return ERR_OK;
}

err_t mcp_describe_models(struct call *c, json_t **out)
{
    *out = schema_to_json(c->schema);
    return ERR_OK;
}
