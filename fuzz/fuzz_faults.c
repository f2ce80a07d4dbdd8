/* fuzz_faults.c - a specification is refused with a reason that names the part,
 * or it is read; then each fault's value stays within its bounds, and the same
 * specification gives the same mishaps.  What is spoilt of a page keeps its
 * head's attributes well-formed or loses them whole. */
#include "localhub/spoil.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { REQUESTS = 20 };

static const char page[] =
    "<?xml version=\"1.0\"?><RecordQueryResponse resultCount=\"1\" totalCount=\"7\" "
    "offsetToken=\"MQ==\"><Record recordId=\"a\" createdDate=\"2025-01-02T03:04:00Z\"><Fields>"
    "<c><n>x &lt; y</n></c></Fields></Record></RecordQueryResponse>";

static void check_value(const struct hub_mishap *m, enum hub_fault_kind kind)
{
    double v = m->value[kind];

    if (!isfinite(v) || v < 0 || v > 1e9)
        abort();
    if (kind == HUB_FAULT_FAIL && v != 0 && (v < 400 || v > 599 || v != floor(v)))
        abort();
}

static void check_page(const struct hub_mishap *m)
{
    struct arena *a = arena_new();
    str out = hub_spoil(a, m, STR("<RecordQueryRequest offsetToken=\"\"/>"), str_c(page));
    bool lost = hub_mishap_has(m, HUB_FAULT_TOKEN_LOST);
    bool whole = !hub_mishap_has(m, HUB_FAULT_TRUNCATE) && !hub_mishap_has(m, HUB_FAULT_MALFORMED);

    if (whole && (str_find(out, STR(" offsetToken=\"")) < out.n) == lost)
        abort();
    if (whole &&
        (str_find(out, STR(" totalCount=\"7\"")) < out.n) == hub_mishap_has(m, HUB_FAULT_TOTAL))
        abort();
    if (hub_mishap_has(m, HUB_FAULT_TRUNCATE) && str_ends(out, STR("RecordQueryResponse>")))
        abort();
    arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct hub_faults f, again;
    struct why why = { "" };
    str spec = { (const char *)data, n };

    f = (struct hub_faults){ .n = 0 };
    again = (struct hub_faults){ .n = 0 };
    if (hub_faults_parse(spec, &f, &why) != ERR_OK) {
        if (strncmp(why.text, "faults, part ", 13) != 0)
            abort();
        return 0;
    }
    if (hub_faults_parse(spec, &again, &why) != ERR_OK)
        abort();
    for (int i = 0; i < REQUESTS; i++) {
        struct hub_mishap m, m2;
        hub_faults_next(&f, &m);
        hub_faults_next(&again, &m2);
        for (int k = 0; k < HUB_FAULT_COUNT; k++) {
            check_value(&m, (enum hub_fault_kind)k);
            if (m.value[k] != m2.value[k])
                abort();
        }
        check_page(&m);
    }
    return 0;
}
