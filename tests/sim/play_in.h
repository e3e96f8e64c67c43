/* Between the files of the play: its state, and what each part lends the others. */
#ifndef HH_SIM_PLAY_IN_H
#define HH_SIM_PLAY_IN_H

#include "tests/sim/play.h"

struct swarm { /* drawn once a seed: each fair has its own manners */
    int candidates, booths, lines_max;
    unsigned burst_percent, fault_permille, offline_percent, tempo_ms;
    int64_t session_ms;
};

struct play {
    const struct play_config *config;
    struct play_stats *stats;
    struct world w;
    struct swarm swarm;
    struct sim_model m;
    uint64_t rng;
    bool faulty;      /* faults may strike now */
    bool struck;      /* one did, in this step */
    bool may_empty;   /* Redis may lose everything now: not under a call, since presence comes back only with the renewals */
    bool rebuild_due; /* the live port asked for it */
    bool failed;
    struct world_account staff, candidate[SIM_CANDIDATES_MAX], recruiter[SIM_RECRUITERS_MAX];
    char booth_id[SIM_BOOTHS_MAX][32], fair_id[32];
    char ticket_id[SIM_TICKETS_MAX][32], session_id[SIM_TICKETS_MAX][32];
    int64_t fair_ends_at;
};

struct one {
    struct play *p;
    const struct world_account *as; /* NULL: the hall */
    char method[8], target[160], body[200];
    struct arena mem;
    struct app_answer answer;
    bool done;
};

struct act {
    enum sim_action action;
    int who, what;
};

extern const char *const sim_action_names[];

struct look {
    struct play *p;
    struct row_list tickets, booths, sessions;
    int64_t holes; /* tickets whose log has a hole */
};

uint64_t draw(struct play *p);
int below(struct play *p, int n);
bool chance(struct play *p, unsigned permille);
void fail(struct play *p, const char *format, ...) __attribute__((format(printf, 2, 3)));
void trace(struct play *p, const void *bytes, size_t n);
void run_all(struct play *p, struct one *ones, int count);
void one_done(struct one *o);
struct world_answer answer_of(const struct one *o);
void copy_text(char *to, size_t max, struct str from);
int plain(struct play *p, const struct world_account *as, const char *method, const char *body, char *ret_id, const char *format, ...) __attribute__((format(printf, 6, 7)));
void jobs_run(struct play *p);
void presence(struct play *p, int candidate, bool online);
void heal(struct play *p);
void stage(struct play *p);
void act_fill(struct play *p, const struct act *a, struct one *o);
int ticket_of(const struct play *p, struct str id);
bool answer_fits(const struct play *p, const struct act *a, const struct one *o, const struct sim_answer *want, int known);
bool rows_fit(const struct look *l, const struct sim_model *m, char *why, size_t why_max);
void look_take(struct play *p, struct look *l);
void audit(struct play *p, const char *after);
struct act act_choose(struct play *p);
void swarm_draw(struct play *p);
void world_make(struct play *p);

#endif
