/* truth.c - no number that was not computed (prose_is_true of answer.h).
 *
 * Collects every number of the prose, and asks that each be a cell of the
 * result at the precision shown, or stand in a text that we made ourselves
 * from plan and result.  A number word ("three") is not looked at: whoever
 * lets a model write is told to ask it for digits. */
#include "answer/answer.h"
#include "plan/words.h"

#include <math.h>

/* The next number at or behind *at: digits, inner commas, one point. */
static bool next_number(str s, size_t *at, double *out, int *decimals)
{
    char digits[64];
    size_t n = 0, i = *at;
    bool point = false;

    while (i < s.n && !(s.p[i] >= '0' && s.p[i] <= '9'))
        i++;
    if (i == s.n)
        return false;
    *decimals = 0;
    for (; i < s.n && n < sizeof digits - 1; i++) {
        bool digit = s.p[i] >= '0' && s.p[i] <= '9';
        bool digit_next = i + 1 < s.n && s.p[i + 1] >= '0' && s.p[i + 1] <= '9';
        if (s.p[i] == ',' && digit_next)
            continue;
        if (s.p[i] == '.' && digit_next && !point)
            point = true;
        else if (!digit)
            break;
        else
            *decimals += point;
        digits[n++] = s.p[i];
    }
    *at = i;
    return str_to_f64((str){ digits, n }, out);
}

static bool near(double a, double b, int decimals)
{
    return fabs(fabs(a) - fabs(b)) <= 0.5000001 * pow(10, -decimals);
}

static bool in_cells(const struct result *r, double v, int decimals)
{
    for (size_t i = 0; r && i < r->rows_n * r->columns_n; i++)
        if (value_is_number(r->cells[i]) && near(value_number(r->cells[i]), v, decimals))
            return true;
    return false;
}

static bool in_comparison(const struct comparison *c, double v, int decimals)
{
    const struct value cells[] = { c->current, c->previous, c->change, c->change_pct };

    for (size_t i = 0; c->is_set && i < sizeof cells / sizeof *cells; i++)
        if (value_is_number(cells[i]) && near(value_number(cells[i]), v, decimals))
            return true;
    return false;
}

static bool in_text(str text, double v)
{
    size_t at = 0;
    double w;
    int decimals;

    while (next_number(text, &at, &w, &decimals))
        if (w == v)
            return true;
    return false;
}

static bool in_text_cells(const struct result *r, double v)
{
    for (size_t i = 0; r && i < r->rows_n * r->columns_n; i++)
        if (r->cells[i].kind == VALUE_TEXT && in_text(r->cells[i].s, v))
            return true;
    return false;
}

bool prose_is_true(struct arena *a, str prose, const struct answer *made)
{
    str reading = made->plan ? plan_words(a, made->plan) : STR("");
    size_t at = 0;
    double v;
    int decimals;

    while (next_number(prose, &at, &v, &decimals))
        if (!in_cells(made->result, v, decimals) &&
            !in_comparison(&made->comparison, v, decimals) && !in_text(made->text, v) &&
            !in_text(reading, v) && !in_text_cells(made->result, v) &&
            !(made->result && (double)made->result->rows_n == v))
            return false;
    return true;
}
