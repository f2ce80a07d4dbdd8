#include "web/events.h"

#include "codec/json.h"

static void on_begin(void *ctx, const struct run *r)
{
    struct event_sink *sink = ctx;
    json_t *o = json_object();

    json_object_set_new(o, "answer_id", json_of_str(r->id));
    json_object_set_new(o, "conversation_id", json_of_str(r->conversation_id));
    sink->send(sink->ctx, STR("accepted"), o);
}

static void on_step(void *ctx, const struct run *r, enum step_id s, const char *state)
{
    struct event_sink *sink = ctx;
    json_t *o = json_object();

    json_object_set_new(o, "step", json_string(step_name(s)));
    json_object_set_new(o, "label", json_string(step_told(s)));
    json_object_set_new(o, "state", json_string(state));
    if (r->trace[s].done) {
        json_object_set_new(o, "ms", json_real(r->trace[s].ms));
        if (r->trace[s].detail)
            json_object_set(o, "detail", r->trace[s].detail);
    }
    sink->send(sink->ctx, STR("step"), o);
}

static void on_delta(void *ctx, const struct run *r, str text)
{
    struct event_sink *sink = ctx;
    json_t *o = json_object();

    (void)r;
    json_object_set_new(o, "text", json_of_str(text));
    sink->send(sink->ctx, STR("delta"), o);
}

struct run_events events_of(struct event_sink *sink)
{
    return (struct run_events){
        .ctx = sink, .on_begin = on_begin, .on_step = on_step, .on_delta = on_delta
    };
}
