/* hirehall import and export: vacancies, candidates and organizations in files. The hall may be serving. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "server/main_hall.h"
#include "server/ops/carry.h"

#define CALL_MEM_MAX ((size_t)64 * 1024 * 1024)

struct carrying {
    const struct carry_kind *kind;
    enum carry_format format;
    enum charset charset;
    bool chinese;
};

static bool options_judge(const struct base *b, struct carrying *ret)
{
    struct str format = str_from_cstr(b->config.format), language = str_from_cstr(b->config.language);
    struct str file   = b->operand_count > 1 ? str_from_cstr(b->operands[1]) : STR_NONE;
    ret->kind         = carry_kind_find(str_from_cstr(b->operands[0]));
    ret->chinese      = str_eq(language, STR("zh"));
    bool lines        = file.len > 6 && str_eq(str_skip(file, file.len - 6), STR(".jsonl"));
    ret->format       = str_eq(format, STR("jsonl")) || (!format.len && lines) ? CARRY_JSONL : CARRY_CSV;
    if (!ret->kind)
        refused("'%s' is none of vacancies, candidates, organizations", b->operands[0]);
    else if (format.len && !str_eq(format, STR("csv")) && !str_eq(format, STR("jsonl")))
        refused("format: '%s' is neither csv nor jsonl", b->config.format);
    else if (!charset_find(str_from_cstr(b->config.encoding), &ret->charset))
        refused("encoding: '%s' is neither utf-8 nor gb18030", b->config.encoding);
    else if (!ret->chinese && !str_eq(language, STR("en")))
        refused("language: '%s' is neither zh nor en", b->config.language);
    else
        return true;
    return false;
}

static struct ctx call_of(struct base *b, struct arena *mem, const char *what)
{
    return (struct ctx){ .mem = mem, .hall = &b->hall, .request_id = str_from_cstr(what), .if_match = NONE, .version = NONE, .who = { .role = role_system } };
}

static enum err text_import(struct base *b, const struct carrying *how, const struct spool *spool, struct carry_in_done *ret_done)
{
    struct carry_in in = { .kind = how->kind, .format = how->format, .text = spool_text(spool), .folder = b->config.data, .file = b->operands[1], .source = str_from_cstr(b->config.source),
                           .chinese = how->chinese, .dry = b->config.dry_run, .faults_max = b->config.faults, .faults = stderr };
    struct arena mem;
    arena_init(&mem, CALL_MEM_MAX);
    struct ctx c = call_of(b, &mem, "import");
    enum err e   = carry_import(&c, &in, ret_done);
    arena_done(&mem);
    return e;
}

static int import_end(const struct base *b, enum err e, const struct carry_in_done *done)
{
    if (e == ERR_OK) {
        (void)printf("%s: %lld rows: %lld new, %lld changed%s\n", b->operands[1], (long long)done->rows, (long long)done->made, (long long)done->changed, b->config.dry_run ? "; nothing was written (--dry-run)" : "");
        return fflush(stdout) == 0 ? EXIT_DONE : EXIT_REFUSED;
    }
    if (e == ERR_INVALID)
        refused("%s: %lld of %lld rows refused; nothing was written", b->operands[1], (long long)done->refused, (long long)done->rows);
    else if (e == ERR_CONFLICT)
        refused("%s: what it was judged against changed meanwhile; nothing was written: run it again", b->operands[1]);
    else
        refused("%s: %s; nothing was written", b->operands[1], err_text(e, LANG_EN).ptr);
    return EXIT_REFUSED;
}

int import(struct base *b)
{
    char why[SPOOL_WHY_MAX];
    struct carrying how;
    struct spool spool        = { .fd = -1 };
    struct carry_in_done done = { 0 };
    if (!options_judge(b, &how))
        return EXIT_WRONG_USE;
    if (!base_data_make(b))
        return EXIT_REFUSED;
    int fd = str_eq_cstr(STR("-"), b->operands[1]) ? dup(0) : open(b->operands[1], O_RDONLY | O_CLOEXEC);
    if (fd < 0 || !spool_read(fd, b->config.data, how.charset, &spool, why)) {
        refused("%s: %s", b->operands[1], fd < 0 ? strerror(errno) : why);
        if (fd >= 0)
            (void)close(fd); /* only read */
        return EXIT_REFUSED;
    }
    (void)close(fd); /* only read */
    struct store_port *store = base_store_open(b);
    int status               = EXIT_REFUSED;
    if (store && base_seal_open(b))
        status = import_end(b, text_import(b, &how, &spool, &done), &done);
    spool_done(&spool);
    if (store)
        store_close(store);
    return status;
}

int export(struct base *b)
{
    struct carrying how;
    struct arena mem;
    int64_t rows = 0;
    if (!options_judge(b, &how))
        return EXIT_WRONG_USE;
    if (b->config.bom && how.charset == CHARSET_GB18030) {
        refused("bom: a byte order mark belongs to utf-8");
        return EXIT_WRONG_USE;
    }
    struct store_port *store = base_store_open(b);
    if (!store)
        return EXIT_REFUSED;
    struct carry_out out = { .kind = how.kind, .format = how.format, .charset = how.charset, .mark = b->config.bom, .chinese = how.chinese, .whole = b->config.sealed, .to = stdout };
    arena_init(&mem, CALL_MEM_MAX);
    struct ctx c = call_of(b, &mem, "export");
    enum err e   = base_seal_open(b) ? carry_export(&c, &out, &rows) : ERR_UNAVAILABLE;
    arena_done(&mem);
    store_close(store);
    if (e == ERR_OK)
        return EXIT_DONE;
    refused("export: %s after %lld rows: what was written is not whole", err_text(e, LANG_EN).ptr, (long long)rows);
    return EXIT_REFUSED;
}
