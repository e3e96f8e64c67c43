/* SHA-1 (RFC 3174), only because the WebSocket handshake names it. For nothing that needs a secure hash. */
#ifndef HH_BASE_SHA1_H
#define HH_BASE_SHA1_H

#include "proto/base/str.h"

#define SHA1_BYTES 20

void sha1(struct str message, uint8_t ret_digest[SHA1_BYTES]);

#endif
