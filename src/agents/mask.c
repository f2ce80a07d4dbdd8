#include "agents/mask.h"

#include "answer/format.h"
#include "answer/shape.h"

#include <utf8proc.h>

static void know(struct mask *m, str s)
{
    s = str_trim(s);
    if (s.n)
        *vec_push(m->a, &m->known) = s;
}

static void know_value(struct mask *m, struct value v)
{
    struct buf b;

    if (v.kind == VALUE_NULL || value_is_number(v))
        return;
    buf_init(&b, m->a);
    format_value(&b, v);
    know(m, buf_str(&b));
}

static void know_plan(struct mask *m, const struct plan *p);
static void know_cond(struct mask *m, const struct cond *c);

static void know_expr(struct mask *m, const struct expr *e)
{
    if (!e)
        return;
    if (e->op == EXPR_LITERAL)
        know_value(m, e->value);
    know_expr(m, e->a[0]);
    know_expr(m, e->a[1]);
    know_cond(m, e->where);
    know_plan(m, e->plan);
}

static void know_cond(struct mask *m, const struct cond *c)
{
    if (!c)
        return;
    know_expr(m, c->left);
    know_expr(m, c->right);
    for (size_t i = 0; i < c->values_n; i++)
        know_value(m, c->values[i]);
    for (size_t i = 0; i < c->kids_n; i++)
        know_cond(m, c->kids[i]);
    know_plan(m, c->plan);
}

static void know_plan(struct mask *m, const struct plan *p)
{
    if (!p)
        return;
    know_cond(m, p->where);
    know_cond(m, p->having);
    for (size_t i = 0; i < p->columns_n; i++)
        know_expr(m, p->columns[i].expr);
}

static void know_result(struct mask *m, const struct plan *p, const struct result *r)
{
    for (size_t i = 0; i < r->columns_n; i++) {
        const struct expr *bucket = i < p->columns_n ? shape_bucket(p, i) : NULL;
        for (size_t row = 0; row < r->rows_n; row++) {
            struct value v = result_cell(r, row, i);
            struct buf b;
            if (!bucket) {
                know_value(m, v);
                continue;
            }
            buf_init(&b, m->a);
            format_bucket(&b, v, bucket->grain);
            know(m, buf_str(&b));
        }
    }
}

void mask_init(struct mask *m, struct arena *a, const struct plan *p, const struct result *r)
{
    *m = (struct mask){ .a = a };
    know_plan(m, p);
    know_result(m, p, r);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 0x80;
}

/* Is there no word that goes on over `at`? */
static bool is_edge(str s, size_t at)
{
    return at == 0 || at >= s.n || !is_word(s.p[at - 1]) || !is_word(s.p[at]);
}

/* The longest known value at `at`; 0: none. */
static size_t known_at(const struct mask *m, str s, size_t at)
{
    size_t best = 0;

    for (size_t i = 0; i < m->known.n; i++) {
        size_t n = m->known.p[i].n;
        if (n > best && at + n <= s.n && is_edge(s, at + n) &&
            str_eq_nocase(str_sub(s, at, at + n), m->known.p[i]))
            best = n;
    }
    return best;
}

/* A word with what ties its parts together: 1,250.5, Q4, 10:30, PS5-Slim. */
static size_t token_at(str s, size_t at)
{
    size_t end = at + (s.p[at] == '-');

    while (end < s.n && (is_word(s.p[end]) ||
                         (memchr(".,:-/'", s.p[end], 6) && end + 1 < s.n && is_word(s.p[end + 1]))))
        end++;
    return end - at;
}

static bool has_digit(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (is_digit(s.p[i]))
            return true;
    return false;
}

