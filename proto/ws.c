/* See ws.h. A frame's payload is unmasked and, in a text, checked as it arrives, so that bad UTF-8 is refused
 * before the rest of its frame is waited for. A message in one frame is never copied. */
#include "proto/ws.h"

#include <sodium.h>

#include "proto/base/sha1.h"

enum phase { PHASE_OPEN, PHASE_CLOSED, PHASE_REFUSED };

/* --- handshake ----------------------------------------------------------------------------------------------- */

#define KEY_BYTES 16
#define KEY_TEXT_LEN 24

/* The only field of that name; false when there is none, or several. */
static bool field_single(const struct http1_request *request, struct str name, struct str *ret_value)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (!str_eq_nocase(request->headers[i].name, name))
            continue;
        *ret_value = request->headers[i].value;
        count++;
    }
    return count == 1;
}

static bool key_is_good(struct str key)
{
    uint8_t bytes[KEY_BYTES];
    size_t n = 0;
    return key.len == KEY_TEXT_LEN &&
           sodium_base642bin(bytes, sizeof bytes, key.ptr, key.len, NULL, &n, NULL, sodium_base64_VARIANT_ORIGINAL) ==
               0 &&
           n == KEY_BYTES;
}

static void accept_write(struct str key, char ret_accept[WS_ACCEPT_LEN])
{
    static const char salt[] = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    char joined[KEY_TEXT_LEN + sizeof salt];
    uint8_t digest[SHA1_BYTES];
    char text[WS_ACCEPT_LEN + 1];
    memcpy(joined, key.ptr, KEY_TEXT_LEN);
    memcpy(joined + KEY_TEXT_LEN, salt, sizeof salt);
    sha1(str_make(joined, sizeof joined - 1), digest);
    (void)sodium_bin2base64(text, sizeof text, digest, sizeof digest, sodium_base64_VARIANT_ORIGINAL);
    memcpy(ret_accept, text, WS_ACCEPT_LEN);
}

int ws_handshake(const struct http1_request *request, char ret_accept[WS_ACCEPT_LEN])
{
    struct str version = STR_NONE;
    struct str key     = STR_NONE;
    if (!str_eq(request->method, STR("GET")))
        return 405;
    if (request->version_minor != 1 || request->body.len)
        return 400;
    if (!http1_list_has(request, STR("Upgrade"), STR("websocket")) ||
        !http1_list_has(request, STR("Connection"), STR("upgrade")))
        return 400;
    if (!field_single(request, STR("Sec-WebSocket-Version"), &version))
        return 400;
    if (!str_eq(version, STR("13")))
        return 426;
    if (!field_single(request, STR("Sec-WebSocket-Key"), &key) || !key_is_good(key))
        return 400;
    accept_write(key, ret_accept);
    return 0;
}

/* --- payloads ------------------------------------------------------------------------------------------------- */

/* Unmasks n bytes that lie at offset from the payload's start. */
static void unmask(char *bytes, size_t n, const uint8_t mask[4], size_t offset)
{
    uint8_t turned[8];
    uint64_t key = 0;
    size_t i     = 0;
    for (size_t k = 0; k < 8; k++)
        turned[k] = mask[(offset + k) % 4];
    memcpy(&key, turned, 8);
    for (; i + 8 <= n; i += 8) {
        uint64_t word = 0;
        memcpy(&word, bytes + i, 8);
        word ^= key;
        memcpy(bytes + i, &word, 8);
    }
    for (; i < n; i++)
        bytes[i] = (char)((uint8_t)bytes[i] ^ turned[i % 8]);
}

/* The first byte of a character longer than one byte: how many follow, and between which bounds the next one lies
 * (no overlong forms, no surrogates, at most U+10FFFF). */
static bool utf8_begin(struct ws_reader *r, uint8_t c)
{
    if (c < 0xC2 || c > 0xF4)
        return false;
    r->utf8_left = c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
    r->utf8_low  = c == 0xE0 ? 0xA0 : c == 0xF0 ? 0x90 : 0x80;
    r->utf8_high = c == 0xED ? 0x9F : c == 0xF4 ? 0x8F : 0xBF;
    return true;
}

