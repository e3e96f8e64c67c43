/* Pages without script, and what machines read: escaped writers, pure. Every text that somebody wrote goes through one of them. */
#ifndef HH_FEATURE_TEXT_PAGE_H
#define HH_FEATURE_TEXT_PAGE_H

#include "proto/base/buf.h"
#include "proto/model.h"

/* For elements and quoted attributes of HTML and XML. What XML 1.0 cannot carry (control bytes, U+FFFE, U+FFFF) becomes a blank. */
void page_add_text(struct buf *out, struct str text);
/* The same for HTML, with <br> for ends of lines. */
void page_add_lines(struct buf *out, struct str text);
/* "6,500" of fen, without fen when there are none: 6500, 6500.50. */
void page_add_yuan(struct buf *out, int64_t fen);

struct page_at { /* where the hall is, and who reads */
    struct str origin; /* without a slash at the end */
    enum lang lang;
};
void page_begin(struct buf *out, const struct page_at *at, struct str title);
void page_end(struct buf *out);

struct page_vacancy {
    const struct vacancy_row *row;
    struct str organization;
    bool offered; /* else it says that it has ended, and is no JobPosting */
};
void page_vacancy(struct buf *out, const struct page_at *at, const struct page_vacancy *v);
/* The JSON-LD object alone. */
void page_job_posting(struct buf *out, const struct page_at *at, const struct page_vacancy *v);
void page_fair(struct buf *out, const struct page_at *at, const struct fair_row *row);

#endif
