#include "localhub/names.h"

#include "base/buf.h"

#include <ctype.h>
#include <sodium.h>

static bool is_word(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

static bool is_tail_of_character(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

str hub_element_name(struct arena *a, str display)
{
    struct buf b;

    buf_init(&b, a);
    display = str_trim(display);
    if (display.n == 0)
        return STR("field");
    if (isdigit((unsigned char)display.p[0]))
        buf_byte(&b, '_'); /* an XML name does not start with a digit */
    for (size_t i = 0; i < display.n; i++) {
        char c = display.p[i];
        if (is_word(c))
            buf_byte(&b, (char)tolower((unsigned char)c));
        else if (!is_tail_of_character(c))
            buf_byte(&b, '_');
    }
    return buf_str(&b);
}

str hub_unique_id(struct arena *a, str display)
{
    str s = arena_str(a, hub_element_name(a, display));
    char *p = (char *)(uintptr_t)s.p;

    for (size_t i = 0; i < s.n; i++)
        p[i] = (char)toupper((unsigned char)p[i]);
    return s;
}

str hub_root_name(struct arena *a, str model_name)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < model_name.n; i++)
        if (is_word(model_name.p[i]))
            buf_byte(&b, (char)tolower((unsigned char)model_name.p[i]));
    size_t digits = 0;
    while (digits < b.n && isdigit((unsigned char)b.p[digits]))
        digits++;
    if (digits == b.n)
        return arena_fmt(a, "model%.*s", STR_ARG(buf_str(&b)));
    return str_sub(buf_str(&b), digits, b.n);
}

str hub_name_free(struct map *taken, str wanted)
{
    str name = wanted;

    for (unsigned i = 1; map_find(taken, name); i++)
        name = arena_fmt(taken->arena, "%.*s_%u", STR_ARG(wanted), i);
    map_put(taken, name, taken);
    return name;
}

void hub_guid_write(char out[36], const unsigned char bytes[16])
{
    static const char hex[] = "0123456789abcdef";

    for (size_t i = 0, at = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            out[at++] = '-';
        out[at++] = hex[bytes[i] >> 4];
        out[at++] = hex[bytes[i] & 15];
    }
}

str hub_guid(struct arena *a, str kind, str text)
{
    unsigned char hash[16];
    crypto_generichash_state state;
    char *out = arena_alloc(a, 37);

    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    crypto_generichash_update(&state, (const unsigned char *)kind.p, kind.n);
    crypto_generichash_update(&state, (const unsigned char *)"", 1);
    crypto_generichash_update(&state, (const unsigned char *)text.p, text.n);
    crypto_generichash_final(&state, hash, sizeof hash);
    hub_guid_write(out, hash);
    return (str){ out, 36 };
}

bool hub_is_guid(str s)
{
    if (s.n != 36)
        return false;
    for (size_t i = 0; i < 36; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? s.p[i] != '-' : !isxdigit((unsigned char)s.p[i]))
            return false;
    }
    return true;
}

static str quoted(struct arena *a, str s, char quote)
{
    struct buf b;

    buf_init(&b, a);
    buf_byte(&b, quote);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == quote)
            buf_byte(&b, quote);
        buf_byte(&b, s.p[i]);
    }
    buf_byte(&b, quote);
    return buf_str(&b);
}

str hub_sql_name(struct arena *a, str name)
{
    return quoted(a, name, '"');
}

str hub_sql_text(struct arena *a, str text)
{
    return quoted(a, text, '\'');
}
