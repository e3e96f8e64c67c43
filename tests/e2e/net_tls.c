/* TLS over loopback: certificates that fit and do not, handshakes that stop half way, bytes one by one, garbage, plain HTTP, tickets,
 * a certificate that changes, WebSockets and slow readers. */
#include <errno.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/net/tls.h"
#include "tests/e2e/netserver.h"

#define GET "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
#define SECONDS_A_DAY 86400L

static struct server server;
static char folder[] = "/tmp/net-tls-XXXXXX";
static char cert_path[64], key_path[64], other_path[64], old_path[64], young_path[64], locked_path[64];
static SSL_CTX *client_context;

/* --- certificates --------------------------------------------------------------------------------------- */

static EVP_PKEY *key_write(const char *path, const char *passphrase)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    FILE *file    = fopen(path, "w");
    CHECK(key && file);
    CHECK(PEM_write_PrivateKey(file, key, passphrase ? EVP_aes_128_cbc() : NULL, NULL, 0, NULL, (void *)(uintptr_t)passphrase) == 1);
    CHECK(fclose(file) == 0);
    return key;
}

static void cert_write(const char *path, EVP_PKEY *key, long from_days, long to_days)
{
    static long serial = 1;
    X509 *cert         = X509_new();
    FILE *file         = fopen(path, "w");
    CHECK(cert && file);
    CHECK(X509_set_version(cert, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(cert), serial++) == 1);
    CHECK(X509_gmtime_adj(X509_getm_notBefore(cert), from_days * SECONDS_A_DAY) && X509_gmtime_adj(X509_getm_notAfter(cert), to_days * SECONDS_A_DAY));
    CHECK(X509_NAME_add_entry_by_txt(X509_get_subject_name(cert), "CN", MBSTRING_ASC, (const unsigned char *)"localhost", -1, -1, 0) == 1);
    CHECK(X509_set_issuer_name(cert, X509_get_subject_name(cert)) == 1 && X509_set_pubkey(cert, key) == 1);
    CHECK(X509_sign(cert, key, EVP_sha256()) > 0 && PEM_write_X509(file, cert) == 1 && fclose(file) == 0);
    X509_free(cert);
}

static void files_make(void)
{
    CHECK(mkdtemp(folder));
    const char *names[] = { "cert", "key", "other", "old", "young", "locked" };
    char *paths[]       = { cert_path, key_path, other_path, old_path, young_path, locked_path };
    for (size_t i = 0; i < COUNT_OF(names); i++)
        CHECK(snprintf(paths[i], sizeof cert_path, "%s/%s", folder, names[i]) < (int)sizeof cert_path);
    EVP_PKEY *key = key_write(key_path, NULL);
    cert_write(cert_path, key, -1, 30);
    cert_write(old_path, key, -30, -1);
    cert_write(young_path, key, 1, 30);
    EVP_PKEY_free(key);
    EVP_PKEY_free(key_write(other_path, NULL));
    EVP_PKEY_free(key_write(locked_path, "a passphrase"));
}

static void files_remove(void)
{
    const char *paths[] = { cert_path, key_path, other_path, old_path, young_path, locked_path };
    for (size_t i = 0; i < COUNT_OF(paths); i++)
        CHECK(unlink(paths[i]) == 0);
    CHECK(rmdir(folder) == 0);
}

static void cert_renew(void)
{
    EVP_PKEY *key = key_write(key_path, NULL);
    cert_write(cert_path, key, -1, 60);
    EVP_PKEY_free(key);
}

/* --- client --------------------------------------------------------------------------------------------- */

struct peer {
    int fd;
    SSL *ssl;
};

static struct peer peer_open_with(SSL_SESSION *session)
{
    struct peer p = { .fd = client_open(&server), .ssl = SSL_new(client_context) };
    CHECK(p.ssl && SSL_set_fd(p.ssl, p.fd) == 1);
    CHECK(!session || SSL_set_session(p.ssl, session) == 1);
    CHECK(SSL_connect(p.ssl) == 1);
    return p;
}

static struct peer peer_open(void)
{
    return peer_open_with(NULL);
}

static void peer_close(struct peer p)
{
    SSL_free(p.ssl);
    client_close(p.fd);
}

static void peer_send(struct peer p, struct str bytes)
{
    size_t sent = 0;
    CHECK(SSL_write_ex(p.ssl, bytes.ptr, bytes.len, &sent) == 1 && sent == bytes.len);
}

