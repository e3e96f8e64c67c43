#include "server/live/scripts.h"

#define SCRIPT(name, flags) extern const char script_##name[], script_##name##_end[];
#include "server/live/scripts.def"
#undef SCRIPT

#define AGAIN true
#define ONCE false

static const struct {
    const char *name;
    const char *begin, *end;
    bool again;
} scripts[] = {
#define SCRIPT(name, flags) { #name, script_##name, script_##name##_end, flags },
#include "server/live/scripts.def"
#undef SCRIPT
};

const char *script_name(enum script s)
{
    return scripts[s].name;
}

struct str script_text(enum script s)
{
    return str_make(scripts[s].begin, (size_t)(scripts[s].end - scripts[s].begin));
}

bool script_again(enum script s)
{
    return scripts[s].again;
}
