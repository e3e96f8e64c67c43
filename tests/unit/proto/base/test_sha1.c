#include <criterion/criterion.h>

#include "proto/base/sha1.h"

static void hex_write(const uint8_t digest[SHA1_BYTES], char ret_text[2 * SHA1_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < SHA1_BYTES; i++) {
        ret_text[2 * i]     = digits[digest[i] >> 4];
        ret_text[2 * i + 1] = digits[digest[i] & 15];
    }
    ret_text[2 * SHA1_BYTES] = 0;
}

/* RFC 3174, section 7.3, and the empty message. */
static const struct {
    const char *text;
    size_t repeat;
    const char *want;
} vectors[] = {
    { "", 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709" },
    { "abc", 1, "a9993e364706816aba3e25717850c26c9cd0d89d" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1, "84983e441c3bd26ebaae4aa1f95129e5e54670f1" },
    { "a", 1000000, "34aa973cd4c4daa4f61eeb2bdbad27316534016f" },
    { "0123456701234567012345670123456701234567012345670123456701234567", 10, "dea356a2cddd90c7a7ecedc5ebb563934f460452" },
};

Test(sha1, the_vectors_of_the_rfc_come_out)
{
    static char message[1000000];
    for (size_t i = 0; i < COUNT_OF(vectors); i++) {
        uint8_t digest[SHA1_BYTES];
        char hex[2 * SHA1_BYTES + 1];
        size_t n = strlen(vectors[i].text);
        for (size_t k = 0; k < vectors[i].repeat; k++)
            memcpy(message + k * n, vectors[i].text, n);
        sha1(str_make(message, n * vectors[i].repeat), digest);
        hex_write(digest, hex);
        cr_assert_str_eq(hex, vectors[i].want, "vector %zu", i);
    }
}

/* Around the ends of blocks the padding takes one block or two. */
Test(sha1, padding_is_right_at_the_ends_of_blocks)
{
    static const struct {
        size_t len;
        const char *want;
    } cases[] = {
        { 55, "c1c8bbdc22796e28c0e15163d20899b65621d65a" },
        { 56, "c2db330f6083854c99d4b5bfb6e8f29f201be699" },
        { 63, "03f09f5b158a7a8cdad920bddc29b81c18a551f5" },
        { 64, "0098ba824b5c16427bd7a1122a5a442a25ec644d" },
        { 65, "11655326c708d70319be2610e8a57d9a5b959d3b" },
    };
    char message[65];
    memset(message, 'a', sizeof message);
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        uint8_t digest[SHA1_BYTES];
        char hex[2 * SHA1_BYTES + 1];
        sha1(str_make(message, cases[i].len), digest);
        hex_write(digest, hex);
        cr_assert_str_eq(hex, cases[i].want, "%zu bytes", cases[i].len);
    }
}
