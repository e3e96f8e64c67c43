/* The bytes of one connection through OpenSSL. The socket is reached by two small functions of our own, so that a closed peer is an
 * answer and not a signal. */
#include <errno.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "proto/base/check.h"
#include "server/net/fiber.h"
#include "server/net/tls_private.h"

struct tls {
    SSL *ssl;
    int fd;
    bool open;
    bool failed; /* OpenSSL must not be asked again */
};

/* --- the socket ----------------------------------------------------------------------------------------- */

static bool wait_said(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

static int socket_write(BIO *bio, const char *bytes, int len)
{
    const struct tls *t = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    ssize_t n = send(t->fd, bytes, (size_t)len, MSG_NOSIGNAL);
    if (n < 0 && wait_said())
        BIO_set_retry_write(bio);
    return (int)n;
}

static int socket_read(BIO *bio, char *to, int room)
{
    const struct tls *t = BIO_get_data(bio);
    BIO_clear_retry_flags(bio);
    ssize_t n = recv(t->fd, to, (size_t)room, 0);
    if (n < 0 && wait_said())
        BIO_set_retry_read(bio);
    if (n == 0)
        BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return (int)n;
}

static long socket_control(BIO *bio, int what, long number, void *arg)
{
    (void)number;
    (void)arg;
    if (what == BIO_CTRL_EOF)
        return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
    return what == BIO_CTRL_FLUSH; /* nothing is held back here */
}

static BIO_METHOD *socket_method;
static pthread_once_t socket_method_once = PTHREAD_ONCE_INIT;

static void socket_method_make(void)
{
    socket_method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket of the hall");
    if (socket_method && (BIO_meth_set_write(socket_method, socket_write) != 1 || BIO_meth_set_read(socket_method, socket_read) != 1 ||
                          BIO_meth_set_ctrl(socket_method, socket_control) != 1)) {
        BIO_meth_free(socket_method);
        socket_method = NULL;
    }
}

/* --- life ----------------------------------------------------------------------------------------------- */

struct tls *tls_new(struct tls_source *s, int fd)
{
    CHECK(pthread_once(&socket_method_once, socket_method_make) == 0);
    ERR_clear_error();
    struct tls *t = calloc(1, sizeof *t);
    SSL *ssl      = t && socket_method ? tls_source_ssl(s) : NULL;
    BIO *bio      = ssl ? BIO_new(socket_method) : NULL;
    if (!bio) {
        SSL_free(ssl);
        free(t);
        ERR_clear_error();
        return NULL;
    }
    *t = (struct tls){ .ssl = ssl, .fd = fd };
    BIO_set_data(bio, t);
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl, bio, bio);
    SSL_set_accept_state(ssl);
    return t;
}

void tls_free(struct tls *t)
{
    if (!t)
        return;
    SSL_free(t->ssl);
    free(t);
}

bool tls_is_open(const struct tls *t)
{
    return t->open && !t->failed;
}

/* --- steps ---------------------------------------------------------------------------------------------- */

static enum tls_step failed_step(struct tls *t, int result)
{
    switch (SSL_get_error(t->ssl, result)) {
    case SSL_ERROR_WANT_READ: return TLS_WANTS_READ;
    case SSL_ERROR_WANT_WRITE: return TLS_WANTS_WRITE;
    case SSL_ERROR_ZERO_RETURN: return TLS_END;
    default: break;
    }
    t->failed = true;
    bool http = ERR_GET_LIB(ERR_peek_error()) == ERR_LIB_SSL && ERR_GET_REASON(ERR_peek_error()) == SSL_R_HTTP_REQUEST;
    ERR_clear_error();
    return http ? TLS_PLAIN_HTTP : TLS_FAILED;
}

enum tls_step tls_handshake(struct tls *t)
{
    CHECK(!fiber_current());
    if (t->failed)
        return TLS_FAILED;
    ERR_clear_error();
    int result = SSL_do_handshake(t->ssl);
    if (result != 1)
        return failed_step(t, result);
    t->open = true;
    return TLS_DONE;
}

enum tls_step tls_read(struct tls *t, char *to, size_t room, size_t *ret_len, bool *ret_more)
{
    CHECK(!fiber_current());
    *ret_len           = 0;
    *ret_more          = false;
    enum tls_step step = t->failed ? TLS_FAILED : TLS_DONE;
    while (step == TLS_DONE && *ret_len < room) {
        size_t n = 0;
        ERR_clear_error();
        int result = SSL_read_ex(t->ssl, to + *ret_len, room - *ret_len, &n);
        if (result != 1)
            step = failed_step(t, result);
        *ret_len += n;
        if (step == TLS_DONE && !SSL_has_pending(t->ssl))
            break;
    }
    *ret_more = step == TLS_DONE && SSL_has_pending(t->ssl);
    /* What was read first is handed on first; how it ended is said again the next time. */
    if (*ret_len > 0) {
        *ret_more = *ret_more || step == TLS_END || step == TLS_FAILED;
        return TLS_DONE;
    }
    return step == TLS_WANTS_WRITE ? TLS_WANTS_READ : step;
}

enum tls_step tls_write(struct tls *t, struct str bytes, size_t *ret_len)
{
    CHECK(!fiber_current());
    *ret_len = 0;
    if (!tls_is_open(t))
        return TLS_FAILED;
    ERR_clear_error();
    int result         = SSL_write_ex(t->ssl, bytes.ptr, bytes.len < TLS_RECORD_MAX ? bytes.len : TLS_RECORD_MAX, ret_len);
    enum tls_step step = result == 1 ? TLS_DONE : failed_step(t, result);
    /* Only a renegotiation could want to read here, and there is none. */
    return step == TLS_DONE || step == TLS_WANTS_WRITE ? step : TLS_FAILED;
}

void tls_goodbye(struct tls *t)
{
    CHECK(!fiber_current());
    if (!tls_is_open(t) || (SSL_get_shutdown(t->ssl) & SSL_SENT_SHUTDOWN))
        return;
    ERR_clear_error();
    if (SSL_shutdown(t->ssl) < 0)
        ERR_clear_error(); /* no room, or nobody there any more */
}
