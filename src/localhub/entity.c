#include "localhub/entity.h"

#include "localhub/profile.h"

#include <math.h>
#include <regex.h>
#include <stdarg.h>
#include <stdio.h>

enum { CLOB_MAX = 5000, REGEX_MAX = 400 };

void hub_entity_flaw(struct arena *a, struct hub_entity *e, enum hub_cause cause, str field,
                     const char *fmt, ...)
{
    char text[400];
    va_list ap;

    if (e->flawed && cause != e->cause)
        return;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    e->reason = e->flawed ? arena_fmt(a, "%.*s %s", STR_ARG(e->reason), text)
                          : arena_str(a, str_c(text));
    if (field.n)
        e->fields = e->fields.n ? arena_fmt(a, "%.*s,%.*s", STR_ARG(e->fields), STR_ARG(field))
                                : field;
    e->flawed = true;
    e->cause = cause;
}

void hub_tree_print(struct xml_out *o, struct arena *a, const struct xml_node *n,
                    const char *prefix)
{
    for (; n; n = n->next) {
        xml_open(o, arena_fmt(a, "%s%.*s", prefix, STR_ARG(n->name)));
        for (size_t i = 0; i < n->attrs_n; i++)
            xml_put_attr(o, n->attrs[i].name, n->attrs[i].value);
        xml_text(o, n->text);
        hub_tree_print(o, a, n->first, prefix);
        xml_close(o);
    }
}

