#include "policy/scrub.h"

enum { WORDS_MAX = 8, NAME_MAX_N = 256 };

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           (unsigned char)c >= 0x80;
}

static str trim_to_words(str s)
{
    while (s.n && !is_word(s.p[0]))
        s = str_sub(s, 1, s.n);
    while (s.n && !is_word(s.p[s.n - 1]))
        s.n--;
    return s;
}

static str lower_into(char *out, str s)
{
    for (size_t i = 0; i < s.n; i++)
        out[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
    return (str){ out, s.n };
}

void scrub_init(struct scrub *s, struct arena *a)
{
    s->a = a;
    map_init(&s->visible, a);
    map_init(&s->hidden, a);
}

static void put(struct scrub *s, struct map *m, str name)
{
    name = trim_to_words(name);
    if (name.n && name.n <= NAME_MAX_N)
        map_put(m, lower_into(arena_alloc(s->a, name.n), name), s);
}

void scrub_show(struct scrub *s, str name)
{
    put(s, &s->visible, name);
}

void scrub_hide(struct scrub *s, str name)
{
    put(s, &s->hidden, name);
}

static bool hides(const struct scrub *s, str window)
{
    char low[NAME_MAX_N];

    if (window.n > sizeof low)
        return false;
    str key = lower_into(low, window);
    return map_find(&s->hidden, key) && !map_find(&s->visible, key);
}

/* Every window of up to WORDS_MAX words that starts at `from`. */
static bool window_hides(const struct scrub *s, str text, size_t from)
{
    size_t to = from;

    for (int words = 0; words < WORDS_MAX && to < text.n; words++) {
        while (to < text.n && !is_word(text.p[to]))
            to++;
        while (to < text.n && is_word(text.p[to]))
            to++;
        if (hides(s, trim_to_words(str_sub(text, from, to))))
            return true;
    }
    return false;
}

bool scrub_names_hidden(const struct scrub *s, str text)
{
    if (s->hidden.n == 0)
        return false;
    for (size_t i = 0; i < text.n; i++)
        if (is_word(text.p[i]) && (i == 0 || !is_word(text.p[i - 1])) && window_hides(s, text, i))
            return true;
    return false;
}
