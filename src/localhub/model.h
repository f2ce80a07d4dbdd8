/* model.h - a model as the hub keeps it, and where its records are.
 *
 * Every version of a model is kept; version 0 is the draft.  At most one
 * version is deployed: that is the universe, and its records are in a table of
 * their own, one typed column a field.
 *
 *     hub_rN(rid, id, created, updated, source, entity, c0, c1, ...)
 *     hub_rN_items(record, field, item, value)     what repeats
 *
 * Records are inserted in the order of their creation, so rid is the default
 * order.  Values are kept as Boomi prints them: 2025-06-18, ...T10:00:00Z; a
 * boolean is 0 or 1; a reference is the target's id or, pending, other text.
 *
 * Memory:  models and everything in them are in the arena given.
 */
#ifndef LOCALHUB_MODEL_H
#define LOCALHUB_MODEL_H

#include "base/vec.h"
#include "store/db.h"

/* clang-format off */
/*    type         in SQLite */
#define HUB_TYPE_LIST(X)                                  \
    X(STRING,      "TEXT COLLATE NOCASE")                 \
    X(CLOB,        "TEXT COLLATE NOCASE")                 \
    X(INTEGER,     "INTEGER")                             \
    X(FLOAT,       "REAL")                                \
    X(BOOLEAN,     "INTEGER")                             \
    X(DATE,        "TEXT")                                \
    X(DATETIME,    "TEXT")                                \
    X(TIME,        "TEXT")                                \
    X(ENUMERATION, "TEXT")                                \
    X(REFERENCE,   "TEXT")                                \
    X(CONTAINER,   "")

#define HUB_MASK_LIST(X)                                  \
    X(NONE,        "")                                    \
    X(ALL,         "ALL")                                 \
    X(PARTIAL,     "PARTIAL MASK")                        \
    X(SHOW,        "PARTIAL SHOW")
/* clang-format on */

enum hub_type {
#define X(name, sql) HUB_##name,
    HUB_TYPE_LIST(X)
#undef X
        HUB_TYPE_COUNT
};

enum hub_mask {
#define X(name, text) HUB_MASK_##name,
    HUB_MASK_LIST(X)
#undef X
        HUB_MASK_COUNT
};

const char *hub_type_name(enum hub_type t);
bool hub_type_of(str name, enum hub_type *out);
const char *hub_mask_name(enum hub_mask m);
bool hub_mask_of(str name, enum hub_mask *out);

struct hub_strs {
    str *p;
    size_t n, cap;
};

/* A field or, CONTAINER, a group; children follow their group. */
struct hub_field {
    str name;      /* display name */
    str unique_id; /* what a request calls it */
    str element;   /* what a record calls it */
    enum hub_type type;
    int parent; /* index of the group around it, -1: none */
    bool required, repeatable;
    enum hub_mask mask;
    int mask_first, mask_last;
    int min_length, max_length;
    str regex;                         /* STRING; empty: any */
    bool integrity;                    /* REFERENCE: a target that is not there is refused */
    str collection_id, collection_tag; /* repeatable: uniqueId and element of the wrapper */
    str collection_keys, identify_by;
    str ref_model_id;
    struct hub_strs values; /* ENUMERATION */
    int column;             /* of cN; -1: a group, or kept in the items table */
};

/* Of a record title: a field's uniqueId, or a constant. */
struct hub_title_part {
    str unique_id, constant;
};

struct hub_fields {
    struct hub_field *p;
    size_t n, cap;
};

struct hub_title {
    struct hub_title_part *p;
    size_t n, cap;
};

/* A source that is attached to a model. */
struct hub_model_source {
    str id;
    bool contributes, accepts; /* type: Contribute, Accept, Both */
    bool multiple;             /* several of its entities may be one record */
    bool is_default;
    bool create_approval, update_approval, end_approval;
};

struct hub_model_sources {
    struct hub_model_source *p;
    size_t n, cap;
};

struct hub_model {
    str id, name, root;
    int version; /* 0: draft */
    bool deployed;
    str table; /* deployed: "hub_r7" */
    struct hub_fields fields;
    int columns_n;
    struct hub_title title;
    struct hub_strs key;              /* uniqueIds of the match rule */
    str rules;                        /* match rules as XML, empty: the key alone */
    str source;                       /* the one that made what was loaded */
    struct hub_model_sources sources; /* it and others */
    int64_t records;                  /* deployed: active ones, counted when the models were read */
    bool dense;                       /* rids are 1 ... records */
};

struct hub_models {
    struct hub_model **p;
    size_t n, cap;
};

/* Give fields what they lack: ids, elements, columns, free of collisions. */
void hub_model_complete(struct arena *a, struct hub_model *m);

int hub_field_find(const struct hub_model *m, str unique_id);
/* The repeatable field or group that holds `at` or is it; -1: none. */
int hub_field_collection(const struct hub_model *m, int at);
bool hub_field_is_inside(const struct hub_model *m, int at, int group);

/* NULL when it is not attached. */
const struct hub_model_source *hub_model_source_find(const struct hub_model *m, str id);
void hub_model_source_add(struct arena *a, struct hub_model *m, str id);

/* The tables that every hub file has. */
MUST_CHECK err_t hub_schema(struct db *db, struct why *why);
str hub_repository_id(struct arena *a);

MUST_CHECK err_t hub_models_read(struct db *db, struct arena *a, struct hub_models *out,
                                 struct why *why);

/* In the transaction of the caller.  Gives id (from the name) and, unless it is
 * a draft, version when they are empty; a deployed one takes the place of the
 * version deployed before, and its empty tables are made. */
MUST_CHECK err_t hub_model_write(struct db *db, struct arena *a, struct hub_model *m, bool draft,
                                 struct why *why);
/* One version and all that it says. */
MUST_CHECK err_t hub_model_forget(struct db *db, str id, int version, struct why *why);
/* No version is deployed any more; the records go, and what was told of them. */
MUST_CHECK err_t hub_model_undeploy(struct db *db, struct arena *a, str id, struct why *why);
/* Empty ones, named by m->table. */
MUST_CHECK err_t hub_model_tables(struct db *db, struct arena *a, const struct hub_model *m,
                                  struct why *why);

#endif
