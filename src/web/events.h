/* events.h - what a run tells while it goes, as JSON: `step` and `delta`. */
#ifndef WEB_EVENTS_H
#define WEB_EVENTS_H

#include "agents/run.h"

struct event_sink {
    void (*send)(void *ctx, str type, json_t *take);
    void *ctx;
};

/* `sink` must outlive the run. */
struct run_events events_of(struct event_sink *sink);

#endif
