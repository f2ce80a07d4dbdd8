#include "localhub/similar.h"

#include <ctype.h>

static const struct {
    const char *rule, *answer;
    double from;
} rows[] = {
#define X(name, rule, answer, from) { rule, answer, from },
    HUB_SIMILAR_LIST(X)
#undef X
};

bool hub_similar_of(str rule_name, enum hub_similar *out)
{
    for (int i = 0; i < HUB_SIMILAR_COUNT; i++)
        if (str_eq_nocase(rule_name, str_c(rows[i].rule)) ||
            str_eq_nocase(rule_name, str_c(rows[i].answer))) {
            *out = (enum hub_similar)i;
            return true;
        }
    return false;
}

const char *hub_similar_name(enum hub_similar s)
{
    return rows[s].answer;
}

double hub_similar_default(enum hub_similar s)
{
    return rows[s].from;
}

static size_t max_of(size_t x, size_t y)
{
    return x > y ? x : y;
}

static double jaro(str x, str y)
{
    bool taken_x[HUB_SIMILAR_MAX] = { false }, taken_y[HUB_SIMILAR_MAX] = { false };
    size_t longer = max_of(x.n, y.n), window = longer / 2 > 0 ? longer / 2 - 1 : 0;
    size_t shared = 0, moved = 0;

    for (size_t i = 0; i < x.n; i++) {
        size_t from = i > window ? i - window : 0;
        for (size_t k = from; k < y.n && k <= i + window && !taken_x[i]; k++)
            if (!taken_y[k] && x.p[i] == y.p[k])
                taken_x[i] = taken_y[k] = true;
        shared += taken_x[i];
    }
    if (!shared)
        return 0;
    for (size_t i = 0, k = 0; i < x.n; i++) {
        if (!taken_x[i])
            continue;
        while (!taken_y[k])
            k++;
        moved += x.p[i] != y.p[k++];
    }
    double m = (double)shared;
    return (m / (double)x.n + m / (double)y.n + (m - (double)moved / 2) / m) / 3;
}

static double jaro_winkler(str x, str y)
{
    double j = jaro(x, y);
    size_t start = 0;

    while (start < 4 && start < x.n && start < y.n && x.p[start] == y.p[start])
        start++;
    return j + (double)start * 0.1 * (1 - j);
}

static double levenshtein(str x, str y)
{
    size_t row[HUB_SIMILAR_MAX + 1];

    for (size_t k = 0; k <= y.n; k++)
        row[k] = k;
    for (size_t i = 1; i <= x.n; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t k = 1; k <= y.n; k++) {
            size_t change = diagonal + (x.p[i - 1] != y.p[k - 1]);
            diagonal = row[k];
            size_t best = row[k] < row[k - 1] ? row[k] + 1 : row[k - 1] + 1;
            row[k] = best < change ? best : change;
        }
    }
    return 1 - (double)row[y.n] / (double)max_of(x.n, y.n);
}

static double grams(str x, str y, size_t length)
{
    bool taken[HUB_SIMILAR_MAX] = { false };
    size_t shared = 0;

    if (x.n < length || y.n < length)
        return str_eq(x, y);
    size_t x_n = x.n - length + 1, y_n = y.n - length + 1;
    for (size_t i = 0; i < x_n; i++)
        for (size_t k = 0; k < y_n; k++)
            if (!taken[k] && memcmp(x.p + i, y.p + k, length) == 0) {
                taken[k] = true;
                shared++;
                break;
            }
    return 2 * (double)shared / (double)(x_n + y_n);
}

/* American Soundex: h and w do not part equal codes, vowels do. */
static void soundex(str s, char out[4])
{
    static const char codes[] = "01230120022455012623010202";
    size_t n = 0;
    char last = 0;

    memset(out, '0', 4);
    for (size_t i = 0; i < s.n && n < 4; i++) {
        char c = (char)toupper((unsigned char)s.p[i]);
        if (c < 'A' || c > 'Z')
            continue;
        char code = codes[c - 'A'];
        if (n == 0)
            out[n++] = c;
        else if (code != '0' && code != last)
            out[n++] = code;
        if (c != 'H' && c != 'W')
            last = code;
    }
}

static double same_sound(str x, str y)
{
    char a[4], b[4];
    double equal = 0;

    soundex(x, a);
    soundex(y, b);
    for (size_t i = 0; i < 4; i++)
        equal += a[i] == b[i];
    return equal / 4;
}

static str lowered(char out[HUB_SIMILAR_MAX], str s)
{
    s = str_sub(str_trim(s), 0, HUB_SIMILAR_MAX);
    for (size_t i = 0; i < s.n; i++)
        out[i] = (char)tolower((unsigned char)s.p[i]);
    return (str){ out, s.n };
}

double hub_similarity(enum hub_similar s, str x, str y)
{
    char a[HUB_SIMILAR_MAX], b[HUB_SIMILAR_MAX];

    x = lowered(a, x);
    y = lowered(b, y);
    if (!x.n || !y.n)
        return 0;
    switch (s) {
    case HUB_JARO_WINKLER:
        return jaro_winkler(x, y);
    case HUB_LEVENSHTEIN:
        return levenshtein(x, y);
    case HUB_BIGRAM:
        return grams(x, y, 2);
    case HUB_TRIGRAM:
        return grams(x, y, 3);
    default:
        return same_sound(x, y);
    }
}
