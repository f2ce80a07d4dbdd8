/* Numbers stand in the text, in order, apart, and are finite; behind a neutral
 * prefix the same ones are found, shifted. */
#include "lang/number.h"

#include <math.h>
#include <stdlib.h>

static void find(struct arena *a, str lang, str text, number_vec *out)
{
    number_range_vec ranges = { 0 };
    size_t at = 0;

    number_find(a, lang, text, out);
    for (size_t i = 0; i < out->n; i++) {
        const struct number *n = &out->p[i];
        if (n->at < at || n->n == 0 || n->at + n->n > text.n || !isfinite(n->value))
            abort();
        at = n->at + n->n;
    }
    number_find_ranges(a, lang, text, out, &ranges);
    for (size_t i = 0; i < ranges.n; i++)
        if (ranges.p[i].low.value >= ranges.p[i].high.value ||
            ranges.p[i].at + ranges.p[i].n > text.n)
            abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const langs[] = { "en", "de", "fr", "es" };
    static const char prefix[] = "zqx, zqx: ";
    enum { PREFIX_N = sizeof prefix - 1 };

    if (n < 1 || n > 4096)
        return 0;
    struct arena *a = arena_new();
    str lang = str_c(langs[data[0] % 4]), text = { (const char *)data + 1, n - 1 };
    char *longer = arena_alloc(a, PREFIX_N + text.n + 1);
    number_vec plain = { 0 }, shifted = { 0 };

    memcpy(longer, prefix, PREFIX_N);
    memcpy(longer + PREFIX_N, text.p, text.n);
    find(a, lang, text, &plain);
    find(a, lang, (str){ longer, PREFIX_N + text.n }, &shifted);
    if (plain.n != shifted.n)
        abort();
    for (size_t i = 0; i < plain.n; i++)
        if (plain.p[i].at + PREFIX_N != shifted.p[i].at || plain.p[i].n != shifted.p[i].n ||
            plain.p[i].value != shifted.p[i].value)
            abort();
    arena_free(a);
    return 0;
}
