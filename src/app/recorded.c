#include "app/recorded.h"

#include "base/memory.h"
#include "base/translate.h"

/* From the newest to the oldest: moments[i] lie behind the step that is i steps back. */
static size_t go_back(struct session *session, size_t most, bool is_iteration, size_t moments[RECORDED_MAX],
                      size_t *gone)
{
    size_t count = 0, start = journal_moments(session->journal);
    *gone = 0;
    while (count < most && !(is_iteration && session->tape.operation == 0)) {
        int kind = journal_kind(session->journal);
        size_t behind = *gone;
        if (!session_back(session, UNIT_NODE))
            break;
        *gone = start - journal_moments(session->journal);
        if (kind == MOMENT_STEP)
            moments[count++] = behind;
        else if (is_iteration && session->tape.operation == 0 && count == 0)
            break;
    }
    return count;
}

bool recorded_find(struct recorded *recorded, struct session *session, size_t count, struct error *error)
{
    size_t *backwards = memory_new(RECORDED_MAX, sizeof *backwards), gone;
    bool is_iteration = count == 0;
    size_t most = is_iteration || count > RECORDED_MAX ? RECORDED_MAX : count;
    *recorded = (struct recorded){.count = go_back(session, most, is_iteration, backwards, &gone)};
    for (; gone > 0; gone--)
        journal_forward(session->journal);
    session_refresh_last(session);
    if (recorded->count > 0)
        recorded->moments = memory_new(recorded->count, sizeof *recorded->moments);
    for (size_t i = 0; i < recorded->count; i++)
        recorded->moments[i] = backwards[recorded->count - 1 - i];
    memory_free(backwards);
    return recorded->count > 0 ||
           error_set(error, _("no step of this iteration is there to be shown; do some first: iterate"));
}

void recorded_finish(struct recorded *recorded)
{
    memory_free(recorded->moments);
    *recorded = (struct recorded){0};
}

void recorded_visit(const struct recorded *recorded, struct session *session, size_t i)
{
    for (size_t k = recorded->moments[i]; k > 0; k--)
        journal_back(session->journal);
    session_refresh_last(session);
}

void recorded_return(const struct recorded *recorded, struct session *session, size_t i)
{
    for (size_t k = recorded->moments[i]; k > 0; k--)
        journal_forward(session->journal);
    session_refresh_last(session);
}
