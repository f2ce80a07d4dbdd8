/* faults.h - failures on demand, so that a client's answers to them can be
 * tried: "latency_ms=50,fail=10:503".
 *
 *     latency_ms=N    every request takes N ms longer
 *     fail=N:STATUS   every N-th request is answered with STATUS, in the shape
 *                     that Boomi gives to it
 */
#ifndef LOCALHUB_FAULTS_H
#define LOCALHUB_FAULTS_H

#include "base/err.h"
#include "base/str.h"

#include <stdatomic.h>

struct hub_faults {
    unsigned latency_ms;
    unsigned every;
    int status;
    atomic_uint requests;
};

MUST_CHECK err_t hub_faults_parse(str spec, struct hub_faults *out, struct why *why);

/* Waits; the status this request has to fail with, 0: none. */
int hub_faults_next(struct hub_faults *f);

#endif
