#include "server/net/forwarded.h"

#include <string.h>

#define XFF STR("X-Forwarded-For")
#define RFC7239 STR("Forwarded")

/* --- addresses and networks ------------------------------------------------------------------------------------------ */

static bool address_read(struct str text, uint8_t ret_bytes[16])
{
    char copy[INET6_ADDRSTRLEN];
    if (!text.len || text.len >= sizeof copy || memchr(text.ptr, '\0', text.len))
        return false;
    memcpy(copy, text.ptr, text.len);
    copy[text.len] = 0;
    if (inet_pton(AF_INET6, copy, ret_bytes) == 1)
        return true;
    memset(ret_bytes, 0, 10);
    ret_bytes[10] = ret_bytes[11] = 0xFF;
    return inet_pton(AF_INET, copy, ret_bytes + 12) == 1;
}

static void address_write(const uint8_t bytes[16], char ret_text[INET6_ADDRSTRLEN])
{
    static const uint8_t mapped[12] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF };
    bool four                       = memcmp(bytes, mapped, sizeof mapped) == 0;
    ret_text[0]                     = '\0';
    (void)inet_ntop(four ? AF_INET : AF_INET6, four ? bytes + 12 : bytes, ret_text, INET6_ADDRSTRLEN); /* the room is enough */
}

static bool net_read(struct str cidr, struct address_net *ret_net)
{
    struct str head, tail = str_cut(cidr, '/', &head);
    uint64_t bits = 128;
    bool four     = memchr(head.ptr, ':', head.len) == NULL, slash = head.len < cidr.len;
    if (!head.len || !address_read(head, ret_net->bytes))
        return false;
    if (slash && (!str_to_u64(tail, &bits) || bits > (four ? 32U : 128U)))
        return false;
    ret_net->bits = (unsigned)(slash && four ? bits + 96 : bits);
    return true;
}

bool proxies_read(struct str text, struct proxies *ret_proxies)
{
    struct str one;
    *ret_proxies = (struct proxies){ 0 };
    text         = str_trim(text);
    while (text.len) {
        bool more = memchr(text.ptr, ',', text.len) != NULL;
        text      = str_cut(text, ',', &one);
        if (ret_proxies->count == PROXY_NETS_MAX || !net_read(str_trim(one), &ret_proxies->nets[ret_proxies->count]) || (more && !text.len))
            return false;
        ret_proxies->count++;
    }
    return true;
}

static bool trusted(const struct proxies *p, const uint8_t bytes[16])
{
    for (size_t i = 0; i < p->count; i++) {
        const struct address_net *net = &p->nets[i];
        unsigned whole = net->bits / 8, rest = net->bits % 8;
        if (memcmp(net->bytes, bytes, whole) == 0 && (rest == 0 || ((net->bytes[whole] ^ bytes[whole]) >> (8 - rest)) == 0))
            return true;
    }
    return false;
}

bool proxies_have(const struct proxies *p, struct str address)
{
    uint8_t bytes[16];
    return p->count && address_read(address, bytes) && trusted(p, bytes);
}

static bool port_is_good(struct str port)
{
    uint64_t number;
    return str_to_u64(port, &number) && number <= 65535;
}

/* "192.0.2.1", "192.0.2.1:80", "2001:db8::1", "[2001:db8::1]", "[2001:db8::1]:80". */
static bool node_read(struct str node, uint8_t ret_bytes[16])
{
    if (node.len && node.ptr[0] == '[') {
        const char *end = memchr(node.ptr, ']', node.len);
        if (!end)
            return false;
        struct str inside = str_make(node.ptr + 1, (size_t)(end - node.ptr - 1)), port = str_skip(node, inside.len + 2);
        if (!memchr(inside.ptr, ':', inside.len) || (port.len && (port.ptr[0] != ':' || !port_is_good(str_skip(port, 1)))))
            return false;
        return address_read(inside, ret_bytes);
    }
    const char *colon = node.len ? memchr(node.ptr, ':', node.len) : NULL;
    if (colon && !memchr(colon + 1, ':', node.len - (size_t)(colon + 1 - node.ptr))) { /* one colon: IPv4 with a port */
        struct str head;
        struct str port = str_cut(node, ':', &head);
        return port_is_good(port) && address_read(head, ret_bytes);
    }
    return address_read(node, ret_bytes);
}

/* --- lists --------------------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static struct str blanks_cut(struct str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = str_skip(s, 1);
    while (s.len && is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* The last element of a list, taken off it. Commas within quotes divide nothing; a quote that stands open makes the whole rest one
 * element, which then is no address. */
