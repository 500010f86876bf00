/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The event loop: epoll, timerfd, signalfd.  One thread.  Handlers may add
 * and remove handlers, themselves included.
 */
#ifndef XPF_LIB_LOOP_H
#define XPF_LIB_LOOP_H

#include <stdint.h>

struct loop;
struct loop_fd;
struct loop_timer;

#define LOOP_READ 1
#define LOOP_WRITE 2

typedef void (*loop_fd_fn)(void *arg, int fd, int events);
typedef void (*loop_timer_fn)(void *arg);
typedef void (*loop_signal_fn)(void *arg, int signo);

struct loop *loop_new(void);
void loop_free(struct loop *l);
int loop_run(struct loop *l);		/* until loop_stop(); its code */
void loop_stop(struct loop *l, int code);

struct loop_fd *loop_add_fd(struct loop *l, int fd, int events, loop_fd_fn fn,
			    void *arg);
void loop_mod_fd(struct loop_fd *h, int events);
void loop_del_fd(struct loop_fd *h);	/* does not close the fd */

/*
 * Once, after delay_ms; then every period_ms unless that is 0.  A timer with
 * no period is gone once its function has returned.
 */
struct loop_timer *loop_add_timer(struct loop *l, int64_t delay_ms,
				  int64_t period_ms, loop_timer_fn fn,
				  void *arg);
void loop_del_timer(struct loop_timer *t);

int loop_add_signal(struct loop *l, int signo, loop_signal_fn fn, void *arg);
int64_t now_ms(void);		/* CLOCK_MONOTONIC */

#endif
