/* The formula panel: the lines of the last step, each number in the colour that it has in the net. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/translate.h"
#include "view/look.h"
#include "view/panel_formula.h"

#define LINE_HEIGHT 1.45   /* of the text's size */
#define PADDING 0.8        /* above and below, times the type's space */
#define UNBROKEN_LEAST 0.8 /* type may shrink so far to keep each line whole */
#define LARGEST_ALONE 1.6
#define WORTH_BREAKING 1.25 /* a panel alone breaks lines for type so much larger */
#define SMALLEST 0.75       /* and so far before lines are left out */

enum { PARTS = PART_RESULT + 1 };

/* Where a row may end: rather between terms than within one, in a term too long for a row. */
enum where { NOWHERE, BETWEEN_TERMS, WITHIN_TERM };

/* Where the next token goes. Drawing and measuring are the same walk. */
struct pen {
    const struct panel_place *place;
    double size, left, indent, right; /* indent: where a row that goes on starts */
    double x;
    size_t row, rows;  /* the one that it is in, those that there is room for */
    double last_right; /* where the last of them ends */
    bool is_drawing;
    bool is_flowing; /* what is left of a line goes on in its row, as far as there is room */
    const struct explain_token *tokens;
    unsigned char *breaks; /* [tokens] a row may end before it: enum where */
};

static double row_middle(const struct pen *pen, size_t row)
{
    const struct panel_place *place = pen->place;
    return place->box.y + PADDING * place->type.space + ((double)row + 0.5) * LINE_HEIGHT * pen->size;
}

struct formula {
    const struct panel_place *place;
    const struct explanation *explanation;
    const struct explain_token **starts; /* of each line; one more behind the last */
    size_t *ends;                        /* the row behind each line */
    double width[PARTS];                 /* of the columns */
    bool is_why;                         /* the paths of `why`: their numbers stand in the net, too */
    int left_out;                        /* there is no room for 1: the numbers, 2: the names either */
};

/* ---- tokens ---- */

static bool same_cell(struct cell a, struct cell b)
{
    return a.quantity == b.quantity && a.layer == b.layer && a.row == b.row && a.column == b.column;
}

static double token_width(const struct pen *pen, const struct explain_token *token)
{
    return drawlist_text_width(pen->place->list, token->text, pen->size, token->part == PART_RESULT);
}

static double part_width(const struct pen *pen, const struct explain_token *from,
                         const struct explain_token *end, enum token_part part)
{
    double width = 0;
    for (; from < end; from++)
        if (from->part == part)
            width += token_width(pen, from);
    return width;
}

/* Whether the numbers say no more than the result does: the one number, again. */
static bool is_trivial(const struct explain_token *from, const struct explain_token *end)
{
    const char *lone = NULL, *result = NULL;
    int numbers = 0;
    for (; from < end; from++) {
        if (from->part == PART_NUMBERS) {
            lone = from->text;
            numbers++;
        }
        if (from->part == PART_RESULT && !result)
            result = from->text;
    }
    return numbers == 0 || (numbers == 1 && result && strcmp(lone, result) == 0);
}

static void draw_token(const struct pen *pen, const struct explain_token *token, double width)
{
    const struct panel_place *place = pen->place;
    char text[LOOK_NAME_SIZE];
    struct text_style style = {.size = pen->size, .bold = token->part == PART_RESULT, .middle = true};
    style.ink = ink(token->is_symbol ? ROLE_TEXT : ROLE_TEXT_DIM);
    double y = row_middle(pen, pen->row);
    if (token->has_cell) {
        struct hit hit = look_hit(place->session, token->cell, text);
        double top = y - 0.62 * pen->size, height = 1.24 * pen->size;
        bool is_selected = place->session->has_selected && same_cell(place->session->selected, token->cell);
        style.ink = cell_ink(place->session, token->cell);
        *place->forms |= style.ink.base == ROLE_ERROR ? FORM_NOT_FINITE : 0;
        if (look_is_hovered(&place->options->hover, &hit) || is_selected)
            drawlist_rectangle(place->list, pen->x - 2, top, width + 4, height, 4,
                               ink_mix(ink(ROLE_PANEL), ROLE_NODE_LINE, 0.22), STROKE_NONE);
        drawlist_hit_rectangle(place->list, pen->x, top, width, height, hit);
    }
    drawlist_text(place->list, pen->x, y, token->text, style);
}

