#include "tests/world.h"

#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>

#include "proto/base/check.h"
#include "proto/json.h"

#define MEM_MAX (8 * 1024 * 1024)
#define PATH_MAX_BYTES 1024

/* --- small ports ----------------------------------------------------------------------------------------- */

static int64_t now_fixed(struct clock_port *self)
{
    return ((struct world *)((char *)self - offsetof(struct world, clock.port)))->clock.now;
}

static void random_seeded(struct random_port *self, void *bytes, size_t n)
{
    struct world *w = (struct world *)((char *)self - offsetof(struct world, random.port));
    for (size_t i = 0; i < n; i++) { /* splitmix64 */
        uint64_t z = w->random.state += UINT64_C(0x9E3779B97F4A7C15);
        z          = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
        z          = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
        ((uint8_t *)bytes)[i] = (uint8_t)(z >> 56);
    }
}

static enum err password_hash(struct password_port *self, struct arena *mem, struct str password, struct str *ret_hash)
{
    (void)self;
    *ret_hash = arena_format(mem, "plain:%.*s", STR_ARG(password));
    return ret_hash->ptr ? ERR_OK : ERR_NO_MEMORY;
}

static enum err password_verify(struct password_port *self, struct str password, struct str hash, bool *ret_same)
{
    (void)self;
    *ret_same = str_starts(hash, STR("plain:")) && str_eq(str_skip(hash, 6), password);
    return ERR_OK;
}

static enum err report_metrics(struct report_port *self, struct arena *mem, struct str *ret_text)
{
    (void)self;
    (void)mem;
    *ret_text = STR("# none\n");
    return ERR_OK;
}

static enum err report_contract(struct report_port *self, struct arena *mem, struct str *ret_text)
{
    (void)mem;
    *ret_text = app_contract(((struct world *)((char *)self - offsetof(struct world, report)))->app);
    return ERR_OK;
}

static enum err world_file_get(struct files_port *self, struct arena *mem, struct str name, struct str *ret_bytes)
{
    struct world *w = (struct world *)(void *)((char *)self - offsetof(struct world, files));
    for (size_t i = 0; i < w->files.count; i++)
        if (str_eq(name, str_make(w->files.kept[i].name, FILE_NAME_LEN))) {
            *ret_bytes = arena_dup(mem, w->files.kept[i].bytes);
            return ret_bytes->ptr ? ERR_OK : ERR_NO_MEMORY;
        }
    return ERR_NOT_FOUND;
}

static enum err world_file_put(struct files_port *self, struct arena *mem, struct str bytes, struct str *ret_name)
{
    struct world *w = (struct world *)(void *)((char *)self - offsetof(struct world, files));
    char name[FILE_NAME_LEN + 1];
    uint8_t hash[crypto_hash_sha256_BYTES];
    struct str there;
    crypto_hash_sha256(hash, (const uint8_t *)bytes.ptr, bytes.len);
    sodium_bin2hex(name, sizeof name, hash, sizeof hash);
    *ret_name = arena_dup(mem, str_make(name, FILE_NAME_LEN));
    if (world_file_get(self, mem, *ret_name, &there) == ERR_OK)
        return ERR_OK;
    CHECK(w->files.count < COUNT_OF(w->files.kept));
    memcpy(w->files.kept[w->files.count].name, name, FILE_NAME_LEN);
    w->files.kept[w->files.count].bytes = arena_dup(&w->keep, bytes);
    CHECK(w->files.kept[w->files.count++].bytes.ptr);
    return ERR_OK;
}

static enum err world_file_run(struct files_port *self, void (*work)(void *arg), void *arg)
{
    (void)self;
    work(arg);
    return ERR_OK;
}

static enum err world_file_remove(struct files_port *self, struct str name)
{
    struct world *w = (struct world *)(void *)((char *)self - offsetof(struct world, files));
    for (size_t i = 0; i < w->files.count; i++)
        if (str_eq(name, str_make(w->files.kept[i].name, FILE_NAME_LEN)))
            w->files.kept[i] = w->files.kept[--w->files.count];
    return ERR_OK;
}

