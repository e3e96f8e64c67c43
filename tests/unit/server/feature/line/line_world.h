/* An open fair with open booths, their recruiters and some candidates, put straight into the store; everything else goes through
 * the door. For the tests of the line and of talks. */
#ifndef HH_TESTS_LINE_WORLD_H
#define HH_TESTS_LINE_WORLD_H

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

#define BOOTHS 4
#define PEOPLE 12
#define PLANNED_MS INT64_C(480000)

struct line_world {
    struct world w;
    const char *fair, *booth[BOOTHS];
    struct world_account recruiter[BOOTHS], colleague; /* the colleague works at booth 0 */
    struct world_account person[PEOPLE];
    struct world_account stranger; /* a recruiter of no organization here */
    struct live_message heard[400]; /* what was published, in order; texts kept */
    size_t heard_count;
    bool inside; /* a hook runs within a call */
};

static struct line_world lw;

static inline void heard(void *arg, const struct live_message *message)
{
    (void)arg;
    if (lw.heard_count < COUNT_OF(lw.heard))
        lw.heard[lw.heard_count++] = (struct live_message){ arena_dup(&lw.w.keep, message->channel), arena_dup(&lw.w.keep, message->text), message->seq, message->state };
}

/* How many events of this kind went to me:account (or any channel by its full name) since `from`. */
static inline size_t heard_since(size_t from, const char *event, const char *kind, struct str id)
{
    char want[120], channel[80];
    (void)snprintf(want, sizeof want, "{\"event\":\"%s\"", event);
    (void)snprintf(channel, sizeof channel, "%s:%.*s", kind, STR_ARG(id));
    size_t count = 0;
    for (size_t i = from; i < lw.heard_count; i++)
        count += str_eq_cstr(lw.heard[i].channel, channel) && str_starts(lw.heard[i].text, str_from_cstr(want));
    return count;
}

/* --- rows -------------------------------------------------------------------------------------------------------- */

static inline enum err exec_write(struct store_tx *tx, void *arg)
{
    return tx_exec(tx, arg, NO_BINDS, NULL);
}

/* One statement, by hand; also from a hook, that is, inside of a call under way. */
static inline void db_run(char *sql)
{
    if (!lw.inside) {
        world_write(&lw.w, exec_write, sql);
        return;
    }
    struct ctx c = world_ctx(&lw.w);
    cr_assert_eq(store_write(&c, exec_write, sql), ERR_OK);
}
__attribute__((format(printf, 1, 2))) static inline void db(const char *format, ...)
{
    char sql[1000];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    db_run(sql);
}

struct number_read {
    const char *sql;
    int64_t value;
};
static inline enum err number_fn(struct store_tx *tx, void *arg)
{
    struct number_read *read = arg;
    return tx_int(tx, read->sql, NO_BINDS, &read->value);
}
__attribute__((format(printf, 1, 2))) static inline int64_t db_number(const char *format, ...)
{
    char sql[1000];
    va_list args;
    va_start(args, format);
    (void)vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    struct number_read read = { world_keep(&lw.w, str_from_cstr(sql)), NONE };
    world_write(&lw.w, number_fn, &read);
    return read.value;
}

static inline enum err rows_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    int64_t now = lw.w.clock.now;
    TRY(tx_exec(tx,
                "INSERT INTO fair (id,kind,title,starts_at,ends_at,regions,industries,lines_per_candidate,session_seconds,state,state_before_pause,staff_driven,"
                "created_by,demo,created_at,version) VALUES ('f1','general','演示',?1,?2,'[]','[]',3,480,'open','open',1,'staff',1,?1,1)",
                BINDS(B_INT(now - 60000), B_INT(now + 4 * MILLIS_HOUR)), NULL));
    for (int i = 0; i < BOOTHS; i++) {
        struct str organization = arena_format(tx->ctx->mem, "o%d", i), booth = arena_format(tx->ctx->mem, "b%d", i);
        TRY(tx_exec(tx,
                    "INSERT INTO organization (id,kind,name,uscc,region,industry,scale,address,contact_name,contact_phone,state,reason,demo,created_at,version) "
                    "VALUES (?1,'enterprise','演示单位',?1,'330300','','','','','','verified','',1,?2,1)",
                    BINDS(B_TEXT(organization), B_INT(now)), NULL));
        TRY(tx_exec(tx, "INSERT INTO member (organization_id,account_id,created_at) VALUES (?1,?2,?3)", BINDS(B_TEXT(organization), B_TEXT(lw.recruiter[i].id), B_INT(now)), NULL));
        TRY(tx_exec(tx,
                    "INSERT INTO booth (id,fair_id,organization_id,number,greeting,message,state,ticket_count,call_count,session_count,session_mean_ms,served_count,"
                    "lost_count,demo,created_at,version) VALUES (?1,'f1',?2,?3,'','','open',0,0,0,0,0,0,1,?4,1)",
                    BINDS(B_TEXT(booth), B_TEXT(organization), B_INT(i + 1), B_INT(now)), NULL));
    }
    return tx_exec(tx, "INSERT INTO member (organization_id,account_id,created_at) VALUES ('o0',?1,?2)", BINDS(B_TEXT(lw.colleague.id), B_INT(now)), NULL);
}

