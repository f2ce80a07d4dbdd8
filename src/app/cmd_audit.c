/* auric audit: the record of who asked what, and whether it is whole. */
#include "app/commands.h"
#include "app/options.h"
#include "app/settings.h"
#include "app/wire.h"
#include "audit/export.h"
#include "audit/report.h"
#include "base/civil.h"
#include "base/clock.h"
#include "codec/json.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

enum { LIST_USUAL = 50, LIST_MOST = 1000, REPORT_DAYS = 30 };

static const char help[] =
    "usage: auric audit COMMAND [options]\n"
    "\n"
    "  verify    is the record whole?  Exit status 0: yes, 1: no, and where not\n"
    "              --file F       a JSON Lines export instead of the record itself\n"
    "  list      the newest entries\n"
    "              --actor U --event E --from T --to T --limit N --json\n"
    "  export    --format jsonl|csv (jsonl) --from T --to T --out F\n"
    "  report    the compliance report: --format html|csv (html)\n"
    "              --from T --to T (the last 30 days) --out F\n"
    "\n"
    "  --data DIR  where the record is\n"
    "T is 2025-06-01 or 2025-06-01T12:00:00, in UTC; --to is not in the period itself.\n"
    "Without --out the result goes to standard output.\n";

struct task {
    struct arena *a;
    struct settings settings;
    const char *path, *file, *format, *out, *actor, *event, *from, *to, *limit;
    struct audit_filter filter;
    bool usage;
};

static err_t misused(struct task *t, struct why *why, const char *text)
{
    t->usage = true;
    return why_fail(why, ERR_BAD_INPUT, "%s", text);
}

static err_t read_time(struct task *t, const char *text, int64_t *ms, struct why *why)
{
    int64_t s;

    if (!text)
        return ERR_OK;
    if (!civil_parse_instant(str_c(text), &s)) {
        t->usage = true;
        return why_fail(why, ERR_BAD_INPUT, "\"%s\" is no time; write 2025-06-01", text);
    }
    *ms = s * 1000;
    return ERR_OK;
}

static void print_check(const struct task *t, const struct audit_check *c)
{
    const struct chain *ch = &c->chain;

    if (t->settings.json) {
        json_t *o = json_object();
        json_object_set_new(o, "verifies", json_boolean(audit_intact(c)));
        json_object_set_new(o, "entries", json_integer(ch->entries));
        json_object_set_new(o, "head", json_integer(ch->head.seq));
        json_object_set_new(o, "hash", json_string(ch->head.hash));
        json_object_set_new(o, "torn_tail", json_boolean(c->torn_tail));
        json_object_set_new(o, "clock_steps", json_integer(ch->clock_steps));
        if (ch->bad_seq) {
            json_object_set_new(o, "bad_entry", json_integer(ch->bad_seq));
            json_object_set_new(o, "reason", json_of_str(str_c(ch->bad)));
        }
        str line = json_text_take(t->a, o);
        printf("%.*s\n", STR_ARG(line));
        return;
    }
    if (ch->bad_seq)
        printf("does not verify: entry %lld: %s\n", (long long)ch->bad_seq, ch->bad);
    else
        printf("verifies: %lld entries, head %lld %s\n", (long long)ch->entries,
               (long long)ch->head.seq, ch->head.hash);
    if (c->torn_tail)
        puts("the last line is incomplete and was left out; nothing else is wrong");
    if (ch->clock_steps)
        printf("the clock went back %lld times, first at entry %lld\n", (long long)ch->clock_steps,
               (long long)ch->first_step);
}

static err_t verify(struct task *t, struct why *why)
{
    struct audit_check c;

    TRY(t->file ? audit_verify_file(t->file, &c, why) : audit_verify(t->path, &c, why));
    print_check(t, &c);
    return audit_intact(&c) ? ERR_OK
                            : why_fail(why, ERR_CONFLICT, "the audit record does not verify");
}

static void print_event(const struct task *t, const struct audit_event *e)
{
    str ts = audit_time(t->a, e->ts_ms);

    if (t->settings.json) {
        str line = audit_line(t->a, e, STR(""));
        printf("%.*s\n", STR_ARG(line));
        return;
    }
    printf("%6lld %.*s %-12.*s %-16.*s %-8.*s", (long long)e->seq, STR_ARG(ts), STR_ARG(e->event),
           STR_ARG(e->actor), STR_ARG(e->action));
    const str details[] = { e->question, e->target, e->change, e->reason };
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
        if (details[i].n) {
            str quoted = json_text_take(t->a, json_of_str(details[i]));
            printf(" %.*s", STR_ARG(quoted));
        }
    putchar('\n');
}

