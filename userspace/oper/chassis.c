// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * show chassis ..., show system alarms: the machine, from what the kernel
 * tells of it under /sys and /proc.
 */
#include "oper/oper.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "conf/store.h"
#include "lib/vec.h"

/* ---- alarms ---- */

struct alarm {
	time_t since;
	const char *class, *text, *type;
};

struct alarms {
	VEC(struct alarm) v;
};

static void alarms_of_chassis(struct oper *o, struct alarms *a)
{
	struct dp *dp = NULL;
	struct dp_error e;

	if (dp_open(&dp, &e) == -ENOENT)
		vec_push(&a->v, ((struct alarm){ o->started, "Major",
						 "Dataplane is not loaded",
						 "Chassis" }));
	if (dp)
		dp_close(dp);
}

static void alarms_of_system(struct oper *o, struct alarms *a)
{
	const struct commit_info *c = store_info(o->store, 0);
	struct statvfs fs;

	if (!store_rescue_info(o->store))
		vec_push(&a->v,
			 ((struct alarm){ c ? c->when : o->started, "Minor",
					  "Rescue configuration is not set",
					  "Configuration" }));
	if (o->damaged)
		vec_push(&a->v,
			 ((struct alarm){ o->started, "Major",
					  "The stored configuration cannot be "
					  "used",
					  "Configuration" }));
	if (!statvfs(o->log_dir, &fs) && fs.f_blocks &&
	    fs.f_bavail * 10 < fs.f_blocks)
		vec_push(&a->v, ((struct alarm){ o->now, "Minor",
						 "Filesystem is 90 % full",
						 "Storage" }));
}

static void emit_alarm(struct oper *o, const struct alarm *a)
{
	char when[64];

	writer_open(o->w, "alarm-detail");
	writer_emit(o->w,
		    "{alarm-time/%-23s} {alarm-class/%-7s}"
		    "{alarm-description/%s}{e:alarm-type/%s}\n",
		    oper_time(a->since, when), a->class, a->text, a->type);
	writer_close(o->w);
}

static void emit_alarms(struct oper *o, struct alarms *a)
{
	const struct alarm *x;

	writer_open_ns(o->w, "alarm-information", "alarm");
	writer_open(o->w, "alarm-summary");
	if (a->v.n)
		writer_emit(o->w,
			    "{active-alarm-count/%zu} alarms currently "
			    "active\n",
			    a->v.n);
	else
		writer_emit(o->w, "No alarms currently active\n"
				  "{e:no-active-alarms/}");
	writer_close(o->w);
	if (a->v.n)
		writer_emit(o->w, "%-23s %-7s%s\n", "Alarm time", "Class",
			    "Description");
	vec_each(x, &a->v)
		emit_alarm(o, x);
	writer_close(o->w);
	vec_free(&a->v);
}

int oper_chassis_alarms(struct oper *o)
{
	struct alarms a = { { 0 } };

	alarms_of_chassis(o, &a);
	emit_alarms(o, &a);
	return 0;
}

int oper_system_alarms(struct oper *o)
{
	struct alarms a = { { 0 } };

	alarms_of_chassis(o, &a);
	alarms_of_system(o, &a);
	emit_alarms(o, &a);
	return 0;
}

/* ---- environment ---- */

static void emit_item(struct oper *o, const char *class, const char *name,
		      const char *fmt, long value, long other)
{
	char text[64];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
	snprintf(text, sizeof(text), fmt, value, other);
#pragma GCC diagnostic pop
	writer_open(o->w, "environment-item");
	writer_emit(o->w,
		    "{class/%-5s} {name/%-30s} {status/%-10s} "
		    "{measurement/%s}\n",
		    class, name, "OK", text);
	writer_close(o->w);
}

