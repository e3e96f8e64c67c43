/* Rows that come in files and go out in files: vacancies, candidates, organizations. What a line holds, its names, its limits and its rules are
 * those of the models and of the features (nothing is stated twice here): a kind is the row's fields without what is kept for the store
 * alone, with the limits of what the API takes, and a few columns more that name things the way outside programs do. */
#ifndef HH_OPS_CARRY_H
#define HH_OPS_CARRY_H

#include <stdio.h>

#include "server/ops/spool.h"
#include "server/port/store.h"

#define CARRY_FIELDS_MAX 64
#define CARRY_EXTRA_MAX 120 /* characters of an external id */

/* What a line is decoded into: the row, whichever it is, then what only files have. */
struct carry_line {
    union {
        uint64_t given;
        struct vacancy_row vacancy;
        struct candidate_row candidate;
        struct organization_row organization;
    } row;
    struct str external_id;      /* of the sender, with --source: the same again is the same row */
    struct str organization_uscc; /* vacancies: instead of organization_id */
    struct str login;            /* candidates: of their account */
};

struct carry_judging {
    const struct carry_line *in; /* what the line says; file model's `given` */
    struct carry_line *out;      /* the row as it will be: what was there, with what the line says laid over it */
    bool found;                  /* it was there */
    bool account_found;          /* candidates: its account was there */
};

struct carry_kind {
    const char *name; /* "vacancies" */
    const struct model *row, *api;
    const char *const *hidden; /* fields of the row that files do not carry, NULL at the end */
    size_t hidden_count;
    const char *extras[3]; /* which of carry_line's further fields it has */
    char prefix;           /* of its ids */
    const char *key;       /* the field by which a line without id and external id is known; NULL: none */
    /* The row that has this key: ERR_NOT_FOUND without one. May set judging->account_found and out's id. */
    enum err (*find)(struct store_tx *tx, struct str key, struct carry_judging *judging);
    /* Rules; adds faults to the call's ctx. */
    enum err (*judge)(struct store_tx *tx, struct carry_judging *judging);
    /* A key that no second line of a file may have, beside id, external id and key; empty: none. */
    struct str (*unique)(const struct carry_line *line);
    enum err (*insert)(struct store_tx *tx, struct carry_line *line, bool account_found);
    /* Before a row is written to a file. whole: sealed values are shown, else masked. NULL: as it is. */
    enum err (*show)(struct store_tx *tx, struct carry_line *line, bool whole);
};
extern const struct carry_kind carry_kinds[];
extern const size_t carry_kind_count;
const struct carry_kind *carry_kind_find(struct str name);

/* Descriptors of a kind over struct carry_line. */
struct carry_models {
    struct field file_fields[CARRY_FIELDS_MAX], all_fields[CARRY_FIELDS_MAX];
    struct model file; /* what files carry, with the API's limits */
    struct model all;  /* the whole row and the further fields, with the row's limits */
};
void carry_models_make(const struct carry_kind *kind, struct carry_models *ret_models);

/* --- names people use --------------------------------------------------------------------------------------- */
/* The field of a column's header (English name or one of the Chinese ones); ret_scale: 100 where the column is in yuan. NULL: unknown. */
const struct field *carry_column_find(const struct carry_kind *kind, const struct model *file, struct str header, int64_t *ret_scale);
/* The Chinese header of a field; its English name where there is none. */
struct str carry_column_name(const struct carry_kind *kind, const struct field *field);
/* A cell as the JSON value that the field takes, or as a JSON text that it will refuse. */
void carry_cell_read(struct buf *out, const struct field *field, struct str cell, int64_t scale);
/* And back. */
void carry_cell_write(struct buf *out, const struct field *field, const struct carry_line *line);

/* --- in and out ----------------------------------------------------------------------------------------------- */
enum carry_format { CARRY_CSV, CARRY_JSONL };

struct carry_in {
    const struct carry_kind *kind;
    enum carry_format format;
    struct str text;      /* spool_text */
    const char *folder;   /* for a spool of judged rows */
    const char *file;     /* named in front of each fault */
    struct str source;    /* whose external ids these are; empty: nobody's */
    bool chinese;         /* language of the faults */
    bool dry;             /* judge only */
    int64_t faults_max;   /* printed; all are counted */
    FILE *faults;
};
struct carry_in_done {
    int64_t rows, made, changed; /* lines that hold something; of them new, of them known */
    int64_t refused;             /* lines; then nothing was written */
};
/* ERR_INVALID: some lines were refused, or the file as a whole; said. ERR_CONFLICT: what it was judged against changed meanwhile. */
MUST_USE enum err carry_import(struct ctx *c, const struct carry_in *in, struct carry_in_done *ret_done);

struct carry_out {
    const struct carry_kind *kind;
    enum carry_format format;
    enum charset charset;
    bool mark;    /* begins with a byte order mark */
    bool chinese; /* header */
    bool whole;   /* sealed values are shown; the deed is recorded */
    FILE *to;
};
MUST_USE enum err carry_export(struct ctx *c, const struct carry_out *out, int64_t *ret_rows);

#endif
