/* Whether a PDF is what it says and nothing more. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <zlib.h>

#include "server/port/pdf.h"

/* A file being put together; offsets are filled in as writers do. */
static char file[256 * 1024];
static size_t len;

static void add(const char *text)
{
    memcpy(file + len, text, strlen(text));
    len += strlen(text);
}

static void add_bytes(const void *bytes, size_t n)
{
    memcpy(file + len, bytes, n);
    len += n;
}

static void start(const char *header)
{
    len = 0;
    add(header);
    add("%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n");
}

static void add_end(size_t xref)
{
    char text[60];
    (void)snprintf(text, sizeof text, "startxref\n%zu\n%%%%EOF\n", xref);
    add(text);
}

/* A table of cross-references; prev NONE: the first one. */
#define NO_PREV SIZE_MAX
static size_t add_table(size_t prev)
{
    size_t at = len;
    char text[100];
    add("xref\n0 1\n0000000000 65535 f \n");
    if (prev == NO_PREV)
        (void)snprintf(text, sizeof text, "trailer\n<< /Size 3 /Root 1 0 R >>\n");
    else
        (void)snprintf(text, sizeof text, "trailer\n<< /Size 3 /Root 1 0 R /Prev %zu >>\n", prev);
    add(text);
    add_end(at);
    return at;
}

static enum pdf_flaw judge(void)
{
    return pdf_judge(str_make(file, len));
}

static enum pdf_flaw with(const char *objects)
{
    start("%PDF-1.7\n");
    add(objects);
    (void)add_table(NO_PREV);
    return judge();
}

Test(pdf, a_plain_one_is_good_in_every_version)
{
    static const char *const headers[] = { "%PDF-1.0\n", "%PDF-1.4\r", "%PDF-1.7\n", "%PDF-2.0\n" };
    for (size_t i = 0; i < COUNT_OF(headers); i++) {
        start(headers[i]);
        (void)add_table(NO_PREV);
        cr_expect_eq(judge(), PDF_GOOD, "%s", headers[i]);
    }
    static const char *const others[] = { "%PDF-1.8\n", "%PDF-2.1\n", "%PDF-3.0\n", "%PDF-1.7x", "%pdf-1.7\n", "\n%PDF-1.7\n", "PK\3\4%PDF-1.7\n", "" };
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        start(others[i]);
        (void)add_table(NO_PREV);
        cr_expect_eq(judge(), PDF_NO_HEADER, "%s", others[i]);
    }
}

Test(pdf, nothing_stands_behind_its_end)
{
    cr_assert_eq(with(""), PDF_GOOD);
    size_t whole = len;
    add(" \r\n\n");
    cr_expect_eq(judge(), PDF_GOOD, "blanks");
    len = whole;
    add("x");
    cr_expect_eq(judge(), PDF_NO_END);
    len = whole;
    add("<html><script>alert(1)</script></html>");
    cr_expect_eq(judge(), PDF_NO_END);
    for (len = 0; len < whole - 1; len++)
        cr_expect_neq(judge(), PDF_GOOD, "cut at %zu", len); /* the line end behind %%EOF may be missing */
}

Test(pdf, its_cross_references_are_reached)
{
    start("%PDF-1.7\n");
    add_end(len + 100000);
    cr_expect_eq(judge(), PDF_NO_XREF, "behind the file");
    start("%PDF-1.7\n");
    add_end(0);
    cr_expect_eq(judge(), PDF_NO_XREF, "the header is none");
    start("%PDF-1.7\n");
    size_t at = len;
    add("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 >>\n");
    add_end(at);
    cr_expect_eq(judge(), PDF_NO_XREF, "no root");
    start("%PDF-1.7\n");
    at = len;
    add("7 0 obj\n<< /Type /XRef /Size 8 /W [1 2 1] /Root 1 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n");
    add_end(at);
    cr_expect_eq(judge(), PDF_GOOD, "as a stream");
    start("%PDF-1.7\n");
    at = len;
    add("7 0 obj\n<< /Type /XObject /Size 8 /Root 1 0 R /Length 0 >>\nstream\n\nendstream\nendobj\n");
    add_end(at);
    cr_expect_eq(judge(), PDF_NO_XREF, "a stream of another kind");
}