static void emit_sensor(struct oper *o, const char *chip, const char *file)
{
	char path[600], name[64], label[64], item[160];
	unsigned int n;
	long v;

	snprintf(path, sizeof(path), "/sys/class/hwmon/%s/name", chip);
	file_line(path, name, sizeof(name));
	snprintf(path, sizeof(path), "/sys/class/hwmon/%s/%s", chip, file);
	v = file_number(path, -1);
	if (v < 0)
		return;
	if (sscanf(file, "temp%u_input", &n) == 1) {
		snprintf(path, sizeof(path), "/sys/class/hwmon/%s/temp%u_label",
			 chip, n);
		file_line(path, label, sizeof(label));
		snprintf(item, sizeof(item), "%s %s%u", name, label, n);
		emit_item(o, "Temp", item, "%ld degrees C / %ld degrees F",
			  v / 1000, v / 1000 * 9 / 5 + 32);
	} else if (sscanf(file, "fan%u_input", &n) == 1) {
		snprintf(item, sizeof(item), "%s Fan %u", name, n);
		emit_item(o, "Fans", item, "%ld RPM", v, 0);
	}
}

static int is_input(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return n > 6 && !strcmp(e->d_name + n - 6, "_input");
}

static int is_chip(const struct dirent *e)
{
	return !strncmp(e->d_name, "hwmon", 5);
}

int oper_environment(struct oper *o)
{
	struct dirent **chip, **file;
	char path[300];
	int i, k, n, m;

	writer_open_ns(o->w, "environment-information", "chassis");
	writer_emit(o->w, "%-5s %-30s %-10s %s\n", "Class", "Item", "Status",
		    "Measurement");
	n = scandir("/sys/class/hwmon", &chip, is_chip, versionsort);
	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "/sys/class/hwmon/%s",
			 chip[i]->d_name);
		m = scandir(path, &file, is_input, versionsort);
		for (k = 0; k < m; k++) {
			emit_sensor(o, chip[i]->d_name, file[k]->d_name);
			free(file[k]);
		}
		if (m >= 0)
			free(file);
		free(chip[i]);
	}
	if (n >= 0)
		free(chip);
	writer_close(o->w);
	return 0;
}

/* ---- hardware ---- */

static const char *dmi(const char *name, char buf[128])
{
	char path[128];

	snprintf(path, sizeof(path), "/sys/class/dmi/id/%s", name);
	file_line(path, buf, 128);
	return buf;
}

static void emit_module(struct oper *o, const char *member, const char *indent,
			const char *name, const char *version,
			const char *serial, const char *text)
{
	writer_open(o->w, member);
	writer_emit(o->w,
		    "%s{name/%-*s} {version/%-8s} {part-number/%-12s} "
		    "{serial-number/%-17s} {description/%s}\n",
		    indent, 16 - (int)strlen(indent), name, version, "", serial,
		    text);
}

static int is_physical(const struct dirent *e)
{
	char path[300];

	if (*e->d_name == '.')
		return 0;
	snprintf(path, sizeof(path), "/sys/class/net/%s/device", e->d_name);
	return !access(path, F_OK);
}

static void emit_ports(struct oper *o, unsigned int ports)
{
	char text[64];

	snprintf(text, sizeof(text), "%u port%s", ports, ports == 1 ? "" : "s");
	emit_module(o, "chassis-module", "", "FPC 0", "", "", "Host");
	emit_module(o, "chassis-sub-module", "  ", "PIC 0", "", "", text);
	writer_close(o->w);
	writer_close(o->w);
}

