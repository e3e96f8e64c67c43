/* Tickets, booths, grants and the rule who is callable. */
#include "server/live/live_core.h"

#include <stdlib.h>

#include "proto/base/check.h"
#include "server/live/live_core_in.h"

/* --- small things ------------------------------------------------------------------------------------------- */

void *core_new(size_t bytes)
{
    void *p = calloc(1, bytes ? bytes : 1);
    CHECK(p);
    return p;
}

struct str core_text(struct str s)
{
    char *p = core_new(s.len + 1);
    if (s.len)
        memcpy(p, s.ptr, s.len);
    return str_make(p, s.len);
}

void core_text_free(struct str *s)
{
    union {
        const char *borrowed;
        void *owned;
    } p = { .borrowed = s->ptr };
    free(p.owned);
    *s = STR_NONE;
}

void **core_sorted(const struct map *m, int (*order)(const void *a, const void *b), size_t *ret_len)
{
    size_t len  = 0;
    size_t at   = 0;
    void **list = core_new((m->count + 1) * sizeof *list);
    for (void *v = map_next(m, &at); v; v = map_next(m, &at))
        list[len++] = v;
    if (len > 1)
        qsort(list, len, sizeof *list, order);
    *ret_len = len;
    return list;
}

static int text_order(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int d    = n ? memcmp(a.ptr, b.ptr, n) : 0;
    return d ? d : (a.len > b.len) - (a.len < b.len);
}

bool core_is_live(unsigned state)
{
    return state == ticket_state_waiting || state == ticket_state_ringing || state == ticket_state_in_session;
}

void core_note_set(struct map *m, struct str id, int64_t value, int64_t due)
{
    struct core_note *n = map_get(m, id);
    if (!n) {
        n     = core_new(sizeof *n);
        n->id = core_text(id);
        CHECK(map_put(m, n->id, n));
    }
    n->value = value;
    n->due   = due;
}

void core_note_drop(struct map *m, struct str id)
{
    struct core_note *n = map_remove(m, id);
    if (n)
        core_text_free(&n->id);
    free(n);
}

void core_dirty(struct live_core *core, struct str id, int64_t now)
{
    if (!map_get(&core->dirty, id))
        core_note_set(&core->dirty, id, now, now);
}

struct core_person *core_person(struct live_core *core, struct str id)
{
    struct core_person *p = map_get(&core->persons, id);
    if (!p) {
        p     = core_new(sizeof *p);
        p->id = core_text(id);
        CHECK(map_put(&core->persons, p->id, p));
    }
    return p;
}

static struct core_booth *booth_of(struct live_core *core, struct str id)
{
    struct core_booth *b = map_get(&core->booths, id);
    if (!b) {
        b         = core_new(sizeof *b);
        b->row.id = core_text(id);
        CHECK(map_put(&core->booths, b->row.id, b));
    }
    return b;
}

/* --- who is callable ------------------------------------------------------------------------------------------ */

static bool waits(const struct core_ticket *t)
{
    return t->row.state == ticket_state_waiting;
}

static unsigned ticket_why(const struct core_ticket *t)
{
    if (t->row.frozen)
        return not_callable_frozen;
    if (!t->person->online)
        return not_callable_offline;
    if (t->person->engaged_count > 0)
        return not_callable_engaged;
    if (t->row.snoozed_until_call > t->booth->row.call_count)
        return not_callable_snoozed;
    return not_callable_no;
}

/* Judges all of a person's waiting tickets anew, and whether the person is to be frozen or thawed. `since`: from when
 * an absence that begins now counts. */
void core_person_judge(struct live_core *core, struct core_person *p, int64_t since, int64_t now)
{
    bool some_frozen = false;
    bool some_warm   = false;
    for (struct core_ticket *t = p->tickets; t; t = t->next_of_person) {
        if (!waits(t))
            continue;
        unsigned why = ticket_why(t);
        if (why != t->why) {
            t->why = why;
            core_dirty(core, t->row.booth_id, now);
        }
        some_frozen = some_frozen || t->row.frozen;
        some_warm   = some_warm || !t->row.frozen;
    }
    bool absent = !p->online && some_warm;
    bool thaw   = p->online && some_frozen;
    if (absent && !p->absent)
        p->absent_since = since;
    if (thaw && !p->thaw)
        p->thaw_since = now;
    p->absent = absent;
    p->thaw   = thaw;
}

