/* The scripts inside the program: for each row of scripts.def common.lua and NAME.lua, one after the other. */
        .section .rodata
#define AGAIN
#define ONCE
        .macro script name
        .global script_\name
        .global script_\name\()_end
script_\name:
        .incbin "server/live/scripts/common.lua"
        .incbin "server/live/scripts/\name\().lua"
script_\name\()_end:
        .byte 0
        .endm
#define SCRIPT(name, flags) script name;
#include "server/live/scripts.def"
        .section .note.GNU-stack,"",@progbits
