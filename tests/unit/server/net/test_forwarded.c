/* Who calls, behind proxies that are trusted: 10.0.0.0/8, 127.0.0.1, ::1 and 2001:db8:f::/48. */
#include <criterion/criterion.h>

#include "server/net/forwarded.h"

#define TRUSTED "10.0.0.0/8, 127.0.0.1,::1 , 2001:db8:f::/48"

static const struct {
    const char *peer, *want;
    struct {
        const char *name, *value;
    } headers[4];
    const char *why;
} rows[] = {
    { "198.51.100.7", "198.51.100.7", { { "X-Forwarded-For", "203.0.113.1" } }, "a stranger's word counts for nothing" },
    { "198.51.100.7", "198.51.100.7", { { "Forwarded", "for=203.0.113.1" } }, "nor in the other header" },
    { "127.0.0.1", "127.0.0.1", { { 0 } }, "a proxy that says nothing is the caller" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "203.0.113.1" } }, "the plain case" },
    { "127.0.0.1", "203.0.113.1", { { "x-forwarded-FOR", "203.0.113.1" } }, "names in any case" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "8.8.8.8, 1.1.1.1,203.0.113.1" } }, "what is left of it was made up" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "8.8.8.8, 203.0.113.1, 10.1.2.3" } }, "over a second proxy of ours" },
    { "10.9.9.9", "203.0.113.1", { { "X-Forwarded-For", "10.0.0.5 , 203.0.113.1 ,\t10.1.2.3" } }, "blanks; and no further than the first stranger" },
    { "10.9.9.9", "10.0.0.5", { { "X-Forwarded-For", "10.0.0.5, 10.1.2.3" } }, "all ours: the farthest" },
    { "127.0.0.1", "203.0.113.9", { { "X-Forwarded-For", "203.0.113.1" }, { "X-Forwarded-For", "203.0.113.9" } }, "several lines are one list" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "203.0.113.1" }, { "X-Forwarded-For", "10.0.0.1" } }, "over the line's edge" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "203.0.113.1:51234" } }, "with a port" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "203.0.113.1:99999" } }, "which is none" },
    { "127.0.0.1", "2001:db8::1", { { "X-Forwarded-For", "2001:DB8:0:0::1" } }, "one text for one address" },
    { "127.0.0.1", "2001:db8::1", { { "X-Forwarded-For", "[2001:db8::1]:443" } }, "in brackets with a port" },
    { "127.0.0.1", "2001:db8::1", { { "X-Forwarded-For", "[2001:db8::1]" } }, "in brackets" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "[2001:db8::1" } }, "a bracket that stands open" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "[2001:db8::1]443" } }, "something behind it" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "[203.0.113.1]:80" } }, "IPv4 is not put in brackets" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "::ffff:203.0.113.1" } }, "IPv4 that came mapped is IPv4" },
    { "::ffff:127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "203.0.113.1" } }, "so is the peer" },
    { "::1", "203.0.113.1", { { "X-Forwarded-For", "203.0.113.1, 2001:db8:f:1::7" } }, "a network of IPv6" },
    { "2001:db8:e::1", "2001:db8:e::1", { { "X-Forwarded-For", "203.0.113.1" } }, "the network next to it" },
    { "11.0.0.1", "11.0.0.1", { { "X-Forwarded-For", "203.0.113.1" } }, "the network next to it, IPv4" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "unknown" } }, "unknown is nobody: the proxy is the caller" },
    { "127.0.0.1", "10.0.0.1", { { "X-Forwarded-For", "203.0.113.1, unknown, 10.0.0.1" } }, "an end to the walk" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "203.0.113.1, " } }, "an empty entry too" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "" } }, "an empty list" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "203.0.113.1 203.0.113.2" } }, "two with a blank between" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "203.0.113.001" } }, "numbers of another base are none" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "fe80::1%eth0" } }, "a zone of another machine" },
    { "127.0.0.1", "203.0.113.1", { { "Forwarded", "for=203.0.113.1" } }, "RFC 7239" },
    { "127.0.0.1", "203.0.113.1", { { "Forwarded", "For=203.0.113.1;proto=https;by=10.0.0.1" } }, "with more said" },
    { "127.0.0.1", "2001:db8:cafe::17", { { "Forwarded", "for=\"[2001:db8:cafe::17]:4711\"" } }, "IPv6 stands in quotes" },
    { "127.0.0.1", "203.0.113.1", { { "Forwarded", "for=8.8.8.8, for=203.0.113.1;by=10.0.0.2, for=10.0.0.2" } }, "over ours" },
    { "127.0.0.1", "203.0.113.1", { { "Forwarded", "for=8.8.8.8" }, { "Forwarded", "for=203.0.113.1" } }, "several lines" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "for=_hidden" } }, "an obfuscated name" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "for=unknown;proto=http" } }, "unknown" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "by=203.0.113.1" } }, "nothing of the caller" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "for=203.0.113.1;for=203.0.113.2" } }, "said twice" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "for=\"203.0.113.1" } }, "a quote that stands open" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "for=203.0.113.1, host=\"a, for=10.0.0.1" } }, "which swallows what is behind" },
    { "127.0.0.1", "203.0.113.2", { { "Forwarded", "for=203.0.113.1, for=203.0.113.2;host=\"a,b;for=203.0.113.3\"" } }, "commas within quotes divide nothing" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "for=\"203.0.113\\.1\"" } }, "escapes are not undone" },
    { "127.0.0.1", "127.0.0.1", { { "Forwarded", "203.0.113.1" } }, "the other header's form" },
    { "127.0.0.1", "203.0.113.1", { { "X-Forwarded-For", "203.0.113.1" }, { "Forwarded", "for=203.0.113.1" } }, "both agree" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "203.0.113.1" }, { "Forwarded", "for=198.51.100.66" } }, "both differ: one of them is the client's" },
    { "127.0.0.1", "127.0.0.1", { { "X-Forwarded-For", "203.0.113.1" }, { "Forwarded", "for=unknown" } }, "both differ, one says nothing" },
};