static bool utf8_feed(struct ws_reader *r, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n;) {
        uint64_t word = 0;
        if (r->utf8_left == 0 && n - i >= 8) {
            memcpy(&word, bytes + i, 8);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                i += 8;
                continue;
            }
        }
        uint8_t c = (uint8_t)bytes[i++];
        if (r->utf8_left) {
            if (c < r->utf8_low || c > r->utf8_high)
                return false;
            r->utf8_left--;
            r->utf8_low  = 0x80;
            r->utf8_high = 0xBF;
        } else if (c >= 0x80 && !utf8_begin(r, c)) {
            return false;
        }
    }
    return true;
}

/* --- frames --------------------------------------------------------------------------------------------------- */

struct head {
    uint8_t opcode;
    bool fin;
    size_t len; /* 0 = not whole yet */
    size_t payload_len;
    uint8_t mask[4];
};

static enum ws_verdict refuse(struct ws_reader *r, uint16_t code)
{
    buf_free(r->parts);
    r->parts      = NULL;
    r->phase      = PHASE_REFUSED;
    r->close_code = code;
    return WS_REFUSED;
}

static bool opcode_is_good(const struct ws_reader *r, uint8_t first)
{
    uint8_t opcode = first & 0x0F;
    bool fin       = first & 0x80;
    if (first & 0x70)
        return false;
    switch (opcode) {
    case WS_CONTINUATION:
        return r->message_opcode != 0;
    case WS_TEXT:
    case WS_BINARY:
        return r->message_opcode == 0;
    case WS_CLOSE:
    case WS_PING:
    case WS_PONG:
        return fin;
    default:
        return false;
    }
}

/* Reads the head of the frame at bytes, judging each byte as soon as it is there. Returns the code to refuse with,
 * or 0; ret_head->len stays 0 when bytes are missing. */
static uint16_t head_read(const struct ws_reader *r, const char *bytes, size_t len, struct head *ret_head)
{
    const uint8_t *p = (const uint8_t *)bytes;
    *ret_head        = (struct head){ 0 };
    if (len >= 1 && !opcode_is_good(r, p[0]))
        return 1002;
    if (len < 2)
        return 0;
    ret_head->opcode = p[0] & 0x0F;
    ret_head->fin    = p[0] & 0x80;
    uint64_t n       = p[1] & 0x7F;
    size_t extra     = n == 126 ? 2 : n == 127 ? 8 : 0;
    if (!(p[1] & 0x80) || (ret_head->opcode >= WS_CLOSE && n > 125))
        return 1002;
    if (len < 2 + extra)
        return 0;
    if (extra) {
        n = 0;
        for (size_t i = 0; i < extra; i++)
            n = n << 8 | p[2 + i];
        if (n >> 63 || n < (extra == 2 ? 126U : 65536U))
            return 1002;
    }
    size_t joined = r->parts ? r->parts->len : 0;
    if (ret_head->opcode < WS_CLOSE && (n > r->message_max || joined > r->message_max - n))
        return 1009;
    if (len < 2 + extra + 4)
        return 0;
    memcpy(ret_head->mask, p + 2 + extra, 4);
    ret_head->len         = 2 + extra + 4;
    ret_head->payload_len = (size_t)n;
    return 0;
}

/* Unmasks and checks what has newly come of the payload; false: bad UTF-8. */
static bool payload_take(struct ws_reader *r, const struct head *h, char *payload, size_t here)
{
    size_t from = r->frame_checked;
    bool text   = h->opcode == WS_TEXT || (h->opcode == WS_CONTINUATION && r->message_opcode == WS_TEXT);
    unmask(payload + from, here - from, h->mask, from);
    r->frame_checked = here;
    if (!text)
        return true;
    return utf8_feed(r, payload + from, here - from) && !(here == h->payload_len && h->fin && r->utf8_left);
}

static bool close_code_is_good(unsigned code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
}

static enum ws_verdict close_take(struct ws_reader *r, struct str payload)
{
    r->close_code = 1005;
    if (payload.len == 1)
        return refuse(r, 1002);
    if (payload.len >= 2) {
        unsigned code = (unsigned)(uint8_t)payload.ptr[0] << 8 | (uint8_t)payload.ptr[1];
        if (!close_code_is_good(code))
            return refuse(r, 1002);
        if (!str_is_utf8(str_skip(payload, 2)))
            return refuse(r, 1007);
        r->close_code = (uint16_t)code;
    }
    buf_free(r->parts);
    r->parts = NULL;
    r->phase = PHASE_CLOSED;
    return WS_CONTROL;
}

