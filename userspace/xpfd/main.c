// SPDX-License-Identifier: GPL-3.0-or-later
/*
 * xpfd: the manager's program.  Checks a file and ends (--test), or runs:
 * event loop, manager, control socket.  Ended by SIGTERM it leaves the kernel
 * as it is; forwarding goes on, and the next start finds it.
 */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "conf/group.h"
#include "conf/list.h"
#include "lib/log.h"
#include "lib/loop.h"
#include "svc/accounts.h"
#include "xpfd/manager.h"

#define DEFAULT_STATE "/var/lib/xpf"
#define DEFAULT_SOCKET "/run/xpf/xpfd.sock"
#ifndef XPF_VERSION
#define XPF_VERSION "0.1"
#endif

struct options {
	bool test, foreground, verbose;
	const char *accounts; /* the shell of those we make; NULL: none */
	const char *config, *state_dir, *socket;
	enum conf_format display;
	uint32_t max_sessions;
	enum xdp_mode xdp;
};

static const char usage[] =
	"usage: xpfd [OPTION...]\n"
	"       xpfd --test --config FILE [--display FORMAT]\n"
	"\n"
	"  --config FILE       configuration to start from when nothing was ever\n"
	"                      committed; \"-\" is the standard input\n"
	"  --state-dir DIR     active and former configurations (" DEFAULT_STATE
	")\n"
	"  --socket PATH       the control socket (" DEFAULT_SOCKET ")\n"
	"  --node N            0 or 1: which of a chassis cluster's this machine is\n"
	"  --max-sessions N    size of the session table, when it is not there yet\n"
	"  --accounts[=SHELL]  `system login user` and root-authentication are the\n"
	"                      accounts of this machine; SHELL (" ACCOUNTS_SHELL
	")\n"
	"                      is what they run\n"
	"  --xdp WHEN          auto (default): XDP on devices that can; never;\n"
	"                      always: on veth, too, see xpfd(8)\n"
	"  --foreground        do not become a daemon\n"
	"  --verbose           log more\n"
	"\n"
	"  --test              check FILE: print it and end with status 0, or print\n"
	"                      its faults and end with status 1\n"
	"  --display FORMAT    text (default), set, json or xml\n"
	"  --grammar[=PART]    list every statement and command, and end; PART is\n"
	"                      supported, unsupported, commands or paths\n"
	"  --help, --version\n";

enum {
	OPT_TEST = 256,
	OPT_CONFIG,
	OPT_STATE,
	OPT_SOCKET,
	OPT_NODE,
	OPT_SESSIONS,
	OPT_ACCOUNTS,
	OPT_XDP,
	OPT_FOREGROUND,
	OPT_VERBOSE,
	OPT_DISPLAY,
	OPT_GRAMMAR,
	OPT_HELP,
	OPT_VERSION
};

static const struct option long_options[] = {
	{ "test", no_argument, NULL, OPT_TEST },
	{ "config", required_argument, NULL, OPT_CONFIG },
	{ "state-dir", required_argument, NULL, OPT_STATE },
	{ "socket", required_argument, NULL, OPT_SOCKET },
	{ "node", required_argument, NULL, OPT_NODE },
	{ "max-sessions", required_argument, NULL, OPT_SESSIONS },
	{ "accounts", optional_argument, NULL, OPT_ACCOUNTS },
	{ "xdp", required_argument, NULL, OPT_XDP },
	{ "foreground", no_argument, NULL, OPT_FOREGROUND },
	{ "verbose", no_argument, NULL, OPT_VERBOSE },
	{ "display", required_argument, NULL, OPT_DISPLAY },
	{ "grammar", optional_argument, NULL, OPT_GRAMMAR },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

static _Noreturn void bad_usage(const char *fmt, const char *arg)
{
	fprintf(stderr, "xpfd: ");
	fprintf(stderr, fmt, arg);
	fprintf(stderr, "\n%s", usage);
	exit(2);
}

static enum conf_format format_of(const char *name)
{
	static const char *const names[] = {
		[CONF_TEXT] = "text",
		[CONF_SET] = "set",
		[CONF_JSON] = "json",
		[CONF_XML] = "xml",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(name, names[i]))
			return (enum conf_format)i;
	bad_usage("no such format: %s", name);
}

static void set_node(const char *text)
{
	if (strcmp(text, "0") && strcmp(text, "1"))
		bad_usage("not a node of a chassis cluster: %s", text);
	group_set_node(*text == '0' ? "node0" : "node1");
}

static uint32_t sessions_of(const char *text)
{
	char *end;
	unsigned long n;

	errno = 0;
	n = strtoul(text, &end, 10);
	if (errno || *end || end == text || *text == '-' || !n ||
	    n > UINT32_MAX)
		bad_usage("not a number of sessions: %s", text);
	return (uint32_t)n;
}

/* ---- --grammar ---- */

/* 0: the paths of the XML */
static unsigned int part_of(const char *name)
{
	static const struct {
		const char *name;
		unsigned int parts;
	} all[] = {
		{ "supported", LIST_SUPPORTED },
		{ "unsupported", LIST_UNSUPPORTED },
		{ "commands", LIST_COMMANDS },
		{ "paths", 0 },
	};
	size_t i;

	if (!name)
		return LIST_ALL;
	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!strcmp(name, all[i].name))
			return all[i].parts;
	bad_usage("no such part of the grammar: %s", name);
}

