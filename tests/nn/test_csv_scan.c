#include "near.h"

#include <string.h>

#include "nn/csv_scan.h"

/* Writes the rows as "a|b/c|d/": fields with '|', rows with '/', quoted ones in <>. */
static const char *scanned(const char *text, char delimiter, struct error *error)
{
    static char shown[512];
    struct csv_scan scan;
    struct buffer all = BUFFER_EMPTY;
    enum csv_scanned result;
    csv_scan_init(&scan, text, strlen(text), delimiter);
    while ((result = csv_scan_row(&scan, error)) == CSV_ROW) {
        for (size_t i = 0; i < scan.count; i++) {
            buffer_put(&all, i ? "|" : "");
            buffer_put(&all, scan.fields[i].is_quoted ? "<" : "");
            csv_field_text(&scan.fields[i], &all);
            buffer_put(&all, scan.fields[i].is_quoted ? ">" : "");
        }
        buffer_put(&all, "/");
    }
    if (result == CSV_BAD)
        buffer_put(&all, "BAD");
    snprintf(shown, sizeof shown, "%s", buffer_text(&all));
    buffer_finish(&all);
    csv_scan_finish(&scan);
    return shown;
}

static void rows_end_with_any_line_end_or_none(void **state)
{
    (void)state;
    assert_string_equal(scanned("a,b\nc,d\n", ',', NULL), "a|b/c|d/");
    assert_string_equal(scanned("a,b\r\nc,d", ',', NULL), "a|b/c|d/");
    assert_string_equal(scanned("a,b\rc,d\r", ',', NULL), "a|b/c|d/");
    assert_string_equal(scanned("a;b\n\r\nc;d\r\r", ';', NULL), "a|b/c|d/");
}

static void blanks_around_fields_and_a_byte_order_mark_do_not_count(void **state)
{
    (void)state;
    assert_string_equal(scanned("\xEF\xBB\xBF a b ,\t c\n", ',', NULL), "a b|c/");
    assert_string_equal(scanned(" \"x\" , \" y \"\n", ',', NULL), "<x>|<y>/");
    assert_string_equal(scanned("a\t\tb \n", '\t', NULL), "a||b/");
}

static void blank_lines_are_skipped_but_counted(void **state)
{
    (void)state;
    static const char text[] = "\n  \na,b\n,\n\nc,d\n\n";
    struct csv_scan scan;
    csv_scan_init(&scan, text, strlen(text), ',');
    assert_int_equal(csv_scan_row(&scan, NULL), CSV_ROW);
    assert_int_equal(scan.row, 3);
    assert_int_equal(csv_scan_row(&scan, NULL), CSV_ROW);
    assert_int_equal(scan.row, 6);
    assert_int_equal(csv_scan_row(&scan, NULL), CSV_END);
    csv_scan_finish(&scan);
    assert_string_equal(scanned("\"\",\"\"\n", ',', NULL), "<>|<>/"); /* someone wrote these */
}

static void quotes_hold_delimiters_line_ends_and_doubled_quotes(void **state)
{
    (void)state;
    assert_string_equal(scanned("\"a,b\",\"c\nd\"\ne,f", ',', NULL), "<a,b>|<c\nd>/e|f/");
    assert_string_equal(scanned("\"say \"\"hi\"\"\",\"\"\"\"\n", ',', NULL), "<say \"hi\">|<\">/");
    assert_string_equal(scanned("5\" pipe,1\n", ',', NULL), "5\" pipe|1/"); /* within a field it is itself */
}

static void a_trailing_delimiter_begins_an_empty_field(void **state)
{
    (void)state;
    assert_string_equal(scanned("1,2,\n", ',', NULL), "1|2|/");
    assert_string_equal(scanned(",1", ',', NULL), "|1/");
    assert_string_equal(scanned("", ',', NULL), "");
}

static void an_unclosed_quote_is_named_where_it_begins(void **state)
{
    (void)state;
    struct error error;
    assert_string_equal(scanned("a,b\nc,\"d\ne,f\n", ',', &error), "a|b/BAD");
    assert_string_equal(
        error.text, "row 2, column 2: the quote that begins this field is never closed; put a \" behind it");
}

static void text_behind_a_closing_quote_is_refused(void **state)
{
    (void)state;
    struct error error;
    assert_string_equal(scanned("\"a\"b c,d\n1,2\n", ',', &error), "BAD");
    assert_string_equal(error.text,
                        "row 1, column 1: 'b c,d' stands behind the closing quote; a quote inside a quoted "
                        "field is written twice");
}

static void more_columns_than_the_bound_are_refused(void **state)
{
    (void)state;
    struct buffer text = BUFFER_EMPTY;
    struct error error;
    buffer_put(&text, "1");
    for (int i = 1; i < CSV_COLUMNS_MAX; i++)
        buffer_put(&text, ",1");
    struct csv_scan scan;
    csv_scan_init(&scan, text.data, text.length, ',');
    assert_int_equal(csv_scan_row(&scan, &error), CSV_ROW);
    assert_int_equal(scan.count, CSV_COLUMNS_MAX);
    csv_scan_finish(&scan);
    buffer_put(&text, ",1");
    csv_scan_init(&scan, text.data, text.length, ',');
    assert_int_equal(csv_scan_row(&scan, &error), CSV_BAD);
    assert_string_equal(error.text, "row 1 has more than 8192 fields, the most that is read here");
    csv_scan_finish(&scan);
    buffer_finish(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_end_with_any_line_end_or_none),
        cmocka_unit_test(blanks_around_fields_and_a_byte_order_mark_do_not_count),
        cmocka_unit_test(blank_lines_are_skipped_but_counted),
        cmocka_unit_test(quotes_hold_delimiters_line_ends_and_doubled_quotes),
        cmocka_unit_test(a_trailing_delimiter_begins_an_empty_field),
        cmocka_unit_test(an_unclosed_quote_is_named_where_it_begins),
        cmocka_unit_test(text_behind_a_closing_quote_is_refused),
        cmocka_unit_test(more_columns_than_the_bound_are_refused),
    };
    return cmocka_run_group_tests_name("csv_scan", tests, NULL, NULL);
}