/* A whole data frame: WS_MESSAGE when it ends a message, WS_MORE when it is put aside. */
static enum ws_verdict data_take(struct ws_reader *r, const struct head *h, struct str payload,
                                 struct ws_frame *ret_frame)
{
    uint8_t opcode = h->opcode == WS_CONTINUATION ? r->message_opcode : h->opcode;
    if (payload.len && !(h->fin && !r->parts)) {
        if (!r->parts)
            r->parts = buf_new(r->message_max);
        if (r->parts)
            buf_add(r->parts, payload);
        if (!r->parts || buf_failed(r->parts))
            return refuse(r, 1009);
    }
    r->message_opcode = h->fin ? 0 : opcode;
    if (!h->fin)
        return WS_MORE;
    *ret_frame = (struct ws_frame){ (enum ws_opcode)opcode, r->parts ? buf_str(r->parts) : payload };
    return WS_MESSAGE;
}

void ws_reader_init(struct ws_reader *r, size_t message_max)
{
    *r = (struct ws_reader){ .message_max = message_max };
}

void ws_reader_done(struct ws_reader *r)
{
    buf_free(r->parts);
    *r = (struct ws_reader){ .message_max = r->message_max, .phase = PHASE_CLOSED };
}

/* The frame at the front of bytes; WS_MORE with a *ret_frame_len: a fragment was put aside. */
static enum ws_verdict frame_read(struct ws_reader *r, char *bytes, size_t len, struct ws_frame *ret_frame,
                                  size_t *ret_frame_len)
{
    struct head h = { 0 };
    uint16_t code = head_read(r, bytes, len, &h);
    if (code)
        return refuse(r, code);
    if (h.len == 0)
        return WS_MORE;
    char *payload = bytes + h.len;
    size_t here   = len - h.len < h.payload_len ? len - h.len : h.payload_len;
    if (!payload_take(r, &h, payload, here))
        return refuse(r, 1007);
    if (here < h.payload_len)
        return WS_MORE;
    struct str whole = str_make(payload, h.payload_len);
    r->frame_checked = 0;
    *ret_frame_len   = h.len + h.payload_len;
    if (h.opcode < WS_CLOSE)
        return data_take(r, &h, whole, ret_frame);
    *ret_frame = (struct ws_frame){ (enum ws_opcode)h.opcode, whole };
    return h.opcode == WS_CLOSE ? close_take(r, whole) : WS_CONTROL;
}

enum ws_verdict ws_read(struct ws_reader *r, char *bytes, size_t len, struct ws_frame *ret_frame, size_t *ret_consumed)
{
    enum ws_verdict v = WS_MORE;
    size_t at         = 0;
    size_t frame_len  = 0;
    *ret_consumed     = 0;
    if (r->phase == PHASE_REFUSED)
        return WS_REFUSED;
    if (r->phase == PHASE_CLOSED) {
        *ret_consumed = len;
        return WS_MORE;
    }
    if (r->message_opcode == 0) { /* the message given last has been handled */
        buf_free(r->parts);
        r->parts = NULL;
    }
    do {
        at += frame_len;
        frame_len = 0;
        v         = at < len ? frame_read(r, bytes + at, len - at, ret_frame, &frame_len) : WS_MORE;
    } while (v == WS_MORE && frame_len);
    *ret_consumed = v == WS_REFUSED ? 0 : at + frame_len;
    return v;
}

size_t ws_head_write(enum ws_opcode opcode, size_t payload_len, uint8_t ret_head[WS_HEAD_MAX])
{
    size_t extra = payload_len < 126 ? 0 : payload_len < 65536 ? 2 : 8;
    ret_head[0]  = (uint8_t)(0x80U | (unsigned)opcode);
    ret_head[1]  = (uint8_t)(extra == 0 ? payload_len : extra == 2 ? 126 : 127);
    for (size_t i = 0; i < extra; i++)
        ret_head[2 + i] = (uint8_t)((uint64_t)payload_len >> (8 * (extra - 1 - i)));
    return 2 + extra;
}
