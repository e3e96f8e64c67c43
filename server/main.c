/* The commands. Exit status: 0 done, 1 refused (said on standard error), 2 wrong use. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/base/check.h"
#include "server/app.h"
#include "server/main_serve.h"
#include "server/ops/clock.h"
#include "server/ops/password.h"
#include "server/ops/random.h"
#include "server/ops/rate.h"
#include "server/store/store.h"

#define MEM_MAX ((size_t)8 << 20)
#define PASSWORD_MIN 8
#define PASSWORD_MAX 128

/* A hall without loops, live state or page: for commands that touch the store alone. */
struct desk {
    const struct config *config;
    struct wall_clock clock;
    struct chance chance;
    struct password_pool *passwords;
    struct hall hall;
    struct settings settings;
    struct arena mem;
    struct ctx ctx;
};

static int refused(const char *what, const char *why)
{
    (void)fprintf(stderr, "hirehall: %s: %s\n", what, why);
    return 1;
}

static struct str store_path(struct desk *d)
{
    const char *path = d->config->store;
    if (!path[0])
        return arena_format(&d->mem, "%s/hall.db", d->config->data);
    return str_from_cstr(strncmp(path, "sqlite:", 7) == 0 ? path + 7 : path);
}

static int desk_open(struct desk *d, const struct config *config)
{
    char why[STORE_WHY_MAX];
    *d = (struct desk){ .config = config };
    arena_init(&d->mem, MEM_MAX);
    wall_clock_init(&d->clock);
    chance_init(&d->chance);
    struct str path = arena_dup(&d->mem, store_path(d));
    CHECK(path.ptr);
    struct store_port *store = store_open(&(struct store_config){ .path = path.ptr, .random = &d->chance.port, .readers = 1 }, why);
    if (!store)
        return refused(path.ptr, why);
    d->passwords = password_pool_new(&(struct password_config){ 1, 1, config->password_ops, config->password_memory_kib });
    CHECK(d->passwords);
    d->hall = (struct hall){ .clock = &d->clock.port, .random = &d->chance.port, .password = password_pool_port(d->passwords), .store = store, .settings = &d->settings };
    d->ctx  = (struct ctx){ .mem = &d->mem, .hall = &d->hall, .who = { .role = role_system }, .request_id = STR("command"), .if_match = NONE, .version = NONE };
    return 0;
}

static void desk_close(struct desk *d)
{
    if (d->hall.store)
        store_close(d->hall.store);
    password_pool_free(d->passwords);
    chance_done(&d->chance);
    arena_done(&d->mem);
}

/* --- staff add ------------------------------------------------------------------------------------------------ */
static enum err staff_write(struct store_tx *tx, void *arg)
{
    return tx_insert(tx, &model_account_row, arg);
}

static bool login_lower(struct arena *mem, struct str login, struct str *ret_login)
{
    char *text = arena_alloc(mem, login.len + 1);
    CHECK(text);
    for (size_t i = 0; i < login.len; i++) {
        char c = login.ptr[i];
        text[i] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        if (!((text[i] >= 'a' && text[i] <= 'z') || (c >= '0' && c <= '9') || strchr("._-@", c)))
            return false;
    }
    *ret_login = str_make(text, login.len);
    return login.len >= 3 && login.len <= 64;
}

static bool password_line(char *text, size_t max, struct str *ret_password)
{
    if (!fgets(text, (int)max, stdin))
        return false;
    *ret_password = str_make(text, strcspn(text, "\r\n"));
    return str_is_utf8(*ret_password) && str_code_points(*ret_password) >= PASSWORD_MIN && str_code_points(*ret_password) <= PASSWORD_MAX;
}

static int staff_add_with(struct desk *d)
{
    const struct config *config = d->config;
    struct account_row row;
    struct str password = STR_NONE;
    char text[PASSWORD_MAX * 4 + 2];
    model_clear(&model_account_row, &row);
    if (!enum_find(&enum_role, str_from_cstr(config->role), &row.role) || (row.role != role_staff && row.role != role_admin))
        return refused("--role", "staff or admin");
    if (strlen(config->region) != 6 || strspn(config->region, "0123456789") != 6)
        return refused("--region", "a six-digit GB/T 2260 code");
    if (!login_lower(&d->mem, str_from_cstr(config->login), &row.login))
        return refused("--login", "3 to 64 letters, digits, . _ - @");
    if (!password_line(text, sizeof text, &password))
        return refused("standard input", "a password of 8 to 128 characters on one line");
    enum err e = d->hall.password->hash(d->hall.password, &d->mem, password, &row.password_hash);
    sodium_memzero(text, sizeof text);
    row.name       = row.login;
    row.region     = str_from_cstr(config->region);
    row.created_at = clock_now(&d->ctx);
    row.version    = 1;
    if (e == ERR_OK)
        e = id_new(&d->ctx, 'a', &row.id);
    if (e == ERR_OK)
        e = store_write(&d->ctx, staff_write, &row);
    if (e == ERR_EXISTS)
        return refused(config->login, "there is such an account already");
    return e == ERR_OK ? 0 : refused("staff add", err_text(e, LANG_EN).ptr);
}

