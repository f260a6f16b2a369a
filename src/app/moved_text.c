#include <stdio.h>

#include "app/cell.h"
#include "app/moved.h"
#include "base/buffer.h"
#include "base/translate.h"
#include "base/utf8.h"
#include "lang/value.h"

/* ---- lines: what moved it, and by how much ---- */

enum { LABEL_SIZE = 128, GAP = 2 };

struct line {
    char label[LABEL_SIZE];
    double delta;
};

struct lines {
    struct line lines[MOVED_SHOWN_WHOLE + 2]; /* with the rest and the sum */
    size_t count;
};

static char *add(struct lines *lines, double delta)
{
    struct line *line = &lines->lines[lines->count++];
    line->delta = delta;
    return line->label;
}

/* The numbers below each other, each with its sign. */
static void print_lines(const struct lines *lines, struct session *session)
{
    size_t width = 0;
    for (size_t i = 0; i < lines->count; i++)
        if (utf8_columns(lines->lines[i].label) > width)
            width = utf8_columns(lines->lines[i].label);
    for (size_t i = 0; i < lines->count; i++) {
        const struct line *line = &lines->lines[i];
        session_print(session, "  %s", line->label);
        buffer_pad(&session->out, ' ', width - utf8_columns(line->label) + GAP);
        buffer_put(&session->out, line->delta < 0 ? "" : "+");
        number_print(&session->out, line->delta, session->notation.precision);
        buffer_put_char(&session->out, '\n');
    }
}

static void add_rest(struct lines *lines, const struct session *session, size_t count, double sum)
{
    if (count > 0)
        snprintf(add(lines, sum), LABEL_SIZE, _("%s %zu more"), session->notation.is_ascii ? "..." : "…",
                 count);
}

static void add_sum(struct lines *lines, double sum)
{
    if (lines->count > 1)
        snprintf(add(lines, sum), LABEL_SIZE, "%s", _("together"));
}

/* ---- update by update ---- */

static void label_update(char label[LABEL_SIZE], const struct movement *movement)
{
    unsigned long long iteration = movement->iteration;
    switch (movement->mover) {
    case MOVER_SAMPLE:
        snprintf(label, LABEL_SIZE, _("iteration %llu, sample %zu"), iteration, movement->sample + 1);
        break;
    case MOVER_BATCH:
        snprintf(label, LABEL_SIZE, _("iteration %llu, %zu samples"), iteration, movement->sample);
        break;
    case MOVER_OTHER_DATA:
        snprintf(label, LABEL_SIZE, _("iteration %llu, earlier data"), iteration);
        break;
    case MOVER_COMMAND:
        snprintf(label, LABEL_SIZE, _("a command behind iteration %llu"), iteration);
        break;
    case MOVER_UNSEEN:
        snprintf(label, LABEL_SIZE, _("iterations %llu to %llu"), iteration,
                 iteration + (unsigned long long)movement->updates - 1);
        break;
    case MOVER_TYPED:
    case MOVER_REGULARIZER:
    case MOVER_COUNT:
        snprintf(label, LABEL_SIZE, _("iteration %llu"), iteration);
        break;
    }
}

static void print_updates(const struct moved *moved, struct session *session)
{
    struct lines lines = {.count = 0};
    for (size_t i = 0; i < moved->listed; i++)
        label_update(add(&lines, moved->list[i].delta), &moved->list[i]);
    add_rest(&lines, session, moved->rest_count, moved->rest);
    add_sum(&lines, moved->now - moved->before);
    session_print(session, "%s\n", _("update by update, the largest first:"));
    print_lines(&lines, session);
}

/* ---- sample by sample ---- */

static void label_mover(char label[LABEL_SIZE], const struct movement *mover)
{
    unsigned long long updates = mover->updates;
    switch (mover->mover) {
    case MOVER_SAMPLE:
        snprintf(label, LABEL_SIZE, _("sample %zu, updates: %llu"), mover->sample + 1, updates);
        break;
    case MOVER_TYPED:
        snprintf(label, LABEL_SIZE, _("the input that was typed, updates: %llu"), updates);
        break;
    case MOVER_BATCH:
        snprintf(label, LABEL_SIZE, _("whole batches, updates: %llu"), updates);
        break;
    case MOVER_OTHER_DATA:
        snprintf(label, LABEL_SIZE, _("earlier data, updates: %llu"), updates);
        break;
    case MOVER_REGULARIZER:
        snprintf(label, LABEL_SIZE, _("'regularize', updates: %llu"), updates);
        break;
    case MOVER_COMMAND:
        snprintf(label, LABEL_SIZE, _("commands: %llu"), updates);
        break;
    case MOVER_UNSEEN:
    case MOVER_COUNT:
        snprintf(label, LABEL_SIZE, _("updates that weren't gone through again: %llu"), updates);
        break;
    }
}

static void print_movers(const struct moved *moved, struct session *session)
{
    struct lines lines = {.count = 0};
    size_t shown = moved->mover_count <= moved->limit ? moved->mover_count : moved->limit;
    double rest = 0;
    for (size_t i = 0; i < moved->mover_count; i++) {
        if (i < shown)
            label_mover(add(&lines, moved->movers[i].delta), &moved->movers[i]);
        else
            rest += moved->movers[i].delta;
    }
    add_rest(&lines, session, moved->mover_count - shown, rest);
    add_sum(&lines, moved->now - moved->before);
    session_print(session, "%s\n", _("sample by sample:"));
    print_lines(&lines, session);
}

/* ---- the whole ---- */

static void print_title(const struct moved *moved, struct session *session)
{
    struct buffer name = BUFFER_EMPTY, before = BUFFER_EMPTY, now = BUFFER_EMPTY;
    const char *cell;
    unsigned long long updates = moved->updates, first = moved->first;
    cell_typed(&name, moved->target);
    cell = buffer_text(&name);
    number_print(&before, moved->before, session->notation.precision);
    number_print(&now, moved->now, session->notation.precision);
    if (moved->listed == 0 && !moved->is_cut)
        session_print(session, _("%s has not moved since the last reset; updates since then: %llu\n"), cell,
                      updates);
    else if (!moved->is_cut)
        session_print(session, _("%s went from %s to %s since the last reset; updates since then: %llu\n"),
                      cell, buffer_text(&before), buffer_text(&now), updates);
    else
        session_print(session,
                      _("%s went from %s to %s; updates: %llu; what was before iteration %llu is forgotten\n"),
                      cell, buffer_text(&before), buffer_text(&now), updates, first);
    buffer_finish(&name);
    buffer_finish(&before);
    buffer_finish(&now);
}

static bool has_mover(const struct moved *moved, enum mover mover)
{
    for (size_t i = 0; i < moved->mover_count; i++)
        if (moved->movers[i].mover == mover)
            return true;
    return false;
}

void moved_print(const struct moved *moved, struct session *session)
{
    print_title(moved, session);
    if (moved->listed == 0)
        return;
    if (moved->listed > 1)
        print_updates(moved, session);
    print_movers(moved, session);
    if (has_mover(moved, MOVER_BATCH))
        session_print(
            session, "%s\n",
            _("(this optimizer remembers earlier gradients, so an update is not the sum of its samples' "
              "parts; 'batch 1' moves sample by sample)"));
    else if (moved->has_memory)
        session_print(
            session, "%s\n",
            _("(this optimizer remembers earlier gradients: an update counts for the sample that it came "
              "with, though some of it is due to those before)"));
    if (has_mover(moved, MOVER_UNSEEN))
        session_print(session, "%s\n", _("(a training this long is gone through again only at its beginning)"));
}
