#include "localhub/faults.h"

#include <math.h>

static const struct hub_fault_info infos[] = {
#define X(kind, name, example, what) { name, example, what },
    HUB_FAULT_LIST(X)
#undef X
};

/* What a value may be: none at all when `most` is 0. */
static const struct bounds {
    double least, most;
} bounds[HUB_FAULT_COUNT] = {
    [HUB_FAULT_LATENCY] = { 0, 600000 }, [HUB_FAULT_FAIL] = { 400, 599 },
    [HUB_FAULT_TRICKLE] = { 1, 600000 }, [HUB_FAULT_PAGE] = { 1, 200 },
    [HUB_FAULT_TOTAL] = { 1, 1e9 },
};

const struct hub_fault_info *hub_fault_info(enum hub_fault_kind kind)
{
    return &infos[kind];
}

static bool read_number(str s, double *out)
{
    return s.n && s.p[0] >= '0' && s.p[0] <= '9' && str_to_f64(s, out);
}

/* "20..200", "p50:20/p99:400", "50" */
static bool read_latency(str value, struct hub_fault *f)
{
    size_t dots = str_find(value, STR("..")), slash = str_find_byte(value, '/');

    if (str_starts(value, STR("p50:")) && slash < value.n) {
        str high = str_sub(value, slash + 1, value.n);
        f->by_percentiles = true;
        return read_number(str_sub(value, 4, slash), &f->low) && f->low > 0 &&
               str_starts(high, STR("p99:")) && read_number(str_sub(high, 4, high.n), &f->high);
    }
    if (dots < value.n)
        return read_number(str_sub(value, 0, dots), &f->low) &&
               read_number(str_sub(value, dots + 2, value.n), &f->high);
    bool ok = read_number(value, &f->low);
    f->high = f->low;
    return ok;
}

static bool read_whole(str value, struct hub_fault *f)
{
    int64_t n;

    if (!str_to_i64(value, &n))
        return false;
    f->low = f->high = (double)n;
    return true;
}

static err_t read_value(str value, struct hub_fault *f, struct why *why)
{
    const struct bounds *b = &bounds[f->kind];
    const char *name = infos[f->kind].name;

    if (b->most == 0 && value.n)
        return why_fail(why, ERR_BAD_INPUT, "%s takes no value", name);
    f->low = f->high = 1;
    if (b->most == 0)
        return ERR_OK;
    bool ok = f->kind == HUB_FAULT_LATENCY ? read_latency(value, f) : read_whole(value, f);
    if (!ok || f->low < b->least || f->high > b->most || f->low > f->high)
        return why_fail(why, ERR_BAD_INPUT, "%s must be from %.0f to %.0f, like %s=%s", name,
                        b->least, b->most, name, infos[f->kind].example);
    return ERR_OK;
}

static err_t read_when(str when, struct hub_fault *f, struct why *why)
{
    str rest = when, word = str_cut(&rest, ':');
    int64_t n;

    if (str_ends(when, STR("%")) && read_number(str_sub(when, 0, when.n - 1), &f->chance) &&
        f->chance <= 100) {
        f->when = HUB_BY_CHANCE;
        f->chance /= 100;
        return ERR_OK;
    }
    f->when = str_eq(word, STR("every"))  ? HUB_EVERY
              : str_eq(word, STR("only")) ? HUB_ONLY
                                          : HUB_ALWAYS;
    if (f->when == HUB_ALWAYS || !str_to_i64(rest, &n) || n < 1)
        return why_fail(why, ERR_BAD_INPUT,
                        "behind @ stands when: 5%% of the requests, every:10, or only:3");
    f->nth = (uint64_t)n;
    return ERR_OK;
}

static err_t unknown(str name, struct why *why)
{
    char known[400] = "";
    size_t n = 0;

    for (size_t i = 0; i < HUB_FAULT_COUNT; i++) {
        str word = str_c(infos[i].name);
        memcpy(known + n, word.p, word.n);
        n += word.n;
        known[n++] = ' ';
    }
    return why_fail(why, ERR_BAD_INPUT, "unknown fault; known are %sand seed%s", known,
                    name.n ? "" : " (an empty part)");
}

