#include "proto/base/sha1.h"

#define BLOCK_BYTES 64

static uint32_t rotate(uint32_t x, unsigned n)
{
    return x << n | x >> (32 - n);
}

/* The 80 rounds over one block. The message schedule is kept as a ring of 16 words. */
static void block_mix(uint32_t state[5], const uint8_t block[BLOCK_BYTES])
{
    uint32_t w[16];
    for (size_t i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
               (uint32_t)block[4 * i + 3];
    uint32_t a = state[0];
    uint32_t b = state[1];
    uint32_t c = state[2];
    uint32_t d = state[3];
    uint32_t e = state[4];
    for (unsigned i = 0; i < 80; i++) {
        if (i >= 16)
            w[i % 16] = rotate(w[(i + 13) % 16] ^ w[(i + 8) % 16] ^ w[(i + 2) % 16] ^ w[i % 16], 1);
        uint32_t f = 0;
        if (i < 20)
            f = ((b & c) | (~b & d)) + 0x5A827999U;
        else if (i < 40)
            f = (b ^ c ^ d) + 0x6ED9EBA1U;
        else if (i < 60)
            f = ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCU;
        else
            f = (b ^ c ^ d) + 0xCA62C1D6U;
        uint32_t next = rotate(a, 5) + f + e + w[i % 16];
        e             = d;
        d             = c;
        c             = rotate(b, 30);
        b             = a;
        a             = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void sha1(struct str message, uint8_t ret_digest[SHA1_BYTES])
{
    uint32_t state[5] = { 0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U, 0xC3D2E1F0U };
    struct str rest   = message;
    for (; rest.len >= BLOCK_BYTES; rest = str_skip(rest, BLOCK_BYTES))
        block_mix(state, (const uint8_t *)rest.ptr);

    /* What is left, a one bit, zeros, and the length in bits: one block or two. */
    uint8_t tail[2 * BLOCK_BYTES] = { 0 };
    size_t tail_len               = rest.len + 9 <= BLOCK_BYTES ? BLOCK_BYTES : 2 * BLOCK_BYTES;
    uint64_t bits                 = (uint64_t)message.len * 8;
    if (rest.len)
        memcpy(tail, rest.ptr, rest.len);
    tail[rest.len] = 0x80;
    for (unsigned i = 0; i < 8; i++)
        tail[tail_len - 1 - i] = (uint8_t)(bits >> (8 * i));
    for (size_t at = 0; at < tail_len; at += BLOCK_BYTES)
        block_mix(state, tail + at);

    for (size_t i = 0; i < SHA1_BYTES; i++)
        ret_digest[i] = (uint8_t)(state[i / 4] >> (24 - 8 * (i % 4)));
}
