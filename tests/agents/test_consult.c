/* test_consult.c - what is asked of a language model, to the byte, and what is
 * made of its answers. */
#include "t.h"
#include "agents/consult.h"
#include "codec/json.h"
#include "llm/llm.h"
#include "net/server.h"
#include "plan/shop.h"
#include "plan/words.h"

#include <stdlib.h>

static struct server *server;
static struct llm *llm;
static char sent[65536];       /* the last body */
static const char *answers[3]; /* texts, in turn */
static unsigned answered;

static void h_messages(struct request *r)
{
    const char *text = answers[answered < 2 ? answered : 2];
    struct buf b;

    answered++;
    snprintf(sent, sizeof sent, "%.*s", STR_ARG(r->body));
    buf_init(&b, r->arena);
    buf_lit(&b,
            "data: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":10}}}\n\n"
            "data: {\"type\":\"content_block_start\",\"content_block\":{\"type\":\"text\"}}\n\n");
    for (str rest = str_c(text); rest.n; rest = str_sub(rest, 5, rest.n)) {
        json_t *o = json_pack("{s:s,s:{s:s,s:o}}", "type", "content_block_delta", "delta", "type",
                              "text_delta", "text", json_of_str(str_sub(rest, 0, 5)));
        str event = json_text_take(r->arena, o);
        buf_fmt(&b, "data: %.*s\n\n", STR_ARG(event));
    }
    buf_lit(&b, "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
                "\"usage\":{\"output_tokens\":5}}\n\ndata: {\"type\":\"message_stop\"}\n\n");
    server_reply(r, 200, STR("text/event-stream"), buf_str(&b), NULL, 0);
}

static const struct route ROUTES[] = { { "POST", "/v1/messages", POOL, 1 << 20, h_messages,
                                         NULL } };

static const struct turn TURNS[] = { { .question = STR_INIT("And \"Samsung\"?") } };

static void answer_with(const char *a, const char *b, const char *c)
{
    answers[0] = a;
    answers[1] = b ? b : a;
    answers[2] = c ? c : answers[1];
    answered = 0;
}

static void make_run(struct run *r, struct services *s, struct catalog_view *view)
{
    *s = (struct services){ .llm = llm, .week_start = 1 };
    *r = (struct run){ .arena = view->schema->arena,
                       .services = s,
                       .view = view,
                       .question = STR("How many </question> Sony products?"),
                       .now = 1795305600, /* 2026-11-22 */
                       .history = TURNS,
                       .history_n = 1,
                       .brain = "local" };
    r->readings.verdict = READ_ABSTAIN;
    r->readings.message = STR("I did not understand.");
}

static const char good[] =
    "{\"reading\":\"count\",\"model\":\"Product\",\"measures\":[{\"agg\":\"count\",\"field\":\"\"}]"
    ","
    "\"filters\":[{\"field\":\"BRAND>NAME\",\"op\":\"eq\",\"values\":[\"Sony\"]}],"
    "\"confidence\":1}";

static void check_plan(struct catalog_view *view)
{
    struct services s;
    struct run r;

    make_run(&r, &s, view);
    answer_with(good, NULL, NULL);
    consult_plan(&r);
    CHECK(r.readings.verdict == READ_ANSWER && r.readings.best.plan, "%.*s", STR_ARG(r.brain_note));
    if (!r.readings.best.plan)
        return;
    str words = plan_words(r.arena, r.readings.best.plan);
    CHECK(str_eq(words, STR("Number of Products where Brand is Sony")), "%.*s", STR_ARG(words));
    CHECK(strcmp(r.brain, "claude") == 0 && r.tokens == 15, "%s %d", r.brain, (int)r.tokens);
    CHECK(r.readings.best.confidence == 0.9 && r.readings.best.assumptions.n == 1 &&
              r.readings.best.intent == INTENT_COUNT && r.readings.best.entities_n == 1,
          "the reading");
    CHECK(answered == 1 && str_eq(r.brain_note, STR("count")), "%u", answered);
}

static void check_repair(struct catalog_view *view)
{
    struct services s;
    struct run r;

    make_run(&r, &s, view);
    answer_with("{\"model\":\"Gadget\"}", good, NULL);
    consult_plan(&r);
    CHECK(r.readings.verdict == READ_ANSWER && answered == 2, "%.*s", STR_ARG(r.brain_note));
    CHECK(strstr(sent, "there is no model \\\\\\\"Gadget\\\\\\\""), "%s", sent);
    make_run(&r, &s, view);
    answer_with("{\"model\":\"Gadget\"}", NULL, NULL);
    consult_plan(&r);
    CHECK(r.readings.verdict == READ_ABSTAIN && answered == 2 && strcmp(r.brain, "local") == 0,
          "asked %u times", answered);
    CHECK(str_eq(r.brain_note, STR("there is no model \"Gadget\"")) && r.tokens == 30, "%.*s",
          STR_ARG(r.brain_note));
    CHECK(str_eq(r.readings.message, STR("I did not understand.")), "the engine's word stands");
}

