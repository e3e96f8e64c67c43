/* The chain of deeds: it grows with them, and whatever is done to its rows later is found. */
#include "server/port/audit.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/world.h"

static struct world w;
static struct world_account staff;

static void begin(void)
{
    world_init(&w);
    staff = world_account(&w, "boss", role_staff);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(audit, .init = begin, .fini = end);

static enum err deeds_write(struct store_tx *tx, void *arg)
{
    const int *count = arg;
    tx->ctx->who     = staff.who;
    for (int i = 1; i <= *count; i++) {
        char subject[16];
        (void)snprintf(subject, sizeof subject, "s%d", i);
        TRY(audit_add(tx, &(struct audit_in){ STR("thing.step"), str_from_cstr(subject), STR("因为") }));
    }
    return ERR_OK;
}

static void deeds(int count)
{
    world_write(&w, deeds_write, &count);
}

static enum err tamper_write(struct store_tx *tx, void *arg)
{
    return tx_exec(tx, arg, NO_BINDS, NULL);
}

static void tamper(char *sql)
{
    world_write(&w, tamper_write, sql);
}

static enum err walk_read(struct store_tx *tx, void *arg)
{
    struct audit_walk *walk = arg;
    while (!walk->done && !walk->why)
        TRY(audit_walk_on(tx, walk, 3)); /* in stretches */
    return ERR_OK;
}

static struct audit_walk walked_with(const struct audit_head *kept, size_t count)
{
    struct audit_walk walk;
    audit_walk_start(&walk, kept, count);
    world_write(&w, walk_read, &walk);
    return walk;
}

static struct audit_walk walked(void)
{
    return walked_with(NULL, 0);
}

static enum err head_read(struct store_tx *tx, void *arg)
{
    return audit_head_read(tx, arg);
}

static struct audit_head head_now(void)
{
    struct audit_head head;
    world_write(&w, head_read, &head);
    return head;
}

Test(audit, an_untouched_chain_fits_whatever_its_length)
{
    for (int n = 0; n < 8; n++) {
        struct audit_walk walk = walked();
        cr_assert(walk.done && !walk.why);
        cr_assert_eq(walk.head.sequence, n);
        deeds(1);
    }
    struct audit_walk walk = walked();
    struct audit_head head = head_now();
    cr_assert_eq(memcmp(walk.head.hash, head.hash, AUDIT_HASH_LEN), 0);
}

static enum err undone_write(struct store_tx *tx, void *arg)
{
    int one = 1;
    (void)arg; /* always the same */
    TRY(deeds_write(tx, &one));
    return ERR_CONFLICT;
}

static void undone_run(void *arg)
{
    struct ctx c = world_ctx(&w);
    (void)arg; /* nothing to say */
    cr_assert_eq(store_write(&c, undone_write, NULL), ERR_CONFLICT);
}

Test(audit, a_deed_that_was_undone_leaves_no_row_and_no_gap)
{
    deeds(2);
    world_run(&w, undone_run, NULL);
    cr_assert_eq(head_now().sequence, 2);
    deeds(1);
    struct audit_walk walk = walked();
    cr_assert(!walk.why && walk.head.sequence == 3);
}

Test(audit, whatever_is_changed_in_a_row_is_found_there)
{
    static char *const changes[] = {
        "UPDATE audit SET at = at + 1 WHERE sequence = 4",
        "UPDATE audit SET actor_id = '' WHERE sequence = 4",
        "UPDATE audit SET role = 'admin' WHERE sequence = 4",
        "UPDATE audit SET role = 'king' WHERE sequence = 4",
        "UPDATE audit SET action = 'thing.stop' WHERE sequence = 4",
        "UPDATE audit SET subject_id = 's5' WHERE sequence = 4",
        "UPDATE audit SET reason = reason || ' ' WHERE sequence = 4",
        "UPDATE audit SET reason = CAST(x'FF00FE' AS TEXT) WHERE sequence = 4",
        "UPDATE audit SET action = 'thing.steps', subject_id = '4' WHERE sequence = 4", /* the same letters, cut elsewhere */
        "UPDATE audit SET hash = upper(hash) WHERE sequence = 4",
        "UPDATE audit SET hash = '' WHERE sequence = 4",
        "UPDATE audit SET previous = hash WHERE sequence = 4",
    };
    for (size_t i = 0; i < COUNT_OF(changes); i++) {
        world_done(&w);
        begin();
        deeds(7);
        tamper(changes[i]);
        struct audit_walk walk = walked();
        cr_assert(walk.why, "%s", changes[i]);
        cr_assert_eq(walk.why_sequence, 4, "%s: row %lld", changes[i], (long long)walk.why_sequence);
        cr_assert_eq(walk.head.sequence, 3);
    }
}

/* UPDATE meets each number once, so a swap goes by way of a third. */
Test(audit, rows_taken_out_put_in_or_moved_are_found)
{
    static const struct {
        char *sql[3];
        int64_t row;
    } rows[] = {
        { { "DELETE FROM audit WHERE sequence = 4" }, 5 },
        { { "DELETE FROM audit WHERE sequence = 1" }, 2 },
        { { "DELETE FROM audit WHERE sequence < 4" }, 4 },
        { { "DELETE FROM audit WHERE sequence = 4", "UPDATE audit SET sequence = sequence - 1 WHERE sequence > 4" }, 4 },
        { { "UPDATE audit SET sequence = 100 WHERE sequence = 4", "UPDATE audit SET sequence = 4 WHERE sequence = 5", "UPDATE audit SET sequence = 5 WHERE sequence = 100" }, 4 },
        { { "INSERT INTO audit SELECT 0, at, actor_id, role, action, subject_id, reason, previous, hash FROM audit WHERE sequence = 1" }, 0 },
        { { "INSERT INTO audit SELECT -9, at, actor_id, role, action, subject_id, reason, previous, hash FROM audit WHERE sequence = 1" }, -9 },
        { { "INSERT INTO audit SELECT 8, at, actor_id, role, action, subject_id, reason, previous, hash FROM audit WHERE sequence = 7" }, 8 },
        { { "INSERT INTO audit SELECT 8, at, actor_id, role, action, subject_id, reason, hash, hash FROM audit WHERE sequence = 7" }, 8 },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        world_done(&w);
        begin();
        deeds(7);
        for (size_t k = 0; k < 3 && rows[i].sql[k]; k++)
            tamper(rows[i].sql[k]);
        struct audit_walk walk = walked();
        cr_assert(walk.why, "%s", rows[i].sql[0]);
        cr_assert_eq(walk.why_sequence, rows[i].row, "%s: row %lld", rows[i].sql[0], (long long)walk.why_sequence);
    }
}

Test(audit, a_cut_at_the_end_shows_only_against_a_kept_head)
{
    struct audit_head kept[2];
    deeds(3);
    kept[0] = head_now();
    deeds(4);
    kept[1] = head_now();
    tamper("DELETE FROM audit WHERE sequence > 5");
    cr_assert(!walked().why, "nothing in the rows tells it");
    struct audit_walk walk = walked_with(kept, 2);
    cr_assert(walk.why && walk.why_sequence == 6);
    cr_assert(!walked_with(kept, 1).why, "behind the last kept head nobody knows");
    deeds(2);
    walk = walked_with(kept, 2);
    cr_assert(walk.why && walk.why_sequence == 7, "grown again to the same length, with other rows");
}

Test(audit, a_chain_computed_anew_shows_against_a_kept_head)
{
    deeds(4);
    struct audit_head kept = head_now();
    tamper("DELETE FROM audit");
    w.clock.now++;
    deeds(6);
    cr_assert(!walked().why);
    struct audit_walk walk = walked_with(&kept, 1);
    cr_assert(walk.why && walk.why_sequence == 4);
}

Test(audit, the_hash_is_the_one_the_header_states)
{
    static const char zeros[] = "0000000000000000000000000000000000000000000000000000000000000000";
    const struct audit_fields row = { .sequence = 1, .at = 1795482000000, .actor_id = STR("a1"), .role = STR("staff"), .action = STR("thing.step"), .subject_id = STR("s1"),
                                      .reason = STR("因为"), .previous = str_make(zeros, 64), .hash = STR("") };
    char hash[AUDIT_HASH_LEN];
    audit_hash(&row, hash);
    /* printf '64:0…0,1:1,13:1795482000000,2:a1,5:staff,10:thing.step,2:s1,6:因为,' | sha256sum */
    cr_assert(str_eq(str_make(hash, AUDIT_HASH_LEN), STR("725c6af841fbaa55fa51fe7baf41615576d17e13f3d17d03097d8eaa719e4a90")), "%.*s", AUDIT_HASH_LEN, hash);
}

Test(audit, kept_heads_are_read_from_their_lines)
{
    struct audit_head head;
#define HASH "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
    cr_assert(audit_head_parse(STR("7 " HASH " 2026-11-24T09:00:00.000+08:00"), &head));
    cr_assert(head.sequence == 7 && memcmp(head.hash, HASH, AUDIT_HASH_LEN) == 0);
    cr_assert(audit_head_parse(STR("9223372036854775807 " HASH), &head));
    static const char *const bad[] = { "", "7", "7 ", "0 " HASH, "-1 " HASH, "x " HASH, "7 " HASH "0", "7 0" HASH, "9223372036854775808 " HASH,
                                       "7 00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff", "7  " HASH };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert(!audit_head_parse(str_from_cstr(bad[i]), &head), "%s", bad[i]);
}

static enum err long_write(struct store_tx *tx, void *arg)
{
    return audit_add(tx, &(struct audit_in){ STR("thing.step"), STR_NONE, *(const struct str *)arg });
}

static enum err reason_length(struct store_tx *tx, void *arg)
{
    return tx_int(tx, "SELECT length(reason) FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)", NO_BINDS, arg);
}

Test(audit, long_reasons_are_cut_between_characters)
{
    static char text[3 * (AUDIT_REASON_MAX + 1)];
    int64_t length = 0;
    for (size_t i = 0; i < AUDIT_REASON_MAX + 1; i++)
        memcpy(text + 3 * i, "字", 3);
    for (size_t n = AUDIT_REASON_MAX - 1; n <= AUDIT_REASON_MAX + 1; n++) {
        struct str reason = str_make(text, 3 * n);
        world_write(&w, long_write, &reason);
        world_write(&w, reason_length, &length);
        cr_assert_eq(length, n < AUDIT_REASON_MAX ? (int64_t)n : AUDIT_REASON_MAX);
    }
    cr_assert(!walked().why);
}

/* --- the deeds of the hall --------------------------------------------------------------------------------------- */

struct deed {
    char action[64], subject[32], reason[200], actor[32];
};

static enum err last_read(struct store_tx *tx, void *arg)
{
    struct deed *deed = arg;
    struct audit_row row;
    TRY(tx_get(tx, &model_audit_row, "ORDER BY sequence DESC LIMIT 1", NO_BINDS, &row));
    (void)snprintf(deed->action, sizeof deed->action, "%.*s", STR_ARG(row.action));
    (void)snprintf(deed->subject, sizeof deed->subject, "%.*s", STR_ARG(row.subject_id));
    (void)snprintf(deed->reason, sizeof deed->reason, "%.*s", STR_ARG(row.reason));
    (void)snprintf(deed->actor, sizeof deed->actor, "%.*s", STR_ARG(row.actor_id));
    return ERR_OK;
}

static void last_is(const char *action, struct str subject, const char *reason, const struct world_account *actor)
{
    struct deed deed;
    world_write(&w, last_read, &deed);
    cr_assert_str_eq(deed.action, action);
    cr_assert(str_eq_cstr(subject, deed.subject), "%s", deed.subject);
    cr_assert_str_eq(deed.reason, reason);
    cr_assert(str_eq_cstr(actor->id, deed.actor));
}

static const char *verified_organization(const struct world_account *recruiter)
{
    struct world_answer a = world_call(&w, "POST", "/api/v1/organizations", "{\"kind\":\"enterprise\",\"name\":\"永嘉瓯闩泵业有限公司（演示）\",\"uscc\":\"91330399MADEM0011F\",\"region\":\"330324\"}", recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(world_callf(&w, &staff, "POST", "{\"decision\":\"verified\",\"reason\":\"证照齐全\"}", "/api/v1/organizations/%s/verification", id).status, 200);
    last_is("organization.verify", str_from_cstr(id), "证照齐全", &staff);
    return id;
}

Test(audit, opening_a_profile_and_showing_its_phone_are_deeds)
{
    struct world_account recruiter = world_account(&w, "recruiter", role_recruiter), candidate = world_account(&w, "candidate", role_candidate);
    const char *organization = verified_organization(&recruiter);
    struct world_answer a = world_call(&w, "PUT", "/api/v1/candidates/me", "{\"name\":\"某人\",\"phone\":\"13800001234\",\"visibility\":\"all_verified\"}", &candidate);
    cr_assert(a.status == 200 || a.status == 201, "%.*s", STR_ARG(a.body));
    struct audit_head before = head_now();
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    cr_assert_eq(head_now().sequence, before.sequence + 1);
    last_is("candidate.open", candidate.id, organization, &recruiter);
    char body[80];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"purpose\":\"contact\"}", organization);
    a = world_call(&w, "POST", "/api/v1/me/consents", body, &candidate);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    a = world_callf(&w, &recruiter, "GET", NULL, "/api/v1/candidates/%.*s?organization_id=%s", STR_ARG(candidate.id), organization);
    cr_assert(world_flag(a, "contact_shown"));
    last_is("candidate.show", candidate.id, organization, &recruiter);
    cr_assert_eq(world_callf(&w, &recruiter, "GET", NULL, "/api/v1/candidates/aNOBODY?organization_id=%s", organization).status, 404);
    cr_assert_eq(head_now().sequence, before.sequence + 2, "what was refused is no deed");
    cr_assert(!walked().why);
}

Test(audit, what_staff_decide_about_a_vacancy_is_a_deed)
{
    struct world_account recruiter = world_account(&w, "recruiter", role_recruiter);
    const char *organization       = verified_organization(&recruiter);
    char body[400];
    (void)snprintf(body, sizeof body, "{\"organization_id\":\"%s\",\"title\":\"阀门装配工\",\"region\":\"330324\",\"headcount\":5,\"wage_min_fen\":650000,\"wage_max_fen\":1000000,\"duties\":\"装配并试压阀门\",\"urgent\":true}", organization);
    struct world_answer a = world_call(&w, "POST", "/api/v1/vacancies", body, &recruiter);
    cr_assert_eq(a.status, 201, "%.*s", STR_ARG(a.body));
    const char *id = world_keep(&w, world_text(a, "id"));
    cr_assert_eq(world_callf(&w, &recruiter, "POST", NULL, "/api/v1/vacancies/%s/publication", id).status, 200);
    struct audit_head before = head_now();
    a = world_callf(&w, &staff, "POST", "{\"urgent_listed\":true}", "/api/v1/vacancies/%s/listing", id);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    last_is("vacancy.list", str_from_cstr(id), "urgent", &staff);
    a = world_callf(&w, &staff, "POST", "{\"ended_by\":\"taken_down\",\"reason\":\"收取押金\"}", "/api/v1/vacancies/%s/closure", id);
    cr_assert_eq(a.status, 200, "%.*s", STR_ARG(a.body));
    last_is("vacancy.close", str_from_cstr(id), "收取押金", &staff);
    cr_assert_eq(head_now().sequence, before.sequence + 2);
}
