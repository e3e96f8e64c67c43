/* SHA-1 (RFC 3174), only because the WebSocket handshake names it and the codes of RFC 6238 rest on it (under HMAC, where its collisions do no
 * harm). For nothing else. */
#ifndef HH_BASE_SHA1_H
#define HH_BASE_SHA1_H

#include "proto/base/str.h"

#define SHA1_BYTES 20

void sha1(struct str message, uint8_t ret_digest[SHA1_BYTES]);

#endif
