#include "base/ident.h"

#include <stdlib.h>
#include <sys/random.h>

static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";

str ident_new(struct arena *a)
{
    unsigned char bytes[IDENT_N];
    char *p = arena_alloc(a, IDENT_N + 1);

    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        abort();
    for (size_t i = 0; i < IDENT_N; i++)
        p[i] = digits[bytes[i] & 31];
    return (str){ p, IDENT_N };
}

bool ident_is_valid(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!memchr(digits, s.p[i], sizeof digits - 1))
            return false;
    return s.n == IDENT_N;
}