static err_t read_part(str part, struct hub_faults *out, struct why *why)
{
    struct hub_fault f = { .kind = HUB_FAULT_COUNT };
    str when = part, value = str_trim(str_cut(&when, '@'));
    bool has_when = part.n > value.n && str_find_byte(part, '@') < part.n;
    str name = str_trim(str_cut(&value, '='));
    int64_t seed;

    value = str_trim(value);
    if (str_eq(name, STR("seed"))) {
        if (has_when || !str_to_i64(value, &seed))
            return why_fail(why, ERR_BAD_INPUT, "seed must be a whole number, like seed=7");
        out->seed = (uint64_t)seed;
        return ERR_OK;
    }
    for (int i = 0; i < HUB_FAULT_COUNT; i++)
        if (str_eq(name, str_c(infos[i].name)))
            f.kind = (enum hub_fault_kind)i;
    if (f.kind == HUB_FAULT_COUNT)
        return unknown(name, why);
    if (out->n == HUB_FAULTS_MAX)
        return why_fail(why, ERR_BAD_INPUT, "at most %d faults", (int)HUB_FAULTS_MAX);
    TRY(read_value(value, &f, why));
    if (has_when)
        TRY(read_when(str_trim(when), &f, why));
    out->p[out->n++] = f;
    return ERR_OK;
}

err_t hub_faults_parse(str spec, struct hub_faults *out, struct why *why)
{
    for (unsigned n = 1; spec.n; n++) {
        struct why inner = { "" };
        str part = str_trim(str_cut(&spec, ','));
        err_t e = read_part(part, out, &inner);
        if (e)
            return why_fail(why, e, "faults, part %u, \"%.*s\": %s", n,
                            part.n < 60 ? (int)part.n : 60, part.p, inner.text);
    }
    return ERR_OK;
}

/* splitmix64: a number that looks like chance and follows from `x` alone. */
static uint64_t stir(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return x ^ x >> 31;
}

/* From 0 to 1, without either. */
static double fraction(uint64_t x)
{
    return ((double)(x >> 11) + 0.5) / 9007199254740992.0;
}

/* The 99th percentile of a normal distribution lies so many deviations above
 * its middle; the middle of a log-normal one is the 50th. */
static double log_normal(const struct hub_fault *f, uint64_t random)
{
    static const double p99 = 2.3263478740408408, tau = 6.283185307179586;
    double normal = sqrt(-2 * log(fraction(random))) * cos(tau * fraction(stir(random)));

    return fmin(f->low * exp(normal * log(f->high / f->low) / p99), bounds[HUB_FAULT_LATENCY].most);
}

static double value_of(const struct hub_fault *f, uint64_t random)
{
    if (f->by_percentiles)
        return log_normal(f, random);
    return f->low + (f->high - f->low) * fraction(random);
}

static bool happens(const struct hub_fault *f, uint64_t n, uint64_t random)
{
    switch (f->when) {
    case HUB_ALWAYS:
        return true;
    case HUB_BY_CHANCE:
        return fraction(random) < f->chance;
    case HUB_EVERY:
        return n % f->nth == 0;
    case HUB_ONLY:
        return n == f->nth;
    }
    return false;
}

void hub_faults_next(struct hub_faults *f, struct hub_mishap *out)
{
    *out = (struct hub_mishap){ .random = 0 };
    if (!f->n)
        return;
    uint64_t n = atomic_fetch_add(&f->requests, 1) + 1;
    uint64_t random = out->random = stir(stir(f->seed) + n);
    for (size_t i = 0; i < f->n; i++) {
        random = stir(random);
        if (happens(&f->p[i], n, random) && !hub_mishap_has(out, f->p[i].kind))
            out->value[f->p[i].kind] = value_of(&f->p[i], stir(random));
    }
}
