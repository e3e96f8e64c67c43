/* Every route, tried by every role on objects of their own, of somebody else and absent, through the one door; matrix.tsv says what
 * each must answer. A route without a row there, or a row without a route, turns this red.
 *
 * To write the rows anew from what happens (bodies and notes stay): MATRIX_WRITE=FILE build/dev/unit.server.test_matrix. Then read what
 * changed: a 2xx that nobody meant is a hole. MATRIX_ONLY=TEXT beside it tries only paths with this text in them.
 *
 * Who is who: person and other are candidates; recruiter acts for oA and stranger for oB, agent for the agency oG, coordinator for oC. oA, oG
 * and oC lie in staff's region (330300), oB in that of elsewhere (330100). "Own" of somebody who has none is what belongs to oA and
 * person, so for staff it is an object of their region and for elsewhere one outside of theirs; "another's" is always oB's and other's. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/base/check.h"
#include "tests/world.h"

__asm__(".section .rodata\n"
        ".global matrix_table\nmatrix_table:\n.incbin \"tests/unit/server/matrix.tsv\"\n.byte 0\n"
        ".previous\n");
extern const char matrix_table[];

enum caller { NOBODY, PERSON, RECRUITER_OWN, AGENT, COORDINATOR, STAFF_HERE, STAFF_ELSEWHERE, ADMIN, SYSTEM_CALLER, CALLERS };
enum object { OWN, ANOTHERS, ABSENT, OBJECTS };
static const char *const caller_names[CALLERS] = { "nobody", "candidate", "recruiter", "agent", "coordinator", "staff", "elsewhere", "admin", "system" };

static struct world w;
static bool world_there, world_used;
static struct world_account people[CALLERS], other, stranger, colleague, agent2, coordinator2;

/* --- the hall that is tried -------------------------------------------------------------------------------------------- */

static const struct { const char *name; const struct world_account *account; } names[] = {
    { "person", &people[PERSON] }, { "recruiter", &people[RECRUITER_OWN] }, { "agent", &people[AGENT] }, { "coordinator", &people[COORDINATOR] },
    { "staff", &people[STAFF_HERE] }, { "admin", &people[ADMIN] }, { "other", &other }, { "stranger", &stranger }, { "colleague", &colleague },
    { "agent2", &agent2 }, { "coordinator2", &coordinator2 },
};

#define ORGANIZATION(id, kind, region)                                                                                 \
    "INSERT INTO organization (id,kind,name,uscc,region,industry,scale,address,contact_name,contact_phone,state,reason,verified_until,demo,created_at,version) VALUES " \
    "('" id "','" kind "','演示单位 " id "','" id "','" region "','','','','','','verified','',$later,1,$now,1)"
#define MEMBER(organization, account) "INSERT INTO member (organization_id,account_id,created_at) VALUES ('" organization "','${" account "}',$now)"
#define VACANCY(id, organization, region, authorization)                                                               \
    "INSERT INTO vacancy (id,organization_id,title,occupation,description,region,address,headcount,employment_type,education,wage_min_fen,wage_max_fen,wage_period," \
    "benefits,urgent,state,demo,created_at,published_at,version,authorization_id,valid_until,duties) VALUES ('" id "','" organization "','装配工','','负责泵阀装配与检验','" region "'," \
    "'',3,'full_time','none',600000,800000,'month','[]',1,'published',1,$now,$now,1,'" authorization "',$later,'装配')"
#define FAIR(id, state, by, regions)                                                                                   \
    "INSERT INTO fair (id,kind,title,starts_at,ends_at,regions,industries,lines_per_candidate,session_seconds,state,state_before_pause,staff_driven,created_by,demo," \
    "created_at,version) VALUES ('" id "','general','演示',$now - 60000,$now + 14400000,'[" regions "]','[]',3,480,'" state "','open',1,'${" by "}',1,$now,1)"
