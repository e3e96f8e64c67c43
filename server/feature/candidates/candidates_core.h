/* Rules of a candidate's profile. Pure. */
#ifndef HH_FEATURE_CANDIDATES_CORE_H
#define HH_FEATURE_CANDIDATES_CORE_H

#include "proto/model.h"

#define WORKING_AGE 16 /* full years; younger ones may not be taken on */
#define PHONE_DIGITS 11
#define IDENTITY_CHARS 18
#define EMAIL_CHARS 100
#define DATE_CHARS 10
#define PROGRESS_PARTS 16

/* Days as one number that compares as dates do: 20081124. */
/* "YYYY-MM-DD", a day that exists, from 1900 on. */
MUST_USE bool date_read(struct str text, int64_t *ret_date);
/* The day in the hall's time zone, UTC+8. */
int64_t date_of(int64_t now);
/* Old enough on `today`: on the sixteenth birthday itself they are. */
bool date_may_work(int64_t birth_date, int64_t today);

/* GB 11643: 17 digits and a check character (x counts as X), with a day that exists. The digit that tells the sex is never looked at by itself. */
MUST_USE bool identity_read(struct str text, char ret_form[IDENTITY_CHARS], int64_t *ret_birth_date);
/* A mobile number of the mainland, with or without +86, blanks and hyphens, as 11 digits. */
MUST_USE bool phone_read(struct str text, char ret_form[PHONE_DIGITS]);

/* LOCAL@HOST.TLD in small letters: letters, digits and . _ % + - before the sign, labels of letters, digits and hyphens behind it. What
 * RFC 5321 allows beyond that (quotes, addresses in brackets) nobody's address has. 0: it is none; else its length. */
MUST_USE size_t email_read(struct str text, char ret_form[EMAIL_CHARS]);
/* l****@example.com */
void email_mask(char *text, size_t len);

/* 138****1234 and 3303**********1234: the head, stars, the tail, as long as the value. text may be changed in place. */
void mask(char *text, size_t len, size_t head, size_t tail);

/* Whether an organization's people may open it; consented: its owner chose this organization. */
bool profile_may_open(const struct candidate_row *row, const struct organization_row *organization, bool consented);

/* How much of a full profile is there, in per cent, and the names of what is missing. The sealed columns count by being there. */
int64_t profile_progress(const struct candidate_row *row, struct str ret_missing[PROGRESS_PARTS], size_t *ret_count);

#endif
