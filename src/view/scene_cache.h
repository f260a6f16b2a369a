/* What panels compute from many points of the plane, kept from one picture to the next: it is computed again
 * only when something that it depends on has changed. Who draws scenes one after the other owns one and
 * hands it to them (scene_options.cache); a scene without one computes everything afresh and looks the same.
 * A window that mustn't wait says scene_cache_postpone: then a picture shows the numbers of a moment ago
 * where new ones would take their time, and scene_cache_is_behind says that it did. When nothing else is to
 * be done, the window draws once more without postponing. */
#ifndef NABLA_VIEW_SCENE_CACHE_H
#define NABLA_VIEW_SCENE_CACHE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nn/network.h"
#include "nn/tape.h"

struct scene_cache;

struct scene_cache *scene_cache_new(void);
void scene_cache_free(struct scene_cache *cache); /* NULL is fine */

void scene_cache_postpone(struct scene_cache *cache, bool postpones);

/* Whether numbers of a moment ago were shown since this was asked last. */
bool scene_cache_is_behind(struct scene_cache *cache);

/* How many answers were computed so far: for tests and the bench. */
size_t scene_cache_computed(const struct scene_cache *cache);

/* ---- for panels ---- */

struct scene_question {
    const char *name; /* static; the newest answer under each name is kept */
    uint64_t what;    /* hash of what is asked: an answer to another question is never shown */
    uint64_t from;    /* hash of the numbers that the answer depends on: it may be out of date for a moment */
    size_t count;     /* doubles of the answer */
    void (*compute)(const void *context, double *values);
    const void *context;
};

/* values[count]: the cache's, until the next question of that name; with no cache *own, which the caller
 * frees with memory_free. *own may be NULL afterwards. */
const double *scene_cache_ask(struct scene_cache *cache, const struct scene_question *question, double **own);

/* ---- hashes: start with 0 and go on with what the last one gave ---- */

uint64_t scene_hash(uint64_t hash, const void *bytes, size_t length);

/* All that the outputs depend on but the inputs: layers, parameters, head. */
uint64_t scene_hash_network(uint64_t hash, const struct network *network, const struct settings *settings);

#endif