static _Noreturn void grammar(const char *part)
{
	unsigned int parts = part_of(part);
	struct schema *s = schema_load();
	struct buf b;

	if (!s)
		exit(1);
	buf_init(&b);
	if (parts)
		schema_list(s, parts, &b);
	else
		schema_list_paths(s, &b);
	fputs(b.data, stdout);
	buf_free(&b);
	schema_free(s);
	exit(fflush(stdout) ? 1 : 0);
}

static enum xdp_mode xdp_of(const char *text)
{
	static const char *const words[] = {
		[XDP_AUTO] = "auto",
		[XDP_NEVER] = "never",
		[XDP_ALWAYS] = "always",
	};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (!strcmp(words[i], text))
			return (enum xdp_mode)i;
	bad_usage("--xdp is auto, never or always, not %s", text);
}

static void parse_options(int argc, char **argv, struct options *o)
{
	int c;

	while ((c = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (c) {
		case OPT_TEST:
			o->test = true;
			break;
		case OPT_CONFIG:
			o->config = optarg;
			break;
		case OPT_STATE:
			o->state_dir = optarg;
			break;
		case OPT_SOCKET:
			o->socket = optarg;
			break;
		case OPT_NODE:
			set_node(optarg);
			break;
		case OPT_SESSIONS:
			o->max_sessions = sessions_of(optarg);
			break;
		case OPT_ACCOUNTS:
			o->accounts = optarg ? optarg : ACCOUNTS_SHELL;
			break;
		case OPT_XDP:
			o->xdp = xdp_of(optarg);
			break;
		case OPT_FOREGROUND:
			o->foreground = true;
			break;
		case OPT_VERBOSE:
			o->verbose = true;
			break;
		case OPT_DISPLAY:
			o->display = format_of(optarg);
			break;
		case OPT_GRAMMAR:
			grammar(optarg);
		case OPT_HELP:
			fputs(usage, stdout);
			exit(0);
		case OPT_VERSION:
			puts("xpfd " XPF_VERSION);
			exit(0);
		default:
			fputs(usage, stderr);
			exit(2);
		}
	}
	if (optind < argc)
		bad_usage("unexpected argument: %s", argv[optind]);
	if (o->test && !o->config)
		bad_usage("--test needs --config%s", "");
}

static void print_diag(const struct diag *d)
{
	struct buf b;

	buf_init(&b);
	diag_print(d, &b);
	fputs(b.data, stderr);
	buf_free(&b);
}

/* ---- --test ---- */

static int test(const struct options *o)
{
	struct schema *s = schema_load();
	struct diag *d = diag_new();
	struct tree *t = NULL;
	struct buf b;

	if (s)
		t = manager_check_file(s, o->config, d);
	print_diag(d);
	if (t) {
		buf_init(&b);
		conf_print(tree_root(t), o->display, CONF_SECRETS, &b);
		fputs(b.data, stdout);
		buf_free(&b);
	} else {
		fprintf(stderr, "error: configuration check-out failed%s\n",
			diag_summary(d));
	}
	tree_free(t);
	diag_free(d);
	schema_free(s);
	return t && !fflush(stdout) ? 0 : 1;
}

/* ---- the daemon ---- */

/*
 * The parent of a daemon waits until it serves or has failed, so that a
 * script that started it may go on.  Returns what to write the status to.
 */
static int daemonize(void)
{
	char status = 1;
	int fds[2], null;
	pid_t pid;

	if (pipe2(fds, O_CLOEXEC)) {
		perror("xpfd: pipe");
		exit(1);
	}
	pid = fork();
	if (pid < 0) {
		perror("xpfd: fork");
		exit(1);
	}
	if (pid) {
		close(fds[1]);
		if (read(fds[0], &status, 1) != 1)
			status = 1;
		_exit(status);
	}
	close(fds[0]);
	setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	return fds[1];
}

/* To systemd, if it asked for it; and to who started us. */
static void notify(const char *state, int fd)
{
	struct sockaddr_un sa = { .sun_family = AF_UNIX };
	const char *path = getenv("NOTIFY_SOCKET");
	size_t len;
	int sock;

	if (fd >= 0) {
		if (write(fd, "", 1) != 1)
			log_warn("nobody waits for us any more");
		close(fd);
	}
	if (!path || strlen(path) >= sizeof(sa.sun_path))
		return;
	len = strlen(path);
	memcpy(sa.sun_path, path, len);
	if (sa.sun_path[0] == '@')
		sa.sun_path[0] = '\0';
	sock = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (sock < 0)
		return;
	if (sendto(sock, state, strlen(state), 0, (struct sockaddr *)&sa,
		   (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) <
	    0)
		log_warn("systemd: %m");
	close(sock);
}

static void on_signal(void *arg, int signo)
{
	struct loop *l = arg;

	log_info("ended by %s; what runs in the kernel goes on",
		 strsignal(signo));
	loop_stop(l, 0);
}

static int serve(struct manager *m, int ready)
{
	struct server *server;
	int err;

	err = server_open(m, &server);
	if (err) {
		log_err("%s: %s", m->socket, strerror(-err));
		return 1;
	}
	log_info("xpfd " XPF_VERSION ": ready on %s", m->socket);
	notify("READY=1", ready);
	err = loop_run(m->loop);
	notify("STOPPING=1", -1);
	server_close(server);
	return err ? 1 : 0;
}

static int begin(struct manager *m, const struct options *o)
{
	struct diag *d = diag_new();
	int err;

	err = manager_open(m, o->config, o->state_dir, d);
	print_diag(d);
	diag_free(d);
	return err;
}

static int run(const struct options *o)
{
	struct manager m = { .max_sessions = o->max_sessions,
			     .dp_wanted = true,
			     .account_shell = o->accounts,
			     .xdp_mode = o->xdp };
	int ready = o->foreground ? -1 : daemonize();
	struct schema *s = schema_load();
	int rc = 1;

	if (strlen(o->socket) >= sizeof(m.socket) - 1) {
		log_err("%s: the name is too long", o->socket);
		return 1;
	}
	strcpy(m.socket, o->socket);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	m.schema = s;
	m.loop = s ? loop_new() : NULL;
	if (m.loop) {
		loop_add_signal(m.loop, SIGTERM, on_signal, m.loop);
		loop_add_signal(m.loop, SIGINT, on_signal, m.loop);
		if (!begin(&m, o)) {
			rc = serve(&m, ready);
			manager_close(&m);
		}
		loop_free(m.loop);
	}
	schema_free(s);
	return rc;
}

int main(int argc, char **argv)
{
	struct options o = {
		.state_dir = DEFAULT_STATE,
		.socket = DEFAULT_SOCKET,
	};

	parse_options(argc, argv, &o);
	if (o.verbose)
		log_level(LOG_DEBUG);
	if (o.test)
		return test(&o);
	/* systemd's journal has our stderr already */
	if (!getenv("JOURNAL_STREAM"))
		log_syslog("xpfd");
	return run(&o);
}
