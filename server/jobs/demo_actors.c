/* The people of the demonstration. One fiber, one tick a second: whatever they do goes through app_call with their own
 * account, so they meet the same rules as everybody. The first booth's recruiter and DEMO_CANDIDATE are left to visitors. */
#include "server/jobs/demo.h"

#include <json-c/json.h>

#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "proto/json.h"
#include "server/port/live.h"

#define TICK_MS 1000
#define AWAKE_MAX 72          /* candidates who are online */
#define PRESENCE_TICKS 10     /* renewed this often, valid for PRESENCE_MS */
#define PRESENCE_MS (30 * MILLIS_SECOND)
#define OPENING_TICKS 16      /* at first the lines fill quickly */
#define CALL_MEM_MAX ((size_t)1024 * 1024)
#define KEEP_MEM_MAX ((size_t)256 * 1024)
#define TALKS_MAX 64

struct talk { /* a conversation we take part in; a slot is free when session_id is empty */
    char session_id[32];
    size_t session_len;
    unsigned said_count;
};

struct demo_play {
    struct demo_config config;
    struct arena keep;
    struct demo_world world;
    int64_t tick;
    struct talk talks[TALKS_MAX];
    size_t talk_next;
};

static const char *const candidate_lines[] = {
    "您好，我对这个岗位很感兴趣。", "我在学校做过相关的实训项目。", "请问住宿和倒班是怎么安排的？", "试用期多长，转正后待遇如何？",
    "我下个月可以到岗。",           "好的，谢谢您的介绍。",
};
static const char *const recruiter_lines[] = {
    "您好，欢迎来到我们的展位！先简单介绍一下自己吧。", "您能看懂装配图纸吗？", "我们两班倒，包住，四人间带空调。",
    "试用期两个月，转正后缴五险一金。",                 "最快什么时候可以到岗？", "好的，我们会在三天内给您答复。",
};

static uint32_t chance(const struct demo_play *d, uint32_t below)
{
    uint32_t value = 0;
    d->config.hall->random->fill(d->config.hall->random, &value, sizeof value);
    return value % below;
}

/* --- one call through the door as somebody ------------------------------------------------------------------- */
struct part {
    struct str account_id, name;
    enum role role;
};

/* The parsed answer (NULL unless 2xx with a body); the caller puts it. */
static struct json_object *act(struct demo_play *d, const struct part *as, const char *method, struct str path, struct str body)
{
    struct arena mem;
    arena_init(&mem, CALL_MEM_MAX);
    struct who who                   = { .account_id = as->account_id, .name = as->name, .role = as->role, .demo = true };
    const struct app_request request = { .method       = str_from_cstr(method),
                                         .target       = path,
                                         .body         = body,
                                         .content_type = body.len ? STR("application/json") : STR_NONE,
                                         .language     = STR("zh"),
                                         .address      = STR("demo"),
                                         .who          = &who };
    struct app_answer answer = { 0 };
    app_call(d->config.app, &mem, &request, &answer);
    struct json_object *tree = NULL;
    struct json_fault fault;
    if (answer.status / 100 == 2 && answer.body.len && json_tree(answer.body, &tree, &fault) != ERR_OK)
        tree = NULL;
    arena_done(&mem);
    return tree;
}

static void act_only(struct demo_play *d, const struct part *as, struct str path, struct str body)
{
    struct json_object *tree = act(d, as, "POST", path, body);
    json_tree_done(&tree);
}