/* --- grants --------------------------------------------------------------------------------------------------- */

static void grant_free(struct core_grant *g)
{
    core_text_free(&g->id);
    core_text_free(&g->ticket_id);
    core_text_free(&g->booth_id);
    free(g);
}

/* Remembers the id as shut; returns the candidate freed, NULL when the grant was not open. */
static struct core_person *grant_shut(struct live_core *core, struct str grant_id, int64_t now)
{
    core_note_set(&core->shut, grant_id, 0, now + LIVE_GONE_MS);
    struct core_grant *g = map_remove(&core->grants, grant_id);
    if (!g)
        return NULL;
    struct core_person *freed = g->candidate;
    freed->engaged_count--;
    g->recruiter->busy_count--;
    if (g->ticket)
        g->ticket->grant = NULL;
    grant_free(g);
    return freed;
}

void live_core_grant_undo(struct live_core *core, struct str grant_id, int64_t now)
{
    struct core_person *freed = grant_shut(core, grant_id, now);
    if (freed)
        core_person_judge(core, freed, now, now);
}

static void line_counts(struct core_booth *b, struct live_pick *p)
{
    for (struct core_ticket *t = b ? b->tickets : NULL; t; t = t->next_of_booth) {
        if (!waits(t))
            continue;
        p->waiting++;
        p->offline += t->why == not_callable_offline || t->why == not_callable_frozen;
        p->engaged += t->why == not_callable_engaged;
        p->snoozed += t->why == not_callable_snoozed;
    }
}

static bool ticket_before(const struct core_ticket *a, const struct core_ticket *b)
{
    if (a->row.order_key != b->row.order_key)
        return a->row.order_key < b->row.order_key;
    return text_order(a->row.id, b->row.id) < 0;
}

static struct core_ticket *ticket_to_take(struct core_booth *b, struct str ticket_id)
{
    struct core_ticket *first = NULL;
    for (struct core_ticket *t = b ? b->tickets : NULL; t; t = t->next_of_booth) {
        if (!waits(t) || t->why != not_callable_no)
            continue;
        if (ticket_id.len ? str_eq(ticket_id, t->row.id) : !first || ticket_before(t, first))
            first = t;
    }
    return first;
}

static void grant_take(struct live_core *core, const struct live_pick_in *in, struct core_ticket *t)
{
    struct core_grant *g = core_new(sizeof *g);
    g->id                = core_text(in->grant_id);
    g->ticket            = t;
    g->ticket_id         = core_text(t->row.id);
    g->booth_id          = core_text(t->row.booth_id);
    g->candidate         = t->person;
    g->recruiter         = core_person(core, in->recruiter_id);
    g->taken_at          = in->now;
    g->candidate->engaged_count++;
    g->recruiter->busy_count++;
    t->grant = g;
    CHECK(map_put(&core->grants, g->id, g));
    core_person_judge(core, g->candidate, in->now, in->now);
}

void live_core_pick(struct live_core *core, const struct live_pick_in *in, struct live_pick *ret_pick)
{
    struct core_booth *b = map_get(&core->booths, in->booth_id);
    *ret_pick            = (struct live_pick){ 0 };
    line_counts(b, ret_pick);
    struct core_grant *g = map_get(&core->grants, in->grant_id);
    if (g) {
        ret_pick->ticket_id    = g->ticket_id;
        ret_pick->candidate_id = g->candidate->id;
        return;
    }
    if (map_get(&core->shut, in->grant_id))
        return;
    if (core_person(core, in->recruiter_id)->busy_count > 0) {
        ret_pick->recruiter_busy = true;
        return;
    }
    struct core_ticket *t = ticket_to_take(b, in->ticket_id);
    if (!t)
        return;
    grant_take(core, in, t);
    ret_pick->ticket_id    = t->row.id;
    ret_pick->candidate_id = t->row.candidate_id;
}

