/* Heads of the audit chain kept apart from its rows (port/audit.h), and `hirehall audit verify`. */
#ifndef HH_MAIN_AUDIT_H
#define HH_MAIN_AUDIT_H

#include <pthread.h>

#include "server/main_hall.h"
#include "server/port/audit.h"

/* The main thread keeps; any thread reads. */
struct audit_heads {
    struct base *base;
    bool owner;      /* of the data folder: whoever only joins keeps none, so that the file has one writer */
    int64_t kept_at; /* 0: none yet */
    pthread_mutex_t lock; /* of head */
    struct audit_head head; /* kept last; sequence 0: none yet */
};
void audit_heads_init(struct audit_heads *heads, struct base *base);
/* Keeps one when an hour went by since the last (and at the first call). */
void audit_heads_tick(struct audit_heads *heads);
/* Reads the newest row and, when it is another than the one kept last, writes its head to DATA/audit.heads and to the log. */
void audit_heads_keep(struct audit_heads *heads);
bool audit_heads_read(void *heads, struct audit_head *ret_head);

int audit_verify(struct base *b);

#endif
