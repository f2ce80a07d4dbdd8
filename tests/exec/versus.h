/* versus.h - the records of a random universe in SQLite, and its answer to a
 * plan beside ours. */
#ifndef TESTS_EXEC_VERSUS_H
#define TESTS_EXEC_VERSUS_H

#include "exec/dice.h"
#include "exec/sql.h"

#include "base/vec.h"
#include "plan/result.h"
#include "plan/words.h"
#include "t.h"

#include <math.h>

enum { FAILURES_SHOWN = 3 };

/* ---------------------------------------------- what SQLite does not have */

static str text_arg(sqlite3_value *v)
{
    return (str){ (const char *)sqlite3_value_text(v), (size_t)sqlite3_value_bytes(v) };
}

static str simple_fold(struct arena *a, str s)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < s.n;) {
        utf8proc_int32_t c, l;
        utf8proc_uint8_t out[4];
        i += (size_t)utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                      (utf8proc_ssize_t)(s.n - i), &c);
        l = utf8proc_tolower(c);
        if (c >= 128 && l < 128)
            l = c;
        buf_add(&b, (str){ (const char *)out, (size_t)utf8proc_encode_char(l, out) });
    }
    return buf_str(&b);
}

static void fn_fold(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    struct arena *a;
    str s;

    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL)
        return;
    a = arena_new();
    s = simple_fold(a, text_arg(v[0]));
    sqlite3_result_text(ctx, s.n ? s.p : "", (int)s.n, SQLITE_TRANSIENT);
    arena_free(a);
}

static void fn_bytes(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    (void)n;
    sqlite3_result_value(ctx, v[0]);
}

static void fn_part(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    const char *what = sqlite3_user_data(ctx);
    str s, part;

    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL || sqlite3_value_type(v[1]) == SQLITE_NULL)
        return;
    s = text_arg(v[0]);
    part = text_arg(v[1]);
    sqlite3_result_int(ctx, *what == 'h'   ? memmem(s.p, s.n, part.p, part.n) != NULL
                            : *what == 'b' ? str_starts(s, part)
                                           : str_ends(s, part));
}

static int collate_people(void *ctx, int an, const void *a, int bn, const void *b)
{
    const int how = UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK;
    utf8proc_uint8_t *x, *y;
    str s = { a, (size_t)an }, t = { b, (size_t)bn };
    utf8proc_ssize_t xn = utf8proc_map(a, an, &x, (utf8proc_option_t)how);
    utf8proc_ssize_t yn = utf8proc_map(b, bn, &y, (utf8proc_option_t)how);
    int c = str_cmp((str){ (char *)x, (size_t)xn }, (str){ (char *)y, (size_t)yn });

    (void)ctx;
    free(x);
    free(y);
    return c ? c : str_cmp(s, t);
}

struct numbers {
    double *p;
    size_t n;
};

static void median_step(sqlite3_context *ctx, int n, sqlite3_value **v)
{
    struct numbers *s = sqlite3_aggregate_context(ctx, sizeof *s);

    (void)n;
    if (sqlite3_value_type(v[0]) == SQLITE_NULL)
        return;
    s->p = realloc(s->p, (s->n + 1) * sizeof *s->p);
    s->p[s->n++] = sqlite3_value_double(v[0]);
}

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void median_final(sqlite3_context *ctx)
{
    struct numbers *s = sqlite3_aggregate_context(ctx, 0);

    if (!s || s->n == 0)
        return;
    qsort(s->p, s->n, sizeof *s->p, compare_doubles);
    sqlite3_result_double(ctx, (s->p[(s->n - 1) / 2] + s->p[s->n / 2]) / 2);
    free(s->p);
}

/* ------------------------------------------------------------ the tables */

static void sql_run(sqlite3 *db, const char *sql)
{
    char *error = NULL;

    if (sqlite3_exec(db, sql, NULL, NULL, &error) != SQLITE_OK) {
        CHECK(0, "%s: %s", error, sql);
        sqlite3_free(error);
    }
}

static const char *type_of(const struct field *f)
{
    switch (field_type_info(f->type)->kind) {
    case VALUE_TEXT:
        return "TEXT COLLATE PEOPLE";
    case VALUE_FLOAT:
        return "REAL";
    default:
        return "INTEGER";
    }
}