static inline void rebuild_wanted(void *arg)
{
    (void)arg; /* tests call the job themselves */
}

/* `before`: breaks live verbs; NULL: all goes well. */
static inline void line_begin_with(enum live_fate (*before)(void *arg, const char *verb), const struct store_inline_config *store)
{
    static const char *const booths[BOOTHS] = { "b0", "b1", "b2", "b3" };
    memset(&lw, 0, sizeof lw);
    const struct live_memory_config live = { .publish = heard, .rebuild = rebuild_wanted, .before = before };
    world_init_with(&lw.w, &(struct world_options){ .live_hooks = &live, .store_hooks = store });
    lw.fair = "f1";
    memcpy(lw.booth, booths, sizeof booths);
    char login[32];
    for (int i = 0; i < BOOTHS; i++) {
        (void)snprintf(login, sizeof login, "recruiter%d", i);
        lw.recruiter[i] = world_account(&lw.w, login, role_recruiter);
    }
    for (int i = 0; i < PEOPLE; i++) {
        (void)snprintf(login, sizeof login, "person%d", i);
        lw.person[i] = world_account(&lw.w, login, role_candidate);
    }
    lw.colleague = world_account(&lw.w, "colleague", role_recruiter);
    lw.stranger  = world_account(&lw.w, "stranger", role_recruiter);
    world_write(&lw.w, rows_write, NULL);
    struct world_answer a = world_job(&lw.w, "live_rebuild");
    cr_assert_eq(a.status, 204, "%.*s", STR_ARG(a.body));
}
static inline void line_begin(void)
{
    line_begin_with(NULL, NULL);
}
static inline void line_end(void)
{
    world_done(&lw.w);
}

/* --- presence ---------------------------------------------------------------------------------------------------------- */

struct presence_run {
    struct live_presence entry;
    int64_t until;
};
static inline void presence_fn(void *arg)
{
    struct presence_run *run = arg;
    struct ctx c             = world_ctx(&lw.w);
    struct live_port *live   = lw.w.hall.live;
    cr_assert_eq(live->presence_set(live, &c, &run->entry, 1, run->until), ERR_OK);
}
/* Until then; beyond their requests, which count 30 s. place "" is online. */
static inline void present(const struct world_account *who, const char *place, int64_t for_ms)
{
    struct presence_run run = { { who->id, str_from_cstr(place) }, lw.w.clock.now + for_ms };
    world_run(&lw.w, presence_fn, &run);
}
static inline void everybody_online(int64_t for_ms)
{
    for (int i = 0; i < PEOPLE; i++)
        present(&lw.person[i], "", for_ms);
}
static inline void job(const char *name)
{
    struct world_answer a = world_job(&lw.w, name);
    cr_assert_eq(a.status, 204, "%s: %.*s", name, STR_ARG(a.body));
}
static inline void pass_ms(int64_t ms)
{
    lw.w.clock.now += ms;
    job("presence_sweep");
}

/* --- what people do ------------------------------------------------------------------------------------------------------ */