static size_t characters(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

/* Java's \d as POSIX writes it; the rest of what models use is the same. */
static bool fits_regex(struct arena *a, str pattern, str text)
{
    struct buf b;
    regex_t re;

    if (!pattern.n || pattern.n > REGEX_MAX)
        return true;
    buf_init(&b, a);
    buf_lit(&b, "^(");
    for (size_t i = 0; i < pattern.n; i++) {
        bool digit = pattern.p[i] == '\\' && i + 1 < pattern.n && pattern.p[i + 1] == 'd';
        if (digit)
            buf_lit(&b, "[0-9]");
        else
            buf_byte(&b, pattern.p[i]);
        i += digit;
    }
    buf_lit(&b, ")$");
    if (regcomp(&re, buf_cstr(&b), REG_EXTENDED | REG_NOSUB) != 0)
        return true; /* a pattern of Java's own: not ours to judge */
    bool fits = regexec(&re, arena_cstr(a, text), 0, NULL, 0) == 0;
    regfree(&re);
    return fits;
}

static bool is_one_of(const struct hub_strs *values, str text)
{
    for (size_t i = 0; i < values->n; i++)
        if (str_eq(values->p[i], text))
            return true;
    return false;
}

static bool to_number(enum hub_type type, str text, struct value *out)
{
    int64_t i;
    double f;

    if (type == HUB_INTEGER) {
        if (text.n > 1 && text.p[0] == '+')
            text = str_sub(text, 1, text.n);
        if (!str_to_i64(text, &i) || i < INT32_MIN || i > INT32_MAX)
            return false;
        *out = value_int(i);
        return true;
    }
    if (!str_to_f64(text, &f) || !isfinite(f))
        return false;
    *out = value_float(f);
    return true;
}

static bool to_time(struct arena *a, enum hub_type type, str text, struct value *out)
{
    int64_t t;

    if (type == HUB_DATE) {
        *out = value_text(text);
        return civil_parse_date(text, &t);
    }
    if (type == HUB_TIME) {
        *out = value_text(text);
        return text.n == 8 && civil_parse_time(text, &t);
    }
    if (text.n < 20 || !civil_parse_instant(text, &t))
        return false;
    *out = value_text(hub_instant(a, t));
    return true;
}

bool hub_text_to_cell(struct arena *a, const struct hub_field *f, str text, struct value *out)
{
    switch (f->type) {
    case HUB_INTEGER:
    case HUB_FLOAT:
        return to_number(f->type, text, out);
    case HUB_BOOLEAN:
        *out = value_int(str_eq(text, STR("true")));
        return out->i || str_eq(text, STR("false"));
    case HUB_DATE:
    case HUB_DATETIME:
    case HUB_TIME:
        return to_time(a, f->type, text, out);
    case HUB_ENUMERATION:
        *out = value_text(text);
        return is_one_of(&f->values, text);
    case HUB_STRING:
        *out = value_text(text);
        return characters(text) <= (size_t)f->max_length &&
               characters(text) >= (size_t)f->min_length && fits_regex(a, f->regex, text);
    case HUB_CLOB:
        *out = value_text(text);
        return characters(text) <= CLOB_MAX;
    default:
        *out = value_text(text);
        return true;
    }
}

struct reader {
    struct arena *arena;
    const struct hub_model *model;
    struct hub_entity *e;
};

static int child_of(const struct hub_model *m, int parent, str element, bool *wrapper)
{
    *wrapper = false;
    for (size_t i = 0; i < m->fields.n; i++) {
        const struct hub_field *f = &m->fields.p[i];
        if (f->parent != parent)
            continue;
        *wrapper = f->repeatable && str_eq(f->collection_tag, element);
        if (*wrapper || (!f->repeatable && str_eq(f->element, element)))
            return (int)i;
    }
    return -1;
}

static struct value cell_of(struct reader *r, const struct hub_field *f, str text)
{
    struct value v = VALUE_NONE;

    text = hub_clean_text(r->arena, text);
    if (text.n && !hub_text_to_cell(r->arena, f, text, &v)) {
        hub_entity_flaw(r->arena, r->e, HUB_CAUSE_FIELD_FORMAT_ERROR, f->unique_id,
                        "The value \"%.*s\" is no %s that field %.*s takes.",
                        (int)(text.n < 80 ? text.n : 80), text.p, hub_type_name(f->type),
                        STR_ARG(f->name));
        return VALUE_NONE;
    }
    return v;
}

static void read_fields(struct reader *r, const struct xml_node *first, int parent, int item);

static void given_twice(struct reader *r, str element)
{
    hub_entity_flaw(r->arena, r->e, HUB_CAUSE_PARSE_FAILURE, STR(""),
                    "The element %.*s is given more than once.", STR_ARG(element));
}

/* A place of a record holds one value. */
static void put_item(struct reader *r, int at, int item, struct value v, bool drop)
{
    for (size_t i = 0; i < r->e->items.n; i++)
        if (r->e->items.p[i].field == at && r->e->items.p[i].item == item) {
            given_twice(r, r->model->fields.p[at].element);
            return;
        }
    *vec_push(r->arena, &r->e->items) = (struct hub_item_value){ at, item, v, drop };
}

/* <phones><phone>1</phone><phone>2</phone></phones> */
static void read_collection(struct reader *r, const struct xml_node *wrapper, int at)
{
    const struct hub_field *f = &r->model->fields.p[at];
    int item = 0;

    r->e->given[at] = true;
    for (const struct xml_node *n = wrapper->first; n; n = n->next, item++) {
        bool drop = str_eq(xml_node_attr(n, STR("op")), STR("DELETE"));
        if (!str_eq(n->name, f->element))
            hub_entity_flaw(r->arena, r->e, HUB_CAUSE_PARSE_FAILURE, STR(""),
                            "The collection %.*s has an element %.*s.", STR_ARG(f->collection_tag),
                            STR_ARG(n->name));
        else if (f->type != HUB_CONTAINER)
            put_item(r, at, item, cell_of(r, f, n->text), drop);
        else
            read_fields(r, n->first, at, item);
        if (f->type == HUB_CONTAINER && drop)
            put_item(r, at, item, VALUE_NONE, true);
    }
}

static void read_field(struct reader *r, const struct xml_node *n, int parent, int item)
{
    bool wrapper;
    int at = child_of(r->model, parent, n->name, &wrapper);

    if (at < 0) {
        hub_entity_flaw(r->arena, r->e, HUB_CAUSE_PARSE_FAILURE, STR(""),
                        "The entity has an element %.*s that model %.*s does not know.",
                        STR_ARG(n->name), STR_ARG(r->model->name));
        return;
    }
    const struct hub_field *f = &r->model->fields.p[at];
    if (r->e->given[at] && hub_field_collection(r->model, parent) < 0) {
        given_twice(r, n->name);
        return;
    }
    r->e->given[at] = true;
    if (wrapper)
        read_collection(r, n, at);
    else if (f->type == HUB_CONTAINER)
        read_fields(r, n->first, at, item);
    else if (f->column >= 0)
        r->e->cells[f->column] = cell_of(r, f, n->text);
    else
        put_item(r, at, item, cell_of(r, f, n->text), false);
}

/* As deep as the XML reader allows. */
static void read_fields(struct reader *r, const struct xml_node *first, int parent, int item)
{
    for (const struct xml_node *n = first; n; n = n->next)
        if (parent >= 0 || !str_eq(n->name, STR("id"))) /* at the root it is the source's key */
            read_field(r, n, parent, item);
}

static void read_op(struct reader *r, const struct xml_node *n)
{
    static const char *const names[] = { "UPSERT", "CREATE", "DELETE" };
    str op = xml_node_attr(n, STR("op"));

    for (int i = 0; i < 3; i++)
        if (str_eq(op, str_c(names[i]))) {
            r->e->op = (enum hub_op)i;
            return;
        }
    if (op.n)
        hub_entity_flaw(r->arena, r->e, HUB_CAUSE_PARSE_FAILURE, STR(""),
                        "The op \"%.*s\" is not CREATE, UPSERT or DELETE.", STR_ARG(op));
}

void hub_entity_read(struct arena *a, const struct hub_model *m, const struct xml_node *n,
                     struct hub_entity *out)
{
    struct reader r = { a, m, out };
    struct buf b;

    *out = (struct hub_entity){ .cells = NEW_N(a, struct value, (size_t)m->columns_n),
                                .given = NEW_N(a, bool, m->fields.n),
                                .grid = xml_node_attr(n, STR("grid")) };
    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    hub_tree_print(&o, a, n->first, "");
    out->content = buf_str(&b);
    out->id = xml_child_text(n, STR("id"));
    read_op(&r, n);
    if (!out->id.n)
        hub_entity_flaw(a, out, HUB_CAUSE_PARSE_FAILURE, STR(""), "The entity has no id.");
    read_fields(&r, n->first, -1, 0);
}