static struct str last_take(struct str *list)
{
    size_t start = 0;
    bool quoted  = false;
    for (size_t i = 0; i < list->len; i++) {
        if (quoted && list->ptr[i] == '\\')
            i++;
        else if (list->ptr[i] == '"')
            quoted = !quoted;
        else if (!quoted && list->ptr[i] == ',')
            start = i + 1;
    }
    struct str last = str_skip(*list, start);
    list->len       = start ? start - 1 : 0;
    return blanks_cut(last);
}

/* The value of one parameter of an element `for="[2001:db8::1]:80";proto=https`, without its quotes; ptr NULL: not there, or there
 * twice, or the element is malformed. Values that need an escape within quotes are none we can use. */
static struct str parameter(struct str element, struct str name)
{
    struct str found = STR_NONE;
    while (element.len) {
        struct str key, value;
        const char *equals = memchr(element.ptr, '=', element.len);
        if (!equals)
            return STR_NONE;
        key     = blanks_cut(str_make(element.ptr, (size_t)(equals - element.ptr)));
        element = str_skip(element, (size_t)(equals - element.ptr) + 1);
        if (element.len && element.ptr[0] == '"') {
            const char *end = memchr(element.ptr + 1, '"', element.len - 1);
            value           = end ? str_make(element.ptr + 1, (size_t)(end - element.ptr - 1)) : STR_NONE;
            if (!end || memchr(value.ptr, '\\', value.len))
                return STR_NONE;
            element = blanks_cut(str_skip(element, value.len + 2));
            if (element.len && element.ptr[0] != ';')
                return STR_NONE;
            element = element.len ? str_skip(element, 1) : element;
        } else {
            element = str_cut(element, ';', &value);
            value   = blanks_cut(value);
            if (memchr(value.ptr, '"', value.len))
                return STR_NONE;
        }
        if (!str_eq_nocase(key, name))
            continue;
        if (found.ptr)
            return STR_NONE;
        found = value;
    }
    return found;
}

/* --- the walk --------------------------------------------------------------------------------------------------------------- */

/* From the right over all lines of the header; ret_bytes is the last believed hop. Returns whether the header was there at all. */
static bool walk(const struct proxies *p, const struct http1_request *request, struct str name, uint8_t ret_bytes[16])
{
    bool there  = false;
    bool rfc    = str_eq(name, RFC7239);
    bool onward = true;
    for (size_t i = request->header_count; i-- > 0;) {
        if (!str_eq_nocase(request->headers[i].name, name))
            continue;
        struct str list = blanks_cut(request->headers[i].value);
        there           = true;
        while (onward && list.len) {
            uint8_t bytes[16];
            struct str element = last_take(&list), node = rfc ? parameter(element, STR("for")) : element;
            onward             = node_read(node, bytes);
            if (onward)
                memcpy(ret_bytes, bytes, sizeof bytes);
            onward = onward && trusted(p, bytes);
        }
    }
    return there;
}

/* What the nearest proxy says of the scheme. */
static bool says_plain(const struct http1_request *request)
{
    struct str proto = STR_NONE, forwarded = STR_NONE;
    for (size_t i = 0; i < request->header_count; i++) {
        struct str list = blanks_cut(request->headers[i].value);
        if (str_eq_nocase(request->headers[i].name, STR("X-Forwarded-Proto")))
            proto = last_take(&list);
        else if (str_eq_nocase(request->headers[i].name, RFC7239))
            forwarded = parameter(last_take(&list), STR("proto"));
    }
    return str_eq_nocase(proto.ptr ? proto : forwarded, STR("http"));
}

void forwarded_read(const struct proxies *p, struct str peer, const struct http1_request *request, struct forwarded *ret_forwarded)
{
    uint8_t own[16], by_list[16], by_rfc[16];
    *ret_forwarded = (struct forwarded){ .plain = false };
    if (!address_read(peer, own))
        return;
    memcpy(by_list, own, sizeof own);
    memcpy(by_rfc, own, sizeof own);
    if (trusted(p, own)) {
        bool list = walk(p, request, XFF, by_list), rfc = walk(p, request, RFC7239, by_rfc);
        if (!list || !rfc || memcmp(by_list, by_rfc, sizeof own) == 0)
            memcpy(own, list ? by_list : by_rfc, sizeof own);
        ret_forwarded->plain = says_plain(request);
    }
    address_write(own, ret_forwarded->address);
}
