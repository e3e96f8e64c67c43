/* The text of each migration, inside the program. */
        .section .rodata
#define TEXT_OF(x) #x
#define MIGRATION(name)                                                                                                \
        .global migration_##name; migration_##name:;                                                                   \
        .incbin TEXT_OF(server/store/migrations/name.sql);                                                             \
        .byte 0;
#include "server/store/migrations.def"
        .section .note.GNU-stack,"",@progbits
