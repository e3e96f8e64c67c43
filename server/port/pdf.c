#include "server/port/pdf.h"

#include <zlib.h>

#define NAME_MAX_LEN 31
#define TAIL_BYTES 1024
#define DICTIONARY_BYTES ((size_t)64 * 1024) /* of one trailer, or before one stream */
#define SNIFFED_BYTES 1024                   /* that programs look at to guess what a file is */
#define ZIP_END_BYTES ((size_t)66 * 1024)    /* where an archive's directory may end: 22 bytes and a comment */

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == '\0';
}

static bool ends_name(char c)
{
    return is_blank(c) || (c && strchr("()<>[]{}/%", c));
}

static bool has(struct str s, const char *part)
{
    return memmem(s.ptr, s.len, part, strlen(part)) != NULL;
}

static struct str blanks_skip(struct str s)
{
    while (s.len && is_blank(s.ptr[0]))
        s = (struct str){ s.ptr + 1, s.len - 1 };
    return s;
}

/* Decimal digits at the head of s; false when there are none or too many. */
static bool number_take(struct str *s, uint64_t *ret_value)
{
    size_t n = 0;
    while (n < s->len && n < 11 && s->ptr[n] >= '0' && s->ptr[n] <= '9')
        n++;
    bool good = n > 0 && n < 11 && str_to_u64(str_make(s->ptr, n), ret_value);
    *s        = (struct str){ s->ptr + n, s->len - n };
    return good;
}

/* --- names ------------------------------------------------------------------------------------------------------------ */

static int hex_of(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* s behind the slash. A longer name than any we look for is given as empty. */
static size_t name_read(struct str s, char name[NAME_MAX_LEN + 1])
{
    size_t len = 0;
    for (size_t i = 0; i < s.len && !ends_name(s.ptr[i]); i++) {
        char c = s.ptr[i];
        if (c == '#' && i + 2 < s.len && hex_of(s.ptr[i + 1]) >= 0 && hex_of(s.ptr[i + 2]) >= 0) {
            c = (char)(hex_of(s.ptr[i + 1]) << 4 | hex_of(s.ptr[i + 2]));
            i += 2;
        }
        if (len == NAME_MAX_LEN)
            return 0;
        name[len++] = c;
    }
    name[len] = '\0';
    return len;
}

/* The next slash in *s; what follows its name stays in *s. */
static bool name_next(struct str *s, char name[NAME_MAX_LEN + 1], struct str *ret_behind)
{
    const char *slash = s->len ? memchr(s->ptr, '/', s->len) : NULL;
    if (!slash)
        return false;
    *s          = str_skip(*s, (size_t)(slash - s->ptr) + 1);
    *ret_behind = *s;
    if (name_read(*s, name) == 0)
        name[0] = '\0';
    while (ret_behind->len && !ends_name(ret_behind->ptr[0]))
        *ret_behind = (struct str){ ret_behind->ptr + 1, ret_behind->len - 1 };
    return true;
}

/* Short names (JS, AA) are not in it: random bytes of a picture spell them too often, and every script also carries the long one. */
static const struct {
    const char *name;
    enum pdf_flaw flaw;
} forbidden[] = {
    { "Encrypt", PDF_ENCRYPTED },     { "JavaScript", PDF_ACTIVE }, { "Launch", PDF_ACTIVE },     { "OpenAction", PDF_ACTIVE },
    { "SubmitForm", PDF_ACTIVE },     { "ImportData", PDF_ACTIVE }, { "Rendition", PDF_ACTIVE },  { "RichMedia", PDF_ACTIVE },
    { "RichMediaContent", PDF_ACTIVE }, { "XFA", PDF_ACTIVE },      { "GoToE", PDF_ACTIVE },      { "EmbeddedFile", PDF_EMBEDS },
    { "EmbeddedFiles", PDF_EMBEDS },  { "Filespec", PDF_EMBEDS },
};

static enum pdf_flaw name_judge(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(forbidden); i++)
        if (strcmp(name, forbidden[i].name) == 0)
            return forbidden[i].flaw;
    return PDF_GOOD;
}

static enum pdf_flaw names_judge(struct str s)
{
    char name[NAME_MAX_LEN + 1];
    struct str behind;
    while (name_next(&s, name, &behind)) {
        enum pdf_flaw flaw = name_judge(name);
        if (flaw != PDF_GOOD)
            return flaw;
    }
    return PDF_GOOD;
}

/* --- object streams ----------------------------------------------------------------------------------------------------- */

