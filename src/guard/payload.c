#include "guard/payload.h"

#include "base/buf.h"

#include <utf8proc.h>

enum { RUN_MIN = 12, TAG_FIRST = 0xe0020, TAG_LAST = 0xe007e };

static int base64_of(char c)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(letters, c == '-' ? '+' : c == '_' ? '/' : c) : NULL;

    return at ? (int)(at - letters) : -1;
}

static int hex_of(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 32);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Letters and blanks for the most part, and all of it printable. */
static bool is_readable(str s)
{
    size_t letters = 0, odd = 0;

    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        letters += (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == ' ';
        odd += (unsigned char)c >= 0x7f || ((unsigned char)c < ' ' && c != '\n' && c != '\t');
    }
    return s.n >= 6 && odd == 0 && letters * 10 >= s.n * 7;
}

static str decode_base64(struct arena *a, str s)
{
    struct buf b;
    uint32_t bits = 0;
    int have = 0;

    buf_init(&b, a);
    for (size_t i = 0; i < s.n; i++) {
        bits = bits << 6 | (uint32_t)base64_of(s.p[i]);
        have += 6;
        if (have >= 8) {
            have -= 8;
            buf_byte(&b, (char)(bits >> have & 0xff));
        }
    }
    return buf_str(&b);
}

static str decode_hex(struct arena *a, str s)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i + 1 < s.n; i += 2)
        buf_byte(&b, (char)(hex_of(s.p[i]) * 16 + hex_of(s.p[i + 1])));
    return buf_str(&b);
}

static void finish_run(struct arena *a, struct buf *run, str *out, size_t *n)
{
    str s = buf_str(run);
    bool hex = s.n >= RUN_MIN && s.n % 2 == 0;

    for (size_t i = 0; i < s.n && hex; i++)
        hex = hex_of(s.p[i]) >= 0;
    if (*n < PAYLOADS_MAX && s.n >= RUN_MIN) {
        str text = hex ? decode_hex(a, s) : decode_base64(a, s);
        if (is_readable(text))
            out[(*n)++] = text;
    }
    run->n = 0;
}

static bool is_invisible(utf8proc_int32_t c)
{
    return c >= 0x80 && utf8proc_category(c) == UTF8PROC_CATEGORY_CF;
}

size_t guard_payloads(struct arena *a, str text, str out[static PAYLOADS_MAX])
{
    struct buf run, tags;
    size_t n = 0;

    buf_init(&run, a);
    buf_init(&tags, a);
    for (size_t at = 0; at < text.n;) {
        utf8proc_int32_t c = (unsigned char)text.p[at];
        utf8proc_ssize_t width = 1;
        if (c >= 0x80)
            width = utf8proc_iterate((const utf8proc_uint8_t *)text.p + at,
                                     (utf8proc_ssize_t)(text.n - at), &c);
        at += width > 0 ? (size_t)width : 1;
        if (width < 0 || (c >= TAG_FIRST && c <= TAG_LAST)) {
            if (width > 0)
                buf_byte(&tags, (char)(c - 0xe0000));
        } else if (c < 0x80 && base64_of((char)c) >= 0) {
            buf_byte(&run, (char)c);
        } else if (!is_invisible(c)) {
            finish_run(a, &run, out, &n);
        }
    }
    finish_run(a, &run, out, &n);
    if (n < PAYLOADS_MAX && is_readable(buf_str(&tags)))
        out[n++] = buf_str(&tags);
    return n;
}
