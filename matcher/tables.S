/* Tables of the field, inside the library. */
        .section .rodata
        .macro table name, file
        .global \name
        .global \name\()_end
\name:
        .incbin "\file"
\name\()_end:
        .byte 0
        .endm
        table matcher_traditional, "deploy/policies/traditional.txt"
        table matcher_initials, "matcher/codes/initials.txt"
        .section .note.GNU-stack,"",@progbits
