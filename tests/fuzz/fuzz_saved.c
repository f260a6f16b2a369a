/* Any bytes as a saved file: it loads or is refused, and a session that it made is saved, loaded and saved again
 * to the same file, byte for byte. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/save.h"
#include "play.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    if (size > 4000 || !is_small(text, size))
        return 0;
    struct buffer first = BUFFER_EMPTY, second = BUFFER_EMPTY;
    struct session *session = session_new(), *again = session_new();
    play(session, text, size, "saved");
    session_interrupt(session);
    if (!session->collecting) {
        save_script(session, &first);
        struct error error;
        bool is_fed = session_feed(again, buffer_text(&first), first.length, "first", &error);
        assert(is_fed);
        enum work work;
        do
            work = session_work(again, 1, &error);
        while (work == WORK_BUSY);
        save_script(again, &second);
        if (work == WORK_FAILED || strcmp(buffer_text(&first), buffer_text(&second)) != 0) {
            fprintf(stderr, "%s\n---- saved:\n%s---- saved again:\n%s", work == WORK_FAILED ? error.text : "",
                    buffer_text(&first), buffer_text(&second));
            abort();
        }
    }
    buffer_finish(&first);
    buffer_finish(&second);
    session_free(session);
    session_free(again);
    files_clear();
    return 0;
}
