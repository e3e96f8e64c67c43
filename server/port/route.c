#include "server/port/route.h"

#include <sodium.h>

#include "proto/base/check.h"
#include "proto/base/id.h"

#define PAGE_LIMIT_DEFAULT 20
#define CURSOR_MARK_BYTES 4
#define CURSOR_BYTES_MAX (8 + ID_TEXT_MAX + CURSOR_MARK_BYTES)

enum err version_check(struct ctx *c, int64_t version)
{
    if (c->if_match == NONE)
        return ERR_NEED_VERSION;
    return c->if_match == version ? ERR_OK : ERR_STALE;
}

enum err version_agrees(struct ctx *c, int64_t version)
{
    return c->if_match == NONE || c->if_match == version ? ERR_OK : ERR_STALE;
}

/* Finds slips and tampering, not forgers: a cursor only says where a page begins, which anybody may choose anyway. */
static void cursor_mark(const uint8_t *bytes, size_t len, uint8_t ret_mark[CURSOR_MARK_BYTES])
{
    static const uint8_t key[crypto_shorthash_KEYBYTES] = "hirehall cursor";
    uint8_t hash[crypto_shorthash_BYTES];
    crypto_shorthash(hash, bytes, len, key);
    memcpy(ret_mark, hash, CURSOR_MARK_BYTES);
}

static enum err page_refuse(struct ctx *c)
{
    return fault_add(c, STR("after"), STR("bad_cursor"), STR("翻页位置无效，请使用上一页返回的 next"),
                     STR("Not a position in this list: send the next of the page before"));
}

enum err page_read(struct ctx *c, int64_t limit, struct str after, struct page *ret_page)
{
    struct page page = { .limit = limit == NONE ? PAGE_LIMIT_DEFAULT : limit, .after_key = NONE };
    if (!after.ptr) {
        *ret_page = page;
        return ERR_OK;
    }
    uint8_t bytes[CURSOR_BYTES_MAX], mark[CURSOR_MARK_BYTES];
    size_t len = 0;
    if (sodium_base642bin(bytes, sizeof bytes, after.ptr, after.len, NULL, &len, NULL, sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
        len <= 8 + CURSOR_MARK_BYTES)
        return page_refuse(c);
    size_t body_len = len - CURSOR_MARK_BYTES;
    cursor_mark(bytes, body_len, mark);
    if (memcmp(mark, bytes + body_len, sizeof mark) != 0)
        return page_refuse(c);
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | bytes[i];
    page.after_key = (int64_t)key;
    page.after_id  = arena_dup(c->mem, str_make((const char *)bytes + 8, body_len - 8));
    if (!page.after_id.ptr)
        return ERR_NO_MEMORY;
    *ret_page = page;
    return ERR_OK;
}

enum err page_next(struct ctx *c, int64_t key, struct str id, struct str *ret_next)
{
    CHECK(id.len > 0 && id.len <= ID_TEXT_MAX);
    uint8_t bytes[CURSOR_BYTES_MAX];
    for (size_t i = 0; i < 8; i++)
        bytes[i] = (uint8_t)((uint64_t)key >> (56 - 8 * i));
    memcpy(bytes + 8, id.ptr, id.len);
    size_t body_len = 8 + id.len;
    cursor_mark(bytes, body_len, bytes + body_len);
    size_t text_max = sodium_base64_encoded_len(body_len + CURSOR_MARK_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *text      = arena_alloc(c->mem, text_max);
    if (!text)
        return ERR_NO_MEMORY;
    sodium_bin2base64(text, text_max, bytes, body_len + CURSOR_MARK_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    *ret_next = str_make(text, text_max - 1);
    return ERR_OK;
}