/* Unpacks piece by piece; a name that a piece's end cuts is seen with the next piece. */
static enum pdf_flaw packed_judge(struct str packed, size_t *unpacked_bytes)
{
    char room[16 * 1024];
    size_t kept   = 0;
    z_stream z    = { 0 };
    z.next_in     = (Bytef *)(uintptr_t)packed.ptr; /* only read: the type is older than const */
    z.avail_in    = (uInt)packed.len;
    int status    = inflateInit(&z);
    enum pdf_flaw flaw = status == Z_OK ? PDF_GOOD : PDF_PACKED;
    while (flaw == PDF_GOOD && status != Z_STREAM_END) {
        z.next_out  = (Bytef *)room + kept;
        z.avail_out = (uInt)(sizeof room - kept);
        status      = inflate(&z, Z_NO_FLUSH);
        size_t len  = sizeof room - z.avail_out;
        *unpacked_bytes += len - kept;
        if ((status != Z_OK && status != Z_STREAM_END) || *unpacked_bytes > PDF_UNPACKED_MAX || (status == Z_OK && len == kept))
            flaw = PDF_PACKED;
        else
            flaw = names_judge(str_make(room, len));
        size_t keep = (size_t)3 * (NAME_MAX_LEN + 2); /* one name, all of it escaped */
        kept        = len < keep ? len : keep;
        memmove(room, room + len - kept, kept);
    }
    (void)inflateEnd(&z); /* nothing is left to fail */
    return flaw;
}

#define DICTIONARIES_MAX ((size_t)4 * 1024 * 1024) /* bytes of them read in one file; a usual one has 150 */
struct cost {
    size_t unpacked; /* bytes out of streams */
    size_t read;     /* bytes of their dictionaries */
};

/* at: behind the name ObjStm. before: all bytes up to there. */
static enum pdf_flaw object_stream_judge(struct str before, struct str at, struct cost *cost)
{
    const char *data = at.len ? memmem(at.ptr, at.len < DICTIONARY_BYTES ? at.len : DICTIONARY_BYTES, "stream", 6) : NULL;
    if (!data)
        return PDF_PACKED;
    const char *head = before.ptr + (before.len > DICTIONARY_BYTES ? before.len - DICTIONARY_BYTES : 0), *from = before.ptr + before.len;
    while (from > head && !(before.ptr + before.len - from >= 3 && memcmp(from, "obj", 3) == 0))
        from--;
    struct str dictionary = str_make(from, (size_t)(data - from)), behind;
    cost->read += dictionary.len; /* the same one may be met many times */
    if (cost->read > DICTIONARIES_MAX)
        return PDF_PACKED;
    char name[NAME_MAX_LEN + 1];
    size_t filters = 0;
    bool plain     = true; /* one filter, as every writer does it; anything else hides what is in it */
    while (name_next(&dictionary, name, &behind)) {
        bool flate = strcmp(name, "FlateDecode") == 0 || strcmp(name, "Fl") == 0;
        filters += flate;
        if (!flate && strlen(name) > 6 && strcmp(name + strlen(name) - 6, "Decode") == 0)
            return PDF_PACKED;
        if (strcmp(name, "DecodeParms") == 0 || strcmp(name, "Crypt") == 0)
            plain = false;
    }
    struct str packed = str_skip(at, (size_t)(data - at.ptr) + 6);
    if (packed.len && packed.ptr[0] == '\r')
        packed = str_skip(packed, 1);
    if (packed.len && packed.ptr[0] == '\n')
        packed = str_skip(packed, 1);
    return plain && filters == 1 ? packed_judge(packed, &cost->unpacked) : PDF_PACKED;
}

static enum pdf_flaw content_judge(struct str bytes)
{
    char name[NAME_MAX_LEN + 1];
    struct str s = bytes, behind;
    struct cost cost = { 0, 0 };
    while (name_next(&s, name, &behind)) {
        enum pdf_flaw flaw = name_judge(name);
        if (flaw == PDF_GOOD && strcmp(name, "ObjStm") == 0)
            flaw = object_stream_judge(str_make(bytes.ptr, (size_t)(behind.ptr - bytes.ptr)), behind, &cost);
        if (flaw != PDF_GOOD)
            return flaw;
    }
    return PDF_GOOD;
}

/* --- the frame -------------------------------------------------------------------------------------------------------------- */

static bool header_is_good(struct str s)
{
    return s.len > 9 && ((str_starts(s, STR("%PDF-1.")) && s.ptr[7] >= '0' && s.ptr[7] <= '7') || str_starts(s, STR("%PDF-2.0"))) &&
           (s.ptr[8] == '\n' || s.ptr[8] == '\r' || s.ptr[8] == ' ');
}

