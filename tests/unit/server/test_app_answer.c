/* ETags, versions, shared answers, the page. */
#include "tests/world.h"

#include <criterion/criterion.h>

#include "server/app_private.h"
#include "server/web/asset.h"

static struct world w;
static struct world_account one;

static void begin(void)
{
    world_init(&w);
    one = world_account(&w, "one", role_candidate);
}
static void end(void)
{
    world_done(&w);
}
TestSuite(app_answer, .init = begin, .fini = end);

static struct world_answer put(const char *body, struct str if_match)
{
    return world_request(&w, &(struct app_request){ .method = STR("PUT"), .target = STR("/api/v1/candidates/me"), .body = str_from_cstr(body), .if_match = if_match, .who = &one.who });
}

static struct world_answer get(struct str if_none_match, struct str language)
{
    return world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/candidates/me"), .if_none_match = if_none_match, .language = language, .who = &one.who });
}

Test(app_answer, an_etag_names_version_language_and_view)
{
    cr_assert_eq(put("{\"name\":\"甲\"}", STR_NONE).status, 200);
    struct world_answer a = get(STR_NONE, STR_NONE);
    cr_assert(str_eq(a.full.etag, STR("\"1-zh-1\"")), "%.*s", STR_ARG(a.full.etag));
    cr_assert(str_eq(get(STR_NONE, STR("en")).full.etag, STR("\"1-en-1\"")));
}

Test(app_answer, what_the_client_has_is_not_sent_again)
{
    cr_assert_eq(put("{\"name\":\"甲\"}", STR_NONE).status, 200);
    struct world_answer a = get(STR("\"0-zh-1\", W/\"1-zh-1\""), STR_NONE);
    cr_assert_eq(a.status, 304);
    cr_assert_eq(a.body.len, 0);
    cr_assert(str_eq(a.full.etag, STR("\"1-zh-1\"")));
    cr_assert_eq(get(STR("*"), STR_NONE).status, 304);
    cr_assert_eq(get(STR("\"1-en-1\""), STR_NONE).status, 200);
    cr_assert_eq(get(STR("\"2-zh-1\""), STR_NONE).status, 200);
}

Test(app_answer, changing_what_exists_needs_its_version)
{
    cr_assert_eq(put("{\"name\":\"甲\"}", STR_NONE).status, 200);
    struct world_answer a = put("{\"name\":\"乙\"}", STR_NONE);
    cr_assert_eq(a.status, 428);
    cr_assert(str_eq(world_text(a, "code"), STR("if_match_required")));
    static const char *const stale[] = { "\"0-zh-1\"", "\"2-zh-1\"", "*", "1", "W/\"1-zh-1\"", "\"x\"", "\"\"", "\"-1\"" };
    for (size_t i = 0; i < COUNT_OF(stale); i++)
        cr_assert_eq(put("{\"name\":\"乙\"}", str_from_cstr(stale[i])).status, 412, "%s", stale[i]);
    cr_assert_eq(put("{\"name\":\"乙\"}", STR("\"1-en-1\"")).status, 200, "the version is the object's, whatever the language");
    cr_assert_eq(put("{\"name\":\"丙\"}", STR("\"2\"")).status, 200);
}

/* --- answers kept for everyone ----------------------------------------------------------------------------- */

static enum err demo_add(struct store_tx *tx, void *arg)
{
    (void)arg;
    return tx_exec(tx, "UPDATE account SET demo = 1, role = 'recruiter'", NO_BINDS, NULL);
}

static size_t demo_count(struct str language)
{
    struct world_answer a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/demo"), .language = language });
    cr_assert_eq(a.status, 200);
    return world_length(a, "roles");
}

Test(app_answer, a_shared_answer_is_kept_for_its_time)
{
    cr_assert_eq(demo_count(STR_NONE), 0);
    world_write(&w, demo_add, NULL); /* nobody is told */
    cr_assert_eq(demo_count(STR_NONE), 0);
    cr_assert_eq(demo_count(STR("en")), 1, "another language is another answer");
    w.clock.now += 1999;
    cr_assert_eq(demo_count(STR_NONE), 0);
    w.clock.now += 1;
    cr_assert_eq(demo_count(STR_NONE), 1);
}

