/* The composition root's common part: what every command that touches a hall stands on. Main thread. */
#ifndef HH_MAIN_HALL_H
#define HH_MAIN_HALL_H

#include "server/net/tls.h"
#include "server/ops/clock.h"
#include "server/ops/config.h"
#include "server/ops/files.h"
#include "server/ops/log.h"
#include "server/ops/password.h"
#include "server/ops/random.h"
#include "server/ops/seal.h"
#include "server/port/store.h"
#include "server/store/store.h"

#define DATA_PATH_MAX 4096
#define ORIGIN_MAX 300

enum exit_status { EXIT_DONE = 0, EXIT_REFUSED = 1, EXIT_WRONG_USE = 2 };

struct base {
    char *const *operands; /* between the command and its options */
    int operand_count;
    struct config config;
    struct arena mem; /* of texts that live as long as the process */
    struct wall_clock clock;
    struct chance chance;
    struct log log;
    struct settings settings;
    struct seal_keys *seal; /* NULL until base_seal_open */
    struct hall hall; /* clock, random, settings; the rest by who needs it */
    char origin[ORIGIN_MAX];
    char store_path[DATA_PATH_MAX];
};

/* Reads the options; the operands are in place already. False: said on standard error. */
MUST_USE bool base_init(struct base *b, int count, char *const *args);
void base_done(struct base *b);
/* The data folder, made when absent, for its owner only. */
MUST_USE bool base_data_make(struct base *b);
MUST_USE struct store_port *base_store_open(struct base *b);
/* Where their file is. False: said on standard error. */
MUST_USE bool base_keys_path(const struct base *b, char ret_path[DATA_PATH_MAX]);
/* The keys of sealed personal data, made at the first start; the store must be open. Refused when the file is missing while the store holds
 * sealed values, or its keys are not theirs. False: said on standard error. */
MUST_USE bool base_seal_open(struct base *b);
/* The folder of uploaded files, DATA/files. NULL: said on standard error. */
MUST_USE struct files *base_files_open(struct base *b);
MUST_USE struct password_pool *base_passwords_open(struct base *b, size_t worker_count);
/* The certificate and key of the options; NULL without them, and when they are refused: then ret_good is false and why it is said. */
MUST_USE struct tls_source *base_tls_open(const struct base *b, bool *ret_good);
/* One line on standard error for whoever started us. */
void refused(const char *format, ...) __attribute__((format(printf, 1, 2)));

int serve(struct base *b);
int staff_add(struct base *b);
int staff_password(struct base *b);
int staff_second_factor(struct base *b);
int backup(struct base *b);
int restore(struct base *b);
int import(struct base *b);
int export(struct base *b);
int check(struct base *b);

#endif
