/* The port over the memory: its faults and its loading. */
#include <criterion/criterion.h>

#include "server/live/memory.h"

static int64_t moment = 1790000000000;
static enum live_fate fate;
static unsigned asked, befores, afters;
static struct live_memory *memory;
static struct live_port *port;
static struct arena mem;
static struct settings settings = { .process_id = { "p1", 2 } };
static struct ctx c;

static int64_t now(struct clock_port *self)
{
    (void)self;
    return moment;
}
static struct clock_port clock_of = { now };
static struct hall hall           = { .clock = &clock_of, .settings = &settings };

static enum live_fate before(void *arg, const char *verb)
{
    (void)arg;
    (void)verb;
    befores++;
    return fate;
}

static void after(void *arg, const char *verb)
{
    (void)arg;
    (void)verb;
    afters++;
}

static void rebuild(void *arg)
{
    (void)arg;
    asked++;
}

static void setup(void)
{
    fate  = LIVE_FATE_GOES_WELL;
    asked = befores = afters = 0;
    memory                   = live_memory_new(
                              &(struct live_memory_config){ .rebuild = rebuild, .before = before, .after = after, .loaded = true });
    port = live_memory_port(memory);
    arena_init(&mem, 100000);
    c = (struct ctx){ .mem = &mem, .hall = &hall };
}

static void teardown(void)
{
    arena_done(&mem);
    live_memory_free(memory);
}

TestSuite(memory, .init = setup, .fini = teardown);

static struct live_ticket ticket(void)
{
    return (struct live_ticket){ .id = STR("t1"), .booth_id = STR("b1"), .fair_id = STR("f1"), .candidate_id = STR("a1"), .version = 1, .ends_at = NONE };
}

static int64_t ahead(void)
{
    int64_t found = -5;
    cr_assert_eq(port->ahead(port, &c, STR("b1"), STR("t1"), &found), ERR_OK);
    return found;
}

Test(memory, a_verb_lost_before_did_nothing_and_one_lost_after_did_all)
{
    struct live_ticket t = ticket();
    fate                 = LIVE_FATE_LOST_BEFORE;
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_UNAVAILABLE);
    fate = LIVE_FATE_GOES_WELL;
    cr_assert_eq(ahead(), NONE);
    fate = LIVE_FATE_LOST_AFTER;
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_UNAVAILABLE);
    fate = LIVE_FATE_GOES_WELL;
    cr_assert_eq(ahead(), 0);
    cr_assert(befores == 4 && afters == 3);
}

Test(memory, an_emptied_memory_refuses_asks_once_and_serves_only_its_loader)
{
    const char *why      = "";
    struct live_ticket t = ticket();
    struct ctx other     = c;
    bool mine            = false;
    fate                 = LIVE_FATE_EMPTIED;
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_UNAVAILABLE);
    fate = LIVE_FATE_GOES_WELL;
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_UNAVAILABLE);
    cr_assert(asked == 1 && !port->healthy(port, &why));
    cr_assert_str_eq(why, "rebuilding");
    cr_assert(port->load_begin(port, &c, &mine) == ERR_OK && mine);
    cr_assert(port->load_begin(port, &other, &mine) == ERR_OK && !mine);
    cr_assert_eq(port->ticket_apply(port, &other, &t, 1), ERR_UNAVAILABLE);
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_OK);
    cr_assert_eq(port->load_end(port, &other), ERR_UNAVAILABLE);
    cr_assert_eq(port->load_end(port, &c), ERR_OK);
    cr_assert(port->healthy(port, &why));
    cr_assert_eq(ahead(), 0);
}

Test(memory, a_loader_that_took_too_long_is_refused)
{
    struct live_ticket t = ticket();
    bool mine            = false;
    live_memory_wipe(memory);
    cr_assert(port->load_begin(port, &c, &mine) == ERR_OK && mine);
    moment += LIVE_LEASE_MS;
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_UNAVAILABLE);
    cr_assert_eq(port->load_end(port, &c), ERR_UNAVAILABLE);
}

Test(memory, answers_survive_what_comes_after_them)
{
    struct live_ticket t   = ticket();
    struct live_presence p = { STR("a1"), STR_NONE };
    struct live_pick got;
    struct str login = STR_NONE;
    cr_assert_eq(port->ticket_apply(port, &c, &t, 1), ERR_OK);
    cr_assert_eq(port->presence_set(port, &c, &p, 1, moment + 1), ERR_OK);
    cr_assert_eq(port->pick(port, &c, &(struct live_pick_in){ STR("b1"), STR("r1"), STR("g1"), STR_NONE, moment }, &got), ERR_OK);
    live_memory_wipe(memory);
    cr_assert(str_eq(got.ticket_id, STR("t1")) && str_eq(got.candidate_id, STR("a1")));
    cr_assert_eq(port->pass_take(port, &c, STR("x"), moment, &login), ERR_UNAVAILABLE);
}

Test(memory, no_room_for_an_answer_is_said)
{
    struct live_line line;
    struct str id = STR("b1");
    struct arena small;
    arena_init(&small, 512);
    c.mem = &small;
    cr_assert_eq(port->lines(port, &c, &id, 1, true, &line), ERR_NO_MEMORY);
    arena_done(&small);
}
