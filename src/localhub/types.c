/* types.c - the type of a column, from what is in it, what it was declared
 * and what it is called. */
#include "localhub/names.h"
#include "localhub/profile.h"

#include <ctype.h>

static bool holds(str haystack, const char *needle)
{
    str n = str_c(needle);

    for (size_t i = 0; i + n.n <= haystack.n; i++)
        if (str_eq_nocase(str_sub(haystack, i, i + n.n), n))
            return true;
    return false;
}

static bool holds_any(str s, const char *const *words)
{
    for (; *words; words++)
        if (holds(s, *words))
            return true;
    return false;
}

static bool starts_nocase(str s, const char *prefix)
{
    str p = str_c(prefix);

    return s.n > p.n && str_eq_nocase(str_sub(s, 0, p.n), p);
}

static bool ends_nocase(str s, const char *suffix)
{
    str p = str_c(suffix);

    return s.n > p.n && str_eq_nocase(str_sub(s, s.n - p.n, s.n), p);
}

/* is_active, hasDiscount, hazardous_flg. */
static bool is_flag_name(str name)
{
    bool camel_is = name.n > 2 && str_starts(name, STR("is")) && isupper((unsigned char)name.p[2]);
    bool camel_has = name.n > 3 && str_starts(name, STR("has")) &&
                     isupper((unsigned char)name.p[3]);

    return camel_is || camel_has || starts_nocase(name, "is_") || starts_nocase(name, "has_") ||
           ends_nocase(name, "_flag") || ends_nocase(name, "_flg");
}

/* Digits that nobody adds up. */
static bool is_label_name(str name)
{
    static const char *const words[] = { "phone", "fax", "zip",    "postal", "postcode",
                                         "isbn",  "ssn", "mobile", "iban",   NULL };

    return holds_any(name, words);
}

static enum hub_type type_by_declaration(str declared)
{
    static const char *const real[] = { "real", "floa", "doub", "numeric", "decimal", NULL };

    if (holds(declared, "bool"))
        return HUB_BOOLEAN;
    if (holds(declared, "datetime") || holds(declared, "timestamp"))
        return HUB_DATETIME;
    if (holds(declared, "date"))
        return HUB_DATE;
    if (holds(declared, "int") && !holds(declared, "point") && !holds(declared, "interval"))
        return HUB_INTEGER;
    return holds_any(declared, real) ? HUB_FLOAT : HUB_STRING;
}

static bool fits_32(const struct hub_profile *p)
{
    return p->min >= INT32_MIN && p->max <= INT32_MAX;
}

static enum hub_type whole_number(const struct hub_profile *p, str name, str declared)
{
    static const char *const real[] = { "real", "floa", "doub", ",", NULL };
    bool boolean = p->min >= 0 && p->max <= 1 && p->min <= p->max;

    if (boolean && (is_flag_name(name) || holds(declared, "bool")))
        return HUB_BOOLEAN;
    if (holds_any(declared, real))
        return HUB_FLOAT;
    if (fits_32(p))
        return HUB_INTEGER;
    /* More than 15 digits would not survive a double. */
    return p->min > -1000000000000000 && p->max < 1000000000000000 ? HUB_FLOAT : HUB_STRING;
}

static enum hub_type text_type(const struct hub_profile *p)
{
    if (p->chars_max > 255)
        return HUB_CLOB;
    bool few = p->samples_n > 0 && p->samples_n <= HUB_ENUM_MAX;
    return few && p->rows >= HUB_ENUM_ROWS && !hub_profile_is_unique(p) ? HUB_ENUMERATION
                                                                        : HUB_STRING;
}

static enum hub_type type_of_texts(const struct hub_profile *p, str name, str declared)
{
    enum hub_type by_declaration = type_by_declaration(declared);

    if (p->reads & HUB_READS_BOOL)
        return HUB_BOOLEAN;
    if (p->reads & HUB_READS_DATE)
        return HUB_DATE;
    if (p->reads & HUB_READS_INSTANT)
        return by_declaration == HUB_DATE && p->midnights ? HUB_DATE : HUB_DATETIME;
    if (p->reads & HUB_READS_TIME)
        return HUB_TIME;
    if (!(p->reads & HUB_READS_FLOAT) || is_label_name(name))
        return text_type(p);
    return p->reads & HUB_READS_INT ? whole_number(p, name, declared) : HUB_FLOAT;
}

enum hub_type hub_profile_type(const struct hub_profile *p, str name, str declared)
{
    size_t texts = p->texts - p->nullish, numbers = p->ints + p->floats;

    if (p->rows == p->nulls + p->nullish)
        return p->nullish ? text_type(p) : type_by_declaration(declared);
    if (p->bools)
        return texts || numbers ? text_type(p) : HUB_BOOLEAN;
    if (texts && !numbers)
        return type_of_texts(p, name, declared);
    if (texts && !(p->reads & HUB_READS_FLOAT)) /* both kinds: only SQLite allows it */
        return text_type(p);
    if (p->fractions || (texts && !(p->reads & HUB_READS_INT)))
        return HUB_FLOAT;
    return whole_number(p, name, declared);
}
