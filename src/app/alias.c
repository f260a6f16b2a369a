#include "app/alias.h"

#include <string.h>

#include "app/command.h"
#include "app/overwrite.h"
#include "app/record.h"
#include "app/save.h"
#include "app/scope.h"
#include "base/memory.h"
#include "base/translate.h"
#include "lang/arithmetic.h"
#include "nn/activation.h"

static struct alias *find(const struct session *session, const char *name, size_t length)
{
    const struct aliases *aliases = &session->aliases;
    for (size_t i = 0; i < aliases->count; i++)
        if (strlen(aliases->items[i].name) == length && memcmp(aliases->items[i].name, name, length) == 0)
            return &aliases->items[i];
    return NULL;
}

const struct alias *alias_find(const struct session *session, const char *name, size_t length)
{
    return find(session, name, length);
}

static bool none_is_called(const char *name, size_t length, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    return error_set(error, _("no alias is called '%s'; 'alias' lists them"),
                     lexer_quote(name, length, quoted));
}

/* The word that the script's next command begins with; false behind the last, or at an error. */
static bool next_word(struct lexer *script, struct lexer *command, struct token *word, struct error *error)
{
    if (!lexer_next_command(script, command, error) || lexer_at_end(command))
        return false;
    struct lexer ahead = *command;
    return lexer_word(&ahead, word, error);
}

/* ---- what may be one ---- */

static bool is_function(const char *name)
{
    bool is_one = arithmetic_function(name) || strcmp(name, "softmax") == 0;
    for (size_t i = 0; i < activation_count(); i++)
        is_one |= strcmp(activation_at(i)->name, name) == 0;
    return is_one;
}

static bool check_name(const struct token *token, struct error *error)
{
    char quoted[LEXER_QUOTE_SIZE];
    struct reference reference;
    lexer_quote(token->text, token->length, quoted);
    if (token->kind != TOKEN_NAME || token->length > ALIAS_NAME_MAX || *token->text == '$')
        return error_set(
            error, _("'%s' can't be an alias; its name is a word of letters, digits and _, up to %d bytes"),
            quoted, ALIAS_NAME_MAX);
    if (command_is_exact(token->text, token->length))
        return error_set(error, _("'%s' is a command already; give the alias another name"), quoted);
    if (!reference_parse(token->text, token->length, &reference, NULL))
        return true;
    if (scope_is_quantity(&reference))
        return error_set(error, _("'%s' is a quantity; give the alias another name"), quoted);
    if (!reference.has_layer && is_function(reference.name))
        return error_set(error, _("'%s' is a function; give the alias another name"), quoted);
    return true;
}

/* Whether each of the commands is known; none may lead to the name itself, by way of another alias either.
 * Each of these is followed once. */
static bool check_commands(const struct session *session, const struct token *name, const char *text,
                           bool seen[ALIASES_MAX], struct error *error)
{
    struct lexer script, command;
    lexer_init(&script, text, strlen(text));
    while (lexer_next_command(&script, &command, error)) {
        if (lexer_at_end(&command))
            return true;
        struct lexer ahead = command;
        struct token word;
        if (!lexer_word(&ahead, &word, error))
            return false;
        if (word.length == name->length && memcmp(word.text, name->text, word.length) == 0)
            return error_set(error, _("the alias %.*s would run itself, without end"), (int)name->length,
                             name->text);
        const struct alias *other = find(session, word.text, word.length);
        bool *is_seen = other ? &seen[other - session->aliases.items] : NULL;
        if (!other && !command_is_known(&command, error))
            return false;
        if (!other || *is_seen)
            continue;
        *is_seen = true;
        if (!check_commands(session, name, other->text, seen, error))
            return false;
    }
    return false;
}

static bool is_empty(const char *text)
{
    struct lexer script, command;
    lexer_init(&script, text, strlen(text));
    return lexer_next_command(&script, &command, NULL) && lexer_at_end(&command);
}

