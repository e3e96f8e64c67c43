#include "server/port/notice.h"

#include "proto/json.h"

enum err notice_add(struct store_tx *tx, const struct notice_in *in)
{
    const struct notice shown = { .text_zh = in->zh, .text_en = in->en };
    struct str data           = json_encode_mem(tx->ctx->mem, &model_notice, &shown);
    struct str channel        = arena_format(tx->ctx->mem, "me:%.*s", STR_ARG(in->account_id));
    if (!data.ptr || !channel.ptr)
        return ERR_NO_MEMORY;
    return outbox_event(tx, channel, STR("notice"), data);
}
