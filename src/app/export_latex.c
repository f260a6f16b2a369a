/* The steps of the iteration, or why a number is what it is, as LaTeX: for notes and exercise sheets. The lines are
 * those of the explanation, their text turned into mathematics. */
#include <math.h>
#include <string.h>

#include "app/cell.h"
#include "app/export.h"
#include "app/scope.h"
#include "app/why.h"
#include "base/translate.h"
#include "base/utf8.h"

/* ---- from the text of a formula to LaTeX ---- */

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

static void put_escaped(struct buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if (strchr("#$%&_{}", c) && c)
            buffer_printf(out, "\\%c", c);
        else if (c == '\\')
            buffer_put(out, "\\textbackslash{}");
        else if (c == '^' || c == '~')
            buffer_printf(out, "\\%c{}", c);
        else
            buffer_put_char(out, c);
    }
}

/* "-1.5e-07" */
static const char *put_number(struct buffer *out, const char *text)
{
    const char *start = text;
    while (is_digit(*text) || *text == '.')
        text++;
    buffer_put_n(out, start, (size_t)(text - start));
    bool has_exponent =
        *text == 'e' && (is_digit(text[1]) || ((text[1] == '-' || text[1] == '+') && is_digit(text[2])));
    if (!has_exponent)
        return text;
    bool is_negative = *++text == '-';
    text += !is_digit(*text);
    while (*text == '0' && is_digit(text[1]))
        text++;
    start = text;
    while (is_digit(*text))
        text++;
    buffer_printf(out, "\\cdot 10^{%s%.*s}", is_negative ? "-" : "", (int)(text - start), start);
    return text;
}

/* "[2,1]" */
static const char *put_index(struct buffer *out, const char *text)
{
    size_t length = strspn(text + 1, "0123456789,");
    if (*text != '[' || text[1 + length] != ']')
        return text;
    buffer_printf(out, "_{%.*s}", (int)length, text + 1);
    return text + length + 2;
}

/* The length of the name of a quantity at text, without its layer; 0 if there is none. */
static size_t quantity_at(const char *text, enum quantity *quantity)
{
    size_t length = 0;
    while (is_letter(text[length]))
        length++;
    bool is_it = length > 0 && quantity_find(text, length, quantity) && !quantity_is_gradient(*quantity);
    bool ends = !is_letter(text[length]) && text[length] != '(';
    return is_it && ends ? length : 0;
}

/* w1[2,1] as {w^{(1)}_{2,1}}: in braces, so that a power may follow. */
static const char *put_quantity(struct buffer *out, const char *text, size_t length)
{
    buffer_put_char(out, '{');
    if (starts(text, "yhat"))
        buffer_put(out, "\\hat{y}");
    else
        buffer_put_n(out, text, length);
    text += length;
    size_t digits = strspn(text, "0123456789");
    if (digits > 0)
        buffer_printf(out, "^{(%.*s)}", (int)digits, text);
    text = put_index(out, text + digits);
    buffer_put_char(out, '}');
    return text;
}

static const char *put_atom(struct buffer *out, const char *text);

/* The root of what stands in the bracket. */
static const char *put_root(struct buffer *out, const char *text)
{
    int depth = 1;
    buffer_put(out, "\\sqrt{");
    while (*text) {
        depth += (*text == '(') - (*text == ')');
        if (depth == 0)
            break;
        text = put_atom(out, text);
    }
    buffer_put_char(out, '}');
    return *text ? text + 1 : text;
}

static const char *put_name(struct buffer *out, const char *text)
{
    static const char *const known[] = {"tanh", "max", "ln", "min", "exp"};
    enum quantity quantity;
    size_t length = quantity_at(text, &quantity);
    if (length > 0)
        return put_quantity(out, text, length);
    while (is_letter(text[length]) || (length > 0 && is_digit(text[length])))
        length++;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i]) == length && starts(text, known[i])) {
            buffer_printf(out, "\\%s", known[i]);
            return text + length;
        }
    }
    if (length == 4 && starts(text, "sqrt("))
        return put_root(out, text + strlen("sqrt("));
    if (length == 5 && starts(text + 1, "_hat")) {
        buffer_printf(out, "\\hat{%c}", *text);
    } else if (length == 3 && starts(text, "inf")) {
        buffer_put(out, "\\infty");
    } else if (length == 1) {
        buffer_put_n(out, text, 1);
    } else {
        buffer_put(out, length > 0 && text[length] == '(' ? "\\operatorname{" : "\\mathrm{");
        put_escaped(out, text, length);
        buffer_put_char(out, '}');
    }
    return text + length;
}