static int grant_order(const void *a, const void *b)
{
    const struct core_grant *x = *(struct core_grant *const *)a;
    const struct core_grant *y = *(struct core_grant *const *)b;
    if (x->taken_at != y->taken_at)
        return x->taken_at < y->taken_at ? -1 : 1;
    return text_order(x->id, y->id);
}

size_t live_core_grants_open(struct live_core *core, int64_t taken_before, struct live_grant *ret_grants, size_t max)
{
    size_t len, count = 0;
    void **list = core_sorted(&core->grants, grant_order, &len);
    for (size_t i = 0; i < len && count < max; i++) {
        const struct core_grant *g = list[i];
        if (g->taken_at < taken_before)
            ret_grants[count++] = (struct live_grant){ g->id, g->ticket_id, g->booth_id, g->taken_at };
    }
    free(list);
    return count;
}

/* --- tickets -------------------------------------------------------------------------------------------------- */

static void row_copy(struct live_ticket *to, const struct live_ticket *from)
{
    *to              = *from;
    to->id           = core_text(from->id);
    to->booth_id     = core_text(from->booth_id);
    to->fair_id      = core_text(from->fair_id);
    to->candidate_id = core_text(from->candidate_id);
    to->recruiter_id = core_text(from->recruiter_id);
    to->grant_id     = core_text(from->grant_id);
}

static void row_done(struct live_ticket *r)
{
    core_text_free(&r->id);
    core_text_free(&r->booth_id);
    core_text_free(&r->fair_id);
    core_text_free(&r->candidate_id);
    core_text_free(&r->recruiter_id);
    core_text_free(&r->grant_id);
}

static void engage(struct live_core *core, struct core_ticket *t, int64_t by)
{
    if (waits(t))
        return;
    t->person->engaged_count += by;
    if (t->row.recruiter_id.len)
        core_person(core, t->row.recruiter_id)->busy_count += by;
}

static void ticket_attach(struct live_core *core, const struct live_ticket *row)
{
    struct core_ticket *t = core_new(sizeof *t);
    row_copy(&t->row, row);
    t->why            = not_callable_count;
    t->person         = core_person(core, row->candidate_id);
    t->next_of_person = t->person->tickets;
    t->person->tickets = t;
    t->booth          = booth_of(core, row->booth_id);
    t->next_of_booth  = t->booth->tickets;
    t->booth->tickets = t;
    CHECK(map_put(&core->tickets, t->row.id, t));
    engage(core, t, 1);
}

static void ticket_detach(struct live_core *core, struct core_ticket *t)
{
    engage(core, t, -1);
    CHECK(map_remove(&core->tickets, t->row.id) == t);
    struct core_ticket **at = &t->person->tickets;
    while (*at != t)
        at = &(*at)->next_of_person;
    *at = t->next_of_person;
    at  = &t->booth->tickets;
    while (*at != t)
        at = &(*at)->next_of_booth;
    *at = t->next_of_booth;
    row_done(&t->row);
    free(t);
}

void live_core_ticket_apply(struct live_core *core, const struct live_ticket *row, int64_t now)
{
    struct core_ticket *old = map_get(&core->tickets, row->id);
    struct core_note *gone  = map_get(&core->gone, row->id);
    if ((old && row->version < old->row.version) || (gone && row->version < gone->value))
        return;
    /* What is judged only after the new row is in: the ticket's owner before and after, and whoever a grant freed. */
    struct core_person *judged[4] = { old ? old->person : NULL };
    struct core_grant *open       = old ? old->grant : NULL;
    if (old) {
        core_dirty(core, old->row.booth_id, now);
        ticket_detach(core, old);
        if (open)
            open->ticket = NULL;
    }
    if (row->grant_id.len) {
        bool same = open && str_eq(open->id, row->grant_id);
        judged[1] = grant_shut(core, row->grant_id, now);
        open      = same ? NULL : open;
    }
    if (open && row->state != ticket_state_waiting) {
        judged[2] = grant_shut(core, open->id, now);
        open      = NULL;
    }
    if (core_is_live(row->state)) {
        ticket_attach(core, row);
        core_note_drop(&core->gone, row->id);
        struct core_ticket *fresh = map_get(&core->tickets, row->id);
        fresh->grant              = open;
        if (open)
            open->ticket = fresh;
        judged[3] = fresh->person;
    } else {
        core_note_set(&core->gone, row->id, row->version, now + LIVE_GONE_MS);
    }
    core_dirty(core, row->booth_id, now);
    for (size_t i = 0; i < COUNT_OF(judged); i++)
        if (judged[i])
            core_person_judge(core, judged[i], now, now);
}

