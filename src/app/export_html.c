/* The recorded steps as one page that needs nothing else: the picture of each step, its formula, a slider, keys, and
 * both languages. */
#include <string.h>

#include "app/export.h"
#include "base/translate.h"

static const char *const languages[] = {"en", "ko"};

enum { LANGUAGES = sizeof languages / sizeof *languages };

static void put_escaped(struct buffer *out, const char *text)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            buffer_put(out, "&amp;");
            break;
        case '<':
            buffer_put(out, "&lt;");
            break;
        case '>':
            buffer_put(out, "&gt;");
            break;
        case '"':
            buffer_put(out, "&quot;");
            break;
        default:
            buffer_put_char(out, *text);
        }
    }
}

/* A text of the page in both languages; the style sheet shows one of them. */
static void put_both(struct buffer *out, const char *text)
{
    const char *language = translate_language();
    for (size_t i = 0; i < LANGUAGES; i++) {
        translate_select(languages[i]);
        buffer_printf(out, "<span lang=\"%s\">", languages[i]);
        put_escaped(out, _(text));
        buffer_put(out, "</span>");
    }
    translate_select(language);
}

/* ---- the formula ---- */

/* The same families as in the terminal and the window. */
static const char *family(const struct explain_token *token)
{
    if (!token->is_symbol || !token->has_cell)
        return NULL;
    if (token->cell.quantity == QUANTITY_LOSS)
        return "loss";
    if (quantity_is_gradient(token->cell.quantity))
        return "gradient";
    return quantity_is_parameter(token->cell.quantity) ? "weight" : "value";
}

static bool put_part(struct buffer *out, const struct explanation *explanation, size_t line,
                     enum token_part part)
{
    bool has_any = false;
    for (size_t i = 0; i < explanation->count; i++) {
        const struct explain_token *token = &explanation->tokens[i];
        const char *class = family(token);
        if (token->line != line || token->part != part)
            continue;
        if (!has_any)
            buffer_put(out, part == PART_TARGET ? "<td>" : "<td>= ");
        has_any = true;
        if (class)
            buffer_printf(out, "<b class=\"%s\">", class);
        put_escaped(out, token->text);
        buffer_put(out, class ? "</b>" : "");
    }
    buffer_put(out, has_any ? "</td>" : "<td></td>");
    return has_any;
}

static void put_formula(struct buffer *out, const struct explanation *explanation)
{
    buffer_put(out, "<h2>");
    put_escaped(out, explanation->title);
    buffer_put(out, "</h2><table>\n");
    for (size_t i = 0; i < explanation->lines; i++) {
        buffer_put(out, "<tr>");
        for (int part = PART_TARGET; part <= PART_RESULT; part++)
            put_part(out, explanation, i, (enum token_part)part);
        buffer_put(out, "</tr>\n");
    }
    buffer_put(out, "</table>\n");
}

/* ---- the page ---- */

static const char head[] =
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<style>\n"
    "body { margin: 0; background: #10151c; color: #e6ebf2; font: 16px \"DejaVu Sans\", "
    "NanumGothic, sans-serif }\n"
    "main { max-width: 1400px; margin: auto; padding: 8px }\n"
    "#stage svg { display: block; width: 100%; height: auto; max-height: 78vh }\n"
    "nav { display: flex; gap: 8px; align-items: center; padding: 8px 0 }\n"
    "nav input { flex: 1; min-width: 60px }\n"
    "button { font: inherit; color: inherit; background: #263040; border: 1px solid "
    "#4a5870; border-radius: 6px;"
    " padding: 4px 12px; cursor: pointer }\n"
    "svg text { white-space: pre } #formula { overflow-x: auto } h2 { font-size: 1em; margin: 8px 0 }\n"
    "td { padding: 1px 10px 1px 0; white-space: nowrap }\n"
    "b { font-weight: normal } .weight { color: #56a0ff } .value { color: #4fd6b8 } "
    ".gradient { color: #d873d0 }"
    " .loss { color: #ff6b8b; font-weight: bold }\n"
    "footer { color: #9aa7b8; font-size: 0.85em; padding: 8px 0 }\n"
    "html[lang=en] :lang(ko), html[lang=ko] :lang(en) { display: none }\n"
    "</style>\n";

