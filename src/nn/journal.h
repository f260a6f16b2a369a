/* The journal: what makes `back`, `undo` and `redo` exact. Before any state changes, its old bytes are
 * saved here; going back swaps them with the present ones, so that the same record then leads forward
 * again. Nothing is recomputed, so every bit returns.
 *
 * A *moment* is what one `back` undoes: all that was saved between one mark and the next. Addresses must
 * stay valid as long as the journal holds them: state lives in heap objects, and an object that is
 * replaced is not freed but handed to the journal (journal_save_object), which owns it from then on. */
#ifndef NABLA_NN_JOURNAL_H
#define NABLA_NN_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JOURNAL_LIMIT_MB = 64 }; /* the default bound */

struct journal;

/* limit_bytes bounds what it keeps; beyond it the oldest moments go (journal_forgotten). */
struct journal *journal_new(size_t limit_bytes);
void journal_free(struct journal *journal); /* frees the objects that it owns, too */
void journal_set_limit(struct journal *journal, size_t limit_bytes);

/* Opens a moment of this kind (a small number of the caller's). What could be redone is gone from here
 * on. A moment in which nothing is saved leaves no trace. */
void journal_mark(struct journal *journal, int kind);

/* The next moment begins a group: all that one command does. */
void journal_begin_group(struct journal *journal);

/* Saves size bytes at address, which the caller is about to change. */
void journal_save(struct journal *journal, void *address, size_t size);

/* Saves the object pointer at *slot, which the caller is about to point elsewhere. The journal owns
 * whichever object is not in the slot and calls destroy on it once no moment can lead there. */
void journal_save_object(struct journal *journal, void *slot, void (*destroy)(void *object));

/* One moment back, or forward again; false at the end of what is kept. */
bool journal_back(struct journal *journal);
bool journal_forward(struct journal *journal);

/* To the start of the newest group, or to the end of the next one that was undone; false if there is none. */
bool journal_undo(struct journal *journal);
bool journal_redo(struct journal *journal);

size_t journal_moments(const struct journal *journal);   /* how many `back` can undo */
size_t journal_undone(const struct journal *journal);    /* how many `forward` can redo */
size_t journal_forgotten(const struct journal *journal); /* how many were dropped for the bound */
size_t journal_bytes(const struct journal *journal);
int journal_kind(const struct journal *journal); /* of the newest moment; -1 if there is none */
bool journal_has_kind(const struct journal *journal,
                      int kind);                         /* whether any moment that back can undo is so */
int journal_kind_forward(const struct journal *journal); /* of the moment that forward would redo; or -1 */

/* The newest of the last `moments` moments that changed the byte at address: its kind, and in *before the
 * bytes that were there before it. -1, and address itself, if none of them did. */
int journal_last_change(const struct journal *journal, const void *address, size_t moments,
                        const void **before);

/* The bytes that were at address at the end of the newest moment that changed the byte at `changed`; without one,
 * the oldest that are known. */
const void *journal_value_when(const struct journal *journal, const void *address, const void *changed);

#endif
