#include "llm/limit.h"

enum { DAY = 86400 };

static const double MINUTE_MS = 60000;

void limit_init(struct limit *l, unsigned calls_per_minute, uint64_t tokens_per_day,
                struct limit_now now)
{
    *l = (struct limit){ .calls_max = calls_per_minute,
                         .calls = calls_per_minute,
                         .filled_ms = now.mono_ms,
                         .tokens_max = tokens_per_day,
                         .day = now.utc_s / DAY };
}

static void refill(struct limit *l, struct limit_now now)
{
    l->calls += (now.mono_ms - l->filled_ms) * l->calls_max / MINUTE_MS;
    l->filled_ms = now.mono_ms;
    if (l->calls > l->calls_max)
        l->calls = l->calls_max;
    if (now.utc_s / DAY != l->day) {
        l->day = now.utc_s / DAY;
        l->tokens = 0;
    }
}

err_t limit_take(struct limit *l, struct limit_now now, struct why *why)
{
    refill(l, now);
    if (now.mono_ms < l->pause_until_ms)
        return why_fail(why, l->pause_error,
                        "the language model is %s; it is asked again in %.0f s",
                        l->pause_error == ERR_LIMITED ? "busy" : "down",
                        (l->pause_until_ms - now.mono_ms) / 1000 + 1);
    if (l->tokens >= l->tokens_max)
        return why_fail(why, ERR_LIMITED,
                        "the language model's budget of %llu tokens a day is used up",
                        (unsigned long long)l->tokens_max);
    if (l->calls < 1)
        return why_fail(why, ERR_LIMITED,
                        "more than %.0f calls a minute to the language model; wait and ask again",
                        l->calls_max);
    l->calls -= 1;
    return ERR_OK;
}

void limit_spend(struct limit *l, uint64_t tokens, struct limit_now now)
{
    refill(l, now);
    l->tokens += tokens;
}

void limit_pause(struct limit *l, err_t e, double ms, struct limit_now now)
{
    double until = now.mono_ms + ms;

    if (until <= l->pause_until_ms)
        return;
    l->pause_until_ms = until;
    l->pause_error = e;
}