static void next_row(struct pen *pen)
{
    pen->row++;
    pen->x = pen->indent;
}

/* A bracket that closes begins no row: it hangs over the edge. */
static void put(struct pen *pen, const struct explain_token *token)
{
    double width = token_width(pen, token);
    bool is_hanging = token->text[0] == ')' || token->text[0] == ']';
    if (pen->x + width > pen->right && pen->x > pen->indent && !is_hanging)
        next_row(pen);
    bool has_room =
        pen->row + 1 < pen->rows || (pen->row + 1 == pen->rows && pen->x + width <= pen->last_right);
    if (pen->is_drawing && has_room)
        draw_token(pen, token, width);
    pen->x += width;
}

static bool is_product(const struct explain_token *token)
{
    return strcmp(token->text, "·") == 0 || strcmp(token->text, " * ") == 0;
}

/* " + ", or a blank with the sign in a token of its own behind it. */
static bool is_sign(const struct explain_token *token, const struct explain_token *end)
{
    const char *sign = token->text + 1;
    if (token->text[0] != ' ')
        return false;
    for (const struct explain_token *next = token + 1; !*sign && next < end; next++)
        if (next->part == token->part)
            sign = next->text;
    return *sign == '+' || *sign == '-' || *sign == '/';
}

/* A row may end before + and -, in a part without any before a product's factor; within a term before a factor, too,
 * and within parentheses. */
static void find_breaks(struct pen *pen, const struct explain_token *from, const struct explain_token *end,
                        enum token_part part)
{
    bool has_sum = false;
    for (int pass = 0; pass < 2; pass++) {
        int depth = 0;
        for (const struct explain_token *token = from; token < end; token++) {
            if (token->part != part)
                continue;
            bool is_sum = is_sign(token, end), is_break = is_sum || is_product(token);
            has_sum |= is_sum && depth == 0;
            bool is_between = depth == 0 && is_sum == has_sum;
            pen->breaks[token - pen->tokens] = !is_break ? NOWHERE : is_between ? BETWEEN_TERMS : WITHIN_TERM;
            for (const char *c = token->text; *c; c++)
                depth += (*c == '(') - (*c == ')');
        }
    }
}

static enum where break_at(const struct pen *pen, const struct explain_token *token)
{
    return (enum where)pen->breaks[token - pen->tokens];
}

/* From an operator to the next one of this part at which a row may end. */
static double piece_width(const struct pen *pen, const struct explain_token *from,
                          const struct explain_token *end, enum where furthest)
{
    double width = token_width(pen, from);
    for (const struct explain_token *next = from + 1; next < end; next++) {
        if (next->part != from->part)
            continue;
        enum where where = break_at(pen, next);
        if (where != NOWHERE && where <= furthest)
            break;
        width += token_width(pen, next);
    }
    return width;
}

static double term_width(const struct pen *pen, const struct explain_token *from,
                         const struct explain_token *end)
{
    return piece_width(pen, from, end, BETWEEN_TERMS);
}

/* The tokens of a part; where they don't fit, a row ends before an operator. */
static void put_terms(struct pen *pen, const struct explain_token *from, const struct explain_token *end,
                      enum token_part part)
{
    double start = pen->x;
    for (; from < end; from++) {
        if (from->part != part)
            continue;
        enum where where = break_at(pen, from);
        if (where != NOWHERE && pen->x > start && pen->x > pen->indent &&
            pen->x + piece_width(pen, from, end, where) > pen->right)
            next_row(pen);
        put(pen, from);
    }
}

/* How far right the rows of a part have to reach to be as few as they are and about as long as each other: no term
 * stands alone in the last one. */
static double balanced_right(const struct pen *pen, const struct explain_token *from,
                             const struct explain_token *end, enum token_part part)
{
    enum { HALVINGS = 8 };
    struct pen trial = *pen;
    double low = pen->indent, high = pen->right;
    trial.is_drawing = false;
    put_terms(&trial, from, end, part);
    size_t rows = trial.row;
    for (const struct explain_token *token = from; token < end && rows > pen->row; token++)
        if (token->part == part && (token == from || break_at(pen, token) == BETWEEN_TERMS))
            low = fmax(low, pen->indent + term_width(pen, token, end)); /* no term is broken for it */
    for (int i = 0; i < HALVINGS && rows > pen->row && low < high; i++) {
        trial = *pen;
        trial.is_drawing = false;
        trial.right = (low + high) / 2;
        put_terms(&trial, from, end, part);
        if (trial.row == rows)
            high = trial.right;
        else
            low = trial.right;
    }
    return high;
}

