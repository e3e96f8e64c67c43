#include "tests/unit/server/feature/line/line_world.h"

static const char *ticket, *session;

static void begin(void)
{
    line_begin();
    everybody_online(4 * MILLIS_HOUR);
    ticket  = join(0, 0);
    session = answer(0, call(0));
}
TestSuite(sessions, .init = begin, .fini = line_end);

static struct world_answer on(const struct world_account *who, const char *method, const char *what, const char *body)
{
    return world_callf(&lw.w, who, method, body, "/api/v1/sessions/%s%s", session, what);
}

Test(sessions, a_talk_is_its_two_sides_and_colleagues_read_it)
{
    struct world_answer a = on(&lw.person[0], "GET", "", NULL);
    ASSERT_STATUS(a, 200);
    cr_assert(str_eq(world_text(a, "side"), STR("candidate")));
    cr_assert(str_eq(world_text(a, "recruiter_name"), STR("recruiter0")));
    cr_assert(str_eq(world_text(a, "candidate_name"), STR("person0")));
    cr_assert(str_eq(world_text(a, "organization_name"), STR("演示单位")));
    cr_assert(str_eq_cstr(world_text(a, "ticket_id"), ticket));
    a = on(&lw.recruiter[0], "GET", "", NULL);
    cr_assert(str_eq(world_text(a, "side"), STR("recruiter")));
    a = on(&lw.colleague, "GET", "", NULL);
    cr_assert(str_eq(world_text(a, "side"), STR("hall")));
    const struct world_account *const others[] = { &lw.person[1], &lw.recruiter[1], &lw.stranger };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        ASSERT_STATUS(on(others[i], "GET", "", NULL), 404);
        ASSERT_STATUS(on(others[i], "GET", "/messages", NULL), 404);
        ASSERT_STATUS(on(others[i], "POST", "/messages", "{\"text\":\"x\"}"), 404);
        ASSERT_STATUS(on(others[i], "POST", "/extend", "{}"), 404);
    }
    ASSERT_STATUS(on(&lw.recruiter[1], "POST", "/finish", "{\"outcome\":\"hold\"}"), 404);
    ASSERT_STATUS(on(NULL, "GET", "", NULL), 401);
    ASSERT_STATUS(on(&lw.colleague, "POST", "/messages", "{\"text\":\"x\"}"), 403);
    ASSERT_STATUS(on(&lw.colleague, "POST", "/extend", "{}"), 403);
    ASSERT_STATUS(on(&lw.person[0], "POST", "/finish", "{\"outcome\":\"hold\"}"), 403);
    cr_assert_eq(db_number("SELECT version FROM session"), 1);
}

Test(sessions, what_is_said_comes_in_order_to_both)
{
    size_t from           = lw.heard_count;
    struct world_answer a = on(&lw.person[0], "POST", "/messages", "{\"text\":\"您好\"}");
    ASSERT_STATUS(a, 201);
    cr_assert_eq(world_number(a, "seq"), 1);
    cr_assert(str_eq(world_text(a, "side"), STR("candidate")));
    a = on(&lw.recruiter[0], "POST", "/messages", "{\"text\":\"请坐\"}");
    cr_assert_eq(world_number(a, "seq"), 2);
    cr_assert(str_eq(world_text(a, "side"), STR("recruiter")));
    cr_assert_eq(heard_since(from, "session.message", "session", str_from_cstr(session)), 2);
    a = on(&lw.colleague, "GET", "/messages", NULL);
    cr_assert_eq(world_length(a, "items"), 2);
    cr_assert(str_eq(world_text(a, "items.0.text"), STR("您好")));
    a = on(&lw.person[0], "GET", "/messages?after_seq=1", NULL);
    cr_assert_eq(world_length(a, "items"), 1);
    cr_assert_eq(world_number(a, "items.0.seq"), 2);
    a = on(&lw.person[0], "GET", "", NULL);
    cr_assert_eq(world_number(a, "message_count"), 2);
}

Test(sessions, blank_and_overlong_messages_are_refused)
{
    struct world_answer a = on(&lw.person[0], "POST", "/messages", "{\"text\":\"  \"}");
    ASSERT_REFUSED(a, 422, "invalid");
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/text")));
    ASSERT_STATUS(on(&lw.person[0], "POST", "/messages", "{}"), 422);
    char body[1100] = "{\"text\":\"";
    memset(body + 9, 'x', 1001);
    memcpy(body + 1010, "\"}", 3);
    ASSERT_STATUS(on(&lw.person[0], "POST", "/messages", body), 422);
    memcpy(body + 1009, "\"}", 3);
    ASSERT_STATUS(on(&lw.person[0], "POST", "/messages", body), 201);
}

