// SPDX-License-Identifier: GPL-3.0-or-later
/* show system processes, show system memory: what /proc tells. */
#include "oper/oper.h"

#include <dirent.h>
#include <errno.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include "lib/vec.h"

struct process {
	int pid;
	char state;
	char name[128], user[32];
	long priority, nice, threads;
	unsigned long size, resident; /* KiB */
	unsigned long ticks, before; /* of processor time */
	int tty, cpu;
};

struct table {
	VEC(struct process) v;
};

/* ---- reading ---- */

static bool read_stat(int pid, struct process *p)
{
	char path[64], line[1024], *end, *name;
	unsigned long user, system;
	long pages;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	if (!file_line(path, line, sizeof(line)))
		return false;
	name = strchr(line, '(');
	end = strrchr(line, ')');
	if (!name || !end)
		return false;
	*end = '\0';
	memset(p, 0, sizeof(*p));
	p->pid = pid;
	snprintf(p->name, sizeof(p->name), "%s", name + 1);
	if (sscanf(end + 2,
		   "%c %*d %*d %*d %d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d "
		   "%ld %ld %ld %*d %*u %lu %ld %*u %*u %*u %*u %*u %*u %*u "
		   "%*u %*u %*u %*u %*u %*u %*d %d",
		   &p->state, &p->tty, &user, &system, &p->priority, &p->nice,
		   &p->threads, &p->size, &pages, &p->cpu) < 9)
		return false;
	p->ticks = user + system;
	p->size /= 1024;
	p->resident = (unsigned long)pages *
		      (unsigned long)sysconf(_SC_PAGESIZE) / 1024;
	return true;
}

static void read_command(struct process *p)
{
	char path[64];
	FILE *f;
	size_t n, i;

	snprintf(path, sizeof(path), "/proc/%d/cmdline", p->pid);
	f = fopen(path, "re");
	if (!f)
		return;
	n = fread(p->name, 1, sizeof(p->name) - 1, f);
	fclose(f);
	if (!n) { /* of the kernel: read_stat() has its name */
		read_stat(p->pid, p);
		memmove(p->name + 1, p->name, sizeof(p->name) - 2);
		p->name[0] = '[';
		p->name[sizeof(p->name) - 2] = '\0';
		strcat(p->name, "]");
		return;
	}
	p->name[n] = '\0';
	for (i = 0; i + 1 < n; i++)
		if ((unsigned char)p->name[i] < ' ')
			p->name[i] = ' ';
}

static void read_user(struct process *p)
{
	struct passwd *pw;
	char path[64];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", p->pid);
	pw = stat(path, &st) ? NULL : getpwuid(st.st_uid);
	snprintf(p->user, sizeof(p->user), "%s", pw ? pw->pw_name : "-");
}

static int by_pid(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	return (x->pid > y->pid) - (x->pid < y->pid);
}

static int by_use(const void *a, const void *b)
{
	const struct process *x = a, *y = b;
	unsigned long u = x->ticks - x->before, v = y->ticks - y->before;

	if (u != v)
		return u < v ? 1 : -1;
	if (x->ticks != y->ticks)
		return x->ticks < y->ticks ? 1 : -1;
	return by_pid(a, b);
}

static int by_memory(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	if (x->resident != y->resident)
		return x->resident < y->resident ? 1 : -1;
	return by_pid(a, b);
}

static int read_all(struct oper *o, struct table *t)
{
	DIR *d = opendir("/proc");
	struct process p;
	struct dirent *e;
	int pid;

	if (!d)
		return oper_error(o, "/proc: %s", strerror(errno));
	while ((e = readdir(d))) {
		pid = atoi(e->d_name);
		if (pid < 1 || !read_stat(pid, &p))
			continue;
		read_command(&p);
		vec_push(&t->v, p);
	}
	closedir(d);
	if (t->v.n)
		qsort(t->v.v, t->v.n, sizeof(p), by_pid);
	return 0;
}

/* ---- the short table, as ps ---- */

static const char *cpu_time(unsigned long ticks, char buf[32])
{
	unsigned long hz = (unsigned long)sysconf(_SC_CLK_TCK);

	snprintf(buf, 32, "%lu:%02lu.%02lu", ticks / hz / 60, ticks / hz % 60,
		 ticks % hz * 100 / hz);
	return buf;
}

