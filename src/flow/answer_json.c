/* answer_json.c - the Answer object as it is sent and stored (flow_answer_json
 * of flow.h): what answer/ made, and how this run came to it. */
#include "codec/json.h"
#include "flow/flow.h"

static json_t *timings_json(const struct run *r)
{
    json_t *o = json_object();
    double total = 0;

    for (enum step_id s = 0; s < STEP_COUNT; s++)
        if (r->trace[s].done) {
            json_object_set_new(o, step_name(s), json_real(r->trace[s].ms));
            total += r->trace[s].ms;
        }
    json_object_set_new(o, "total", json_real(total));
    return o;
}

static json_t *trace_json(const struct run *r)
{
    json_t *list = json_array();

    for (enum step_id s = 0; s < STEP_COUNT; s++) {
        if (!r->trace[s].done)
            continue;
        json_t *o = json_object();
        json_object_set_new(o, "step", json_string(step_name(s)));
        json_object_set_new(o, "label", json_string(step_told(s)));
        json_object_set_new(o, "ms", json_real(r->trace[s].ms));
        if (r->trace[s].detail)
            json_object_set(o, "detail", r->trace[s].detail);
        json_array_append_new(list, o);
    }
    return list;
}

static json_t *provenance_json(const struct run *r)
{
    const struct provenance *p = &r->result.provenance;
    const json_t *shown = r->trace[STEP_DATA_RETRIEVAL].detail;
    json_t *o = json_object();

    json_object_set_new(o, "universe_id", json_of_str(p->universe_id));
    json_object_set_new(o, "requests", json_integer((json_int_t)p->requests));
    json_object_set_new(o, "records_read", json_integer((json_int_t)p->records_read));
    if (p->as_of)
        json_object_set_new(o, "as_of", json_of_value(value_instant(p->as_of)));
    if (p->as_of)
        json_object_set_new(o, "freshness", json_of_str(result_freshness(r->arena, p)));
    if (p->origin.n)
        json_object_set_new(o, "origin", json_of_str(p->origin));
    if (shown)
        json_object_set(o, "notes", json_object_get(shown, "notes"));
    return o;
}

json_t *flow_answer_json(const struct run *r)
{
    json_t *o = answer_to_json(r->arena, &r->answer), *cost = json_object();

    json_object_set_new(o, "id", json_of_str(r->id));
    json_object_set_new(o, "conversation_id", json_of_str(r->conversation_id));
    json_object_set_new(o, "question", json_of_str(r->question));
    if (r->readings.language.n)
        json_object_set_new(o, "language", json_of_str(r->readings.language));
    json_object_set_new(o, "brain", json_string(r->brain));
    if (str_eq(str_c(r->brain), STR("verified")))
        json_object_set_new(o, "verified", json_of_str(r->brain_note));
    json_object_set_new(o, "provenance", provenance_json(r));
    json_object_set_new(o, "timings_ms", timings_json(r));
    json_object_set_new(cost, "requests", json_integer((json_int_t)r->result.provenance.requests));
    json_object_set_new(cost, "bytes", json_integer((json_int_t)r->result.provenance.bytes));
    json_object_set_new(cost, "tokens", json_integer((json_int_t)r->tokens));
    json_object_set_new(o, "cost", cost);
    json_object_set_new(o, "trace", trace_json(r));
    json_object_set_new(o, "audit_seq", json_integer((json_int_t)r->audit_seq));
    if (r->error != ERR_OK) {
        json_t *e = json_object();
        json_object_set_new(e, "code", json_string(err_info(r->error)->code));
        json_object_set_new(e, "message", json_of_str(r->answer.text));
        json_object_set_new(e, "request_id", json_of_str(r->request_id));
        if (r->retry_after_s)
            json_object_set_new(e, "retry_after", json_integer((json_int_t)r->retry_after_s));
        json_object_set_new(o, "error", e);
    }
    return o;
}

str flow_answer_text(struct run *r)
{
    if (r->answer_text.n == 0)
        r->answer_text = json_text_take(r->arena, flow_answer_json(r));
    return r->answer_text;
}
