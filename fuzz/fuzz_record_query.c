/* fuzz_record_query.c - a request is refused with a message, or it is read;
 * then it prints, the print reads back as the same, and as SQL it has a place
 * for every value and no text of its own. */
#include "localhub/query.h"
#include "localhub/where.h"

#include <sodium.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void add(struct arena *a, struct hub_model *m, const char *name, enum hub_type type)
{
    *vec_push(a,
              &m->fields) = (struct hub_field){ .name = str_c(name), .type = type, .parent = -1 };
}

static struct hub_model *everything(struct arena *a)
{
    struct hub_model *m = NEW(a, struct hub_model);

    *m = (struct hub_model){ .name = STR("M"), .table = STR("hub_r1") };
    for (int t = 0; t < HUB_CONTAINER; t++)
        add(a, m, hub_type_name((enum hub_type)t), (enum hub_type)t);
    add(a, m, "TAG", HUB_STRING);
    m->fields.p[m->fields.n - 1].repeatable = true;
    hub_model_complete(a, m);
    return m;
}

static void check_sql(struct arena *a, const struct hub_model *m, const struct hub_query *q)
{
    const struct hub_models none = { 0 };
    struct hub_sql sql;
    size_t places = 0;

    hub_sql_init(&sql, a);
    hub_sql_where(&sql, &none, m, q);
    hub_sql_order(&sql, m, q);
    str text = buf_str(&sql.text);
    for (size_t i = 0; i < text.n; i++) {
        places += text.p[i] == '?';
        if (text.p[i] == ';' || text.p[i] == '"' || (unsigned char)text.p[i] >= 0x80)
            abort();
    }
    if (places != sql.values.n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct hub_strs errors = { 0 };
    struct hub_query q, again;

    if (sodium_init() < 0)
        abort();
    if (hub_query_read(a, (str){ (const char *)data, n }, &q, &errors)) {
        if (!errors.n)
            abort();
    } else {
        str once = hub_query_print(a, &q);
        if (errors.n || hub_query_read(a, once, &again, &errors) ||
            !str_eq(once, hub_query_print(a, &again)))
            abort();
        struct hub_model *m = everything(a);
        if (hub_query_check(a, m, &q, &errors) == ERR_OK)
            check_sql(a, m, &q);
        else if (!errors.n)
            abort();
    }
    arena_free(a);
    return 0;
}
