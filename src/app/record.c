#include "app/record.h"

#include <stdio.h>
#include <string.h>

#include "app/command.h"
#include "app/save.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"

/* To be recovered in a few seconds; a data set of more numbers is read from its file again instead. */
#define SECONDS_MAX 10
enum { NUMBERS_MAX = 200000 };

static bool write_state(struct session *session, const char *path, struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    save_script(session, &text);
    bool is_written = file_write_atomic(path, buffer_text(&text), text.length, error);
    buffer_finish(&text);
    return is_written;
}

static void stop(struct recorder *recorder)
{
    memory_free(recorder->path);
    recorder->path = NULL;
    buffer_clear(&recorder->line); /* the command that starts or ends it is no part of it */
}

bool record_start(struct session *session, const char *path, struct error *error)
{
    if (!write_state(session, path, error))
        return false;
    stop(&session->recorder);
    session->recorder.path = memory_string(path);
    return true;
}

void record_stop(struct session *session)
{
    stop(&session->recorder);
}

void record_for_recovery(struct session *session, const char *path)
{
    stop(&session->recovery.recorder);
    session->recovery = (struct recovery_recorder){.recorder = {.path = memory_string(path)}, .is_due = true};
}

void record_finish(struct session *session)
{
    stop(&session->recorder);
    buffer_finish(&session->recorder.line);
    stop(&session->recovery.recorder);
    buffer_finish(&session->recovery.recorder.line);
}

/* ---- the command under way ---- */

static void prepare(struct session *session, struct recorder *recorder, const struct lexer *command)
{
    buffer_clear(&recorder->line);
    recorder->iteration = session->tape.iteration;
    if (recorder->path)
        buffer_printf(&recorder->line, "%.*s\n", (int)(command->end - command->position),
                      command->text + command->position);
}

static size_t moments_of(const struct session *session)
{
    return journal_moments(session->journal) + journal_forgotten(session->journal);
}

void record_saved(struct session *session)
{
    if (!session->lesson)
        session->recovery.is_unsaved = false;
}

void record_prepare(struct session *session, const struct lexer *command)
{
    struct recovery_recorder *recovery = &session->recovery;
    record_rest(session);
    prepare(session, &session->recorder, command);
    if (!session->lesson) /* what happens in a lesson isn't kept: the own session is, as it was before */
        prepare(session, &recovery->recorder, command);
    recovery->started = session_seconds();
    recovery->moments = moments_of(session);
    recovery->has_undone = journal_undone(session->journal) > 0;
    session->typed_flags = 0;
}

static bool is_large(const struct session *session)
{
    const struct dataset *data = session->tape.feed.data;
    return data && data->count * (size_t)(data->inputs + data->outputs) > NUMBERS_MAX;
}

/* Whether the line alone won't do: what it reads may be gone, what it undoes may not be in the file, and all the
 * work since the state was written takes too long. */
static bool needs_state(const struct session *session)
{
    const struct recovery_recorder *recovery = &session->recovery;
    bool has_undone = recovery->has_undone || journal_undone(session->journal) > 0;
    return (session->typed_flags & ARGUMENT_READS) || (recovery->is_cut && has_undone) ||
           recovery->seconds > SECONDS_MAX;
}

static bool has_computed(const struct session *session)
{
    const struct tape *tape = &session->tape;
    return tape->network && (tape->operation > 0 || tape->iteration > 0);
}

static void write_recovery(struct session *session)
{
    struct recovery_recorder *recovery = &session->recovery;
    struct recorder *recorder = &recovery->recorder;
    if (session->lesson)
        buffer_clear(&recorder->line);
    if (!recorder->path || recorder->line.length == 0)
        return;
    recovery->seconds += session_seconds() - recovery->started;
    recovery->is_unsaved |= moments_of(session) != recovery->moments && has_computed(session);
    if (needs_state(session) && !is_large(session))
        recovery->is_due = true; /* once the command has come to its end */
    else if (!(session->typed_flags & ARGUMENT_WRITES)) {
        recovery->is_unsynced = file_append(recorder->path, recorder->line.data, recorder->line.length, NULL);
        if (!recovery->is_unsynced)
            stop(recorder);
    }
    buffer_clear(&recorder->line);
}

bool record_write(struct session *session, struct error *error)
{
    struct recorder *recorder = &session->recorder;
    write_recovery(session);
    if (!recorder->path || recorder->line.length == 0)
        return true;
    bool is_written = file_append(recorder->path, recorder->line.data, recorder->line.length, error);
    buffer_clear(&recorder->line);
    if (is_written) {
        file_sync(recorder->path);
        return true;
    }
    error_set(error, _("recording has ended: %s"), error ? error->text : "");
    record_stop(session);
    return false;
}

static void append_for_recovery(struct session *session, const char *line)
{
    struct recovery_recorder *recovery = &session->recovery;
    recovery->is_unsynced = file_append(recovery->recorder.path, line, strlen(line), NULL);
    if (!recovery->is_unsynced)
        stop(&recovery->recorder);
}

void record_in_lesson(struct session *session, const char *line)
{
    if (session->lesson && session->recovery.recorder.path)
        append_for_recovery(session, line);
}

#define LESSON_MARK "# lesson" /* a comment, since the lesson's own commands aren't kept */

void record_lesson(struct session *session, const char *name, size_t page)
{
    struct recovery_recorder *recovery = &session->recovery;
    struct buffer line = BUFFER_EMPTY;
    if (!recovery->recorder.path)
        return;
    buffer_put(&line, LESSON_MARK);
    if (name)
        buffer_printf(&line, " %s.%zu", name, page + 1);
    buffer_put_char(&line, '\n');
    append_for_recovery(session, buffer_text(&line));
    buffer_finish(&line);
}

char *record_find_lesson(const char *script)
{
    const char *last = NULL;
    for (const char *line = script; line; line = (line = strchr(line, '\n')) ? line + 1 : NULL)
        if (strncmp(line, LESSON_MARK, strlen(LESSON_MARK)) == 0)
            last = line + strlen(LESSON_MARK);
    size_t length = last ? strcspn(last, "\n") : 0;
    return length > 1 && *last == ' ' ? memory_text(last + 1, length - 1) : NULL;
}

void record_sync(struct session *session)
{
    struct recovery_recorder *recovery = &session->recovery;
    if (recovery->is_unsynced && recovery->recorder.path)
        file_sync(recovery->recorder.path);
    recovery->is_unsynced = false;
}

static void interrupted(struct session *session, struct recorder *recorder)
{
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
}

void record_interrupted(struct session *session)
{
    interrupted(session, &session->recorder);
    interrupted(session, &session->recovery.recorder);
    record_write(session, NULL);
}

/* ---- in between ---- */

void record_rest(struct session *session)
{
    struct recovery_recorder *recovery = &session->recovery;
    struct recorder *recorder = &recovery->recorder;
    if (!recorder->path || !recovery->is_due || session->collecting || session->prediction.is_open ||
        session->lesson)
        return;
    bool is_written = write_state(session, recorder->path, NULL);
    if (is_written && recovery->is_recovering) {
        recovery->is_unsaved = has_computed(session);
        session->host.recovered(session->host.context);
        session_show_position(session);
    }
    if (!is_written)
        stop(recorder);
    recovery->is_due = recovery->is_recovering = false;
    recovery->is_cut = journal_moments(session->journal) > 0;
    recovery->seconds = 0;
}
