/* What a file is by its content. */
#include <criterion/criterion.h>

#include "server/port/files.h"

#define BYTES(text) str_make(text, sizeof(text) - 1)
#define PDF_HEAD "%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
#define PDF_TAIL "xref\n0 1\ntrailer\n<< /Root 1 0 R >>\nstartxref\n45\n%%EOF\n"
#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\10\0\0\0\0\x3a\x7e\x9b\x55"
#define PNG_DATA "\0\0\0\4IDAT\1\2\3\4\0\0\0\0"
#define PNG_END "\0\0\0\0IEND\xae\x42\x60\x82"
#define JPEG_HEAD "\xff\xd8\xff\xe0\0\4JF"
#define JPEG_FRAME "\xff\xc0\0\13\10\0\1\0\1\1\1\x11\0"
#define JPEG_SCAN "\xff\xda\0\10\1\1\0\0\x3f\0\x55\x55"
#define JPEG_END "\xff\xd9"

static const struct {
    struct str bytes;
    enum file_kind kind;
    const char *why;
} rows[] = {
    { { PDF_HEAD PDF_TAIL, sizeof(PDF_HEAD PDF_TAIL) - 1 }, FILE_PDF, "a PDF" },
    { { PDF_HEAD PDF_TAIL "\r\n \n", sizeof(PDF_HEAD PDF_TAIL "\r\n \n") - 1 }, FILE_PDF, "blanks behind" },
    { { "\n" PDF_HEAD PDF_TAIL, sizeof("\n" PDF_HEAD PDF_TAIL) - 1 }, FILE_OTHER, "something before" },
    { { PDF_HEAD PDF_TAIL "<html>", sizeof(PDF_HEAD PDF_TAIL "<html>") - 1 }, FILE_OTHER, "something behind" },
    { { PDF_HEAD "%%EOF", sizeof(PDF_HEAD "%%EOF") - 1 }, FILE_OTHER, "no startxref" },
    { { PDF_HEAD, sizeof(PDF_HEAD) - 1 }, FILE_OTHER, "cut off" },
    { { "%PDF-3.0\n" PDF_TAIL, sizeof("%PDF-3.0\n" PDF_TAIL) - 1 }, FILE_OTHER, "no such version" },
    { { PDF_HEAD "<< /S /JavaScript /JS (app.alert) >>" PDF_TAIL, sizeof(PDF_HEAD "<< /S /JavaScript /JS (app.alert) >>" PDF_TAIL) - 1 }, FILE_OTHER, "a script" },
    { { PDF_HEAD "<</JS(x)>>" PDF_TAIL, sizeof(PDF_HEAD "<</JS(x)>>" PDF_TAIL) - 1 }, FILE_OTHER, "a script, short" },
    { { PDF_HEAD "<</Launch 3 0 R>>" PDF_TAIL, sizeof(PDF_HEAD "<</Launch 3 0 R>>" PDF_TAIL) - 1 }, FILE_OTHER, "a launch" },
    { { PDF_HEAD "<</JSON 1 /Launcher 2>>" PDF_TAIL, sizeof(PDF_HEAD "<</JSON 1 /Launcher 2>>" PDF_TAIL) - 1 }, FILE_PDF, "longer names that begin alike" },
    { { PNG_HEAD PNG_DATA PNG_END, sizeof(PNG_HEAD PNG_DATA PNG_END) - 1 }, FILE_PNG, "a PNG" },
    { { PNG_HEAD PNG_DATA PNG_END "x", sizeof(PNG_HEAD PNG_DATA PNG_END "x") - 1 }, FILE_OTHER, "one byte behind" },
    { { PNG_HEAD PNG_DATA, sizeof(PNG_HEAD PNG_DATA) - 1 }, FILE_OTHER, "no end" },
    { { PNG_HEAD "\x7f\xff\xff\xff" "IDAT", sizeof(PNG_HEAD "\x7f\xff\xff\xff" "IDAT") - 1 }, FILE_OTHER, "a chunk longer than the file" },
    { { PNG_HEAD "\xff\xff\xff\xff" "IDATxxxxxxxx", sizeof(PNG_HEAD "\xff\xff\xff\xff" "IDATxxxxxxxx") - 1 }, FILE_OTHER, "a chunk that wraps around" },
    { { "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0\0\0\0\1\10\0\0\0\0xxxx" PNG_END, 8 + 25 + 12 }, FILE_OTHER, "no width" },
    { { "\x89PNG\n\x1a\n" PNG_END, sizeof("\x89PNG\n\x1a\n" PNG_END) - 1 }, FILE_OTHER, "line ends were changed on the way" },
    { { JPEG_HEAD JPEG_FRAME JPEG_SCAN JPEG_END, sizeof(JPEG_HEAD JPEG_FRAME JPEG_SCAN JPEG_END) - 1 }, FILE_JPEG, "a JPEG" },
    { { JPEG_HEAD JPEG_FRAME JPEG_SCAN JPEG_END "PK", sizeof(JPEG_HEAD JPEG_FRAME JPEG_SCAN JPEG_END "PK") - 1 }, FILE_OTHER, "an archive behind" },
    { { JPEG_HEAD JPEG_SCAN JPEG_END, sizeof(JPEG_HEAD JPEG_SCAN JPEG_END) - 1 }, FILE_OTHER, "a scan without a frame" },
    { { JPEG_HEAD JPEG_FRAME JPEG_END, sizeof(JPEG_HEAD JPEG_FRAME JPEG_END) - 1 }, FILE_OTHER, "no scan" },
    { { "\xff\xd8\xff\xe0\xff\xff" "xx" JPEG_END, sizeof("\xff\xd8\xff\xe0\xff\xff" "xx" JPEG_END) - 1 }, FILE_OTHER, "a segment longer than the file" },
    { { "MZ\x90", 3 }, FILE_OTHER, "a program" },
    { { "GIF89a", 6 }, FILE_OTHER, "another picture" },
    { { "<svg xmlns='http://www.w3.org/2000/svg'/>", 41 }, FILE_OTHER, "a picture that runs" },
    { { "", 0 }, FILE_OTHER, "nothing" },
};

