/* Spans stand in the text, in order, apart from each other, each from before
 * to; and behind a neutral prefix the same spans are found, shifted. */
#include "lang/timex.h"

#include <stdlib.h>

static void find(struct arena *a, const struct timex_env *env, str text, timex_vec *out)
{
    size_t at = 0;

    timex_find(a, env, text, out);
    for (size_t i = 0; i < out->n; i++) {
        const struct time_span *t = &out->p[i];
        if (t->at < at || t->n == 0 || t->n > text.n || t->at > text.n - t->n)
            abort();
        if (!t->has_from && !t->has_to)
            abort();
        if (t->has_from && t->has_to && t->from >= t->to)
            abort();
        at = t->at + t->n;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char *const langs[] = { "en", "de", "fr", "es" };
    static const char prefix[] = "zqx .. zqx zqx ";
    enum { PREFIX_N = sizeof prefix - 1 };

    if (n < 2 || n > 4096)
        return 0;
    struct arena *a = arena_new();
    struct timex_env env = { .now = 1360643400 + (int64_t)data[0] * 40 * 86400,
                             .fiscal_month = data[1] % 12 + 1,
                             .fiscal_day = 1 + data[1] % 3,
                             .week_start = 1 + data[1] % 7,
                             .lang = str_c(langs[data[0] % 4]),
                             .ahead = data[1] & 1,
                             .planner = data[1] & 2 };
    str text = { (const char *)data + 2, n - 2 };
    char *longer = arena_alloc(a, PREFIX_N + text.n + 1);
    timex_vec plain = { 0 }, shifted = { 0 };

    memcpy(longer, prefix, PREFIX_N);
    memcpy(longer + PREFIX_N, text.p, text.n);
    find(a, &env, text, &plain);
    find(a, &env, (str){ longer, PREFIX_N + text.n }, &shifted);
    /* At the very start of a text a few words need less company, so a span may
     * be missing behind the prefix; none may appear, move or change. */
    size_t k = 0;
    for (size_t i = 0; i < shifted.n; i++) {
        while (k < plain.n && plain.p[k].at + PREFIX_N < shifted.p[i].at)
            k++;
        if (k == plain.n)
            break;
        if (plain.p[k].at + PREFIX_N == shifted.p[i].at && plain.p[k].n == shifted.p[i].n &&
            (plain.p[k].from != shifted.p[i].from || plain.p[k].to != shifted.p[i].to))
            abort();
    }
    arena_free(a);
    return 0;
}