static void emit_short(struct oper *o, struct table *t)
{
	const struct process *p;
	char time_used[32];

	writer_emit(o->w, "%5s  %-3s %-5s %9s %s\n", "PID", "TT", "STAT",
		    "TIME", "COMMAND");
	vec_each(p, &t->v) {
		writer_open(o->w, "process");
		writer_emit(o->w,
			    "{pid/%5d}  {terminal-name/%-3s} {state/%-5c} "
			    "{cpu-time/%9s} {command/%s}\n",
			    p->pid, p->tty ? "tty" : "??", p->state,
			    cpu_time(p->ticks, time_used), p->name);
		writer_close(o->w);
	}
}

/* ---- the long one, as top ---- */

static const char *size_text(unsigned long k, char buf[16])
{
	if (k >= 10UL << 20)
		snprintf(buf, 16, "%luG", k >> 20);
	else if (k >= 10UL << 10)
		snprintf(buf, 16, "%luM", k >> 10);
	else
		snprintf(buf, 16, "%luK", k);
	return buf;
}

static void emit_totals(struct oper *o, struct table *t,
			const struct cpu_use *u)
{
	unsigned int running = 0, sleeping = 0, stopped = 0;
	char clock[16], total[16], freed[16];
	const struct process *p;
	struct sysinfo si;
	struct tm tm;

	sysinfo(&si);
	localtime_r(&o->now, &tm);
	strftime(clock, sizeof(clock), "%H:%M:%S", &tm);
	vec_each(p, &t->v) {
		running += p->state == 'R';
		sleeping += strchr("SDI", p->state) != NULL;
		stopped += strchr("TtZ", p->state) != NULL;
	}
	writer_emit(o->w,
		    "last pid: {last-pid/%d};  load averages: "
		    "{load-average-1/%.2f}, {load-average-5/%.2f}, "
		    "{load-average-15/%.2f}  up %ld+%02ld:%02ld:%02ld    "
		    "%s\n",
		    t->v.n ? t->v.v[t->v.n - 1].pid : 0,
		    (double)si.loads[0] / 65536, (double)si.loads[1] / 65536,
		    (double)si.loads[2] / 65536, si.uptime / 86400,
		    si.uptime / 3600 % 24, si.uptime / 60 % 60, si.uptime % 60,
		    clock);
	writer_emit(o->w,
		    "{total-process-count/%zu} processes: "
		    "{running-process-count/%u} running, "
		    "{sleeping-process-count/%u} sleeping, "
		    "{stopped-process-count/%u} stopped\n"
		    "CPU: {cpu-user/%u}%% user, {cpu-nice/%u}%% nice, "
		    "{cpu-system/%u}%% system, {cpu-interrupt/%u}%% "
		    "interrupt, {cpu-idle/%u}%% idle\n",
		    t->v.n, running, sleeping, stopped, u->user, u->nice,
		    u->system, u->irq, u->idle);
	writer_emit(o->w,
		    "Mem: {memory-total/%s} Total, {memory-free/%s} Free\n",
		    size_text(si.totalram / 1024 * si.mem_unit, total),
		    size_text(si.freeram / 1024 * si.mem_unit, freed));
	writer_emit(o->w,
		    "Swap: {swap-total/%s} Total, {swap-free/%s} Free\n\n",
		    size_text(si.totalswap / 1024 * si.mem_unit, total),
		    size_text(si.freeswap / 1024 * si.mem_unit, freed));
}

static void emit_long(struct oper *o, const struct process *p, double percent)
{
	char size[16], resident[16], used[32];

	writer_open(o->w, "process");
	writer_emit(o->w,
		    "{pid/%5d} {user/%-11s} {priority/%3ld} {nice/%4ld} "
		    "{size/%7s} {resident-size/%6s} {state/%-6c} "
		    "{processor/%2d} {cpu-time/%9s} {cpu-percentage/%6.2f}%% "
		    "{command/%s}\n",
		    p->pid, p->user, p->priority, p->nice,
		    size_text(p->size, size), size_text(p->resident, resident),
		    p->state, p->cpu, cpu_time(p->ticks, used), percent,
		    p->name);
	writer_close(o->w);
}

