#include "datahub/names.h"

#include "base/buf.h"

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_lower(char c)
{
    return c >= 'a' && c <= 'z';
}

static bool is_alnum(char c)
{
    return is_upper(c) || is_lower(c) || (c >= '0' && c <= '9') || (unsigned char)c >= 0x80;
}

static char upper(char c)
{
    return is_lower(c) ? (char)(c - 32) : c;
}

static char lower(char c)
{
    return is_upper(c) ? (char)(c + 32) : c;
}

static bool has(str s, bool (*is)(char))
{
    for (size_t i = 0; i < s.n; i++)
        if (is(s.p[i]))
            return true;
    return false;
}

static bool is_acronym(str word)
{
    static const char *const known[] = {
        "id",  "url", "sku", "ean",  "gtin", "isbn", "vat", "crm",
        "erp", "kpi", "ip",  "iban", "uuid", "guid", "bic", "upc"
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq_nocase(word, str_c(known[i])))
            return true;
    return false;
}

/* The end of the word at `from`: before a separator, before a capital that
 * follows a small letter (full|Name), before the last capital of a row that a
 * small letter follows (HTML|Page). */
static size_t word_end(str s, size_t from)
{
    size_t i = from + 1;

    for (; i < s.n && is_alnum(s.p[i]); i++) {
        if (!is_upper(s.p[i]))
            continue;
        if (!is_upper(s.p[i - 1]))
            return i;
        if (i + 1 < s.n && is_lower(s.p[i + 1]))
            return i;
    }
    return i;
}

static void add_word(struct buf *b, str word, bool shouted)
{
    bool first = b->n == 0;
    bool keep = !shouted && word.n > 1 && !has(word, is_lower);

    if (!first)
        buf_byte(b, ' ');
    for (size_t i = 0; i < word.n; i++) {
        bool up = keep || is_acronym(word) || (first && i == 0);
        buf_byte(b, up ? upper(word.p[i]) : lower(word.p[i]));
    }
}

str datahub_label(struct arena *a, str name)
{
    bool shouted = !has(name, is_lower) && (name.n > 4 || str_find_byte(name, '_') < name.n);
    struct buf b;

    buf_init(&b, a);
    name = str_trim(name);
    if (str_find_byte(name, ' ') < name.n && has(name, is_lower)) {
        buf_byte(&b, upper(name.p[0]));
        buf_add(&b, str_sub(name, 1, name.n));
        return buf_str(&b);
    }
    for (size_t at = 0; at < name.n;) {
        if (!is_alnum(name.p[at])) {
            at++;
            continue;
        }
        size_t end = word_end(name, at);
        add_word(&b, str_sub(name, at, end), shouted);
        at = end;
    }
    return b.n ? buf_str(&b) : arena_str(a, name);
}

str datahub_element(struct arena *a, str name)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < name.n; i++)
        buf_byte(&b, is_alnum(name.p[i]) ? lower(name.p[i]) : '_');
    return buf_str(&b);
}

str datahub_root(struct arena *a, str name)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < name.n; i++)
        if (is_alnum(name.p[i]) && (b.n || name.p[i] > '9'))
            buf_byte(&b, lower(name.p[i]));
    return buf_str(&b);
}