/* ---- changing them ---- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* What stands behind the '=', without the quotes that are around all of it and the blanks at its ends. */
static char *read_commands(const struct lexer *line)
{
    struct buffer text = BUFFER_EMPTY;
    struct lexer ahead = *line;
    struct token token;
    if (lexer_next(&ahead, &token, NULL) && token.kind == TOKEN_STRING && lexer_at_end(&ahead)) {
        lexer_unquote(&token, &text);
    } else {
        for (size_t i = line->position; i < line->end;
             i++) /* a line ends within [ ] only, where it closes a row */
            buffer_put_char(&text, line->text[i] == '\n' ? ';' : line->text[i]);
    }
    const char *start = buffer_text(&text), *end = start + text.length;
    while (start < end && is_blank(*start))
        start++;
    while (end > start && is_blank(end[-1]))
        end--;
    char *trimmed = memory_text(start, (size_t)(end - start));
    buffer_finish(&text);
    return trimmed;
}

static bool check(const struct session *session, const struct token *name, const char *text,
                  struct error *error)
{
    bool seen[ALIASES_MAX] = {false};
    if (!check_name(name, error))
        return false;
    if (is_empty(text))
        return error_set(error, _("alias: commands belong behind the '=', like: alias t = train 100"));
    if (strlen(text) > ALIAS_TEXT_MAX)
        return error_set(error,
                         _("an alias holds at most %d bytes; put the commands in a file and use 'source'"),
                         ALIAS_TEXT_MAX);
    if (session->aliases.count == ALIASES_MAX && !find(session, name->text, name->length))
        return error_set(error, _("there are %d aliases already; 'unalias' removes one"), ALIASES_MAX);
    return check_commands(session, name, text, seen, error);
}

static bool show(struct session *session, const struct token *name, struct error *error)
{
    const struct alias *alias = find(session, name->text, name->length);
    if (!alias)
        return none_is_called(name->text, name->length, error);
    alias_print(alias, &session->out);
    return true;
}

/* Under this name; takes the text over. */
static struct alias *put(struct session *session, const char *name, size_t length, char *text)
{
    struct aliases *aliases = &session->aliases;
    struct alias *alias = find(session, name, length);
    if (!alias) {
        aliases->items = memory_resize(aliases->items, aliases->count + 1, sizeof *aliases->items);
        alias = &aliases->items[aliases->count++];
        *alias = (struct alias){.name = memory_text(name, length)};
    }
    memory_free(alias->text);
    alias->text = text;
    alias->is_trusted = alias->is_lessons = false;
    return alias;
}

/* What happens in a lesson isn't kept for `recover`, but this outlives it. */
static void keep_in_lesson(struct session *session, const struct alias *alias)
{
    struct buffer line = BUFFER_EMPTY;
    alias_print(alias, &line);
    record_in_lesson(session, buffer_text(&line));
    buffer_finish(&line);
}

bool alias_set(struct session *session, struct lexer line, struct error *error)
{
    struct token name;
    if (!lexer_next(&line, &name, error))
        return false;
    if (lexer_at_end(&line))
        return show(session, &name, error);
    if (!lexer_accept(&line, "="))
        return error_set(error, _("alias: the '=' is missing, as in: alias t = train 100"));
    char *text = read_commands(&line);
    if (!check(session, &name, text, error)) {
        memory_free(text);
        return false;
    }
    struct alias *alias = put(session, name.text, name.length, text);
    alias->is_trusted = overwrite_is_trusted(session);
    keep_in_lesson(session, alias);
    return true;
}

/* One that runs this one; NULL: none does. */
static const struct alias *find_user(const struct session *session, const struct alias *alias)
{
    struct lexer script, command;
    struct token word;
    for (size_t i = 0; i < session->aliases.count; i++) {
        const struct alias *other = &session->aliases.items[i];
        lexer_init(&script, other->text, strlen(other->text));
        while (next_word(&script, &command, &word, NULL))
            if (find(session, word.text, word.length) == alias)
                return other;
    }
    return NULL;
}

