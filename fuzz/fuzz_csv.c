/* fuzz_csv.c - whatever is fed, rows stay within the text and move forward;
 * and a row written by the rules of RFC 4180 is read back as it was. */
#include "localhub/csv.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void check_rows(struct arena *a, str text)
{
    struct hub_csv_row row = { 0 };
    struct hub_csv csv;
    size_t before = 0;
    int64_t line = 0;

    hub_csv_init(&csv, a, text);
    while (hub_csv_next(&csv, &row)) {
        if (csv.at <= before || csv.at > csv.text.n || row.line <= line)
            abort();
        if (row.raw.p < text.p || row.raw.p + row.raw.n > text.p + text.n)
            abort();
        size_t bytes = 0;
        for (size_t i = 0; i < row.n; i++)
            bytes += row.p[i].n;
        if (bytes > row.raw.n || row.n > HUB_CSV_CELLS_MAX)
            abort();
        before = csv.at;
        line = row.line;
    }
}

/* The bytes as cells of one row: every other one quoted, each cut at a NUL. */
static void check_round_trip(struct arena *a, str text)
{
    VEC(str) cells = { 0 };
    struct hub_csv_row row = { 0 };
    struct hub_csv csv;
    struct buf b;

    buf_init(&b, a);
    buf_lit(&b, "x,y\n");
    while (text.n && cells.n < 100) {
        str cell = str_cut(&text, '\0');
        if (memchr(cell.p, '\\', cell.n))
            continue; /* a backslash before a quote is read as other programs write it */
        *vec_push(a, &cells) = cell;
        buf_add(&b, cells.n > 1 ? STR(",\"") : STR("\""));
        for (size_t i = 0; i < cell.n; i++) {
            if (cell.p[i] == '"')
                buf_byte(&b, '"');
            buf_byte(&b, cell.p[i]);
        }
        buf_byte(&b, '"');
    }
    hub_csv_init(&csv, a, buf_str(&b));
    if (!hub_csv_next(&csv, &row) || row.n != 2)
        abort();
    if (!cells.n)
        return;
    if (!hub_csv_next(&csv, &row) || row.bad || row.n != cells.n)
        abort();
    for (size_t i = 0; i < row.n; i++)
        if (!str_eq(row.p[i], cells.p[i]))
            abort();
    if (hub_csv_next(&csv, &row))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena *a = arena_new();
    str text = { (const char *)data, n };

    check_rows(a, text);
    check_round_trip(a, text);
    arena_free(a);
    return 0;
}