static void peer_read(struct peer p, char *to, size_t n)
{
    while (n > 0) {
        size_t got = 0;
        CHECK(SSL_read_ex(p.ssl, to, n, &got) == 1);
        to += got;
        n -= got;
    }
}

static struct reply peer_reply(struct peer p)
{
    struct reply r = { .bytes = calloc(1, 400000) };
    CHECK(r.bytes);
    while (r.len < 4 || memcmp(r.bytes + r.len - 4, "\r\n\r\n", 4) != 0) {
        CHECK(r.len < 8192);
        peer_read(p, r.bytes + r.len++, 1);
    }
    const char *length = strstr(r.bytes, "Content-Length: ");
    size_t body        = length ? (size_t)strtoul(length + 16, NULL, 10) : 0;
    CHECK(r.len + body < 400000);
    peer_read(p, r.bytes + r.len, body);
    r.status = atoi(r.bytes + 9);
    r.body   = str_make(r.bytes + r.len, body);
    r.len += body;
    return r;
}

static void peer_expect(struct peer p, int status)
{
    struct reply r = peer_reply(p);
    CHECK(r.status == status);
    reply_free(&r);
}

static void peer_expect_end(struct peer p)
{
    char byte;
    int result = SSL_read(p.ssl, &byte, 1);
    CHECK(result <= 0 && SSL_get_error(p.ssl, result) == SSL_ERROR_ZERO_RETURN); /* close_notify, no torn end */
}

static bool failed_are(struct server *s, int64_t value)
{
    return server_counts(s).tls_failed == (uint64_t)value;
}

static bool open_are(struct server *s, int64_t value)
{
    return server_counts(s).open_count == (size_t)value;
}

/* --- certificates that do not serve --------------------------------------------------------------------- */

static void unfit_files_are_refused_with_words(void)
{
    const struct {
        const char *cert, *key, *why;
    } rows[] = {
        { "/nowhere/cert", key_path, "tls_cert: /nowhere/cert: cannot be read" },
        { key_path, key_path, "is no certificate chain" },
        { cert_path, "/nowhere/key", "tls_key: /nowhere/key: cannot be read" },
        { cert_path, cert_path, "is no private key" },
        { cert_path, other_path, "is not the key of the certificate" },
        { cert_path, locked_path, "passphrase" },
        { old_path, key_path, "has expired" },
        { young_path, key_path, "is not valid yet" },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char why[TLS_WHY_MAX] = "";
        CHECK(!tls_source_new(rows[i].cert, rows[i].key, why));
        if (!strstr(why, rows[i].why))
            (void)fprintf(stderr, "expected '%s': %s\n", rows[i].why, why);
        CHECK(strstr(why, rows[i].why));
    }
}

/* --- good connections ----------------------------------------------------------------------------------- */

static void requests_are_answered_on_one_connection(void)
{
    struct peer p = peer_open();
    for (int i = 0; i < 20; i++) {
        peer_send(p, STR(GET));
        peer_expect(p, 200);
    }
    peer_send(p, STR("GET /big HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"));
    struct reply r = peer_reply(p);
    CHECK(r.status == 200 && r.body.len == 300000 && r.body.ptr[299999] == 'b');
    reply_free(&r);
    peer_expect_end(p);
    peer_close(p);
}

