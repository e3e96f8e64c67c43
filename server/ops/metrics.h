/* Prometheus text and the contract: what the process tells of itself. */
#ifndef HH_OPS_METRICS_H
#define HH_OPS_METRICS_H

#include <stdatomic.h>

#include "server/app.h"
#include "server/port/audit.h"

/* One writer, its loop; any reader. */
struct loop_metrics {
#define METRIC(kind, name, doc) _Atomic uint64_t name;
#include "server/ops/metrics.def"
#undef METRIC
};
#define METRIC_SET(metrics, name, value) atomic_store_explicit(&(metrics)->name, (uint64_t)(value), memory_order_relaxed)

struct store_figures {
    uint64_t batches, writes, batches_lost, reads, refused, checkpoints;
};

struct metrics_report {
    struct report_port port; /* first */
    const struct app *app;
    struct clock_port *clock;
    int64_t began_at;
    const struct loop_metrics *loops;
    size_t loop_count;
    void (*store_read)(void *arg, struct store_figures *ret_figures); /* may be NULL */
    void *store_arg;
    bool (*audit_read)(void *arg, struct audit_head *ret_head); /* the head kept last; false: none yet. May be NULL */
    void *audit_arg;
};
/* The other members are set before. */
void report_init(struct metrics_report *r);

#endif
