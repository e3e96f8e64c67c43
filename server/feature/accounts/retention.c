#include "server/feature/accounts/retention.h"

#include "server/port/files.h"
#include "server/port/store.h"

#define BATCH 500       /* rows a commit, so that nobody waits for it */
#define BATCHES_MAX 200 /* of one row of the table a run; the rest tomorrow */

/* ?1 what began at or before this moment, ?2 how many rows. Each changes what it finds so that it does not find it again. */
#define RETAIN_message "DELETE FROM message WHERE id IN (SELECT m.id FROM session s JOIN message m ON m.session_id = s.id WHERE s.ended_at <= ?1 LIMIT ?2)"
#define RETAIN_session_note "UPDATE session SET note = '', version = version + 1 WHERE id IN (SELECT id FROM session WHERE ended_at <= ?1 AND note <> '' LIMIT ?2)"
#define RETAIN_application_words                                                                                       \
    "UPDATE application SET message = '', words = '', version = version + 1 WHERE id IN "                              \
    "(SELECT id FROM application WHERE changed_at <= ?1 AND (message <> '' OR words <> '') LIMIT ?2)"
#define RETAIN_vacancy_contact                                                                                         \
    "UPDATE vacancy SET contact_name = '', contact_phone = '', version = version + 1 WHERE id IN "                      \
    "(SELECT id FROM vacancy WHERE ended_at <= ?1 AND (contact_name <> '' OR contact_phone <> '') LIMIT ?2)"
#define RETAIN_consent "DELETE FROM consent WHERE id IN (SELECT id FROM consent WHERE withdrawn_at <= ?1 LIMIT ?2)"
#define RETAIN_profile_opening "DELETE FROM profile_opening WHERE id IN (SELECT id FROM profile_opening WHERE at <= ?1 LIMIT ?2)"
/* A login lasts thirty days, so whoever uses the hall is seen at least so often. */
#define RETAIN_profile                                                                                                 \
    "DELETE FROM candidate WHERE id IN (SELECT c.id FROM candidate c JOIN account a ON a.id = c.id "                    \
    "WHERE c.updated_at <= ?1 AND a.seen_at <= ?1 AND a.created_at <= ?1 AND a.demo = 0 LIMIT ?2)"
/* Behind profile in the table: parts stand with a profile only. */
#define RETAIN_profile_part                                                                                            \
    "DELETE FROM candidate_part WHERE candidate_id IN (SELECT candidate_id FROM candidate_part WHERE ?1 >= 0 AND candidate_id NOT IN (SELECT id FROM candidate) LIMIT ?2)"
#define RESUMES_DUE "FROM resume_file r JOIN account a ON a.id = r.id WHERE r.uploaded_at <= ?1 AND a.seen_at <= ?1 AND a.created_at <= ?1 AND a.demo = 0 ORDER BY r.id LIMIT ?2"
#define RETAIN_resume "DELETE FROM resume_file WHERE id IN (SELECT r.id " RESUMES_DUE ")"
#define RESUME_FILES "SELECT r.file " RESUMES_DUE
#define RETAIN_password_reset "DELETE FROM password_reset WHERE account_id IN (SELECT account_id FROM password_reset WHERE expires_at <= ?1 LIMIT ?2)"

static const struct retention {
    const char *name, *sql;
    int64_t days;
} retentions[] = {
#define RETENTION(name, days, source) { #name, RETAIN_##name, days },
#include "deploy/policies/retention.def"
#undef RETENTION
};

struct retain_job {
    const struct retention *row;
    int64_t changed;
    struct str *files; /* named by the rows that go; they go after the commit */
    size_t file_count;
};

static enum err files_read(struct store_tx *tx, struct retain_job *job, int64_t before)
{
    struct store_cursor *cursor;
    bool row        = false;
    job->file_count = 0;
    job->files      = ARENA_MANY(tx->ctx->mem, BATCH, struct str);
    if (!job->files)
        return ERR_NO_MEMORY;
    TRY(tx_open(tx, RESUME_FILES, BINDS(B_INT(before), B_INT(BATCH)), &cursor));
    enum err e = cursor_step(tx, cursor, &row);
    while (e == ERR_OK && row && job->file_count < BATCH) {
        e = cursor_text(tx, cursor, 0, &job->files[job->file_count++]);
        if (e == ERR_OK)
            e = cursor_step(tx, cursor, &row);
    }
    cursor_done(tx, cursor);
    return e;
}

static enum err retain_write(struct store_tx *tx, void *arg)
{
    struct retain_job *job = arg;
    int64_t before         = clock_now(tx->ctx) - job->row->days * MILLIS_DAY;
    if (strcmp(job->row->name, "resume") == 0)
        TRY(files_read(tx, job, before));
    return tx_exec(tx, job->row->sql, BINDS(B_INT(before), B_INT(BATCH)), &job->changed);
}

enum err retention_job_any(struct ctx *c, const void *in, void *out)
{
    (void)in;  /* nothing to say */
    (void)out; /* 204 */
    for (size_t i = 0; i < COUNT_OF(retentions); i++) {
        struct retain_job job = { .row = &retentions[i] };
        for (int n = 0; n < BATCHES_MAX; n++) {
            TRY(store_write(c, retain_write, &job));
            for (size_t f = 0; f < job.file_count; f++)
                file_drop(c, job.files[f]);
            if (job.changed < BATCH)
                break;
        }
    }
    return ERR_OK;
}
