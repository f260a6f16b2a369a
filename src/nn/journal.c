#include "nn/journal.h"

#include <assert.h>
#include <string.h>

#include "base/memory.h"

enum type { MARK, BYTES, OBJECT };

struct record {
    void *address; /* BYTES, OBJECT: what changed */
    size_t offset; /* where its bytes lie in `bytes` */
    uint32_t size; /* of these bytes; 0 for a mark */
    uint8_t type;  /* enum type */
    uint8_t kind;  /* MARK: the moment's kind */
    bool is_first; /* MARK: of its group */
};

struct object { /* the bytes of an OBJECT record */
    void *pointer;
    void (*destroy)(void *);
};

struct journal {
    struct record *records;
    size_t count, top, records_capacity; /* records below top lead back, those from top on forward */
    unsigned char *bytes;
    size_t bytes_used, bytes_capacity;
    size_t moments, undone, forgotten;
    bool begins_group; /* the next mark is the first of its group */
    size_t limit;
};

struct journal *journal_new(size_t limit_bytes)
{
    struct journal *journal = memory_new(1, sizeof *journal);
    journal->limit = limit_bytes;
    return journal;
}

static void destroy_objects(struct journal *journal, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        if (journal->records[i].type != OBJECT)
            continue;
        struct object object;
        memcpy(&object, journal->bytes + journal->records[i].offset, sizeof object);
        if (object.pointer)
            object.destroy(object.pointer);
    }
}

void journal_free(struct journal *journal)
{
    if (!journal)
        return;
    destroy_objects(journal, 0, journal->count);
    memory_free(journal->records);
    memory_free(journal->bytes);
    memory_free(journal);
}

size_t journal_bytes(const struct journal *journal)
{
    return journal->bytes_used + journal->count * sizeof(struct record);
}

/* Drops the oldest moments until three quarters of the bound are left, but never the newest one. */
static void forget_oldest(struct journal *journal)
{
    size_t cut = 0, bytes = journal_bytes(journal), newest = journal->top;
    while (newest > 0 && journal->records[newest - 1].type != MARK)
        newest--;
    newest = newest > 0 ? newest - 1 : 0;
    while (cut < newest && bytes > journal->limit / 4 * 3) {
        do {
            bytes -= sizeof(struct record) + (journal->records[cut].size + 7u) / 8 * 8;
            cut++;
        } while (cut < newest && journal->records[cut].type != MARK);
        journal->moments--;
        journal->forgotten++;
    }
    if (cut == 0)
        return;
    destroy_objects(journal, 0, cut);
    size_t shift = journal->records[cut].offset;
    journal->bytes_used -= shift;
    memmove(journal->bytes, journal->bytes + shift, journal->bytes_used);
    journal->count -= cut;
    journal->top -= cut;
    memmove(journal->records, journal->records + cut, journal->count * sizeof *journal->records);
    for (size_t i = 0; i < journal->count; i++)
        journal->records[i].offset -= shift;
}

void journal_set_limit(struct journal *journal, size_t limit_bytes)
{
    journal->limit = limit_bytes;
    if (journal_bytes(journal) > limit_bytes)
        forget_oldest(journal);
}

static unsigned char *append(struct journal *journal, struct record record)
{
    if (journal->count == journal->records_capacity) {
        journal->records_capacity = journal->records_capacity ? 2 * journal->records_capacity : 256;
        journal->records = memory_resize(journal->records, journal->records_capacity, sizeof record);
    }
    size_t padded = (record.size + 7u) / 8 * 8;
    if (!journal->bytes || journal->bytes_used + padded > journal->bytes_capacity) {
        while (journal->bytes_used + padded > journal->bytes_capacity)
            journal->bytes_capacity = journal->bytes_capacity ? 2 * journal->bytes_capacity : 4096;
        journal->bytes = memory_resize(journal->bytes, journal->bytes_capacity, 1);
    }
    record.offset = journal->bytes_used;
    journal->records[journal->count++] = record;
    journal->top = journal->count;
    journal->bytes_used += padded;
    return journal->bytes + record.offset;
}

void journal_mark(struct journal *journal, int kind)
{
    if (journal->top < journal->count) {
        destroy_objects(journal, journal->top, journal->count);
        journal->bytes_used = journal->records[journal->top].offset;
        journal->count = journal->top;
        journal->undone = 0;
    }
    if (journal->count > 0 && journal->records[journal->count - 1].type == MARK) {
        struct record *empty = &journal->records[journal->count - 1]; /* nothing was saved since */
        empty->kind = (uint8_t)kind;
        empty->is_first |= journal->begins_group;
        journal->begins_group = false;
        return;
    }
    if (journal_bytes(journal) > journal->limit)
        forget_oldest(journal);
    append(journal, (struct record){.type = MARK, .kind = (uint8_t)kind, .is_first = journal->begins_group});
    journal->begins_group = false;
    journal->moments++;
}

void journal_begin_group(struct journal *journal)
{
    journal->begins_group = true;
}

void journal_save(struct journal *journal, void *address, size_t size)
{
    assert(journal->moments > 0 && journal->top == journal->count);
    assert(size <= UINT32_MAX - 8);
    memcpy(append(journal, (struct record){.type = BYTES, .address = address, .size = (uint32_t)size}), address,
           size);
}

