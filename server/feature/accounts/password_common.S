/* deploy/policies/passwords_common.txt, inside the program. */
        .section .rodata
        .global passwords_common
        .global passwords_common_end
passwords_common:
        .incbin "deploy/policies/passwords_common.txt"
passwords_common_end:
        .byte 0
        .section .note.GNU-stack,"",@progbits
