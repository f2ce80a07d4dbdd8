/* cmd_ask.c - auric ask and auric export: one question from the shell. */
#include "answer/export.h"
#include "answer/format.h"
#include "app/cmd.h"
#include "app/commands.h"
#include "app/demo.h"
#include "app/wire.h"
#include "base/clock.h"
#include "codec/json.h"
#include "net/client.h"
#include "plan/json.h"
#include "plan/words.h"

#include <stdio.h>
#include <stdlib.h>

struct asking {
    struct cmd *cmd;
    struct child hub;
    struct wired wired;
    struct run *run;
};

/* A question from the shell of the machine itself runs as the role named by
 * --user, "admin" when none is: whoever can read the settings has all rights. */
static err_t ask_here(struct asking *k, struct why *why)
{
    struct settings *s = &k->cmd->settings;
    struct arena *a = k->cmd->arena;
    struct flow_question q = {
        .question = str_c(s->rest[0]),
        .request_id = STR("shell"),
        .actor = { STR("shell"), str_c(s->user_option ? s->user_option : "admin"), STR(""),
                   STR("") },
    };

    if (s->now && !civil_parse_instant(str_c(s->now), &q.now))
        return cmd_usage(k->cmd, why, "--now must be a time like 2025-06-18T12:00:00");
    if (s->demo)
        TRY(demo_start(a, s, &k->hub, why));
    TRY(wire(&k->wired, &(struct wire_options){ s, NULL, NULL, NULL }, why));
    k->wired.services.compare_before = true;
    k->run = flow_ask(&k->wired.flow, a, &q);
    return ERR_OK;
}

static void print_cell(struct buf *b, struct value v)
{
    b->n = 0;
    format_value(b, v);
}

