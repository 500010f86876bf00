/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The manager: what is configured, what runs, and the way from one to the
 * other.  The control socket's sessions (shell.c) and timers call it; it
 * calls conf, model, compile, dataplane and net, in that order, and is the
 * only place that does.
 *
 * Commit = effective tree -> validate -> model -> compile -> (check stops
 * here) -> stage in the kernel -> apply list -> swap -> persist -> announce.
 */
#ifndef XPF_XPFD_MANAGER_H
#define XPF_XPFD_MANAGER_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "conf/conf.h"
#include "conf/store.h"
#include "dataplane/xdp.h"

struct dp;
struct dp_events;
struct dp_ruleset;
struct loop;
struct loop_fd;
struct loop_timer;
struct messages;
struct model;
struct net;
struct alarms;
struct tracing;

/* A configuration that is being edited. */
struct candidate {
	struct tree *tree;		/* NULL: equals active, nobody edits */
	struct tree *base;		/* private: what was active before */
	bool dirty;			/* perhaps: candidate_is_changed() knows */
	time_t changed;			/* 0: never */
};

struct manager {
	const struct schema *schema;
	struct loop *loop;
	struct store *store;
	struct dp *dp;			/* NULL: no module (said in show) */
	struct net *net;
	struct model *model;		/* of the active configuration */
	struct dp_ruleset *ruleset;	/* what runs: explains ids */

	struct candidate shared;	/* of all who say `configure` */
	void *exclusive;		/* the session that holds the lock */

	time_t started;
	char state_dir[256];
	char socket[108];

	/* The active configuration cannot be used: what runs is left alone,
	 * model and ruleset are those of an empty configuration.
	 */
	bool held;
	bool refused;			/* the kernel does not take ruleset */
	uint32_t max_sessions;		/* of the dataplane, 0: its default */
	bool dp_wanted;			/* false: no kernel (tests) */
	const char *account_shell;	/* NULL: accounts are not ours to make */

	struct loop_timer *supervisor, *pending, *waiting, *scheduler, *groups;
	uint64_t clock;			/* conf_clock() of what is active */
	enum xdp_mode xdp_mode;
	struct xdp *xdp;		/* NULL: the same as dp_wanted */
	struct dp_watch *watch;		/* the module comes and goes */
	struct loop_fd *watch_fd;
	struct dp_events *events;
	struct loop_fd *events_fd;
	struct messages *log;		/* STATE_DIR/log/messages */
	struct tracing *trace;		/* NULL: none was ever asked for */
	struct alarms *alarms;		/* likewise */
};

enum commit_kind { COMMIT_NOW, COMMIT_CHECK, COMMIT_CONFIRMED };

struct commit_request {
	enum commit_kind kind;
	int minutes;			/* COMMIT_CONFIRMED */
	struct commit_info by;
	/* told what is being done; may be NULL */
	void (*progress)(void *arg, const char *text);
	void *arg;
};

/*
 * Begin: open the store, adopt or load what is configured.  m->schema,
 * m->loop and the limits are given; the rest of @m is zero.
 * @config: a file to start from when nothing was ever committed, or NULL;
 *	once something was, the state directory is what counts
 * Returns 0, or negative errno and faults in @d: nothing was touched then.
 */
int manager_open(struct manager *m, const char *config, const char *state_dir,
		 struct diag *d);
/* End; what runs in the kernel goes on. */
void manager_close(struct manager *m);

/*
 * Commit a tree (copied).  Faults and warnings go to @d; nothing has changed
 * when -1 is returned.  A commit or a successful check confirms a confirmed
 * commit that is pending.
 */
int manager_commit(struct manager *m, const struct tree *candidate,
		   const struct commit_request *rq, struct diag *d);
/* The active configuration once more, because it means something else now. */
int manager_again(struct manager *m, struct diag *d);
/* Minutes until the pending confirmed commit is rolled back; 0: none. */
int manager_pending(const struct manager *m);
/* `commit` with a pending confirmed commit confirms it. */
int manager_confirm(struct manager *m);

/*
 * `commit at` (schedule.c): "hh:mm[:ss]" today, "yyyy-mm-dd hh:mm[:ss]" or
 * "reboot", in local time, to what store_waiting.at means.
 * NULL: fine; else what is wrong.
 */
const char *schedule_parse(const char *text, time_t now, time_t *at);
/* Check now, commit at @at.  0, or -1 and faults in @d. */
int manager_schedule(struct manager *m, const struct tree *candidate,
		     const struct commit_request *rq, time_t at,
		     struct diag *d);
/* 0, -ENOENT when nothing waits, negative errno. */
int manager_unschedule(struct manager *m);

/* ---- for the files of this folder ---- */

/*
 * What a tree becomes, in the order in which it can fail: effective,
 * validated, model, ruleset (check.c).  0, or -1 and faults in @d; the caller
 * frees with model_free() and compile_free().
 */
int check_tree(const struct tree *t, struct model **model,
	       struct dp_ruleset **rs, struct diag *d);
/* What --test does: no kernel, no daemon.  The tree, or NULL and faults. */
struct tree *manager_check_file(const struct schema *s, const char *path,
				struct diag *d);
/* Read and parse; the tree has what was good. NULL: not readable. */
struct tree *check_read(const struct schema *s, const char *path,
			struct diag *d);

/* supervise.c: the module, which may come and go.  Enabled at the start. */
void supervise_start(struct manager *m);
void supervise_stop(struct manager *m);
/* Give the kernel m->ruleset unless it runs that already; then forward. */
void supervise_push(struct manager *m);
/* The XDP program on the devices of what runs, on no others. */
void supervise_xdp(struct manager *m);

/* Start or stop the clock of a pending confirmed commit (pending.c). */
void pending_arm(struct manager *m);

/* The same for one that waits for its time (schedule.c). */
void schedule_arm(struct manager *m);

/* Wait for the next policy that is to be switched on or off (scheduler.c). */
void scheduler_arm(struct manager *m);
/* Wait for the time that a group waits for (groups.c).  @at: what is active
 * was made of the configuration then, or a moment later.
 */
void groups_arm(struct manager *m, time_t at);

/* server.c: the control socket. */
struct server;
int server_open(struct manager *m, struct server **out);
void server_close(struct server *s);

/*
 * candidate.c: the active configuration is another one than @was; the shared
 * candidate keeps what was changed in it.
 */
void candidate_follow(struct manager *m, const struct tree *was);
/* Does it differ?  c->dirty is cheap, but may be true too long. */
bool candidate_is_changed(struct candidate *c, const struct tree *from);
void candidate_free(struct candidate *c);

/* manager.c: logins of the system, if they are wanted; warnings in @d. */
void manager_accounts(struct manager *m, struct diag *d);

/* events.c: what the kernel tells, into the log. */
int events_open(struct manager *m);
void events_close(struct manager *m);

#endif