static const struct {
    const char *text, *latex;
} signs[] = {
    {"·", "\\cdot "},       {"Σ", "\\sum "},   {"σ", "\\sigma"},
    {"α", "\\alpha"},       {"β", "\\beta"},   {"η", "\\eta"},
    {"μ", "\\mu"},          {"δ", "\\delta"},  {"λ", "\\lambda"},
    {"π", "\\pi"},          {"′", "'"},        {"→", "\\to "},
    {"…", "\\dots "},       {"√", "\\surd "},  {"²", "^{2}"},
    {"≤", "\\le "},         {"≥", "\\ge "},    {"−", "-"},
    {"∂", "\\partial "},    {"ŷ", "\\hat{y}"}, {"v̂", "\\hat{v}"},
    {"m̂", "\\hat{m}"},      {"*", "\\cdot "},  {"%", "\\%"},
    {"#", "\\#"},           {"&", "\\&"},      {"$", "\\$"},
    {"{", "\\{"},           {"}", "\\}"},      {"~", "\\sim "},
    {"\\", "\\backslash "}, {"?", "\\;?\\;"},
};

static const char *put_sign(struct buffer *out, const char *text)
{
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (starts(text, signs[i].text)) {
            buffer_put(out, signs[i].latex);
            return text + strlen(signs[i].text);
        }
    }
    size_t used;
    uint32_t c = utf8_decode(text, strlen(text), &used);
    if (c < 0x80)
        buffer_put_char(out, *text);
    else
        buffer_printf(out, "\\text{%.*s}", (int)used, text);
    return text + used;
}

/* ∂L/∂w1[1,2] */
static const char *put_gradient(struct buffer *out, const char *text)
{
    static const char start[] = "∂L/∂";
    const char *name = text + strlen(start);
    enum quantity quantity;
    size_t length = quantity_at(name, &quantity);
    struct buffer below = BUFFER_EMPTY;
    if (starts(name, "ŷ")) {
        buffer_put(&below, "\\hat{y}");
        name = put_index(&below, name + strlen("ŷ"));
    } else if (length > 0) {
        name = put_quantity(&below, name, length);
    }
    buffer_printf(out,
                  *name == '^' ? "\\left(\\frac{\\partial L}{\\partial %s}\\right)"
                               : "\\frac{\\partial L}{\\partial %s}",
                  buffer_text(&below));
    buffer_finish(&below);
    return name;
}

static const char *put_atom(struct buffer *out, const char *text)
{
    if (starts(text, "∂L/∂"))
        return put_gradient(out, text);
    if (starts(text, "ŷ[")) {
        buffer_put(out, "{\\hat{y}");
        text = put_index(out, text + strlen("ŷ"));
        buffer_put_char(out, '}');
        return text;
    }
    if (is_digit(*text) || (*text == '.' && is_digit(text[1])))
        return put_number(out, text);
    return is_letter(*text) ? put_name(out, text) : put_sign(out, text);
}

/* What stands above: a bracket with all that is in it, or one atom with its sign. */
static const char *put_power(struct buffer *out, const char *text)
{
    int depth = 0;
    buffer_put(out, "^{");
    if (*text == '-') {
        buffer_put_char(out, '-');
        text++;
    }
    do {
        depth += (*text == '(') - (*text == ')');
        text = *text ? put_atom(out, text) : text;
    } while (depth > 0 && *text);
    buffer_put_char(out, '}');
    return text;
}

static void put_mathematics(struct buffer *out, const char *text)
{
    while (*text)
        text = *text == '^' ? put_power(out, text + 1) : put_atom(out, text);
}

/* ---- lines ---- */

/* All of one part of a line; false if it is empty. */
static bool gather(const struct explanation *explanation, size_t line, enum token_part part,
                   struct buffer *text)
{
    buffer_clear(text);
    for (size_t i = 0; i < explanation->count; i++)
        if (explanation->tokens[i].line == line && explanation->tokens[i].part == part)
            buffer_put(text, explanation->tokens[i].text);
    return text->length > 0;
}

/* The left side: names as mathematics, words as words. */
static void put_target(const struct explanation *explanation, size_t line, struct buffer *out)
{
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explain_token *token = &explanation->tokens[i];
        if (token->line != line || token->part != PART_TARGET)
            continue;
        if (token->has_cell || !strchr(token->text, ' ') || strstr(token->text, "→")) {
            put_mathematics(out, token->text);
        } else {
            buffer_put(out, "\\text{");
            put_escaped(out, token->text, strlen(token->text));
            buffer_put_char(out, '}');
        }
    }
}

