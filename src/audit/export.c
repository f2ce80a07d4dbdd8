#include "audit/export.h"

#include "base/buf.h"

static err_t finished(FILE *out, err_t e, struct why *why)
{
    if (e)
        return e;
    return fflush(out) || ferror(out) ? why_fail(why, ERR_IO, "cannot write the export") : ERR_OK;
}

static err_t write_line(void *ctx, const struct audit_event *e, str line, struct why *why)
{
    FILE *out = ctx;

    (void)e;
    if (fwrite(line.p, 1, line.n, out) != line.n || putc('\n', out) == EOF)
        return why_fail(why, ERR_IO, "cannot write the export");
    return ERR_OK;
}

err_t audit_export_jsonl(struct audit_reader *r, const struct audit_filter *f, FILE *out,
                         struct why *why)
{
    return finished(out, audit_each(r, f, write_line, out, why), why);
}

static bool needs_quotes(str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (memchr(",\"\r\n", s.p[i], 4))
            return true;
    return s.n > 0 && (s.p[0] == ' ' || s.p[s.n - 1] == ' ');
}

void csv_cell(FILE *out, str s, char end)
{
    bool formula = s.n > 0 && memchr("=+-@\t\r", s.p[0], 6);
    bool quotes = needs_quotes(s);

    if (quotes)
        putc('"', out);
    if (formula)
        putc('\'', out);
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            putc('"', out);
        putc(s.p[i], out);
    }
    if (quotes)
        putc('"', out);
    fputs(end == '\n' ? "\r\n" : ",", out);
}

static const char *const columns[] = {
    "seq",        "ts",       "event",   "actor",       "role",   "session",  "ip",
    "action",     "question", "reading", "models",      "fields", "decision", "rule",
    "outcome",    "reason",   "guard",   "guard_score", "rules",  "target",   "change",
    "request_id", "error",    "rows",    "requests",    "us",
};

static str joined(struct arena *a, struct audit_list l)
{
    struct buf b;

    buf_init(&b, a);
    for (size_t i = 0; i < l.n; i++)
        buf_fmt(&b, "%s%.*s", i ? "; " : "", STR_ARG(l.p[i]));
    return buf_str(&b);
}

static str number(struct arena *a, int64_t n)
{
    return n < 0 ? STR("") : arena_fmt(a, "%lld", (long long)n);
}

static err_t write_row(void *ctx, const struct audit_event *e, str line, struct why *why)
{
    FILE *out = ctx;
    struct arena *a = arena_new();
    const str cells[] = {
        number(a, e->seq),
        audit_time(a, e->ts_ms),
        e->event,
        e->actor,
        e->role,
        e->session,
        e->ip,
        e->action,
        e->question,
        e->reading,
        joined(a, e->models),
        joined(a, e->fields),
        e->decision,
        e->rule,
        e->outcome,
        e->reason,
        e->guard_verdict,
        e->guard_verdict.n ? arena_fmt(a, "%.3f", e->guard_score) : STR(""),
        joined(a, e->guard_rules),
        e->target,
        e->change,
        e->request_id,
        e->error,
        number(a, e->rows),
        number(a, e->requests),
        number(a, e->us),
    };
    size_t n = sizeof cells / sizeof *cells;

    _Static_assert(sizeof cells / sizeof *cells == sizeof columns / sizeof *columns,
                   "a cell for each column");
    (void)line;
    for (size_t i = 0; i < n; i++)
        csv_cell(out, cells[i], i + 1 < n ? ',' : '\n');
    arena_free(a);
    return ferror(out) ? why_fail(why, ERR_IO, "cannot write the export") : ERR_OK;
}

err_t audit_export_csv(struct audit_reader *r, const struct audit_filter *f, FILE *out,
                       struct why *why)
{
    size_t n = sizeof columns / sizeof *columns;

    for (size_t i = 0; i < n; i++)
        csv_cell(out, str_c(columns[i]), i + 1 < n ? ',' : '\n');
    return finished(out, audit_each(r, f, write_row, out, why), why);
}
