/* intake_csv.c - a file of comma-separated values: its first row names the
 * columns, every other one has as many cells. */
#include "localhub/csv.h"
#include "localhub/intake.h"

/* The file's bytes, header included. */
struct csv_file {
    str text;
};

/* More cells are fine as long as nothing is in them. */
static bool fits(const struct hub_csv_row *row, size_t columns)
{
    for (size_t i = columns; i < row->n; i++)
        if (str_trim(row->p[i]).n)
            return false;
    return row->n >= columns;
}

static err_t scan(const struct hub_intake *t, const struct hub_scan *to, struct why *why)
{
    const struct csv_file *file = t->impl;
    struct arena *a = arena_new();
    struct value *cells = NEW_N(a, struct value, t->columns_n);
    struct hub_csv_row row = { 0 };
    struct hub_csv csv;
    err_t e = ERR_OK;

    hub_csv_init(&csv, a, file->text);
    (void)hub_csv_next(&csv, &row); /* the header */
    while (!e && hub_csv_next(&csv, &row)) {
        if (row.bad || !fits(&row, t->columns_n)) {
            str reason = row.bad ? str_c(row.bad)
                                 : arena_fmt(a, "it has %zu cells, the header has %zu", row.n,
                                             t->columns_n);
            if (to->on_bad)
                to->on_bad(to->ctx, row.line, reason, row.raw);
            continue;
        }
        for (size_t i = 0; i < t->columns_n; i++)
            cells[i] = row.p[i].n ? value_text(row.p[i]) : VALUE_NONE;
        e = to->on_row(to->ctx, cells, why);
    }
    arena_free(a);
    return e;
}

/* A display name is one line. */
static str one_line(struct arena *a, str s)
{
    struct buf b;
    bool gap = false;

    buf_init(&b, a);
    s = str_trim(s);
    for (size_t i = 0; i < s.n; i++) {
        bool space = s.p[i] == ' ' || (s.p[i] >= '\t' && s.p[i] <= '\r');
        if (!space || !gap)
            buf_byte(&b, space ? ' ' : s.p[i]);
        gap = space;
    }
    return buf_str(&b);
}

err_t hub_intake_csv(struct arena *a, str path, str name, struct hub_intakes *out, struct why *why)
{
    struct csv_file *file = NEW(a, struct csv_file);
    struct hub_csv_row row = { 0 };
    struct hub_csv csv;

    TRY(hub_file_read(a, path, &file->text, why));
    if (memchr(file->text.p, '\0', file->text.n))
        return why_fail(why, ERR_BAD_INPUT, "%.*s is not a table: it is a binary file",
                        STR_ARG(path));
    hub_csv_init(&csv, a, file->text);
    if (!hub_csv_next(&csv, &row))
        return why_fail(why, ERR_BAD_INPUT, "%.*s is empty: it has no header row", STR_ARG(path));
    if (row.bad)
        return why_fail(why, ERR_BAD_INPUT, "%.*s, line %lld: the header cannot be read: %s",
                        STR_ARG(path), (long long)row.line, row.bad);
    struct hub_intake t = { .name = name, .file = arena_str(a, path), .scan = scan, .impl = file };
    while (row.n > 1 && !str_trim(row.p[row.n - 1]).n)
        row.n--;
    t.columns_n = row.n;
    t.columns = NEW_N(a, struct hub_intake_column, row.n);
    for (size_t i = 0; i < row.n; i++) {
        str column = one_line(a, row.p[i]);
        t.columns[i].name = column.n ? column : arena_fmt(a, "column_%zu", i + 1);
        t.columns[i].declared = STR("");
    }
    *vec_push(a, out) = t;
    return ERR_OK;
}
