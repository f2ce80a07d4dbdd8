/* openai.c - chat completions as OpenAI defined them and vLLM, llama.cpp and
 * Ollama speak them. */
#include "codec/json.h"
#include "llm/provider.h"

static const struct {
    const char *word;
    enum stop stop;
} STOPS[] = {
    { "stop", STOP_END },
    { "length", STOP_CUT },
    { "content_filter", STOP_REFUSED },
};

static json_t *messages(const struct llm_request *q)
{
    json_t *list = json_array();
    struct buf user;

    buf_init(&user, NULL);
    if (q->context.n) {
        buf_add(&user, q->context);
        buf_lit(&user, "\n\n");
    }
    buf_add(&user, q->user);
    if (q->system.n)
        json_array_append_new(
            list, json_pack("{s:s,s:o}", "role", "system", "content", json_of_str(q->system)));
    json_array_append_new(
        list, json_pack("{s:s,s:o}", "role", "user", "content", json_of_str(buf_str(&user))));
    buf_fini(&user);
    return list;
}

static json_t *response_format(const struct llm_request *q)
{
    return json_pack("{s:s,s:{s:s,s:b,s:O}}", "type", "json_schema", "json_schema", "name",
                     q->schema_name ? q->schema_name : "answer", "strict", 1, "schema",
                     (json_t *)q->schema);
}

/* OpenAI itself refuses max_tokens with its newer models; the others know
 * nothing else. */
static json_t *body(const struct target *t, const struct llm_request *q)
{
    json_t *o = json_object();

    json_object_set_new(o, "model", json_string(t->model));
    json_object_set_new(o, t->is_openai_itself ? "max_completion_tokens" : "max_tokens",
                        json_integer(q->max_tokens));
    json_object_set_new(o, "stream", json_true());
    json_object_set_new(o, "stream_options", json_pack("{s:b}", "include_usage", 1));
    json_object_set_new(o, "messages", messages(q));
    if (q->schema)
        json_object_set_new(o, "response_format", response_format(q));
    return o;
}

static size_t headers(const struct target *t, struct arena *a, const char **out)
{
    size_t n = 0;

    if (t->key)
        out[n++] = arena_fmt(a, "authorization: Bearer %s", t->key).p;
    out[n++] = "content-type: application/json";
    out[n++] = "accept: text/event-stream";
    return n;
}

static void take_usage(struct exchange *x, const json_t *usage)
{
    int64_t in = json_member_int(usage, "prompt_tokens", 0);
    int64_t out = json_member_int(usage, "completion_tokens", 0);

    if (in > 0)
        x->tokens_in = (uint64_t)in;
    if (out > 0)
        x->tokens_out = (uint64_t)out;
}

static void take_choice(struct exchange *x, const json_t *choice)
{
    const json_t *delta = json_object_get(choice, "delta");
    str word = json_member_str(choice, "finish_reason");

    exchange_text(x, json_member_str(delta, "content"));
    if (json_member_str(delta, "refusal").n)
        x->stop = STOP_REFUSED;
    if (!word.n || x->stop == STOP_REFUSED)
        return;
    x->stop = STOP_OTHER;
    for (size_t i = 0; i < sizeof STOPS / sizeof *STOPS; i++)
        if (str_eq(word, str_c(STOPS[i].word)))
            x->stop = STOPS[i].stop;
}

/* The code is a number with some servers and a word with others. */
static int status_of(const json_t *error)
{
    int64_t code = json_member_int(error, "code", 500);

    return code >= 400 && code <= 599 ? (int)code : 500;
}

static err_t on_event(void *ctx, const struct sse_event *ev)
{
    struct exchange *x = ctx;
    json_t *o;

    if (str_eq(str_trim(ev->data), STR("[DONE]")))
        x->ended = true;
    if (x->ended || json_read(x->scratch, ev->data, ev->data.n, &o, NULL) != ERR_OK)
        return ERR_OK;
    const json_t *error = json_object_get(o, "error");
    if (json_is_object(error))
        exchange_error(x, status_of(error), error);
    take_choice(x, json_array_get(json_object_get(o, "choices"), 0));
    take_usage(x, json_object_get(o, "usage"));
    return ERR_OK;
}

const struct provider provider_openai = {
    .name = "openai",
    .path = "/chat/completions",
    .model_setting = "OPENAI_MODEL",
    .body = body,
    .headers = headers,
    .on_event = on_event,
};
