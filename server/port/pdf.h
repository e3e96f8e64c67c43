/* Whether a PDF is what it says and nothing more, by its bytes alone (ISO 32000-1). It is never rendered or run: this looks at its frame (header
 * in the first byte, the chain of cross-references from the pointer at the end), at every name in it, also spelt with # escapes and inside of
 * packed object streams, and for what other programs would read in the same bytes. Pure; a few milliseconds for 5 MiB, so off the loop.
 *
 * What it does not do: unpack other streams (pictures, pages, forms of text), which no reader takes for objects. */
#ifndef HH_PORT_PDF_H
#define HH_PORT_PDF_H

#include "proto/base/str.h"

#define PDF_UNPACKED_MAX ((size_t)32 * 1024 * 1024) /* of all object streams together */
#define PDF_SECTIONS_MAX 64                         /* cross-reference sections: one for each time it was saved over */

enum pdf_flaw {
    PDF_GOOD,
    PDF_NO_HEADER,  /* %PDF-1.x or %PDF-2.0 is not the first thing in it */
    PDF_NO_END,     /* no startxref, offset and %%EOF at the end, or something behind them */
    PDF_NO_XREF,    /* the pointers lead to no cross-references, or to none with a root */
    PDF_ENCRYPTED,
    PDF_ACTIVE,     /* JavaScript, Launch, OpenAction, forms that send, media that play */
    PDF_EMBEDS,     /* files within it */
    PDF_POLYGLOT,   /* an archive or a page of HTML in the same bytes */
    PDF_PACKED,     /* an object stream that cannot be looked into, or is too large unpacked */
};
enum pdf_flaw pdf_judge(struct str bytes);

#endif