static int staff_add(const struct config *config)
{
    struct desk d;
    int status = desk_open(&d, config);
    if (status == 0)
        status = staff_add_with(&d);
    desk_close(&d);
    return status;
}

/* --- check: what is wrong and how to mend it --------------------------------------------------------------------- */
static int check_say(const char *what, const char *wrong, const char *mend)
{
    if (!wrong) {
        (void)printf("ok    %s\n", what);
        return 0;
    }
    (void)printf("wrong %s: %s\n      %s\n", what, wrong, mend);
    return 1;
}

static int check(const struct config *config)
{
    struct desk d;
    struct str host = STR_NONE;
    uint16_t port   = 0;
    int wrong       = check_say("--listen", address_split(str_from_cstr(config->listen), &host, &port) ? NULL : "not ADDR:PORT", "for example --listen 127.0.0.1:8080");
    bool found      = false;
    if (strcmp(config->redis, "embedded") == 0) {
        const char *path = getenv("PATH");
        struct str rest  = str_from_cstr(path ? path : "");
        while (rest.len && !found) {
            struct str dir = STR_NONE;
            char program[1024];
            rest = str_cut(rest, ':', &dir);
            (void)snprintf(program, sizeof program, "%.*s/redis-server", STR_ARG(dir));
            FILE *f = fopen(program, "r");
            found   = f != NULL;
            if (f)
                (void)fclose(f);
        }
        wrong |= check_say("redis-server", found ? NULL : "not found in PATH", "deploy/install run, or --redis redis://…");
    }
    int64_t now = 0;
    if (desk_open(&d, config) == 0) {
        now = clock_now(&d.ctx);
        wrong |= check_say("store", NULL, "");
    } else {
        wrong |= check_say("store", "cannot be opened (see above)", "the folder must exist and be writable: --data DIR");
        now = d.clock.port.now(&d.clock.port);
    }
    wrong |= check_say("clock", now > INT64_C(1767225600000) ? NULL : "before 2026", "set the machine's clock");
    desk_close(&d);
    return wrong;
}

/* --- openapi --------------------------------------------------------------------------------------------------------- */
static int openapi(void)
{
    struct wall_clock clock;
    static struct chance chance;
    const struct settings settings = { .public_origin = STR("http://127.0.0.1:8080") };
    wall_clock_init(&clock);
    chance_init(&chance);
    struct hall hall = { .clock = &clock.port, .random = &chance.port, .settings = &settings };
    struct app *app  = app_new(&(struct app_config){ .hall = &hall, .loop_count = 1 });
    CHECK(app);
    struct str text = app_contract(app);
    bool written    = fwrite(text.ptr, 1, text.len, stdout) == text.len && fflush(stdout) == 0;
    app_free(app);
    chance_done(&chance);
    return written ? 0 : refused("standard output", "cannot be written");
}

static int usage(struct arena *mem)
{
    struct str help = config_help(mem);
    (void)fprintf(stderr,
                  "hirehall serve [options]       the hall\n"
                  "hirehall staff add --login L --role staff|admin --region CODE [--data DIR]   password from standard input\n"
                  "hirehall check [options]       what is wrong and how to mend it\n"
                  "hirehall openapi               the contract\n\n%.*s",
                  STR_ARG(help));
    return 2;
}

int main(int argc, char **argv)
{
    static struct arena mem; /* texts of the options live as long as the process */
    struct config config;
    char why[CONFIG_WHY_MAX] = "";
    arena_init(&mem, MEM_MAX);
    if (sodium_init() < 0)
        return refused("libsodium", "cannot start");
    const char *command = argc > 1 ? argv[1] : "";
    bool staff          = strcmp(command, "staff") == 0 && argc > 2 && strcmp(argv[2], "add") == 0;
    int words           = staff ? 3 : 2;
    if (argc > words && (strcmp(argv[words], "--help") == 0 || strcmp(argv[words], "-h") == 0))
        return usage(&mem);
    if (argc < words || !config_read(&config, &mem, argc - words, argv + words, why)) {
        if (why[0])
            (void)fprintf(stderr, "hirehall: %s\n", why);
        return why[0] ? 2 : usage(&mem);
    }
    if (strcmp(command, "serve") == 0)
        return serve(&config);
    if (staff)
        return staff_add(&config);
    if (strcmp(command, "check") == 0)
        return check(&config);
    if (strcmp(command, "openapi") == 0)
        return openapi();
    return usage(&mem);
}
