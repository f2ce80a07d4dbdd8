/* cmd_eval.c - auric eval: a file of questions through the whole workflow.
 *
 * Every source is loaded into a fresh local hub, which runs beside us and is
 * asked over HTTP; questions of one source are asked one after the other.  The
 * lines of the output stand in the order of the input. */
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "base/clock.h"
#include "base/map.h"
#include "base/vec.h"
#include "codec/json.h"
#include "lang/lang.h"
#include "plan/json.h"
#include "plan/words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char help[] =
    "usage: auric eval --data SOURCE | --data-root DIR --questions Q.jsonl --out R.jsonl\n"
    "                  [--semantics F.json] [--brain local|auto|claude|openai] [--forced]\n\n"
    "SOURCE is loaded into a fresh local hub; with --data-root each question names its own\n"
    "(db_file, table_id, table_file, semantic_file, all relative to DIR).  A question with an\n"
    "expected_plan (auric catalog cases) is compared; one that differs fails the command.\n"
    "--forced answers with the best reading however doubtful, and writes what is in doubt\n"
    "(tools/calibrate).\n";

enum { QUESTION_LINE_MAX = 4 << 20 };

struct options {
    const char *data, *root, *questions, *out, *semantics, *brain;
    bool forced;
};

struct item {
    json_t *in;
    str source, table, semantics; /* paths; empty when absent */
    str line;                     /* the answer, once there */
};

struct eval {
    struct arena *arena;
    size_t cases, as_expected; /* questions that name the plan they expect */
    struct options o;
    VEC(struct item) items;
    char dir[64]; /* of the hubs' files; removed at the end */
};

/* A hub over one source, and everything above it. */
struct stand {
    struct arena *arena;
    struct settings settings;
    struct child hub;
    struct wired wired;
};

static err_t read_options(int argc, char **argv, struct options *o, struct why *why)
{
    const struct {
        const char *name;
        const char **to;
    } rows[] = {
        { "--data", &o->data }, { "--data-root", &o->root },      { "--questions", &o->questions },
        { "--out", &o->out },   { "--semantics", &o->semantics }, { "--brain", &o->brain },
    };

    for (int i = 1; i < argc; i++) {
        size_t r = 0;
        if (strcmp(argv[i], "--forced") == 0) {
            o->forced = true;
            continue;
        }
        while (r < sizeof rows / sizeof *rows && strcmp(rows[r].name, argv[i]) != 0)
            r++;
        if (r == sizeof rows / sizeof *rows)
            return why_fail(why, ERR_BAD_INPUT, "unknown option %s\n%s", argv[i], help);
        if (++i == argc)
            return why_fail(why, ERR_BAD_INPUT, "%s wants a value", rows[r].name);
        *rows[r].to = argv[i];
    }
    if (!o->questions || !o->out || !o->data == !o->root)
        return why_fail(why, ERR_BAD_INPUT, "%s", help);
    return ERR_OK;
}

static str path_below(struct eval *ev, const json_t *in, const char *member)
{
    str rel = json_member_str(in, member);

    return rel.n ? arena_fmt(ev->arena, "%s/%.*s", ev->o.root, STR_ARG(rel)) : STR("");
}

static err_t place(struct eval *ev, struct item *it, int line, struct why *why)
{
    if (!json_is_object(it->in) || !json_is_string(json_object_get(it->in, "question")))
        return why_fail(why, ERR_BAD_INPUT, "%s, line %d: no \"question\"", ev->o.questions, line);
    it->table = json_member_str(it->in, "table_id");
    it->semantics = ev->o.semantics ? str_c(ev->o.semantics) : STR("");
    if (ev->o.data) {
        it->source = str_c(ev->o.data);
        return ERR_OK;
    }
    it->source = path_below(ev, it->in, "table_file");
    if (it->source.n == 0)
        it->source = path_below(ev, it->in, "db_file");
    if (json_member_str(it->in, "semantic_file").n)
        it->semantics = path_below(ev, it->in, "semantic_file");
    return ERR_OK;
}

