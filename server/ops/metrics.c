#include "server/ops/metrics.h"

#include <stdio.h>
#include <unistd.h>

#include "proto/base/buf.h"
#include "server/port/route.h"

#define TEXT_MAX_BYTES (900 * 1024)
#define ROUTES_MAX 256

struct row {
    const char *kind, *name, *doc;
    size_t offset;
};
static const struct row rows[] = {
#define METRIC(kind_, name_, doc_) { #kind_, #name_, doc_, offsetof(struct loop_metrics, name_) },
#include "server/ops/metrics.def"
#undef METRIC
};
static const char *const method_texts[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };

static void head(struct buf *out, const char *kind, const char *name, const char *doc)
{
    buf_add_format(out, "# HELP hirehall_%s %s\n# TYPE hirehall_%s %s\n", name, doc, name, kind);
}

static void single(struct buf *out, const char *kind, const char *name, const char *doc, uint64_t value)
{
    head(out, kind, name, doc);
    buf_add_format(out, "hirehall_%s %llu\n", name, (unsigned long long)value);
}

static void loops_print(struct buf *out, const struct metrics_report *r)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        uint64_t sum = 0;
        for (size_t l = 0; l < r->loop_count; l++)
            sum += atomic_load_explicit((const _Atomic uint64_t *)(const void *)((const char *)&r->loops[l] + rows[i].offset), memory_order_relaxed);
        single(out, rows[i].kind, rows[i].name, rows[i].doc, sum);
    }
}

static void route_print(struct buf *out, const struct route *route, const struct app_count *count)
{
    const char *method = method_texts[route->method];
    uint64_t below     = 0;
    for (size_t t = 0; t < APP_TIMES; t++) {
        below += count->by_time[t];
        if (t + 1 < APP_TIMES)
            buf_add_format(out, "hirehall_call_seconds_bucket{method=\"%s\",route=\"%s\",le=\"%g\"} %llu\n", method, route->path, app_times_ms[t] / 1000.0, (unsigned long long)below);
    }
    buf_add_format(out, "hirehall_call_seconds_bucket{method=\"%s\",route=\"%s\",le=\"+Inf\"} %llu\n", method, route->path, (unsigned long long)below);
    buf_add_format(out, "hirehall_call_seconds_sum{method=\"%s\",route=\"%s\"} %.3f\n", method, route->path, (double)count->total_ms / 1000.0);
    buf_add_format(out, "hirehall_call_seconds_count{method=\"%s\",route=\"%s\"} %llu\n", method, route->path, (unsigned long long)below);
}

static void routes_print(struct buf *out, const struct metrics_report *r)
{
    const struct route *routes[ROUTES_MAX];
    struct app_count count;
    size_t n = app_routes(r->app, routes, ROUTES_MAX);
    head(out, "counter", "calls_total", "Calls answered, by route and class of status");
    for (size_t i = 0; i < n; i++) {
        app_count_read(r->app, i, &count);
        for (size_t k = 0; k < APP_CLASSES; k++)
            if (count.by_class[k])
                buf_add_format(out, "hirehall_calls_total{method=\"%s\",route=\"%s\",class=\"%zuxx\"} %llu\n", method_texts[routes[i]->method], routes[i]->path, k + 1, (unsigned long long)count.by_class[k]);
    }
    head(out, "histogram", "call_seconds", "How long calls took, in milliseconds' steps");
    for (size_t i = 0; i < n; i++) {
        app_count_read(r->app, i, &count);
        uint64_t calls = 0;
        for (size_t k = 0; k < APP_CLASSES; k++)
            calls += count.by_class[k];
        if (calls)
            route_print(out, routes[i], &count);
    }
}

static void store_print(struct buf *out, const struct metrics_report *r)
{
    struct store_figures s;
    if (!r->store_read)
        return;
    r->store_read(r->store_arg, &s);
    single(out, "counter", "store_batches_total", "Commits of the store, each of one or more calls", s.batches);
    single(out, "counter", "store_writes_total", "Calls in them", s.writes);
    single(out, "counter", "store_batches_lost_total", "Commits that failed as a whole", s.batches_lost);
    single(out, "counter", "store_reads_total", "Read transactions", s.reads);
    single(out, "counter", "store_refused_total", "Calls that met a full queue", s.refused);
    single(out, "counter", "store_checkpoints_total", "Checkpoints of the write-ahead log", s.checkpoints);
}

static void audit_print(struct buf *out, const struct metrics_report *r)
{
    struct audit_head kept;
    if (!r->audit_read || !r->audit_read(r->audit_arg, &kept))
        return;
    head(out, "gauge", "audit_head", "Newest row of the audit chain when its head was kept last, and its hash");
    buf_add_format(out, "hirehall_audit_head{hash=\"%.*s\"} %lld\n", AUDIT_HASH_LEN, kept.hash, (long long)kept.sequence);
}

static uint64_t resident_bytes(void)
{
    unsigned long long total = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "re");
    if (!file)
        return 0;
    int n = fscanf(file, "%llu %llu", &total, &resident);
    (void)fclose(file); /* only read */
    return n == 2 ? resident * (uint64_t)sysconf(_SC_PAGESIZE) : 0;
}

static enum err metrics_print(struct report_port *self, struct arena *mem, struct str *ret_text)
{
    const struct metrics_report *r = (const struct metrics_report *)self;
    struct buf out;
    buf_init(&out, TEXT_MAX_BYTES);
    single(&out, "gauge", "up_seconds", "Since this process started", (uint64_t)(r->clock->now(r->clock) - r->began_at) / 1000);
    single(&out, "gauge", "resident_bytes", "Memory of this process", resident_bytes());
    loops_print(&out, r);
    store_print(&out, r);
    audit_print(&out, r);
    routes_print(&out, r);
    *ret_text = buf_failed(&out) ? STR_NONE : arena_dup(mem, buf_str(&out));
    buf_done(&out);
    return ret_text->ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err contract_print(struct report_port *self, struct arena *mem, struct str *ret_text)
{
    (void)mem; /* it was printed at start */
    *ret_text = app_contract(((const struct metrics_report *)self)->app);
    return ret_text->ptr ? ERR_OK : ERR_UNAVAILABLE;
}

void report_init(struct metrics_report *r)
{
    r->port = (struct report_port){ .metrics = metrics_print, .contract = contract_print };
}