int oper_hardware(struct oper *o)
{
	char serial[128], product[128], cpu[160] = "", line[256];
	struct dirent **v;
	int n = scandir("/sys/class/net", &v, is_physical, alphasort), i;
	FILE *f = fopen("/proc/cpuinfo", "re");

	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, "model name", 10) && strchr(line, ':'))
			snprintf(cpu, sizeof(cpu), "%.150s",
				 strchr(line, ':') + 2);
	cpu[strcspn(cpu, "\n")] = '\0';
	if (f)
		fclose(f);
	writer_open_ns(o->w, "chassis-inventory", "chassis");
	writer_open(o->w, "chassis");
	writer_emit(o->w, "Hardware inventory:\n%-16s %-8s %-12s %-17s %s\n",
		    "Item", "Version", "Part number", "Serial number",
		    "Description");
	writer_emit(o->w,
		    "{name/%-16s} %-8s %-12s {serial-number/%-17s} "
		    "{description/%s}\n",
		    "Chassis", "", "", dmi("product_serial", serial),
		    dmi("product_name", product));
	emit_module(o, "chassis-module", "", "Routing Engine", "", "", cpu);
	writer_close(o->w);
	emit_ports(o, n > 0 ? (unsigned int)n : 0);
	writer_close(o->w);
	writer_close(o->w);
	for (i = 0; i < n; i++)
		free(v[i]);
	if (n >= 0)
		free(v);
	return 0;
}

/* ---- processor and memory ---- */

struct cpu {
	unsigned long user, nice, system, idle, iowait, irq, softirq, steal;
};

static void read_cpu(struct cpu *c)
{
	FILE *f = fopen("/proc/stat", "re");

	memset(c, 0, sizeof(*c));
	if (!f)
		return;
	if (fscanf(f, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &c->user, &c->nice,
		   &c->system, &c->idle, &c->iowait, &c->irq, &c->softirq,
		   &c->steal) != 8)
		memset(c, 0, sizeof(*c));
	fclose(f);
}

/* What the processors did in the last quarter of a second, in percent. */
void cpu_sample(struct cpu_use *u)
{
	struct cpu a, b;
	unsigned long all;

	read_cpu(&a);
	usleep(250000);
	read_cpu(&b);
	all = b.user - a.user + b.nice - a.nice + b.system - a.system + b.idle -
	      a.idle + b.iowait - a.iowait + b.irq - a.irq + b.softirq -
	      a.softirq + b.steal - a.steal;
	all = all ? all : 1;
	u->user = (unsigned int)((b.user - a.user) * 100 / all);
	u->nice = (unsigned int)((b.nice - a.nice) * 100 / all);
	u->system = (unsigned int)((b.system - a.system) * 100 / all);
	u->irq = (unsigned int)((b.irq - a.irq + b.softirq - a.softirq) * 100 /
				all);
	u->idle = 100 - u->user - u->nice - u->system - u->irq;
}

static unsigned int memory_percent(const struct sysinfo *si)
{
	unsigned long used = si->totalram - si->freeram - si->bufferram;

	return si->totalram ? (unsigned int)(used * 100 / si->totalram) : 0;
}

static const char *long_uptime(long s, char buf[96])
{
	snprintf(buf, 96, "%ld days, %ld hours, %ld minutes, %ld seconds",
		 s / 86400, s / 3600 % 24, s / 60 % 60, s % 60);
	return buf;
}

static void emit_routing_engine(struct oper *o, const struct sysinfo *si)
{
	char when[64], up[96];
	struct utsname un;
	struct cpu_use u;

	uname(&un);
	cpu_sample(&u);
	writer_emit(o->w,
		    "Routing Engine status:\n"
		    "    Total memory         {memory-system-total/%9lu} MB "
		    "Max {memory-system-total-used/%5lu} MB used "
		    "({memory-system-total-util/%3u} percent)\n",
		    si->totalram / 1048576 * si->mem_unit,
		    (si->totalram - si->freeram - si->bufferram) / 1048576 *
			    si->mem_unit,
		    memory_percent(si));
	writer_emit(
		o->w,
		"    CPU utilization:\n"
		"      User                   {cpu-user/%5u} percent\n"
		"      Background             {cpu-background/%5u} percent\n"
		"      Kernel                 {cpu-system/%5u} percent\n"
		"      Interrupt              {cpu-interrupt/%5u} percent\n"
		"      Idle                   {cpu-idle/%5u} percent\n",
		u.user, u.nice, u.system, u.irq, u.idle);
	writer_emit(o->w,
		    "    Model                          {model/%s}\n"
		    "    Start time                     {start-time/%s}\n"
		    "    Uptime                         {up-time/%s}\n"
		    "    Load averages:                 "
		    "1 minute   5 minute  15 minute\n"
		    "                                       "
		    "{load-average-one/%.2f}       {load-average-five/%.2f}"
		    "       {load-average-fifteen/%.2f}\n",
		    un.machine, oper_time(o->now - si->uptime, when),
		    long_uptime(si->uptime, up), (double)si->loads[0] / 65536,
		    (double)si->loads[1] / 65536, (double)si->loads[2] / 65536);
}

