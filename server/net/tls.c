/* Where certificates and ticket keys come from. */
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "proto/base/check.h"
#include "server/net/tls_private.h"

#define KEY_LASTS_MS ((int64_t)12 * 3600 * 1000)
#define SESSION_LASTS_S ((long)12 * 3600)
#define TICKET_KEYS 2 /* the one in use and the one before */
#define TICKET_IV_MAX 16

struct ticket_key {
    unsigned char name[16];
    unsigned char cipher[32];
    unsigned char mac[32];
    bool filled;
};

struct tls_source {
    pthread_mutex_t lock; /* for all below */
    SSL_CTX *context;
    struct ticket_key keys[TICKET_KEYS];
    int64_t key_since_ms;
    bool ticked;
    const char *cert_path, *key_path; /* the caller's */
};

/* --- tickets -------------------------------------------------------------------------------------------- */

static bool key_fill(struct ticket_key *key)
{
    key->filled = RAND_bytes(key->name, sizeof key->name) == 1 && RAND_priv_bytes(key->cipher, sizeof key->cipher) == 1 &&
                  RAND_priv_bytes(key->mac, sizeof key->mac) == 1;
    return key->filled;
}

static void rotate_locked(struct tls_source *s)
{
    struct ticket_key fresh = { .filled = false };
    if (!key_fill(&fresh))
        return; /* without chance the old key is better than none */
    s->keys[1] = s->keys[0];
    s->keys[0] = fresh;
    OPENSSL_cleanse(&fresh, sizeof fresh);
}

void tls_source_rotate(struct tls_source *s)
{
    CHECK(pthread_mutex_lock(&s->lock) == 0);
    rotate_locked(s);
    CHECK(pthread_mutex_unlock(&s->lock) == 0);
}

void tls_source_tick(struct tls_source *s, int64_t now_ms)
{
    CHECK(pthread_mutex_lock(&s->lock) == 0);
    if (!s->ticked)
        s->key_since_ms = now_ms;
    s->ticked = true;
    if (now_ms - s->key_since_ms >= KEY_LASTS_MS) {
        rotate_locked(s);
        s->key_since_ms = now_ms;
    }
    CHECK(pthread_mutex_unlock(&s->lock) == 0);
}

/* The key for a new ticket (0), or of the one shown; -1: none of ours. */
static int key_find(struct tls_source *s, const unsigned char name[16], bool fresh, struct ticket_key *ret_key)
{
    int at = fresh ? 0 : -1;
    CHECK(pthread_mutex_lock(&s->lock) == 0);
    for (int i = 0; i < TICKET_KEYS && at < 0; i++)
        if (s->keys[i].filled && CRYPTO_memcmp(s->keys[i].name, name, sizeof s->keys[i].name) == 0)
            at = i;
    if (at >= 0)
        *ret_key = s->keys[at];
    CHECK(pthread_mutex_unlock(&s->lock) == 0);
    return at;
}

/* OpenSSL's question: 1 the key is set, 2 set and a new ticket should be given, 0 not ours, -1 failed. */
static int ticket_key_set(SSL *ssl, unsigned char name[16], unsigned char iv[TICKET_IV_MAX], EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                          int encrypts)
{
    struct tls_source *s  = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0);
    struct ticket_key key = { .filled = false };
    int at                = key_find(s, name, encrypts != 0, &key);

    if (at < 0)
        return 0;
    bool good = true;
    if (encrypts) {
        memcpy(name, key.name, sizeof key.name);
        good = RAND_bytes(iv, TICKET_IV_MAX) == 1;
    }
    OSSL_PARAM parameters[] = {
        OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, key.mac, sizeof key.mac),
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, (char[]){ "sha256" }, 0),
        OSSL_PARAM_construct_end(),
    };
    good = good && EVP_MAC_CTX_set_params(mac, parameters) == 1 &&
           EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), NULL, key.cipher, iv, encrypts) == 1;
    OPENSSL_cleanse(&key, sizeof key);
    return !good ? -1 : at > 0 ? 2 : 1;
}

/* --- the context ---------------------------------------------------------------------------------------- */

