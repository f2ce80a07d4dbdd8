#include "net/pool.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>

/* The sanitizers put red zones around every local. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { STACK_FACTOR = 4 };
#else
enum { STACK_FACTOR = 1 };
#endif

struct pool {
    pthread_mutex_t lock;
    pthread_cond_t work;
    struct job *first, **last;
    unsigned waiting, running, idle;
    unsigned threads_n, threads_max, queue_max;
    bool ending;
    pthread_t threads[];
};

struct pool *pool_new(unsigned threads_max, unsigned queue_max)
{
    struct pool *p = calloc(1, sizeof *p + threads_max * sizeof(pthread_t));

    if (!p)
        abort();
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->work, NULL);
    p->last = &p->first;
    p->threads_max = threads_max;
    p->queue_max = queue_max;
    return p;
}

/* With the lock held; NULL when the pool ends and nothing is left. */
static struct job *take(struct pool *p)
{
    p->idle++;
    while (!p->first && !p->ending)
        pthread_cond_wait(&p->work, &p->lock);
    p->idle--;
    struct job *j = p->first;
    if (!j)
        return NULL;
    p->first = j->next;
    if (!p->first)
        p->last = &p->first;
    p->waiting--;
    p->running++;
    return j;
}

static void *worker(void *arg)
{
    struct pool *p = arg;
    struct job *j;

    pthread_mutex_lock(&p->lock);
    while ((j = take(p))) {
        pthread_mutex_unlock(&p->lock);
        j->run(j);
        pthread_mutex_lock(&p->lock);
        p->running--;
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

static void add_thread(struct pool *p)
{
    pthread_attr_t attr;
    sigset_t all, old;

    sigfillset(&all);
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, (size_t)POOL_STACK * STACK_FACTOR);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    if (pthread_create(&p->threads[p->threads_n], &attr, worker, p) == 0)
        p->threads_n++;
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attr);
}

/* The signal comes after the lock is given up: whoever it wakes would only run
 * into the lock otherwise, and sleep once more. */
err_t pool_post(struct pool *p, struct job *j)
{
    err_t e = ERR_LIMITED;

    pthread_mutex_lock(&p->lock);
    if (p->waiting + p->running < p->threads_max + p->queue_max) {
        if (p->waiting >= p->idle && p->threads_n < p->threads_max)
            add_thread(p);
        if (p->threads_n > 0) {
            j->next = NULL;
            *p->last = j;
            p->last = &j->next;
            p->waiting++;
            e = ERR_OK;
        }
    }
    pthread_mutex_unlock(&p->lock);
    if (e == ERR_OK)
        pthread_cond_signal(&p->work);
    return e;
}

struct pool_load pool_load(struct pool *p)
{
    pthread_mutex_lock(&p->lock);
    struct pool_load load = { p->waiting, p->running };
    pthread_mutex_unlock(&p->lock);
    return load;
}

void pool_free(struct pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->ending = true;
    pthread_cond_broadcast(&p->work);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 0; i < p->threads_n; i++)
        pthread_join(p->threads[i], NULL);
    pthread_cond_destroy(&p->work);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
