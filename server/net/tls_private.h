/* What the two files of TLS share; nobody else includes it. */
#ifndef HH_NET_TLS_PRIVATE_H
#define HH_NET_TLS_PRIVATE_H

#include <openssl/ssl.h>

#include "server/net/tls.h"

SSL *tls_source_ssl(struct tls_source *s); /* under the certificate of now; NULL: no memory */

#endif