Test(pdf, saved_over_its_whole_chain_is_followed_and_a_circle_is_refused)
{
    start("%PDF-1.7\n");
    size_t at = add_table(NO_PREV);
    for (int i = 1; i < PDF_SECTIONS_MAX; i++)
        at = add_table(at);
    cr_expect_eq(judge(), PDF_GOOD, "as many as allowed");
    (void)add_table(at);
    cr_expect_eq(judge(), PDF_NO_XREF, "one more");
    start("%PDF-1.7\n");
    (void)add_table(len);
    cr_expect_eq(judge(), PDF_NO_XREF, "a circle");
    start("%PDF-1.7\n");
    (void)add_table(len + 9);
    cr_expect_eq(judge(), PDF_NO_XREF, "a broken link");
}

Test(pdf, names_that_act_embed_or_encrypt_are_refused_however_spelt)
{
    static const struct {
        const char *object;
        enum pdf_flaw flaw;
    } rows[] = {
        { "3 0 obj\n<< /S /JavaScript /JS (app.alert(1)) >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<</S/J#61vaScript/JS(x)>>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<</S/#4a#41#56aScript>>\nendobj\n", PDF_GOOD }, /* JAVaScript is another name */
        { "3 0 obj\n<</S/#4aavaScript>>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /OpenAction 4 0 R >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /OpenAction[2 0 R /Fit] >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /S /SubmitForm >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /S /ImportData >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /Subtype /RichMedia >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /S /Rendition >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /XFA 4 0 R >>\nendobj\n", PDF_ACTIVE },
        { "3 0 obj\n<< /Names << /EmbeddedFiles 5 0 R >> >>\nendobj\n", PDF_EMBEDS },
        { "3 0 obj\n<< /Type /EmbeddedFile >>\nendobj\n", PDF_EMBEDS },
        { "3 0 obj\n<< /Type /Filespec >>\nendobj\n", PDF_EMBEDS },
        { "3 0 obj\n<< /Encrypt 9 0 R >>\nendobj\n", PDF_ENCRYPTED },
        { "3 0 obj\n<< /Launcher 1 /JavaScripts 2 /EncryptMetadata true /OpenActions 3 >>\nendobj\n", PDF_GOOD },
        { "3 0 obj\n<< /JS 1 /AA 2 /Font << /F1 4 0 R >> >>\nendobj\n", PDF_GOOD },
        { "3 0 obj\n(JavaScript, Launch and Encrypt are words)\nendobj\n", PDF_GOOD },
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(with(rows[i].object), rows[i].flaw, "%s", rows[i].object);
    start("%PDF-1.7\n");
    size_t at = len;
    add("xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 3 /Root 1 0 R /Encrypt 5 0 R >>\n");
    add_end(at);
    cr_expect_eq(judge(), PDF_ENCRYPTED);
}

/* An object stream that says this, packed. */
static enum pdf_flaw with_packed(const char *dictionary, const void *text, size_t n)
{
    static unsigned char packed[128 * 1024];
    uLongf size = sizeof packed;
    cr_assert_eq(compress(packed, &size, text, (uLong)n), Z_OK);
    start("%PDF-1.7\n");
    add(dictionary);
    add("\nstream\r\n");
    add_bytes(packed, size);
    add("\nendstream\nendobj\n");
    (void)add_table(NO_PREV);
    return judge();
}

#define PACKED "5 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode >>"

Test(pdf, what_is_packed_is_looked_into)
{
    static const char plain[] = "6 0 << /Type /Font >>", script[] = "6 0 << /S /JavaScript /JS (x) >>", escaped[] = "6 0 << /S /#4c#61#75#6e#63#68 >>";
    cr_expect_eq(with_packed(PACKED, plain, sizeof plain - 1), PDF_GOOD);
    cr_expect_eq(with_packed(PACKED, script, sizeof script - 1), PDF_ACTIVE);
    cr_expect_eq(with_packed(PACKED, escaped, sizeof escaped - 1), PDF_ACTIVE);
    cr_expect_eq(with_packed("5 0 obj\n<< /Filter [/FlateDecode] /First 4 /Type /ObjStm >>", script, sizeof script - 1), PDF_ACTIVE);
    cr_expect_eq(with_packed("5 0 obj\n<< /Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode] >>", plain, sizeof plain - 1), PDF_PACKED, "packed twice");
    cr_expect_eq(with_packed("5 0 obj\n<< /Type /ObjStm /Filter /LZWDecode >>", plain, sizeof plain - 1), PDF_PACKED);
    cr_expect_eq(with_packed("5 0 obj\n<< /Type /ObjStm >>", plain, sizeof plain - 1), PDF_PACKED, "not said how");
    cr_expect_eq(with_packed("5 0 obj\n<< /Type /#4fbjStm /Filter /FlateDecode >>", script, sizeof script - 1), PDF_ACTIVE);
    cr_expect_eq(with("5 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\nno zlib at all\nendstream\nendobj\n"), PDF_PACKED);
}

Test(pdf, a_name_cut_by_the_pieces_of_unpacking_is_still_seen)
{
    static char text[40000];
    for (size_t at = 16384 - 20; at < 16384 + 4; at++) {
        memset(text, ' ', sizeof text);
        memcpy(text + at, "/JavaScript", 11);
        cr_expect_eq(with_packed(PACKED, text, sizeof text), PDF_ACTIVE, "at %zu", at);
    }
}

Test(pdf, a_bomb_is_given_up)
{
    static char zeros[PDF_UNPACKED_MAX + 1];
    cr_expect_eq(with_packed(PACKED, zeros, sizeof zeros - 1), PDF_GOOD, "the largest");
    cr_expect_eq(with_packed(PACKED, zeros, sizeof zeros), PDF_PACKED, "one byte more");
}

/* Each name looks at the whole dictionary again: without a limit 64 KiB of them would be read nine thousand times. */
Test(pdf, names_that_make_one_dictionary_read_again_and_again_are_given_up)
{
    static char objects[60000];
    size_t at = (size_t)snprintf(objects, sizeof objects, "5 0 obj\n<< /Filter /FlateDecode ");
    while (at < sizeof objects - 100)
        at += (size_t)snprintf(objects + at, sizeof objects - at, "/ObjStm ");
    static const char plain[] = "6 0 << /Type /Font >>";
    (void)snprintf(objects + at, sizeof objects - at, ">>");
    cr_expect_eq(with_packed(objects, plain, sizeof plain - 1), PDF_PACKED);
}

Test(pdf, what_other_programs_would_read_in_it_is_refused)
{
    static const char *const pages[] = { "<html>", "<SCRIPT>", "<!DOCTYPE html>", "<svg xmlns='x'>", "<?php", "<?xml version='1.0'?>", "PK\3\4" };
    for (size_t i = 0; i < COUNT_OF(pages); i++) {
        start("%PDF-1.7\n");
        add("% ");
        add(pages[i]);
        add("\n");
        (void)add_table(NO_PREV);
        cr_expect_eq(judge(), PDF_POLYGLOT, "%s", pages[i]);
    }
    cr_expect_eq(with("% PK\5\6 an archive's directory\n"), PDF_POLYGLOT);
    cr_expect_eq(with("% __HALT_COMPILER(); ?>\n"), PDF_POLYGLOT);
}

Test(pdf, any_bytes_are_judged_without_harm)
{
    uint64_t state = 1;
    for (int round = 0; round < 3000; round++) {
        (void)with_packed(PACKED, "6 0 << /Type /Font >>", 21);
        for (int i = 0; i < 8; i++) {
            state           = state * 6364136223846793005u + 1442695040888963407u;
            file[(state >> 33) % len] = (char)(state >> 56);
        }
        (void)pdf_judge(str_make(file, len));
        (void)pdf_judge(str_make(file + (state >> 40) % len, len - (size_t)((state >> 40) % len)));
    }
    cr_expect_eq(pdf_judge(STR_NONE), PDF_NO_HEADER);
}