/* --- making ---------------------------------------------------------------------------------------------- */

void world_init(struct world *w)
{
    world_init_with(w, &(struct world_options){ 0 });
}

static void store_make(struct world *w, const struct world_options *o)
{
    char why[STORE_WHY_MAX];
    struct store_inline_config config = o->store_hooks ? *o->store_hooks : (struct store_inline_config){ 0 };
    config.path                       = o->store_path;
    config.random                     = &w->random.port;
    w->store                          = store_inline_open(&config, why);
    if (!w->store)
        (void)fprintf(stderr, "%s\n", why);
    CHECK(w->store);
}

static void live_make(struct world *w, const struct world_options *o)
{
    struct live_memory_config config = o->live_hooks ? *o->live_hooks : (struct live_memory_config){ .loaded = true };
    w->live                          = live_memory_new(&config);
    CHECK(w->live);
}

void world_init_with(struct world *w, const struct world_options *o)
{
    memset(w, 0, sizeof *w);
    CHECK(sodium_init() >= 0);
    w->clock.port   = (struct clock_port){ now_fixed };
    w->clock.now    = WORLD_BEGINS_AT;
    w->random.port  = (struct random_port){ random_seeded };
    w->random.state = o->seed ? o->seed : 1;
    w->password     = (struct password_port){ password_hash, password_verify };
    w->files.port   = (struct files_port){ world_file_put, world_file_get, world_file_run, world_file_remove };
    w->report       = (struct report_port){ report_metrics, report_contract };
    w->settings     = (struct settings){ .public_origin = STR("http://127.0.0.1:8080"), .demo = true, .process_id = STR("world") };
    w->rates        = rate_table_new(&w->random.port);
    CHECK(w->rates);
    if (!o->no_store)
        store_make(w, o);
    if (!o->no_live)
        live_make(w, o);
    w->hall = (struct hall){ .clock = &w->clock.port, .random = &w->random.port, .password = &w->password, .store = w->store,
                             .live = w->live ? live_memory_port(w->live) : NULL, .files = &w->files.port, .rate = rate_table_port(w->rates), .report = &w->report, .settings = &w->settings };
    char why[SEAL_WHY_MAX];
    w->seal = seal_keys_read(STR("5d5b09f6dcb2d53a5fffc60c4ac0d55fabdf556069d6631545f42aa6e3500f2e\n"), &w->random.port, why);
    CHECK(w->seal);
    w->hall.seal             = seal_keys_port(w->seal);
    struct app_config config = { .hall = &w->hall, .loop_count = 1 };
    if (o->limits) {
        config.account_rate = (struct rate){ .burst = 200, .refill_ms = 20 };
        config.address_rate = (struct rate){ .burst = 2000, .refill_ms = 1 };
    }
    w->app = app_new(&config);
    CHECK(w->app);
    w->fibers = fiber_scheduler_new(&(struct fiber_config){ .stack_bytes = 256 * 1024, .live_max = 64 });
    CHECK(w->fibers);
    arena_init(&w->keep, MEM_MAX);
    arena_init(&w->mem, MEM_MAX);
}

void world_done(struct world *w)
{
    fiber_scheduler_free(w->fibers);
    app_free(w->app);
    if (w->store)
        store_inline_close(w->store);
    live_memory_free(w->live);
    rate_table_free(w->rates);
    seal_keys_close(w->seal);
    arena_done(&w->mem);
    arena_done(&w->keep);
}

/* --- running ----------------------------------------------------------------------------------------------- */

struct run {
    void (*fn)(void *arg);
    void *arg;
    bool done;
};

static void run_fiber(void *arg)
{
    struct run *run = arg;
    run->fn(run->arg);
    run->done = true;
}

void world_run(struct world *w, void (*fn)(void *arg), void *arg)
{
    struct run run = { fn, arg, false };
    CHECK(fiber_start(w->fibers, run_fiber, &run));
    while (!run.done && fiber_ready_count(w->fibers))
        (void)fiber_run(w->fibers, 0);
    CHECK(run.done); /* a call that waits for something this world does not have */
}