static void put_part(struct pen *pen, const struct explain_token *from, const struct explain_token *end,
                     enum token_part part)
{
    double right = pen->right;
    if (pen->is_drawing && !pen->is_flowing) /* that takes as many rows as the greedy way, which measures */
        pen->right = balanced_right(pen, from, end, part);
    put_terms(pen, from, end, part);
    pen->right = right;
}

static const struct explain_token equals = {.part = PART_NAMES, .text = " = "};

/* ---- lines ---- */

/* The widths of a line's parts, 0 for those that aren't shown. */
static void measure_parts(const struct pen *pen, const struct formula *formula, size_t line,
                          double width[PARTS])
{
    const struct explain_token *from = formula->starts[line], *end = formula->starts[line + 1];
    for (int part = 0; part < PARTS; part++) {
        bool is_skipped = (part == PART_NUMBERS && (formula->left_out || is_trivial(from, end))) ||
                          (part == PART_NAMES && formula->left_out > 1);
        width[part] = is_skipped ? 0 : part_width(pen, from, end, (enum token_part)part);
    }
}

enum layout { IN_COLUMNS, IN_A_ROW, BROKEN };

/* In columns if that fits, else in one row, else a row for each part. */
static enum layout layout_of(const struct pen *pen, const struct formula *formula, const double width[PARTS])
{
    double sign = drawlist_text_width(pen->place->list, equals.text, pen->size, false);
    double columns = pen->left + formula->width[PART_TARGET], row = columns;
    for (int part = PART_NAMES; part < PARTS; part++) {
        columns += sign + (part == PART_RESULT ? width[part] : fmax(width[part], formula->width[part]));
        row += width[part] > 0 ? sign + width[part] : 0;
    }
    return columns <= pen->right ? IN_COLUMNS : row <= pen->right ? IN_A_ROW : BROKEN;
}

/* One explanation line; whether it had to be broken. */
static bool put_line(struct pen *pen, const struct formula *formula, size_t line)
{
    const struct explain_token *from = formula->starts[line], *end = formula->starts[line + 1];
    double sign = drawlist_text_width(pen->place->list, equals.text, pen->size, false), width[PARTS];
    measure_parts(pen, formula, line, width);
    enum layout layout = layout_of(pen, formula, width);
    pen->x = pen->left;
    pen->indent = pen->left + formula->width[PART_TARGET] + sign;
    if (pen->indent > pen->left + 0.4 * (pen->right - pen->left)) /* a narrow panel */
        pen->indent = pen->left + 2 * pen->size;
    put_part(pen, from, end, PART_TARGET);
    double column = pen->left + formula->width[PART_TARGET];
    bool is_first = true;
    for (int part = PART_NAMES; part < PARTS; part++) {
        bool has_room = is_first || (pen->is_flowing && pen->x + sign + width[part] <= pen->right);
        if (layout == BROKEN && width[part] > 0 && !has_room) {
            pen->row++;
            pen->x = pen->indent - sign;
        } else if (layout == IN_COLUMNS) {
            pen->x = column;
        } else if (is_first) {
            pen->x = fmax(pen->x, layout == BROKEN ? fmin(column, pen->indent - sign) : column);
        }
        if (width[part] > 0) {
            put(pen, &equals);
            put_part(pen, from, end, (enum token_part)part);
            is_first = false;
        }
        column += sign + fmax(width[part], formula->width[part]);
    }
    pen->row++;
    return layout == BROKEN;
}

/* Columns as wide as their widest part; a line that doesn't fit into the panel anyway doesn't count. */
static void measure_columns(struct pen *pen, struct formula *formula)
{
    double sign = drawlist_text_width(pen->place->list, equals.text, pen->size, false);
    for (int part = 0; part < PARTS; part++)
        formula->width[part] = 0;
    for (size_t line = 0; line < formula->explanation->lines; line++) {
        const struct explain_token *from = formula->starts[line], *end = formula->starts[line + 1];
        double width[PARTS], whole = 0;
        for (int part = 0; part < PARTS; part++) {
            bool is_skipped = part == PART_NUMBERS && is_trivial(from, end);
            width[part] = is_skipped ? 0 : part_width(pen, from, end, (enum token_part)part);
            whole += width[part] > 0 ? width[part] + sign : 0;
        }
        bool is_remark = end - from == 1; /* "... 30 more" */
        for (int part = 0; part < PARTS && !is_remark; part++)
            if (part == PART_TARGET || pen->left + whole - sign <= pen->right)
                formula->width[part] = fmax(formula->width[part], width[part]);
    }
}

