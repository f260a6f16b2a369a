#include "nn/kernel/team.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/memory.h"

enum { SPINS = 4000 }; /* looks for the next piece of work, which as a rule follows at once, before sleeping */

struct member {
    struct team *team;
    pthread_t thread;
    int part;
};

struct team {
    int parts; /* threads, the caller's included */
    pthread_mutex_t mutex;
    pthread_cond_t begins, ends;
    atomic_uint round; /* pieces of work handed out so far */
    atomic_int left;   /* parts of this piece not done yet */
    bool quits;
    void (*work)(void *context, int part, int parts);
    void *context;
    struct member member[TEAM_MAX];
};

static void wait_for_round(struct team *team, unsigned last)
{
    for (int i = 0; i < SPINS; i++)
        if (atomic_load(&team->round) != last)
            return;
    pthread_mutex_lock(&team->mutex);
    while (atomic_load(&team->round) == last)
        pthread_cond_wait(&team->begins, &team->mutex);
    pthread_mutex_unlock(&team->mutex);
}

static void *serve(void *argument)
{
    struct member *member = argument;
    struct team *team = member->team;
    for (unsigned round = 0;; round++) {
        wait_for_round(team, round);
        if (team->quits)
            return NULL;
        team->work(team->context, member->part, team->parts);
        if (atomic_fetch_sub(&team->left, 1) == 1) {
            pthread_mutex_lock(&team->mutex);
            pthread_cond_signal(&team->ends);
            pthread_mutex_unlock(&team->mutex);
        }
    }
}

static void begin_round(struct team *team)
{
    atomic_store(&team->left, team->parts - 1);
    pthread_mutex_lock(&team->mutex);
    atomic_fetch_add(&team->round, 1);
    pthread_cond_broadcast(&team->begins);
    pthread_mutex_unlock(&team->mutex);
}

struct team *team_new(int threads)
{
    struct team *team = memory_new(1, sizeof *team);
    assert(threads >= 2 && threads <= TEAM_MAX);
    pthread_mutex_init(&team->mutex, NULL);
    pthread_cond_init(&team->begins, NULL);
    pthread_cond_init(&team->ends, NULL);
    for (team->parts = 1; team->parts < threads; team->parts++) {
        struct member *member = &team->member[team->parts];
        *member = (struct member){.team = team, .part = team->parts};
        if (pthread_create(&member->thread, NULL, serve, member) != 0)
            break;
    }
    return team;
}

void team_free(struct team *team)
{
    if (!team)
        return;
    team->quits = true;
    begin_round(team);
    for (int i = 1; i < team->parts; i++)
        pthread_join(team->member[i].thread, NULL);
    pthread_cond_destroy(&team->begins);
    pthread_cond_destroy(&team->ends);
    pthread_mutex_destroy(&team->mutex);
    memory_free(team);
}

void team_share(struct team *team, void (*work)(void *context, int part, int parts), void *context)
{
    team->work = work;
    team->context = context;
    begin_round(team);
    work(context, 0, team->parts);
    for (int i = 0; i < SPINS; i++)
        if (atomic_load(&team->left) == 0)
            return;
    pthread_mutex_lock(&team->mutex);
    while (atomic_load(&team->left) > 0)
        pthread_cond_wait(&team->ends, &team->mutex);
    pthread_mutex_unlock(&team->mutex);
}
