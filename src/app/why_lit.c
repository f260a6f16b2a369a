#include "app/why.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "app/cell.h"
#include "app/session.h"
#include "base/buffer.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

void why_keep(struct session *session, const struct why *why)
{
    why_forget(session);
    session->why = memory_new(1, sizeof *session->why);
    *session->why = *why;
}

void why_forget(struct session *session)
{
    if (session->why)
        why_finish(session->why);
    memory_free(session->why);
    session->why = NULL;
    session->why_path = 0;
}

void why_next(struct session *session)
{
    assert(session->why);
    session->why_path = session->why_path < session->why->paths.listed ? session->why_path + 1 : 0;
}

static void title_path(const struct why *why, size_t path, char title[EXPLANATION_TITLE_SIZE])
{
    struct buffer name = BUFFER_EMPTY;
    struct cell gradient = why->target;
    bool are_all = (double)why->paths.listed >= why->paths.count;
    gradient.quantity = paths_gradient_of(gradient.quantity);
    cell_typed(&name, gradient);
    snprintf(title, EXPLANATION_TITLE_SIZE,
             are_all ? _("why %s: path %zu of %zu") : _("why %s: path %zu of the %zu largest"),
             buffer_text(&name), path, why->paths.listed);
    title[utf8_whole(title, strlen(title))] = '\0';
    buffer_finish(&name);
}

struct explanation why_lit(const struct session *session)
{
    assert(session->why);
    struct explanation lit = session->why->explanation;
    const struct explain_token *tokens = lit.tokens;
    size_t count = lit.count;
    lit.tokens = memory_new(count + 1, sizeof *lit.tokens);
    lit.capacity = count + 1;
    lit.count = 0;
    for (size_t i = 0; i < count; i++)
        if (session->why_path == 0 || tokens[i].line + 1 == session->why_path) {
            lit.tokens[lit.count] = tokens[i];
            lit.tokens[lit.count++].line -= session->why_path ? session->why_path - 1 : 0;
        }
    if (session->why_path > 0) {
        lit.lines = 1;
        title_path(session->why, session->why_path, lit.title);
    }
    return lit;
}
