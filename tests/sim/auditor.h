/* The auditor: a slow, obvious model of a fair's lines that knows nothing of order keys, versions, Redis or SQL. A line is a
 * plain list of people; every rule of the line is written here a second time, by position. It predicts each answer. */
#ifndef HH_SIM_AUDITOR_H
#define HH_SIM_AUDITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_CANDIDATES_MAX 24
#define SIM_BOOTHS_MAX 6
#define SIM_RECRUITERS_MAX 12 /* two for each booth */
#define SIM_TICKETS_MAX 1200

enum sim_state { SIM_WAITING, SIM_RINGING, SIM_TALKING, SIM_DONE, SIM_LEFT, SIM_OUT, SIM_NOT_SEEN };

struct sim_ticket {
    int booth, candidate, recruiter; /* recruiter: -1 none */
    int number;
    enum sim_state state;
    int missed, snoozes_left;
    int64_t snoozed_until_call; /* 0: not snoozed */
    int64_t snoozed_until_at;
    int64_t ring_ends_at;
    bool ring_extended;
    int64_t session_ends_at;
    int extend_asked; /* 0 none, 1 candidate, 2 recruiter */
    int extended;
    bool finished;    /* the outcome was given */
};

struct sim_booth {
    bool open, paused;
    int line[SIM_TICKETS_MAX]; /* waiting and rung tickets, first first: who is rung keeps the place it may come back to */
    int count;
    int tickets_ever;
    int64_t calls;
    int ended_talks;
    bool served[SIM_CANDIDATES_MAX];
};

struct sim_model {
    int candidates, booths, recruiters, lines_max;
    int64_t now, session_ms;
    bool closed; /* the bell rang */
    bool online[SIM_CANDIDATES_MAX];
    struct sim_booth booth[SIM_BOOTHS_MAX];
    struct sim_ticket ticket[SIM_TICKETS_MAX];
    int ticket_count;
};

enum sim_action {
    SIM_JOIN,     /* who: candidate, what: booth */
    SIM_LEAVE,    /* who: candidate, what: ticket */
    SIM_SNOOZE,
    SIM_CALL,     /* who: recruiter, what: booth */
    SIM_WITHDRAW, /* who: recruiter, what: ticket */
    SIM_ANSWER,   /* who: candidate, what: ticket */
    SIM_EXTEND_RING,
    SIM_EXTEND_TALK, /* who: candidate or 100 + recruiter, what: ticket */
    SIM_FINISH,   /* who: recruiter, what: ticket */
    SIM_PAUSE,    /* who: recruiter, what: booth */
    SIM_OPEN,
    SIM_ACTION_COUNT
};

struct sim_answer {
    int status;
    int ticket;  /* index of the ticket the answer names; -1 none */
    int ahead;   /* joins; -1 unknown */
    int waiting, offline, engaged, snoozed; /* calls without anybody */
    const char *code; /* of a refusal: the code, NULL: any */
};

/* Carries out one action on the model and says what must be answered. */
struct sim_answer sim_step(struct sim_model *m, enum sim_action action, int who, int what);
/* The clock moves on. Rings that are over: missed, moved back or out. Talks whose grace is over: ended. Snoozes whose time is over. */
void sim_time(struct sim_model *m, int64_t now);
/* The bell: everybody waiting or rung becomes not seen; running talks go to their end. */
void sim_bell(struct sim_model *m);
/* When the next ring, snooze or talk is over; INT64_MAX: nothing runs. */
int64_t sim_next_due(const struct sim_model *m);
int sim_waiting(const struct sim_booth *b, const struct sim_model *m);
/* The live ticket of a candidate at a booth, or -1. */
int sim_live(const struct sim_model *m, int candidate, int booth);
/* Rings this very ticket if it is callable: who was first is not asked. */
bool sim_ring(struct sim_model *m, int ticket, int recruiter);
bool sim_engaged(const struct sim_model *m, int candidate);
bool sim_recruiter_busy(const struct sim_model *m, int recruiter);

#endif