static void put_line(const struct explanation *explanation, size_t line, bool is_last, struct buffer *out)
{
    struct buffer numbers = BUFFER_EMPTY, result = BUFFER_EMPTY, text = BUFFER_EMPTY;
    bool has_numbers = gather(explanation, line, PART_NUMBERS, &numbers);
    bool has_result = gather(explanation, line, PART_RESULT, &result);
    const char *gap = " &= ";
    put_target(explanation, line, out);
    if (gather(explanation, line, PART_NAMES, &text)) {
        buffer_put(out, gap);
        put_mathematics(out, buffer_text(&text));
        gap = " \\\\\n  &= ";
    }
    if (has_numbers && strcmp(buffer_text(&numbers), buffer_text(&result)) != 0) {
        buffer_put(out, gap);
        put_mathematics(out, buffer_text(&numbers));
        gap = " = ";
    }
    if (has_result) {
        buffer_put(out, gap);
        put_mathematics(out, buffer_text(&result));
    }
    buffer_put(out, is_last ? "\n" : " \\\\\n");
    buffer_finish(&numbers);
    buffer_finish(&result);
    buffer_finish(&text);
}

static void put_explanation(const struct explanation *explanation, struct buffer *out)
{
    if (explanation->lines == 0)
        return;
    buffer_put(out, "\n\\medskip\\noindent ");
    put_escaped(out, explanation->title, strlen(explanation->title));
    buffer_put(out, "\n\\begin{align*}\n");
    for (size_t i = 0; i < explanation->lines; i++)
        put_line(explanation, i, i + 1 == explanation->lines, out);
    buffer_put(out, "\\end{align*}\n");
}

/* ---- the format ---- */

/* "why REF" */
static bool put_why(struct session *session, const char *options, struct buffer *out, struct error *error)
{
    struct notation notation = session->notation;
    struct reference reference;
    struct cell cell;
    struct why why;
    struct lexer lexer;
    notation.is_ascii = false;
    lexer_init(&lexer, options, strlen(options));
    if (!lexer_accept(&lexer, "why"))
        return error_set(error,
                         _("export latex: behind the file's name stands a number of steps, or 'why' with a "
                           "quantity, as in: why w1[1,1]; not '%s'"),
                         options);
    if (!reference_read(&lexer, &reference, error) || !lexer_expect_end(&lexer, error) ||
        !scope_cell(session, &reference, &cell, error) ||
        !why_find(&why, &session->tape, cell, notation, error))
        return false;
    put_explanation(&why.explanation, out);
    if (why_when(&why)) {
        buffer_put(out, "\n\\noindent (");
        put_escaped(out, why_when(&why), strlen(why_when(&why)));
        buffer_put(out, ")\n");
    }
    why_finish(&why);
    return true;
}

static bool begin_latex(struct session *session, struct export *export, struct error *error)
{
    size_t count = 0;
    bool is_steps = *export->options == '\0' || is_digit(*export->options);
    buffer_printf(&export->out, "%% %s\n%% \\usepackage{amsmath}%s, \\allowdisplaybreaks\n",
                  _("For \\input in a document that has"),
                  strcmp(translate_language(), "ko") == 0 ? " \\usepackage{kotex}" : "");
    if (!is_steps)
        return put_why(session, export->options, &export->out, error);
    return export_read_count(export, &count, error) && recorded_find(&export->recorded, session, count, error);
}

static bool add_step(struct session *session, struct export *export, size_t i, struct error *error)
{
    const struct tape *tape = &session->tape;
    struct notation notation = session->notation;
    struct explanation explanation;
    (void)i, (void)error;
    if (tape->operation == 0)
        return true;
    size_t last = tape->operation - 1, first = last;
    while (first > 0 && tape_same_unit(tape_at(tape, first - 1), tape_at(tape, last), UNIT_NODE))
        first--;
    notation.is_ascii = false;
    explain_operations(&explanation, tape, first, last, notation);
    put_explanation(&explanation, &export->out);
    explanation_finish(&explanation);
    return true;
}

static bool finish_latex(struct session *session, struct export *export, struct error *error)
{
    (void)session, (void)export, (void)error;
    return true;
}

const struct export_format export_latex = {
    .name = "latex",
    .endings = {".tex"},
    .title = N_("the formulas of this iteration's steps, of the last N, or of a 'why', for a paper"),
    .options = "[N | why REF]",
    .needs = EXPORT_NEEDS_NET,
    .begin = begin_latex,
    .step = add_step,
    .finish = finish_latex};
