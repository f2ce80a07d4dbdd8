/* pool.h - a bounded number of threads for work that blocks.
 *
 * Threads are made when work waits and none is idle, up to the limit, and
 * stay.  Their stacks are small (POOL_STACK): what is large lives in an arena.
 * Signals are blocked in them.
 *
 * Memory:  a job is embedded in what it works on; it belongs to the pool until
 *          it runs, then to itself.
 */
#ifndef NET_POOL_H
#define NET_POOL_H

#include "base/err.h"

enum { POOL_STACK = 512 << 10 };

struct pool;

struct job {
    struct job *next;
    void (*run)(struct job *j);
};

struct pool_load {
    unsigned waiting, running;
};

struct pool *pool_new(unsigned threads_max, unsigned queue_max);
void pool_free(struct pool *p); /* does what is left, then joins */

/* ERR_LIMITED when all threads are busy and the queue is full. */
MUST_CHECK err_t pool_post(struct pool *p, struct job *j);
struct pool_load pool_load(struct pool *p);

#endif