static size_t width_of(str s)
{
    size_t n = 0;

    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

static void print_padded(str s, size_t width)
{
    printf("%.*s", STR_ARG(s));
    for (size_t n = width_of(s); n < width + 2; n++)
        putchar(' ');
}

static void print_table(struct arena *a, const struct result *r)
{
    enum { ROWS_SHOWN = 20 };
    size_t shown = r->rows_n < ROWS_SHOWN ? r->rows_n : ROWS_SHOWN;
    size_t *width = NEW_N(a, size_t, r->columns_n);
    struct buf b;

    buf_init(&b, a);
    for (size_t c = 0; c < r->columns_n; c++) {
        width[c] = width_of(r->columns[c].label);
        for (size_t i = 0; i < shown; i++) {
            print_cell(&b, result_cell(r, i, c));
            if (width_of(buf_str(&b)) > width[c])
                width[c] = width_of(buf_str(&b));
        }
    }
    for (size_t c = 0; c < r->columns_n; c++)
        print_padded(r->columns[c].label, width[c]);
    putchar('\n');
    for (size_t i = 0; i < shown; i++) {
        for (size_t c = 0; c < r->columns_n; c++) {
            print_cell(&b, result_cell(r, i, c));
            print_padded(buf_str(&b), width[c]);
        }
        putchar('\n');
    }
    if (r->total > shown)
        printf("%zu of %llu rows\n", shown, (unsigned long long)r->total);
}

static void print_answer(struct arena *a, const struct run *r)
{
    const struct answer *ans = &r->answer;

    printf("%.*s\n", STR_ARG(ans->text));
    for (size_t i = 0; i < ans->warnings.n; i++)
        printf("Note: %.*s\n", STR_ARG(ans->warnings.p[i]));
    for (size_t i = 0; i < ans->options_n; i++)
        printf("  %zu. %.*s\n", i + 1, STR_ARG(ans->options[i].label));
    if (ans->result && ans->result->rows_n && !ans->has_value) {
        putchar('\n');
        print_table(a, ans->result);
    }
    if (ans->result && ans->result->provenance.origin.n) {
        str fresh = result_freshness(a, &ans->result->provenance);
        printf("(%.*s)\n", STR_ARG(fresh));
    }
}

/* The plan in words, what would be asked for it and why, and what was. */
static err_t explain(struct asking *k, struct why *why)
{
    const struct run *r = k->run;
    const struct provenance *v = &r->result.provenance;
    struct mcp_caller who = { r->actor.user, r->actor.role, NULL };
    struct arena *a = k->cmd->arena;
    json_t *args = json_object(), *reply;

    json_object_set_new(args, "plan", plan_to_json(r->plan));
    json_object_set_new(args, "explain", json_true());
    TRY(mcp_call_tool(k->wired.client, a, &who, "run_plan", args, &reply, why));
    str words = plan_words(a, r->plan);
    printf("\nPlan: %.*s\n\n%.*s\n", STR_ARG(words),
           STR_ARG(json_member_str(reply, "explanation")));
    printf("Sent: %llu requests, %llu records read\n", (unsigned long long)v->requests,
           (unsigned long long)v->records_read);
    for (size_t i = 0; i < v->notes_n; i++)
        printf("  %.*s: %.*s, %llu records, %.1f ms\n", STR_ARG(v->notes[i].model),
               STR_ARG(v->notes[i].what), (unsigned long long)v->notes[i].records, v->notes[i].ms);
    return ERR_OK;
}

static err_t need_question(struct cmd *c, struct why *why)
{
    if (c->settings.rest_n != 1)
        return cmd_usage(c, why, "give one question, in quotes");
    return ERR_OK;
}

static err_t failed(const struct run *r, struct why *why)
{
    return r->error == ERR_OK ? ERR_OK : why_fail(why, r->error, "%.*s", STR_ARG(r->answer.text));
}

/* At a running server, as the user of the token in AURIC_TOKEN's place: the
 * password is asked for on standard input. */
static err_t ask_server(struct cmd *c, struct why *why)
{
    struct settings *s = &c->settings;
    struct http *h = http_new();
    struct http_reply reply;
    char password[512] = "";
    static const char *const headers[] = { "Content-Type: application/json",
                                           "Accept: application/json" };

    if (!s->user_option) {
        http_free(h);
        return cmd_usage(c, why,
                         "with --server, say who you are with --user; the password is "
                         "read from standard input");
    }
    fputs("password: ", stderr);
    if (!fgets(password, sizeof password, stdin))
        password[0] = '\0';
    password[strcspn(password, "\n")] = '\0';
    json_t *login = json_pack("{s:s,s:s}", "username", s->user_option, "password", password);
    struct http_call call = { .method = "POST",
                              .headers = headers,
                              .headers_n = 2,
                              .url = arena_fmt(c->arena, "%s/api/login", s->server).p,
                              .body = json_text_take(c->arena, login) };
    json_t *body = NULL;
    err_t e = http_do(h, c->arena, &call, &reply, why);
    if (e == ERR_OK)
        e = json_read(c->arena, reply.body, 1 << 26, &body, why);
    if (e == ERR_OK && reply.status != 200)
        e = why_fail(why, ERR_UNAUTHENTICATED, "%.*s",
                     STR_ARG(json_member_str(json_object_get(body, "error"), "message")));
    if (e == ERR_OK) {
        json_t *ask = json_pack("{s:s}", "question", s->rest[0]);
        if (s->now)
            json_object_set_new(ask, "now", json_string(s->now));
        call.url = arena_fmt(c->arena, "%s/api/ask", s->server).p;
        call.bearer = arena_cstr(c->arena, json_member_str(body, "token"));
        call.body = json_text_take(c->arena, ask);
        e = http_do(h, c->arena, &call, &reply, why);
    }
    if (e == ERR_OK && s->json)
        printf("%.*s\n", STR_ARG(reply.body));
    else if (e == ERR_OK && (e = json_read(c->arena, reply.body, 1 << 26, &body, why)) == ERR_OK)
        printf("%.*s\n", STR_ARG(json_member_str(body, "text")));
    http_free(h);
    return e;
}

static err_t ask_body(struct cmd *c, struct why *why)
{
    struct asking k = { .cmd = c };

    TRY(need_question(c, why));
    if (c->settings.server)
        return ask_server(c, why);
    err_t e = ask_here(&k, why);
    if (e == ERR_OK && c->settings.json)
        printf("%.*s\n", STR_ARG(json_text_take(c->arena, flow_answer_json(k.run))));
    else if (e == ERR_OK && k.run->error == ERR_OK)
        print_answer(c->arena, k.run);
    if (e == ERR_OK && c->settings.explain && k.run->plan)
        e = explain(&k, why);
    if (e == ERR_OK)
        e = failed(k.run, why);
    arena_reset(c->arena); /* lets go of the catalog before it is freed */
    unwire(&k.wired);
    child_stop(&k.hub);
    return e;
}

static err_t export_body(struct cmd *c, struct why *why)
{
    struct asking k = { .cmd = c };

    TRY(need_question(c, why));
    err_t e = ask_here(&k, why);
    if (e == ERR_OK)
        e = failed(k.run, why);
    if (e == ERR_OK && !k.run->answer.result)
        e = why_fail(why, ERR_NOT_FOUND, "%.*s", STR_ARG(k.run->answer.text));
    if (e == ERR_OK) {
        str csv = export_csv(c->arena, k.run->answer.result);
        fwrite(csv.p, 1, csv.n, stdout);
    }
    arena_reset(c->arena);
    unwire(&k.wired);
    child_stop(&k.hub);
    return e;
}

int cmd_ask(int argc, char **argv)
{
    return cmd_run(argc, argv, ask_body);
}

int cmd_export(int argc, char **argv)
{
    return cmd_run(argc, argv, export_body);
}
