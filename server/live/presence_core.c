/* Who is where: presence entries of processes, the holdings they add up to, and the sweep that ends them. */
#include <stdlib.h>

#include "proto/base/check.h"
#include "server/live/live_core_in.h"

static struct str key_of(char text[LIVE_KEY_MAX], struct str process, const struct live_presence *p)
{
    size_t len                  = 0;
    const struct str parts[3]   = { process, p->account_id, p->place };
    for (size_t i = process.len ? 0 : 1; i < COUNT_OF(parts); i++) {
        CHECK(len + parts[i].len + 1 < LIVE_KEY_MAX);
        if (parts[i].len)
            memcpy(text + len, parts[i].ptr, parts[i].len);
        len += parts[i].len;
        text[len++] = '|';
    }
    return str_make(text, len - 1);
}

static bool is_booth(struct str place)
{
    return str_starts(place, STR("booth:"));
}

/* Somebody came to a place, or left it for good. */
static void place_changed(struct live_core *core, const struct core_holding *h, int64_t since, int64_t now)
{
    if (h->place.len == 0) {
        struct core_person *p = core_person(core, h->account_id);
        p->online             = h->count > 0;
        core_person_judge(core, p, since, now);
        return;
    }
    if (!is_booth(h->place)) {
        core_dirty(core, h->place, now);
        return;
    }
    /* What a recruiter counts at one booth depends on all booths they staff. */
    core_dirty(core, str_skip(h->place, 6), now);
    size_t at = 0;
    for (struct core_holding *o = map_next(&core->holdings, &at); o; o = map_next(&core->holdings, &at))
        if (is_booth(o->place) && str_eq(o->account_id, h->account_id))
            core_dirty(core, str_skip(o->place, 6), now);
}

static void holding_add(struct live_core *core, const struct live_presence *p, int64_t now)
{
    char text[LIVE_KEY_MAX];
    struct str key         = key_of(text, STR_NONE, p);
    struct core_holding *h = map_get(&core->holdings, key);
    if (!h) {
        h             = core_new(sizeof *h);
        h->key        = core_text(key);
        h->account_id = core_text(p->account_id);
        h->place      = core_text(p->place);
        CHECK(map_put(&core->holdings, h->key, h));
    }
    if (++h->count == 1)
        place_changed(core, h, now, now);
}

static void holding_free(struct core_holding *h)
{
    core_text_free(&h->key);
    core_text_free(&h->account_id);
    core_text_free(&h->place);
    free(h);
}

static void entry_free(struct core_entry *e)
{
    core_text_free(&e->key);
    core_text_free(&e->account_id);
    core_text_free(&e->place);
    free(e);
}

static void entry_remove(struct live_core *core, struct core_entry *e, int64_t since, int64_t now)
{
    char text[LIVE_KEY_MAX];
    struct live_presence place = { e->account_id, e->place };
    struct core_holding *h     = map_get(&core->holdings, key_of(text, STR_NONE, &place));
    CHECK(h && h->count > 0 && map_remove(&core->entries, e->key) == e);
    if (--h->count == 0) {
        CHECK(map_remove(&core->holdings, h->key) == h);
        place_changed(core, h, since, now);
        holding_free(h);
    }
    entry_free(e);
}

void live_core_presence_set(struct live_core *core, const struct live_presence_in *in)
{
    for (size_t i = 0; i < in->count; i++) {
        char text[LIVE_KEY_MAX];
        struct str key       = key_of(text, in->process, &in->entries[i]);
        struct core_entry *e = map_get(&core->entries, key);
        if (in->until <= in->now || (e && e->until >= in->until))
            continue;
        if (!e) {
            e             = core_new(sizeof *e);
            e->key        = core_text(key);
            e->account_id = core_text(in->entries[i].account_id);
            e->place      = core_text(in->entries[i].place);
            CHECK(map_put(&core->entries, e->key, e));
            holding_add(core, &in->entries[i], in->now);
        }
        e->until = in->until;
    }
}

void live_core_presence_end(struct live_core *core, const struct live_presence_in *in)
{
    for (size_t i = 0; i < in->count; i++) {
        char text[LIVE_KEY_MAX];
        struct core_entry *e = map_get(&core->entries, key_of(text, in->process, &in->entries[i]));
        if (!e)
            continue;
        if (in->until < e->until)
            e->until = in->until;
        if (e->until <= in->now)
            entry_remove(core, e, e->until, in->now);
    }
}

/* --- the sweep -------------------------------------------------------------------------------------------------- */

static int entry_order(const void *a, const void *b)
{
    const struct core_entry *x = *(struct core_entry *const *)a;
    const struct core_entry *y = *(struct core_entry *const *)b;
    return (x->until > y->until) - (x->until < y->until);
}

static int due_order(const void *a, const void *b)
{
    const struct core_note *x = *(struct core_note *const *)a;
    const struct core_note *y = *(struct core_note *const *)b;
    return (x->due > y->due) - (x->due < y->due);
}

static void notes_expire(struct map *m, int64_t now)
{
    size_t len;
    void **list = core_sorted(m, due_order, &len);
    for (size_t i = 0; i < len; i++) {
        const struct core_note *n = list[i];
        if (n->due <= now)
            core_note_drop(m, n->id);
    }
    free(list);
}

