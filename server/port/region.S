/* The places of the country (GB/T 2260), inside the program. */
        .section .rodata
        .global region_table
        .global region_table_end
region_table:
        .incbin "matcher/codes/gb2260.tsv"
region_table_end:
        .byte 0
        .section .note.GNU-stack,"",@progbits
