/* hirehall COMMAND [WHAT…] [OPTIONS]. Exit status: 0 done, 1 refused (the reason on standard error), 2 wrong use. */
#include <stdio.h>
#include <unistd.h>

#include "server/app.h"
#include "server/main_audit.h"
#include "server/main_hall.h"
#include "server/main_seal.h"

#define WORDS_MAX 2

/* --- openapi --------------------------------------------------------------------------------------------- */

static int openapi(struct base *b)
{
    struct app *app = app_new(&(struct app_config){ .hall = &b->hall, .loop_count = 1 });
    struct str text = app ? app_contract(app) : STR_NONE;
    bool good       = text.len && fwrite(text.ptr, 1, text.len, stdout) == text.len && fputc('\n', stdout) != EOF && fflush(stdout) == 0;
    app_free(app);
    return good ? EXIT_DONE : EXIT_REFUSED;
}

/* --- commands -------------------------------------------------------------------------------------------- */

struct command {
    const char *words[WORDS_MAX];
    const char *operands; /* as people read them; "" without */
    int operand_min, operand_max;
    int (*run)(struct base *b);
    const char *doc;
};

/* The longer of two that begin alike stands first. */
static const struct command commands[] = {
    { { "serve" }, "", 0, 0, serve, "runs the hall" },
    { { "staff", "add" }, "", 0, 0, staff_add, "makes a staff account; its password is read from standard input" },
    { { "staff", "password" }, "", 0, 0, staff_password, "gives an account another password, read from standard input; its logins end" },
    { { "staff", "second-factor" }, "", 0, 0, staff_second_factor, "switches an account's second factor off, for whoever lost the authenticator; its logins end" },
    { { "audit", "verify" }, "", 0, 0, audit_verify, "walks the chain of deeds and names the first row that does not fit" },
    { { "seal", "rotate" }, "", 0, 0, seal_rotate, "adds a key to the keys of sealed personal data" },
    { { "seal", "renew" }, "", 0, 0, seal_renew, "seals with the newest key what an older one sealed; halls may run" },
    { { "backup" }, "", 0, 0, backup, "copies a hall, also a running one, into the folder --to" },
    { { "restore" }, "", 0, 0, restore, "makes the hall of the backup --from in the new folder --data" },
    { { "import" }, "KIND FILE", 2, 2, import, "vacancies, candidates or organizations from a file, all or nothing" },
    { { "export" }, "KIND", 1, 1, export, "vacancies, candidates or organizations to standard output" },
    { { "check" }, "", 0, 0, check, "says what is wrong here and how to mend it" },
    { { "openapi" }, "", 0, 0, openapi, "prints the contract" },
};

static int usage(FILE *out)
{
    struct arena mem;
    arena_init(&mem, 65536);
    struct str options = config_help(&mem);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        const struct command *c = &commands[i];
        int width = fprintf(out, "hirehall %s%s%s%s%s", c->words[0], c->words[1] ? " " : "", c->words[1] ? c->words[1] : "", c->operands[0] ? " " : "", c->operands);
        (void)fprintf(out, "%*s%s\n", width < 30 ? 30 - width : 2, "", c->doc);
    }
    (void)fprintf(out, "%-30s%s\n\nOptions, also as HIREHALL_NAME in the environment and as name=value in the file of --config:\n%.*s", "hirehall help", "this", STR_ARG(options));
    arena_done(&mem);
    return out == stdout ? EXIT_DONE : EXIT_WRONG_USE;
}

static int words_match(const struct command *c, int count, char *const *words)
{
    int n = 0;
    while (n < WORDS_MAX && c->words[n]) {
        if (n >= count || !str_eq_cstr(str_from_cstr(words[n]), c->words[n]))
            return 0;
        n++;
    }
    return n;
}

/* What stands between the command and its options. False: more or fewer than it takes. */
static bool operands_take(const struct command *c, struct base *b, int count, char *const *words)
{
    while (b->operand_count < count && !str_starts(str_from_cstr(words[b->operand_count]), STR("--")))
        b->operand_count++;
    b->operands = words;
    return b->operand_count >= c->operand_min && b->operand_count <= c->operand_max;
}

static int run(const struct command *c, int count, char *const *words)
{
    struct base base = { 0 };
    int status       = EXIT_WRONG_USE;
    if (!operands_take(c, &base, count, words)) {
        refused("%s: takes %s (hirehall help)", c->words[0], c->operands[0] ? c->operands : "options only");
        return status;
    }
    if (base_init(&base, count - base.operand_count, words + base.operand_count))
        status = c->run(&base);
    base_done(&base);
    return status;
}

int main(int count, char **words)
{
    if (count >= 2 && (str_eq_cstr(STR("help"), words[1]) || str_eq_cstr(STR("--help"), words[1]) || str_eq_cstr(STR("-h"), words[1])))
        return usage(stdout);
    for (size_t i = 0; i < COUNT_OF(commands); i++) {
        int n = words_match(&commands[i], count - 1, words + 1);
        if (n)
            return run(&commands[i], count - 1 - n, words + 1 + n);
    }
    return usage(stderr);
}
