/* discovery.c - model discovery: which models the question is about. */
#include "agents/run.h"
#include "codec/json.h"

static err_t act(struct run *r, struct why *why)
{
    (void)why;
    if (r->readings.models_n || !r->plan)
        return ERR_OK;
    /* A plan that a language model made comes without ranks. */
    r->readings.models = NEW(r->arena, struct model_rank);
    r->readings.models[0] = (struct model_rank){ r->plan->model, 1, "primary" };
    r->readings.models_n = 1;
    return ERR_OK;
}

static json_t *show(const struct run *r)
{
    json_t *list = json_array(), *o = json_object();

    for (size_t i = 0; i < r->readings.models_n; i++) {
        const struct model_rank *rank = &r->readings.models[i];
        json_t *m = json_object();
        json_object_set_new(m, "model_id", json_of_str(rank->model->name));
        json_object_set_new(m, "universe_id", json_of_str(rank->model->id));
        json_object_set_new(m, "relevance", json_real(rank->relevance));
        json_object_set_new(m, "role", json_string(rank->role));
        json_array_append_new(list, m);
    }
    json_object_set_new(o, "models", list);
    json_object_set_new(o, "considered", json_integer((json_int_t)r->view->schema->models_n));
    return o;
}

const struct agent agent_discovery = { "model discovery", act, show, NULL, NULL };
