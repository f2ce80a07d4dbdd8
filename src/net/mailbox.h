/* mailbox.h - letters from any thread to one loop thread.
 *
 * A letter is embedded in what it carries and delivers itself.  They arrive in
 * the order in which they were posted.  `fd` becomes readable when there is
 * something to take or mailbox_wake() was called.
 *
 * Memory:  a letter belongs to the box from post to delivery, then to itself.
 */
#ifndef NET_MAILBOX_H
#define NET_MAILBOX_H

#include "base/err.h"

#include <pthread.h>
#include <stdbool.h>

struct letter {
    struct letter *next;
    void (*deliver)(struct letter *l);
};

struct mailbox {
    pthread_mutex_t lock;
    struct letter *first, **last;
    int fd;
};

MUST_CHECK err_t mailbox_init(struct mailbox *m, struct why *why);
void mailbox_fini(struct mailbox *m); /* delivers what is left */

void mailbox_post(struct mailbox *m, struct letter *l);
void mailbox_wake(struct mailbox *m); /* fine in a signal handler */
void mailbox_deliver(struct mailbox *m);

#endif
