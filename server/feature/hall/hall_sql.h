#ifndef HH_HALL_SQL_H
#define HH_HALL_SQL_H

#define KEYS_PURGE "DELETE FROM idempotency WHERE created_at < ?1"
/* Promised waiting times of all booths, by what they stood on. */
#define PROMISES                                                                                                       \
    "SELECT basis, sum(kept_count), sum(early_count), sum(late_count), sum(open_count), sum(bias_sum_s) FROM promise GROUP BY basis ORDER BY basis LIMIT 3"

#endif
