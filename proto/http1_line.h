/* What one line of a request may be, for http1.c alone. Lines come without their CR LF. */
#ifndef HH_PROTO_HTTP1_LINE_H
#define HH_PROTO_HTTP1_LINE_H

#include "proto/http1.h"

/* Kinds of bytes, to be joined with |. */
enum { HTTP1_TOKEN = 1, HTTP1_TARGET = 2, HTTP1_HOST = 4, HTTP1_HEX = 8 };

/* How many bytes at the front are of a kind. */
size_t http1_span(struct str s, unsigned kind);
/* host[:port], the host a name, an IPv4 address or an IPv6 address in brackets. */
bool http1_host_is_good(struct str host);
/* No control byte but HTAB: neither CR, LF nor NUL. */
bool http1_value_is_clean(struct str value);
/* The request line: fills method, target, path, query, version_minor and, from an absolute-form target, host. Returns
 * the status to refuse with, or 0. */
int http1_line_read(struct str line, struct http1_request *request, const char **ret_reason);
/* A header line or trailer. One that begins with a blank (obs-fold) has an empty name and is refused with the rest. */
bool http1_field_read(struct str line, struct http1_header *ret_header);

#endif