int oper_routing_engine(struct oper *o)
{
	struct sysinfo si;

	if (sysinfo(&si))
		return oper_error(o, "sysinfo: %s", strerror(errno));
	writer_open_ns(o->w, "route-engine-information", "chassis");
	writer_open(o->w, "route-engine");
	emit_routing_engine(o, &si);
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}

int oper_fpc(struct oper *o)
{
	writer_open_ns(o->w, "fpc-information", "chassis");
	writer_emit(o->w,
		    "                     Temp  CPU Utilization (%%)   Memory"
		    "    Utilization (%%)\n"
		    "Slot State            (C)  Total  Interrupt      DRAM (MB)"
		    " Heap     Buffer\n");
	writer_open(o->w, "fpc");
	writer_emit(o->w, "  {slot/%d}  {state/%-16s} {comment/%s}\n", 0,
		    "Online", "--------- CPU less FPC --------------");
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}

int oper_forwarding(struct oper *o)
{
	struct dp_status st = { 0 };
	struct dp *dp = NULL;
	struct sysinfo si;
	struct cpu_use u;
	char up[96];
	bool online;

	if (sysinfo(&si))
		return oper_error(o, "sysinfo: %s", strerror(errno));
	online = !dp_open(&dp, NULL) && !dp_status(dp, &st, NULL);
	cpu_sample(&u);
	writer_open_ns(o->w, "scb-information", "chassis");
	writer_open(o->w, "fwdd-information");
	writer_emit(o->w,
		    "FWDD status:\n"
		    "  State                                 {state/%s}\n"
		    "  CPU utilization                  {cpu-total/%5u} "
		    "percent\n"
		    "  Memory utilization               "
		    "{memory-heap-utilization/%5u} percent\n"
		    "  Session table utilization        "
		    "{memory-buffer-utilization/%5u} percent\n"
		    "  Uptime:                               {up-time/%s}\n",
		    online ? "Online" : "Offline", 100 - u.idle,
		    memory_percent(&si),
		    st.max_sessions ? (unsigned int)((uint64_t)st.sessions *
						     100 / st.max_sessions) :
				      0,
		    long_uptime(si.uptime, up));
	writer_close(o->w);
	writer_close(o->w);
	if (dp)
		dp_close(dp);
	return 0;
}

/* show security monitoring */
int oper_spu(struct oper *o)
{
	struct dp_status st;
	struct sysinfo si;
	struct cpu_use u;
	struct dp_error e;

	if (!oper_dp(o))
		return 1;
	if (dp_status(o->dp, &st, &e))
		return oper_dp_failed(o, &e);
	if (sysinfo(&si))
		return oper_error(o, "sysinfo: %s", strerror(errno));
	cpu_sample(&u);
	writer_open_ns(o->w, "performance-summary-information", NULL);
	writer_open(o->w, "performance-summary-statistics");
	writer_emit(o->w,
		    "                  Flow session   Flow session\n"
		    "FPC PIC CPU Mem        current        maximum\n"
		    "  {fpc-number/%d}   {pic-number/%d} "
		    "{spu-cpu-utilization/%3u} {spu-memory-utilization/%3u} "
		    "{spu-current-flow-session/%14u} "
		    "{spu-max-flow-session/%14u}\n",
		    0, 0, 100 - u.idle, memory_percent(&si), st.sessions,
		    st.max_sessions);
	writer_close(o->w);
	writer_close(o->w);
	return 0;
}
