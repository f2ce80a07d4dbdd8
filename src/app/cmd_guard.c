/* auric guard: is it an attack?  JSON Lines in, JSON Lines out. */
#include "app/commands.h"
#include "base/clock.h"
#include "codec/json.h"
#include "guard/guard.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_N = 16 << 20 };

static const char help[] =
    "usage: auric guard < texts.jsonl > verdicts.jsonl\n"
    "\n"
    "Each line is {\"id\",\"text\"} or {\"id\",\"turns\":[...]}, of which the last is judged;\n"
    "each answer is {\"id\",\"verdict\":\"allow\"|\"flag\"|\"block\",\"score\",\"rules\",\"us\"},\n"
    "with \"scope\" when it is no attack but nothing that auric does.\n"
    "\n"
    "  --rules   print what is looked for, and stop\n"
    "  --help\n";

static int usage(const char *message, const char *what)
{
    fprintf(stderr, "auric guard: %s%s\n\n%s", message, what, help);
    return 2;
}

static void print_rules(void)
{
    for (int i = 0; i < guard_rules_n; i++)
        printf("%-24s %.2f  %s\n", guard_rules[i].id, guard_rules[i].strength,
               guard_rules[i].explain);
}

static err_t read_turns(struct arena *a, const json_t *o, str **turns, size_t *n, struct why *why)
{
    const json_t *list = json_object_get(o, "turns"), *text = json_object_get(o, "text");

    *n = list ? json_array_size(list) : 1;
    *turns = NEW_N(a, str, *n + 1);
    if (!list && json_is_string(text)) {
        (*turns)[0] = json_member_str(o, "text");
        return ERR_OK;
    }
    if (!json_is_array(list) || *n == 0)
        return why_fail(why, ERR_BAD_INPUT, "a line has \"text\", a string, or \"turns\", a list");
    for (size_t i = 0; i < *n; i++) {
        const json_t *turn = json_array_get(list, i);
        if (json_is_object(turn))
            turn = json_object_get(turn, json_object_get(turn, "text") ? "text" : "content");
        if (!json_is_string(turn))
            return why_fail(why, ERR_BAD_INPUT, "turn %zu is not a text", i + 1);
        (*turns)[i] = (str){ json_string_value(turn), json_string_length(turn) };
    }
    return ERR_OK;
}

/* The score by hand: four digits, where the library would print seventeen. */
static void print_answer(struct arena *a, const json_t *in, const struct guard_result *r, double ms)
{
    json_t *rules = json_array();
    const json_t *id = json_object_get(in, "id");
    str id_text = id ? json_text(a, id) : STR("null");

    for (size_t i = 0; i < r->rules_n; i++)
        json_array_append_new(rules, json_of_str(r->rule_ids[i]));
    str rules_text = json_text_take(a, rules);
    printf("{\"id\":%.*s,\"verdict\":\"%s\",\"score\":%.4f,\"rules\":%.*s,", STR_ARG(id_text),
           guard_verdict_name(r->verdict), r->score, STR_ARG(rules_text));
    if (r->scope)
        printf("\"scope\":\"%s\",", r->scope->id);
    printf("\"us\":%.0f}\n", ms * 1000);
}

static err_t judge(struct arena *a, str line, struct why *why)
{
    struct guard_result r;
    json_t *in;
    str *turns;
    size_t n;

    TRY(json_read(a, line, LINE_MAX_N, &in, why));
    TRY(read_turns(a, in, &turns, &n, why));
    double start = clock_mono_ms();
    guard_check_turns(a, turns, n, &r);
    print_answer(a, in, &r, clock_mono_ms() - start);
    return ERR_OK;
}

static int judge_all(void)
{
    struct arena *a = arena_new();
    char *line = NULL;
    size_t room = 0, number = 0;
    ssize_t n;
    int status = 0;
    struct guard_result first;

    guard_check(a, STR(""), &first); /* builds the tables, so that no line pays for it */
    while ((n = getline(&line, &room, stdin)) > 0) {
        struct why why = { "" };
        str text = str_trim((str){ line, (size_t)n });
        number++;
        err_t e = text.n ? judge(a, text, &why) : ERR_OK;
        if (e) {
            fprintf(stderr, "auric guard: line %zu: %s\n", number, why_text(&why, e));
            status = 1;
        }
        arena_reset(a);
    }
    free(line);
    arena_free(a);
    return fflush(stdout) ? 1 : status;
}

int cmd_guard(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(help, stdout);
            return 0;
        }
        if (strcmp(argv[i], "--rules") == 0) {
            print_rules();
            return 0;
        }
        return usage("unknown option ", argv[i]);
    }
    return judge_all();
}
