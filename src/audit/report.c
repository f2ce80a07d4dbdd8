#include "audit/report.h"

#include "audit/export.h"
#include "audit/tally.h"

struct page {
    FILE *out;
    struct arena *a;
    const struct audit_report *what;
    const struct audit_check *check;
    const struct tally *t;
};

/* A table of the report: which figures, and what its columns are called. */
struct section {
    const char *id, *title, *who, *what, *empty;
    size_t at; /* of the struct tally_table in struct tally */
    bool with_rows;
};

#define AT(name) offsetof(struct tally, name)

/* clang-format off */
static const struct section sections[] = {
    { "events",  "All entries by kind",            "Kind",       "Action",     "There are no entries.",            AT(events),  false },
    { "people",  "Who did what",                   "User",       "Kind",       "There are no entries.",            AT(people),  false },
    { "models",  "Models that were read",          "User",       "Model",      "No data was read.",                AT(models),  true },
    { "fields",  "Fields that were read",          "User",       "Field",      "No data was read.",                AT(fields),  true },
    { "rules",   "Refusals by rule",               "Rule",       "User",       "Nothing was refused.",             AT(rules),   false },
    { "guard",   "What the guard noticed",         "Guard rule", "Verdict",    "The guard noticed nothing.",       AT(guard),   false },
    { "sign-in", "Signing in",                     "User",       "Outcome",    "Nobody signed in.",                AT(sign_in), false },
    { "errors",  "Failures",                       "Error",      "Kind",       "Nothing failed.",                  AT(errors),  false },
};

static const struct {
    const char *id, *title, *text, *empty;
    size_t at; /* of the struct tally_list in struct tally */
} lists[] = {
    { "refused",    "Refused requests",        "Question",  "Nothing was refused.",      AT(refused) },
    { "suspicious", "Suspicious requests",     "Question",  "Nothing was suspicious.",   AT(suspicious) },
    { "changes",    "Administrative changes",  "Change",    "Nothing was changed.",      AT(changes) },
};
/* clang-format on */

static const struct tally_table *table_of(const struct tally *t, size_t at)
{
    return (const struct tally_table *)(const void *)((const char *)t + at);
}

static const struct tally_list *list_of(const struct tally *t, size_t at)
{
    return (const struct tally_list *)(const void *)((const char *)t + at);
}

static void html(FILE *out, str s)
{
    for (size_t i = 0; i < s.n; i++) {
        switch (s.p[i]) {
        case '&':
            fputs("&amp;", out);
            break;
        case '<':
            fputs("&lt;", out);
            break;
        case '>':
            fputs("&gt;", out);
            break;
        case '"':
            fputs("&quot;", out);
            break;
        case '\'':
            fputs("&#39;", out);
            break;
        default:
            putc((unsigned char)s.p[i] < 0x20 ? ' ' : s.p[i], out);
        }
    }
}

static void cell(struct page *p, const char *tag, str text)
{
    fprintf(p->out, "<%s>", tag);
    html(p->out, text);
    fprintf(p->out, "</%.2s>", tag);
}

static void cell_n(struct page *p, int64_t n)
{
    fprintf(p->out, "<td class=n>%lld</td>", (long long)n);
}

static const char style[] =
    "body{font:16px/1.5 system-ui,sans-serif;max-width:72rem;margin:2rem auto;padding:0 1rem;"
    "color:#1a1a1a;background:#fff}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 2rem}"
    "caption{text-align:left;color:#444;padding:.25rem 0}"
    "th,td{border-bottom:1px solid #bbb;padding:.3rem .6rem;text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}"
    "th{background:#f0f0f0}.n{text-align:right;font-variant-numeric:tabular-nums}"
    "code{overflow-wrap:anywhere}.ok,.bad{padding:.75rem 1rem;border-left:.4rem solid}"
    ".ok{border-color:#1a7f37;background:#eef8f0}.bad{border-color:#b42318;background:#fdf0ef}"
    "@media print{body{margin:0;max-width:none;font-size:10pt}h2{break-after:avoid}"
    "tr{break-inside:avoid}thead{display:table-header-group}.first{break-after:page}}";

