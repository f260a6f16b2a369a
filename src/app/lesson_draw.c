#include "app/lesson_draw.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "app/lesson_check.h"
#include "app/lesson_judge.h"
#include "app/scope.h"
#include "app/world.h"
#include "base/memory.h"
#include "base/random.h"
#include "base/translate.h"

enum {
    NAMES_MAX = 24,
    NAME_SIZE = 16,
    VALUES_MAX = 1000000,
    TRIALS_MAX = 2000,   /* of numbers for which `where:` holds */
    QUESTIONS_MAX = 200, /* of questions that these make */
    DIGITS = 10,         /* of a drawn number, at most */
    DIGITS_COMPUTED = 6, /* of a computed one */
};

struct drawn_name {
    char name[NAME_SIZE];
    double from, step;
    uint64_t count;
    double value;
};

struct draws {
    struct drawn_name names[NAMES_MAX];
    size_t count;
};

/* ---- draw: a b = -3 to 3; c = 0.1 to 0.9 by 0.1 ---- */

static bool bad_draw(const char *part, size_t length, struct error *error)
{
    return error_set(
        error, _("'draw: %.*s': it must be such as 'draw: a b = -3 to 3' or 'draw: c = 0.1 to 0.9 by 0.1'"),
        (int)length, part);
}

static const char *skip_blanks(const char *text)
{
    return text + strspn(text, " ");
}

/* "to 3": the number behind the word. */
static bool read_number(const char **text, const char *word, double *number)
{
    const char *c = skip_blanks(*text);
    size_t length = strlen(word);
    char *end;
    if (strncmp(c, word, length) != 0)
        return false;
    c = skip_blanks(c + length);
    *number = strtod(c, &end);
    if (end == c || !isfinite(*number))
        return false;
    *text = end;
    return true;
}

static bool is_known(const struct draws *draws, const char *name)
{
    struct reference reference;
    for (size_t i = 0; i < draws->count; i++)
        if (strcmp(draws->names[i].name, name) == 0)
            return true;
    return reference_parse(name, strlen(name), &reference, NULL) && scope_is_quantity(&reference);
}

static bool read_names(struct draws *draws, const char **text, struct error *error)
{
    const char *c = skip_blanks(*text);
    for (size_t length; isalpha((unsigned char)*c); c = skip_blanks(c + length)) {
        for (length = 1; isalnum((unsigned char)c[length]);)
            length++;
        if (length >= NAME_SIZE || draws->count == NAMES_MAX)
            return error_set(error,
                             _("'draw: %s': a name has at most %d letters, and there are at most %d names"), c,
                             NAME_SIZE - 1, NAMES_MAX);
        struct drawn_name drawn = {{0}, 0, 1, 0, 0};
        memcpy(drawn.name, c, length);
        if (is_known(draws, drawn.name))
            return error_set(error, _("'draw: %s': the name stands for something else already; choose another"),
                             drawn.name);
        draws->names[draws->count++] = drawn;
    }
    *text = c;
    return true;
}

static bool read_part(struct draws *draws, const char *part, size_t length, struct error *error)
{
    char *whole = memory_text(part, length);
    const char *c = whole;
    size_t first = draws->count;
    double from = 0, to = 0, step = 1;
    bool is_read = read_names(draws, &c, error),
         is_good = is_read && read_number(&c, "=", &from) && read_number(&c, "to", &to);
    if (is_good && *skip_blanks(c))
        is_good = read_number(&c, "by", &step) && !*skip_blanks(c);
    double count = is_good && step > 0 ? floor((to - from) / step + 1e-9) + 1 : 0;
    memory_free(whole);
    if (!is_read)
        return false;
    if (first == draws->count || !(count >= 1 && count <= VALUES_MAX))
        return bad_draw(part, length, error);
    for (size_t i = first; i < draws->count; i++) {
        draws->names[i].from = from;
        draws->names[i].step = step;
        draws->names[i].count = (uint64_t)count;
    }
    return true;
}

static bool read_draws(const char *text, struct draws *draws, struct error *error)
{
    *draws = (struct draws){0};
    for (size_t length; *text; text += length + (text[length] != '\0')) {
        length = strcspn(text, ";\n");
        if (strspn(text, " ") < length && !read_part(draws, text, length, error))
            return false;
    }
    return draws->count > 0 || bad_draw("", 0, error);
}

/* The decimal number that is read, not one beside it. */
static void draw(struct draws *draws, struct random *random)
{
    for (size_t i = 0; i < draws->count; i++) {
        struct drawn_name *name = &draws->names[i];
        struct buffer text = BUFFER_EMPTY;
        number_print(&text, name->from + name->step * (double)random_below(random, name->count), DIGITS);
        name->value = strtod(buffer_text(&text), NULL);
        buffer_finish(&text);
    }
}

/* ---- filling in ---- */

