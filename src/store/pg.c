#include "store/pg.h"

#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdlib.h>

enum { WAIT_MS = 100, OID_INT8 = 20, OID_INT2 = 21, OID_INT4 = 23 };
enum { OID_FLOAT4 = 700, OID_FLOAT8 = 701, OID_NUMERIC = 1700 };

struct pg {
    PGconn *conn;
    PGresult *row; /* the current one */
    bool asked;    /* results may still come */
    const atomic_bool *cancelled;
    struct arena *arena; /* texts of parameters, for one statement */
};

/* By the class of the SQLSTATE. */
static err_t code_of(const char *state)
{
    static const struct {
        const char *begins;
        err_t e;
    } codes[] = {
        { "22", ERR_UNSUPPORTED },  { "23", ERR_CONFLICT },    { "40", ERR_CONFLICT },
        { "57014", ERR_CANCELLED }, { "08", ERR_UNAVAILABLE }, { "57", ERR_UNAVAILABLE },
    };

    for (size_t i = 0; state && i < sizeof codes / sizeof *codes; i++)
        if (strncmp(state, codes[i].begins, strlen(codes[i].begins)) == 0)
            return codes[i].e;
    return ERR_IO;
}

static err_t failed(struct pg *p, const PGresult *r, struct why *why)
{
    const char *state = r ? PQresultErrorField(r, PG_DIAG_SQLSTATE) : NULL;
    const char *text = r ? PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    bool gone = PQstatus(p->conn) != CONNECTION_OK;

    return why_fail(why, gone ? ERR_UNAVAILABLE : code_of(state), "PostgreSQL: %s",
                    text ? text : PQerrorMessage(p->conn));
}

static void ignore_notice(void *ctx, const PGresult *r)
{
    (void)ctx, (void)r;
}

err_t pg_open(struct pg **out, const char *url, bool read_only, struct why *why)
{
    const char *const keys[] = { "dbname",  "client_encoding", "fallback_application_name",
                                 "options", "connect_timeout", NULL };
    const char *const values[] = {
        url,
        "UTF8",
        "auric",
        read_only ? "-c timezone=UTC -c datestyle=ISO -c default_transaction_read_only=on"
                  : "-c timezone=UTC -c datestyle=ISO",
        "10",
        NULL,
    };
    struct pg *p = calloc(1, sizeof *p);

    if (!p)
        abort();
    p->arena = arena_new();
    p->conn = PQconnectdbParams(keys, values, 1);
    if (PQstatus(p->conn) != CONNECTION_OK) {
        err_t e = why_fail(why, ERR_UNAVAILABLE, "cannot reach PostgreSQL: %.400s",
                           PQerrorMessage(p->conn));
        pg_close(p);
        return e;
    }
    PQsetNoticeReceiver(p->conn, ignore_notice, NULL);
    *out = p;
    return ERR_OK;
}

void pg_close(struct pg *p)
{
    if (!p)
        return;
    PQclear(p->row);
    PQfinish(p->conn);
    arena_free(p->arena);
    free(p);
}

void pg_cancel_by(struct pg *p, const atomic_bool *cancelled)
{
    p->cancelled = cancelled;
}

err_t pg_script(struct pg *p, const char *text, struct why *why)
{
    PGresult *r = PQexec(p->conn, text);
    ExecStatusType status = PQresultStatus(r);
    err_t e = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK ? ERR_OK : failed(p, r, why);

    PQclear(r);
    return e;
}

static void send_cancel(struct pg *p)
{
    char ignored[256];
    PGcancel *c = PQgetCancel(p->conn);

    if (c)
        (void)PQcancel(c, ignored, sizeof ignored);
    PQfreeCancel(c);
}

/* The next result, looking at the flag while it takes its time. */
static PGresult *wait_result(struct pg *p)
{
    bool told = false;

    while (PQisBusy(p->conn)) {
        struct pollfd fd = { PQsocket(p->conn), POLLIN, 0 };
        if (poll(&fd, 1, WAIT_MS) < 0 && errno != EINTR)
            break;
        if (fd.revents && !PQconsumeInput(p->conn))
            break;
        if (!told && p->cancelled && atomic_load(p->cancelled)) {
            send_cancel(p);
            told = true;
        }
    }
    return PQgetResult(p->conn);
}

static const char *text_of(struct arena *a, struct value v)
{
    struct buf b;

    if (v.kind == VALUE_NULL)
        return NULL;
    buf_init(&b, a);
    if (v.kind == VALUE_FLOAT)
        buf_fmt(&b, "%.17g", v.f);
    else
        value_print(&b, v);
    return buf_cstr(&b);
}

err_t pg_ask(struct pg *p, const char *text, const struct value *params, size_t n, struct why *why)
{
    const char **texts = NEW_N(p->arena, const char *, n + 1);

    for (size_t i = 0; i < n; i++)
        texts[i] = text_of(p->arena, sql_plain(params[i]));
    int sent = PQsendQueryParams(p->conn, text, (int)n, NULL, texts, NULL, NULL, 0);
    arena_reset(p->arena);
    if (!sent)
        return failed(p, NULL, why);
    (void)PQsetSingleRowMode(p->conn);
    p->asked = true;
    return ERR_OK;
}

/* To the end without a word to the server: a request to cancel could hit the
 * statement that comes next. */