static struct str member_text(struct json_object *object, const char *key)
{
    struct json_object *value = NULL;
    if (!object || !json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
        return STR_NONE;
    return str_make(json_object_get_string(value), (size_t)json_object_get_string_len(value));
}

/* --- presence ------------------------------------------------------------------------------------------------ */
static bool ctx_make(struct demo_play *d, struct arena *mem, struct ctx *ret_ctx)
{
    *ret_ctx = (struct ctx){ .mem        = mem,
                             .hall       = d->config.hall,
                             .who        = { .role = role_system, .demo = true },
                             .request_id = STR("demo"),
                             .if_match   = NONE,
                             .version    = NONE };
    return true;
}

static void presence_renew(struct demo_play *d)
{
    struct arena mem;
    arena_init(&mem, CALL_MEM_MAX);
    struct ctx c;
    size_t count                  = 0;
    struct live_presence *entries = ARENA_MANY(&mem, 2 * AWAKE_MAX + 2 * DEMO_ORGANIZATIONS_MAX, struct live_presence);
    struct str fair               = arena_format(&mem, "fair:%.*s", STR_ARG(d->world.fair_id));
    CHECK(entries && fair.ptr && ctx_make(d, &mem, &c));
    for (size_t i = 0; i < d->world.candidate_count && i < AWAKE_MAX; i++) {
        entries[count++] = (struct live_presence){ d->world.candidates[i].account_id, STR_NONE };
        entries[count++] = (struct live_presence){ d->world.candidates[i].account_id, fair };
    }
    for (size_t i = 1; i < d->world.booth_count; i++) {
        struct str place = arena_format(&mem, "booth:%.*s", STR_ARG(d->world.booths[i].booth_id));
        CHECK(place.ptr);
        entries[count++] = (struct live_presence){ d->world.booths[i].recruiter_id, STR_NONE };
        entries[count++] = (struct live_presence){ d->world.booths[i].recruiter_id, place };
    }
    struct live_port *live = c.hall->live;
    (void)live->presence_set(live, &c, entries, count, clock_now(&c) + PRESENCE_MS); /* away: the next renewal comes soon */
    arena_done(&mem);
}

/* --- what they do ---------------------------------------------------------------------------------------------- */
static struct part candidate_part(const struct demo_play *d, size_t index)
{
    return (struct part){ d->world.candidates[index].account_id, d->world.candidates[index].name, role_candidate };
}

static bool candidate_find(const struct demo_play *d, struct str name, struct part *ret_part)
{
    for (size_t i = 0; i < d->world.candidate_count; i++)
        if (str_eq(d->world.candidates[i].name, name)) {
            *ret_part = candidate_part(d, i);
            return true;
        }
    return false; /* a visitor: answers for himself */
}

/* Popular booths are the first ones: the smaller of two draws. */
static void candidates_join(struct demo_play *d)
{
    size_t awake = d->world.candidate_count < AWAKE_MAX ? d->world.candidate_count : AWAKE_MAX;
    if (awake == 0 || d->world.booth_count == 0)
        return;
    uint32_t wanted = d->tick < OPENING_TICKS ? 3 : chance(d, 3) == 0;
    while (wanted--) {
        struct part as = candidate_part(d, chance(d, (uint32_t)awake));
        uint32_t one   = chance(d, (uint32_t)d->world.booth_count);
        uint32_t two   = chance(d, (uint32_t)d->world.booth_count);
        char path[80];
        int n = snprintf(path, sizeof path, "/api/v1/booths/%.*s/tickets", STR_ARG(d->world.booths[one < two ? one : two].booth_id));
        act_only(d, &as, str_make(path, (size_t)n), STR("{}"));
    }
}

static struct talk *talk_of(struct demo_play *d, struct str session_id)
{
    for (size_t i = 0; i < TALKS_MAX; i++)
        if (str_eq(str_make(d->talks[i].session_id, d->talks[i].session_len), session_id))
            return &d->talks[i];
    struct talk *t = &d->talks[d->talk_next++ % TALKS_MAX];
    *t             = (struct talk){ 0 };
    t->session_len = session_id.len < sizeof t->session_id ? session_id.len : 0;
    memcpy(t->session_id, session_id.ptr, t->session_len);
    return t;
}

static void session_call(struct demo_play *d, const struct part *as, struct str session_id, const char *what, const char *body)
{
    char path[96];
    int n = snprintf(path, sizeof path, "/api/v1/sessions/%.*s/%s", STR_ARG(session_id), what);
    act_only(d, as, str_make(path, (size_t)n), str_from_cstr(body));
}

static void say(struct demo_play *d, const struct part *as, struct str session_id, const char *text)
{
    char body[400];
    (void)snprintf(body, sizeof body, "{\"text\":\"%s\"}", text);
    session_call(d, as, session_id, "messages", body);
}

/* Both sides take turns; a visitor's side stays silent. The recruiter ends it when all was said. */
static void talk_play(struct demo_play *d, const struct part *recruiter, const struct part *candidate, struct str session_id)
{
    struct talk *t = talk_of(d, session_id);
    if (chance(d, 6) != 0)
        return;
    unsigned turn = t->said_count / 2;
    bool theirs   = t->said_count % 2 != 0;
    if (turn < COUNT_OF(recruiter_lines)) {
        if (!theirs && recruiter)
            say(d, recruiter, session_id, recruiter_lines[turn]);
        if (theirs && candidate)
            say(d, candidate, session_id, candidate_lines[turn]);
        t->said_count++;
        return;
    }
    static const char *const outcomes[] = { "{\"outcome\":\"advance\"}", "{\"outcome\":\"hold\"}",
                                            "{\"outcome\":\"decline\",\"reason\":\"岗位要求与经验不符\"}" };
    if (recruiter)
        session_call(d, recruiter, session_id, "finish", outcomes[chance(d, 3)]);
}

/* One place of a booth's line; true when it is a ring or a talk. */
static bool place_play(struct demo_play *d, const struct part *recruiter, struct json_object *place)
{
    struct str state  = member_text(place, "state");
    bool rings        = str_eq(state, STR("ringing"));
    bool talks        = str_eq(state, STR("in_session"));
    struct part candidate;
    bool ours = candidate_find(d, member_text(place, "candidate_name"), &candidate);
    if (rings && ours && chance(d, 4) == 0) {
        char path[96];
        int n = snprintf(path, sizeof path, "/api/v1/tickets/%.*s/answer", STR_ARG(member_text(place, "ticket_id")));
        act_only(d, &candidate, str_make(path, (size_t)n), STR("{}"));
    }
    if (talks)
        talk_play(d, recruiter, ours ? &candidate : NULL, member_text(place, "session_id"));
    return rings || talks;
}

static void booth_play(struct demo_play *d, size_t index)
{
    struct part recruiter = { d->world.booths[index].recruiter_id, d->world.booths[index].recruiter_name, role_recruiter };
    bool visitors         = index == 0;
    char path[96];
    int n = snprintf(path, sizeof path, "/api/v1/booths/%.*s/line", STR_ARG(d->world.booths[index].booth_id));
    struct json_object *line  = act(d, &recruiter, "GET", str_make(path, (size_t)n), STR_NONE);
    struct json_object *items = NULL;
    bool busy                 = line == NULL;
    if (line && json_object_object_get_ex(line, "items", &items))
        for (size_t i = 0; i < json_object_array_length(items); i++)
            busy |= place_play(d, visitors ? NULL : &recruiter, json_object_array_get_idx(items, i));
    json_tree_done(&line);
    if (busy || visitors || chance(d, 3) != 0)
        return;
    n = snprintf(path, sizeof path, "/api/v1/booths/%.*s/calls", STR_ARG(d->world.booths[index].booth_id));
    act_only(d, &recruiter, str_make(path, (size_t)n), STR("{}"));
}

/* --- the fiber --------------------------------------------------------------------------------------------------- */
static enum err seed_try(struct demo_play *d)
{
    struct arena mem;
    arena_init(&mem, 8 * CALL_MEM_MAX);
    struct ctx c;
    CHECK(ctx_make(d, &mem, &c));
    arena_done(&d->keep);
    enum err e = demo_seed(&c, &d->keep, &d->world);
    arena_done(&mem);
    return e;
}

static void play(void *arg)
{
    struct demo_play *d = arg;
    enum err e     = ERR_UNAVAILABLE;
    for (int tries = 0; tries < 60 && e != ERR_OK; tries++) {
        e = seed_try(d);
        if (e != ERR_OK)
            loop_sleep_ms(500);
    }
    if (d->config.ready)
        d->config.ready(d->config.ready_arg, e);
    for (; e == ERR_OK; d->tick++) {
        if (d->tick % PRESENCE_TICKS == 0)
            presence_renew(d);
        candidates_join(d);
        for (size_t i = 0; i < d->world.booth_count; i++)
            booth_play(d, i);
        loop_sleep_ms(TICK_MS);
    }
    arena_done(&d->keep);
    free(d);
}

static void play_start(void *arg)
{
    struct demo_play *d = arg;
    CHECK(fiber_start(loop_fibers(d->config.loop), play, d)); /* the first fiber of the process */
}

bool demo_start(const struct demo_config *config)
{
    struct demo_play *d = calloc(1, sizeof *d);
    if (!d)
        return false;
    d->config = *config;
    arena_init(&d->keep, KEEP_MEM_MAX);
    return loop_post(config->loop, play_start, d);
}
