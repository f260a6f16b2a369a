#include "app/lesson_file.h"

#include <md4c.h>
#include <stdlib.h>
#include <string.h>

#include "app/view_settings.h"
#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "base/translate.h"
#include "base/utf8.h"

enum { LESSON_BYTES_MAX = 1 << 20, LISTS_MAX = 8 };

struct list {
    int next; /* the number of its next item; 0: bullets */
    bool is_tight;
};

struct reader {
    const char *source;
    size_t length;
    struct lesson_file *file;
    struct error *error;
    int line;           /* where the reader is, or of what is wrong */
    struct buffer text; /* of the block under way */
    struct list lists[LISTS_MAX];
    int depth;             /* lists around */
    bool is_new_item;      /* the next paragraph begins an item */
    bool is_first_of_list; /* of the outermost list: it gets an empty line before it */
    int quotes;
    struct buffer info;        /* of the code block under way */
    struct prose_block *table; /* under way */
    size_t cells;              /* of it, so far */
    bool in_code;              /* block */
};

/* ---- pages ---- */

static struct lesson_page *add_page(struct reader *reader, char *title)
{
    struct lesson_file *file = reader->file;
    file->pages = memory_resize(file->pages, file->count + 1, sizeof *file->pages);
    struct lesson_page *page = &file->pages[file->count++];
    *page = (struct lesson_page){.title = title, .line = reader->line};
    return page;
}

static struct lesson_page *open_page(struct reader *reader)
{
    struct lesson_file *file = reader->file;
    return file->count > 0 ? &file->pages[file->count - 1]
                           : add_page(reader, memory_string(file->title ? file->title : ""));
}

static struct lesson_item *add_item(struct reader *reader, enum lesson_item_kind kind)
{
    struct lesson_page *page = open_page(reader);
    page->items = memory_resize(page->items, page->count + 1, sizeof *page->items);
    struct lesson_item *item = &page->items[page->count++];
    *item = (struct lesson_item){.kind = kind, .line = reader->line};
    return item;
}

/* All prose between two blocks is one item. */
static struct prose_block *add_prose(struct reader *reader, enum prose_kind kind)
{
    struct lesson_page *page = open_page(reader);
    struct lesson_item *last = page->count > 0 ? &page->items[page->count - 1] : NULL;
    if (!last || last->kind != ITEM_PROSE)
        last = add_item(reader, ITEM_PROSE);
    return prose_add(&last->prose, kind);
}

/* ---- blocks of ours ---- */

static bool fail(struct reader *reader, const char *message)
{
    return error_set(reader->error, "%s", message);
}

static bool read_forbidden(struct reader *reader, const char *words)
{
    static const struct {
        const char *word;
        unsigned flag;
    } known[] = {{"hint", FORBID_HINT}, {"skip", FORBID_SKIP}, {"solution", FORBID_SOLUTION}};
    for (size_t length; words += strspn(words, " ,"), (length = strcspn(words, " ,")) > 0; words += length) {
        bool is_known = false;
        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            if (strlen(known[i].word) == length && memcmp(known[i].word, words, length) == 0) {
                reader->file->forbids |= known[i].flag;
                is_known = true;
            }
        if (!is_known)
            return error_set(reader->error, _("'forbid: %s': only hint, skip and solution can be forbidden"),
                             words);
    }
    return true;
}

static bool read_setting(struct reader *reader, const char *key, size_t key_length, const char *value)
{
    if (key_length == 6 && memcmp(key, "forbid", 6) == 0)
        return read_forbidden(reader, value);
    if (key_length != 4 || memcmp(key, "view", 4) != 0)
        return error_set(reader->error,
                         _("'%.*s:' means nothing here; a lesson block holds 'view:' and 'forbid:'"),
                         (int)key_length, key);
    struct view view;
    view_init(&view);
    if (!view_pick(&view, value, reader->error))
        return false;
    struct lesson_file *file = reader->file;
    char **place = file->count > 0 ? &file->pages[file->count - 1].view : &file->view;
    memory_free(*place);
    *place = memory_string(value);
    return true;
}

