/* Options: the command line wins over the environment, that over the file, that over the default. */
#ifndef HH_OPS_CONFIG_H
#define HH_OPS_CONFIG_H

#include "proto/base/arena.h"

struct config {
#define OPTION_TEXT(name) const char *name;
#define OPTION_NUMBER(name) int64_t name;
#define OPTION_FLAG(name) bool name;
#define OPTION(kind, name, value, placeholder, doc) OPTION_##kind(name)
#include "server/ops/config.def"
#undef OPTION
#undef OPTION_TEXT
#undef OPTION_NUMBER
#undef OPTION_FLAG
};

#define CONFIG_WHY_MAX 300

/* args: what follows the command's words. Texts point into args, the environment or mem, which live as long as the process.
 * False: ret_why says what is wrong with which option. */
MUST_USE bool config_read(struct config *ret_config, struct arena *mem, int count, char *const *args, char ret_why[CONFIG_WHY_MAX]);
/* The options with their defaults, for people; ptr NULL without memory. */
struct str config_help(struct arena *mem);

/* "ADDR:PORT" or "[V6]:PORT". */
MUST_USE bool address_split(struct str text, struct str *ret_host, uint16_t *ret_port);

#endif
