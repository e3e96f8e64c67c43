#ifndef HH_HALL_SQL_H
#define HH_HALL_SQL_H

#define KEYS_PURGE "DELETE FROM idempotency WHERE created_at < ?1"

#endif