Test(app_answer, a_change_heard_or_made_drops_what_is_kept)
{
    cr_assert_eq(demo_count(STR_NONE), 0);
    world_write(&w, demo_add, NULL);
    app_heard_change(w.app);
    cr_assert_eq(demo_count(STR_NONE), 1);
    (void)world_account(&w, "two", role_candidate);
    world_write(&w, demo_add, NULL);
    cr_assert_eq(demo_count(STR_NONE), 1);
    cr_assert_eq(put("{\"name\":\"甲\"}", STR_NONE).status, 200);
    cr_assert_eq(demo_count(STR_NONE), 2);
}

Test(app_answer, a_kept_answer_is_for_those_who_may_ask)
{
    struct world_answer a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/demo") });
    cr_assert_eq(a.status, 200);
    a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = STR("/api/v1/demo"), .authorization = STR("Bearer wrong") });
    cr_assert_eq(a.status, 401);
}

/* --- the page ---------------------------------------------------------------------------------------------- */

static struct world_answer page(struct str target, struct str encoding)
{
    return world_request(&w, &(struct app_request){ .method = STR("GET"), .target = target, .accept_encoding = encoding });
}

Test(app_answer, every_page_of_the_app_is_the_one_page)
{
    struct world_answer a = page(STR("/"), STR_NONE);
    if (!&assets) {
        cr_assert_eq(a.status, 404, "this program carries no page");
        return;
    }
    cr_assert_eq(a.status, 200);
    cr_assert(str_starts(a.full.content_type, STR("text/html")));
    cr_assert(str_eq(a.full.cache_control, STR("no-cache")));
    cr_assert(a.full.etag.len > 2);
    const char *index = world_keep(&w, a.body);
    cr_assert(str_eq_cstr(page(STR("/fairs/f1?x=1"), STR_NONE).body, index));
    cr_assert_eq(page(STR("/fairs/nothing.js"), STR_NONE).status, 404);
    cr_assert_eq(page(STR("/api/v1/nothing"), STR_NONE).status, 404);
    a = world_request(&w, &(struct app_request){ .method = STR("POST"), .target = STR("/fairs"), .origin = STR_NONE });
    cr_assert_eq(a.status, 405);
    cr_assert(str_eq(a.full.allow, STR("GET, HEAD")));
}

Test(app_answer, an_asset_goes_out_in_the_best_form_the_client_takes)
{
    for (size_t i = 0; &assets && i < assets.count; i++) {
        const struct asset *f = &assets.items[i];
        struct world_answer a = page(f->path, STR("gzip;q=0, br;q=0"));
        cr_assert(a.status == 200 && a.full.content_encoding.len == 0 && str_eq(a.body, f->bytes));
        a = page(f->path, STR("gzip, deflate"));
        cr_assert(f->gz.len == 0 || (str_eq(a.full.content_encoding, STR("gzip")) && str_eq(a.body, f->gz) && a.full.vary_encoding));
        a = page(f->path, STR("gzip, br"));
        cr_assert(f->br.len == 0 || (str_eq(a.full.content_encoding, STR("br")) && str_eq(a.body, f->br)));
        a = world_request(&w, &(struct app_request){ .method = STR("GET"), .target = f->path, .if_none_match = f->etag });
        cr_assert(a.status == 304 && a.body.len == 0);
    }
}

/* --- languages ----------------------------------------------------------------------------------------------- */

Test(app_answer, chinese_unless_english_is_preferred)
{
    static const struct {
        const char *header;
        enum lang lang;
    } rows[] = {
        { "", LANG_ZH }, { "zh", LANG_ZH }, { "en", LANG_EN }, { "en-US,en;q=0.9", LANG_EN }, { "zh-CN,zh;q=0.9,en;q=0.8", LANG_ZH }, { "en;q=0.8,zh;q=0.9", LANG_ZH },
        { "fr,de", LANG_ZH }, { "fr,en;q=0.3", LANG_EN }, { "en;q=0", LANG_ZH }, { "en;q=x", LANG_ZH }, { "english", LANG_ZH }, { "EN", LANG_EN }, { "zh;q=0.5,en;q=0.50", LANG_ZH }, { ",,;;q=", LANG_ZH }, { "*", LANG_ZH },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_assert_eq(language_choose(str_from_cstr(rows[i].header)), rows[i].lang, "%s", rows[i].header);
}
