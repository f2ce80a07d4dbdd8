/* test_result.c - a result survives its JSON form. */
#include "t.h"
#include "codec/json.h"
#include "plan/result.h"

static struct value cells[] = {
    { .kind = VALUE_TEXT, .s = { "\xc3\x89t\xc3\xa9", 5 } },
    { .kind = VALUE_INT, .i = -5 },
    { .kind = VALUE_FLOAT, .f = 0.1 },
    { .kind = VALUE_BOOL, .b = true },
    { .kind = VALUE_DATE, .i = 20000 },
    { .kind = VALUE_INSTANT, .i = 1760000000 },
    { .kind = VALUE_TIME, .i = 3661 },
};
enum { N = sizeof cells / sizeof *cells };

int main(void)
{
    struct arena *a = arena_new();
    struct result_column columns[N];
    struct value rows[2 * N];
    struct result r = { .columns = columns, .columns_n = N, .cells = rows, .rows_n = 2 }, back;
    struct request_note note = { STR("Products"), STR(" where BRAND EQUALS x"), 200, 1.5 };
    str warning = STR("careful");
    struct why why = { 0 };

    for (size_t i = 0; i < N; i++) {
        columns[i] = (struct result_column){ arena_fmt(a, "c%zu", i), STR("C"), cells[i].kind,
                                             i == 0, i == 2 };
        rows[i] = cells[i];
        rows[N + i] = VALUE_NONE;
    }
    r.total = 77;
    r.truncated = r.total_at_least = true;
    r.warnings = (struct strs){ &warning, 1 };
    r.provenance = (struct provenance){ .universe_id = STR("u"),
                                        .requests = 3,
                                        .records_read = 400,
                                        .bytes = 5000,
                                        .as_of = 1760000000,
                                        .age_s = 130,
                                        .origin = STR("mirror"),
                                        .notes = &note,
                                        .notes_n = 1 };
    err_t e = result_from_json(a, json_keep(a, result_to_json(&r)), &back, &why);
    CHECK(e == ERR_OK, "%s", why.text);
    CHECK(back.rows_n == 2 && back.columns_n == N && back.total == 77, "shape");
    for (size_t i = 0; i < 2 * N; i++)
        CHECK(back.cells[i].kind == rows[i].kind && value_eq(back.cells[i], rows[i]), "cell %zu",
              i);
    CHECK(back.columns[0].is_key && back.columns[2].is_percent && !back.columns[1].is_key, "flags");
    CHECK(back.truncated && back.total_at_least && back.warnings.n == 1, "warnings");
    CHECK(back.provenance.records_read == 400 && back.provenance.notes_n == 1 &&
              back.provenance.notes[0].records == 200 && back.provenance.notes[0].ms == 1.5,
          "provenance");
    CHECK(str_eq(json_text(a, json_keep(a, result_to_json(&r))),
                 json_text(a, json_keep(a, result_to_json(&back)))),
          "as text");
    json_t *bad = json_keep(
        a, json_loads("{\"columns\":[{\"kind\":\"int\"}],\"rows\":[[1,2]]}", 0, NULL));
    CHECK(result_from_json(a, bad, &back, &why) == ERR_BAD_INPUT, "a row too long");
    bad = json_keep(a,
                    json_loads("{\"columns\":[{\"kind\":\"int\"}],\"rows\":[[\"x\"]]}", 0, NULL));
    CHECK(result_from_json(a, bad, &back, &why) == ERR_BAD_INPUT, "a cell of another kind");
    arena_free(a);
    return T_DONE();
}
