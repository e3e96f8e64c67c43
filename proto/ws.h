/* WebSocket, server side (RFC 6455), without extensions. Sans-I/O. */
#ifndef HH_PROTO_WS_H
#define HH_PROTO_WS_H

#include "proto/base/buf.h"
#include "proto/http1.h"

#define WS_HEAD_MAX 10 /* bytes of a server frame's head (never masked) */
#define WS_ACCEPT_LEN 28
#define WS_PROTOCOL "hirehall.v1"

/* Judges an upgrade request. 0 = good and ret_accept filled (without NUL); else the status to refuse with: 400,
 * 405, or 426 (another version; answer with Sec-WebSocket-Version: 13). Origin, rights and subprotocol are the
 * app's. */
int ws_handshake(const struct http1_request *request, char ret_accept[WS_ACCEPT_LEN]);

enum ws_opcode { WS_CONTINUATION = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

enum ws_verdict {
    WS_MORE,    /* not whole yet */
    WS_MESSAGE, /* a whole text or binary message (fragments joined): opcode, payload */
    WS_CONTROL, /* ping, pong or close: opcode, payload; close_code when close (1005 when it carried none) */
    WS_REFUSED, /* close with close_code (1002, 1007, 1009), then nothing more is read */
};

/* Belongs to its connection. Idle, or reading unfragmented messages, it owns no memory besides itself. */
struct ws_reader {
    size_t message_max;     /* bytes; above: 1009 before buffering */
    struct buf *parts;      /* joined fragments; allocated only while a fragmented message is under way */
    size_t frame_checked;   /* payload bytes of the frame at the front already unmasked and checked */
    uint16_t close_code;    /* of a close frame or a refusal */
    uint8_t message_opcode; /* of the fragmented message under way, 0 none */
    uint8_t phase;          /* open, closed by the peer, refused */
    uint8_t utf8_left;      /* bytes missing of the character under way, over frames and arrivals ... */
    uint8_t utf8_low;       /* ... of which the next lies between low and high */
    uint8_t utf8_high;
};

struct ws_frame {
    enum ws_opcode opcode;
    struct str payload; /* unmasked in place; holds until the bytes move or the reader is called again. Of a close: code and reason */
};

void ws_reader_init(struct ws_reader *r, size_t message_max);
void ws_reader_done(struct ws_reader *r);
/* bytes: everything unread. It is written to: what has come of a payload is unmasked at once, so the same
 * bytes, without the first *ret_consumed, must be given again. *ret_consumed: bytes to drop when the frame was
 * handled (also set with WS_MORE: fragments are taken without giving a message). After WS_MORE nothing more can
 * be made of these bytes; after a message or control frame call again, also when no byte is left (it frees the
 * joined fragments). After a close frame whatever follows is consumed and ignored. Refused: unmasked, non-minimal
 * length, RSV, unknown opcode, fragmented or long control, bad continuation (1002); bad UTF-8 in a text, as
 * soon as it is there, or in a close reason (1007); bad close codes (1002); a message above message_max, or no memory
 * to join it (1009). */
enum ws_verdict ws_read(struct ws_reader *r, char *bytes, size_t len, struct ws_frame *ret_frame, size_t *ret_consumed);

/* The head of a server frame with FIN set; returns its length (2, 4 or 10). */
size_t ws_head_write(enum ws_opcode opcode, size_t payload_len, uint8_t ret_head[WS_HEAD_MAX]);

#endif