/* Lays all lines out in this size; how many rows they take, and whether a line had to be broken. */
static size_t lay_out(struct pen *pen, struct formula *formula, double size, bool *is_broken)
{
    pen->size = size;
    pen->row = 0;
    *is_broken = false;
    measure_columns(pen, formula);
    for (size_t line = 0; line < formula->explanation->lines; line++) {
        *is_broken |= put_line(pen, formula, line);
        formula->ends[line] = pen->row;
    }
    return pen->row;
}

static size_t rows_in(const struct panel_place *place, double size)
{
    return (size_t)fmax(
        1, floor((place->box.height - 2 * PADDING * place->type.space + 2) / (LINE_HEIGHT * size)));
}

static int smallest_size(const struct panel_place *place)
{
    return (int)fmax(11, SMALLEST * (int)place->type.formula);
}

/* The largest size from `from` down in which all fits, with no line broken unless that is allowed; 0 for none. */
static int size_that_fits(struct pen *pen, struct formula *formula, int from, double least,
                          bool may_break_lines)
{
    bool is_broken;
    for (int size = from; size >= least; size--)
        if (lay_out(pen, formula, size, &is_broken) <= rows_in(pen->place, size) &&
            (may_break_lines || !is_broken))
            return size;
    return 0;
}

/* Lines unbroken if possible. A panel that has the window for itself has room for large type, and breaks a line
 * rather than to be small. */
static bool find_size(struct pen *pen, struct formula *formula)
{
    const struct panel_place *place = pen->place;
    int usual = (int)place->type.formula, smallest = smallest_size(place);
    int largest = panel_is_alone(place) ? (int)(LARGEST_ALONE * usual) : usual;
    int unbroken = size_that_fits(pen, formula, largest, UNBROKEN_LEAST * usual, false);
    int broken = unbroken && !panel_is_alone(place) ? 0 : size_that_fits(pen, formula, largest, smallest, true);
    bool is_one_row = unbroken && broken < WORTH_BREAKING * unbroken;
    bool is_broken;
    if (unbroken || broken)
        lay_out(pen, formula, is_one_row ? unbroken : broken, &is_broken);
    return unbroken || broken;
}

/* Where not all fits in any size, the paths' numbers are left out; then what is left of a broken line flows on in its
 * row; then lines are left out. */
static void choose_size(struct pen *pen, struct formula *formula)
{
    int smallest = smallest_size(pen->place);
    bool is_broken;
    for (int flows = 0; flows < 2; flows++) {
        pen->is_flowing = flows;
        for (formula->left_out = 0; formula->left_out <= (formula->is_why ? 2 : 0); formula->left_out++)
            if (find_size(pen, formula))
                return;
    }
    for (formula->left_out = 0; formula->left_out <= 2; formula->left_out++) {
        lay_out(pen, formula, smallest, &is_broken); /* a result matters more */
        if (formula->ends[0] <= rows_in(pen->place, smallest))
            return;
    }
}

static void find_lines(struct pen *pen, struct formula *formula)
{
    const struct explanation *explanation = formula->explanation;
    size_t line = 0;
    for (size_t i = 0; i < explanation->count; i++)
        while (line <= explanation->tokens[i].line)
            formula->starts[line++] = &explanation->tokens[i];
    while (line <= explanation->lines)
        formula->starts[line++] = explanation->tokens + explanation->count;
    for (line = 0; line < explanation->lines; line++)
        for (int part = 0; part < PARTS; part++)
            find_breaks(pen, formula->starts[line], formula->starts[line + 1], (enum token_part)part);
}

/* The first lines, as many as there is room for, and how many are left out: in a row of their own, else at the
 * end of the last one, of which nothing is drawn there. */
