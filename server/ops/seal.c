#include "server/ops/seal.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sodium.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "proto/base/check.h"

#define KEY_BYTES crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES crypto_aead_xchacha20poly1305_ietf_ABYTES
#define ID_BYTES 4
#define BLIND_BYTES 32
#define FILE_BYTES_MAX 8192
#define DRAFT_MAX 4096
#define TEXT_VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

struct seal_key {
    uint8_t id[ID_BYTES]; /* follows from the key, so nobody can name two keys alike */
    uint8_t bytes[KEY_BYTES];
};

struct seal_keys {
    struct seal_port port; /* first */
    struct random_port *random;
    _Atomic size_t count; /* only grows; the keys below it never change */
    struct seal_key keys[SEAL_KEYS_MAX];
    uint8_t blind[KEY_BYTES];
    pthread_mutex_t refresh; /* one reads the file at a time */
    char *path;              /* NULL: made from a text */
};

/* A key of its own for each use of a key. */
static void derive(uint8_t *ret_bytes, size_t len, const uint8_t key[KEY_BYTES], struct str use)
{
    CHECK(crypto_generichash(ret_bytes, len, (const uint8_t *)use.ptr, use.len, key, KEY_BYTES) == 0);
}

static enum err seal_text(struct seal_port *self, struct arena *mem, struct str place, struct str plain, struct str *ret_sealed)
{
    const struct seal_keys *keys = (const struct seal_keys *)self;
    const struct seal_key *key   = &keys->keys[atomic_load(&keys->count) - 1];
    if (!plain.len) {
        *ret_sealed = STR("");
        return ERR_OK;
    }
    if (plain.len > SEAL_PLAIN_MAX)
        return ERR_INVALID;
    size_t head = ID_BYTES + NONCE_BYTES, len = head + plain.len + TAG_BYTES;
    size_t text_max = sodium_base64_encoded_len(len, TEXT_VARIANT);
    uint8_t *bytes  = arena_alloc(mem, len);
    char *text      = arena_alloc(mem, text_max);
    if (!bytes || !text)
        return ERR_NO_MEMORY;
    memcpy(bytes, key->id, ID_BYTES);
    keys->random->fill(keys->random, bytes + ID_BYTES, NONCE_BYTES);
    CHECK(crypto_aead_xchacha20poly1305_ietf_encrypt(bytes + head, NULL, (const uint8_t *)plain.ptr, plain.len, (const uint8_t *)place.ptr, place.len, NULL,
                                                     bytes + ID_BYTES, key->bytes) == 0);
    sodium_bin2base64(text, text_max, bytes, len, TEXT_VARIANT);
    *ret_sealed = str_make(text, text_max - 1);
    return ERR_OK;
}

static const struct seal_key *key_find(const struct seal_keys *keys, const uint8_t id[ID_BYTES])
{
    size_t count = atomic_load(&keys->count);
    for (size_t i = 0; i < count; i++)
        if (memcmp(keys->keys[i].id, id, ID_BYTES) == 0)
            return &keys->keys[i];
    return NULL;
}

static enum err open_text(struct seal_port *self, struct arena *mem, struct str place, struct str sealed, struct str *ret_plain)
{
    struct seal_keys *keys = (struct seal_keys *)self;
    if (!sealed.len) {
        *ret_plain = STR("");
        return ERR_OK;
    }
    size_t head = ID_BYTES + NONCE_BYTES, len = 0;
    uint8_t *bytes = arena_alloc(mem, sealed.len);
    char *plain    = arena_alloc(mem, sealed.len);
    if (!bytes || !plain)
        return ERR_NO_MEMORY;
    if (sodium_base642bin(bytes, sealed.len, sealed.ptr, sealed.len, NULL, &len, NULL, TEXT_VARIANT) != 0 || len < head + TAG_BYTES)
        return ERR_INTERNAL;
    const struct seal_key *key = key_find(keys, bytes);
    if (!key && seal_keys_refresh(keys))
        key = key_find(keys, bytes);
    unsigned long long plain_len = 0;
    if (!key || crypto_aead_xchacha20poly1305_ietf_decrypt((uint8_t *)plain, &plain_len, NULL, bytes + head, len - head, (const uint8_t *)place.ptr, place.len,
                                                           bytes + ID_BYTES, key->bytes) != 0)
        return ERR_INTERNAL;
    *ret_plain = str_make(plain, (size_t)plain_len);
    return ERR_OK;
}