/* An expression with the numbers in the place of their names. */
static void put_expression(const struct draws *draws, const char *text, size_t length, struct buffer *out)
{
    for (size_t i = 0, word; i < length; i += word) {
        for (word = 0; i + word < length && (isalnum((unsigned char)text[i + word]) || text[i + word] == '_');)
            word++;
        const struct drawn_name *found = NULL;
        for (size_t k = 0; k < draws->count && word > 0; k++)
            if (strlen(draws->names[k].name) == word && memcmp(draws->names[k].name, text + i, word) == 0)
                found = &draws->names[k];
        word += word == 0;
        if (found)
            buffer_printf(out, "(%.17g)", found->value);
        else
            buffer_put_n(out, text + i, word);
    }
}

static bool compute(const struct draws *draws, const char *text, size_t length, struct session *session,
                    double *number, struct error *error)
{
    struct buffer expression = BUFFER_EMPTY;
    put_expression(draws, text, length, &expression);
    bool is_computed = judge_evaluate(session, buffer_text(&expression), number, error) ||
                       error_prefix(error, "{%.*s}: ", (int)length, text);
    buffer_finish(&expression);
    return is_computed;
}

/* {(a)}: in parentheses where it is below 0, as behind an operator. */
static bool is_in_parentheses(const char *text, size_t length)
{
    int depth = 0;
    for (size_t i = 0; i < length; i++) {
        depth += (text[i] == '(') - (text[i] == ')');
        if (depth == 0 && i + 1 < length)
            return false;
    }
    return length > 2 && depth == 0;
}

/* The text with each {expression} computed in the session; NULL with an error. */
static char *fill(const struct draws *draws, const char *text, struct session *session, struct error *error)
{
    struct buffer out = BUFFER_EMPTY;
    while (*text) {
        size_t plain = strcspn(text, "{"), length = text[plain] ? strcspn(text + plain, "}") : 0;
        double number;
        buffer_put_n(&out, text, plain);
        text += plain;
        if (!*text)
            break;
        if (!text[length]) {
            error_set(error, _("'%s': the { is never closed"), text);
            buffer_finish(&out);
            return NULL;
        }
        if (!compute(draws, text + 1, length - 1, session, &number, error)) {
            buffer_finish(&out);
            return NULL;
        }
        bool is_wrapped = number < 0 && is_in_parentheses(text + 1, length - 1);
        buffer_put(&out, is_wrapped ? "(" : "");
        number_print(&out, fabs(number) < 1e-12 ? 0 : number, DIGITS_COMPUTED);
        buffer_put(&out, is_wrapped ? ")" : "");
        text += length + 1;
    }
    return buffer_take(&out);
}

/* NULL stays NULL. */
static bool fill_in_place(const struct draws *draws, char **text, struct session *session, struct error *error)
{
    if (!*text)
        return true;
    char *filled = fill(draws, *text, session, error);
    if (!filled)
        return false;
    memory_free(*text);
    *text = filled;
    return true;
}

/* What decides: from the numbers alone. */
static bool fill_rules(const struct draws *draws, struct ask *ask, struct error *error)
{
    struct session *nothing = session_new();
    bool is_good = fill_in_place(draws, &ask->setup, nothing, error) &&
                   fill_in_place(draws, &ask->after, nothing, error) &&
                   fill_in_place(draws, &ask->expression, nothing, error) &&
                   fill_in_place(draws, &ask->solution, nothing, error);
    for (size_t i = 0; is_good && i < ask->near_count; i++)
        is_good = fill_in_place(draws, &ask->near[i].expression, nothing, error);
    session_free(nothing);
    return is_good;
}

/* What is read: it may speak of all that the start and `after` have computed. */
static bool fill_texts(const struct draws *draws, struct ask *ask, struct session *session, struct error *error)
{
    bool is_good = fill_in_place(draws, &ask->question, session, error) &&
                   fill_in_place(draws, &ask->explain, session, error);
    for (size_t i = 0; is_good && i < ask->hint_count; i++)
        is_good = fill_in_place(draws, &ask->hints[i], session, error);
    for (size_t i = 0; is_good && i < ask->near_count; i++)
        is_good = fill_in_place(draws, &ask->near[i].text, session, error);
    for (size_t i = 0; is_good && i < ASK_CHOICES_MAX; i++)
        is_good = fill_in_place(draws, &ask->choices[i], session, error) &&
                  fill_in_place(draws, &ask->wrong[i], session, error);
    return is_good;
}

/* ---- a question ---- */

static bool where_holds(const struct draws *draws, const char *where, bool *holds, struct error *error)
{
    struct session *nothing = session_new();
    double number = 1;
    bool is_good = !where || compute(draws, where, strlen(where), nothing, &number, error);
    *holds = number != 0;
    session_free(nothing);
    return is_good;
}

