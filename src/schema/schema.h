/* schema.h - what a hub holds: models, fields, references, and what people
 * call them.
 *
 * The facts come from Boomi's Platform and Repository APIs; labels, synonyms,
 * descriptions, measures and default dates come from the semantic layer or
 * are inferred by catalog/.  A schema is built once, then never changed: who
 * refreshes it builds a new one.  A user's rights are applied by making a
 * smaller schema (policy/view.h), so that whoever holds one holds nothing
 * that its user may not see.
 *
 * Names:   a field has four (boomi-datahub-api.md, section 4): `id` is the
 *          uniqueId that a query wants, `element` is the tag in a record,
 *          `name` is Boomi's display name, `label` is what we show people.
 * Memory:  everything hangs on the arena of the schema.
 */
#ifndef SCHEMA_SCHEMA_H
#define SCHEMA_SCHEMA_H

#include "base/arena.h"
#include "base/value.h"

/* clang-format off */
/*    type       in Boomi        in JSON      value kind                  */
#define FIELD_TYPE_LIST(X)                                                 \
    X(TEXT,      "STRING",       "text",      VALUE_TEXT)                  \
    X(LONG_TEXT, "CLOB",         "long_text", VALUE_TEXT)                  \
    X(INT,       "INTEGER",      "int",       VALUE_INT)                   \
    X(FLOAT,     "FLOAT",        "float",     VALUE_FLOAT)                 \
    X(BOOL,      "BOOLEAN",      "bool",      VALUE_BOOL)                  \
    X(DATE,      "DATE",         "date",      VALUE_DATE)                  \
    X(INSTANT,   "DATETIME",     "datetime",  VALUE_INSTANT)               \
    X(TIME,      "TIME",         "time",      VALUE_TIME)                  \
    X(ENUM,      "ENUMERATION",  "enum",      VALUE_TEXT)                  \
    X(REF,       "REFERENCE",    "reference", VALUE_TEXT)
/* clang-format on */

enum field_type {
#define X(name, boomi, json, kind) FIELD_##name,
    FIELD_TYPE_LIST(X)
#undef X
        FIELD_TYPE_COUNT
};

struct field_type_info {
    const char *boomi, *json;
    enum value_kind kind;
};

const struct field_type_info *field_type_info(enum field_type t);
bool field_type_of_boomi(str name, enum field_type *out);
bool field_type_of_json(str name, enum field_type *out);

struct strs {
    str *p;
    size_t n;
};

struct field {
    str id;      /* uniqueId: ADVERTISER_1 */
    str element; /* tag in a record: advertiser */
    str path;    /* from the record's root, groups and collections included: "address/city" */
    str name;    /* Boomi's display name */
    str label;   /* what people are shown; never empty */
    str description;
    struct strs synonyms;
    enum field_type type;
    bool required;
    bool repeatable; /* itself or a group around it; only EQUALS may be asked of it */
    bool masked;
    bool sensitive;    /* the semantic layer says so; policy/ decides what follows */
    str collection_id; /* of the collection around it, or empty */
    struct strs enum_values;
    str ref_model_id; /* REF: universe id of the target */
    int ref_model;    /* REF: index of the target in this schema, -1 when not visible or unknown */
    uint32_t uid;     /* unique over all models of the unrestricted schema, kept by views */
};

/* "revenue = price * quantity": over fields of one model, + - * / ( ) numbers. */
struct measure {
    str name, label, formula;
    struct strs synonyms;
};

struct model {
    str id;   /* universe id = model id */
    str name; /* as in Boomi: "Product Launch" */
    str root; /* root element and universe name: productlaunch */
    str label;
    str description;
    struct strs synonyms;
    struct field *fields;
    size_t fields_n;
    struct measure *measures;
    size_t measures_n;
    int *key_fields; /* fields that identify a record (the model's match rule) */
    size_t key_fields_n;
    int display_field; /* what names a record to people; -1: none */
    int default_date;  /* what "this quarter" means here; -1: none */
    bool published, deployed;
    bool lacks_fields; /* a view that leaves some out */
    int version;
    uint64_t records; /* active golden records when last counted */
};

struct schema {
    struct arena *arena;
    str repository_id;
    struct model *models;
    size_t models_n;
    uint32_t uids;                /* one more than the largest field uid */
    int fiscal_month, fiscal_day; /* the fiscal year starts here; 1, 1 by default */
};

/* NULL or -1 when there is none.  Ids match exactly, names without case. */
const struct model *schema_model(const struct schema *s, str id_or_name);
int model_field_index(const struct model *m, str id);
const struct field *model_field(const struct model *m, str id_or_name);

/* The model that holds `f`, by address. */
const struct model *schema_model_of(const struct schema *s, const struct field *f);

static inline bool field_is_number(const struct field *f)
{
    return f->type == FIELD_INT || f->type == FIELD_FLOAT;
}
static inline bool field_is_date(const struct field *f)
{
    return f->type == FIELD_DATE || f->type == FIELD_INSTANT;
}
static inline bool field_is_text(const struct field *f)
{
    return f->type == FIELD_TEXT || f->type == FIELD_LONG_TEXT || f->type == FIELD_ENUM;
}

/* Reads the text of an element as the field's type; ERR-free: a text that does
 * not fit gives VALUE_NONE and false. */
bool field_parse(const struct field *f, str text, struct value *out);

#endif
