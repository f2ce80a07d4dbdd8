#include "llm/retry.h"

#include "base/civil.h"

err_t retry_error(int status)
{
    switch (status) {
    case 401:
    case 403:
        return ERR_UPSTREAM_AUTH;
    case 408:
    case 504:
        return ERR_TIMEOUT;
    case 429:
        return ERR_LIMITED;
    default:
        return status >= 500 ? ERR_UNAVAILABLE : ERR_UPSTREAM;
    }
}

/* "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7). */
static bool parse_http_date(str s, int64_t *out)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    int64_t day, year, second;

    if (s.n != 29 || !str_to_i64(str_sub(s, 5, 7), &day) ||
        !str_to_i64(str_sub(s, 12, 16), &year) || !civil_parse_time(str_sub(s, 17, 25), &second))
        return false;
    size_t at = str_find(str_c(months), str_sub(s, 8, 11));
    if (at % 3 || at >= sizeof months - 1 || day < 1 || day > 31)
        return false;
    *out = civil_days((int)year, (int)at / 3 + 1, (int)day) * DAY_S + second;
    return true;
}

double retry_asked_ms(const struct http_reply *r, int64_t utc_s)
{
    double n;
    int64_t at;

    if (str_to_f64(r->retry_after_ms, &n) && n >= 0)
        return n;
    if (str_to_f64(r->retry_after, &n) && n >= 0)
        return n * 1000;
    if (parse_http_date(r->retry_after, &at))
        return at > utc_s ? (double)(at - utc_s) * 1000 : 0;
    return -1;
}

bool retry_may(int status, const struct http_reply *r, double asked_ms)
{
    if (str_eq(r->should_retry, STR("true")))
        return true;
    if (str_eq(r->should_retry, STR("false")))
        return false;
    return status == 408 || status == 409 || status >= 500 || (status == 429 && asked_ms >= 0);
}

double retry_wait_ms(unsigned n, double asked_ms, double dice)
{
    return asked_ms >= 0 ? asked_ms : 500.0 * (1u << n) * (1 - dice * 0.25);
}
