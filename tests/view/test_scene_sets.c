/* Panels together: whatever is picked, all of it can be read. */
#include "view/scenes.h"

static void assert_all_readable(struct session *session, const char *panels)
{
    struct error error;
    if (!view_pick(&session->view, panels, &error))
        fail_msg("%s", error.text);
    for (int k = 0; k < SIZES; k++) {
        struct drawlist list = scene_list(session, sizes[k], NULL);
        assert_texts_inside(&list, panels);
        assert_texts_apart(&list, panels);
        drawlist_finish(&list);
    }
}

static void panels_side_by_side_can_all_be_read(void **state)
{
    (void)state;
    struct buffer all = BUFFER_EMPTY;
    struct session *session =
        session_typed("net 2 3:tanh 1:sigmoid; loss bce; data xor; train 20; step 8; watch w1; break a1[2]");
    for (size_t i = 0; view_panel_at(i); i++) {
        for (size_t k = 0; view_panel_at(k); k++) {
            char pair[64];
            snprintf(pair, sizeof pair, "%s %s", view_panel_at(i)->name, view_panel_at(k)->name);
            if (k != i)
                assert_all_readable(session, pair);
        }
        if (i % VIEW_PANELS_MAX == 0)
            buffer_clear(&all);
        buffer_printf(&all, "%s ", view_panel_at(i)->name);
        assert_all_readable(session, buffer_text(&all));
    }
    buffer_finish(&all);
    session_free(session);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(panels_side_by_side_can_all_be_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
