/* Sealed values and their key file. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/ops/random.h"
#include "server/ops/seal.h"

#define KEY_A "5d5b09f6dcb2d53a5fffc60c4ac0d55fabdf556069d6631545f42aa6e3500f2e\n"
#define KEY_B "0000000000000000000000000000000000000000000000000000000000000001\n"

static struct chance chance;
static struct arena mem;
static char why[SEAL_WHY_MAX], folder[64], path[128];

static void begin(void)
{
    chance_init(&chance);
    arena_init(&mem, 1024 * 1024);
    (void)snprintf(folder, sizeof folder, "/tmp/hirehall-seal-XXXXXX");
    cr_assert(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/seal.keys", folder);
}

static void end(void)
{
    arena_done(&mem);
    chance_done(&chance);
    (void)unlink(path);
    (void)rmdir(folder);
}

TestSuite(seal, .init = begin, .fini = end);

static struct seal_keys *keys_of(const char *text)
{
    struct seal_keys *keys = seal_keys_read(str_from_cstr(text), &chance.port, why);
    cr_assert(keys, "%s", why);
    return keys;
}

static struct str sealed_by(struct seal_keys *keys, const char *place, struct str plain)
{
    struct str sealed;
    struct seal_port *port = seal_keys_port(keys);
    cr_assert_eq(port->close(port, &mem, str_from_cstr(place), plain, &sealed), ERR_OK);
    return sealed;
}

static enum err opened_by(struct seal_keys *keys, const char *place, struct str sealed, struct str *ret_plain)
{
    struct seal_port *port = seal_keys_port(keys);
    return port->open(port, &mem, str_from_cstr(place), sealed, ret_plain);
}

Test(seal, what_was_sealed_opens_at_its_place_only)
{
    struct seal_keys *keys = keys_of(KEY_A);
    struct str plain, sealed = sealed_by(keys, "candidate.phone:a1", STR("13800001234"));
    cr_expect(!memmem(sealed.ptr, sealed.len, "1380000", 7));
    cr_assert_eq(opened_by(keys, "candidate.phone:a1", sealed, &plain), ERR_OK);
    cr_expect(str_eq(plain, STR("13800001234")));
    cr_expect_eq(opened_by(keys, "candidate.phone:a2", sealed, &plain), ERR_INTERNAL);
    cr_expect_eq(opened_by(keys, "candidate.birth_date:a1", sealed, &plain), ERR_INTERNAL);
    cr_expect(!str_eq(sealed, sealed_by(keys, "candidate.phone:a1", STR("13800001234"))), "a nonce of its own each time");
    seal_keys_close(keys);
}

Test(seal, every_changed_character_is_noticed)
{
    struct seal_keys *keys = keys_of(KEY_A);
    struct str plain, sealed = sealed_by(keys, "t.c:1", STR("abc"));
    for (size_t i = 0; i < sealed.len; i++) {
        char *copy = arena_alloc(&mem, sealed.len);
        cr_assert(copy);
        memcpy(copy, sealed.ptr, sealed.len);
        copy[i] = copy[i] == 'A' ? 'B' : 'A';
        cr_expect_eq(opened_by(keys, "t.c:1", str_make(copy, sealed.len), &plain), ERR_INTERNAL, "character %zu", i);
        cr_expect_eq(opened_by(keys, "t.c:1", str_make(sealed.ptr, i ? i : 1), &plain), ERR_INTERNAL, "cut to %zu", i);
    }
    cr_expect_eq(opened_by(keys, "t.c:1", STR("not sealed at all !"), &plain), ERR_INTERNAL);
    seal_keys_close(keys);
}

Test(seal, empty_stays_empty_and_the_longest_is_named)
{
    static char long_text[SEAL_PLAIN_MAX + 1];
    struct seal_keys *keys = keys_of(KEY_A);
    struct str plain, sealed = sealed_by(keys, "t.c:1", STR(""));
    cr_expect(sealed.len == 0 && opened_by(keys, "t.c:1", sealed, &plain) == ERR_OK && plain.len == 0);
    sealed = sealed_by(keys, "t.c:1", str_make(long_text, SEAL_PLAIN_MAX));
    cr_expect(opened_by(keys, "t.c:1", sealed, &plain) == ERR_OK && plain.len == SEAL_PLAIN_MAX);
    struct seal_port *port = seal_keys_port(keys);
    cr_expect_eq(port->close(port, &mem, STR("t.c:1"), str_make(long_text, SEAL_PLAIN_MAX + 1), &sealed), ERR_INVALID);
    seal_keys_close(keys);
}

Test(seal, a_newer_key_seals_and_older_ones_still_open)
{
    struct seal_keys *one = keys_of(KEY_A), *both = keys_of(KEY_A "# the second\n" KEY_B), *second = keys_of(KEY_B);
    struct str plain, old = sealed_by(one, "t.c:1", STR("old")), new = sealed_by(both, "t.c:1", STR("new"));
    cr_expect(opened_by(both, "t.c:1", old, &plain) == ERR_OK && str_eq(plain, STR("old")));
    cr_expect(opened_by(second, "t.c:1", new, &plain) == ERR_OK && str_eq(plain, STR("new")), "the last line seals");
    cr_expect_eq(opened_by(one, "t.c:1", new, &plain), ERR_INTERNAL);
    struct str a, b, c, d;
    struct seal_port *before = seal_keys_port(one), *after = seal_keys_port(both);
    cr_assert(before->blind(before, &mem, STR("phone"), STR("1"), &a) == ERR_OK && after->blind(after, &mem, STR("phone"), STR("1"), &b) == ERR_OK);
    cr_assert(after->blind(after, &mem, STR("phone"), STR("2"), &c) == ERR_OK && after->blind(after, &mem, STR("number"), STR("1"), &d) == ERR_OK);
    cr_expect(str_eq(a, b) && a.len == 43 && !str_eq(b, c) && !str_eq(b, d), "an index outlives rotation and is of its kind");
    seal_keys_close(one);
    seal_keys_close(both);
    seal_keys_close(second);
}

Test(seal, broken_files_are_refused_with_the_line)
{
    static const char *const bad[] = { "", "# nothing\n", "abc\n", KEY_A KEY_A, KEY_A "zz", "0" KEY_A };
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_expect(!seal_keys_read(str_from_cstr(bad[i]), &chance.port, why) && why[0], "%zu", i);
}

Test(seal, the_file_is_made_for_its_owner_and_refused_when_others_may_read_it)
{
    struct stat st;
    struct str plain;
    struct seal_keys *keys = seal_keys_open(path, &chance.port, why);
    cr_assert(keys, "%s", why);
    cr_assert_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);
    struct str sealed = sealed_by(keys, "t.c:1", STR("kept"));
    seal_keys_close(keys);
    keys = seal_keys_open(path, &chance.port, why);
    cr_assert(keys, "%s", why);
    cr_expect(opened_by(keys, "t.c:1", sealed, &plain) == ERR_OK && str_eq(plain, STR("kept")), "the same keys at the next start");
    seal_keys_close(keys);
    cr_assert_eq(chmod(path, 0640), 0);
    cr_expect(!seal_keys_open(path, &chance.port, why) && strstr(why, "others"), "%s", why);
    cr_expect(!seal_keys_open("/tmp/hirehall-nowhere/seal.keys", &chance.port, why) && why[0]);
    cr_expect(!seal_keys_open(folder, &chance.port, why) && why[0]);
}

Test(seal, a_running_process_learns_of_a_key_that_was_added)
{
    struct str plain;
    struct seal_keys *running = seal_keys_open(path, &chance.port, why);
    cr_assert(running, "%s", why);
    struct str old = sealed_by(running, "t.c:1", STR("old"));
    cr_expect(seal_keys_newest(running, old) && !seal_keys_newest(running, STR("")) && !seal_keys_newest(running, STR("AAAAAAAAAAAA")));
    cr_assert(seal_file_rotate(path, &chance.port, why), "%s", why);
    struct seal_keys *later = seal_keys_open(path, &chance.port, why);
    cr_assert(later, "%s", why);
    struct str new = sealed_by(later, "t.c:1", STR("new"));
    cr_expect(seal_keys_newest(later, new) && !seal_keys_newest(later, old) && !seal_keys_newest(running, new));
    cr_expect(opened_by(running, "t.c:1", new, &plain) == ERR_OK && str_eq(plain, STR("new")), "it reads the file when it meets the key");
    cr_expect(seal_keys_newest(running, sealed_by(running, "t.c:1", STR("x"))) && seal_keys_newest(later, sealed_by(running, "t.c:1", STR("x"))), "and seals with it from then on");
    cr_expect(opened_by(running, "t.c:1", old, &plain) == ERR_OK && opened_by(later, "t.c:1", old, &plain) == ERR_OK, "the old one goes on opening");
    cr_expect(!seal_keys_refresh(running), "nothing more was added");
    seal_keys_close(running);
    seal_keys_close(later);
}

Test(seal, another_file_under_the_same_name_is_not_taken_over)
{
    struct str plain;
    struct seal_keys *running = seal_keys_open(path, &chance.port, why);
    cr_assert(running && unlink(path) == 0);
    FILE *other = fopen(path, "we");
    cr_assert(other && fputs(KEY_A KEY_B, other) >= 0 && fclose(other) == 0 && chmod(path, 0600) == 0);
    struct seal_keys *strange = seal_keys_open(path, &chance.port, why);
    cr_assert(strange, "%s", why);
    struct str sealed = sealed_by(strange, "t.c:1", STR("x"));
    cr_expect_eq(opened_by(running, "t.c:1", sealed, &plain), ERR_INTERNAL);
    seal_keys_close(running);
    seal_keys_close(strange);
}

Test(seal, rotating_needs_the_file_and_stops_at_the_last_place)
{
    struct stat st;
    cr_expect(!seal_file_rotate(path, &chance.port, why) && why[0], "there is nothing to add to");
    struct seal_keys *keys = seal_keys_open(path, &chance.port, why);
    cr_assert(keys);
    seal_keys_close(keys);
    for (int i = 1; i < SEAL_KEYS_MAX; i++)
        cr_assert(seal_file_rotate(path, &chance.port, why), "%s", why);
    cr_expect(!seal_file_rotate(path, &chance.port, why) && strstr(why, "line"), "%s", why);
    cr_assert(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    keys = seal_keys_open(path, &chance.port, why);
    cr_expect(keys, "what was there stays whole: %s", why);
    seal_keys_close(keys);
}