static struct http1_request request_of(const size_t row)
{
    struct http1_request request = { 0 };
    for (size_t i = 0; i < COUNT_OF(rows[row].headers) && rows[row].headers[i].name; i++) {
        request.headers[request.header_count].name    = str_from_cstr(rows[row].headers[i].name);
        request.headers[request.header_count++].value = str_from_cstr(rows[row].headers[i].value);
    }
    return request;
}

Test(forwarded, the_caller_is_the_rightmost_who_is_not_ours)
{
    struct proxies proxies;
    cr_assert(proxies_read(STR(TRUSTED), &proxies) && proxies.count == 4);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct http1_request request = request_of(i);
        struct forwarded got;
        forwarded_read(&proxies, str_from_cstr(rows[i].peer), &request, &got);
        cr_expect_str_eq(got.address, rows[i].want, "row %zu, %s: %s instead of %s", i, rows[i].why, got.address, rows[i].want);
    }
}

Test(forwarded, without_proxies_nobody_is_believed)
{
    struct proxies none;
    cr_assert(proxies_read(STR(""), &none) && none.count == 0);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct http1_request request = request_of(i);
        struct forwarded got;
        forwarded_read(&none, STR("127.0.0.1"), &request, &got);
        cr_expect_str_eq(got.address, "127.0.0.1");
    }
}

Test(forwarded, networks_are_read_strictly)
{
    static const char *const good[] = { "", " ", "10.0.0.0/8", "::/0", "0.0.0.0/0", "127.0.0.1", "2001:db8::/32,10.0.0.1", "127.0.0.1/32" };
    static const char *const bad[]  = { "x", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/8,", ",", "10.0.0.0/8;::1", "10.0.0/8", "/8", "10.0.0.0/-1",
                                        "1,1,1", "10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1,10.0.0.1" };
    struct proxies p;
    for (size_t i = 0; i < COUNT_OF(good); i++)
        cr_expect(proxies_read(str_from_cstr(good[i]), &p), "%s", good[i]);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect_not(proxies_read(str_from_cstr(bad[i]), &p), "%s", bad[i]);
    cr_assert(proxies_read(STR("10.128.0.0/9"), &p));
    cr_expect(proxies_have(&p, STR("10.128.0.1")) && proxies_have(&p, STR("::ffff:10.255.255.255")) && !proxies_have(&p, STR("10.127.255.255")) && !proxies_have(&p, STR("x")));
}

static bool plain(const char *peer, const char *name, const char *value, const char *other)
{
    struct proxies p;
    struct forwarded got;
    struct http1_request request = { .header_count = other ? 2 : 1 };
    request.headers[0].name      = str_from_cstr(name);
    request.headers[0].value     = str_from_cstr(value);
    if (other) {
        request.headers[1].name  = str_from_cstr(name);
        request.headers[1].value = str_from_cstr(other);
    }
    cr_assert(proxies_read(STR(TRUSTED), &p));
    forwarded_read(&p, str_from_cstr(peer), &request, &got);
    return got.plain;
}

Test(forwarded, the_scheme_is_what_the_nearest_trusted_proxy_says)
{
    cr_expect(plain("127.0.0.1", "X-Forwarded-Proto", "http", NULL));
    cr_expect(plain("127.0.0.1", "X-Forwarded-Proto", "https, HTTP", NULL));
    cr_expect_not(plain("127.0.0.1", "X-Forwarded-Proto", "http, https", NULL));
    cr_expect_not(plain("127.0.0.1", "X-Forwarded-Proto", "http", "https"));
    cr_expect_not(plain("127.0.0.1", "X-Forwarded-Proto", "https", NULL));
    cr_expect_not(plain("127.0.0.1", "X-Forwarded-Proto", "httpx", NULL));
    cr_expect_not(plain("198.51.100.7", "X-Forwarded-Proto", "http", NULL));
    cr_expect(plain("127.0.0.1", "Forwarded", "for=203.0.113.1;proto=http", NULL));
    cr_expect_not(plain("127.0.0.1", "Forwarded", "for=203.0.113.1;proto=http, for=10.0.0.1;proto=https", NULL));
}