/* "key: value" a line. */
static bool read_settings(struct reader *reader)
{
    const char *text = buffer_text(&reader->text);
    bool is_good = true;
    for (; *text && is_good; reader->line++) {
        size_t length = strcspn(text, "\n");
        char *line = memory_text(text, length), *colon = strchr(line, ':');
        if (colon)
            is_good = read_setting(reader, line, (size_t)(colon - line), colon + 1 + strspn(colon + 1, " "));
        else if (strspn(line, " \r") != length)
            is_good = error_set(reader->error, _("'%s': a line of a lesson block is 'key: value'"), line);
        memory_free(line);
        text += length + (text[length] == '\n');
        if (!is_good)
            break;
    }
    return is_good;
}

static bool read_ask(struct reader *reader)
{
    struct ask *ask = ask_read(buffer_text(&reader->text), reader->text.length, &reader->line, reader->error);
    if (!ask)
        return false;
    reader->line = ask->line;
    if (lesson_file_ask(reader->file, ask->id)) {
        error_set(reader->error, _("there is a question '%s' already; each needs an id of its own"), ask->id);
        ask_free(ask);
        return false;
    }
    struct lesson_item *item = add_item(reader, ITEM_ASK);
    item->ask = ask;
    return true;
}

/* The commands of a block that has some. */
static bool read_commands(struct reader *reader, enum lesson_item_kind kind)
{
    while (reader->text.length > 0 && reader->text.data[reader->text.length - 1] == '\n')
        buffer_cut(&reader->text, reader->text.length - 1);
    if (reader->text.length == 0)
        return fail(reader, _("this block is empty; commands belong in it"));
    struct lesson_item *item = add_item(reader, kind);
    item->commands = buffer_take(&reader->text);
    return true;
}

static bool end_code(struct reader *reader)
{
    const char *info = buffer_text(&reader->info);
    int line = reader->line;
    bool is_good = true;
    if (strcmp(info, "ask") == 0)
        is_good = read_ask(reader);
    else if (strcmp(info, "lesson") == 0)
        is_good = read_settings(reader);
    else if (strcmp(info, "nabla") == 0)
        is_good = read_commands(reader, ITEM_RUN);
    else if (strcmp(info, "nabla try") == 0)
        is_good = read_commands(reader, ITEM_TRY);
    else if (strcmp(info, "nabla refused") == 0)
        is_good = read_commands(reader, ITEM_REFUSED);
    else if (strcmp(info, "") == 0 || strcmp(info, "text") == 0)
        add_prose(reader, PROSE_CODE)->text = buffer_take(&reader->text);
    else
        is_good = error_set(
            reader->error,
            _("```%s: a block is 'nabla', 'nabla try', 'nabla refused', 'ask', 'lesson' or 'text'"), info);
    if (is_good)
        reader->line = line;
    buffer_clear(&reader->text);
    return is_good;
}

/* ---- prose ---- */

/* A paragraph, wherever it stands. */
static void end_text(struct reader *reader)
{
    if (reader->text.length == 0)
        return;
    struct prose_block *block;
    if (reader->depth > 0) {
        struct list *list = &reader->lists[reader->depth - 1];
        block = add_prose(reader, PROSE_ITEM);
        block->depth = reader->depth - 1;
        block->number = !reader->is_new_item ? -1 : list->next > 0 ? list->next++ : 0;
        block->is_tight = list->is_tight && !(reader->is_first_of_list && reader->depth == 1);
        reader->is_new_item = reader->is_first_of_list = false;
    } else {
        block = add_prose(reader, reader->quotes > 0 ? PROSE_QUOTE : PROSE_PARAGRAPH);
    }
    block->text = buffer_take(&reader->text);
}

static bool end_heading(struct reader *reader, unsigned level)
{
    struct lesson_file *file = reader->file;
    if (level > 2) {
        add_prose(reader, PROSE_HEADING)->text = buffer_take(&reader->text);
        return true;
    }
    struct buffer title = BUFFER_EMPTY;
    prose_plain(buffer_text(&reader->text), &title);
    buffer_clear(&reader->text);
    if (level == 2) {
        add_page(reader, buffer_take(&title));
        return true;
    }
    if (file->title || file->count > 0) {
        buffer_finish(&title);
        return fail(reader, _("the title, '# ...', stands once, at the top"));
    }
    file->title = buffer_take(&title);
    return true;
}

