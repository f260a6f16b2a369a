#include "view/scene_cache.h"

#include <string.h>

#include "base/memory.h"

enum { ANSWERS_MAX = 8 };

struct answer {
    const char *name; /* NULL: none yet */
    uint64_t what, from;
    double *values;
    size_t count;
};

struct scene_cache {
    struct answer answers[ANSWERS_MAX];
    bool postpones, is_behind;
    size_t computed;
};

struct scene_cache *scene_cache_new(void)
{
    return memory_new(1, sizeof(struct scene_cache));
}

void scene_cache_free(struct scene_cache *cache)
{
    for (int i = 0; cache && i < ANSWERS_MAX; i++)
        memory_free(cache->answers[i].values);
    memory_free(cache);
}

void scene_cache_postpone(struct scene_cache *cache, bool postpones)
{
    cache->postpones = postpones;
}

bool scene_cache_is_behind(struct scene_cache *cache)
{
    bool is_behind = cache->is_behind;
    cache->is_behind = false;
    return is_behind;
}

size_t scene_cache_computed(const struct scene_cache *cache)
{
    return cache->computed;
}

/* The answer of that name, or room for it; NULL when all is taken. */
static struct answer *find(struct scene_cache *cache, const char *name)
{
    for (int i = 0; cache && i < ANSWERS_MAX; i++) {
        if (!cache->answers[i].name)
            cache->answers[i].name = name;
        if (strcmp(cache->answers[i].name, name) == 0)
            return &cache->answers[i];
    }
    return NULL;
}

static const double *compute(const struct scene_question *question, double *values)
{
    question->compute(question->context, values);
    return values;
}

const double *scene_cache_ask(struct scene_cache *cache, const struct scene_question *question, double **own)
{
    struct answer *answer = find(cache, question->name);
    *own = NULL;
    if (!answer)
        return compute(question, *own = memory_new(question->count, sizeof **own));
    bool is_the_same = answer->values && answer->what == question->what && answer->count == question->count;
    if (is_the_same && answer->from == question->from)
        return answer->values;
    if (is_the_same && cache->postpones) {
        cache->is_behind = true;
        return answer->values;
    }
    if (answer->count != question->count)
        answer->values = memory_resize(answer->values, question->count, sizeof *answer->values);
    answer->count = question->count;
    answer->what = question->what;
    answer->from = question->from;
    cache->computed++;
    return compute(question, answer->values);
}

/* ---- hashes ---- */

/* Eight bytes at a time; each step can be undone, so that no two words give the same by themselves. */
static uint64_t stir(uint64_t hash, uint64_t word)
{
    hash = (hash ^ word) * 0x9E3779B97F4A7C15u;
    return hash ^ hash >> 32;
}

uint64_t scene_hash(uint64_t hash, const void *bytes, size_t length)
{
    const unsigned char *at = bytes;
    uint64_t word = 0;
    for (; length >= sizeof word; at += sizeof word, length -= sizeof word) {
        memcpy(&word, at, sizeof word);
        hash = stir(hash, word);
    }
    word = (uint64_t)length << 56; /* the rest, and how long it is */
    memcpy(&word, at, length);
    return stir(hash, word);
}

uint64_t scene_hash_network(uint64_t hash, const struct network *network, const struct settings *settings)
{
    for (int k = 0; k <= network->depth; k++) {
        const struct layer *layer = &network->layers[k];
        hash = scene_hash(hash, &layer->nodes, sizeof layer->nodes);
        hash = scene_hash(hash, &layer->activation, sizeof(const struct activation *));
        hash = scene_hash(hash, &layer->param, sizeof layer->param);
    }
    hash = scene_hash(hash, &settings->has_softmax, sizeof settings->has_softmax);
    return scene_hash(hash, network->param, network->param_count * sizeof *network->param);
}
