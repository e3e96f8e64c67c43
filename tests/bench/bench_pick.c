/* Script time of "call next": 500 waiting, 400 of them not callable (200 offline, 100 engaged, 60 snoozed, 40 frozen), everybody in
 * three lines. As Redis counts it (INFO commandstats of evalsha); limits: one core of Redis. The peer is a bare script of five commands,
 * alternately in the same run. Prints one JSON object. */
#include "server/live/scripts.h"
#include "tests/same/redis_run.h"

#define WAITING 500
#define ROUNDS 5
#define PICKS 2000
#define ARGS_MAX 32

struct bench {
    struct redis_run redis;
    redisContext *direct;
    char pick_sha[41], bare_sha[41];
    double pick_us[ROUNDS], bare_us[ROUNDS];
};

static redisReply *run(struct bench *b, size_t count, const char **texts)
{
    size_t lengths[ARGS_MAX];
    CHECK(count <= ARGS_MAX);
    for (size_t i = 0; i < count; i++)
        lengths[i] = strlen(texts[i]);
    redisReply *r = redisCommandArgv(b->direct, (int)count, texts, lengths);
    if (r && r->type == REDIS_REPLY_ERROR)
        fprintf(stderr, "bench_pick: %s\n", r->str);
    CHECK(r && r->type != REDIS_REPLY_ERROR);
    return r;
}

/* EVAL, so that its time is counted apart. */
static void eval(struct bench *b, enum script script, size_t count, const char **arguments)
{
    char text[32768];
    const char *all[ARGS_MAX] = { "EVAL", text, "0", "epoch", "1000000" };
    struct str body           = script_text(script);
    CHECK(body.len < sizeof text && count + 5 <= ARGS_MAX);
    memcpy(text, body.ptr, body.len);
    text[body.len] = '\0';
    for (size_t i = 0; i < count; i++)
        all[5 + i] = arguments[i];
    freeReplyObject(run(b, count + 5, all));
}

static void sha_load(struct bench *b, const char *text, char ret_sha[41])
{
    redisReply *r = redisCommand(b->direct, "SCRIPT LOAD %s", text);
    CHECK(r && r->type == REDIS_REPLY_STRING && r->len == 40);
    memcpy(ret_sha, r->str, 41);
    freeReplyObject(r);
}

static void ticket_put(struct bench *b, int person, int line, bool ringing)
{
    char id[16], booth[16], candidate[16], number[16];
    (void)snprintf(id, sizeof id, "t%d.%d", person, line);
    (void)snprintf(booth, sizeof booth, "b%d", line);
    (void)snprintf(candidate, sizeof candidate, "a%d", person);
    (void)snprintf(number, sizeof number, "%d", person + 1);
    const char *snoozed = person % 500 >= 300 && person % 500 < 360 && line == 1 ? "9" : "0";
    const char *frozen  = person % 500 >= 360 && person % 500 < 400 ? "1" : "0";
    const char *row[]   = { id, booth, "f1", candidate, ringing ? "r9" : "", "", ringing ? "1" : "0", number, number, "1", snoozed, "", frozen };
    eval(b, SCRIPT_ticket_apply, COUNT_OF(row), row);
}

/* Persons 0 to 199 are offline, to 299 engaged elsewhere, to 359 snoozed here, to 399 frozen; a hundred are callable. */
static void hall_make(struct bench *b)
{
    freeReplyObject(redisCommand(b->direct, "SET hh:epoch epoch"));
    const char *booth[] = { "b1", "f1", "3", "1", "0", "480000", "10", "480000", "900", "" };
    eval(b, SCRIPT_booth_apply, COUNT_OF(booth), booth);
    for (int person = 0; person < WAITING; person++) {
        char candidate[16];
        (void)snprintf(candidate, sizeof candidate, "a%d", person);
        const char *here[] = { "p1", "2000000", candidate, "", candidate, "fair:f1" };
        if (person >= 200)
            eval(b, SCRIPT_presence_set, COUNT_OF(here), here);
        for (int line = 1; line <= 3; line++)
            ticket_put(b, person, line, person >= 200 && person < 300 && line == 3);
    }
}

static double usec_per_call(struct bench *b)
{
    redisReply *r  = redisCommand(b->direct, "INFO commandstats");
    const char *at = r && r->str ? strstr(r->str, "cmdstat_evalsha:") : NULL;
    at             = at ? strstr(at, "usec_per_call=") : NULL;
    CHECK(at);
    double us = strtod(at + strlen("usec_per_call="), NULL);
    freeReplyObject(r);
    return us;
}

static void stats_reset(struct bench *b)
{
    freeReplyObject(redisCommand(b->direct, "CONFIG RESETSTAT"));
}

static double picks_time(struct bench *b, int round)
{
    stats_reset(b);
    for (int i = 0; i < PICKS; i++) {
        char grant[32];
        (void)snprintf(grant, sizeof grant, "g%d.%d", round, i);
        const char *pick[] = { "EVALSHA", b->pick_sha, "0", "epoch", "1000000", "b1", "r1", grant, "" };
        redisReply *r      = run(b, COUNT_OF(pick), pick);
        CHECK(r->elements == 7 && r->element[0]->len > 0 && r->element[2]->integer == WAITING && r->element[3]->integer == 240 &&
              r->element[4]->integer == 100 && r->element[5]->integer == 60);
        freeReplyObject(r);
        const char *undo[] = { grant };
        eval(b, SCRIPT_grant_undo, 1, undo);
    }
    return usec_per_call(b);
}

static double bare_time(struct bench *b)
{
    stats_reset(b);
    for (int i = 0; i < PICKS; i++) {
        const char *bare[] = { "EVALSHA", b->bare_sha, "0", "b1" };
        freeReplyObject(run(b, COUNT_OF(bare), bare));
    }
    return usec_per_call(b);
}

static int number_order(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

int main(void)
{
    static struct bench b;
    redis_run_start(&b.redis);
    b.direct = redis_run_connect(&b.redis);
    hall_make(&b);
    char text[32768];
    struct str body = script_text(SCRIPT_pick);
    CHECK(body.len < sizeof text);
    memcpy(text, body.ptr, body.len);
    sha_load(&b, text, b.pick_sha);
    sha_load(&b,
             "redis.call('GET','hh:epoch') local t=redis.call('ZRANGE','hh:l:b1:0',0,0)[1] redis.call('HGET','hh:t:'..t,'c') "
             "redis.call('SET','bare','1') return redis.call('ZADD','bare:z','1',t)",
             b.bare_sha);
    for (int round = 0; round < ROUNDS; round++) {
        b.pick_us[round] = picks_time(&b, round);
        b.bare_us[round] = bare_time(&b);
    }
    qsort(b.pick_us, ROUNDS, sizeof(double), number_order);
    qsort(b.bare_us, ROUNDS, sizeof(double), number_order);
    double ours = b.pick_us[ROUNDS / 2];
    double peer = b.bare_us[ROUNDS / 2];
    fprintf(stderr, "bench_pick: %d rounds of %d picks with %d waiting, 400 not callable; script time, best %.1f worst %.1f\n", ROUNDS, PICKS,
            WAITING, b.pick_us[0], b.pick_us[ROUNDS - 1]);
    printf("{\"bench\":\"pick\",\"ours\":%.1f,\"peer\":%.1f,\"peer_name\":\"bare script of five commands\",\"unit\":\"us\",\"ratio\":%.2f,\"n\":%d}\n",
           ours, peer, ours / peer, ROUNDS * PICKS);
    redisFree(b.direct);
    redis_run_stop(&b.redis);
    return 0;
}