static void drain(struct pg *p)
{
    PGresult *r;

    while ((r = PQgetResult(p->conn)))
        PQclear(r);
    p->asked = false;
}

void pg_stop(struct pg *p)
{
    PQclear(p->row);
    p->row = NULL;
    if (p->asked)
        drain(p);
}

err_t pg_next(struct pg *p, struct why *why)
{
    PQclear(p->row);
    p->row = NULL;
    if (!p->asked)
        return ERR_NOT_FOUND;
    PGresult *r = wait_result(p);
    ExecStatusType status = PQresultStatus(r);
    if (r && status == PGRES_SINGLE_TUPLE) {
        p->row = r;
        return ERR_OK;
    }
    bool fine = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
    err_t e = r && fine ? ERR_NOT_FOUND : failed(p, r, why);
    PQclear(r);
    drain(p);
    return e;
}

/* Sums of whole numbers are numeric, and whole as long as they fit. */
struct value pg_cell(struct pg *p, int col)
{
    int64_t i;

    if (PQgetisnull(p->row, 0, col))
        return VALUE_NONE;
    str s = { PQgetvalue(p->row, 0, col), (size_t)PQgetlength(p->row, 0, col) };
    switch (PQftype(p->row, col)) {
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
        return value_int(str_to_i64(s, &i) ? i : 0);
    case OID_NUMERIC:
        if (str_find_byte(s, '.') == s.n && str_to_i64(s, &i))
            return value_int(i);
        return value_float(strtod(s.p, NULL));
    case OID_FLOAT4:
    case OID_FLOAT8:
        return value_float(strtod(s.p, NULL));
    default:
        return value_text(s);
    }
}

static const char *array_type(enum value_kind k)
{
    return k == VALUE_TEXT ? "text[]" : k == VALUE_FLOAT ? "float8[]" : "bigint[]";
}

/* {"one","two",NULL}: a column of the rows as one parameter. */
static const char *array_of(struct arena *a, const struct sql_put *put, size_t col)
{
    struct buf b;

    buf_init(&b, a);
    buf_byte(&b, '{');
    for (size_t i = 0; i < put->rows_n; i++) {
        const char *text = text_of(a, sql_plain(put->cells[i * put->columns_n + col]));
        if (i)
            buf_byte(&b, ',');
        if (!text) {
            buf_lit(&b, "NULL");
            continue;
        }
        buf_byte(&b, '"');
        for (; *text; text++) {
            if (*text == '"' || *text == '\\')
                buf_byte(&b, '\\');
            buf_byte(&b, *text);
        }
        buf_byte(&b, '"');
    }
    buf_byte(&b, '}');
    return buf_cstr(&b);
}

static void put_names(struct buf *b, const struct sql_put *put)
{
    for (size_t i = 0; i < put->columns_n; i++)
        buf_fmt(b, "%s%s", i ? "," : "", put->columns[i].name);
}

/* A row that is as it was is not written again. */
static void put_is_other(struct buf *b, const struct sql_put *put)
{
    for (size_t i = 1; i < put->columns_n; i++)
        buf_fmt(b, "%s%s.%s IS DISTINCT FROM EXCLUDED.%s", i > 1 ? " OR " : " WHERE ", put->table,
                put->columns[i].name, put->columns[i].name);
}

/* The last of several rows with the same key counts, and rows keep their order. */
static str put_text(struct arena *a, const struct sql_put *put)
{
    const char *key = put->columns[0].name;
    struct buf b;

    buf_init(&b, a);
    buf_fmt(&b, "INSERT INTO %s(", put->table);
    put_names(&b, put);
    buf_lit(&b, ") SELECT ");
    put_names(&b, put);
    buf_fmt(&b, " FROM (SELECT DISTINCT ON (u.%s) * FROM unnest(", key);
    for (size_t i = 0; i < put->columns_n; i++)
        buf_fmt(&b, "%s$%zu::%s", i ? "," : "", i + 1, array_type(put->columns[i].kind));
    buf_lit(&b, ") WITH ORDINALITY AS u(");
    put_names(&b, put);
    buf_fmt(&b, ",nth) ORDER BY u.%s, nth DESC) v ORDER BY nth ON CONFLICT (%s) DO %s", key, key,
            put->columns_n > 1 ? "UPDATE SET " : "NOTHING");
    for (size_t i = 1; i < put->columns_n; i++)
        buf_fmt(&b, "%s%s=EXCLUDED.%s", i > 1 ? "," : "", put->columns[i].name,
                put->columns[i].name);
    if (put->columns_n > 1)
        put_is_other(&b, put);
    return buf_str(&b);
}

err_t pg_put(struct pg *p, const struct sql_put *put, struct why *why)
{
    const char **arrays = NEW_N(p->arena, const char *, put->columns_n);
    str text = put_text(p->arena, put);

    for (size_t i = 0; i < put->columns_n; i++)
        arrays[i] = array_of(p->arena, put, i);
    PGresult *r = PQexecParams(p->conn, arena_cstr(p->arena, text), (int)put->columns_n, NULL,
                               arrays, NULL, NULL, 0);
    err_t e = PQresultStatus(r) == PGRES_COMMAND_OK ? ERR_OK : failed(p, r, why);
    PQclear(r);
    arena_reset(p->arena);
    return e;
}
