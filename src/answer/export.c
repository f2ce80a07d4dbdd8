#include "answer/export.h"

static void csv_text(struct buf *out, str s)
{
    bool formula = s.n && memchr("=+-@\t\r", s.p[0], 6);
    bool quote = formula;

    for (size_t i = 0; i < s.n && !quote; i++)
        quote = memchr(",\"\r\n", s.p[i], 4) != NULL;
    if (!quote) {
        buf_add(out, s);
        return;
    }
    buf_byte(out, '"');
    if (formula)
        buf_byte(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, s.p[i]);
    }
    buf_byte(out, '"');
}

str export_csv(struct arena *a, const struct result *r)
{
    struct buf out;

    buf_init(&out, a);
    buf_lit(&out, "\xef\xbb\xbf");
    for (size_t c = 0; c < r->columns_n; c++) {
        buf_add(&out, c ? STR(",") : STR(""));
        csv_text(&out, r->columns[c].label);
    }
    buf_lit(&out, "\r\n");
    for (size_t i = 0; i < r->rows_n; i++) {
        for (size_t c = 0; c < r->columns_n; c++) {
            struct value v = result_cell(r, i, c);
            buf_add(&out, c ? STR(",") : STR(""));
            if (v.kind == VALUE_TEXT)
                csv_text(&out, v.s);
            else
                value_print(&out, v);
        }
        buf_lit(&out, "\r\n");
    }
    return buf_str(&out);
}