void live_core_booth_apply(struct live_core *core, const struct live_booth *row, int64_t now)
{
    struct core_booth *b = booth_of(core, row->id);
    if (b->known && row->version < b->row.version)
        return;
    struct str id = b->row.id;
    core_text_free(&b->row.fair_id);
    b->row         = *row;
    b->row.id      = id;
    b->row.fair_id = core_text(row->fair_id);
    b->known       = true;
    core_dirty(core, id, now);
    for (struct core_ticket *t = b->tickets; t; t = t->next_of_booth)
        core_person_judge(core, t->person, now, now);
}

/* --- lines ---------------------------------------------------------------------------------------------------- */

static int ticket_order(const void *a, const void *b)
{
    const struct core_ticket *x = *(struct core_ticket *const *)a;
    const struct core_ticket *y = *(struct core_ticket *const *)b;
    return ticket_before(x, y) ? -1 : 1;
}

/* Keeps the earliest LIVE_RUNNING_MAX ends, in order. */
static void line_running(const struct core_booth *b, struct live_line *l)
{
    for (const struct core_ticket *t = b->tickets; t; t = t->next_of_booth) {
        if (t->row.state != ticket_state_in_session || t->row.ends_at == NONE)
            continue;
        size_t at = l->running_count;
        for (; at > 0 && l->running_ends_at[at - 1] > t->row.ends_at; at--)
            if (at < LIVE_RUNNING_MAX)
                l->running_ends_at[at] = l->running_ends_at[at - 1];
        if (at < LIVE_RUNNING_MAX)
            l->running_ends_at[at] = t->row.ends_at;
        if (l->running_count < LIVE_RUNNING_MAX)
            l->running_count++;
    }
}

static void line_order(struct core_booth *b, int64_t *numbers, unsigned *why, struct live_line *l)
{
    size_t len                = 0;
    struct core_ticket **list = core_new(((size_t)l->waiting + 1) * sizeof(struct core_ticket *));
    for (struct core_ticket *t = b->tickets; t; t = t->next_of_booth)
        if (waits(t))
            list[len++] = t;
    if (len > 1)
        qsort(list, len, sizeof *list, ticket_order);
    l->numbers      = numbers;
    l->why          = why;
    l->number_count = len < LIVE_ORDER_MAX ? len : LIVE_ORDER_MAX;
    for (size_t i = 0; i < l->number_count; i++) {
        numbers[i] = list[i]->row.number;
        why[i]     = list[i]->why;
    }
    free(list);
}

static void line_staff(struct live_core *core, struct live_line *l)
{
    size_t at = 0;
    for (struct core_holding *h = map_next(&core->holdings, &at); h; h = map_next(&core->holdings, &at)) {
        if (!str_starts(h->place, STR("booth:")) || !str_eq(str_skip(h->place, 6), l->booth_id))
            continue;
        int64_t staffed = 0;
        size_t other_at = 0;
        for (struct core_holding *o = map_next(&core->holdings, &other_at); o; o = map_next(&core->holdings, &other_at))
            staffed += str_starts(o->place, STR("booth:")) && str_eq(o->account_id, h->account_id);
        l->staff_count++;
        l->staff_permille += 1000 / staffed;
    }
}

