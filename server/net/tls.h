/* TLS on a connection's socket, by OpenSSL: 1.2 and 1.3, http/1.1, no client certificates, no renegotiation, tickets under keys that
 * rotate. A source holds the certificate and may be used from any thread; a tls belongs to the thread of its connection and is never
 * touched inside a fiber: OpenSSL wants more stack than a fiber has. */
#ifndef HH_NET_TLS_H
#define HH_NET_TLS_H

#include "proto/base/str.h"

#define TLS_WHY_MAX 300
#define TLS_RECORD_MAX ((size_t)16 * 1024) /* plain bytes of one record */

struct tls_source;
/* PEM files: the chain, own certificate first, and its key. NULL: ret_why says which file and what is wrong with it. */
MUST_USE struct tls_source *tls_source_new(const char *cert_path, const char *key_path, char ret_why[TLS_WHY_MAX]);
/* Reads both files again. False: the old certificate goes on serving. What is open keeps the one it has. */
MUST_USE bool tls_source_reload(struct tls_source *s, char ret_why[TLS_WHY_MAX]);
/* A fresh key for new tickets; those under the key before are still taken, older ones are not. */
void tls_source_rotate(struct tls_source *s);
/* Rotates when the key is twelve hours old. now_ms: a clock that never runs backwards. */
void tls_source_tick(struct tls_source *s, int64_t now_ms);
void tls_source_free(struct tls_source *s); /* after every tls of it */

enum tls_step {
    TLS_DONE,
    TLS_WANTS_READ,  /* again when the socket has bytes */
    TLS_WANTS_WRITE, /* again when the socket has room */
    TLS_END,         /* the peer will send nothing more */
    TLS_PLAIN_HTTP,  /* somebody speaks plain HTTP to us */
    TLS_FAILED,
};

struct tls;
MUST_USE struct tls *tls_new(struct tls_source *s, int fd); /* NULL: no memory. The socket stays the caller's */
void tls_free(struct tls *t);
enum tls_step tls_handshake(struct tls *t);
bool tls_is_open(const struct tls *t); /* the handshake is done and nothing failed */
/* Up to room bytes. ret_more: bytes are left that no event of the socket will tell of. */
enum tls_step tls_read(struct tls *t, char *to, size_t room, size_t *ret_len, bool *ret_more);
/* At most one record. After TLS_WANTS_WRITE the next call begins with the same bytes, at least as many. */
enum tls_step tls_write(struct tls *t, struct str bytes, size_t *ret_len);
void tls_goodbye(struct tls *t); /* close_notify, if it still fits into the socket */

#endif