struct ctx world_ctx(struct world *w)
{
    return (struct ctx){ .mem = &w->mem, .hall = &w->hall, .request_id = STR("world"), .if_match = NONE, .version = NONE, .who = world_system() };
}

struct write {
    struct world *w;
    store_fn *fn;
    void *arg;
};

static void write_run(void *arg)
{
    struct write *write = arg;
    struct ctx c        = world_ctx(write->w);
    CHECK(store_write(&c, write->fn, write->arg) == ERR_OK);
}

void world_write(struct world *w, store_fn *fn, void *arg)
{
    struct write write = { w, fn, arg };
    world_run(w, write_run, &write);
}

struct who world_system(void)
{
    return (struct who){ .role = role_system };
}

/* --- accounts ------------------------------------------------------------------------------------------------ */

struct account_make {
    struct account_row account;
    struct login_row login;
};

static enum err account_write(struct store_tx *tx, void *arg)
{
    struct account_make *make = arg;
    TRY(tx_insert(tx, &model_account_row, &make->account));
    return tx_insert(tx, &model_login_row, &make->login);
}

static struct str kept_format(struct world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));
static struct str kept_format(struct world *w, const char *format, ...)
{
    char text[PATH_MAX_BYTES];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    CHECK(len >= 0 && (size_t)len < sizeof text);
    struct str kept = arena_dup(&w->keep, str_make(text, (size_t)len));
    CHECK(kept.ptr);
    return kept;
}

static struct str id_kept(struct world *w, char prefix)
{
    uint8_t random[16];
    char text[ID_TEXT_MAX];
    w->random.port.fill(&w->random.port, random, sizeof random);
    return kept_format(w, "%.*s", (int)id_write(prefix, random, text), text);
}