static void pipelined_requests_leave_in_few_records(void)
{
    struct peer p = peer_open();
    char all[8192];
    int len = 0;
    for (int i = 0; i < 50; i++)
        len += snprintf(all + len, sizeof all - (size_t)len, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n%04d", i);
    peer_send(p, str_make(all, (size_t)len));
    for (int i = 0; i < 50; i++) {
        char wanted[16];
        struct reply r = peer_reply(p);
        CHECK(snprintf(wanted, sizeof wanted, "%04d", i) == 4 && str_eq_cstr(r.body, wanted));
        reply_free(&r);
    }
    peer_close(p);
}

static void a_body_of_several_records_arrives_whole(void)
{
    enum { BODY = 60000 };
    struct peer p = peer_open();
    static char body[BODY];
    for (size_t i = 0; i < BODY; i++)
        body[i] = (char)('a' + i % 23);
    peer_send(p, STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n"));
    peer_send(p, str_make(body, BODY));
    struct reply r = peer_reply(p);
    CHECK(str_eq(r.body, str_make(body, BODY)));
    reply_free(&r);
    peer_close(p);
}

/* The client's records go through a pair of memory buffers, so that the socket sees them one byte at a time. */
static void ciphertext_in_single_bytes_is_understood(void)
{
    int fd   = client_open(&server);
    SSL *ssl = SSL_new(client_context);
    BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
    CHECK(ssl && in && out);
    SSL_set_bio(ssl, in, out);
    SSL_set_connect_state(ssl);
    bool asked = false, answered = false;
    char bytes[4096];
    while (!answered) {
        int result = asked ? SSL_read(ssl, bytes, sizeof bytes) : SSL_do_handshake(ssl);
        if (!asked && result == 1) {
            CHECK(SSL_write(ssl, GET, (int)strlen(GET)) == (int)strlen(GET));
            asked = true;
        } else if (asked && result > 0) {
            answered = strncmp(bytes, "HTTP/1.1 200", 12) == 0;
            CHECK(answered);
        }
        char byte;
        bool sent = false;
        for (; BIO_read(out, &byte, 1) == 1; sent = true)
            client_send(fd, str_make(&byte, 1));
        if (answered || sent || result == 1)
            continue;
        ssize_t n = recv(fd, bytes, sizeof bytes, 0);
        CHECK(n > 0 && BIO_write(in, bytes, (int)n) == (int)n);
    }
    SSL_free(ssl);
    client_close(fd);
}

static void peer_frame_send(struct peer p, uint8_t first, struct str payload)
{
    char frame[200] = { (char)first, (char)(0x80 | payload.len), 0, 0, 0, 0 };
    CHECK(payload.len < 126);
    memcpy(frame + 6, payload.ptr, payload.len);
    peer_send(p, str_make(frame, 6 + payload.len));
}

static struct str peer_frame_read(struct peer p, char to[2000])
{
    uint8_t head[4];
    peer_read(p, (char *)head, 2);
    size_t len = head[1];
    if (len == 126) {
        peer_read(p, (char *)head + 2, 2);
        len = (size_t)head[2] << 8 | head[3];
    }
    CHECK(len < 2000);
    peer_read(p, to, len);
    return str_make(to, len);
}

static struct peer peer_ws(void)
{
    struct peer p = peer_open();
    peer_send(p, STR("GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    peer_expect(p, 101);
    return p;
}

static void a_websocket_echoes_pushes_and_closes(void)
{
    char text[2000];
    struct peer p = peer_ws();
    peer_frame_send(p, 0x81, STR("hello"));
    CHECK(str_eq(peer_frame_read(p, text), STR("hello")));
    peer_frame_send(p, 0x81, STR("push 100"));
    CHECK(str_eq(peer_frame_read(p, text), STR("push 100")));
    for (int i = 0; i < 200; i++)
        CHECK(peer_frame_read(p, text).len == 1000);
    peer_frame_send(p, 0x81, STR("bye"));
    CHECK(str_eq(peer_frame_read(p, text), STR("bye")));
    CHECK(peer_frame_read(p, text).len == 2 + 3);
    peer_close(p);
}

/* Records that did not fit into the socket are offered again as they were, though the queue behind them was dropped. */
static void a_slow_reader_is_closed_and_what_it_reads_is_whole(void)
{
    char text[2000];
    uint64_t slow_before = server_counts(&server).ws_closed_slow;
    struct peer p        = peer_ws();
    for (int i = 0; i < 200; i++)
        peer_frame_send(p, 0x81, STR("push 100"));
    int64_t give_up_ms = test_now_ms() + WAIT_S * 1000;
    while (server_counts(&server).ws_closed_slow == slow_before) {
        CHECK(test_now_ms() < give_up_ms);
        test_sleep_ms(10);
    }
    for (;;) {
        struct str frame = peer_frame_read(p, text);
        if (frame.len != 1000 && !str_starts(frame, STR("push")))
            break; /* the close frame: everything before it was well-formed TLS and well-formed frames */
    }
    peer_close(p);
}

/* --- tickets and certificates --------------------------------------------------------------------------- */

static SSL_SESSION *session_of(struct peer p)
{
    peer_send(p, STR(GET));
    peer_expect(p, 200); /* the ticket came before the answer */
    SSL_SESSION *session = SSL_get1_session(p.ssl);
    CHECK(session && SSL_SESSION_is_resumable(session));
    return session;
}

static bool resumes(SSL_SESSION *session)
{
    struct peer p = peer_open_with(session);
    bool reused   = SSL_session_reused(p.ssl) == 1;
    peer_send(p, STR(GET));
    peer_expect(p, 200);
    CHECK(SSL_shutdown(p.ssl) >= 0); /* without it OpenSSL calls the session unfit */
    peer_close(p);
    return reused;
}

static void tickets_live_for_two_keys_and_through_a_new_certificate(void)
{
    for (int version = TLS1_2_VERSION; version <= TLS1_3_VERSION; version++) {
        char why[TLS_WHY_MAX] = "";
        CHECK(SSL_CTX_set_max_proto_version(client_context, version) == 1);
        struct peer p        = peer_open();
        SSL_SESSION *session = session_of(p);
        CHECK(SSL_version(p.ssl) == version);
        CHECK(resumes(session));
        tls_source_rotate(server.tls);
        CHECK(resumes(session));
        cert_renew();
        CHECK(tls_source_reload(server.tls, why));
        CHECK(resumes(session));
        tls_source_rotate(server.tls);
        CHECK(!resumes(session));
        tls_source_tick(server.tls, 1000 + version);
        peer_send(p, STR(GET)); /* what is open goes on under the old certificate */
        peer_expect(p, 200);
        SSL_SESSION_free(session);
        peer_close(p);
    }
}

static void a_bad_certificate_leaves_the_old_one_serving(void)
{
    char why[TLS_WHY_MAX] = "";
    FILE *file            = fopen(cert_path, "w");
    CHECK(file && fputs("nonsense\n", file) >= 0 && fclose(file) == 0);
    CHECK(!tls_source_reload(server.tls, why) && strstr(why, "is no certificate chain"));
    struct peer p = peer_open();
    peer_send(p, STR(GET));
    peer_expect(p, 200);
    peer_close(p);
    cert_renew();
    CHECK(tls_source_reload(server.tls, why));
}

static void old_versions_and_foreign_protocols_are_refused(void)
{
    static const unsigned char two[] = "\x02h2", both[] = "\x02h2\x08http/1.1";
    const unsigned char *chosen;
    unsigned len;
    int fd   = client_open(&server);
    SSL *ssl = SSL_new(client_context);
    CHECK(ssl && SSL_set_fd(ssl, fd) == 1 && SSL_set_alpn_protos(ssl, two, sizeof two - 1) == 0);
    CHECK(SSL_connect(ssl) != 1);
    SSL_free(ssl);
    client_close(fd);
    fd  = client_open(&server);
    ssl = SSL_new(client_context);
    CHECK(ssl && SSL_set_fd(ssl, fd) == 1 && SSL_set_alpn_protos(ssl, both, sizeof both - 1) == 0);
    CHECK(SSL_connect(ssl) == 1);
    SSL_get0_alpn_selected(ssl, &chosen, &len);
    CHECK(str_eq(str_make((const char *)chosen, len), STR("http/1.1")));
    SSL_free(ssl);
    client_close(fd);
    fd  = client_open(&server);
    ssl = SSL_new(client_context);
    SSL_set_security_level(ssl, 0);
    CHECK(SSL_set_fd(ssl, fd) == 1 && SSL_set_min_proto_version(ssl, TLS1_VERSION) == 1 && SSL_set_max_proto_version(ssl, TLS1_1_VERSION) == 1);
    CHECK(SSL_connect(ssl) != 1);
    SSL_free(ssl);
    client_close(fd);
    ERR_clear_error();
}

static void a_client_cannot_renegotiate(void)
{
    CHECK(SSL_CTX_set_max_proto_version(client_context, TLS1_2_VERSION) == 1);
    struct peer p = peer_open();
    CHECK(SSL_renegotiate(p.ssl) == 1);
    CHECK(SSL_do_handshake(p.ssl) != 1);
    peer_close(p);
    ERR_clear_error();
    CHECK(SSL_CTX_set_max_proto_version(client_context, TLS1_3_VERSION) == 1);
}

static void a_client_certificate_is_not_asked_for(void)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    CHECK(context && SSL_CTX_use_certificate_chain_file(context, cert_path) == 1 && SSL_CTX_use_PrivateKey_file(context, key_path, SSL_FILETYPE_PEM) == 1);
    struct peer p = { .fd = client_open(&server), .ssl = SSL_new(context) };
    CHECK(p.ssl && SSL_set_fd(p.ssl, p.fd) == 1 && SSL_connect(p.ssl) == 1);
    peer_send(p, STR(GET));
    peer_expect(p, 200);
    peer_close(p);
    SSL_CTX_free(context);
}

/* --- bad input ------------------------------------------------------------------------------------------ */

static void plain_http_gets_words_and_the_end(void)
{
    int fd = client_open(&server);
    client_send(fd, STR(GET));
    expect_status(fd, 400);
    expect_end(fd);
    client_close(fd);
}

static void garbage_ends_the_connection(void)
{
    uint64_t failed = server_counts(&server).tls_failed;
    uint32_t state  = 12345;
    for (int i = 0; i < 200; i++) {
        char bytes[600];
        for (size_t at = 0; at < sizeof bytes; at++) {
            state     = state * 1664525 + 1013904223;
            bytes[at] = (char)(state >> 24);
        }
        if (i % 2)
            memcpy(bytes, "\x16\x03\x01\x02\x00\x01", 6); /* begins as a greeting would */
        int fd = client_open(&server);
        client_send(fd, str_make(bytes, sizeof bytes));
        char back[200];
        while (recv(fd, back, sizeof back, 0) > 0)
            ;
        client_close(fd);
    }
    wait_for(failed_are, &server, (int64_t)failed + 200);
    wait_for(open_are, &server, 0);
}

static void a_handshake_half_done_ends_at_its_deadline(void)
{
    uint64_t failed = server_counts(&server).tls_failed;
    int silent = client_open(&server), half = client_open(&server);
    client_send(half, str_make("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11));
    wait_for(open_are, &server, 2);
    int64_t began_ms = test_now_ms();
    expect_end(silent);
    expect_end(half);
    CHECK(test_now_ms() - began_ms < 5000);
    wait_for(failed_are, &server, (int64_t)failed + 2);
    client_close(silent);
    client_close(half);
}

static void garbage_after_the_handshake_ends_the_connection(void)
{
    struct peer p = peer_open();
    peer_send(p, STR(GET));
    peer_expect(p, 200);
    CLIENT_SEND(p.fd, "this is no record at all, and long enough to look at");
    char byte;
    CHECK(SSL_read(p.ssl, &byte, 1) <= 0);
    peer_close(p);
    ERR_clear_error();
    wait_for(open_are, &server, 0);
}

static void a_client_that_vanishes_is_let_go(void)
{
    struct peer p = peer_open();
    peer_send(p, STR("GET /park HTTP/1.1\r\nHost: a\r\n\r\n"));
    client_reset(p.fd);
    SSL_free(p.ssl);
    wait_for(open_are, &server, 0);
    server_release(&server);
    p = peer_open();
    CHECK(SSL_shutdown(p.ssl) == 0); /* our close_notify is answered by theirs */
    CHECK(SSL_shutdown(p.ssl) == 1);
    peer_close(p);
    wait_for(open_are, &server, 0);
}

static void a_drain_ends_what_is_idle_and_half_open(void)
{
    struct peer p = peer_open();
    peer_send(p, STR(GET));
    peer_expect(p, 200);
    int half = client_open(&server);
    wait_for(open_are, &server, 2);
    server_drain(&server, 3000);
    peer_expect_end(p);
    expect_end(half);
    peer_close(p);
    client_close(half);
    while (!server.drained)
        test_sleep_ms(5);
}

int main(void)
{
    char why[TLS_WHY_MAX] = "";
    CHECK(signal(SIGPIPE, SIG_IGN) != SIG_ERR); /* the client's OpenSSL writes without MSG_NOSIGNAL */
    files_make();
    client_context = SSL_CTX_new(TLS_client_method());
    CHECK(client_context);
    server_init(&server);
    server.limits.body_rate_min = 1000000;
    server.tls                  = tls_source_new(cert_path, key_path, why);
    if (!server.tls)
        (void)fprintf(stderr, "%s\n", why);
    CHECK(server.tls);
    server_start(&server);
    RUN(unfit_files_are_refused_with_words);
    RUN(requests_are_answered_on_one_connection);
    RUN(pipelined_requests_leave_in_few_records);
    RUN(a_body_of_several_records_arrives_whole);
    RUN(ciphertext_in_single_bytes_is_understood);
    RUN(a_websocket_echoes_pushes_and_closes);
    RUN(a_slow_reader_is_closed_and_what_it_reads_is_whole);
    RUN(tickets_live_for_two_keys_and_through_a_new_certificate);
    RUN(a_bad_certificate_leaves_the_old_one_serving);
    RUN(old_versions_and_foreign_protocols_are_refused);
    RUN(a_client_cannot_renegotiate);
    RUN(a_client_certificate_is_not_asked_for);
    RUN(plain_http_gets_words_and_the_end);
    RUN(garbage_ends_the_connection);
    RUN(a_handshake_half_done_ends_at_its_deadline);
    RUN(garbage_after_the_handshake_ends_the_connection);
    RUN(a_client_that_vanishes_is_let_go);
    RUN(a_drain_ends_what_is_idle_and_half_open);
    server_stop(&server);
    tls_source_free(server.tls);
    SSL_CTX_free(client_context);
    files_remove();
    return 0;
}
