// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * epoll for descriptors, one timerfd for all timers, one signalfd for all
 * signals.  Timers are a list sorted by due time: a manager has dozens, not
 * thousands, and a list has nothing to go wrong.
 *
 * Handlers may remove any handler at any time, themselves included, also
 * while its event waits in the batch that epoll returned.  A removed handler
 * is therefore only marked dead, and freed when the batch is over.  A dead
 * handler is never called.
 */
#include "lib/loop.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "lib/log.h"

#define BATCH 64

struct loop_fd {
	struct loop *loop;
	struct loop_fd *next;
	int fd;
	bool dead;
	loop_fd_fn fn;
	void *arg;
};

struct loop_timer {
	struct loop *loop;
	struct loop_timer *next;
	int64_t due_ms, period_ms;
	bool dead;
	bool running;
	loop_timer_fn fn;
	void *arg;
};

struct loop_signal {
	struct loop_signal *next;
	int signo;
	loop_signal_fn fn;
	void *arg;
};

struct loop {
	int epfd, timerfd, sigfd;
	sigset_t sigs;
	struct loop_fd *fds;
	struct loop_timer *timers; /* by due_ms */
	struct loop_signal *signals;
	bool stop, reap;
	int code;
};

int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void *zalloc(size_t size)
{
	void *p = calloc(1, size);

	if (!p)
		abort();
	return p;
}

/* ---- timers ---- */

static void arm(struct loop *l)
{
	struct itimerspec its = { 0 };

	if (l->timers) {
		int64_t due = l->timers->due_ms;

		/* zero would disarm: the past is due at once */
		if (due < 1)
			due = 1;
		its.it_value.tv_sec = due / 1000;
		its.it_value.tv_nsec = due % 1000 * 1000000;
	}
	timerfd_settime(l->timerfd, TFD_TIMER_ABSTIME, &its, NULL);
}

static void insert(struct loop *l, struct loop_timer *t)
{
	struct loop_timer **p = &l->timers;

	while (*p && (*p)->due_ms <= t->due_ms)
		p = &(*p)->next;
	t->next = *p;
	*p = t;
}

static void unlink_timer(struct loop_timer *t)
{
	struct loop_timer **p = &t->loop->timers;

	while (*p && *p != t)
		p = &(*p)->next;
	if (*p)
		*p = t->next;
}

struct loop_timer *loop_add_timer(struct loop *l, int64_t delay_ms,
				  int64_t period_ms, loop_timer_fn fn,
				  void *arg)
{
	struct loop_timer *t = zalloc(sizeof(*t));

	t->loop = l;
	t->due_ms = now_ms() + (delay_ms > 0 ? delay_ms : 0);
	t->period_ms = period_ms;
	t->fn = fn;
	t->arg = arg;
	insert(l, t);
	arm(l);
	return t;
}

void loop_del_timer(struct loop_timer *t)
{
	if (!t)
		return;
	if (t->running) {
		t->dead = true;
		return;
	}
	unlink_timer(t);
	arm(t->loop);
	free(t);
}

static void run_timer(struct loop *l, struct loop_timer *t, int64_t now)
{
	l->timers = t->next;
	t->running = true;
	t->fn(t->arg);
	t->running = false;
	if (t->dead || !t->period_ms) {
		free(t);
		return;
	}
	t->due_ms += t->period_ms;
	if (t->due_ms <= now) /* we were late: no burst of make-up calls */
		t->due_ms = now + t->period_ms;
	insert(l, t);
}

static void run_timers(void *arg, int fd, int events)
{
	struct loop *l = arg;
	int64_t now = now_ms();
	uint64_t count;

	if (read(fd, &count, sizeof(count)) < 0 && errno != EAGAIN)
		log_err("timerfd: %m");
	while (l->timers && l->timers->due_ms <= now && !l->stop)
		run_timer(l, l->timers, now);
	arm(l);
}

/* ---- signals ---- */

static void run_signals(void *arg, int fd, int events)
{
	struct signalfd_siginfo si;
	struct loop *l = arg;
	struct loop_signal *s;

	while (read(fd, &si, sizeof(si)) == sizeof(si))
		for (s = l->signals; s; s = s->next)
			if (s->signo == (int)si.ssi_signo)
				s->fn(s->arg, s->signo);
}