static int alpn_choose(SSL *ssl, const unsigned char **ret_name, unsigned char *ret_len, const unsigned char *offered, unsigned offered_len,
                       void *arg)
{
    static const unsigned char ours[] = "\x08http/1.1";
    unsigned char *chosen             = NULL;
    (void)ssl;
    (void)arg;
    if (SSL_select_next_proto(&chosen, ret_len, ours, sizeof ours - 1, offered, offered_len) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *ret_name = chosen;
    return SSL_TLSEXT_ERR_OK;
}

/* Nobody is asked at a terminal. */
static int passphrase_none(char *bytes, int size, int writes, void *arg)
{
    (void)bytes;
    (void)size;
    (void)writes;
    *(bool *)arg = true;
    return -1;
}

static bool why_set(char why[TLS_WHY_MAX], const char *option, const char *path, const char *what)
{
    (void)snprintf(why, TLS_WHY_MAX, "%s: %s: %s", option, path, what);
    return false;
}

static bool files_load(SSL_CTX *context, const struct tls_source *s, char why[TLS_WHY_MAX])
{
    bool locked = false;
    SSL_CTX_set_default_passwd_cb(context, passphrase_none);
    SSL_CTX_set_default_passwd_cb_userdata(context, &locked);
    bool cert = access(s->cert_path, R_OK) == 0 && SSL_CTX_use_certificate_chain_file(context, s->cert_path) == 1;
    bool key  = cert && access(s->key_path, R_OK) == 0 && SSL_CTX_use_PrivateKey_file(context, s->key_path, SSL_FILETYPE_PEM) == 1;
    SSL_CTX_set_default_passwd_cb_userdata(context, NULL);
    SSL_CTX_set_default_passwd_cb(context, NULL);
    if (!cert)
        return why_set(why, "tls_cert", s->cert_path, access(s->cert_path, R_OK) == 0 ? "is no certificate chain in PEM" : "cannot be read");
    if (!key && locked)
        return why_set(why, "tls_key", s->key_path, "is protected by a passphrase; store it without one, readable only by the server");
    unsigned long code = ERR_peek_last_error();
    if (!key && ERR_GET_REASON(code) == X509_R_KEY_VALUES_MISMATCH)
        return why_set(why, "tls_key", s->key_path, "is not the key of the certificate");
    if (!key)
        return why_set(why, "tls_key", s->key_path, access(s->key_path, R_OK) == 0 ? "is no private key in PEM, or of another kind than the certificate" : "cannot be read");
    if (SSL_CTX_check_private_key(context) != 1)
        return why_set(why, "tls_key", s->key_path, "is not the key of the certificate");
    const X509 *own = SSL_CTX_get0_certificate(context);
    if (X509_cmp_current_time(X509_get0_notAfter(own)) <= 0)
        return why_set(why, "tls_cert", s->cert_path, "has expired; get a new one");
    if (X509_cmp_current_time(X509_get0_notBefore(own)) >= 0)
        return why_set(why, "tls_cert", s->cert_path, "is not valid yet; look at the machine's clock");
    return true;
}

static SSL_CTX *context_new(struct tls_source *s, char why[TLS_WHY_MAX])
{
    ERR_clear_error();
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    if (!context) {
        (void)snprintf(why, TLS_WHY_MAX, "tls: no memory");
        return NULL;
    }
    /* A peer that goes without close_notify cannot cut anything short unseen: HTTP and WebSocket say their lengths. */
    (void)SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_IGNORE_UNEXPECTED_EOF | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                           SSL_OP_PRIORITIZE_CHACHA);
    (void)SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context, 1); /* a record's head and body in one system call */
    (void)SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_timeout(context, SESSION_LASTS_S);
    SSL_CTX_set_alpn_select_cb(context, alpn_choose, NULL);
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    bool good = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 && SSL_CTX_set_num_tickets(context, 1) == 1 &&
                SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1 &&
                SSL_CTX_set_session_id_context(context, (const unsigned char *)"hirehall", 8) == 1 && SSL_CTX_set_ex_data(context, 0, s) == 1 &&
                SSL_CTX_set_tlsext_ticket_key_evp_cb(context, ticket_key_set) == 1;
    if (!good)
        (void)snprintf(why, TLS_WHY_MAX, "tls: OpenSSL refuses the settings");
    if (!good || !files_load(context, s, why)) {
        SSL_CTX_free(context);
        ERR_clear_error();
        return NULL;
    }
    return context;
}

struct tls_source *tls_source_new(const char *cert_path, const char *key_path, char ret_why[TLS_WHY_MAX])
{
    struct tls_source *s = calloc(1, sizeof *s);
    if (!s) {
        (void)snprintf(ret_why, TLS_WHY_MAX, "tls: no memory");
        return NULL;
    }
    CHECK(pthread_mutex_init(&s->lock, NULL) == 0);
    s->cert_path = cert_path;
    s->key_path  = key_path;
    if (!key_fill(&s->keys[0]))
        (void)snprintf(ret_why, TLS_WHY_MAX, "tls: the machine gives no random numbers");
    else
        s->context = context_new(s, ret_why);
    if (!s->context) {
        tls_source_free(s);
        return NULL;
    }
    return s;
}

bool tls_source_reload(struct tls_source *s, char ret_why[TLS_WHY_MAX])
{
    SSL_CTX *context = context_new(s, ret_why);
    if (!context)
        return false;
    CHECK(pthread_mutex_lock(&s->lock) == 0);
    SSL_CTX *before = s->context;
    s->context      = context;
    CHECK(pthread_mutex_unlock(&s->lock) == 0);
    SSL_CTX_free(before); /* what is open holds it until it ends */
    return true;
}

void tls_source_free(struct tls_source *s)
{
    if (!s)
        return;
    SSL_CTX_free(s->context);
    OPENSSL_cleanse(s->keys, sizeof s->keys);
    CHECK(pthread_mutex_destroy(&s->lock) == 0);
    free(s);
}

SSL *tls_source_ssl(struct tls_source *s)
{
    CHECK(pthread_mutex_lock(&s->lock) == 0);
    SSL *ssl = SSL_new(s->context);
    CHECK(pthread_mutex_unlock(&s->lock) == 0);
    return ssl;
}
