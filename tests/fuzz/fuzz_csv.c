/* The input is a file of comma separated values; its first byte fails one allocation or none. Reading ends, counts every physical line once,
 * and each record written anew is read as the same cells. */
#include "tests/fuzz/fuzz.h"

#include "proto/csv.h"

#define ARENA_MAX ((size_t)4 * 1024 * 1024)

static void there_and_back(struct arena *mem, const struct csv_record *record)
{
    static struct csv_record again;
    struct buf b;
    buf_init(&b, ARENA_MAX);
    for (size_t i = 0; i < record->count; i++) {
        buf_add_cstr(&b, i ? "," : "");
        csv_write_guarded(&b, record->cells[i]);
    }
    buf_add_cstr(&b, "\r\n");
    struct str text     = buf_str(&b);
    enum csv_found got = buf_failed(&b) ? CSV_NO_MEMORY : csv_next(mem, &text, &again);
    CHECK(got == CSV_RECORD || got == CSV_NO_MEMORY);
    CHECK(got != CSV_RECORD || (again.count == record->count && text.len == 0));
    for (size_t i = 0; got == CSV_RECORD && i < again.count; i++)
        CHECK(str_eq(csv_unguard(again.cells[i]), record->cells[i]));
    buf_done(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    static struct csv_record record;
    struct arena mem;
    if (len == 0)
        return 0;
    char *fresh     = fuzz_join(str_make((const char *)data + 1, len - 1), STR_NONE);
    struct str text = str_make(fresh, len - 1);
    int64_t lines = 0, wanted = text.len && text.ptr[text.len - 1] != '\n';
    bool open = false;
    for (size_t i = 0; i < text.len; i++)
        wanted += text.ptr[i] == '\n';
    arena_init(&mem, ARENA_MAX);
    mem.fail_after = data[0] & 7;
    for (enum csv_found got; (got = csv_next(&mem, &text, &record)) != CSV_END;) {
        lines += record.lines;
        open |= got == CSV_QUOTE_OPEN;
        if (got == CSV_RECORD)
            there_and_back(&mem, &record);
    }
    CHECK(open || lines == wanted);
    arena_done(&mem);
    free(fresh);
    return 0;
}
