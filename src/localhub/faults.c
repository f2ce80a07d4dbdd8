#include "localhub/faults.h"

#include <time.h>

static err_t parse_latency(str value, struct hub_faults *f, struct why *why)
{
    int64_t ms;

    if (!str_to_i64(value, &ms) || ms < 0 || ms > 600000)
        return why_fail(why, ERR_BAD_INPUT, "latency_ms=%.*s is not from 0 to 600000",
                        STR_ARG(value));
    f->latency_ms = (unsigned)ms;
    return ERR_OK;
}

static err_t parse_fail(str value, struct hub_faults *f, struct why *why)
{
    str rest = value, every = str_cut(&rest, ':');
    int64_t n, status;

    if (!str_to_i64(every, &n) || n < 1 || n > 1000000 || !str_to_i64(rest, &status) ||
        status < 400 || status > 599)
        return why_fail(why, ERR_BAD_INPUT,
                        "fail=%.*s is not N:STATUS with a status from 400 to 599", STR_ARG(value));
    f->every = (unsigned)n;
    f->status = (int)status;
    return ERR_OK;
}

err_t hub_faults_parse(str spec, struct hub_faults *out, struct why *why)
{
    while (spec.n) {
        str value = str_trim(str_cut(&spec, ','));
        str name = str_trim(str_cut(&value, '='));
        if (str_eq(name, STR("latency_ms")))
            TRY(parse_latency(value, out, why));
        else if (str_eq(name, STR("fail")))
            TRY(parse_fail(value, out, why));
        else
            return why_fail(why, ERR_BAD_INPUT,
                            "unknown fault \"%.*s\"; known are latency_ms=N and fail=N:STATUS",
                            STR_ARG(name));
    }
    return ERR_OK;
}

int hub_faults_next(struct hub_faults *f)
{
    if (f->latency_ms) {
        struct timespec t = { f->latency_ms / 1000, (long)(f->latency_ms % 1000) * 1000000 };
        while (nanosleep(&t, &t) != 0)
            continue;
    }
    if (!f->every)
        return 0;
    return (atomic_fetch_add(&f->requests, 1) + 1) % f->every == 0 ? f->status : 0;
}
