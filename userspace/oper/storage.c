// SPDX-License-Identifier: GPL-3.0-or-later
/* show system storage, show system core-dumps. */
#include "oper/oper.h"

#include <dirent.h>
#include <mntent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

/* "1.2G", as df -h says it. */
static const char *human(unsigned long long bytes, char buf[16])
{
	static const char units[] = "BKMGTP";
	double v = (double)bytes;
	int u = 0;

	while (v >= 1024 && u < 5) {
		v /= 1024;
		u++;
	}
	snprintf(buf, 16, u && v < 10 ? "%.1f%c" : "%.0f%c", v, units[u]);
	return buf;
}

/* Of a filesystem that holds no data of its own, nothing is shown. */
static bool holds_data(const struct mntent *m, const struct statvfs *fs)
{
	return fs->f_blocks &&
	       (*m->mnt_fsname == '/' || !strcmp(m->mnt_type, "tmpfs") ||
		!strcmp(m->mnt_dir, "/"));
}

static void emit_filesystem(struct oper *o, const struct mntent *m,
			    const struct statvfs *fs)
{
	unsigned long long unit = fs->f_frsize, used;
	unsigned long long usable;
	char size[16], in_use[16], left[16];

	used = fs->f_blocks - fs->f_bfree;
	usable = used + fs->f_bavail;
	writer_open(o->w, "filesystem");
	writer_emit(o->w,
		    "{filesystem-name/%-23s} {e:total-blocks/%llu}%6s "
		    "{e:used-blocks/%llu}%10s {e:available-blocks/%llu}%10s "
		    "{used-percent/%8llu}%%  {mounted-on/%s}\n",
		    m->mnt_fsname, fs->f_blocks * unit / 1024,
		    human(fs->f_blocks * unit, size), used * unit / 1024,
		    human(used * unit, in_use), fs->f_bavail * unit / 1024,
		    human(fs->f_bavail * unit, left),
		    usable ? (used * 100 + usable - 1) / usable : 0,
		    m->mnt_dir);
	writer_close(o->w);
}

int oper_storage(struct oper *o)
{
	FILE *f = setmntent("/proc/self/mounts", "r");
	struct statvfs fs;
	struct mntent *m;

	if (!f)
		return oper_error(o, "cannot read the list of filesystems");
	writer_open_ns(o->w, "system-storage-information", NULL);
	writer_emit(o->w, "%-23s %6s %10s %10s %9s  %s\n", "Filesystem", "Size",
		    "Used", "Avail", "Capacity", "Mounted on");
	while ((m = getmntent(f)))
		if (!statvfs(m->mnt_dir, &fs) && holds_data(m, &fs))
			emit_filesystem(o, m, &fs);
	endmntent(f);
	writer_close(o->w);
	return 0;
}

/* ---- cores ---- */

static unsigned int list_cores(struct oper *o, const char *dir)
{
	char path[512], when[32];
	struct dirent **v;
	unsigned int found = 0;
	struct stat st;
	struct tm tm;
	int i, n = scandir(dir, &v, NULL, alphasort);

	for (i = 0; i < n; i++) {
		snprintf(path, sizeof(path), "%s/%s", dir, v[i]->d_name);
		if ((strstr(v[i]->d_name, "core") ||
		     strstr(v[i]->d_name, ".crash")) &&
		    !stat(path, &st) && S_ISREG(st.st_mode)) {
			localtime_r(&st.st_mtime, &tm);
			strftime(when, sizeof(when), "%b %e %H:%M", &tm);
			writer_open(o->w, "file-information");
			writer_emit(o->w,
				    "{file-size/%12lld} {file-date/%s} "
				    "{file-name/%s}\n",
				    (long long)st.st_size, when, path);
			writer_close(o->w);
			found++;
		}
		free(v[i]);
	}
	if (n >= 0)
		free(v);
	return found;
}

int oper_core_dumps(struct oper *o)
{
	static const char *const dirs[] = { "/var/crash", "/var/tmp",
					    "/var/lib/systemd/coredump" };
	unsigned int n = 0;
	size_t i;

	writer_open(o->w, "directory-list");
	for (i = 0; i < sizeof(dirs) / sizeof(*dirs); i++)
		n += list_cores(o, dirs[i]);
	writer_emit(o->w, "total files: {total-files/%u}\n", n);
	writer_close(o->w);
	return 0;
}
