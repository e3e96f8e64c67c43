#include "server/port/audit.h"

#include <sodium.h>
#include <stdio.h>

#include "proto/base/check.h"

#define SQL_AUDIT_HEAD "SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1"
#define SQL_AUDIT_AFTER                                                                                                \
    "SELECT sequence, at, actor_id, role, action, subject_id, reason, previous, hash FROM audit WHERE sequence > ?1 ORDER BY sequence LIMIT ?2"
/* Numbers begin at one: what stands before it was put in. */
#define SQL_AUDIT_BEFORE "SELECT sequence FROM audit WHERE sequence < 1 ORDER BY sequence LIMIT 1"

/* --- the canonical form ---------------------------------------------------------------------------------------- */

static void part_add(crypto_hash_sha256_state *state, struct str part)
{
    char head[24];
    int len = snprintf(head, sizeof head, "%zu:", part.len);
    CHECK(len > 0 && (size_t)len < sizeof head);
    crypto_hash_sha256_update(state, (const uint8_t *)head, (unsigned long long)len);
    if (part.len)
        crypto_hash_sha256_update(state, (const uint8_t *)part.ptr, part.len);
    crypto_hash_sha256_update(state, (const uint8_t *)",", 1);
}

static void number_add(crypto_hash_sha256_state *state, int64_t number)
{
    char text[24];
    int len = snprintf(text, sizeof text, "%lld", (long long)number);
    CHECK(len > 0 && (size_t)len < sizeof text);
    part_add(state, str_make(text, (size_t)len));
}

void audit_hash(const struct audit_fields *row, char ret_hash[AUDIT_HASH_LEN])
{
    crypto_hash_sha256_state state;
    uint8_t digest[crypto_hash_sha256_BYTES];
    char text[AUDIT_HASH_LEN + 1];
    crypto_hash_sha256_init(&state);
    part_add(&state, row->previous);
    number_add(&state, row->sequence);
    number_add(&state, row->at);
    part_add(&state, row->actor_id);
    part_add(&state, row->role);
    part_add(&state, row->action);
    part_add(&state, row->subject_id);
    part_add(&state, row->reason);
    crypto_hash_sha256_final(&state, digest);
    (void)sodium_bin2hex(text, sizeof text, digest, sizeof digest);
    memcpy(ret_hash, text, AUDIT_HASH_LEN);
}

/* --- walking ------------------------------------------------------------------------------------------------------ */

void audit_head_start(struct audit_head *ret_head)
{
    ret_head->sequence = 0;
    memset(ret_head->hash, '0', AUDIT_HASH_LEN);
}