#define BOOTH(id, fair, organization, number)                                                                          \
    "INSERT INTO booth (id,fair_id,organization_id,number,greeting,message,state,ticket_count,call_count,session_count,session_mean_ms,served_count,lost_count,demo," \
    "created_at,version) VALUES ('" id "','" fair "','" organization "'," number ",'','','open',1,0,0,0,0,0,1,$now,1)"
#define TICKET(id, fair, booth, person, state, recruiter, session, ends)                                               \
    "INSERT INTO ticket (id,fair_id,booth_id,candidate_id,number,state,order_key,missed_count,snoozes_left,snoozed_until_call,frozen,recruiter_id,ring_extended," \
    "session_id,session_ends_at,step_count,promised_basis,joined_at,called_at,version) VALUES ('" id "','" fair "','" booth "','${" person "}',1,'" state "',65536,0,2,0,0," recruiter \
    ",0," session "," ends ",1,'unknown',$now,NULL,1)"
#define TICKET_STEP(ticket) "INSERT INTO ticket_step (id,ticket_id,seq,action,state,actor_id,reason,at) VALUES ('x','" ticket "',1,'join','waiting',NULL,'',$now)"
#define SESSION(id, ticket, fair, booth, person, recruiter)                                                            \
    "INSERT INTO session (id,ticket_id,fair_id,booth_id,candidate_id,recruiter_id,state,started_at,ends_at,warned,extend_asked_by,extended_count,outcome,reason,note," \
    "message_count,version) VALUES ('" id "','" ticket "','" fair "','" booth "','${" person "}','${" recruiter "}','running',$now,$now + 480000,0,'none',0,'none','','',0,1)"
#define APPLICATION(id, vacancy, organization, person)                                                                 \
    "INSERT INTO application (id,vacancy_id,organization_id,candidate_id,state,message,decline_reason,words,submitted_at,changed_at,step_count,version) VALUES " \
    "('" id "','" vacancy "','" organization "','${" person "}','submitted','','none','',$now,$now,1,1)"
#define REPORT(id, person, region)                                                                                     \
    "INSERT INTO report (id,reporter_id,subject,subject_id,subject_name,region,kind,text,state,answer,taken_down,created_at,version) VALUES " \
    "('" id "','${" person "}','vacancy','vG','演示','" region "','fraud','可疑','open','',0,$now,1)"
#define SEARCH(id, person)                                                                                             \
    "INSERT INTO saved_search (id,account_id,name,q,region,urgent,list,industry,tier,education,employment_type,created_at,looked_at,version) VALUES " \
    "('" id "','${" person "}','装配','装配','',0,'','','','','',$now,$now,1)"
#define DOCUMENT(id, organization, account)                                                                            \
    "INSERT INTO document (id,organization_id,kind,media,file,size,created_by,created_at) VALUES ('" id "','" organization "','licence','application/pdf','$file',5,'${" account "}',$now)"
#define AUTHORIZATION(id, organization, document)                                                                      \
    "INSERT INTO client_authorization (id,organization_id,client_name,client_uscc,valid_from,valid_until,document_id,state,reason,created_at,version) VALUES " \
    "('" id "','" organization "','委托单位','x',$now - 1,$later,'" document "','confirmed','',$now,1)"