bool alias_remove(struct session *session, const char *name, struct error *error)
{
    struct aliases *aliases = &session->aliases;
    struct alias *alias = find(session, name, strlen(name));
    if (!alias)
        return none_is_called(name, strlen(name), error);
    const struct alias *user = find_user(session, alias);
    if (user)
        return error_set(error, _("the alias '%s' runs '%s'; change or remove that one first"), user->name,
                         name);
    struct buffer line = BUFFER_EMPTY;
    buffer_printf(&line, "unalias %s\n", alias->name);
    record_in_lesson(session, buffer_text(&line));
    buffer_finish(&line);
    memory_free(alias->name);
    memory_free(alias->text);
    aliases->count--;
    memmove(alias, alias + 1, (size_t)(aliases->items + aliases->count - alias) * sizeof *alias);
    return true;
}

void alias_take_lessons(struct aliases *from, struct aliases *to)
{
    size_t kept = 0;
    *to = (struct aliases){0};
    for (size_t i = 0; i < from->count; i++) {
        struct alias alias = from->items[i];
        if (!alias.is_lessons) {
            from->items[kept++] = alias;
            continue;
        }
        to->items = memory_resize(to->items, to->count + 1, sizeof *to->items);
        to->items[to->count++] = alias;
    }
    from->count = kept;
}

void alias_give_back(struct session *session, struct aliases *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct alias *given = &from->items[i];
        if (session->aliases.count < ALIASES_MAX || find(session, given->name, strlen(given->name))) {
            struct alias *alias = put(session, given->name, strlen(given->name), given->text);
            given->text = NULL;
            if (!given->is_lessons) /* it is new */
                keep_in_lesson(session, alias);
            alias->is_lessons = true;
        }
        memory_free(given->name);
        memory_free(given->text);
    }
    memory_free(from->items);
    *from = (struct aliases){0};
}

void alias_finish(struct session *session)
{
    struct aliases *aliases = &session->aliases;
    for (size_t i = 0; i < aliases->count; i++) {
        memory_free(aliases->items[i].name);
        memory_free(aliases->items[i].text);
    }
    memory_free(aliases->items);
    *aliases = (struct aliases){0};
}

/* ---- using them ---- */

bool alias_run(struct session *session, const struct alias *alias, const struct lexer *rest,
               struct error *error)
{
    struct buffer text = BUFFER_EMPTY;
    buffer_put(&text, alias->text);
    buffer_put_n(&text, rest->text + rest->position, rest->end - rest->position);
    bool is_fed = session_feed(session, buffer_text(&text), text.length, "", error);
    buffer_finish(&text);
    if (is_fed) {
        struct frame *frame = &session->frames[session->frame_count - 1];
        frame->is_alias = frame->is_quiet = true;
        frame->is_trusted = alias->is_trusted;
    }
    return is_fed;
}

void alias_print(const struct alias *alias, struct buffer *out)
{
    bool is_plain = !strpbrk(alias->text, ";#\"");
    buffer_printf(out, "alias %s = ", alias->name);
    if (is_plain)
        buffer_put(out, alias->text);
    else
        save_put_quoted(out, alias->text);
    buffer_put_char(out, '\n');
}

static void print_after_its_own(const struct session *session, size_t i, bool is_printed[ALIASES_MAX],
                                struct buffer *out)
{
    const struct alias *alias = &session->aliases.items[i];
    struct lexer script, command;
    struct token word;
    is_printed[i] = true;
    lexer_init(&script, alias->text, strlen(alias->text));
    while (next_word(&script, &command, &word, NULL)) {
        const struct alias *other = find(session, word.text, word.length);
        size_t k = other ? (size_t)(other - session->aliases.items) : i;
        if (!is_printed[k])
            print_after_its_own(session, k, is_printed, out);
    }
    alias_print(alias, out);
}

void alias_print_all(const struct session *session, struct buffer *out)
{
    bool is_printed[ALIASES_MAX] = {false};
    for (size_t i = 0; i < session->aliases.count; i++)
        if (!is_printed[i])
            print_after_its_own(session, i, is_printed, out);
}
