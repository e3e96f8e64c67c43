/* The rules of what may be offered (deploy/policies), inside the program. */
        .section .rodata
        .macro table name, file
        .global \name
        .global \name\()_end
\name:
        .incbin "\file"
\name\()_end:
        .byte 0
        .endm
        table policy_discrimination, "deploy/policies/lexicon_discrimination.tsv"
        table policy_fraud, "deploy/policies/lexicon_fraud.tsv"
        table policy_offer, "deploy/policies/lexicon_offer.tsv"
        table policy_rules, "deploy/policies/vacancy_rules.tsv"
        table policy_words, "deploy/policies/policy_words.tsv"
        table policy_wages, "deploy/policies/min_wage_wenzhou.tsv"
        table policy_traditional, "deploy/policies/traditional.txt"
        .section .note.GNU-stack,"",@progbits