bool audit_follow(struct audit_head *head, const struct audit_fields *row, const char **ret_why)
{
    char hash[AUDIT_HASH_LEN];
    if (row->sequence != head->sequence + 1) {
        *ret_why = row->sequence > head->sequence ? "rows are missing before it" : "its number does not follow";
        return false;
    }
    if (!str_eq(row->previous, str_make(head->hash, AUDIT_HASH_LEN))) {
        *ret_why = "it does not follow the row before it";
        return false;
    }
    audit_hash(row, hash);
    if (!str_eq(row->hash, str_make(hash, AUDIT_HASH_LEN))) {
        *ret_why = "its contents do not match its hash";
        return false;
    }
    head->sequence = row->sequence;
    memcpy(head->hash, hash, AUDIT_HASH_LEN);
    return true;
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

enum err audit_head_read(struct store_tx *tx, struct audit_head *ret_head)
{
    struct store_cursor *cursor;
    struct str hash = STR_NONE;
    bool row        = false;
    audit_head_start(ret_head);
    TRY(tx_open(tx, SQL_AUDIT_HEAD, NO_BINDS, &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    if (e == ERR_OK && row) {
        ret_head->sequence = cursor_int(tx, cursor, 0);
        e                  = cursor_text(tx, cursor, 1, &hash);
        /* A damaged newest row is not mended here: the next one names what it found, and verifying names the damage. */
        if (e == ERR_OK && hash.len == AUDIT_HASH_LEN)
            memcpy(ret_head->hash, hash.ptr, AUDIT_HASH_LEN);
    }
    cursor_done(tx, cursor);
    return e;
}

/* At most AUDIT_REASON_MAX code points, never half of one. */
static struct str reason_cut(struct str reason)
{
    size_t points = 0;
    for (size_t i = 0; i < reason.len; i++)
        if (((unsigned char)reason.ptr[i] & 0xC0) != 0x80 && ++points > AUDIT_REASON_MAX)
            return str_make(reason.ptr, i);
    return reason;
}

static struct str text_of(struct str text)
{
    return text.ptr ? text : STR("");
}

enum err audit_add(struct store_tx *tx, const struct audit_in *in)
{
    const struct who *who = &tx->ctx->who;
    struct audit_head head;
    char hash[AUDIT_HASH_LEN];
    TRY(audit_head_read(tx, &head));
    struct audit_fields row = {
        .sequence   = head.sequence + 1,
        .at         = clock_now(tx->ctx),
        .actor_id   = text_of(who->account_id),
        .role       = enum_text(&enum_role, who->role),
        .action     = in->action,
        .subject_id = text_of(in->subject_id),
        .reason     = text_of(reason_cut(in->reason)),
        .previous   = str_make(head.hash, AUDIT_HASH_LEN),
    };
    audit_hash(&row, hash);
    const struct audit_row stored = {
        .sequence   = row.sequence,
        .at         = row.at,
        .actor_id   = row.actor_id,
        .role       = who->role,
        .action     = row.action,
        .subject_id = row.subject_id,
        .reason     = row.reason,
        .previous   = row.previous,
        .hash       = str_make(hash, AUDIT_HASH_LEN),
    };
    return tx_insert(tx, &model_audit_row, &stored);
}

/* --- heads kept apart --------------------------------------------------------------------------------------------- */

bool audit_head_parse(struct str line, struct audit_head *ret_head)
{
    struct str number, hash;
    uint64_t sequence;
    (void)str_cut(str_cut(str_trim(line), ' ', &number), ' ', &hash); /* the time behind them is for people */
    if (!str_to_u64(number, &sequence) || sequence < 1 || sequence > INT64_MAX || hash.len != AUDIT_HASH_LEN)
        return false;
    for (size_t i = 0; i < hash.len; i++)
        if (!(hash.ptr[i] >= '0' && hash.ptr[i] <= '9') && !(hash.ptr[i] >= 'a' && hash.ptr[i] <= 'f'))
            return false;
    ret_head->sequence = (int64_t)sequence;
    memcpy(ret_head->hash, hash.ptr, AUDIT_HASH_LEN);
    return true;
}

void audit_walk_start(struct audit_walk *ret_walk, const struct audit_head *kept, size_t kept_len)
{
    *ret_walk = (struct audit_walk){ .kept = kept, .kept_len = kept_len };
    audit_head_start(&ret_walk->head);
}

static void walk_stop(struct audit_walk *walk, int64_t sequence, const char *why)
{
    walk->why          = why;
    walk->why_sequence = sequence;
}

/* Borrowed from the cursor until its next step: what is found is hashed as it stands, also where no row of ours would look so. */
static struct audit_fields fields_of(struct store_tx *tx, struct store_cursor *cursor)
{
    const struct store_verbs *v = tx->verbs;
    return (struct audit_fields){ .sequence = cursor_int(tx, cursor, 0), .at = cursor_int(tx, cursor, 1), .actor_id = v->get_text(cursor, 2), .role = v->get_text(cursor, 3),
                                  .action = v->get_text(cursor, 4), .subject_id = v->get_text(cursor, 5), .reason = v->get_text(cursor, 6),
                                  .previous = v->get_text(cursor, 7), .hash = v->get_text(cursor, 8) };
}

static void walk_step(struct audit_walk *walk, const struct audit_fields *row)
{
    const char *why = NULL;
    if (!audit_follow(&walk->head, row, &why)) {
        walk_stop(walk, row->sequence, why);
        return;
    }
    for (; walk->kept_seen < walk->kept_len && walk->kept[walk->kept_seen].sequence == walk->head.sequence; walk->kept_seen++)
        if (memcmp(walk->kept[walk->kept_seen].hash, walk->head.hash, AUDIT_HASH_LEN) != 0) {
            walk_stop(walk, walk->head.sequence, "it is not the row that was there when its head was kept");
            return;
        }
}

static enum err walk_rows(struct store_tx *tx, struct store_cursor *cursor, struct audit_walk *walk, size_t max)
{
    size_t count = 0;
    bool row     = false;
    while (!walk->why) {
        TRY(cursor_step(tx, cursor, &row));
        if (!row)
            break;
        struct audit_fields fields = fields_of(tx, cursor);
        walk_step(walk, &fields);
        count++;
    }
    walk->done = !walk->why && count < max;
    if (walk->done && walk->kept_seen < walk->kept_len)
        walk_stop(walk, walk->head.sequence + 1, "it is gone, with all that followed: a kept head shows that it was there");
    return ERR_OK;
}

enum err audit_walk_on(struct store_tx *tx, struct audit_walk *walk, size_t max)
{
    struct store_cursor *cursor;
    int64_t before = NONE;
    if (walk->head.sequence == 0)
        TRY(tx_int(tx, SQL_AUDIT_BEFORE, NO_BINDS, &before));
    if (before != NONE) {
        walk_stop(walk, before, "its number does not follow");
        return ERR_OK;
    }
    TRY(tx_open(tx, SQL_AUDIT_AFTER, BINDS(B_INT(walk->head.sequence), B_INT(max)), &cursor));
    enum err e = walk_rows(tx, cursor, walk, max);
    cursor_done(tx, cursor);
    return e;
}
