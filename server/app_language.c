#include "server/app_private.h"

/* ";q=0.8" → 800; no q is 1000, nonsense is 0. */
static int weight_read(struct str parameters)
{
    struct str one;
    while (parameters.len) {
        parameters = str_cut(parameters, ';', &one);
        one        = str_trim(one);
        if (one.len < 3 || (one.ptr[0] | 0x20) != 'q' || one.ptr[1] != '=')
            continue;
        int weight = 0, scale = 1000;
        for (size_t i = 2; i < one.len; i++) {
            if (one.ptr[i] == '.' && i == 3)
                continue;
            if (one.ptr[i] < '0' || one.ptr[i] > '9' || scale == 0)
                return 0;
            weight += (one.ptr[i] - '0') * scale;
            scale /= 10;
        }
        return weight > 1000 ? 0 : weight;
    }
    return 1000;
}

static bool tag_is(struct str tag, struct str language)
{
    return str_eq_nocase(str_make(tag.ptr, tag.len < 2 ? tag.len : 2), language) && (tag.len == 2 || tag.ptr[2] == '-');
}

/* Chinese unless English is preferred to it; of two equal wishes the first named. */
enum lang language_choose(struct str accept_language)
{
    int best       = 0;
    enum lang lang = LANG_ZH;
    struct str item, tag;
    while (accept_language.len) {
        accept_language = str_cut(accept_language, ',', &item);
        struct str rest = str_cut(item, ';', &tag);
        tag             = str_trim(tag);
        bool zh = tag_is(tag, STR("zh")), en = tag_is(tag, STR("en"));
        if (!zh && !en)
            continue;
        int weight = weight_read(rest);
        if (weight > best) {
            best = weight;
            lang = zh ? LANG_ZH : LANG_EN;
        }
    }
    return lang;
}