static err_t read_questions(struct eval *ev, struct why *why)
{
    FILE *f = fopen(ev->o.questions, "rb");
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    int at = 0;
    err_t e = ERR_OK;

    if (!f)
        return why_fail(why, ERR_IO, "cannot read %s: %s", ev->o.questions, strerror(errno));
    while (e == ERR_OK && (n = getline(&line, &cap, f)) >= 0) {
        str s = arena_str(ev->arena, str_trim((str){ line, (size_t)n }));
        struct why detail = { "" };
        at++;
        if (s.n == 0)
            continue;
        struct item *it = vec_push(ev->arena, &ev->items);
        e = json_read(ev->arena, s, QUESTION_LINE_MAX, &it->in, &detail);
        if (e != ERR_OK)
            e = why_fail(why, e, "%s, line %d: %s", ev->o.questions, at, detail.text);
        else
            e = place(ev, it, at, why);
    }
    free(line);
    fclose(f);
    return e;
}

static err_t stand_start(struct eval *ev, const struct item *it, size_t number, struct stand *st,
                         struct why *why)
{
    struct arena *a = st->arena;
    const char *db = arena_fmt(a, "%s/%zu.db", ev->dir, number).p;
    const char *argv[] = { "auric",      "hub",     "load",      "--db", db,
                           it->source.p, "--table", it->table.p, NULL };

    if (it->table.n == 0)
        argv[6] = NULL;
    TRY(settings_read(a, 0, NULL, &st->settings, why));
    st->settings.brain = ev->o.brain ? ev->o.brain : "local";
    st->settings.semantics = it->semantics.n ? arena_cstr(a, it->semantics) : "";
    st->settings.mcp = "inproc";
    st->settings.rows_max = "100000";
    st->settings.refresh_s = "0";
    TRY(child_run(argv, why));
    TRY(demo_serve(a, db, &st->settings, &st->hub, why));
    TRY(wire(&st->wired, &(struct wire_options){ &st->settings, NULL, NULL, NULL }, why));
    st->wired.services.forced = ev->o.forced;
    return catalogs_refresh(st->wired.catalogs, true, why);
}

static void stand_stop(struct stand *st)
{
    unwire(&st->wired);
    child_stop(&st->hub);
    arena_free(st->arena);
}

/* A year is its number; other buckets are their first day. */
static json_t *cell_of(const struct plan *p, const struct result *r, size_t row, size_t column)
{
    struct value v = result_cell(r, row, column);
    const struct expr *e = p && column < p->columns_n ? p->columns[column].expr : NULL;

    if (e && e->op == EXPR_BUCKET && e->grain == GRAIN_YEAR && v.kind == VALUE_DATE)
        v = value_int(civil_from_days(v.i).year);
    return json_of_value(v);
}

static json_t *rows_of(const struct plan *p, const struct result *r)
{
    json_t *rows = json_array();

    for (size_t i = 0; r && i < r->rows_n; i++) {
        json_t *row = json_array();
        for (size_t c = 0; c < r->columns_n; c++)
            json_array_append_new(row, cell_of(p, r, i, c));
        json_array_append_new(rows, row);
    }
    return rows;
}

static json_t *options_of(const struct answer *ans)
{
    json_t *list = json_array();

    for (size_t i = 0; i < ans->options_n; i++)
        json_array_append_new(list,
                              json_pack("{s:o,s:o}", "label", json_of_str(ans->options[i].label),
                                        "rows", rows_of(NULL, ans->options[i].result)));
    return list;
}

/* What the scorer knows; a refusal of any kind is an abstention. */
static const char *status_of(const struct run *r)
{
    static const char *const names[] = {
        [ANSWER_ANSWER] = "answer",  [ANSWER_CLARIFY] = "clarify", [ANSWER_ABSTAIN] = "abstain",
        [ANSWER_DENIED] = "abstain", [ANSWER_BLOCKED] = "abstain", [ANSWER_ERROR] = "error",
    };
    return names[r->outcome];
}

static json_t *columns_of(const struct result *r)
{
    json_t *list = json_array();

    for (size_t i = 0; r && i < r->columns_n; i++)
        json_array_append_new(list, json_of_str(r->columns[i].label));
    return list;
}

