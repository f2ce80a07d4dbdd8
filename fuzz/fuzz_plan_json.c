/* Any JSON is refused or becomes a plan; a plan that plan_check() accepts
 * prints to JSON that reads back as an equal plan, and has words. */
#include "codec/json.h"
#include "plan/check.h"
#include "plan/json.h"
#include "plan/words.h"

#include "../tests/schema/shop.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    struct schema *s = shop_schema(a);
    struct plan *p, *back;
    json_t *in;

    if (json_read(a, (str){ (const char *)data, n }, 1 << 16, &in, NULL) == ERR_OK &&
        plan_from_json(a, s, in, &p, NULL) == ERR_OK && plan_check(s, p, NULL) == ERR_OK) {
        json_t *out = json_keep(a, plan_to_json(p));
        if (plan_from_json(a, s, out, &back, NULL) != ERR_OK || !plan_equal(p, back) ||
            plan_words(a, p).n == 0)
            abort();
    }
    arena_free(a);
    return 0;
}
