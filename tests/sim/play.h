/* One seed's fair, played on the product: real fibers through the one door over the in-memory back ends, parked before and after
 * every port call and resumed in an order the seed chooses, with faults; beside it the auditor's model. */
#ifndef HH_SIM_PLAY_H
#define HH_SIM_PLAY_H

#include "tests/sim/auditor.h"
#include "tests/world.h"

struct play_stats {
    uint64_t actions, bursts, faults, jobs, wipes, refusals, rings, talks;
    uint64_t trace; /* hash of everything answered: the same seed must give the same */
};

struct play_config {
    uint64_t seed;
    int steps;
    bool loud; /* prints every action */
};

/* 0: all went as predicted. Else 1, and what differed was printed with the seed. */
int play(const struct play_config *config, struct play_stats *stats);

#endif
