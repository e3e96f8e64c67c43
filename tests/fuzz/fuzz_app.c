/* Any requests through the one door, on a hall in memory with an open fair. The first byte takes parts away (1: the live state,
 * 2: the store). Then come requests, each begun by the byte 0x1e:
 *     CALLER METHOD TARGET            CALLER: - nobody, c candidate, r recruiter, s staff, a admin, j the hall's own jobs
 *     K key …                         headers, one a line, named by the letters below
 *     (an empty line) body
 * A ~ in the target or the body is the id that was answered last, so that one request goes on with another. Each is answered once
 * with a status of the contract, JSON stands the gate, problems are problems, and 5xx comes only while a part is away. */
#include "tests/fuzz/fuzz.h"
#include "tests/world.h"

#include "proto/json.h"

#define CALLS_MAX 24
#define TEXT_MAX ((size_t)8 * 1024)
#define PARTS_AWAY 3

struct play {
    struct world w;
    struct world_account candidate, recruiter, staff, admin;
    struct who system;
    char id[80]; /* answered last */
    uint8_t away; /* parts */
};

static enum err rows_write(struct store_tx *tx, void *arg)
{
    const struct play *p = arg;
    int64_t now          = p->w.clock.now;
    TRY(tx_exec(tx,
                "INSERT INTO fair (id,kind,title,starts_at,ends_at,regions,industries,lines_per_candidate,session_seconds,state,state_before_pause,staff_driven,"
                "created_by,demo,created_at,version) VALUES ('f1','general','演示',?1,?2,'[]','[]',3,480,'open','open',1,'staff',1,?1,1)",
                BINDS(B_INT(now - 60000), B_INT(now + 4 * MILLIS_HOUR)), NULL));
    TRY(tx_exec(tx,
                "INSERT INTO organization (id,kind,name,uscc,region,industry,scale,address,contact_name,contact_phone,state,reason,demo,created_at,version) "
                "VALUES ('o1','enterprise','演示单位','','330300','','','','','','verified','',1,?1,1)",
                BINDS(B_INT(now)), NULL));
    TRY(tx_exec(tx, "INSERT INTO member (organization_id,account_id,created_at) VALUES ('o1',?1,?2)", BINDS(B_TEXT(p->recruiter.id), B_INT(now)), NULL));
    return tx_exec(tx,
                   "INSERT INTO booth (id,fair_id,organization_id,number,greeting,message,state,ticket_count,call_count,session_count,session_mean_ms,served_count,"
                   "lost_count,demo,created_at,version) VALUES ('b1','f1','o1',1,'','','open',0,0,0,0,0,0,1,?1,1)",
                   BINDS(B_INT(now)), NULL);
}

static enum live_fate live_before(void *arg, const char *verb)
{
    const struct play *p = arg;
    (void)verb; /* all of them */
    return p->away & 1 ? LIVE_FATE_LOST_BEFORE : LIVE_FATE_GOES_WELL;
}

static enum err store_before(void *arg, bool write)
{
    const struct play *p = arg;
    (void)write; /* both */
    return p->away & 2 ? ERR_UNAVAILABLE : ERR_OK;
}

static void play_begin(struct play *p, uint8_t away)
{
    const struct live_memory_config live   = { .before = live_before, .hook_arg = p };
    const struct store_inline_config store = { .before = store_before, .hook_arg = p };
    world_init_with(&p->w, &(struct world_options){ .live_hooks = &live, .store_hooks = &store });
    p->system    = world_system();
    p->candidate = world_account(&p->w, "candidate", role_candidate);
    p->recruiter = world_account(&p->w, "recruiter", role_recruiter);
    p->staff     = world_account(&p->w, "staff", role_staff);
    p->admin     = world_account(&p->w, "admin", role_admin);
    world_write(&p->w, rows_write, p);
    CHECK(world_job(&p->w, "live_rebuild").status == 204);
    p->away = away;
}

/* Up to the byte, which is taken as well; the rest when it does not come. */
static struct str cut(struct str *rest, char at)
{
    const char *end = rest->len ? memchr(rest->ptr, at, rest->len) : NULL;
    size_t len      = end ? (size_t)(end - rest->ptr) : rest->len;
    struct str head = str_make(rest->ptr, len);
    size_t taken    = end ? len + 1 : len;
    *rest           = str_make(rest->ptr + taken, rest->len - taken);
    return head;
}

