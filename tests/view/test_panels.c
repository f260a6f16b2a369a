/* What holds for every panel that there is: it is found here by itself. */
#include "view/panel_checks.h"

static void net_and_formula_look_as_they_did(void **state)
{
    (void)state;
    static const char *const names[] = {"net", "formula"};
    for (int p = 0; p < 2; p++)
        for (int i = 0; i < USUAL_MOMENTS; i++)
            assert_looks_as_it_did(&usual_moments[i], names[p], names[p]);
}

static void net_and_formula_can_be_read(void **state)
{
    (void)state;
    static const char *const names[] = {"net", "formula"};
    for (int p = 0; p < 2; p++)
        for (int i = 1; i < USUAL_MOMENTS; i++) /* without a network the net has the whole window: test_scene */
            assert_readable(usual_moments[i].typed, names[p], names[p]);
}

/* Status and legend are judged as part of the scene, at the same moments. */
static void every_panel_has_its_golden_files(void **state)
{
    (void)state;
    static const char *const languages[] = {"en", "ko"};
    if (getenv("NABLA_GOLDEN")) /* they are being written */
        return;
    for (size_t p = 0; panel_at(p); p++)
        for (int i = 0; i < USUAL_MOMENTS; i++)
            for (int l = 0; l < 2; l++) {
                char path[128];
                struct error error;
                struct buffer text = BUFFER_EMPTY;
                snprintf(path, sizeof path, "golden/%s_%s_%s.txt", panel_at(p)->name, usual_moments[i].name,
                         languages[l]);
                if (!file_read(path, 4 << 20, &text, &error))
                    fail_msg("%s", error.text);
                buffer_finish(&text);
            }
}

/* No text is smaller than can be read, whatever the window's size. */
static void no_text_is_tiny(void **state)
{
    (void)state;
    const int least_px = 8; /* the sign of a frozen weight; words and numbers have 11 and more */
    for (size_t p = 0; panel_at(p); p++)
        for (int i = 0; i < USUAL_MOMENTS; i++) {
            struct session *session = session_viewing(usual_moments[i].typed, panel_at(p)->name);
            struct drawlist list = panel_list(session, panel_at(p)->name, (struct view_size){430, 235, 1});
            for (size_t k = 0; k < list.count; k++)
                if (list.records[k].kind == DRAW_TEXT && list.records[k].size_px < least_px)
                    fail_msg("%s, %s: \"%.*s\" has %d px", panel_at(p)->name, usual_moments[i].name,
                             (int)list.records[k].count, list.text.data + list.records[k].start,
                             (int)list.records[k].size_px);
            drawlist_finish(&list);
            session_free(session);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(net_and_formula_look_as_they_did),
        cmocka_unit_test(net_and_formula_can_be_read),
        cmocka_unit_test(every_panel_has_its_golden_files),
        cmocka_unit_test(no_text_is_tiny),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
