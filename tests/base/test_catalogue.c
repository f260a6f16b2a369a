#include "near.h"

#include "base/catalogue.h"
#include "mo.h"

static const char *const pairs[][2] = {
    {"", "Language: ko\n"}, {"batch", "배치"},    {"bias", "편향"},
    {"layer", "층"},        {"weight", "가중치"}, {"∂", "편미분"},
};
enum { COUNT = sizeof pairs / sizeof *pairs };

static char path[] = "/tmp/nabla-catalogue-XXXXXX";

static int make_file(void **state)
{
    (void)state;
    int file = mkstemp(path);
    return file < 0 ? -1 : close(file);
}

static int remove_file(void **state)
{
    (void)state;
    return unlink(path);
}

static bool open_mo(struct catalogue *catalogue, const struct mo *mo)
{
    mo_write(mo, path);
    return catalogue_open(catalogue, path);
}

static void every_message_is_found_in_both_byte_orders(void **state)
{
    (void)state;
    for (int big_endian = 0; big_endian < 2; big_endian++) {
        struct catalogue catalogue;
        struct mo mo;
        mo_fill(&mo, big_endian, pairs, COUNT);
        assert_true(open_mo(&catalogue, &mo));
        for (size_t i = 0; i < COUNT; i++)
            assert_string_equal(catalogue_find(&catalogue, pairs[i][0]), pairs[i][1]);
        catalogue_close(&catalogue);
    }
}

static void a_message_that_is_not_there_is_not_found(void **state)
{
    (void)state;
    struct catalogue catalogue;
    struct mo mo;
    mo_fill(&mo, false, pairs, COUNT);
    assert_true(open_mo(&catalogue, &mo));
    static const char *const strange[] = {"a", "bia", "biass", "lay", "zzz", "Batch", "∇"};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++)
        assert_null(catalogue_find(&catalogue, strange[i]));
    catalogue_close(&catalogue);
}

static void an_empty_catalogue_finds_nothing(void **state)
{
    (void)state;
    struct catalogue catalogue = CATALOGUE_EMPTY;
    assert_null(catalogue_find(&catalogue, "bias"));
    struct mo mo;
    mo_fill(&mo, false, NULL, 0);
    assert_true(open_mo(&catalogue, &mo));
    assert_null(catalogue_find(&catalogue, "bias"));
    catalogue_close(&catalogue);
    catalogue_close(&catalogue);
}

static void what_is_no_catalogue_is_refused(void **state)
{
    (void)state;
    struct catalogue catalogue;
    assert_false(catalogue_open(&catalogue, "/nonexistent/nabla.mo"));
    assert_false(catalogue_open(&catalogue, "/tmp")); /* a folder opens, but doesn't read */
    struct mo mo = {.length = 0};
    assert_false(open_mo(&catalogue, &mo));
    mo_fill(&mo, false, pairs, COUNT);
    mo.bytes[0] ^= 1;
    assert_false(open_mo(&catalogue, &mo));
    mo_fill(&mo, false, pairs, COUNT);
    mo_put(&mo, 4, 2u << 16); /* a format of the future */
    assert_false(open_mo(&catalogue, &mo));
    assert_null(catalogue.file.data);
}

static void a_catalogue_cut_short_anywhere_is_refused(void **state)
{
    (void)state;
    struct mo whole;
    mo_fill(&whole, false, pairs, COUNT);
    for (size_t length = 0; length < whole.length; length++) {
        struct catalogue catalogue;
        struct mo mo = whole;
        mo.length = length;
        assert_false(open_mo(&catalogue, &mo));
    }
}

static void a_table_that_leads_out_of_the_file_is_refused(void **state)
{
    (void)state;
    for (size_t field = 12; field <= 16; field += 4)
        for (uint32_t before_end = 0; before_end < 8 * COUNT; before_end++) {
            struct catalogue catalogue;
            struct mo mo;
            mo_fill(&mo, false, pairs, COUNT);
            mo_put(&mo, field, (uint32_t)mo.length - before_end);
            assert_false(open_mo(&catalogue, &mo));
        }
}

/* Whatever stands in a field, the file is refused or each look-up stays inside it (ASan watches). */
static void a_wild_number_in_any_field_never_leads_outside(void **state)
{
    (void)state;
    static const uint32_t wild[] = {0, 1, 27, 4095, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF8, 0xFFFFFFFF};
    struct mo whole;
    mo_fill(&whole, false, pairs, COUNT);
    for (size_t field = 8; field < 28 + 16 * COUNT; field += 4)
        for (size_t k = 0; k < sizeof wild / sizeof *wild; k++) {
            struct catalogue catalogue;
            struct mo mo = whole;
            mo_put(&mo, field, wild[k]);
            if (open_mo(&catalogue, &mo))
                for (size_t i = 0; i < COUNT; i++) {
                    const char *found = catalogue_find(&catalogue, pairs[i][0]);
                    assert_true(!found || strlen(found) < mo.length);
                }
            catalogue_close(&catalogue);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_message_is_found_in_both_byte_orders),
        cmocka_unit_test(a_message_that_is_not_there_is_not_found),
        cmocka_unit_test(an_empty_catalogue_finds_nothing),
        cmocka_unit_test(what_is_no_catalogue_is_refused),
        cmocka_unit_test(a_catalogue_cut_short_anywhere_is_refused),
        cmocka_unit_test(a_table_that_leads_out_of_the_file_is_refused),
        cmocka_unit_test(a_wild_number_in_any_field_never_leads_outside),
    };
    return cmocka_run_group_tests(tests, make_file, remove_file);
}
