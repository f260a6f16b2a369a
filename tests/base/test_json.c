#include "near.h"

#include <stdio.h>
#include <string.h>

#include "base/json.h"

static struct json parsed(const char *text)
{
    struct json json;
    struct error error = {""};
    if (!json_parse(&json, text, strlen(text), &error)) {
        print_error("%s\n", error.text);
        fail();
    }
    return json;
}

static void an_object_is_found_by_name_and_an_array_walked(void **state)
{
    (void)state;
    struct json json =
        parsed(" {\"a\": [1, [2, 3], {\"b\": 4}], \"b\" : true, \"c\":{}, \"d\":[], \"e\":null} ");
    size_t a = json_member(&json, 0, "a"), i = json_first(&json, a);
    assert_int_equal(json.values[i].kind, JSON_NUMBER);
    i = json_next(&json, a, i);
    assert_int_equal(json.values[i].kind, JSON_ARRAY);
    assert_int_equal(json.values[i].count, 2);
    i = json_next(&json, a, i);
    assert_int_equal(json.values[json_member(&json, i, "b")].kind, JSON_NUMBER);
    assert_int_equal(json_next(&json, a, i), 0);
    assert_int_equal(json.values[json_member(&json, 0, "b")].kind, JSON_TRUE);
    assert_int_equal(json.values[json_member(&json, 0, "c")].count, 0);
    assert_int_equal(json_first(&json, json_member(&json, 0, "d")), 0);
    assert_int_equal(json.values[json_member(&json, 0, "e")].kind, JSON_NULL);
    assert_int_equal(json_member(&json, 0, "f"), 0);
    assert_int_equal(json_member(&json, a, "b"), 0);
    json_finish(&json);
}

static void a_string_is_read_back_as_it_was_written(void **state)
{
    (void)state;
    static const char text[] = "a \"b\" \\ \n\t\x01 ∇ 꽃";
    struct buffer out = BUFFER_EMPTY, back = BUFFER_EMPTY;
    json_put_string(&out, text);
    struct json json = parsed(buffer_text(&out));
    json_string(&json, 0, &back);
    assert_string_equal(buffer_text(&back), text);
    json_finish(&json);
    json = parsed("\"\\u2207\\ud83d\\ude00\\/\\b\"");
    buffer_clear(&back);
    json_string(&json, 0, &back);
    assert_string_equal(buffer_text(&back), "∇😀/\b");
    json_finish(&json);
    buffer_finish(&out);
    buffer_finish(&back);
}

static void what_is_no_json_is_refused_with_its_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"", "line 1: this is no JSON: a number, a string, [, {, true, false or null belongs here"},
        {"{\n\"a\" 1}", "line 2: this is no JSON: a colon belongs here"},
        {"{\"a\": 1 \"b\": 2}", "line 1: this is no JSON: a comma or } belongs here"},
        {"[1 2]", "line 1: this is no JSON: a comma or ] belongs here"},
        {"{a: 1}", "line 1: this is no JSON: a name in quotes belongs here"},
        {"[1]\n\n2", "line 3: this is no JSON: something stands behind its end"},
        {"\"a", "line 1: this is no JSON: a string isn't closed"},
        {"\"a\n\"", "line 1: this is no JSON: a string isn't closed on its line"},
        {"\"\\x\"",
         "line 1: this is no JSON: a backslash in a string stands before none of \" \\ / b f n r t u"},
        {"\"\\u12g4\"",
         "line 1: this is no JSON: a backslash in a string stands before none of \" \\ / b f n r t u"},
        {"01", "line 1: this is no JSON: something stands behind its end"},
        {"1.", "line 1: this is no JSON: a number, a string, [, {, true, false or null belongs here"},
        {"-", "line 1: this is no JSON: a number, a string, [, {, true, false or null belongs here"},
        {"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
         "line 1: this is no JSON: it is nested too deep"},
        {"[\"\xff\"]", "line 1: this is no JSON: a byte there is not UTF-8"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct json json;
        struct error error = {""};
        assert_false(json_parse(&json, cases[i].text, strlen(cases[i].text), &error));
        assert_string_equal(error.text, cases[i].error);
    }
}

static void a_text_longer_than_its_places_can_say_is_refused(void **state)
{
    (void)state;
    struct json json;
    struct error error = {""};
    assert_false(json_parse(&json, "1", (size_t)UINT32_MAX + 1, &error)); /* it isn't even looked at */
    assert_string_equal(error.text, "this JSON is longer than 4 GB");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_object_is_found_by_name_and_an_array_walked),
        cmocka_unit_test(a_string_is_read_back_as_it_was_written),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_line),
        cmocka_unit_test(a_text_longer_than_its_places_can_say_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