Test(files, a_file_is_what_its_content_says_from_the_first_byte_to_the_last)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(file_kind_of(rows[i].bytes), rows[i].kind, "%s", rows[i].why);
}

Test(files, no_file_cut_anywhere_is_taken_for_whole)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (size_t n = 0; rows[i].kind != FILE_OTHER && n < rows[i].bytes.len; n++) {
            /* a copy of its own, so that a read behind the end is seen; blanks behind a PDF belong to nobody */
            char *copy          = malloc(n ? n : 1);
            memcpy(copy, rows[i].bytes.ptr, n);
            enum file_kind kind = file_kind_of(str_make(copy, n));
            cr_expect(kind == FILE_OTHER || (kind == FILE_PDF && n + 5 >= rows[i].bytes.len), "%s, %zu bytes", rows[i].why, n);
            free(copy);
        }
}

static struct ctx ctx_of(struct str upload)
{
    return (struct ctx){ .upload = upload };
}

Test(files, an_upload_is_judged_by_size_and_kind)
{
    enum file_kind kind = FILE_OTHER;
    struct ctx c        = ctx_of(STR_NONE);
    cr_expect(upload_check(&c, 1U << FILE_PDF, &kind) == ERR_INVALID && c.fault_count == 1 && str_eq(c.faults[0].code, STR("required")));
    c = ctx_of(BYTES(PNG_HEAD PNG_DATA PNG_END));
    cr_expect(upload_check(&c, 1U << FILE_PDF, &kind) == ERR_INVALID && str_eq(c.faults[0].code, STR("wrong_kind")) && str_eq(c.faults[0].pointer, STR("/file")));
    c = ctx_of(BYTES(PNG_HEAD PNG_DATA PNG_END));
    cr_expect(upload_check(&c, 1U << FILE_PDF | 1U << FILE_PNG, &kind) == ERR_OK && kind == FILE_PNG && str_eq(file_media_type(kind), STR("image/png")));
    c = ctx_of(str_make(PNG_HEAD, FILE_BYTES_MAX + 1)); /* its bytes are not looked at */
    cr_expect(upload_check(&c, 1U << FILE_PNG, &kind) == ERR_INVALID && str_eq(c.faults[0].code, STR("too_long")));
    c = ctx_of(BYTES("hello"));
    cr_expect(upload_check(&c, 1U << FILE_OTHER, &kind) == ERR_INVALID);
}