static enum err blind_text(struct seal_port *self, struct arena *mem, struct str kind, struct str value, struct str *ret_index)
{
    const struct seal_keys *keys = (const struct seal_keys *)self;
    crypto_generichash_state state;
    uint8_t hash[BLIND_BYTES];
    size_t text_max = sodium_base64_encoded_len(BLIND_BYTES, TEXT_VARIANT);
    char *text      = arena_alloc(mem, text_max);
    if (!text)
        return ERR_NO_MEMORY;
    CHECK(crypto_generichash_init(&state, keys->blind, KEY_BYTES, BLIND_BYTES) == 0);
    CHECK(crypto_generichash_update(&state, (const uint8_t *)kind.ptr, kind.len) == 0);
    CHECK(crypto_generichash_update(&state, (const uint8_t *)"", 1) == 0); /* where the kind ends */
    CHECK(crypto_generichash_update(&state, (const uint8_t *)value.ptr, value.len) == 0);
    CHECK(crypto_generichash_final(&state, hash, BLIND_BYTES) == 0);
    sodium_bin2base64(text, text_max, hash, sizeof hash, TEXT_VARIANT);
    *ret_index = str_make(text, text_max - 1);
    return ERR_OK;
}

/* --- the file --------------------------------------------------------------------------------------------- */

static bool line_take(struct seal_keys *keys, struct str line)
{
    size_t len = 0;
    size_t count = atomic_load(&keys->count);
    if (count == SEAL_KEYS_MAX)
        return false;
    struct seal_key *key = &keys->keys[count];
    if (line.len != 2 * KEY_BYTES || sodium_hex2bin(key->bytes, KEY_BYTES, line.ptr, line.len, NULL, &len, NULL) != 0 || len != KEY_BYTES)
        return false;
    uint8_t id[16];
    derive(id, sizeof id, key->bytes, STR("hirehall seal id"));
    if (key_find(keys, id))
        return false;
    memcpy(key->id, id, ID_BYTES);
    atomic_store(&keys->count, count + 1);
    return true;
}

struct seal_keys *seal_keys_read(struct str text, struct random_port *random, char ret_why[SEAL_WHY_MAX])
{
    struct seal_keys *keys = calloc(1, sizeof *keys);
    struct str rest        = text, line;
    ret_why[0]             = '\0';
    if (!keys) {
        (void)snprintf(ret_why, SEAL_WHY_MAX, "no memory");
        return NULL;
    }
    keys->port   = (struct seal_port){ .close = seal_text, .open = open_text, .blind = blind_text };
    keys->random = random;
    CHECK(pthread_mutex_init(&keys->refresh, NULL) == 0);
    for (int number = 1; rest.len && !ret_why[0]; number++) {
        rest = str_cut(rest, '\n', &line);
        line = str_trim(line);
        if (line.len && line.ptr[0] != '#' && !line_take(keys, line))
            (void)snprintf(ret_why, SEAL_WHY_MAX, "line %d is not a key of 64 hexadecimal digits, the same as an earlier one, or above the %d that may stand here", number, SEAL_KEYS_MAX);
    }
    if (!atomic_load(&keys->count) && !ret_why[0])
        (void)snprintf(ret_why, SEAL_WHY_MAX, "it holds no key");
    if (ret_why[0]) {
        seal_keys_close(keys);
        return NULL;
    }
    derive(keys->blind, sizeof keys->blind, keys->keys[0].bytes, STR("hirehall blind index"));
    return keys;
}