/* " Oct 2026" or " Oct" behind a day: one date. */
static size_t date_tail(str s, size_t end)
{
    static const char months[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec";
    str rest = str_sub(s, end, s.n), month = str_sub(rest, 1, 4);
    size_t n = 0;

    if (rest.n < 5 || rest.p[0] != ' ')
        return 0;
    if (str_find(str_c(months), month) < sizeof months - 1 && month.p[0] != ' ' && is_edge(rest, 4))
        n = 4;
    str year = str_sub(rest, n + 1, n + 5);
    bool has_year = rest.n >= n + 5 && rest.p[n] == ' ' && is_edge(rest, n + 5);
    for (size_t i = 0; i < year.n; i++)
        has_year = has_year && is_digit(year.p[i]);
    return n && has_year ? n + 5 : n;
}

static size_t percent_tail(str s, size_t end)
{
    str rest = str_sub(s, end, s.n);

    return str_starts(rest, STR("%")) ? 1 : str_starts(rest, STR(" %")) ? 2 : 0;
}

static str slot_for(struct mask *m, str text, bool is_figure)
{
    for (size_t i = 0; i < m->slots.n; i++)
        if (str_eq(m->slots.p[i].text, text))
            return m->slots.p[i].name;
    str name = is_figure ? arena_fmt(m->a, "v%u", ++m->figures_n)
                         : arena_fmt(m->a, "name%u", ++m->names_n);
    *vec_push(m->a, &m->slots) = (struct mask_slot){ name, text };
    return name;
}

static void put_slot(struct mask *m, struct buf *out, str text, bool is_figure)
{
    buf_lit(out, "{{");
    buf_add(out, slot_for(m, text, is_figure));
    buf_lit(out, "}}");
}

str mask_text(struct mask *m, str s)
{
    struct buf out;

    buf_init(&out, m->a);
    for (size_t at = 0; at < s.n;) {
        bool sign = s.p[at] == '-' && at + 1 < s.n && is_digit(s.p[at + 1]);
        size_t n = is_edge(s, at) ? known_at(m, s, at) : 0;
        if (n) {
            put_slot(m, &out, str_sub(s, at, at + n), false);
        } else if (is_word(s.p[at]) || sign) {
            n = token_at(s, at);
            bool figure = has_digit(str_sub(s, at, at + n));
            if (figure) {
                n += date_tail(s, at + n);
                n += percent_tail(s, at + n);
                put_slot(m, &out, str_sub(s, at, at + n), true);
            } else {
                buf_add(&out, str_sub(s, at, at + n));
            }
        } else {
            buf_byte(&out, s.p[at] == '{' || s.p[at] == '}' ? ' ' : s.p[at]);
            n = 1;
        }
        at += n;
    }
    return buf_str(&out);
}

static const struct mask_slot *find_slot(const struct mask *m, str name)
{
    for (size_t i = 0; i < m->slots.n; i++)
        if (str_eq(m->slots.p[i].name, name))
            return &m->slots.p[i];
    return NULL;
}

/* A character outside of slots: letters, spaces and plain punctuation. */
static const char *refuse(utf8proc_int32_t c)
{
    switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return "it holds a figure of its own";
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CN:
        return c == '\n' ? NULL : "it holds control characters";
    default:
        return c < 0x80 && memchr("{}<>[]#*`|\\_", (int)c, 12) ? "it holds markup" : NULL;
    }
}

const char *mask_fill(const struct mask *m, str text, str *out)
{
    const char *wrong = NULL;
    struct buf b;

    buf_init(&b, m->a);
    while (text.n && !wrong) {
        if (str_starts(text, STR("{{"))) {
            size_t end = str_find(text, STR("}}"));
            const struct mask_slot *s = end < text.n ? find_slot(m, str_sub(text, 2, end)) : NULL;
            if (!s)
                return "it holds a slot that does not exist";
            buf_add(&b, s->text);
            text = str_sub(text, end + 2, text.n);
            continue;
        }
        utf8proc_int32_t c;
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)text.p,
                                              (utf8proc_ssize_t)text.n, &c);
        if (n <= 0)
            return "it is no valid text";
        wrong = refuse(c);
        buf_add(&b, str_sub(text, 0, (size_t)n));
        text = str_sub(text, (size_t)n, text.n);
    }
    *out = b.n ? buf_str(&b) : STR("");
    return wrong;
}

const struct mask_slot *mask_missing(const struct mask *m, str text)
{
    for (size_t i = 0; i < m->slots.n; i++) {
        str slot = arena_fmt(m->a, "{{%.*s}}", STR_ARG(m->slots.p[i].name));
        if (str_find(text, slot) == text.n)
            return &m->slots.p[i];
    }
    return NULL;
}
