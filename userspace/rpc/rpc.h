/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The control socket: how the shell talks to the manager.
 *
 * A stream of frames: u32 length (network order, of what follows), u8 type,
 * payload.  Strings are UTF-8 without NUL; a payload of several strings
 * separates them by NUL.  One request is under way at a time on a connection;
 * the answer is any number of OUT, ERR, ASK, ... frames and one DONE.
 *
 * The shell is thin: the manager keeps the mode, the edit level and the
 * candidate of each connection, runs every command and completes every word.
 * The shell edits lines, pages, and runs the pipes that only touch text
 * (match, except, count, last, find, no-more, save, ...); the whole line
 * travels, so that the manager checks and completes pipes too.  Pipes that
 * change what is shown (display, compare) are the manager's.  Files are read
 * and written by the shell, with the rights of the person who typed.
 *
 *	shell				manager
 *	HELLO		->
 *			<-	OPTION..., PROMPT, DONE
 *	EXEC		->
 *			<-	OUT | ERR | CARET | ASK ...
 *	ANSWER		->				(after an ASK)
 *			<-	OPTION..., PROMPT, DONE
 *	COMPLETE	->
 *			<-	CARET | EXPAND | COMPLETION..., DONE
 *
 * INTERRUPT may be sent while a request is under way; its DONE still comes.
 * OUT with no request under way is a message to the user (a broadcast).
 */
#ifndef XPF_RPC_RPC_H
#define XPF_RPC_RPC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RPC_MAX_FRAME (64U << 20)

enum rpc_type {
	/* shell to manager */
	RPC_HELLO = 1,	/* tty NUL width NUL length NUL terminal NUL folder */
	RPC_EXEC,	/* command line */
	RPC_COMPLETE,	/* key ('?', TAB or ' ') then the line up to the cursor */
	RPC_ANSWER,	/* to an ASK, see there */
	RPC_INTERRUPT,	/* ^C: stop the running command */
	/* manager to shell */
	RPC_OUT = 64,	/* text to show */
	RPC_ERR,	/* text of an error: exit status 1 */
	RPC_LIVE,	/* what follows comes as it happens: no pager */
	RPC_CARET,	/* column (decimal) NUL message: error in the line */
	RPC_ASK,	/* kind NUL question NUL default or text; enum rpc_ask */
	RPC_PROMPT,	/* mode ('>' or '#') NUL prompt NUL banner */
	RPC_OPTION,	/* name NUL value: cli settings (screen-length, ...) */
	RPC_COMPLETION,	/* one a candidate: mark NUL word NUL help NUL flags
			 * flags: 'e' <[Enter]>, 'h' only help
			 */
	RPC_EXPAND,	/* what to append to the line up to the cursor */
	RPC_DONE,	/* '0' or '1': exit status */
	RPC_EXIT,	/* the shell ends */
};

/* What an ASK wants; the ANSWER to each. */
enum rpc_ask {
	RPC_ASK_YES = 'y',	/* "yes" or "no", from the user */
	RPC_ASK_TEXT = 't',	/* lines up to ^D */
	RPC_ASK_SECRET = 'p',	/* one line, not echoed */
	RPC_ASK_READ = 'f',	/* the question is a file: '0' and its bytes,
				 * or '1' and why not
				 */
	RPC_ASK_WRITE = 's',	/* the question is a file, the third string
				 * goes there: '0', or '1' and why not
				 */
	RPC_ASK_FOLDER = 'd',	/* the question is a folder to go to: '0' and its
				 * name, or '1' and why not
				 */
	RPC_ASK_SHELL = '!',	/* let the user have the program in question,
				 * "" a shell of the system, with words of the
				 * third string, one a line: '0', or '1' and why
				 * not
				 */
};

struct rpc;

struct rpc_frame {
	enum rpc_type type;
	const char *data;	/* valid until the next call; NUL follows */
	size_t len;
};

/* Client: blocking. Negative errno. */
int rpc_connect(const char *path, struct rpc **out);
/* Both: wrap a connected socket, which the rpc then owns. */
struct rpc *rpc_new(int fd);
void rpc_free(struct rpc *r);
int rpc_fd(const struct rpc *r);

/*
 * Queue a frame and write what the socket takes.  On a blocking socket
 * nothing stays behind.  -EMSGSIZE, or the error of the connection, which is
 * broken from then on.
 */
int rpc_send(struct rpc *r, enum rpc_type type, const void *data, size_t len);
int rpc_sendf(struct rpc *r, enum rpc_type type, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Several strings, separated by NUL; the list ends with NULL. */
int rpc_sends(struct rpc *r, enum rpc_type type, ...)
	__attribute__((sentinel));

/*
 * 1: a frame; 0: none complete yet (non-blocking sockets only); -EPIPE: the
 * peer has closed; -EPROTO: malformed, the connection is of no further use;
 * -EINTR: a signal came while blocked.
 */
int rpc_recv(struct rpc *r, struct rpc_frame *f);
/* Frames of more than @bytes are malformed; RPC_MAX_FRAME until it is said. */
void rpc_limit(struct rpc *r, size_t bytes);
/* Would rpc_recv() give a frame, or an error, without reading? */
bool rpc_ready(const struct rpc *r);
/* The n-th string of a payload, from 0; "" past the end. */
const char *rpc_string(const struct rpc_frame *f, unsigned int n);

/* Server: bytes not yet written (the socket is non-blocking there). */
size_t rpc_pending(const struct rpc *r);
int rpc_flush(struct rpc *r);

#endif