static inline bool code_is(struct world_answer a, const char *code)
{
    return str_eq_cstr(world_text(a, "code"), code);
}
/* Functions, so that the call inside is made once. */
static inline void status_check(struct world_answer a, int want, const char *code, int line)
{
    cr_assert_eq(a.status, want, "line %d: %d instead of %d: %.*s", line, a.status, want, STR_ARG(a.body));
    cr_assert(!code || code_is(a, code), "line %d: %.*s", line, STR_ARG(a.body));
}
#define ASSERT_STATUS(a, want) status_check(a, want, NULL, __LINE__)
#define ASSERT_REFUSED(a, want, code) status_check(a, want, code, __LINE__)

static inline struct world_answer join_try(int person, int booth)
{
    return world_callf(&lw.w, &lw.person[person], "POST", "{}", "/api/v1/booths/%s/tickets", lw.booth[booth]);
}
/* The ticket's id. */
static inline const char *join(int person, int booth)
{
    struct world_answer a = join_try(person, booth);
    ASSERT_STATUS(a, 201);
    return world_keep(&lw.w, world_text(a, "id"));
}
static inline struct world_answer call_by(const struct world_account *who, int booth)
{
    return world_callf(&lw.w, who, "POST", "{}", "/api/v1/booths/%s/calls", lw.booth[booth]);
}
/* The ticket rung. */
static inline const char *call(int booth)
{
    struct world_answer a = call_by(&lw.recruiter[booth], booth);
    ASSERT_STATUS(a, 201);
    return world_keep(&lw.w, world_text(a, "ticket.ticket_id"));
}
static inline struct world_answer act(const struct world_account *who, const char *method, const char *ticket, const char *what)
{
    return world_callf(&lw.w, who, method, *method == 'P' ? "{}" : NULL, "/api/v1/tickets/%s%s", ticket, what);
}
/* The talk's id. */
static inline const char *answer(int person, const char *ticket)
{
    struct world_answer a = act(&lw.person[person], "POST", ticket, "/answer");
    ASSERT_STATUS(a, 201);
    return world_keep(&lw.w, world_text(a, "session_id"));
}
static inline struct world_answer finish(const struct world_account *who, const char *session)
{
    return world_callf(&lw.w, who, "POST", "{\"outcome\":\"advance\"}", "/api/v1/sessions/%s/finish", session);
}
static inline bool state_is(const char *ticket, const char *state)
{
    return db_number("SELECT count(*) FROM ticket WHERE id='%s' AND state='%s'", ticket, state) == 1;
}
/* The line's numbers as rows have them, "1 2 3"; those that ring are left out. */
static inline bool line_is(int booth, const char *want)
{
    char got[400];
    size_t len            = 0;
    struct world_answer a = world_callf(&lw.w, &lw.recruiter[booth], "GET", NULL, "/api/v1/booths/%s/line", lw.booth[booth]);
    ASSERT_STATUS(a, 200);
    got[0] = 0;
    for (size_t i = 0; i < world_length(a, "items"); i++) {
        char path[40];
        (void)snprintf(path, sizeof path, "items.%zu.state", i);
        if (!str_eq_cstr(world_text(a, path), "waiting"))
            continue;
        (void)snprintf(path, sizeof path, "items.%zu.number", i);
        len += (size_t)snprintf(got + len, sizeof got - len, "%s%lld", len ? " " : "", (long long)world_number(a, path));
    }
    if (strcmp(got, want) != 0)
        (void)fprintf(stderr, "line: %s instead of %s\n", got, want);
    return strcmp(got, want) == 0;
}
/* Every ticket's steps are numbered from 1 without holes and the row counts them. */
static inline void steps_are_whole(void)
{
    cr_assert_eq(db_number("SELECT count(*) FROM ticket t WHERE step_count <> (SELECT count(*) FROM ticket_step s WHERE s.ticket_id=t.id) "
                           "OR step_count <> (SELECT max(seq) FROM ticket_step s WHERE s.ticket_id=t.id)"),
                 0);
    /* joining counts by the booth's counters instead of the rows */
    cr_assert_eq(db_number("SELECT count(*) FROM booth b WHERE ticket_count - served_count - lost_count <> (SELECT count(*) FROM ticket t "
                           "WHERE t.booth_id=b.id AND t.state IN ('waiting','ringing','in_session'))"),
                 0);
    live_core_check(live_memory_core(lw.w.live));
}

#endif
