/* Any JSON is refused as a proposal or becomes a plan that plan_check()
 * accepts and that comes back equal from its own JSON; and a sentence that was
 * masked holds no digit, and is the same again when it is filled. */
#include "agents/mask.h"
#include "agents/proposal.h"
#include "codec/json.h"
#include "plan/check.h"
#include "plan/json.h"

#include "../tests/schema/shop.h"

#include <stdlib.h>

static void check_proposal(struct arena *a, str text)
{
    struct schema *s = shop_schema(a);
    struct proposal p;
    struct plan *back;
    json_t *in;

    if (json_read(a, text, 1 << 16, &in, NULL) != ERR_OK ||
        proposal_read(a, s, in, &p, NULL) != ERR_OK)
        return;
    json_t *out = json_keep(a, plan_to_json(p.plan));
    if (plan_check(s, p.plan, NULL) != ERR_OK || plan_from_json(a, s, out, &back, NULL) != ERR_OK ||
        !plan_equal(p.plan, back) || p.confidence < 0 || p.confidence > 1)
        abort();
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* The first line is a value of the result, the rest is the sentence. */
static void check_mask(struct arena *a, str text)
{
    str value = str_cut(&text, '\n'), filled;
    struct value cell = value_text(value);
    struct result_column column = { .kind = VALUE_TEXT };
    struct result r = { .columns = &column, .columns_n = 1, .cells = &cell, .rows_n = 1 };
    struct plan p = { .model = NULL };
    struct mask m;

    mask_init(&m, a, &p, &r);
    str masked = mask_text(&m, text);
    for (size_t i = 0; i < masked.n; i++) {
        size_t end = str_find(str_sub(masked, i, masked.n), STR("}}"));
        if (str_starts(str_sub(masked, i, masked.n), STR("{{")) && i + end < masked.n)
            i += end + 1;
        else if (is_digit(masked.p[i]))
            abort();
    }
    if (mask_missing(&m, masked))
        abort();
    if (!mask_fill(&m, masked, &filled) && !str_eq(filled, text) &&
        str_find_byte(text, '{') == text.n && str_find_byte(text, '}') == text.n)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    str text = { (const char *)data, n };

    check_proposal(a, text);
    check_mask(a, text);
    arena_free(a);
    return 0;
}
