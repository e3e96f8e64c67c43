/* Who really calls, when trusted proxies stand in front. Pure but for the texts it writes; any thread.
 *
 * What a client sends cannot be told from what a proxy added, except from the right: the last entry is what the peer itself saw. So the
 * walk goes from the right, over addresses that are trusted too, to the first that is not: that is the caller. Entries left of it are
 * hearsay. An entry that is no address ("unknown", an obfuscated "_name", garbage) ends the walk at the hop that said it.
 *
 * X-Forwarded-For and Forwarded (RFC 7239) are read alike; several lines of one header are one list. When both are there a front may be
 * passing on what a client made up in the other, so they must agree: else neither is believed and the peer is the caller. */
#ifndef HH_NET_FORWARDED_H
#define HH_NET_FORWARDED_H

#include <arpa/inet.h>

#include "proto/http1.h"

#define PROXY_NETS_MAX 16

struct address_net { /* IPv4 as ::ffff:0:0/96 */
    uint8_t bytes[16];
    unsigned bits;
};
struct proxies {
    struct address_net nets[PROXY_NETS_MAX];
    size_t count; /* 0: nobody is trusted */
};
/* "10.0.0.0/8, ::1": networks or addresses with commas between; "" is none. False: one of them is none, or there are too many. */
MUST_USE bool proxies_read(struct str text, struct proxies *ret_proxies);
/* Whether this address is one of theirs. */
bool proxies_have(const struct proxies *p, struct str address);

struct forwarded {
    char address[INET6_ADDRSTRLEN]; /* in its one text form, IPv4 also when it came mapped into IPv6; "": cannot be, peer is an address */
    bool plain;                     /* a trusted proxy says that the caller speaks http to it, not https */
};
void forwarded_read(const struct proxies *p, struct str peer, const struct http1_request *request, struct forwarded *ret_forwarded);

#endif
