/* anthropic.c - Anthropic's Messages API, version 2026-10-21.
 *
 * That version knows no temperature, newer models no prefill and no forced
 * tool: JSON comes by output_config.format.  A reply may begin with thinking,
 * so blocks are chosen by their type. */
#include "codec/json.h"
#include "llm/provider.h"

#define VERSION "anthropic-version: 2026-10-21"

/* Their `effort` may be set; a model that is not listed gets its own default,
 * because an older one refuses the member. */
static const char *const WITH_EFFORT[] = { "claude-haiku-5-5", "claude-sonnet-5-5",
                                           "claude-opus-5-5", "claude-fable-5" };

static const struct {
    const char *word;
    enum stop stop;
} STOPS[] = {
    { "end_turn", STOP_END },    { "stop_sequence", STOP_END },
    { "max_tokens", STOP_CUT },  { "model_context_window_exceeded", STOP_CUT },
    { "refusal", STOP_REFUSED },
};

static const struct {
    const char *type;
    int status;
} ERRORS[] = {
    { "invalid_request_error", 400 }, { "authentication_error", 401 },
    { "billing_error", 402 },         { "permission_error", 403 },
    { "not_found_error", 404 },       { "request_too_large", 413 },
    { "rate_limit_error", 429 },      { "api_error", 500 },
    { "timeout_error", 504 },         { "overloaded_error", 529 },
};

/* What begins many calls is kept by them for an hour. */
static json_t *text_block(str text, bool cached)
{
    json_t *o = json_object();

    json_object_set_new(o, "type", json_string("text"));
    json_object_set_new(o, "text", json_of_str(text));
    if (cached)
        json_object_set_new(o, "cache_control",
                            json_pack("{s:s,s:s}", "type", "ephemeral", "ttl", "1h"));
    return o;
}

static json_t *messages(const struct llm_request *q)
{
    json_t *content = json_array();

    if (q->context.n)
        json_array_append_new(content, text_block(q->context, true));
    json_array_append_new(content, text_block(q->user, false));
    return json_pack("[{s:s,s:o}]", "role", "user", "content", content);
}

static bool takes_effort(const char *model)
{
    for (size_t i = 0; i < sizeof WITH_EFFORT / sizeof *WITH_EFFORT; i++)
        if (str_starts(str_c(model), str_c(WITH_EFFORT[i])))
            return true;
    return false;
}

static json_t *body(const struct target *t, const struct llm_request *q)
{
    json_t *o = json_object(), *config = json_object();

    json_object_set_new(o, "model", json_string(t->model));
    json_object_set_new(o, "max_tokens", json_integer(q->max_tokens));
    json_object_set_new(o, "stream", json_true());
    if (q->system.n)
        json_object_set_new(o, "system", json_pack("[o]", text_block(q->system, true)));
    json_object_set_new(o, "messages", messages(q));
    if (takes_effort(t->model))
        json_object_set_new(config, "effort", json_string("low"));
    if (q->schema)
        json_object_set_new(
            config, "format",
            json_pack("{s:s,s:O}", "type", "json_schema", "schema", (json_t *)q->schema));
    if (json_object_size(config))
        json_object_set(o, "output_config", config);
    json_decref(config);
    return o;
}

static size_t headers(const struct target *t, struct arena *a, const char **out)
{
    size_t n = 0;

    out[n++] = arena_fmt(a, "x-api-key: %s", t->key).p;
    out[n++] = VERSION;
    out[n++] = "content-type: application/json";
    out[n++] = "accept: text/event-stream";
    return n;
}

/* Figures are cumulative, so the last ones told are right; null says nothing. */
static void take_usage(struct exchange *x, const json_t *usage)
{
    static const char *const in[] = { "input_tokens", "cache_creation_input_tokens",
                                      "cache_read_input_tokens" };
    uint64_t sum = 0;

    for (size_t i = 0; i < sizeof in / sizeof *in; i++) {
        int64_t n = json_member_int(usage, in[i], 0);
        sum += n > 0 ? (uint64_t)n : 0;
    }
    if (sum)
        x->tokens_in = sum;
    int64_t n = json_member_int(usage, "output_tokens", 0);
    if (n > 0)
        x->tokens_out = (uint64_t)n;
}

static void take_stop(struct exchange *x, const json_t *delta)
{
    str word = json_member_str(delta, "stop_reason");

    if (!word.n)
        return;
    x->stop = STOP_OTHER;
    for (size_t i = 0; i < sizeof STOPS / sizeof *STOPS; i++)
        if (str_eq(word, str_c(STOPS[i].word)))
            x->stop = STOPS[i].stop;
}

static void take_error(struct exchange *x, const json_t *error)
{
    str type = json_member_str(error, "type");
    int status = 500;

    for (size_t i = 0; i < sizeof ERRORS / sizeof *ERRORS; i++)
        if (str_eq(type, str_c(ERRORS[i].type)))
            status = ERRORS[i].status;
    exchange_error(x, status, error);
}

static bool is_type(const json_t *o, const char *type)
{
    return str_eq(json_member_str(o, "type"), str_c(type));
}

static err_t on_event(void *ctx, const struct sse_event *ev)
{
    struct exchange *x = ctx;
    json_t *o;

    if (json_read(x->scratch, ev->data, ev->data.n, &o, NULL) != ERR_OK || x->ended)
        return ERR_OK; /* an event that is no JSON is one that we do not know */
    const json_t *delta = json_object_get(o, "delta");
    if (is_type(o, "message_start")) {
        take_usage(x, json_object_get(json_object_get(o, "message"), "usage"));
    } else if (is_type(o, "content_block_start")) {
        x->in_text = is_type(json_object_get(o, "content_block"), "text");
    } else if (is_type(o, "content_block_delta")) {
        if (x->in_text && is_type(delta, "text_delta"))
            exchange_text(x, json_member_str(delta, "text"));
    } else if (is_type(o, "content_block_stop")) {
        x->in_text = false;
    } else if (is_type(o, "message_delta")) {
        take_stop(x, delta);
        take_usage(x, json_object_get(o, "usage"));
    } else if (is_type(o, "message_stop")) {
        x->ended = true;
    } else if (is_type(o, "error")) {
        take_error(x, json_object_get(o, "error"));
    }
    return ERR_OK;
}

const struct provider provider_anthropic = {
    .name = "claude",
    .path = "/v1/messages",
    .model_setting = "ANTHROPIC_MODEL",
    .body = body,
    .headers = headers,
    .on_event = on_event,
};