static void verdict(struct page *p)
{
    const struct chain *c = &p->check->chain;
    FILE *out = p->out;

    if (audit_intact(p->check)) {
        fprintf(out,
                "<p class=ok><strong>The record verifies.</strong> All %lld entries are in the "
                "chain, each holding the hash of the one before it.</p>",
                (long long)c->entries);
    } else {
        fprintf(out,
                "<p class=bad><strong>The record does not verify.</strong> The first entry that "
                "does not fit is number %lld: ",
                (long long)c->bad_seq);
        html(out, str_c(c->bad));
        fputs(".</p>", out);
    }
    if (c->clock_steps)
        fprintf(out, "<p>The clock went back %lld times, first at entry %lld.</p>",
                (long long)c->clock_steps, (long long)c->first_step);
}

static void fact(struct page *p, const char *name, str value)
{
    fprintf(p->out, "<tr><th scope=row>%s</th><td>", name);
    html(p->out, value);
    fputs("</td></tr>\n", p->out);
}

static str period(struct page *p)
{
    str from = audit_time(p->a, p->what->from_ms), to = audit_time(p->a, p->what->to_ms);

    return arena_fmt(p->a, "%.*s to %.*s, without the end", STR_ARG(from), STR_ARG(to));
}

static str entries_text(struct page *p)
{
    if (p->t->entries == 0)
        return STR("none");
    return arena_fmt(p->a, "%lld, numbers %lld to %lld", (long long)p->t->entries,
                     (long long)p->t->first_seq, (long long)p->t->last_seq);
}

static void first_page(struct page *p)
{
    const struct chain *c = &p->check->chain;

    fputs("<!DOCTYPE html>\n<html lang=en>\n<head>\n<meta charset=utf-8>\n"
          "<meta name=viewport content=\"width=device-width\">\n<title>Compliance report</title>\n"
          "<style>",
          p->out);
    fputs(style, p->out);
    fputs("</style>\n</head>\n<body>\n<main>\n<div class=first>\n<h1>Compliance report</h1>\n",
          p->out);
    verdict(p);
    fputs("\n<table>\n<caption>What this report is about</caption>\n<tbody>\n", p->out);
    fact(p, "Period (UTC)", period(p));
    fact(p, "Entries in the period", entries_text(p));
    fact(p, "Refused", arena_fmt(p->a, "%lld", (long long)p->t->refused.total));
    fact(p, "Suspicious", arena_fmt(p->a, "%lld", (long long)p->t->suspicious.total));
    fact(p, "Entries in the whole record", arena_fmt(p->a, "%lld", (long long)c->entries));
    fact(p, "Head of the chain", arena_fmt(p->a, "%lld %s", (long long)c->head.seq, c->head.hash));
    fact(p, "Head noted beside the record",
         p->check->head_known
             ? arena_fmt(p->a, "%lld %s", (long long)p->check->note.seq, p->check->note.hash)
             : STR("there is no note"));
    fact(p, "Generated", audit_time(p->a, p->what->generated_ms));
    fact(p, "Generated by", p->what->generated_by);
    fact(p, "Program", STR("auric " AURIC_VERSION));
    fputs("</tbody>\n</table>\n</div>\n", p->out);
}

