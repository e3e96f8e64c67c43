/* The simulator: `sim [--seeds N] [--from SEED] [--steps N] [--stop] [--trace]`. Each seed is one fair; the same seed plays the
 * same fair again, to the last answer. Exit 1 when a prediction failed. */
#include <stdio.h>
#include <stdlib.h>

#include "tests/sim/play.h"

static bool option(int argc, char **argv, int *at, const char *name, uint64_t *ret_value)
{
    if (strcmp(argv[*at], name) != 0 || *at + 1 >= argc)
        return false;
    return str_to_u64(str_from_cstr(argv[++*at]), ret_value);
}

int main(int argc, char **argv)
{
    uint64_t seeds = 60, from = 1, steps = 60;
    bool stop = false, loud = false;
    for (int i = 1; i < argc; i++) {
        if (option(argc, argv, &i, "--seeds", &seeds) || option(argc, argv, &i, "--from", &from) || option(argc, argv, &i, "--steps", &steps))
            continue;
        stop |= strcmp(argv[i], "--stop") == 0;
        loud |= strcmp(argv[i], "--trace") == 0;
    }
    struct play_stats stats = { 0 };
    uint64_t failed         = 0;
    for (uint64_t seed = from; seed < from + seeds && !(stop && failed); seed++) {
        const struct play_config config = { .seed = seed, .steps = (int)steps, .loud = loud };
        failed += (uint64_t)play(&config, &stats);
    }
    /* The first seed once more: were anything but the seed to matter, the two would differ. */
    struct play_stats one = { 0 }, two = { 0 };
    const struct play_config again = { .seed = from, .steps = (int)steps };
    bool same = failed || (play(&again, &one) == play(&again, &two) && one.trace == two.trace);
    if (!same)
        (void)printf("seed %llu does not replay\n", (unsigned long long)from);
    (void)printf("%llu actions (%llu bursts), %llu refusals, %llu rings, %llu talks, %llu faults of which %llu emptied Redis, %llu jobs\n", (unsigned long long)stats.actions,
                 (unsigned long long)stats.bursts, (unsigned long long)stats.refusals, (unsigned long long)stats.rings, (unsigned long long)stats.talks, (unsigned long long)stats.faults,
                 (unsigned long long)stats.wipes, (unsigned long long)stats.jobs);
    (void)printf("%llu passed, %llu failed\n", (unsigned long long)(seeds - failed), (unsigned long long)(failed + !same));
    return failed || !same;
}
