#include "server/port/files.h"

#include "server/port/store.h"

enum err file_put(struct ctx *c, struct str bytes, struct str *ret_name)
{
    struct files_port *files = c->hall->files;
    return files ? files->put(files, c->mem, bytes, ret_name) : ERR_UNAVAILABLE;
}

enum err file_get(struct ctx *c, struct str name, struct str *ret_bytes)
{
    struct files_port *files = c->hall->files;
    return files ? files->get(files, c->mem, name, ret_bytes) : ERR_UNAVAILABLE;
}

enum err file_remove(struct ctx *c, struct str name)
{
    struct files_port *files = c->hall->files;
    return files ? files->remove(files, name) : ERR_UNAVAILABLE;
}

enum err file_run(struct ctx *c, void (*work)(void *arg), void *arg)
{
    struct files_port *files = c->hall->files;
    return files ? files->run(files, work, arg) : ERR_UNAVAILABLE;
}

/* --- what it is ---------------------------------------------------------------------------------------------------- */

static uint32_t big(const uint8_t *at, size_t n)
{
    uint32_t value = 0;
    for (size_t i = 0; i < n; i++)
        value = value << 8 | at[i];
    return value;
}

/* ISO 15948: signature, IHDR first, chunks end to end, IEND last and nothing behind it. */
static bool is_png(const uint8_t *p, size_t len)
{
    static const uint8_t signature[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
    size_t at                        = sizeof signature;
    if (len < at + 25 || memcmp(p, signature, at) != 0 || big(p + at, 4) != 13 || memcmp(p + at + 4, "IHDR", 4) != 0)
        return false;
    if (big(p + at + 8, 4) == 0 || big(p + at + 12, 4) == 0)
        return false;
    while (len - at >= 12) {
        size_t size = big(p + at, 4);
        if (size > len - at - 12)
            return false;
        bool last = memcmp(p + at + 4, "IEND", 4) == 0;
        at += size + 12;
        if (last)
            return size == 0 && at == len;
    }
    return false;
}

/* ITU T.81: SOI, segments end to end up to a frame and the first scan, EOI as the last two bytes. */
static bool is_jpeg(const uint8_t *p, size_t len)
{
    bool frame = false;
    size_t at  = 2;
    if (len < 8 || p[0] != 0xff || p[1] != 0xd8 || p[len - 2] != 0xff || p[len - 1] != 0xd9)
        return false;
    while (len - at >= 4) {
        uint8_t marker = p[at + 1];
        size_t size    = big(p + at + 2, 2);
        if (p[at] != 0xff || marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9) || size < 2 || size > len - at - 2)
            return false;
        if (marker == 0xda)
            return frame;
        if (marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
            frame = size >= 8 && big(p + at + 5, 2) > 0 && big(p + at + 7, 2) > 0;
        at += size + 2;
    }
    return false;
}

static bool has(struct str s, const char *part)
{
    return memmem(s.ptr, s.len, part, strlen(part)) != NULL;
}

static bool has_name(struct str s, const char *name)
{
    size_t len = strlen(name);
    for (const char *at; (at = memmem(s.ptr, s.len, name, len)) != NULL; s = str_skip(s, (size_t)(at - s.ptr) + len)) {
        char next = (size_t)(at - s.ptr) + len < s.len ? at[len] : ' ';
        if (!((next >= 'A' && next <= 'Z') || (next >= 'a' && next <= 'z') || (next >= '0' && next <= '9')))
            return true; /* the whole name, not the head of a longer one */
    }
    return false;
}

/* ISO 32000: header in the first byte, the pointer to the cross-reference table and %%EOF in the last KiB, then at most blanks. */
static bool is_pdf(struct str s)
{
    static const char *const active[] = { "/JavaScript", "/JS", "/Launch", "/EmbeddedFile", "/EmbeddedFiles", "/RichMedia", "/XFA" };
    if (s.len < 32 || (!str_starts(s, STR("%PDF-1.")) && !str_starts(s, STR("%PDF-2."))))
        return false;
    struct str tail = s.len > 1024 ? str_skip(s, s.len - 1024) : s, end = tail;
    while (end.len && (end.ptr[end.len - 1] == '\n' || end.ptr[end.len - 1] == '\r' || end.ptr[end.len - 1] == ' '))
        end.len--;
    if (end.len < 5 || memcmp(end.ptr + end.len - 5, "%%EOF", 5) != 0 || !has(tail, "startxref"))
        return false;
    for (size_t i = 0; i < COUNT_OF(active); i++)
        if (has_name(s, active[i]))
            return false;
    return true;
}

enum file_kind file_kind_of(struct str bytes)
{
    const uint8_t *p = (const uint8_t *)bytes.ptr;
    if (is_pdf(bytes))
        return FILE_PDF;
    if (bytes.len && is_png(p, bytes.len))
        return FILE_PNG;
    return bytes.len && is_jpeg(p, bytes.len) ? FILE_JPEG : FILE_OTHER;
}

struct str file_media_type(enum file_kind kind)
{
    switch (kind) {
    case FILE_PDF: return STR("application/pdf");
    case FILE_JPEG: return STR("image/jpeg");
    case FILE_PNG: return STR("image/png");
    case FILE_OTHER: break;
    }
    return STR("application/octet-stream");
}

enum err upload_check(struct ctx *c, unsigned kinds, enum file_kind *ret_kind)
{
    bool pdf_only = kinds == 1U << FILE_PDF;
    if (c->upload.len == 0)
        return fault_add(c, STR("/file"), STR("required"), STR("请选择文件"), STR("A file is needed"));
    if (c->upload.len > FILE_BYTES_MAX)
        return fault_add(c, STR("/file"), STR("too_long"), STR("文件不能超过 5 MiB"), STR("At most 5 MiB"));
    *ret_kind = file_kind_of(c->upload);
    if (*ret_kind != FILE_OTHER && (kinds & 1U << *ret_kind))
        return ERR_OK;
    return fault_add(c, STR("/file"), STR("wrong_kind"), pdf_only ? STR("只接受 PDF 文件，且不含脚本或附件") : STR("只接受完整的 PDF、JPEG 或 PNG 文件，且不含脚本或附件"),
                     pdf_only ? STR("A PDF is needed, without scripts or attachments") : STR("A whole PDF, JPEG or PNG is needed, without scripts or attachments"));
}

/* --- files that nobody names any more -------------------------------------------------------------------------------- */

/* All that names a file: the same content may have been brought as an organization's paper, or by somebody else. */
#define SQL_NAMED "SELECT (SELECT count(*) FROM resume_file WHERE file = ?1) + (SELECT count(*) FROM document WHERE file = ?1)"

struct named_job {
    struct str file;
    int64_t count;
};

static enum err named_read(struct store_tx *tx, void *arg)
{
    struct named_job *job = arg;
    return tx_int(tx, SQL_NAMED, BINDS(B_TEXT(job->file)), &job->count);
}

/* Somebody may bring the same content between the count and the removal: then it is put back. What fails here leaves at most
 * a file that no row names. */
void file_drop(struct ctx *c, struct str file)
{
    struct named_job job = { .file = file };
    struct str bytes, name;
    if (!file.len || store_read(c, named_read, &job) != ERR_OK || job.count > 0 || file_get(c, file, &bytes) != ERR_OK || file_remove(c, file) != ERR_OK)
        return;
    if ((store_read(c, named_read, &job) != ERR_OK || job.count > 0) && file_put(c, bytes, &name) != ERR_OK)
        return; /* the row stands; whoever reads it learns that the file is away, as with any broken disk */
}