static void load_table(sqlite3 *db, struct arena *a, const struct memory_table *t, size_t at)
{
    struct buf b;

    buf_init(&b, a);
    buf_fmt(&b, "CREATE TABLE t%zu(id TEXT PRIMARY KEY", at);
    for (size_t i = 0; i < t->model->fields_n; i++)
        buf_fmt(&b, ", f%zu %s", i, type_of(&t->model->fields[i]));
    buf_lit(&b, ");");
    for (size_t i = 0; i < t->n; i++) {
        buf_fmt(&b, "INSERT INTO t%zu VALUES('%.*s'", at, STR_ARG(t->records[i].id));
        for (size_t j = 0; j < t->model->fields_n; j++) {
            struct value v = t->records[i].values[j];
            buf_lit(&b, ",");
            sql_value(&b, v.kind == VALUE_TEXT && v.s.n == 0 ? VALUE_NONE : v);
        }
        buf_lit(&b, ");");
    }
    sql_run(db, buf_cstr(&b));
}

static sqlite3 *open_tables(struct arena *a, const struct memory_table *tables)
{
    sqlite3 *db;

    sqlite3_open(":memory:", &db);
    sqlite3_create_function(db, "FOLD", 1, SQLITE_UTF8, NULL, fn_fold, NULL, NULL);
    sqlite3_create_function(db, "BYTES", 1, SQLITE_UTF8, NULL, fn_bytes, NULL, NULL);
    sqlite3_create_function(db, "HOLDS", 2, SQLITE_UTF8, "h", fn_part, NULL, NULL);
    sqlite3_create_function(db, "BEGINS", 2, SQLITE_UTF8, "b", fn_part, NULL, NULL);
    sqlite3_create_function(db, "CLOSES", 2, SQLITE_UTF8, "c", fn_part, NULL, NULL);
    sqlite3_create_function(db, "MEDIAN", 1, SQLITE_UTF8, NULL, NULL, median_step, median_final);
    sqlite3_create_collation(db, "PEOPLE", SQLITE_UTF8, NULL, collate_people);
    for (size_t i = 0; i < MODELS; i++)
        load_table(db, a, &tables[i], i);
    return db;
}

/* ------------------------------------------------------------ comparison */

struct rows_of_sql {
    struct value *cells;
    size_t rows_n, width;
};

static struct value sql_cell(struct arena *a, sqlite3_stmt *s, int col)
{
    switch (sqlite3_column_type(s, col)) {
    case SQLITE_INTEGER:
        return value_int(sqlite3_column_int64(s, col));
    case SQLITE_FLOAT:
        return value_float(sqlite3_column_double(s, col));
    case SQLITE_TEXT:
        return value_text(arena_str(a, str_c((const char *)sqlite3_column_text(s, col))));
    default:
        return VALUE_NONE;
    }
}

/* Offset and limit of plans with ties: the rank is the last column. */
static bool within_ties(const struct plan *p, struct value rank, size_t *skipped)
{
    if (rank.i > (int64_t)(p->offset + p->limit))
        return false;
    return (*skipped)++ >= p->offset;
}

static bool ask_sqlite(sqlite3 *db, struct arena *a, const struct plan *p, const char *sql,
                       struct rows_of_sql *out)
{
    sqlite3_stmt *s;
    VEC(struct value) cells = { 0 };
    size_t skipped = 0;

    if (sqlite3_prepare_v2(db, sql, -1, &s, NULL) != SQLITE_OK) {
        CHECK(0, "%s: %s", sqlite3_errmsg(db), sql);
        return false;
    }
    size_t columns = (size_t)sqlite3_column_count(s), width = columns - p->ties;
    *out = (struct rows_of_sql){ NULL, 0, width };
    while (sqlite3_step(s) == SQLITE_ROW) {
        if (p->ties && !within_ties(p, sql_cell(a, s, (int)width), &skipped))
            continue;
        for (size_t i = 0; i < width; i++)
            *vec_push(a, &cells) = sql_cell(a, s, (int)i);
        out->rows_n++;
    }
    out->cells = cells.p;
    sqlite3_finalize(s);
    return true;
}