static err_t list(struct task *t, struct why *why)
{
    struct audit_reader *r;
    struct audit_event *all;
    int64_t limit = LIST_USUAL;
    size_t n;

    if (t->limit && (!str_to_i64(str_c(t->limit), &limit) || limit < 1 || limit > LIST_MOST))
        return misused(t, why, "--limit is a number from 1 to 1000");
    TRY(audit_reader_open(&r, t->path, why));
    err_t e = audit_list(r, t->a, &t->filter, 0, (size_t)limit, &all, &n, why);
    audit_reader_close(r);
    for (size_t i = 0; e == ERR_OK && i < n; i++)
        print_event(t, &all[i]);
    return e;
}

static err_t open_out(const struct task *t, FILE **out, struct why *why)
{
    int fd = t->out ? open(t->out, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

    *out = t->out ? (fd < 0 ? NULL : fdopen(fd, "w")) : stdout;
    return *out ? ERR_OK : why_fail(why, ERR_IO, "cannot write %s: %s", t->out, strerror(errno));
}

static err_t close_out(const struct task *t, FILE *out, err_t e, struct why *why)
{
    bool failed = t->out ? fclose(out) != 0 : fflush(out) != 0;

    return e || !failed ? e : why_fail(why, ERR_IO, "cannot write: %s", strerror(errno));
}

static bool format_is(const struct task *t, const char *name, bool otherwise)
{
    return t->format ? strcmp(t->format, name) == 0 : otherwise;
}

static err_t export(struct task *t, struct why *why)
{
    struct audit_reader *r;
    FILE *out;

    if (!format_is(t, "jsonl", true) && !format_is(t, "csv", false))
        return misused(t, why, "--format of an export is jsonl or csv");
    TRY(audit_reader_open(&r, t->path, why));
    err_t e = open_out(t, &out, why);
    if (!e) {
        e = format_is(t, "csv", false) ? audit_export_csv(r, &t->filter, out, why)
                                       : audit_export_jsonl(r, &t->filter, out, why);
        e = close_out(t, out, e, why);
    }
    audit_reader_close(r);
    return e;
}

static err_t report(struct task *t, struct why *why)
{
    int64_t now = clock_now_ms();
    struct audit_report what = {
        .from_ms = t->from ? t->filter.from_ms : now - (int64_t)REPORT_DAYS * DAY_S * 1000,
        .to_ms = t->to ? t->filter.to_ms : now + 1,
        .generated_ms = now,
        .generated_by = STR("the command line"),
        .csv = format_is(t, "csv", false),
    };
    FILE *out;

    if (!format_is(t, "html", true) && !what.csv)
        return misused(t, why, "--format of a report is html or csv");
    TRY(open_out(t, &out, why));
    return close_out(t, out, audit_report(t->path, &what, out, why), why);
}

static const struct {
    const char *name;
    err_t (*run)(struct task *t, struct why *why);
} tasks[] = { { "verify", verify }, { "list", list }, { "export", export }, { "report", report } };

static err_t run(struct task *t, struct why *why)
{
    const struct settings *s = &t->settings;

    if (s->rest_n != 1)
        return misused(t, why, "audit takes one of verify, list, export, report");
    TRY(read_time(t, t->from, &t->filter.from_ms, why));
    TRY(read_time(t, t->to, &t->filter.to_ms, why));
    t->filter.actor = str_c(t->actor);
    t->filter.event = str_c(t->event);
    TRY(data_path(t->a, s, "audit.db", &t->path, why));
    for (size_t i = 0; i < sizeof tasks / sizeof *tasks; i++)
        if (strcmp(s->rest[0], tasks[i].name) == 0)
            return tasks[i].run(t, why);
    return misused(t, why, "audit takes one of verify, list, export, report");
}

int cmd_audit(int argc, char **argv)
{
    struct task t = { .a = arena_new(), .usage = true };
    struct why why = { "" };

    t.file = option_take(&argc, argv, "--file");
    t.format = option_take(&argc, argv, "--format");
    t.out = option_take(&argc, argv, "--out");
    t.actor = option_take(&argc, argv, "--actor");
    t.event = option_take(&argc, argv, "--event");
    t.from = option_take(&argc, argv, "--from");
    t.to = option_take(&argc, argv, "--to");
    t.limit = option_take(&argc, argv, "--limit");
    err_t e = settings_read(t.a, argc - 1, argv + 1, &t.settings, &why);
    if (e == ERR_OK && t.settings.help) {
        fputs(help, stdout);
    } else if (e == ERR_OK) {
        t.usage = false;
        e = run(&t, &why);
    }
    if (e)
        fprintf(stderr, "auric audit: %s\n", why_text(&why, e));
    int status = e == ERR_OK ? 0 : t.usage ? 2 : 1;
    arena_free(t.a);
    return status;
}