static const char *const rows[] = {
    ORGANIZATION("oA", "enterprise", "330302"), ORGANIZATION("oB", "enterprise", "330100"), ORGANIZATION("oG", "agency", "330302"), ORGANIZATION("oC", "coordination", "330302"),
    MEMBER("oA", "recruiter"), MEMBER("oA", "colleague"), MEMBER("oB", "stranger"), MEMBER("oG", "agent"), MEMBER("oG", "agent2"), MEMBER("oC", "coordinator"),
    MEMBER("oC", "coordinator2"),
    DOCUMENT("dA", "oA", "recruiter"), DOCUMENT("dB", "oB", "stranger"), DOCUMENT("dG", "oG", "agent"), DOCUMENT("dC", "oC", "coordinator"),
    AUTHORIZATION("uG", "oG", "dG"), AUTHORIZATION("uB", "oB", "dB"),
    VACANCY("vA", "oA", "330302", ""), VACANCY("vB", "oB", "330100", ""), VACANCY("vG", "oG", "330302", "uG"),
    "INSERT INTO candidate (id,name,headline,summary,updated_at,version) VALUES ('${person}','甲','','',$now,1),('${other}','乙','','',$now,1)",
    "INSERT INTO consent (id,account_id,organization_id,purpose,version,given_at) VALUES ('cA','${person}','oA','profile',1,$now),('cG','${person}','oG','profile',1,$now),('cB','${other}','oB','profile',1,$now)",
    APPLICATION("pA", "vA", "oA", "person"), APPLICATION("pB", "vB", "oB", "other"), APPLICATION("pG", "vG", "oG", "person"),
    FAIR("f1", "open", "staff", "\"330300\""), FAIR("f2", "draft", "admin", "\"330100\""), FAIR("f3", "open", "staff", "\"330300\""),
    BOOTH("bA", "f1", "oA", "1"), BOOTH("bB", "f1", "oB", "2"), BOOTH("bG", "f1", "oG", "3"), BOOTH("b3A", "f3", "oA", "1"), BOOTH("b3B", "f3", "oB", "2"),
    TICKET("tA", "f1", "bA", "person", "waiting", "NULL", "NULL", "NULL"), TICKET("tB", "f1", "bB", "other", "waiting", "NULL", "NULL", "NULL"),
    TICKET("tG", "f1", "bG", "person", "waiting", "NULL", "NULL", "NULL"), TICKET("t3A", "f3", "b3A", "person", "in_session", "'${colleague}'", "'sA'", "$now + 480000"),
    TICKET("t3B", "f3", "b3B", "other", "in_session", "'${stranger}'", "'sB'", "$now + 480000"),
    SEARCH("qA", "person"), SEARCH("qB", "other"),
    REPORT("rA", "person", "330302"), REPORT("rB", "other", "330100"),
    SESSION("sA", "t3A", "f3", "b3A", "person", "colleague"), SESSION("sB", "t3B", "f3", "b3B", "other", "stranger"),
};

