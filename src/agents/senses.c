#include "agents/senses.h"

static const char *const words[SENSE_NUM] = {
#define X(name, text) [SENSE_##name] = text,
    SENSE_LIST(X)
#undef X
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '\'';
}

static bool holds(str list, str word)
{
    while (list.n)
        if (str_eq_nocase(str_cut(&list, ' '), word))
            return true;
    return false;
}

unsigned senses_of(str text)
{
    unsigned found = 0;

    for (size_t at = 0; at < text.n;) {
        size_t end = at;
        while (end < text.n && is_letter(text.p[end]))
            end++;
        for (unsigned s = 0; end > at && s < SENSE_NUM; s++)
            if (holds(str_c(words[s]), str_sub(text, at, end)))
                found |= 1u << s;
        at = end + (end == at);
    }
    return found;
}
