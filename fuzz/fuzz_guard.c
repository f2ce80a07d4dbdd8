/* The normal form of a normal form is itself, and a zero-width character at a
 * place that the first byte chooses changes neither verdict nor score. */
#include "base/buf.h"
#include "guard/guard.h"
#include "guard/normal.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static bool is_utf8_start(str s, size_t at)
{
    return at >= s.n || ((unsigned char)s.p[at] & 0xc0) != 0x80;
}

static bool is_ascii(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n < 1 || n > 2048)
        return 0;
    struct arena *a = arena_new();
    str text = { (const char *)data + 1, n - 1 };
    unsigned signs, again;

    str once = guard_normal(a, text, &signs);
    str twice = guard_normal(a, once, &again);
    if (!str_eq(once, twice) && !(signs & NORMAL_DEEP))
        abort();

    size_t at = text.n ? data[0] % (text.n + 1) : 0;
    struct guard_result want, got;
    guard_check(a, text, &want);
    if (want.score < 0 || want.score > 1 || (want.score >= 0.5) != (want.verdict == GUARD_BLOCK))
        abort();
    if (is_ascii(text) && is_utf8_start(text, at)) {
        str before = str_sub(text, 0, at), behind = str_sub(text, at, text.n);
        struct buf b;
        buf_init(&b, a);
        buf_add(&b, before);
        buf_lit(&b, "\xe2\x80\x8b");
        buf_add(&b, behind);
        guard_check(a, buf_str(&b), &got);
        if (got.verdict != want.verdict || got.score != want.score)
            abort();
    }
    arena_free(a);
    return 0;
}
