/* RFC 4180 held to, faults named, and the apostrophe before formulas put and taken. */
#include <criterion/criterion.h>

#include "proto/csv.h"

static struct arena mem;
static struct csv_record record;

static void begin(void)
{
    arena_init(&mem, 4 * CSV_RECORD_BYTES_MAX);
}

static void end(void)
{
    arena_done(&mem);
}

TestSuite(csv, .init = begin, .fini = end);

Test(csv, cells_hold_commas_quotes_and_line_ends)
{
    struct str text = STR("a,\"b,\"\"c\"\"\",\r\n\"x\r\ny\",\n\nlast");
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
    cr_assert_eq(record.count, 3);
    cr_assert(str_eq(record.cells[1], STR("b,\"c\"")));
    cr_assert_eq(record.cells[2].len, 0);
    cr_assert_eq(record.lines, 1);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
    cr_assert_eq(record.count, 2);
    cr_assert(str_eq(record.cells[0], STR("x\r\ny")));
    cr_assert_eq(record.lines, 2);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
    cr_assert_eq(record.count, 1);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
    cr_assert(str_eq(record.cells[0], STR("last")));
    cr_assert_eq(record.lines, 1);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_END);
}

Test(csv, faults_cost_their_line_and_an_open_quote_the_rest)
{
    struct str text = STR("a\"b\n\"c\"d\n\"e\"\n\"never\nclosed");
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_QUOTE_INSIDE);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_QUOTE_AFTER);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_QUOTE_OPEN);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_END);
}

Test(csv, the_most_cells_are_read_and_one_more_is_refused)
{
    struct buf b;
    buf_init(&b, 4096);
    for (size_t i = 1; i < CSV_CELLS_MAX; i++)
        buf_add_char(&b, ',');
    struct str text = buf_str(&b);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
    cr_assert_eq(record.count, CSV_CELLS_MAX);
    buf_add_char(&b, ',');
    text = buf_str(&b);
    cr_assert_eq(csv_next(&mem, &text, &record), CSV_CELLS);
    buf_done(&b);
}

Test(csv, whatever_is_written_is_read_again)
{
    static const char *const cells[] = { "", "a", "=1+1", "'=1", "''=1", "'a", "+86", "-1", "@x", "\tx", "\rx", "＝1", "'＠", " blank ", "a,b", "\"", "a\r\nb", "'", "''", "x'", "'\"=" };
    for (size_t i = 0; i < COUNT_OF(cells); i++) {
        struct buf b;
        buf_init(&b, 256);
        csv_write_guarded(&b, str_from_cstr(cells[i]));
        buf_add_cstr(&b, ",end\r\n");
        struct str text = buf_str(&b);
        cr_assert_eq(csv_next(&mem, &text, &record), CSV_RECORD);
        cr_assert_eq(record.count, 2, "%s", cells[i]);
        cr_assert(str_eq(csv_unguard(record.cells[0]), str_from_cstr(cells[i])), "%s", cells[i]);
        cr_assert(!record.cells[0].len || !memchr("=+-@\t\r", record.cells[0].ptr[0], 6), "%s", cells[i]);
        buf_done(&b);
    }
}