Test(sessions, one_may_speak_through_the_grace_and_not_after)
{
    lw.w.clock.now += PLANNED_MS + 59999;
    ASSERT_STATUS(on(&lw.person[0], "POST", "/messages", "{\"text\":\"x\"}"), 201);
    lw.w.clock.now += 1;
    ASSERT_REFUSED(on(&lw.person[0], "POST", "/messages", "{\"text\":\"x\"}"), 409, "session_over");
    ASSERT_REFUSED(on(&lw.person[0], "POST", "/extend", "{}"), 409, "session_over");
    ASSERT_STATUS(on(&lw.person[0], "GET", "/messages", NULL), 200);
}

Test(sessions, more_time_needs_both_and_moves_the_tickets_end_too)
{
    size_t from           = lw.heard_count;
    struct world_answer a = on(&lw.person[0], "POST", "/extend", "{}");
    ASSERT_STATUS(a, 200);
    cr_assert(str_eq(world_text(a, "extend_asked_by"), STR("candidate")));
    cr_assert_eq(world_number(a, "extended_count"), 0);
    a = on(&lw.recruiter[0], "POST", "/extend", "{}");
    cr_assert(str_eq(world_text(a, "extend_asked_by"), STR("none")));
    cr_assert_eq(world_number(a, "extended_count"), 1);
    cr_assert_eq(db_number("SELECT ends_at - started_at FROM session"), PLANNED_MS * 3 / 2);
    cr_assert_eq(db_number("SELECT count(*) FROM ticket t JOIN session s ON s.id=t.session_id AND s.ends_at=t.session_ends_at"), 1);
    cr_assert_eq(heard_since(from, "session.extended", "me", lw.person[0].id), 2);
    cr_assert_eq(heard_since(from, "session.extended", "me", lw.recruiter[0].id), 2);
    struct live_line line;
    live_core_line(live_memory_core(lw.w.live), STR("b0"), NULL, NULL, &line);
    cr_assert_eq(line.running_ends_at[0], lw.w.clock.now + PLANNED_MS * 3 / 2);
    for (int i = 0; i < 2; i++) {
        ASSERT_STATUS(on(&lw.person[0], "POST", "/extend", "{}"), 200);
        ASSERT_STATUS(on(&lw.recruiter[0], "POST", "/extend", "{}"), 200);
    }
    ASSERT_REFUSED(on(&lw.person[0], "POST", "/extend", "{}"), 409, "already_extended");
    steps_are_whole();
}

Test(sessions, the_outcome_frees_both_at_once_and_the_note_stays_inside)
{
    size_t from           = lw.heard_count;
    struct world_answer a = on(&lw.recruiter[0], "POST", "/finish", "{\"outcome\":\"advance\",\"note\":\"手巧\"}");
    ASSERT_STATUS(a, 200);
    cr_assert(str_eq(world_text(a, "state"), STR("finished")));
    cr_assert(str_eq(world_text(a, "note"), STR("手巧")));
    cr_assert(state_is(ticket, "done"));
    a = on(&lw.person[0], "GET", "", NULL);
    cr_assert(world_text(a, "note").ptr == NULL);
    cr_assert(str_eq(world_text(a, "outcome"), STR("advance")));
    cr_assert(str_eq(world_text(on(&lw.colleague, "GET", "", NULL), "note"), STR("手巧")));
    cr_assert_eq(heard_since(from, "session.finished", "me", lw.person[0].id), 1);
    cr_assert_eq(heard_since(from, "session.finished", "me", lw.recruiter[0].id), 1);
    for (size_t i = from; i < lw.heard_count; i++)
        for (size_t k = 0; k + 6 <= lw.heard[i].text.len; k++)
            cr_assert(memcmp(lw.heard[i].text.ptr + k, "手巧", 6) != 0);
    cr_assert_eq(db_number("SELECT served_count*10+session_count FROM booth WHERE id='b0'"), 11);
    join(1, 0);
    cr_assert(call(0));
    ASSERT_REFUSED(on(&lw.recruiter[0], "POST", "/finish", "{\"outcome\":\"hold\"}"), 409, "session_over");
    ASSERT_REFUSED(on(&lw.person[0], "POST", "/messages", "{\"text\":\"x\"}"), 409, "session_over");
    steps_are_whole();
}