static bool all_written(int fd, struct str text)
{
    while (text.len) {
        ssize_t n = write(fd, text.ptr, text.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        text = str_skip(text, (size_t)n);
    }
    return fsync(fd) == 0;
}

static bool folder_sync(const char *path)
{
    char folder[4096];
    const char *slash = strrchr(path, '/');
    int len           = slash ? snprintf(folder, sizeof folder, "%.*s", (int)(slash - path) + 1, path) : snprintf(folder, sizeof folder, ".");
    int fd            = len > 0 && (size_t)len < sizeof folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    bool good         = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        (void)close(fd); /* only read */
    return good;
}

/* The text in a file of its own beside path, for its owner only. */
static bool draft_write(const char *path, struct random_port *random, struct str text, char ret_draft[DRAFT_MAX])
{
    uint8_t tail[8];
    char name[2 * sizeof tail + 1];
    random->fill(random, tail, sizeof tail);
    sodium_bin2hex(name, sizeof name, tail, sizeof tail);
    int len   = snprintf(ret_draft, DRAFT_MAX, "%s.%s", path, name);
    bool good = len > 0 && len < DRAFT_MAX;
    int fd    = good ? open(ret_draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (fd < 0)
        return false;
    good = all_written(fd, text);
    good = close(fd) == 0 && good;
    if (!good)
        (void)unlink(ret_draft); /* half a key is nobody's */
    return good;
}

static void key_hex(struct random_port *random, char ret_hex[2 * KEY_BYTES + 1])
{
    uint8_t key[KEY_BYTES];
    random->fill(random, key, sizeof key);
    sodium_bin2hex(ret_hex, 2 * KEY_BYTES + 1, key, sizeof key);
    sodium_memzero(key, sizeof key);
}

/* Whole under its name or not at all, also when two processes begin at once: the one that comes second finds the first one's. */
static bool file_make(const char *path, struct random_port *random)
{
    char hex[2 * KEY_BYTES + 1], text[256], draft[DRAFT_MAX];
    key_hex(random, hex);
    int len   = snprintf(text, sizeof text, "# keys of sealed personal data: keep a copy apart from the database's; the last line seals\n%s\n", hex);
    bool good = len > 0 && draft_write(path, random, str_make(text, (size_t)len), draft);
    if (good) {
        good = link(draft, path) == 0 || errno == EEXIST;
        (void)unlink(draft); /* a rest of it holds a key nobody uses */
    }
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text, sizeof text);
    return good && folder_sync(path);
}

/* The file's text; -1: ret_why says why not. */
static ssize_t text_read(const char *path, char ret_text[FILE_BYTES_MAX], char ret_why[SEAL_WHY_MAX])
{
    struct stat st;
    ssize_t len = -1;
    int fd      = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0)
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.200s: %s", path, strerror(errno));
    else if (!S_ISREG(st.st_mode))
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.200s is not a file", path);
    else if (st.st_mode & (S_IRWXG | S_IRWXO))
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.200s may be read by others than its owner (chmod 600)", path);
    else if ((len = read(fd, ret_text, FILE_BYTES_MAX)) < 0 || len == FILE_BYTES_MAX)
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.200s: %s", path, len < 0 ? strerror(errno) : "is too long");
    if (fd >= 0)
        (void)close(fd); /* only read */
    return len == FILE_BYTES_MAX ? -1 : len;
}

static struct seal_keys *file_read(const char *path, struct random_port *random, char ret_why[SEAL_WHY_MAX])
{
    char text[FILE_BYTES_MAX], why[SEAL_WHY_MAX];
    ssize_t len = text_read(path, text, ret_why);
    if (len < 0)
        return NULL;
    struct seal_keys *keys = seal_keys_read(str_make(text, (size_t)len), random, why);
    sodium_memzero(text, sizeof text);
    if (!keys)
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.150s: %.140s", path, why);
    return keys;
}

