#include "localhub/csv.h"

static char find_separator(str text)
{
    static const char candidates[] = { ',', ';', '\t' };
    size_t counts[sizeof candidates] = { 0 };
    bool quoted = false;
    size_t best = 0;

    for (size_t i = 0; i < text.n && (quoted || (text.p[i] != '\n' && text.p[i] != '\r')); i++) {
        quoted ^= text.p[i] == '"';
        for (size_t c = 0; c < sizeof candidates && !quoted; c++)
            counts[c] += text.p[i] == candidates[c];
    }
    for (size_t c = 1; c < sizeof candidates; c++)
        if (counts[c] > counts[best])
            best = c;
    return candidates[best];
}

void hub_csv_init(struct hub_csv *c, struct arena *a, str text)
{
    if (str_starts(text, STR("\xef\xbb\xbf")))
        text = str_sub(text, 3, text.n);
    *c = (struct hub_csv){ .text = text, .line = 1, .arena = a, .sep = find_separator(text) };
    buf_init(&c->undone, a);
}

static char at(const struct hub_csv *c, size_t i)
{
    return i < c->text.n ? c->text.p[i] : '\n';
}

static bool ends_cell(const struct hub_csv *c, size_t i)
{
    char x = at(c, i);

    return x == c->sep || x == '\n' || x == '\r';
}

/* Where the quoted cell that starts behind `from` ends: at its last quote;
 * text.n when it never does.  *plain says that nothing has to be undone. */
static size_t quoted_end(const struct hub_csv *c, size_t from, bool *plain)
{
    size_t i = from;

    *plain = true;
    for (; i < c->text.n; i++) {
        if (i - from > HUB_CSV_QUOTED_MAX)
            return c->text.n;
        char x = c->text.p[i];
        if (x == '\\' && at(c, i + 1) == '"' && i + 2 < c->text.n && !ends_cell(c, i + 2)) {
            *plain = false;
            i++;
        } else if (x == '"') {
            if (i + 1 >= c->text.n || c->text.p[i + 1] != '"')
                break;
            *plain = false;
            i++;
        }
    }
    return i;
}

/* When the buffer has to grow, the views given before stay good: the arena
 * keeps the old bytes. */
static str undo_quotes(struct hub_csv *c, size_t from, size_t to)
{
    size_t start = c->undone.n;

    for (size_t i = from; i < to; i++) {
        char x = c->text.p[i];
        if ((x == '"' || x == '\\') && i + 1 < to && c->text.p[i + 1] == '"')
            i++;
        buf_byte(&c->undone, c->text.p[i]);
    }
    return str_sub(buf_str(&c->undone), start, c->undone.n);
}

static str read_cell(struct hub_csv *c, const char **bad)
{
    size_t from = c->at, to = from;
    bool plain;

    if (at(c, from) == '"' && from < c->text.n) {
        to = quoted_end(c, from + 1, &plain);
        if (to >= c->text.n)
            *bad = "a quoted cell is never closed";
        else if (to + 1 < c->text.n && !ends_cell(c, to + 1))
            *bad = "there is text behind a closing quote";
        c->at = to < c->text.n ? to + 1 : to;
        if (*bad)
            return STR("");
        return plain ? str_sub(c->text, from + 1, to) : undo_quotes(c, from + 1, to);
    }
    while (to < c->text.n && !ends_cell(c, to))
        to++;
    c->at = to;
    return str_sub(c->text, from, to);
}

static void skip_line_end(struct hub_csv *c)
{
    if (c->at < c->text.n && c->text.p[c->at] == '\r')
        c->at++;
    if (c->at < c->text.n && c->text.p[c->at] == '\n')
        c->at++;
}

static void count_lines(struct hub_csv *c, size_t from)
{
    for (size_t i = from; i < c->at; i++) {
        char x = c->text.p[i];
        c->line += x == '\n' || (x == '\r' && at(c, i + 1) != '\n');
    }
}

/* After a bad row reading goes on at the next line, whatever the quotes say. */
static void recover(struct hub_csv *c, size_t from)
{
    c->at = from;
    while (c->at < c->text.n && c->text.p[c->at] != '\n' && c->text.p[c->at] != '\r')
        c->at++;
}

static void add_cell(struct hub_csv *c, struct hub_csv_row *row, str cell)
{
    if (row->n >= HUB_CSV_CELLS_MAX)
        row->bad = "it has too many cells";
    else
        *vec_push(c->arena, row) = cell;
}

static bool skip_empty_lines(struct hub_csv *c)
{
    while (c->at < c->text.n && (c->text.p[c->at] == '\n' || c->text.p[c->at] == '\r')) {
        size_t from = c->at;
        skip_line_end(c);
        count_lines(c, from);
    }
    return c->at < c->text.n;
}

bool hub_csv_next(struct hub_csv *c, struct hub_csv_row *row)
{
    if (!skip_empty_lines(c))
        return false;
    size_t from = c->at;
    row->line = c->line;
    row->n = 0;
    row->bad = NULL;
    c->undone.n = 0;
    for (;;) {
        str cell = read_cell(c, &row->bad);
        if (row->bad)
            break;
        add_cell(c, row, cell);
        if (row->bad || c->at >= c->text.n || c->text.p[c->at] != c->sep)
            break;
        c->at++;
    }
    if (row->bad) {
        row->n = 0;
        recover(c, from);
    }
    row->raw = str_sub(c->text, from, c->at);
    skip_line_end(c);
    count_lines(c, from);
    return true;
}