/* With the last id for each ~, in a block of exactly its size. */
static char *filled(const struct play *p, struct str text, struct str *ret_text)
{
    char whole[TEXT_MAX];
    size_t n = 0, id_len = strlen(p->id);
    for (size_t i = 0; i < text.len && n + sizeof p->id < TEXT_MAX; i++) {
        if (text.ptr[i] == '~' && id_len) {
            memcpy(whole + n, p->id, id_len);
            n += id_len;
        } else {
            whole[n++] = text.ptr[i];
        }
    }
    char *fresh = fuzz_join(str_make(whole, n), STR_NONE);
    *ret_text   = str_make(fresh, n);
    return fresh;
}

static void header_set(struct app_request *r, struct str line)
{
    struct { char letter; struct str *to; } const places[] = {
        { 'K', &r->key }, { 'M', &r->if_match }, { 'N', &r->if_none_match }, { 'L', &r->language }, { 'T', &r->content_type }, { 'O', &r->origin },
        { 'A', &r->authorization }, { 'C', &r->cookie }, { 'X', &r->csrf }, { 'E', &r->accept_encoding }, { 'I', &r->request_id },
    };
    for (size_t i = 0; line.len >= 2 && i < COUNT_OF(places); i++)
        if (line.ptr[0] == places[i].letter && line.ptr[1] == ' ')
            *places[i].to = str_make(line.ptr + 2, line.len - 2);
}

static const struct who *who_of(const struct play *p, struct str caller)
{
    switch (caller.len == 1 ? caller.ptr[0] : '-') {
    case 'c': return &p->candidate.who;
    case 'r': return &p->recruiter.who;
    case 's': return &p->staff.who;
    case 'a': return &p->admin.who;
    case 'j': return &p->system;
    default: return NULL;
    }
}

static bool status_is_known(int status)
{
    static const int known[] = { 200, 201, 202, 204, 303, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 503 };
    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (known[i] == status)
            return true;
    return false;
}

static void answer_check(const struct play *p, struct world_answer a)
{
    struct json_fault fault = { 0 };
    CHECK(status_is_known(a.status));
    CHECK(a.status < 500 || p->away);
    CHECK((a.status == 204 || a.status == 304) <= (a.body.len == 0));
    bool problem = str_eq(a.full.content_type, STR("application/problem+json"));
    CHECK(a.status < 400 || problem || a.status == 503); /* /health says 503 in its own words */
    CHECK(!problem || (a.status >= 400 && world_text(a, "code").len && world_text(a, "title").len));
    if (a.body.len && !a.full.content_encoding.len && (problem || str_starts(a.full.content_type, STR("application/json"))))
        CHECK(json_gate(a.body, &fault) == ERR_OK);
    CHECK(a.status != 405 || a.full.allow.len);
    CHECK((a.status != 429 && a.status != 503) || a.full.retry_after_s > 0);
    CHECK(a.full.request_id.len);
}

static void one_call(struct play *p, struct str text)
{
    struct str line       = cut(&text, '\n');
    struct str caller     = cut(&line, ' ');
    struct app_request r  = { .method = cut(&line, ' '), .who = who_of(p, caller) };
    char *target          = filled(p, line, &r.target);
    for (line = cut(&text, '\n'); line.len; line = cut(&text, '\n'))
        header_set(&r, line);
    char *body            = filled(p, text, &r.body);
    struct world_answer a = world_request(&p->w, &r);
    answer_check(p, a);
    struct str id = a.status < 300 && str_starts(a.full.content_type, STR("application/json")) ? world_text(a, "id") : STR_NONE;
    if (id.len && id.len < sizeof p->id) {
        memcpy(p->id, id.ptr, id.len);
        p->id[id.len] = '\0';
    }
    p->w.clock.now += MILLIS_SECOND;
    free(target);
    free(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    if (len < 2)
        return 0;
    struct play *p = calloc(1, sizeof *p);
    CHECK(p != NULL);
    char *copy      = fuzz_join(str_make((const char *)data + 1, len - 1), STR_NONE);
    struct str rest = str_make(copy, len - 1);
    play_begin(p, data[0] & PARTS_AWAY);
    (void)cut(&rest, '\x1e');
    for (size_t i = 0; rest.len && i < CALLS_MAX; i++)
        one_call(p, cut(&rest, '\x1e'));
    world_done(&p->w);
    free(p);
    free(copy);
    return 0;
}