void live_core_line(struct live_core *core, struct str booth_id, int64_t *numbers, unsigned *why, struct live_line *ret_line)
{
    struct core_booth *b = map_get(&core->booths, booth_id);
    *ret_line            = (struct live_line){ .booth_id = booth_id, .ends_at = NONE };
    line_staff(core, ret_line);
    if (!b)
        return;
    struct live_pick counts = { 0 };
    line_counts(b, &counts);
    ret_line->waiting  = counts.waiting;
    ret_line->callable = counts.waiting - counts.offline - counts.engaged - counts.snoozed;
    if (b->known) {
        ret_line->known           = true;
        ret_line->fair_id         = b->row.fair_id;
        ret_line->state           = b->row.state;
        ret_line->session_mean_ms = b->row.session_mean_ms;
        ret_line->session_count   = b->row.session_count;
        ret_line->planned_ms      = b->row.planned_ms;
        ret_line->served_permille = b->row.served_permille;
        ret_line->ends_at         = b->row.ends_at;
        ret_line->version         = b->row.version;
    }
    line_running(b, ret_line);
    if (numbers)
        line_order(b, numbers, why, ret_line);
}

int64_t live_core_ahead(struct live_core *core, struct str booth_id, struct str ticket_id)
{
    struct core_ticket *own = map_get(&core->tickets, ticket_id);
    if (!own || !waits(own) || !str_eq(own->row.booth_id, booth_id))
        return NONE;
    int64_t ahead = 0;
    for (struct core_ticket *t = own->booth->tickets; t; t = t->next_of_booth)
        ahead += waits(t) && ticket_before(t, own);
    return ahead;
}

static int note_order(const void *a, const void *b)
{
    const struct core_note *x = *(struct core_note *const *)a;
    const struct core_note *y = *(struct core_note *const *)b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return text_order(x->id, y->id);
}

size_t live_core_dirty_take(struct live_core *core, struct str *ret_ids, size_t max, struct arena *mem)
{
    size_t len, count = 0;
    void **list = core_sorted(&core->dirty, note_order, &len);
    for (; count < len && count < max; count++) {
        const struct core_note *n = list[count];
        ret_ids[count]            = arena_dup(mem, n->id);
        CHECK(ret_ids[count].ptr);
        core_note_drop(&core->dirty, n->id);
    }
    free(list);
    return count;
}

/* --- forgetting and checking -------------------------------------------------------------------------------------- */

void core_line_wipe(struct live_core *core)
{
    size_t at = 0;
    for (struct core_ticket *t = map_next(&core->tickets, &at); t; t = map_next(&core->tickets, &at)) {
        row_done(&t->row);
        free(t);
    }
    at = 0;
    for (struct core_booth *b = map_next(&core->booths, &at); b; b = map_next(&core->booths, &at)) {
        core_text_free(&b->row.id);
        core_text_free(&b->row.fair_id);
        free(b);
    }
    at = 0;
    for (struct core_grant *g = map_next(&core->grants, &at); g; g = map_next(&core->grants, &at))
        grant_free(g);
    at = 0;
    for (struct core_person *p = map_next(&core->persons, &at); p; p = map_next(&core->persons, &at)) {
        core_text_free(&p->id);
        free(p);
    }
    map_done(&core->tickets);
    map_done(&core->booths);
    map_done(&core->grants);
    map_done(&core->persons);
}

void live_core_check(struct live_core *core)
{
    size_t at = 0;
    for (struct core_person *p = map_next(&core->persons, &at); p; p = map_next(&core->persons, &at)) {
        int64_t engaged = 0;
        bool warm       = false;
        for (struct core_ticket *t = p->tickets; t; t = t->next_of_person) {
            CHECK(t->person == p && core_is_live(t->row.state));
            engaged += !waits(t);
            engaged += t->grant != NULL;
            warm = warm || (waits(t) && !t->row.frozen);
        }
        /* A grant whose ticket went waiting in another row keeps its candidate until it is shut. */
        CHECK(p->engaged_count >= engaged && p->busy_count >= 0);
        CHECK(p->absent == (!p->online && warm));
    }
    at = 0;
    for (struct core_ticket *t = map_next(&core->tickets, &at); t; t = map_next(&core->tickets, &at)) {
        CHECK(!waits(t) || t->why == ticket_why(t));
        CHECK(!t->grant || (waits(t) && t->grant->ticket == t));
    }
    at = 0;
    for (struct core_grant *g = map_next(&core->grants, &at); g; g = map_next(&core->grants, &at))
        CHECK(!g->ticket || g->ticket->grant == g);
}