static void begin_list(struct reader *reader, int first, bool is_tight)
{
    end_text(reader); /* of the item around */
    reader->is_first_of_list = reader->depth == 0;
    if (reader->depth < LISTS_MAX)
        reader->lists[reader->depth++] = (struct list){first, is_tight};
}

static void end_cell(struct reader *reader, MD_ALIGN align, bool is_heading)
{
    struct prose_block *table = reader->table;
    if (reader->cells == table->rows * table->columns)
        return;
    if (is_heading)
        table->align[reader->cells] = align == MD_ALIGN_RIGHT ? 'r' : align == MD_ALIGN_CENTER ? 'c' : 'l';
    table->cells[reader->cells++] = buffer_take(&reader->text);
}

static void begin_table(struct reader *reader, const MD_BLOCK_TABLE_DETAIL *detail)
{
    struct prose_block *table = add_prose(reader, PROSE_TABLE);
    table->columns = detail->col_count;
    table->rows = detail->head_row_count + detail->body_row_count;
    table->cells = memory_new(table->rows * table->columns, sizeof *table->cells);
    table->align = memory_new(table->columns, 1);
    reader->table = table;
    reader->cells = 0;
}

/* ---- what md4c reports ---- */

static void note_place(struct reader *reader, const char *place)
{
    if (place < reader->source || place >= reader->source + reader->length)
        return; /* of a copy that md4c made */
    reader->line = 1;
    for (const char *c = reader->source; c < place; c++)
        reader->line += *c == '\n';
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct reader *reader = context;
    if (type == MD_BLOCK_UL) {
        begin_list(reader, 0, ((MD_BLOCK_UL_DETAIL *)detail)->is_tight);
    } else if (type == MD_BLOCK_OL) {
        begin_list(reader, (int)((MD_BLOCK_OL_DETAIL *)detail)->start,
                   ((MD_BLOCK_OL_DETAIL *)detail)->is_tight);
    } else if (type == MD_BLOCK_LI) {
        reader->is_new_item = true;
    } else if (type == MD_BLOCK_QUOTE) {
        reader->quotes++;
    } else if (type == MD_BLOCK_TABLE) {
        begin_table(reader, detail);
    } else if (type == MD_BLOCK_CODE) {
        const MD_ATTRIBUTE *info = &((MD_BLOCK_CODE_DETAIL *)detail)->info;
        end_text(reader);
        buffer_clear(&reader->info);
        buffer_put_n(&reader->info, info->text ? info->text : "", info->size);
        if (info->text)
            note_place(reader, info->text);
        reader->line++; /* its first line */
        reader->in_code = true;
    }
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *context)
{
    struct reader *reader = context;
    bool is_good = true;
    if (type == MD_BLOCK_P || type == MD_BLOCK_LI) {
        end_text(reader);
    } else if (type == MD_BLOCK_UL || type == MD_BLOCK_OL) {
        reader->depth--;
        reader->is_new_item = false;
    } else if (type == MD_BLOCK_QUOTE) {
        reader->quotes--;
    } else if (type == MD_BLOCK_TH || type == MD_BLOCK_TD) {
        end_cell(reader, ((MD_BLOCK_TD_DETAIL *)detail)->align, type == MD_BLOCK_TH);
    } else if (type == MD_BLOCK_H) {
        is_good = end_heading(reader, ((MD_BLOCK_H_DETAIL *)detail)->level);
    } else if (type == MD_BLOCK_CODE) {
        reader->in_code = false;
        is_good = end_code(reader);
    }
    return is_good ? 0 : -1; /* md4c goes on after a positive one */
}

static int put_span(MD_SPANTYPE type, void *detail, void *context)
{
    struct reader *reader = context;
    (void)detail;
    if (type == MD_SPAN_STRONG)
        buffer_put_char(&reader->text, PROSE_BOLD);
    else if (type == MD_SPAN_CODE)
        buffer_put_char(&reader->text, PROSE_CODE_MARK);
    else if (type == MD_SPAN_EM)
        buffer_put_char(&reader->text, PROSE_STRESS);
    return 0;
}