static void table_html(struct page *p, const struct section *s)
{
    const struct tally_table *t = table_of(p->t, s->at);

    fprintf(p->out, "<h2 id=%s>%s</h2>\n", s->id, s->title);
    if (t->n == 0) {
        fprintf(p->out, "<p>%s</p>\n", s->empty);
        return;
    }
    fprintf(p->out,
            "<table>\n<caption>%lld in all</caption>\n<thead><tr><th scope=col>%s</th><th "
            "scope=col>%s</th><th scope=col class=n>Count</th>%s<th scope=col>First</th><th "
            "scope=col>Last</th></tr></thead>\n<tbody>\n",
            (long long)t->total, s->who, s->what,
            s->with_rows ? "<th scope=col class=n>Rows</th>" : "");
    for (size_t i = 0; i < t->n; i++) {
        const struct tally_row *r = t->rows[i];
        fputs("<tr>", p->out);
        cell(p, "td", r->who);
        cell(p, "td", r->what);
        cell_n(p, r->count);
        if (s->with_rows)
            cell_n(p, r->rows);
        cell(p, "td", audit_time(p->a, r->first_ms));
        cell(p, "td", audit_time(p->a, r->last_ms));
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody>\n</table>\n", p->out);
}

static void list_html(struct page *p, size_t i)
{
    const struct tally_list *l = list_of(p->t, lists[i].at);

    fprintf(p->out, "<h2 id=%s>%s</h2>\n", lists[i].id, lists[i].title);
    if (l->total == 0) {
        fprintf(p->out, "<p>%s</p>\n", lists[i].empty);
        return;
    }
    fprintf(p->out,
            "<table>\n<caption>%lld in all, %zu shown</caption>\n<thead><tr><th scope=col "
            "class=n>Entry</th><th scope=col>Time</th><th scope=col>User</th><th "
            "scope=col>Role</th><th scope=col>Rule</th><th scope=col>Reason</th><th "
            "scope=col>%s</th></tr></thead>\n<tbody>\n",
            (long long)l->total, l->all.n, lists[i].text);
    for (size_t j = 0; j < l->all.n; j++) {
        const struct tally_example *e = &l->all.p[j];
        fputs("<tr>", p->out);
        cell_n(p, e->seq);
        cell(p, "td", audit_time(p->a, e->ts_ms));
        cell(p, "td", e->actor);
        cell(p, "td", e->role);
        cell(p, "td", e->rule);
        cell(p, "td", e->reason);
        cell(p, "td", e->text);
        fputs("</tr>\n", p->out);
    }
    fputs("</tbody>\n</table>\n", p->out);
}

static void write_html(struct page *p)
{
    first_page(p);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        table_html(p, &sections[i]);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        list_html(p, i);
    fputs("</main>\n</body>\n</html>\n", p->out);
}

static void csv_row(struct page *p, const char *section, str who, str what, int64_t count,
                    int64_t rows)
{
    csv_cell(p->out, str_c(section), ',');
    csv_cell(p->out, who, ',');
    csv_cell(p->out, what, ',');
    csv_cell(p->out, arena_fmt(p->a, "%lld", (long long)count), ',');
    csv_cell(p->out, arena_fmt(p->a, "%lld", (long long)rows), '\n');
}

static void write_csv(struct page *p)
{
    const struct chain *c = &p->check->chain;

    fputs("section,who,what,count,rows\r\n", p->out);
    csv_row(p, "record", STR("verifies"), audit_intact(p->check) ? STR("yes") : str_c(c->bad),
            c->entries, c->bad_seq);
    csv_row(p, "record", STR("head"), str_c(c->head.hash), c->head.seq, 0);
    csv_row(p, "record", STR("period"), period(p), p->t->entries, 0);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        const struct tally_table *t = table_of(p->t, sections[i].at);
        for (size_t j = 0; j < t->n; j++)
            csv_row(p, sections[i].id, t->rows[j]->who, t->rows[j]->what, t->rows[j]->count,
                    t->rows[j]->rows);
    }
}

static err_t count(struct tally *t, struct arena *a, const char *path,
                   const struct audit_report *what, struct why *why)
{
    struct audit_reader *r;

    TRY(audit_reader_open(&r, path, why));
    struct audit_filter f = { .from_ms = what->from_ms, .to_ms = what->to_ms };
    err_t e = tally_count(t, a, r, &f, why);
    audit_reader_close(r);
    return e;
}

static err_t report(struct arena *a, const char *path, const struct audit_report *what, FILE *out,
                    struct why *why)
{
    struct audit_check check;
    struct tally t;

    TRY(audit_verify(path, &check, why));
    TRY(count(&t, a, path, what, why));
    struct page p = { .out = out, .a = a, .what = what, .check = &check, .t = &t };
    if (what->csv)
        write_csv(&p);
    else
        write_html(&p);
    return fflush(out) || ferror(out) ? why_fail(why, ERR_IO, "cannot write the report") : ERR_OK;
}

err_t audit_report(const char *path, const struct audit_report *what, FILE *out, struct why *why)
{
    struct arena *a = arena_new();
    err_t e = report(a, path, what, out, why);

    arena_free(a);
    return e;
}