static void emit_top(struct oper *o, struct table *t)
{
	double hz = (double)sysconf(_SC_CLK_TCK) / 4;
	struct process *p, now;
	struct cpu_use u;

	cpu_sample(&u);
	vec_each(p, &t->v) {
		p->before = p->ticks;
		if (read_stat(p->pid, &now))
			p->ticks = now.ticks;
		read_user(p);
	}
	emit_totals(o, t, &u);
	writer_emit(o->w, "%5s %-11s %3s %4s %7s %6s %-6s %2s %9s %7s %s\n",
		    "PID", "USERNAME", "PRI", "NICE", "SIZE", "RES", "STATE",
		    "C", "TIME", "WCPU", "COMMAND");
	if (t->v.n)
		qsort(t->v.v, t->v.n, sizeof(*p), by_use);
	vec_each(p, &t->v)
		emit_long(o, p, (double)(p->ticks - p->before) * 100 / hz);
}

int oper_processes(struct oper *o)
{
	struct table t = { { 0 } };

	if (read_all(o, &t))
		return 1;
	writer_open_ns(o->w, "system-process-information", NULL);
	if (oper_has(o, "extensive") || oper_has(o, "summary") ||
	    oper_has(o, "detail"))
		emit_top(o, &t);
	else
		emit_short(o, &t);
	writer_close(o->w);
	vec_free(&t.v);
	return 0;
}

/* ---- memory ---- */

struct memory {
	unsigned long total, free, active, inactive, cached, slab;
};

static void read_memory(struct memory *m)
{
	struct {
		const char *name;
		unsigned long *value;
	} rows[] = {
		{ "MemTotal:", &m->total }, { "MemFree:", &m->free },
		{ "Active:", &m->active },  { "Inactive:", &m->inactive },
		{ "Cached:", &m->cached },  { "Slab:", &m->slab },
	};
	FILE *f = fopen("/proc/meminfo", "re");
	char line[128], name[64];
	unsigned long v;
	size_t i;

	memset(m, 0, sizeof(*m));
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%63s %lu", name, &v) != 2)
			continue;
		for (i = 0; i < sizeof(rows) / sizeof(*rows); i++)
			if (!strcmp(rows[i].name, name))
				*rows[i].value = v;
	}
	if (f)
		fclose(f);
}

static void emit_share(struct oper *o, const struct memory *m,
		       const char *label, const char *member, unsigned long k)
{
	unsigned long percent = m->total ? k * 100 / m->total : 0;
	char name[64];

	writer_emit(o->w, "%20s: %8lu Kbytes (%3lu%%)\n", label, k, percent);
	snprintf(name, sizeof(name), "system-memory-%s", member);
	writer_encode(o->w, name, "%lu", k);
	snprintf(name, sizeof(name), "system-memory-%s-percent", member);
	writer_encode(o->w, name, "%lu", percent);
}

int oper_memory(struct oper *o)
{
	struct table t = { { 0 } };
	const struct process *p;
	struct memory m;
	double total;

	if (read_all(o, &t))
		return 1;
	read_memory(&m);
	total = m.total ? (double)m.total : 1;
	writer_open_ns(o->w, "system-memory-information", NULL);
	writer_open(o->w, "system-memory-summary-information");
	writer_emit(o->w, "System memory usage distribution:\n");
	emit_share(o, &m, "Total memory", "total", m.total);
	emit_share(o, &m, "Kernel memory", "kernel", m.slab);
	emit_share(o, &m, "Active memory", "active", m.active);
	emit_share(o, &m, "Inactive memory", "inactive", m.inactive);
	emit_share(o, &m, "Cache memory", "cache", m.cached);
	emit_share(o, &m, "Free memory", "free", m.free);
	writer_close(o->w);
	writer_open(o->w, "pmap-terse-information");
	writer_emit(o->w, "%7s %17s %17s %s\n", "Pid", "VM-Kbytes(  %  )",
		    "Resident(  %  )", "Process-name");
	if (t.v.n)
		qsort(t.v.v, t.v.n, sizeof(*t.v.v), by_memory);
	vec_each(p, &t.v) {
		writer_open(o->w, "pmap-terse-summary");
		writer_emit(o->w,
			    "{pid/%7d} {size/%9lu}({size-percent/%05.2f}) "
			    "{resident/%9lu}({resident-percent/%05.2f}) "
			    "{process-name/%s}\n",
			    p->pid, p->size, (double)p->size * 100 / total,
			    p->resident, (double)p->resident * 100 / total,
			    p->name);
		writer_close(o->w);
	}
	writer_close(o->w);
	writer_close(o->w);
	vec_free(&t.v);
	return 0;
}
