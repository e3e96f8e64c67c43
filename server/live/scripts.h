/* The scripts as rows (scripts.def), their text inside the program. */
#ifndef HH_LIVE_SCRIPTS_H
#define HH_LIVE_SCRIPTS_H

#include "proto/base/str.h"

enum script {
#define SCRIPT(name, flags) SCRIPT_##name,
#include "server/live/scripts.def"
#undef SCRIPT
    SCRIPT_COUNT
};

const char *script_name(enum script s);
struct str script_text(enum script s);
/* May be sent a second time when its answer was lost. */
bool script_again(enum script s);

#endif
