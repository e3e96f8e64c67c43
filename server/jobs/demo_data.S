/* The demonstration's tables (deploy/demo), inside the program. */
        .section .rodata
        .macro table name, file
        .global \name
        .global \name\()_end
\name:
        .incbin "\file"
\name\()_end:
        .byte 0
        .endm
        table demo_organizations, "deploy/demo/organizations.tsv"
        table demo_vacancies, "deploy/demo/vacancies.tsv"
        table demo_candidates, "deploy/demo/candidates.tsv"
        .section .note.GNU-stack,"",@progbits