/* Pictures and formulas wait in templates, so that only one picture's names of clips are in the page at a time. */
static const char script[] =
    "<script>\n"
    "\"use strict\";\n"
    "const slider = document.querySelector(\"input\"), page = document.documentElement;\n"
    "let timer = null;\n"
    "function put(place, id) {\n"
    "  document.getElementById(place).replaceChildren(document.getElementById(id).content.cloneNode(true));\n"
    "}\n"
    "function show() {\n"
    "  const id = slider.value + page.lang;\n"
    "  put(\"stage\", \"p\" + id);\n"
    "  put(\"formula\", \"f\" + id);\n"
    "  document.querySelector(\"output\").value = `${+slider.value + 1} / ${+slider.max + 1}`;\n"
    "}\n"
    "function go(step) {\n"
    "  slider.value = step;\n"
    "  show();\n"
    "}\n"
    "function play() {\n"
    "  if (timer) {\n"
    "    clearInterval(timer);\n"
    "    timer = null;\n"
    "    return;\n"
    "  }\n"
    "  if (slider.value === slider.max) go(0);\n"
    "  timer = setInterval(() => slider.value === slider.max ? play() : go(+slider.value + 1), 1000 * "
    "slider.dataset.seconds);\n"
    "}\n"
    "function speak() {\n"
    "  page.lang = page.lang === \"en\" ? \"ko\" : \"en\";\n"
    "  show();\n"
    "}\n"
    "const actions = {back: () => go(+slider.value - 1), next: () => go(+slider.value + 1), play, speak};\n"
    "for (const button of document.querySelectorAll(\"button\"))\n"
    "  button.addEventListener(\"click\", actions[button.name]);\n"
    "slider.addEventListener(\"input\", show);\n"
    "document.addEventListener(\"keydown\", event => {\n"
    "  const keys = {ArrowRight: actions.next, ArrowLeft: actions.back, Home: () => go(0), End: () => "
    "go(slider.max),"
    " \" \": play, l: speak};\n"
    "  if (keys[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) {\n"
    "    event.preventDefault();\n"
    "    keys[event.key]();\n"
    "  }\n"
    "});\n"
    "const start = /^#(\\d+)(en|ko)?$/.exec(location.hash);  // page.html#7ko begins there\n"
    "if (start && start[2]) page.lang = start[2];\n"
    "go(start ? start[1] - 1 : 0);\n"
    "</script>\n";

static void put_button(struct buffer *out, const char *name, const char *text)
{
    buffer_printf(out, "<button name=\"%s\">", name);
    put_both(out, text);
    buffer_put(out, "</button>\n");
}

static bool begin_html(struct session *session, struct export *export, struct error *error)
{
    struct buffer *out = &export->out;
    size_t count = 0;
    if (!export_read_picture(session, export, &count, error) ||
        !recorded_find(&export->recorded, session, count, error))
        return false;
    buffer_printf(
        out, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n<title>nabla</title>\n%s",
        translate_language(), head);
    buffer_put(out, "</head>\n<body>\n<main>\n<div id=\"stage\"></div>\n<nav>\n");
    put_button(out, "back", N_("back"));
    put_button(out, "next", N_("next"));
    put_button(out, "play", N_("play"));
    buffer_printf(
        out,
        "<input type=\"range\" min=\"0\" max=\"%zu\" value=\"0\" data-seconds=\"%d\" aria-label=\"step\">\n"
        "<output></output>\n",
        export->recorded.count - 1, export->seconds);
    buffer_put(
        out, "<button name=\"speak\"><span lang=\"en\">한국어</span><span lang=\"ko\">English</span></button>\n"
             "</nav>\n<div id=\"formula\"></div>\n<footer>");
    put_both(out,
             N_("Keys: arrows step, Home and End go to the first and last step, space plays, l changes the "
                "language. Made with nabla."));
    buffer_put(out, "</footer>\n</main>\n");
    return true;
}

/* The picture and the formula of one step, in one language. */
static bool add_language(struct session *session, struct export *export, size_t i, struct error *error)
{
    struct buffer *out = &export->out;
    session_refresh_last(session);
    buffer_printf(out, "<template id=\"p%zu%s\">", i, translate_language());
    if (!export_draw(session, export, PICTURE_SVG, out, error))
        return false;
    buffer_printf(out, "</template>\n<template id=\"f%zu%s\">", i, translate_language());
    put_formula(out, &session->last);
    buffer_put(out, "</template>\n");
    return true;
}

static bool add_page(struct session *session, struct export *export, size_t i, struct error *error)
{
    const char *language = translate_language();
    bool is_added = true;
    for (size_t k = 0; k < LANGUAGES && is_added; k++) {
        translate_select(languages[k]);
        is_added = add_language(session, export, i, error);
    }
    translate_select(language);
    return is_added;
}

static bool finish_html(struct session *session, struct export *export, struct error *error)
{
    (void)session, (void)error;
    buffer_put(&export->out, script);
    buffer_put(&export->out, "</body>\n</html>\n");
    return true;
}

const struct export_format export_html = {
    .name = "html",
    .endings = {".html", ".htm"},
    .title = N_("the steps of this iteration, or the last N, as a page with a slider, in both languages"),
    .options = "[N] [WIDTHxHEIGHT] [3s] [PANEL ...]",
    .needs = EXPORT_NEEDS_NET,
    .begin = begin_html,
    .step = add_page,
    .finish = finish_html};