/* startxref, an offset, %%EOF, blanks. */
static bool end_read(struct str bytes, uint64_t *ret_offset)
{
    struct str tail  = bytes.len > TAIL_BYTES ? str_skip(bytes, bytes.len - TAIL_BYTES) : bytes;
    const char *last = NULL;
    for (const char *at = tail.ptr; (at = memmem(at, (size_t)(tail.ptr + tail.len - at), "startxref", 9)) != NULL; at += 9)
        last = at;
    if (!last)
        return false;
    struct str s = blanks_skip(str_skip(tail, (size_t)(last - tail.ptr) + 9));
    if (!number_take(&s, ret_offset))
        return false;
    s = blanks_skip(s);
    return str_starts(s, STR("%%EOF")) && blanks_skip(str_skip(s, 5)).len == 0;
}

/* The dictionary of a section of cross-references: behind "trailer" of a table, or of an XRef stream. ptr NULL: there is no such section. */
static struct str section_find(struct str bytes, uint64_t offset)
{
    char name[NAME_MAX_LEN + 1];
    uint64_t number, generation;
    struct str s = blanks_skip(str_skip(bytes, offset < bytes.len ? (size_t)offset : bytes.len)), behind;
    if (str_starts(s, STR("xref"))) {
        const char *trailer = memmem(s.ptr, s.len, "trailer", 7);
        s                   = trailer ? str_skip(s, (size_t)(trailer - s.ptr) + 7) : STR_NONE;
        return str_make(s.ptr, s.len < DICTIONARY_BYTES ? s.len : DICTIONARY_BYTES);
    }
    bool numbered = number_take(&s, &number);
    s             = blanks_skip(s);
    if (!numbered || !number_take(&s, &generation))
        return STR_NONE;
    const char *object = s.len ? memmem(s.ptr, s.len < 32 ? s.len : 32, "obj", 3) : NULL;
    const char *data   = object ? memmem(object, s.len - (size_t)(object - s.ptr), "stream", 6) : NULL;
    if (!data)
        return STR_NONE;
    struct str dictionary = str_make(object, (size_t)(data - object));
    for (struct str rest = dictionary; name_next(&rest, name, &behind);)
        if (strcmp(name, "XRef") == 0)
            return dictionary;
    return STR_NONE;
}

static bool xref_is_good(struct str bytes, uint64_t offset)
{
    char name[NAME_MAX_LEN + 1];
    bool root = false;
    for (int sections = 0; sections < PDF_SECTIONS_MAX; sections++) {
        struct str dictionary = section_find(bytes, offset), behind;
        const char *end       = dictionary.len ? memmem(dictionary.ptr, dictionary.len, "startxref", 9) : NULL;
        bool more             = false;
        if (!dictionary.ptr)
            return false;
        if (end)
            dictionary.len = (size_t)(end - dictionary.ptr);
        while (name_next(&dictionary, name, &behind)) {
            struct str value = blanks_skip(behind);
            uint64_t number;
            if (strcmp(name, "Root") == 0)
                root |= number_take(&value, &number);
            else if (strcmp(name, "Prev") == 0 && !(more = number_take(&value, &offset)))
                return false;
        }
        if (!more)
            return root;
    }
    return false;
}

/* --- what else it could be ------------------------------------------------------------------------------------------------------ */

static bool is_polyglot(struct str bytes)
{
    static const char *const pages[] = { "<html", "<script", "<!doctype", "<body", "<svg", "<?php", "<?xml" };
    char head[SNIFFED_BYTES + 1];
    size_t len = bytes.len < SNIFFED_BYTES ? bytes.len : SNIFFED_BYTES;
    for (size_t i = 0; i < len; i++)
        head[i] = bytes.ptr[i] >= 'A' && bytes.ptr[i] <= 'Z' ? (char)(bytes.ptr[i] + 32) : bytes.ptr[i];
    for (size_t i = 0; i < COUNT_OF(pages); i++)
        if (has(str_make(head, len), pages[i]))
            return true;
    struct str tail = bytes.len > ZIP_END_BYTES ? str_skip(bytes, bytes.len - ZIP_END_BYTES) : bytes;
    return has(tail, "PK\x05\x06") || has(str_make(bytes.ptr, len), "PK\x03\x04") || has(bytes, "__HALT_COMPILER");
}

enum pdf_flaw pdf_judge(struct str bytes)
{
    uint64_t offset = 0;
    if (!header_is_good(bytes))
        return PDF_NO_HEADER;
    if (!end_read(bytes, &offset))
        return PDF_NO_END;
    if (is_polyglot(bytes))
        return PDF_POLYGLOT;
    if (!xref_is_good(bytes, offset))
        return PDF_NO_XREF;
    return content_judge(bytes);
}
