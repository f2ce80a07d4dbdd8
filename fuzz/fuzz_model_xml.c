/* fuzz_model_xml.c - a definition is refused with a reason, or it is read; then
 * it prints, and the print reads back and prints as the same. */
#include "localhub/model_xml.h"

#include <sodium.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static str printed(struct arena *a, const struct hub_model *m)
{
    struct buf b;

    buf_init(&b, a);
    struct xml_out o = xml_out(&b);
    hub_model_to_xml(&o, a, m);
    return buf_str(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct why why = { "" };
    struct hub_model m, again;

    if (sodium_init() < 0)
        abort();
    if (hub_model_of_xml(a, (str){ (const char *)data, n }, &m, &why)) {
        if (!why.text[0])
            abort();
    } else {
        str once = printed(a, &m);
        if (hub_model_of_xml(a, once, &again, &why) || !str_eq(once, printed(a, &again)))
            abort();
    }
    arena_free(a);
    return 0;
}