static struct str token_hash(struct world *w, struct str token)
{
    uint8_t hash[32];
    char hex[65];
    crypto_generichash(hash, sizeof hash, (const uint8_t *)token.ptr, token.len, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    return kept_format(w, "%s", hex);
}

struct world_account world_account(struct world *w, const char *login, enum role role)
{
    struct account_make make;
    model_clear(&model_account_row, &make.account);
    model_clear(&model_login_row, &make.login);
    make.account.id            = id_kept(w, 'a');
    make.account.login         = kept_format(w, "%s", login);
    make.account.password_hash = kept_format(w, "plain:password of %s", login);
    make.account.name          = make.account.login;
    make.account.role          = role;
    make.account.region        = role == role_staff || role == role_admin ? STR("330300") : STR("");
    make.account.created_at    = w->clock.now;
    make.account.version       = 1;
    struct str one = id_kept(w, 'x'), two = id_kept(w, 'x');
    struct world_account account = { .id = make.account.id, .login = make.account.login };
    account.token                = kept_format(w, "%.*s%.*s", STR_ARG(one), 43 - (int)one.len, two.ptr);
    account.csrf                 = id_kept(w, 'x');
    make.login.id                = id_kept(w, 'i');
    make.login.token_hash        = token_hash(w, account.token);
    make.login.csrf_token        = account.csrf;
    make.login.account_id        = account.id;
    make.login.created_at        = w->clock.now;
    make.login.expires_at        = w->clock.now + 30 * MILLIS_DAY;
    if (w->store)
        world_write(w, account_write, &make);
    account.who = (struct who){ .account_id = account.id, .login_id = make.login.id, .name = make.account.name, .region = make.account.region, .csrf_token = account.csrf, .role = role };
    return account;
}

/* --- calls ----------------------------------------------------------------------------------------------------- */

struct one_call {
    struct world *w;
    const struct app_request *request;
    struct app_answer answer;
};

static void call_run(void *arg)
{
    struct one_call *call = arg;
    app_call(call->w->app, &call->w->mem, call->request, &call->answer);
}

struct world_answer world_request(struct world *w, const struct app_request *request)
{
    struct app_request r = *request;
    if (!r.content_type.len && r.body.len)
        r.content_type = STR("application/json");
    if (!r.address.len)
        r.address = STR("127.0.0.1");
    struct one_call call = { .w = w, .request = &r };
    arena_reset(&w->mem);
    world_run(w, call_run, &call);
    return (struct world_answer){ .status = call.answer.status, .body = call.answer.body, .full = call.answer };
}

struct world_answer world_call(struct world *w, const char *method, const char *target, const char *body, const struct world_account *as)
{
    struct app_request r = { .method = str_from_cstr(method), .target = str_from_cstr(target), .body = str_from_cstr(body) };
    if (as)
        r.authorization = kept_format(w, "Bearer %.*s", STR_ARG(as->token));
    return world_request(w, &r);
}

struct world_answer world_callf(struct world *w, const struct world_account *as, const char *method, const char *body, const char *target_format, ...)
{
    char target[PATH_MAX_BYTES];
    va_list args;
    va_start(args, target_format);
    int len = vsnprintf(target, sizeof target, target_format, args);
    va_end(args);
    CHECK(len >= 0 && (size_t)len < sizeof target);
    return world_call(w, method, target, body, as);
}

struct world_answer world_job(struct world *w, const char *name)
{
    struct who system    = world_system();
    struct app_request r = { .method = STR("POST"), .target = kept_format(w, "/internal/jobs/%s", name), .who = &system };
    return world_request(w, &r);
}

/* --- reading answers --------------------------------------------------------------------------------------------- */

const char *world_keep(struct world *w, struct str text)
{
    struct str kept = arena_dup(&w->keep, text);
    CHECK(kept.ptr);
    return kept.ptr;
}

static bool is_white(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* Behind the value at `at`. */
static const char *value_skip(const char *at, const char *end)
{
    int depth  = 0;
    bool quote = false;
    for (; at < end; at++) {
        if (quote && *at == '\\') {
            at++;
            continue;
        }
        if (*at == '"')
            quote = !quote;
        if (quote)
            continue;
        if (depth == 0 && (*at == ',' || *at == ']' || *at == '}'))
            break;
        depth += (*at == '{' || *at == '[') - (*at == '}' || *at == ']');
    }
    return at < end ? at : end;
}

static struct str element_at(struct str array, uint64_t wanted)
{
    const char *at = array.ptr + 1, *end = array.ptr + array.len;
    for (uint64_t i = 0; at < end && *at != ']'; i++) {
        while (at < end && is_white(*at))
            at++;
        const char *after = value_skip(at, end);
        if (i == wanted)
            return str_make(at, (size_t)(after - at));
        at = after < end && *after == ',' ? after + 1 : after;
    }
    return STR_NONE;
}

static struct str value_find(struct str value, const char *path)
{
    struct str rest = str_from_cstr(path), step;
    while (rest.len && value.len) {
        uint64_t index;
        rest  = str_cut(rest, '.', &step);
        value = value.ptr[0] == '[' && str_to_u64(step, &index) ? element_at(value, index) : json_member(value, step);
        value = str_trim(value);
    }
    return str_eq(value, STR("null")) ? STR_NONE : value;
}

struct str world_text(struct world_answer answer, const char *path)
{
    struct str value = value_find(answer.body, path);
    return value.len >= 2 && value.ptr[0] == '"' ? str_make(value.ptr + 1, value.len - 2) : STR_NONE;
}

int64_t world_number(struct world_answer answer, const char *path)
{
    int64_t number;
    return str_to_i64(value_find(answer.body, path), &number) ? number : NONE;
}

bool world_flag(struct world_answer answer, const char *path)
{
    return str_eq(value_find(answer.body, path), STR("true"));
}

size_t world_length(struct world_answer answer, const char *path)
{
    struct str value = value_find(answer.body, path);
    size_t count     = 0;
    while (value.len > 2 && value.ptr[0] == '[' && element_at(value, count).len)
        count++;
    return count;
}
