#include "server/feature/accounts/totp_core.h"

#include "proto/base/sha1.h"

#define BLOCK_BYTES 64
#define COUNTER_BYTES 8

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/* RFC 2104, for a key shorter than a block. */
static void hmac_sha1(const uint8_t key[TOTP_SECRET_BYTES], const uint8_t counter[COUNTER_BYTES], uint8_t ret_digest[SHA1_BYTES])
{
    uint8_t inner[BLOCK_BYTES + COUNTER_BYTES] = { 0 }, outer[BLOCK_BYTES + SHA1_BYTES] = { 0 };
    memcpy(inner, key, TOTP_SECRET_BYTES);
    memcpy(outer, key, TOTP_SECRET_BYTES);
    for (size_t i = 0; i < BLOCK_BYTES; i++) {
        inner[i] ^= 0x36;
        outer[i] ^= 0x5C;
    }
    memcpy(inner + BLOCK_BYTES, counter, COUNTER_BYTES);
    sha1(str_make((const char *)inner, sizeof inner), outer + BLOCK_BYTES);
    sha1(str_make((const char *)outer, sizeof outer), ret_digest);
}

uint32_t totp_value(const uint8_t secret[TOTP_SECRET_BYTES], uint64_t step)
{
    uint8_t counter[COUNTER_BYTES], digest[SHA1_BYTES];
    for (size_t i = 0; i < COUNTER_BYTES; i++)
        counter[i] = (uint8_t)(step >> 8 * (COUNTER_BYTES - 1 - i));
    hmac_sha1(secret, counter, digest);
    const uint8_t *at = digest + (digest[SHA1_BYTES - 1] & 15);
    return (uint32_t)(at[0] & 0x7F) << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

bool totp_match(const uint8_t secret[TOTP_SECRET_BYTES], struct str code, int64_t now, int64_t last_step, int64_t *ret_step)
{
    int64_t present = now / TOTP_STEP_MS;
    bool found      = false;
    if (code.len != TOTP_DIGITS)
        return false;
    for (int64_t step = present + TOTP_WINDOW; step >= present - TOTP_WINDOW; step--) {
        uint32_t value = totp_value(secret, (uint64_t)step) % 1000000;
        char text[TOTP_DIGITS];
        for (size_t i = TOTP_DIGITS; i > 0; i--, value /= 10)
            text[i - 1] = (char)('0' + value % 10);
        if (!str_eq_secret(code, str_make(text, TOTP_DIGITS)) || step <= last_step)
            continue;
        *ret_step = step;
        found     = true;
    }
    return found;
}

void base32_write(const uint8_t secret[TOTP_SECRET_BYTES], char ret_text[TOTP_SECRET_CHARS])
{
    for (size_t i = 0; i < TOTP_SECRET_CHARS; i++) {
        unsigned value = 0;
        for (size_t bit = 5 * i; bit < 5 * i + 5; bit++)
            value = value << 1 | ((unsigned)secret[bit / 8] >> (7 - bit % 8) & 1U);
        ret_text[i] = letters[value];
    }
}

bool base32_read(struct str text, uint8_t ret_secret[TOTP_SECRET_BYTES])
{
    if (text.len != TOTP_SECRET_CHARS)
        return false;
    memset(ret_secret, 0, TOTP_SECRET_BYTES);
    for (size_t i = 0; i < TOTP_SECRET_CHARS; i++) {
        const char *at = memchr(letters, text.ptr[i], sizeof letters - 1);
        if (!at)
            return false;
        unsigned value = (unsigned)(at - letters);
        for (size_t b = 0; b < 5; b++)
            ret_secret[(5 * i + b) / 8] |= (uint8_t)((value >> (4 - b) & 1U) << (7 - (5 * i + b) % 8));
    }
    return true;
}

size_t recovery_read(struct str text, char ret_form[RECOVERY_CHARS])
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (c == ' ' || c == '-')
            continue;
        if (c >= 'A' && c <= 'Z')
            c = (char)(c | 0x20);
        if (len == RECOVERY_CHARS || !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
            return 0;
        ret_form[len++] = c;
    }
    return len == RECOVERY_CHARS ? len : 0;
}