/* Whether a wrong answer would be taken for the right one, or nothing is left to do. */
static bool is_spoilt(const struct ask *ask, const char *start, struct session *session)
{
    struct expected expected;
    if (ask->kind == ASK_STATE)
        return judge_state(ask, session);
    for (size_t i = 0; ask->kind == ASK_CHOICE && i < ASK_CHOICES_MAX; i++)
        for (size_t k = 0; k < i; k++)
            if (ask->choices[i] && ask->choices[k] && strcmp(ask->choices[i], ask->choices[k]) == 0)
                return true;
    if (ask->kind != ASK_NUMBER || !judge_expect(ask, start, (struct host){0}, &expected, NULL))
        return false; /* `lesson check` says what is wrong */
    for (size_t i = 0; i < ask->near_count && i < JUDGE_NEAR_MAX; i++) {
        size_t idea;
        if (judge_number(ask, &expected, expected.near[i], &idea) == VERDICT_RIGHT)
            return true;
    }
    return !isfinite(expected.number);
}

/* The question and its like in the other language, which may be NULL, with these numbers. *spoilt: draw again. */
static bool make(const struct draws *draws, struct ask *ask, struct ask *other, const char *page_start,
                 bool *spoilt, struct error *error)
{
    struct session *session = session_new();
    bool is_good = fill_rules(draws, ask, error) && (!other || fill_rules(draws, other, error));
    const char *start = ask->setup ? ask->setup : page_start;
    is_good = is_good && world_run(session, start, "setup", false, NULL, error);
    is_good = is_good && (!ask->after || world_run(session, ask->after, "after", false, NULL, error)) &&
              fill_texts(draws, ask, session, error) && (!other || fill_texts(draws, other, session, error));
    *spoilt = is_good && is_spoilt(ask, start, session);
    session_free(session);
    return is_good;
}

/* FNV-1a: each question draws its own numbers. */
static uint64_t hash(const char *text)
{
    uint64_t hash = 14695981039346656037u;
    for (; *text; text++)
        hash = (hash ^ (unsigned char)*text) * 1099511628211u;
    return hash;
}

static bool draw_where(struct draws *draws, const char *where, struct random *random, struct error *error)
{
    bool holds = false;
    for (int i = 0; i < TRIALS_MAX && !holds; i++) {
        draw(draws, random);
        if (!where_holds(draws, where, &holds, error))
            return false;
    }
    return holds ||
           error_set(error, _("'where: %s': no numbers of 'draw:' were found for which it holds"), where);
}

/* What was read, until good numbers are found for it. */
static bool draw_question(struct ask **ask, struct ask **other, const char *page_start, uint64_t seed,
                          struct error *error)
{
    struct draws draws;
    struct random random;
    random_seed(&random, seed ^ hash((*ask)->id));
    if (!read_draws((*ask)->draw, &draws, error))
        return false;
    for (int i = 0; i < QUESTIONS_MAX; i++) {
        bool spoilt = false;
        struct ask *trial = ask_copy(*ask), *other_trial = *other ? ask_copy(*other) : NULL;
        bool is_made = draw_where(&draws, (*ask)->where, &random, error) &&
                       make(&draws, trial, other_trial, page_start, &spoilt, error);
        if (is_made && !spoilt) {
            struct ask *template = *ask, *other_template = *other;
            *ask = trial;
            *other = other_trial;
            ask_free(template);
            ask_free(other_template);
            return true;
        }
        ask_free(trial);
        ask_free(other_trial);
        if (!is_made)
            return false;
    }
    return error_set(error,
                     _("no numbers of 'draw:' were found with which it is a question; write a 'where:'"));
}

/* ---- a lesson ---- */

static struct ask **find_ask(struct lesson_file *file, const char *id)
{
    for (size_t i = 0; file && i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++) {
            struct ask **ask = &file->pages[i].items[k].ask;
            if (*ask && strcmp((*ask)->id, id) == 0)
                return ask;
        }
    return NULL;
}

bool lesson_has_draws(const struct lesson_file *file)
{
    for (size_t i = 0; i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++)
            if (file->pages[i].items[k].ask && file->pages[i].items[k].ask->draw)
                return true;
    return false;
}

bool lesson_draw(struct lesson *lesson, uint64_t seed, struct error *error)
{
    struct lesson_file *file = lesson->english;
    for (size_t i = 0; i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++) {
            struct ask **ask = &file->pages[i].items[k].ask, *nothing = NULL;
            struct buffer start = BUFFER_EMPTY;
            if (!*ask || !(*ask)->draw)
                continue;
            struct ask **other = find_ask(lesson->korean, (*ask)->id);
            if (!(*ask)->setup)
                lesson_start(file, i, k, &start);
            bool is_drawn = draw_question(ask, other ? other : &nothing, buffer_text(&start), seed, error);
            buffer_finish(&start);
            if (!is_drawn) {
                error_prefix(error, _("question %s: "), (*ask)->id);
                return error_prefix(error, "%s:%d: ", file->path, (*ask)->line);
            }
        }
    return true;
}