int loop_add_signal(struct loop *l, int signo, loop_signal_fn fn, void *arg)
{
	struct loop_signal *s = zalloc(sizeof(*s));
	int err;

	s->signo = signo;
	s->fn = fn;
	s->arg = arg;
	s->next = l->signals;
	l->signals = s;
	sigaddset(&l->sigs, signo);
	err = sigprocmask(SIG_BLOCK, &l->sigs, NULL);
	if (err)
		return -errno;
	if (signalfd(l->sigfd, &l->sigs, SFD_NONBLOCK | SFD_CLOEXEC) < 0)
		return -errno;
	return 0;
}

/* ---- descriptors ---- */

static uint32_t epoll_events(int events)
{
	return (events & LOOP_READ ? EPOLLIN : 0u) |
	       (events & LOOP_WRITE ? EPOLLOUT : 0u);
}

struct loop_fd *loop_add_fd(struct loop *l, int fd, int events, loop_fd_fn fn,
			    void *arg)
{
	struct loop_fd *h = zalloc(sizeof(*h));
	struct epoll_event ev = { .events = epoll_events(events) };

	h->loop = l;
	h->fd = fd;
	h->fn = fn;
	h->arg = arg;
	ev.data.ptr = h;
	if (epoll_ctl(l->epfd, EPOLL_CTL_ADD, fd, &ev)) {
		log_err("epoll: cannot watch descriptor %d: %m", fd);
		free(h);
		return NULL;
	}
	h->next = l->fds;
	l->fds = h;
	return h;
}

void loop_mod_fd(struct loop_fd *h, int events)
{
	struct epoll_event ev = { .events = epoll_events(events) };

	ev.data.ptr = h;
	if (epoll_ctl(h->loop->epfd, EPOLL_CTL_MOD, h->fd, &ev))
		log_err("epoll: cannot change descriptor %d: %m", h->fd);
}

void loop_del_fd(struct loop_fd *h)
{
	if (!h || h->dead)
		return;
	epoll_ctl(h->loop->epfd, EPOLL_CTL_DEL, h->fd, NULL);
	h->dead = true;
	h->loop->reap = true;
}

static void reap(struct loop *l)
{
	struct loop_fd **p = &l->fds, *h;

	l->reap = false;
	while ((h = *p)) {
		if (h->dead) {
			*p = h->next;
			free(h);
		} else {
			p = &h->next;
		}
	}
}

static void dispatch(const struct epoll_event *ev)
{
	struct loop_fd *h = ev->data.ptr;
	int events = 0;

	if (h->dead)
		return;
	/* an error or hangup is shown by the next read or write */
	if (ev->events & (EPOLLIN | EPOLLHUP | EPOLLERR))
		events |= LOOP_READ;
	if (ev->events & (EPOLLOUT | EPOLLERR))
		events |= LOOP_WRITE;
	h->fn(h->arg, h->fd, events);
}

/* ---- the loop ---- */

struct loop *loop_new(void)
{
	struct loop *l = zalloc(sizeof(*l));

	sigemptyset(&l->sigs);
	l->epfd = epoll_create1(EPOLL_CLOEXEC);
	l->timerfd =
		timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	l->sigfd = signalfd(-1, &l->sigs, SFD_NONBLOCK | SFD_CLOEXEC);
	if (l->epfd < 0 || l->timerfd < 0 || l->sigfd < 0 ||
	    !loop_add_fd(l, l->timerfd, LOOP_READ, run_timers, l) ||
	    !loop_add_fd(l, l->sigfd, LOOP_READ, run_signals, l)) {
		log_err("event loop: %m");
		loop_free(l);
		return NULL;
	}
	return l;
}

void loop_free(struct loop *l)
{
	struct loop_timer *t;
	struct loop_signal *s;
	struct loop_fd *h;

	if (!l)
		return;
	while ((h = l->fds)) {
		l->fds = h->next;
		free(h);
	}
	while ((t = l->timers)) {
		l->timers = t->next;
		free(t);
	}
	while ((s = l->signals)) {
		l->signals = s->next;
		free(s);
	}
	close(l->epfd);
	close(l->timerfd);
	close(l->sigfd);
	free(l);
}

int loop_run(struct loop *l)
{
	struct epoll_event ev[BATCH];
	int i, n;

	l->stop = false;
	while (!l->stop) {
		n = epoll_wait(l->epfd, ev, BATCH, -1);
		if (n < 0 && errno != EINTR) {
			log_err("epoll: %m");
			return -errno;
		}
		for (i = 0; i < n && !l->stop; i++)
			dispatch(&ev[i]);
		if (l->reap)
			reap(l);
	}
	return l->code;
}

void loop_stop(struct loop *l, int code)
{
	l->code = code;
	l->stop = true;
}
