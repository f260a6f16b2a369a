/* Any bytes as lines typed at the prompt: no crash, and then the session can be drawn, completed, undone to its
 * start, redone, and gives the same saved file as before. */
#include <assert.h>

#include "app/complete.h"
#include "app/save.h"
#include "nn/journal.h"
#include "play.h"
#include "view/scene.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void draw(const struct session *session)
{
    struct drawlist list;
    struct scene_options options = {.width = 1280, .height = 800};
    drawlist_init(&list);
    drawlist_begin(&list, scene_theme(session), &text_measure_plain, options.width, options.height, 1);
    scene_draw(session, &options, &list);
    drawlist_finish(&list);
}

static void ignore(void *context, const char *candidate)
{
    assert(candidate);
    (void)context;
}

static void walk_there_and_back(struct session *session)
{
    struct buffer before = BUFFER_EMPTY, after = BUFFER_EMPTY;
    save_script(session, &before);
    while (journal_undo(session->journal))
        continue;
    session_refresh_last(session);
    draw(session);
    while (journal_redo(session->journal))
        continue;
    session_refresh_last(session);
    save_script(session, &after);
    assert(strcmp(buffer_text(&before), buffer_text(&after)) == 0);
    buffer_finish(&before);
    buffer_finish(&after);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    if (size > 2000 || !is_small(text, size))
        return 0;
    struct session *session = session_new();
    session->is_interactive = size % 2 == 1;
    session->columns = size % 3 == 0 ? 80 : 0;
    session->has_color = size % 5 == 0;
    play(session, text, size, NULL);
    session_interrupt(session);
    draw(session);
    struct buffer line = BUFFER_EMPTY;
    buffer_put_n(&line, text, size);
    for (size_t start = 0; start < size && start < 40; start++)
        complete(session, buffer_text(&line), start, size, ignore, NULL);
    buffer_finish(&line);
    if (journal_undone(session->journal) == 0) /* else saving, which looks back, may end what can be redone */
        walk_there_and_back(session);
    session_free(session);
    files_clear();
    return 0;
}
