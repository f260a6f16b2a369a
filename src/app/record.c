#include "app/record.h"

#include <stdio.h>

#include "app/save.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"

bool record_start(struct session *session, const char *path, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    save_script(session, &text);
    bool is_written = file_write_atomic(path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    if (!is_written)
        return false;
    record_stop(session);
    session->recorder.path = memory_string(path);
    return true;
}

void record_stop(struct session *session)
{
    memory_free(session->recorder.path);
    session->recorder.path = NULL;
    buffer_clear(&session->recorder.line); /* the command that starts or ends it is no part of it */
}

void record_prepare(struct session *session, const struct lexer *command)
{
    struct recorder *recorder = &session->recorder;
    buffer_clear(&recorder->line);
    recorder->iteration = session->tape.iteration;
    if (recorder->path)
        buffer_printf(&recorder->line, "%.*s\n", (int)(command->end - command->position),
                      command->text + command->position);
}

bool record_write(struct session *session, struct error *error)
{
    struct recorder *recorder = &session->recorder;
    if (!recorder->path || recorder->line.length == 0)
        return true;
    bool is_written = file_append(recorder->path, recorder->line.data, recorder->line.length, error);
    buffer_clear(&recorder->line);
    if (is_written)
        return true;
    error_set(error, _("recording has ended: %s"), error ? error->text : "");
    record_stop(session);
    return false;
}

void record_interrupted(struct session *session)
{
    struct recorder *recorder = &session->recorder;
    const struct tape *tape = &session->tape;
    if (!recorder->path || recorder->line.length == 0)
        return;
    unsigned long long updates = tape->iteration - recorder->iteration;
    buffer_clear(&recorder->line);
    if (updates > 0)
        buffer_printf(&recorder->line, session->job.is_training ? "train %llu steps\n" : "iterate %llu\n",
                      updates);
    if (tape->network && tape->operation > 0 && tape->operation < tape_length(tape))
        buffer_printf(&recorder->line, "restore position %zu\n", tape->operation);
    record_write(session, NULL);
}