/* Dates and all, the plan must be the one that was kept. */
static bool is_expected(const struct run *r, const json_t *expected)
{
    struct plan *p;

    return r->plan && r->outcome == ANSWER_ANSWER &&
           plan_from_json(r->arena, r->view->schema, expected, &p, NULL) == ERR_OK &&
           plan_equal(p, r->plan);
}

static void check_case(struct eval *ev, const struct item *it, const struct run *r, json_t *o)
{
    const json_t *expected = json_object_get(it->in, "expected_plan");

    if (!json_is_object(expected))
        return;
    bool same = is_expected(r, expected);
    ev->cases++;
    ev->as_expected += same;
    json_object_set_new(o, "as_expected", json_boolean(same));
    if (!same)
        fprintf(stderr, "auric eval: \"%.*s\" is read another way: %.*s\n", STR_ARG(r->question),
                STR_ARG(r->plan ? plan_words(r->arena, r->plan) : r->answer.text));
}

static json_t *doubts_of(const struct reading *r)
{
    json_t *o = json_object();

    for (size_t i = 0; r->doubts && i < FEATURES; i++)
        json_object_set_new(o, score_feature_names[i], json_real(r->doubts[i]));
    return o;
}

static void write_answer(const struct item *it, const struct run *r, double ms, json_t *o)
{
    const struct answer *ans = &r->answer;
    json_t *warnings = json_array(), *trace = json_object();

    for (size_t i = 0; i < ans->warnings.n; i++)
        json_array_append_new(warnings, json_of_str(ans->warnings.p[i]));
    for (size_t i = 0; i < ans->not_understood.n; i++)
        json_array_append_new(warnings, json_of_str(ans->not_understood.p[i]));
    for (enum step_id s = 0; s < STEP_COUNT; s++)
        if (r->trace[s].done)
            json_object_set_new(trace, step_name(s), json_real(r->trace[s].ms));
    json_object_set(o, "id", json_object_get(it->in, "id"));
    json_object_set_new(o, "status", json_string(status_of(r)));
    json_object_set_new(o, "columns", columns_of(ans->result));
    json_object_set_new(o, "rows", rows_of(r->plan, ans->result));
    json_object_set_new(o, "text", json_of_str(ans->text));
    json_object_set_new(o, "interpretation",
                        r->plan ? json_of_str(plan_words(r->arena, r->plan)) : json_string(""));
    json_object_set_new(o, "confidence", json_real(ans->confidence));
    json_object_set_new(o, "warned", json_boolean(json_array_size(warnings) > 0));
    json_object_set_new(o, "warnings", warnings);
    json_object_set_new(o, "options", options_of(ans));
    json_object_set(o, "readings", json_object_get(o, "options")); /* another scorer's name */
    json_object_set_new(o, "chart", json_string(chart_name(ans->chart.kind)));
    json_object_set_new(o, "plan", r->plan ? plan_to_json(r->plan) : json_null());
    if (r->services->forced)
        json_object_set_new(o, "doubts", doubts_of(&r->readings.best));
    json_object_set_new(o, "ms", json_real(ms));
    json_object_set_new(o, "trace", trace);
}

static void set_line(struct eval *ev, struct item *it, json_t *take)
{
    it->line = json_text_take(ev->arena, take);
}

static void write_failure(struct eval *ev, struct item *it, const char *text)
{
    json_t *o = json_object();

    json_object_set(o, "id", json_object_get(it->in, "id"));
    json_object_set_new(o, "status", json_string("error"));
    json_object_set_new(o, "rows", json_array());
    json_object_set_new(o, "text", json_of_str(str_c(text)));
    json_object_set_new(o, "warned", json_false());
    set_line(ev, it, o);
}