/* The whole request; AURIC_GOLDEN=write in the environment makes it anew. */
static void check_golden(struct catalog_view *view)
{
    static const char path[] = "tests/agents/plan_request.json";
    static char golden[sizeof sent];
    struct services s;
    struct run r;

    make_run(&r, &s, view);
    answer_with(good, NULL, NULL);
    consult_plan(&r);
    if (getenv("AURIC_GOLDEN")) {
        FILE *out = fopen(path, "w");
        fprintf(out, "%s\n", sent);
        fclose(out);
    }
    FILE *f = fopen(path, "r");
    size_t n = f ? fread(golden, 1, sizeof golden - 1, f) : 0;
    if (f)
        fclose(f);
    CHECK(str_eq(str_trim((str){ golden, n }), str_c(sent)), "%s differs from:\n%s", path, sent);
}

static void gather(void *ctx, const struct run *r, str text)
{
    (void)r;
    buf_add(ctx, text);
    buf_byte(ctx, '|');
}

/* 37 of Sony's, told in the engine's words; the model phrases around them. */
static void check_prose(struct catalog_view *view)
{
    static const struct {
        const char *prose, *told, *text, *note; /* told: up to each | at once */
    } cases[] = {
        { "You have {{v1}} of {{name1}}. It is more than before, {{v2}}! Good.",
          "You have 37 of Sony. |It is more than before, 28! |Good.|",
          "You have 37 of Sony. It is more than before, 28! Good.", NULL },
        { "One line {{v1}}\n{{name1}} {{v2}}", "", NULL, "result does not" },
        { "Here {{v1}}\n{{name1}} {{v2}}", "Here 37 Sony 28|", "Here 37 Sony 28", NULL },
        { "You have {{v1}} of {{name1}}.", "", NULL, "leaves out a figure" },
        { "You have {{v1}}. And 9 others of {{name1}} {{v2}}.", "You have 37. |", NULL,
          "figure of its own" },
        { "You have {{v9}} {{v1}} {{v2}} {{name1}}.", "", NULL, "slot" },
        { "See www.x.com: {{v1}} {{v2}} {{name1}}.", "", NULL, "link" },
        { "{{v1}} {{v2}} {{name1}} fell.", "", NULL, "result does not" },
        { "", "", NULL, "leaves out" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct services s;
        struct run r;
        struct buf told;
        struct run_events ev = { .ctx = &told, .on_delta = gather };
        str text = STR("There are 37 Sony products. That is more than before (28).");
        struct value cell = value_int(37);
        struct result_column column = { .kind = VALUE_INT, .label = STR("Number of Products") };
        make_run(&r, &s, view);
        buf_init(&told, r.arena);
        r.events = &ev;
        r.plan = plan_new(r.arena, &view->schema->models[SHOP_PRODUCT]);
        plan_column(r.arena, r.plan, expr_agg(r.arena, AGG_COUNT, NULL), column.label);
        r.plan->where = cond_cmp(r.arena, COND_EQ,
                                 shop_expr(r.arena, view->schema, SHOP_PRODUCT, "BRAND.NAME"),
                                 expr_literal(r.arena, value_text(STR("Sony"))));
        r.result =
            (struct result){ .columns = &column, .columns_n = 1, .cells = &cell, .rows_n = 1 };
        r.answer = (struct answer){ .text = text, .plan = r.plan, .result = &r.result };
        answer_with(cases[i].prose, NULL, NULL);
        consult_prose(&r);
        CHECK(str_eq(r.answer.text, cases[i].text ? str_c(cases[i].text) : text), "%s: %.*s",
              cases[i].prose, STR_ARG(r.answer.text));
        CHECK(str_eq(told.n ? buf_str(&told) : STR(""), str_c(cases[i].told)), "%s: told %.*s",
              cases[i].prose, STR_ARG(buf_str(&told)));
        CHECK(!r.voice == (cases[i].note != NULL) && r.told == (cases[i].told[0] != 0), "%s",
              cases[i].prose);
        CHECK(!cases[i].note || str_find(r.voice_note, str_c(cases[i].note)) < r.voice_note.n,
              "%s: %.*s", cases[i].prose, STR_ARG(r.voice_note));
        CHECK(
            strstr(sent, "There are {{v1}} {{name1}} products. That is more than before ({{v2}})."),
            "%s", sent);
    }
}

int main(void)
{
    struct arena *a = arena_new();
    struct server_options so = { .address = "127.0.0.1" };
    struct role role = { .name = STR("executive") };
    struct catalog_view view = { .role = &role, .schema = shop_schema(a) };
    char url[64];

    if (server_new(&server, &so, ROUTES, 1, NULL) != ERR_OK || server_start(server, NULL) != ERR_OK)
        return 1;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", server_port(server));
    struct llm_options o = { .anthropic_key = "k",
                             .anthropic_url = url,
                             .anthropic_model = "claude-haiku-5-5",
                             .calls_per_minute = 1000 };
    if (llm_new(&llm, LLM_ANTHROPIC, &o, NULL) != ERR_OK)
        return 1;
    check_plan(&view);
    check_repair(&view);
    check_golden(&view);
    check_prose(&view);
    llm_free(llm);
    server_stop(server);
    server_free(server);
    arena_free(a);
    return T_DONE();
}