/* As SQLite holds it. */
static struct value plain(struct value v)
{
    switch (v.kind) {
    case VALUE_BOOL:
        return value_int(v.b);
    case VALUE_DATE:
        return value_int(v.i * DAY_S);
    case VALUE_INSTANT:
    case VALUE_TIME:
        return value_int(v.i);
    default:
        return v;
    }
}

static bool same_cell(struct value ours, struct value theirs)
{
    bool numbers;

    ours = plain(ours);
    numbers = value_is_number(ours) && value_is_number(theirs);
    if (numbers && (ours.kind == VALUE_FLOAT || theirs.kind == VALUE_FLOAT)) {
        double x = value_number(ours), y = value_number(theirs);
        return fabs(x - y) <= 1e-9 * (1 + fabs(x));
    }
    return value_eq(ours, theirs);
}

static bool same_row(const struct result *r, size_t i, const struct rows_of_sql *s, size_t j)
{
    for (size_t k = 0; k < r->columns_n; k++)
        if (!same_cell(result_cell(r, i, k), s->cells[j * s->width + k]))
            return false;
    return true;
}

/* Each of our rows has a partner of its own, in any order. */
static bool same_set(struct arena *a, const struct result *r, const struct rows_of_sql *s)
{
    bool *used = NEW_N(a, bool, s->rows_n);

    for (size_t i = 0; i < r->rows_n; i++) {
        size_t j = 0;
        while (j < s->rows_n && (used[j] || !same_row(r, i, s, j)))
            j++;
        if (j == s->rows_n)
            return false;
        used[j] = true;
    }
    return true;
}

static bool same_rows(struct arena *a, const struct plan *p, const struct result *r,
                      const struct rows_of_sql *s)
{
    bool sorted = p->order_n > 0 || (plan_is_grouped(p) && !p->distinct);

    if (r->rows_n != s->rows_n || r->columns_n != s->width)
        return false;
    if (!sorted && (p->limit || p->offset))
        return true; /* any rows will do, and their number is right */
    if (!sorted)
        return same_set(a, r, s);
    for (size_t i = 0; i < r->rows_n; i++)
        if (!same_row(r, i, s, i))
            return false;
    return true;
}

static void print_rows(const char *who, const struct value *cells, size_t rows, size_t width)
{
    struct buf b;

    buf_init(&b, NULL);
    buf_fmt(&b, "%s: %zu rows\n", who, rows);
    for (size_t i = 0; i < rows && i < 30; i++) {
        for (size_t j = 0; j < width; j++) {
            buf_lit(&b, " | ");
            value_print(&b, plain(cells[i * width + j]));
        }
        buf_lit(&b, "\n");
    }
    fputs(buf_cstr(&b), stderr);
    buf_fini(&b);
}

/* Is `r` what SQLite says?  A failure is told as that of `where`. */
__attribute__((unused)) static void
compare_with_sqlite(sqlite3 *db, struct arena *a, const struct schema *schema, const struct plan *p,
                    err_t e, const struct result *r, const char *where, const char *reason)
{
    struct rows_of_sql s;
    struct buf sql;
    unsigned next = 0;

    buf_init(&sql, a);
    sql_plan(&sql, schema, p, &next);
    if (!ask_sqlite(db, a, p, buf_cstr(&sql), &s))
        return;
    bool ok = e == ERR_OK && same_rows(a, p, r, &s);
    CHECK(ok, "%s: %s", where, reason);
    if (ok || t_failures > FAILURES_SHOWN)
        return;
    str words = plan_words(a, p);
    fprintf(stderr, "%.*s\n%s\n", STR_ARG(words), buf_cstr(&sql));
    print_rows("ours", r->cells, r->rows_n, r->columns_n);
    print_rows("SQLite", s.cells, s.rows_n, s.width);
}

/* The same plans on every run, so that a red one is the change's doing; other
 * ones with AURIC_SEED. */
enum { PLANS_SEED = 20261122 };

__attribute__((unused)) static uint64_t setting(const char *name, uint64_t otherwise)
{
    int64_t v;

    return str_to_i64(str_c(getenv(name)), &v) ? (uint64_t)v : otherwise;
}

#endif