static void pass_free(struct core_pass *p)
{
    if (!p)
        return;
    core_text_free(&p->id);
    core_text_free(&p->login_id);
    free(p);
}

static void absences_shift(struct live_core *core, int64_t gap, int64_t now)
{
    size_t at = 0;
    for (struct core_person *p = map_next(&core->persons, &at); p; p = map_next(&core->persons, &at))
        if (p->absent)
            p->absent_since = p->absent_since + gap < now ? p->absent_since + gap : now;
}

static int pass_order(const void *a, const void *b)
{
    const struct core_pass *x = *(struct core_pass *const *)a;
    const struct core_pass *y = *(struct core_pass *const *)b;
    return (x->until > y->until) - (x->until < y->until);
}

void live_core_presence_sweep(struct live_core *core, int64_t now)
{
    bool first  = core->swept_at == NONE;
    now         = first || now > core->swept_at ? now : core->swept_at;
    int64_t gap = first ? 0 : now - core->swept_at;
    bool down   = gap > LIVE_DOWN_MS;
    core->swept_at = now;
    if (down)
        absences_shift(core, gap, now);
    size_t len;
    void **list = core_sorted(&core->entries, entry_order, &len);
    for (size_t i = 0; i < len; i++) {
        struct core_entry *e = list[i];
        if (e->until > now)
            break;
        entry_remove(core, e, down ? now : e->until, now);
    }
    free(list);
    notes_expire(&core->gone, now);
    notes_expire(&core->shut, now);
    notes_expire(&core->once, now);
    list = core_sorted(&core->passes, pass_order, &len);
    for (size_t i = 0; i < len && ((struct core_pass *)list[i])->until <= now; i++)
        pass_free(map_remove(&core->passes, ((struct core_pass *)list[i])->id));
    free(list);
}

/* --- answers ---------------------------------------------------------------------------------------------------- */

static int absent_order(const void *a, const void *b)
{
    const struct core_person *x = *(struct core_person *const *)a;
    const struct core_person *y = *(struct core_person *const *)b;
    if (x->absent_since != y->absent_since)
        return x->absent_since < y->absent_since ? -1 : 1;
    return strcmp(x->id.ptr, y->id.ptr);
}

static int thaw_order(const void *a, const void *b)
{
    const struct core_person *x = *(struct core_person *const *)a;
    const struct core_person *y = *(struct core_person *const *)b;
    if (x->thaw_since != y->thaw_since)
        return x->thaw_since < y->thaw_since ? -1 : 1;
    return strcmp(x->id.ptr, y->id.ptr);
}

size_t live_core_freeze_due(struct live_core *core, int64_t before, struct str *ret_accounts, size_t max)
{
    size_t len, count = 0;
    void **list = core_sorted(&core->persons, absent_order, &len);
    for (size_t i = 0; i < len && count < max; i++) {
        const struct core_person *p = list[i];
        if (p->absent && p->absent_since < before)
            ret_accounts[count++] = p->id;
    }
    free(list);
    return count;
}

size_t live_core_thaw_due(struct live_core *core, struct str *ret_accounts, size_t max)
{
    size_t len, count = 0;
    void **list = core_sorted(&core->persons, thaw_order, &len);
    for (size_t i = 0; i < len && count < max; i++) {
        const struct core_person *p = list[i];
        if (p->thaw)
            ret_accounts[count++] = p->id;
    }
    free(list);
    return count;
}

bool live_core_online(struct live_core *core, struct str account_id)
{
    const struct core_person *p = map_get(&core->persons, account_id);
    return p && p->online;
}

int64_t live_core_fair_online(struct live_core *core, struct str fair_id)
{
    int64_t count = 0;
    size_t at     = 0;
    for (struct core_holding *h = map_next(&core->holdings, &at); h; h = map_next(&core->holdings, &at))
        count += str_starts(h->place, STR("fair:")) && str_eq(str_skip(h->place, 5), fair_id);
    return count;
}

/* --- one-time passes --------------------------------------------------------------------------------------------- */

void live_core_pass_put(struct live_core *core, struct str pass, struct str login_id, int64_t until)
{
    pass_free(map_remove(&core->passes, pass));
    struct core_pass *p = core_new(sizeof *p);
    p->id               = core_text(pass);
    p->login_id         = core_text(login_id);
    p->until            = until;
    CHECK(map_put(&core->passes, p->id, p));
}

bool live_core_pass_take(struct live_core *core, struct str pass, int64_t now, struct arena *mem, struct str *ret_login_id)
{
    struct core_pass *p = map_remove(&core->passes, pass);
    if (!p)
        return false;
    bool good     = p->until > now;
    *ret_login_id = good ? arena_dup(mem, p->login_id) : STR_NONE;
    CHECK(!good || ret_login_id->ptr);
    pass_free(p);
    return good;
}

void core_presence_wipe(struct live_core *core)
{
    size_t at = 0;
    for (struct core_entry *e = map_next(&core->entries, &at); e; e = map_next(&core->entries, &at))
        entry_free(e);
    at = 0;
    for (struct core_holding *h = map_next(&core->holdings, &at); h; h = map_next(&core->holdings, &at))
        holding_free(h);
    at = 0;
    for (struct core_pass *p = map_next(&core->passes, &at); p; p = map_next(&core->passes, &at))
        pass_free(p);
    map_done(&core->entries);
    map_done(&core->holdings);
    map_done(&core->passes);
}
