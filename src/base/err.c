#include "base/err.h"

#include <assert.h>
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>

static struct err_info table[ERR_COUNT] = {
#define X(name, http, rpc, text) [ERR_##name] = { #name, NULL, http, rpc, text },
    ERR_LIST(X)
#undef X
};

static char codes[ERR_COUNT][24];

/* The lower-case codes are derived once, before main, so that the table above
 * stays the only place where an error is named. */
__attribute__((constructor)) static void make_codes(void)
{
    for (size_t e = 0; e < ERR_COUNT; e++) {
        size_t i = 0;
        for (const char *p = table[e].name; *p && i + 1 < sizeof codes[e]; p++)
            codes[e][i++] = (char)tolower((unsigned char)*p);
        table[e].code = codes[e];
    }
}

const struct err_info *err_info(err_t e)
{
    assert(e < ERR_COUNT);
    return &table[e];
}

err_t why_fail(struct why *w, err_t e, const char *fmt, ...)
{
    if (w) {
        va_list ap;
        va_start(ap, fmt);
        vsnprintf(w->text, sizeof w->text, fmt, ap);
        va_end(ap);
    }
    return e;
}

const char *why_text(const struct why *w, err_t e)
{
    return w && w->text[0] ? w->text : err_info(e)->public_text;
}