struct seal_keys *seal_keys_open(const char *path, struct random_port *random, char ret_why[SEAL_WHY_MAX])
{
    CHECK(sodium_init() >= 0);
    if (access(path, F_OK) != 0 && errno == ENOENT && !file_make(path, random)) {
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.200s: %s", path, strerror(errno));
        return NULL;
    }
    struct seal_keys *keys = file_read(path, random, ret_why);
    if (!keys)
        return NULL;
    keys->path = strdup(path);
    if (keys->path)
        return keys;
    (void)snprintf(ret_why, SEAL_WHY_MAX, "no memory");
    seal_keys_close(keys);
    return NULL;
}

/* --- more keys --------------------------------------------------------------------------------------------- */

/* Another file under the same name says nothing to us: its first keys are not ours. */
static bool keys_take(struct seal_keys *keys, const struct seal_keys *fresh)
{
    size_t count = atomic_load(&keys->count), more = atomic_load(&fresh->count);
    if (more <= count)
        return false;
    for (size_t i = 0; i < count; i++)
        if (memcmp(keys->keys[i].bytes, fresh->keys[i].bytes, KEY_BYTES) != 0)
            return false;
    memcpy(&keys->keys[count], &fresh->keys[count], (more - count) * sizeof keys->keys[0]);
    atomic_store(&keys->count, more);
    return true;
}

bool seal_keys_refresh(struct seal_keys *keys)
{
    char why[SEAL_WHY_MAX];
    if (!keys->path)
        return false;
    size_t before = atomic_load(&keys->count);
    pthread_mutex_lock(&keys->refresh);
    struct seal_keys *fresh = file_read(keys->path, keys->random, why);
    bool more               = fresh && keys_take(keys, fresh);
    pthread_mutex_unlock(&keys->refresh);
    seal_keys_close(fresh);
    return more || atomic_load(&keys->count) > before; /* or another thread was quicker */
}

bool seal_file_rotate(const char *path, struct random_port *random, char ret_why[SEAL_WHY_MAX])
{
    char text[FILE_BYTES_MAX + 2 * KEY_BYTES + 4], hex[2 * KEY_BYTES + 1], draft[DRAFT_MAX], why[SEAL_WHY_MAX];
    CHECK(sodium_init() >= 0);
    ssize_t len = text_read(path, text, ret_why);
    if (len < 0)
        return false;
    key_hex(random, hex);
    int more = snprintf(text + len, sizeof text - (size_t)len, "%s%s\n", len && text[len - 1] != '\n' ? "\n" : "", hex);
    struct str all = str_make(text, (size_t)len + (size_t)more);
    struct seal_keys *keys = seal_keys_read(all, random, why); /* never a file that would not open */
    bool good              = keys && draft_write(path, random, all, draft);
    if (!keys)
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.150s: %.140s", path, why);
    else if (!good || rename(draft, path) != 0 || !folder_sync(path)) {
        (void)snprintf(ret_why, SEAL_WHY_MAX, "%.200s: %s", path, strerror(errno));
        good = false;
    }
    seal_keys_close(keys);
    sodium_memzero(hex, sizeof hex);
    sodium_memzero(text, sizeof text);
    return good;
}

bool seal_keys_newest(const struct seal_keys *keys, struct str sealed)
{
    /* Twelve characters are nine bytes, enough for the key's name. */
    uint8_t head[9];
    size_t len = 0;
    return sealed.len >= 12 && sodium_base642bin(head, sizeof head, sealed.ptr, 12, NULL, &len, NULL, TEXT_VARIANT) == 0 &&
           memcmp(head, keys->keys[atomic_load(&keys->count) - 1].id, ID_BYTES) == 0;
}

void seal_keys_close(struct seal_keys *keys)
{
    if (!keys)
        return;
    (void)pthread_mutex_destroy(&keys->refresh); /* nobody holds it any more */
    free(keys->path);
    sodium_memzero(keys, sizeof *keys);
    free(keys);
}

struct seal_port *seal_keys_port(struct seal_keys *keys)
{
    return &keys->port;
}