static void put_entity(struct reader *reader, const char *text, size_t length)
{
    static const struct {
        const char *name, *text;
    } known[] = {{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"&quot;", "\""}, {"&nbsp;", " "}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strlen(known[i].name) == length && memcmp(known[i].name, text, length) == 0) {
            buffer_put(&reader->text, known[i].text);
            return;
        }
    buffer_put_n(&reader->text, text, length);
}

static int put_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *context)
{
    struct reader *reader = context;
    if (!reader->in_code)
        note_place(reader, text);
    if (type == MD_TEXT_SOFTBR)
        buffer_put_char(&reader->text, ' ');
    else if (type == MD_TEXT_BR)
        buffer_put_char(&reader->text, '\n');
    else if (type == MD_TEXT_ENTITY)
        put_entity(reader, text, size);
    else
        buffer_put_n(&reader->text, text, size);
    return 0;
}

/* ---- the file ---- */

/* Marks and terminals want no control characters. */
static bool check_bytes(struct reader *reader)
{
    size_t where = 0;
    bool is_utf8 = utf8_valid(reader->source, reader->length, &where);
    for (size_t i = 0; i < (is_utf8 ? reader->length : where); i++) {
        unsigned char c = (unsigned char)reader->source[i];
        if (c >= ' ' ? c != 127 : c == '\n' || c == '\r')
            continue;
        note_place(reader, reader->source + i);
        return c == '\t' ? fail(reader, _("there is a tab; write blanks"))
                         : error_set(reader->error, _("there is a control character, byte %u"), c);
    }
    note_place(reader, reader->source + where);
    return is_utf8 || fail(reader, _("this is no UTF-8"));
}

static bool read_source(struct reader *reader)
{
    MD_PARSER parser = {.flags = MD_FLAG_TABLES | MD_FLAG_NOHTML,
                        .enter_block = enter_block,
                        .leave_block = leave_block,
                        .enter_span = put_span,
                        .leave_span = put_span,
                        .text = put_text};
    if (!check_bytes(reader))
        return false;
    reader->line = 1;
    int result = md_parse(reader->source, (MD_SIZE)reader->length, &parser, reader);
    if (result == 0 && !reader->file->title) {
        reader->line = 1;
        return fail(reader, _("a lesson begins with its title: '# 1. Nodes and weights'"));
    }
    return result == 0 || (reader->error && reader->error->text[0]) ||
           fail(reader, _("this can't be read as Markdown"));
}

struct lesson_file *lesson_file_read(const char *path, struct error *error)
{
    struct buffer source = BUFFER_EMPTY;
    struct error own;
    if (!file_read(path, LESSON_BYTES_MAX, &source, error))
        return NULL;
    struct lesson_file *file = memory_new(1, sizeof *file);
    struct reader reader = {
        .source = buffer_text(&source), .length = source.length, .file = file, .error = &own};
    own.text[0] = '\0';
    file->path = memory_string(path);
    bool is_read = read_source(&reader) && own.text[0] == '\0';
    if (!is_read) {
        error_set(error, "%s:%d: %s", path, reader.line, own.text);
        lesson_file_free(file);
    }
    buffer_finish(&source);
    buffer_finish(&reader.text);
    buffer_finish(&reader.info);
    return is_read ? file : NULL;
}

void lesson_file_free(struct lesson_file *file)
{
    if (!file)
        return;
    for (size_t i = 0; i < file->count; i++) {
        struct lesson_page *page = &file->pages[i];
        for (size_t k = 0; k < page->count; k++) {
            prose_finish(&page->items[k].prose);
            memory_free(page->items[k].commands);
            ask_free(page->items[k].ask);
        }
        memory_free(page->items);
        memory_free(page->title);
        memory_free(page->view);
    }
    memory_free(file->pages);
    memory_free(file->path);
    memory_free(file->title);
    memory_free(file->view);
    memory_free(file);
}

const struct ask *lesson_file_ask(const struct lesson_file *file, const char *id)
{
    for (size_t i = 0; i < file->count; i++)
        for (size_t k = 0; k < file->pages[i].count; k++) {
            const struct ask *ask = file->pages[i].items[k].ask;
            if (ask && strcmp(ask->id, id) == 0)
                return ask;
        }
    return NULL;
}
