#include "fixture.h"

#include <stdio.h>

#include "app/save.h"
#include "nn/optimizer.h"

static void save(struct session *session, struct buffer *out)
{
    buffer_clear(out);
    save_script(session, out);
}

/* With all that it remembers of the updates before. */
static void every_optimizer_goes_on_from_a_file_as_it_would_have(void **state)
{
    (void)state;
    for (size_t i = 0; i < optimizer_count(); i++) {
        struct session *session = session_new(), *other = session_new();
        struct buffer file = BUFFER_EMPTY, went_on = BUFFER_EMPTY, came_back = BUFFER_EMPTY;
        char line[200];
        snprintf(line, sizeof line,
                 "seed 2; net 2 4:tanh 1:sigmoid; loss bce; data moons 50; split 0.8; optimizer %s; rate 0.05;"
                 "train 7 steps",
                 optimizer_at(i)->name);
        must_type(session, line);
        save(session, &file);
        must_type(session, "train 5");
        save(session, &went_on);
        must_type(other, buffer_text(&file));
        must_type(other, "train 5");
        save(other, &came_back);
        assert_string_equal(buffer_text(&came_back), buffer_text(&went_on));
        buffer_finish(&file);
        buffer_finish(&went_on);
        buffer_finish(&came_back);
        session_free(session);
        session_free(other);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_optimizer_goes_on_from_a_file_as_it_would_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