static void draw_lines(struct pen *pen, struct formula *formula)
{
    const struct panel_place *place = pen->place;
    size_t lines = formula->explanation->lines, rows = rows_in(place, pen->size), shown = lines;
    bool is_cut = formula->ends[lines - 1] > rows;
    while (is_cut && shown > 1 && formula->ends[shown - 1] + 1 > rows)
        shown--;
    char text[64] = "…";
    if (lines - shown == 1)
        snprintf(text, sizeof text, "%s", _("… one more line"));
    else if (shown < lines)
        snprintf(text, sizeof text, _("… %zu more lines"), lines - shown);
    bool has_row = !is_cut || formula->ends[shown - 1] < rows;
    double end = pen->right - drawlist_text_width(place->list, text, pen->size, false);
    pen->rows = rows;
    pen->last_right = has_row ? pen->right : end - pen->size;
    pen->is_drawing = true;
    pen->row = 0;
    for (size_t line = 0; line < shown; line++)
        put_line(pen, formula, line);
    if (is_cut)
        drawlist_text(place->list, has_row ? pen->left : end, row_middle(pen, has_row ? pen->row : rows - 1),
                      text, (struct text_style){.size = pen->size, .ink = ink(ROLE_TEXT_DIM), .middle = true});
}

/* ---- before the first step ---- */

/* Where the line to type begins, which stays in one row: behind the last ": ", else at the end. */
static const char *typed_in(const char *hint)
{
    const char *typed = hint + strlen(hint);
    for (const char *colon = strstr(hint, ": "); colon; colon = strstr(colon + 2, ": "))
        typed = colon + 2;
    return typed;
}

static void put_hint(struct pen *pen, const char *hint)
{
    const char *typed = typed_in(hint);
    if (drawlist_text_width(pen->place->list, typed, pen->size, false) > pen->right - pen->left)
        typed = NULL;
    struct explain_token word = {.part = PART_NAMES, .is_symbol = true};
    pen->row = 0;
    pen->x = pen->indent = pen->left;
    for (const char *end; *hint; hint = end) { /* a word with its blank */
        for (end = hint; *end && (*end != ' ' || hint == typed);)
            end++;
        while (*end == ' ')
            end++;
        snprintf(word.text, sizeof word.text, "%.*s", (int)(end - hint), hint);
        put(pen, &word);
    }
}

/* As large as formulas are. */
static void draw_hint(struct pen *pen, const char *hint)
{
    const struct type *type = &pen->place->type;
    pen->size = panel_is_alone(pen->place) ? floor(LARGEST_ALONE * type->formula) : type->label;
    pen->last_right = pen->right;
    for (bool fits = false; !fits; pen->size -= fits ? 0 : 1) {
        pen->rows = rows_in(pen->place, pen->size);
        put_hint(pen, hint);
        fits = pen->row < pen->rows || pen->size <= type->label;
    }
    pen->is_drawing = true;
    put_hint(pen, hint);
}

static void draw_next_hint(struct pen *pen)
{
    const struct session *session = pen->place->session;
    struct error error = {.text = ""};
    if (!session_needs_network(session, &error) || !tape_can_do(&session->tape, &error))
        draw_hint(pen, error.text);
    else
        draw_hint(pen, _("'step' computes the next node and shows here how; 'forward' runs the whole pass."));
}

/* ---- the panel ---- */

void panel_formula_draw(const struct panel_place *place)
{
    const struct session *session = place->session;
    struct explanation shown = formula_shown(session);
    struct pen pen = {.place = place,
                      .left = place->box.x + 1.3 * place->type.space,
                      .right = place->box.x + place->box.width - 1.3 * place->type.space};
    drawlist_clip(place->list, place->box.x, place->box.y, place->box.width, place->box.height);
    if (shown.lines == 0) {
        draw_next_hint(&pen);
    } else {
        bool is_why = session->why && session->why_path == 0 && !session->prediction.is_open;
        struct formula formula = {.place = place, .explanation = &shown, .is_why = is_why};
        formula.starts = memory_new(shown.lines + 1, sizeof *formula.starts);
        formula.ends = memory_new(shown.lines, sizeof *formula.ends);
        pen.tokens = shown.tokens;
        pen.breaks = memory_new(shown.count + 1, sizeof *pen.breaks);
        find_lines(&pen, &formula);
        choose_size(&pen, &formula);
        draw_lines(&pen, &formula);
        memory_free(formula.starts);
        memory_free(formula.ends);
        memory_free(pen.breaks);
    }
    drawlist_unclip(place->list);
    memory_free(shown.tokens);
}