void journal_save_object(struct journal *journal, void *slot, void (*destroy)(void *))
{
    assert(journal->moments > 0 && journal->top == journal->count);
    struct object object = {.destroy = destroy};
    memcpy(&object.pointer, slot, sizeof object.pointer);
    memcpy(append(journal, (struct record){.type = OBJECT, .address = slot, .size = sizeof object}), &object,
           sizeof object);
}

static void swap_bytes(unsigned char *a, unsigned char *b, size_t size)
{
    unsigned char block[4096];
    while (size > 0) {
        size_t n = size < sizeof block ? size : sizeof block;
        memcpy(block, a, n);
        memcpy(a, b, n);
        memcpy(b, block, n);
        a += n;
        b += n;
        size -= n;
    }
}

/* An OBJECT record swaps only its pointer, which comes first in struct object. */
static void swap_record(struct journal *journal, const struct record *record)
{
    size_t size = record->type == OBJECT ? sizeof(void *) : record->size;
    swap_bytes(journal->bytes + record->offset, record->address, size);
}

/* The newest moment's mark, skipping one in which nothing was saved; top if there is none. */
static size_t newest_mark(const struct journal *journal)
{
    size_t i = journal->top;
    while (i > 0 && journal->records[i - 1].type == MARK)
        i--;
    while (i > 0 && journal->records[i - 1].type != MARK)
        i--;
    return i > 0 ? i - 1 : journal->top;
}

bool journal_back(struct journal *journal)
{
    if (journal->top > 0 && journal->records[journal->top - 1].type == MARK) { /* nothing was saved since */
        assert(journal->top == journal->count);
        journal->count = --journal->top;
        journal->moments--;
    }
    size_t mark = newest_mark(journal);
    if (mark == journal->top)
        return false;
    while (journal->top > mark) {
        struct record *record = &journal->records[--journal->top];
        if (record->type == MARK) {
            journal->moments--;
            journal->undone++;
        } else {
            swap_record(journal, record);
        }
    }
    return true;
}

bool journal_forward(struct journal *journal)
{
    if (journal->top == journal->count)
        return false;
    do {
        struct record *record = &journal->records[journal->top++];
        if (record->type == MARK) {
            journal->moments++;
            journal->undone--;
        } else {
            swap_record(journal, record);
        }
    } while (journal->top < journal->count && journal->records[journal->top].type != MARK);
    return true;
}

bool journal_undo(struct journal *journal)
{
    bool is_undone = false, is_first = false;
    while (!is_first) {
        size_t mark = newest_mark(journal);
        if (mark == journal->top)
            break;
        is_first = journal->records[mark].is_first;
        is_undone = journal_back(journal);
    }
    return is_undone;
}

bool journal_redo(struct journal *journal)
{
    bool is_redone = false;
    while (journal->top < journal->count && !(is_redone && journal->records[journal->top].is_first))
        is_redone = journal_forward(journal);
    return is_redone;
}

size_t journal_moments(const struct journal *journal)
{
    bool is_empty = journal->top > 0 && journal->records[journal->top - 1].type == MARK;
    return journal->moments - (is_empty ? 1 : 0);
}

size_t journal_undone(const struct journal *journal)
{
    return journal->undone;
}

size_t journal_forgotten(const struct journal *journal)
{
    return journal->forgotten;
}

int journal_kind(const struct journal *journal)
{
    size_t mark = newest_mark(journal);
    return mark == journal->top ? -1 : journal->records[mark].kind;
}

bool journal_has_kind(const struct journal *journal, int kind)
{
    for (size_t i = journal->top; i > 0; i--)
        if (journal->records[i - 1].type == MARK && journal->records[i - 1].kind == kind)
            return true;
    return false;
}

int journal_kind_forward(const struct journal *journal)
{
    return journal->top == journal->count ? -1 : journal->records[journal->top].kind;
}

/* Where the record keeps the byte at address; NULL if it isn't about it. */
static const unsigned char *kept(const struct journal *journal, const struct record *record,
                                 const void *address)
{
    const unsigned char *wanted = address, *start = record->address;
    bool is_kept = record->type == BYTES && wanted >= start && wanted < start + record->size;
    return is_kept ? journal->bytes + record->offset + (wanted - start) : NULL;
}

int journal_last_change(const struct journal *journal, const void *address, size_t moments, const void **before)
{
    const unsigned char *found = NULL;
    *before = address;
    for (size_t i = journal->top; i > 0 && moments > 0; i--) {
        const struct record *record = &journal->records[i - 1];
        const unsigned char *here = kept(journal, record, address);
        found = here ? here : found; /* a moment's first save is its oldest */
        if (record->type != MARK)
            continue;
        if (found) {
            *before = found;
            return record->kind;
        }
        moments--;
    }
    return -1;
}

const void *journal_value_when(const struct journal *journal, const void *address, const void *changed)
{
    const void *value = address, *before = address;
    bool is_there = false;
    for (size_t i = journal->top; i > 0; i--) {
        const struct record *record = &journal->records[i - 1];
        const void *here = kept(journal, record, address);
        before = here ? here : before;
        is_there = is_there || kept(journal, record, changed);
        if (record->type != MARK)
            continue;
        if (is_there)
            break;
        value = before;
    }
    return value;
}
