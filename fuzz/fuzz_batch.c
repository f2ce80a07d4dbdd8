/* fuzz_batch.c - a batch is refused with a message, or every entity of it is
 * read; printed and read again an entity says the same. */
#include "localhub/batch.h"
#include "localhub/collection.h"

#include <sodium.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static struct hub_model *everything(struct arena *a)
{
    struct hub_model *m = NEW(a, struct hub_model);

    *m = (struct hub_model){ .name = STR("m"), .id = STR("m"), .table = STR("hub_r1") };
    for (int t = 0; t <= HUB_CONTAINER; t++)
        *vec_push(a, &m->fields) = (struct hub_field){
            .name = str_c(hub_type_name((enum hub_type)t)), .type = (enum hub_type)t, .parent = -1
        };
    int group = (int)m->fields.n - 1;
    *vec_push(a, &m->fields) =
        (struct hub_field){ .name = STR("in"), .type = HUB_STRING, .parent = group };
    *vec_push(a, &m->fields) = (struct hub_field){
        .name = STR("tag"), .type = HUB_INTEGER, .parent = -1, .repeatable = true
    };
    m->fields.p[group].repeatable = true;
    m->fields.p[group].identify_by = STR("KEY");
    *vec_push(a, &m->fields.p[HUB_ENUMERATION].values) = STR("gold");
    hub_model_complete(a, m);
    hub_model_source_add(a, m, STR("S"));
    return m;
}

static void check_entity(struct arena *a, const struct hub_model *m, const struct xml_node *node)
{
    struct hub_entity e, again;
    struct xml_node *root;

    hub_entity_read(a, m, node, &e);
    str text = arena_fmt(a, "<r>%.*s</r>", STR_ARG(e.content));
    if (xml_read(a, text, text.n + 1, &root, NULL))
        abort();
    hub_entity_read(a, m, root, &again);
    if (!str_eq(e.id, again.id) || !str_eq(e.content, again.content) ||
        !hub_items_equal(&e.items, &again.items))
        abort();
    for (int c = 0; c < m->columns_n; c++)
        if (!value_eq(e.cells[c], again.cells[c]))
            abort();
    for (size_t i = 0; i < e.items.n; i++) /* one value a place */
        for (size_t k = 0; k < i; k++)
            if (e.items.p[i].field == e.items.p[k].field && e.items.p[i].item == e.items.p[k].item)
                abort();
    struct hub_item_values once;
    hub_collections_check(a, m, &e);
    hub_collections_merge(a, m, &(struct hub_item_values){ 0 }, &e, &once);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    const struct hub_model *m = everything(a);
    struct hub_strs errors = { 0 };
    struct hub_batch b;

    if (sodium_init() < 0)
        abort();
    err_t e = hub_batch_read(a, m, (str){ (const char *)data, n }, &b, &errors);
    if ((e == ERR_BAD_INPUT) != (errors.n > 0))
        abort();
    for (size_t i = 0; !e && i < b.n; i++)
        check_entity(a, m, b.entities[i]);
    arena_free(a);
    return 0;
}
