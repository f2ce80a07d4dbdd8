/* history_impl.h - the connection that history.c and review.c share. */
#ifndef FLOW_HISTORY_IMPL_H
#define FLOW_HISTORY_IMPL_H

#include "flow/history.h"
#include "store/db.h"

#include <pthread.h>

enum { ANSWER_MAX = 64 << 20 }; /* bytes of a stored Answer */

struct history {
    struct db *db;
    pthread_mutex_t lock;
};

#endif