static void ask(struct eval *ev, struct stand *st, struct item *it)
{
    struct arena *a = arena_new();
    const json_t *history = json_object_get(it->in, "history"), *h;
    size_t n = json_array_size(history), i;
    str *earlier = NEW_N(a, str, n), role = json_member_str(it->in, "role");
    struct flow_question q = {
        .question = json_member_str(it->in, "question"),
        .actor = { STR("eval"), role.n ? role : STR("admin"), STR(""), STR("") },
        .request_id = STR("eval"),
        .earlier = earlier,
        .earlier_n = n,
        .instructions = json_member_str(it->in, "instructions"),
    };
    double start = clock_mono_ms();

    json_array_foreach((json_t *)history, i, h)
    {
        earlier[i] = str_c(json_is_string(h) ? json_string_value(h) : "");
    }
    (void)!civil_parse_instant(json_member_str(it->in, "now"), &q.now);
    struct run *r = flow_ask(&st->wired.flow, a, &q);
    json_t *o = json_object();
    write_answer(it, r, clock_mono_ms() - start, o);
    check_case(ev, it, r, o);
    set_line(ev, it, o);
    arena_free(a);
}

static bool same_stand(const struct item *x, const struct item *y)
{
    return str_eq(x->source, y->source) && str_eq(x->table, y->table) &&
           str_eq(x->semantics, y->semantics);
}

/* All questions of the source of item `first`. */
static void run_source(struct eval *ev, size_t first)
{
    struct stand st = { .arena = arena_new() };
    struct why why = { "" };
    const struct item *lead = &ev->items.p[first];
    err_t e = lead->source.n ? stand_start(ev, lead, first, &st, &why)
                             : why_fail(&why, ERR_BAD_INPUT, "the question names no data");

    if (e != ERR_OK && lead->source.n)
        fprintf(stderr, "auric eval: %.*s: %s\n", STR_ARG(lead->source), why_text(&why, e));
    for (size_t i = first; i < ev->items.n; i++) {
        struct item *it = &ev->items.p[i];
        if (it->line.n || !same_stand(it, lead))
            continue;
        if (e == ERR_OK)
            ask(ev, &st, it);
        else
            write_failure(ev, it, why_text(&why, e));
    }
    stand_stop(&st);
    unlink(arena_fmt(ev->arena, "%s/%zu.db", ev->dir, first).p);
    unlink(arena_fmt(ev->arena, "%s/%zu.db-wal", ev->dir, first).p);
    unlink(arena_fmt(ev->arena, "%s/%zu.db-shm", ev->dir, first).p);
}

static err_t write_out(struct eval *ev, struct why *why)
{
    FILE *f = fopen(ev->o.out, "wb");

    if (!f)
        return why_fail(why, ERR_IO, "cannot write %s: %s", ev->o.out, strerror(errno));
    for (size_t i = 0; i < ev->items.n; i++)
        fprintf(f, "%.*s\n", STR_ARG(ev->items.p[i].line));
    if (fclose(f) != 0)
        return why_fail(why, ERR_IO, "cannot write %s: %s", ev->o.out, strerror(errno));
    return ERR_OK;
}

static err_t evaluate(struct eval *ev, struct why *why)
{
    TRY(read_questions(ev, why));
    snprintf(ev->dir, sizeof ev->dir, "/tmp/auric-eval-XXXXXX");
    if (!mkdtemp(ev->dir))
        return why_fail(why, ERR_IO, "cannot make a folder in /tmp: %s", strerror(errno));
    for (size_t i = 0; i < ev->items.n; i++)
        if (ev->items.p[i].line.n == 0)
            run_source(ev, i);
    rmdir(ev->dir);
    TRY(write_out(ev, why));
    if (ev->cases)
        fprintf(stderr, "auric eval: %zu of %zu cases are read as expected\n", ev->as_expected,
                ev->cases);
    return ev->as_expected == ev->cases
               ? ERR_OK
               : why_fail(why, ERR_CONFLICT, "some cases are read another way than expected");
}

int cmd_eval(int argc, char **argv)
{
    struct eval ev = { .arena = arena_new() };
    struct why why = { "" };
    int status = 2;

    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        arena_free(ev.arena);
        return 0;
    }
    err_t e = read_options(argc, argv, &ev.o, &why);
    if (e == ERR_OK) {
        status = 1;
        e = evaluate(&ev, &why);
    }
    if (e != ERR_OK)
        fprintf(stderr, "auric: %s\n", why_text(&why, e));
    arena_free(ev.arena);
    return e == ERR_OK ? 0 : status;
}
