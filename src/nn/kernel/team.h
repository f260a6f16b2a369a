/* Threads that share a piece of work: each does its part, and all go on when the last part is done. */
#ifndef NABLA_NN_KERNEL_TEAM_H
#define NABLA_NN_KERNEL_TEAM_H

enum { TEAM_MAX = 64 };

struct team;

/* For 2 to TEAM_MAX threads, the caller's among them; fewer where the system gives no more. */
struct team *team_new(int threads);
void team_free(struct team *team); /* NULL is fine */

/* Calls work(context, part, parts) for each part, each in a thread of its own, and returns when all have. */
void team_share(struct team *team, void (*work)(void *context, int part, int parts), void *context);

#endif