Test(sessions, a_decline_needs_a_reason_and_an_outcome_is_needed)
{
    struct world_answer a = on(&lw.recruiter[0], "POST", "/finish", "{\"outcome\":\"decline\",\"reason\":\" \"}");
    ASSERT_REFUSED(a, 422, "invalid");
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/reason")));
    a = on(&lw.recruiter[0], "POST", "/finish", "{\"outcome\":\"none\"}");
    ASSERT_REFUSED(a, 422, "invalid");
    cr_assert(str_eq(world_text(a, "errors.0.pointer"), STR("/outcome")));
    ASSERT_STATUS(on(&lw.recruiter[0], "POST", "/finish", "{}"), 422);
    cr_assert(state_is(ticket, "in_session"));
    ASSERT_STATUS(on(&lw.recruiter[0], "POST", "/finish", "{\"outcome\":\"decline\",\"reason\":\"经验不符\"}"), 200);
    cr_assert(str_eq(world_text(on(&lw.person[0], "GET", "", NULL), "reason"), STR("经验不符")));
}

Test(sessions, a_colleague_may_end_what_a_vanished_recruiter_left)
{
    ASSERT_STATUS(on(&lw.colleague, "POST", "/finish", "{\"outcome\":\"hold\"}"), 200);
    cr_assert(state_is(ticket, "done"));
}

Test(sessions, lists_show_the_newest_first_page_by_page_to_whom_they_belong)
{
    ASSERT_STATUS(finish(&lw.recruiter[0], session), 200);
    for (int i = 1; i < 4; i++) {
        lw.w.clock.now += 1000;
        join(i, 0);
        ASSERT_STATUS(finish(&lw.recruiter[0], answer(i, call(0))), 200);
    }
    struct world_answer a = world_call(&lw.w, "GET", "/api/v1/booths/b0/sessions?limit=3", NULL, &lw.colleague);
    ASSERT_STATUS(a, 200);
    cr_assert_eq(world_length(a, "items"), 3);
    cr_assert(str_eq(world_text(a, "items.0.candidate_name"), STR("person3")));
    const char *next = world_keep(&lw.w, world_text(a, "next"));
    a                = world_callf(&lw.w, &lw.colleague, "GET", NULL, "/api/v1/booths/b0/sessions?limit=3&after=%s", next);
    cr_assert_eq(world_length(a, "items"), 1);
    cr_assert(str_eq_cstr(world_text(a, "items.0.id"), session));
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/b0/sessions", NULL, &lw.recruiter[1]), 404);
    ASSERT_STATUS(world_call(&lw.w, "GET", "/api/v1/booths/b0/sessions", NULL, &lw.person[0]), 403);
    a = world_call(&lw.w, "GET", "/api/v1/me/sessions", NULL, &lw.person[0]);
    cr_assert_eq(world_length(a, "items"), 1);
    cr_assert_eq(world_length(world_call(&lw.w, "GET", "/api/v1/me/sessions", NULL, &lw.recruiter[0]), "items"), 4);
    cr_assert_eq(world_length(world_call(&lw.w, "GET", "/api/v1/me/sessions", NULL, &lw.colleague), "items"), 0);
    db("DELETE FROM member WHERE account_id='%.*s'", STR_ARG(lw.recruiter[0].id));
    a = world_call(&lw.w, "GET", "/api/v1/me/sessions", NULL, &lw.recruiter[0]); /* the talks remain theirs, the notes the booth's */
    cr_assert_eq(world_length(a, "items"), 4);
    cr_assert(world_text(a, "items.0.note").ptr == NULL);
}

struct listen {
    const struct who *who;
    enum err e;
    struct str full, place;
};
static void listen_run(void *arg)
{
    struct listen *l = arg;
    char channel[60];
    (void)snprintf(channel, sizeof channel, "session:%s", session);
    l->e = app_channel(lw.w.app, &lw.w.mem, l->who, str_from_cstr(channel), &l->full, &l->place);
}

Test(sessions, only_the_two_sides_listen)
{
    const struct {
        const struct world_account *who;
        enum err want;
    } cases[] = { { &lw.person[0], ERR_OK }, { &lw.recruiter[0], ERR_OK }, { &lw.colleague, ERR_NOT_FOUND }, { &lw.person[1], ERR_NOT_FOUND }, { &lw.stranger, ERR_NOT_FOUND } };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct listen l = { &cases[i].who->who, ERR_INTERNAL, STR_NONE, STR_NONE };
        world_run(&lw.w, listen_run, &l);
        cr_assert_eq(l.e, cases[i].want, "%zu", i);
        cr_assert_eq(l.place.len, 0);
    }
}