/* ${name} → what find gives, $now and so on → numbers. In w.keep. */
static struct str filled(const char *text, const char *(*find)(const void *arg, struct str name), const void *arg)
{
    struct buf out;
    buf_init(&out, 65536);
    for (; *text; text++) {
        if (strncmp(text, "${", 2) == 0) {
            struct str name = str_make(text + 2, strcspn(text + 2, "}"));
            buf_add_cstr(&out, find(arg, name));
            text += 2 + name.len;
        } else if (strncmp(text, "$now", 4) == 0) {
            buf_add_format(&out, "%lld", (long long)w.clock.now);
            text += 3;
        } else if (strncmp(text, "$later", 6) == 0) {
            buf_add_format(&out, "%lld", (long long)(w.clock.now + 30 * MILLIS_DAY));
            text += 5;
        } else if (strncmp(text, "$file", 5) == 0) {
            buf_add_cstr(&out, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"); /* of "hello" */
            text += 4;
        } else {
            buf_add_char(&out, *text);
        }
    }
    CHECK(!buf_failed(&out));
    struct str kept = arena_dup(&w.keep, buf_str(&out));
    buf_done(&out);
    CHECK(kept.ptr);
    return kept;
}

static const char *account_find(const void *arg, struct str name)
{
    (void)arg;
    for (size_t i = 0; i < COUNT_OF(names); i++)
        if (str_eq_cstr(name, names[i].name))
            return names[i].account->id.ptr;
    cr_assert_fail("no account %.*s", STR_ARG(name));
    return "";
}

static enum err rows_write(struct store_tx *tx, void *arg)
{
    (void)arg;
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        TRY(tx_exec(tx, filled(rows[i], account_find, NULL).ptr, NO_BINDS, NULL));
    return tx_exec(tx, "UPDATE account SET region = '330100' WHERE login = 'elsewhere'", NO_BINDS, NULL);
}

static void rebuild_wanted(void *arg)
{
    (void)arg; /* by hand below */
}

static void file_keep(void *arg)
{
    struct ctx c = world_ctx(&w);
    struct str name;
    (void)arg;
    cr_assert_eq(w.hall.files->put(w.hall.files, &w.keep, STR("hello"), &name), ERR_OK);
    (void)c;
}

static void world_renew(void)
{
    static const enum role roles[CALLERS] = { role_anyone, role_candidate, role_recruiter, role_agent, role_coordinator, role_staff, role_staff, role_admin, role_system };
    const struct live_memory_config live  = { .rebuild = rebuild_wanted };
    if (world_there)
        world_done(&w);
    world_init_with(&w, &(struct world_options){ .live_hooks = &live });
    world_there = true;
    world_used  = false;
    for (size_t i = PERSON; i <= ADMIN; i++)
        people[i] = world_account(&w, caller_names[i], roles[i]);
    other        = world_account(&w, "other", role_candidate);
    stranger     = world_account(&w, "stranger", role_recruiter);
    colleague    = world_account(&w, "colleague", role_recruiter);
    agent2       = world_account(&w, "agent2", role_agent);
    coordinator2 = world_account(&w, "coordinator2", role_coordinator);
    world_write(&w, rows_write, NULL);
    world_run(&w, file_keep, NULL);
    cr_assert_eq(world_job(&w, "live_rebuild").status, 204);
}

/* --- what a path means --------------------------------------------------------------------------------------------------- */

struct which {
    enum caller caller;
    enum object object;
    bool unknown; /* a noun that is not known here was asked for */
};

/* The noun before {x} in a path, or within ${} in a body. "" for what belongs to nobody: own is oA's. */
static const struct { const char *noun, *own, *of_agent, *of_coordinator, *anothers; } nouns[] = {
    { "organizations", "oA", "oG", "oC", "oB" }, { "vacancies", "vA", "vG", "vA", "vB" }, { "applications", "pA", "pG", "pA", "pB" },
    { "fairs", "f1", "f1", "f1", "f2" }, { "booths", "bA", "bG", "bA", "bB" }, { "tickets", "tA", "tG", "tA", "tB" },
    { "sessions", "sA", "sA", "sA", "sB" }, { "candidates", "${person}", "${person}", "${person}", "${other}" }, { "documents", "dA", "dG", "dC", "dB" },
    { "reports", "rA", "rA", "rA", "rB" }, { "accounts", "${person}", "${person}", "${person}", "${admin}" },
    { "favourites", "vA", "vG", "vA", "vB" }, { "searches", "qA", "qA", "qA", "qB" }, { "sitemaps", "x1", "x1", "x1", "x2" },
    { "authorizations", "uG", "uG", "uG", "uB" }, { "consents", "oA", "oG", "oC", "oB" }, { "members", "${colleague}", "${agent2}", "${coordinator2}", "${stranger}" },
};

static const char *noun_find(const void *arg, struct str name)
{
    struct which *which = (struct which *)(uintptr_t)arg;
    if (str_eq_cstr(name, "logins")) {
        const struct world_account *own = which->caller == NOBODY || which->caller == SYSTEM_CALLER ? &people[PERSON] : &people[which->caller];
        return which->object == ABSENT ? "iNobody" : which->object == OWN ? own->who.login_id.ptr : other.who.login_id.ptr;
    }
    if (str_eq_cstr(name, "me"))
        return caller_names[which->caller];
    if (str_eq_cstr(name, "organizations-of-mine")) /* whatever is tried, for one's own organization */
        return which->caller == AGENT ? "oG" : which->caller == COORDINATOR ? "oC" : "oA";
    for (size_t i = 0; i < COUNT_OF(nouns); i++)
        if (str_eq_cstr(name, nouns[i].noun)) {
            const char *own = which->caller == AGENT ? nouns[i].of_agent : which->caller == COORDINATOR ? nouns[i].of_coordinator : nouns[i].own;
            return which->object == ABSENT ? "xNobody" : filled(which->object == OWN ? own : nouns[i].anothers, account_find, NULL).ptr;
        }
    which->unknown = true;
    return "xNobody";
}

/* "/api/v1/organizations/{id}/members" → "/api/v1/organizations/${organizations}/members" */
static const char *path_with_nouns(const char *path)
{
    struct buf out;
    struct str noun = STR_NONE, one;
    buf_init(&out, 1000);
    for (struct str rest = str_skip(str_from_cstr(path), 1); rest.len; noun = one) {
        rest = str_cut(rest, '/', &one);
        if (one.ptr[0] == '{')
            buf_add_format(&out, "/${%.*s}", STR_ARG(noun));
        else
            buf_add_format(&out, "/%.*s", STR_ARG(one));
    }
    const char *text = world_keep(&w, buf_str(&out));
    buf_done(&out);
    return text;
}

/* --- a try ----------------------------------------------------------------------------------------------------------------- */

static int try_once(const struct route *route, const char *path, const char *body, struct which *which)
{
    static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
    if (!world_there || world_used)
        world_renew();
    const struct who system   = world_system();
    struct str target         = filled(path_with_nouns(path), noun_find, which);
    struct str text           = strcmp(body, "-") == 0 ? STR_NONE : filled(body, noun_find, which);
    struct app_request r      = { .method = str_from_cstr(methods[route->method]), .target = target, .body = text };
    if (route->method == METHOD_GET && text.len) { /* its query */
        r.target = arena_format(&w.keep, "%.*s?%.*s", STR_ARG(target), STR_ARG(text));
        r.body   = STR_NONE;
    }
    if (!text.len && route->method != METHOD_GET && route->in != &model_nothing && !(route->flags & ROUTE_UPLOAD))
        r.body = STR("{}");
    r.content_type = r.body.len ? STR("application/json") : STR_NONE;
    if (route->flags & ROUTE_VERSION)
        r.if_match = STR("\"1\"");
    if (which->caller == SYSTEM_CALLER)
        r.who = &system;
    else if (which->caller != NOBODY)
        r.authorization = arena_format(&w.keep, "Bearer %.*s", STR_ARG(people[which->caller].token));
    struct world_answer a = world_request(&w, &r);
    if (getenv("MATRIX_SAY") && a.status != 401 && a.status != 403 && a.status != 404)
        (void)fprintf(stderr, "%s %s %s: %d %.*s\n", caller_names[which->caller], methods[route->method], target.ptr, a.status, a.body.len > 200 ? 200 : (int)a.body.len, a.body.ptr);
    /* A wrong guess counts too, where guesses are counted. */
    world_used = route->method != METHOD_GET && (a.status < 300 || a.status == 422 || a.status == 429);
    return a.status;
}

/* --- the table ---------------------------------------------------------------------------------------------------------------- */

#define COLUMNS (1 + CALLERS + 2) /* route, callers, body, note */

static bool line_next(struct str *rest, struct str columns[COLUMNS])
{
    struct str line;
    while (rest->len) {
        *rest = str_cut(*rest, '\n', &line);
        if (!line.len || line.ptr[0] == '#')
            continue;
        for (size_t i = 0; i < COLUMNS; i++)
            line = str_cut(line, '\t', &columns[i]);
        return true;
    }
    return false;
}

static bool row_find(struct str route, struct str columns[COLUMNS])
{
    struct str rest = str_from_cstr(matrix_table);
    while (line_next(&rest, columns))
        if (str_eq(columns[0], route))
            return true;
    return false;
}

/* "200/403/404", or one number for all three. */
static void cell_write(const int got[OBJECTS], char text[16])
{
    if (got[0] == got[1] && got[1] == got[2])
        (void)snprintf(text, 16, "%d", got[0]);
    else
        (void)snprintf(text, 16, "%d/%d/%d", got[0], got[1], got[2]);
}

static struct str route_name(const struct route *route, char text[160])
{
    static const char *const methods[] = { "GET", "POST", "PUT", "PATCH", "DELETE" };
    return str_make(text, (size_t)snprintf(text, 160, "%s %s", methods[route->method], route->path));
}

static void route_try(const struct route *route, FILE *out)
{
    char name[160], cell[16], body[1500] = "-";
    struct str columns[COLUMNS] = { 0 };
    struct str title            = route_name(route, name);
    bool there                  = row_find(title, columns);
    if (there && columns[1 + CALLERS].len)
        (void)snprintf(body, sizeof body, "%.*s", STR_ARG(columns[1 + CALLERS]));
    cr_expect(there || out, "%s: no row in matrix.tsv (MATRIX_WRITE writes it: read it then)", name);
    if (!there && !out)
        return;
    bool objects = strchr(route->path, '{') || strstr(body, "${");
    world_used |= route->method != METHOD_GET; /* reading leaves its marks too: an application that was opened */
    if (out)
        (void)fprintf(out, "%s", name);
    int of_nobody[OBJECTS] = { 0 };
    for (unsigned caller = 0; caller < CALLERS; caller++) {
        int got[OBJECTS];
        for (unsigned object = 0; object < OBJECTS; object++) {
            struct which which = { (enum caller)caller, (enum object)object, false };
            got[object]        = objects || object == 0 ? try_once(route, route->path, body, &which) : got[0];
            cr_expect(!which.unknown, "%s: say in test_matrix.c what its path or body names", name);
        }
        cell_write(got, cell);
        if (caller == NOBODY)
            memcpy(of_nobody, got, sizeof got);
        if (out)
            (void)fprintf(out, "\t%s", cell);
        else
            cr_expect(str_eq_cstr(columns[1 + caller], cell), "%s by %s: %s instead of %.*s", name, caller_names[caller], cell, STR_ARG(columns[1 + caller]));
    }
    /* What was answered to staff a moment ago is no answer for nobody (answers kept for everyone). */
    for (unsigned object = 0; object < OBJECTS && objects; object++) {
        struct which which = { NOBODY, (enum object)object, false };
        int again          = try_once(route, route->path, body, &which);
        cr_expect_eq(again, of_nobody[object], "%s by nobody, after others asked: %d instead of %d", name, again, of_nobody[object]);
    }
    if (out)
        (void)fprintf(out, "\t%s\t%.*s\n", body, STR_ARG(columns[COLUMNS - 1]));
}

Test(matrix, every_route_answers_every_role_as_it_is_written)
{
    const struct route *routes[256];
    const char *write_to = getenv("MATRIX_WRITE");
    FILE *out            = write_to ? fopen(write_to, "we") : NULL;
    world_renew();
    size_t count = app_routes(w.app, routes, COUNT_OF(routes)), lines = 0;
    struct str rest = str_from_cstr(matrix_table), columns[COLUMNS];
    for (const char *line = matrix_table; out && *line == '#'; line = strchr(line, '\n') + 1)
        (void)fprintf(out, "%.*s\n", (int)strcspn(line, "\n"), line);
    const char *only = out ? getenv("MATRIX_ONLY") : NULL;
    for (size_t i = 0; i < count; i++)
        if (!only || strstr(routes[i]->path, only))
            route_try(routes[i], out);
    while (line_next(&rest, columns)) {
        bool known = false;
        char name[160];
        for (size_t i = 0; i < count && !known; i++)
            known = str_eq(route_name(routes[i], name), columns[0]);
        cr_expect(known || out, "%.*s: a row without a route", STR_ARG(columns[0]));
        lines++;
    }
    cr_expect(out || lines == count, "%zu rows, %zu routes", lines, count);
    if (out)
        cr_expect_eq(fclose(out), 0);
    world_done(&w);
}
