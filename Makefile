# SPDX-License-Identifier: GPL-3.0-or-later
#
# Everything lands in build/.  `make` builds the module, the manager and the
# tools; the other targets are listed by `make help`.  Each target installs
# the Debian packages it needs through scripts/deps, which is silent and
# instant when they are there.

B       := build
VERSION := $(shell cat VERSION)
ifeq ($(origin CC),default)
CC      := gcc
endif
WERROR  ?= $(if $(CI),-Werror)
WARN    := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	   -Wpointer-arith -Wcast-qual -Wvla -Wno-unused-parameter \
	   -Wno-missing-field-initializers
# What is built to be watched is built quickly.
CFLAGS  ?= $(if $(SANITIZE)$(FUZZ),-O1 -g1,-O2 -g)
UFLAGS   = -std=gnu11 $(WARN) $(WERROR) -D_GNU_SOURCE -MMD -MP \
	   -DXPF_VERSION='"$(VERSION)"' \
	   -Iinclude -Iinclude/uapi -Iuserspace -isystem build/xdp $(SAN)
# The same sources with other compilers' eyes on them, each in its own folder.
ifdef SANITIZE
B       := build/san
SAN     := -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	   -fno-omit-frame-pointer
# What gcc knows of a number's range is lost behind these checks.
WARN    += -Wno-format-truncation
endif
ifdef FUZZ
B       := build/fuzz
CC      := clang-14
# clang sees this in the macros of libmnl, gcc does not.
WARN    += -Wno-cast-qual
# scripts/check tells how many lines each fuzzer has reached.
COVER   := -fprofile-instr-generate -fcoverage-mapping
SAN     := -fsanitize=fuzzer-no-link,address,undefined \
	   -fno-sanitize-recover=undefined $(COVER)
endif

# One folder, one layer; the edges between them are checked by scripts/lint.
LAYERS  := lib conf model compile dataplane net export svc oper rpc
PROGS   := xpfd cli xpfctl

USRC    := $(foreach d,$(LAYERS),$(wildcard userspace/$(d)/*.c))
YANG    := $(sort $(wildcard userspace/yang/*.yang))
UOBJ    := $(USRC:%.c=$(B)/obj/%.o) $(B)/obj/grammar_table.o
PSRC     = $(wildcard userspace/$(1)/*.c)
POBJ     = $(patsubst %.c,$(B)/obj/%.o,$(call PSRC,$(1)))
LIBS_xpfd   := -lmnl -lcrypt -lbpf
LIBS_cli    := -lreadline
LIBS_xpfctl := -lmnl -lbpf

.PHONY: all user module deps check lint bench bench-scale bench-native demo lab clean help install
all: module user build/xpf.bpf.o

user: $(PROGS:%=$(B)/%)
module: $(B)/xpf.ko

help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

DEPS    ?= build
deps:
	@scripts/deps $(DEPS)

$(B)/obj/%.o: %.c | deps
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(UFLAGS) -c -o $@ $<

# The grammar travels inside the programs, as tables that a program of ours writes
# with libyang's help: no YANG and no libyang when they run.  It is built and run
# without sanitizers, once for all kinds of builds; the tables are only data.
GT      := build/grammar
ifeq ($(B),build)
GOBJ    := $(foreach d,lib conf grammar,\
	     $(patsubst %.c,$(B)/obj/%.o,$(wildcard userspace/$(d)/*.c)))
$(GT)/compiler: $(GOBJ)
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(GOBJ) -lyang -lcrypt
$(GT)/table.c: $(GT)/compiler $(YANG)
	$(GT)/compiler $(YANG) >$@.tmp
	mv $@.tmp $@
else
$(GT)/table.c: $(YANG) $(foreach d,lib conf grammar,$(wildcard userspace/$(d)/*.[ch]))
	$(MAKE) SANITIZE= FUZZ= CC=gcc $@
endif
$(B)/obj/grammar_table.o: $(GT)/table.c $(wildcard userspace/conf/*.h)
	@mkdir -p $(@D)
	$(CC) -O1 -std=gnu11 -Iuserspace -c -o $@ $<

# The XDP program travels inside xpfd and xpfctl.
BPFCC   := clang-14 -target bpf -O2 -g -Wall -Werror \
	   -I/usr/include/$(shell gcc -print-multiarch) -c
build/xpf.bpf.o: xdp/xpf.bpf.c | deps
	@mkdir -p $(@D)
	$(BPFCC) -o $@ $<
build/xdp/xpf_bpf.skel.h: build/xpf.bpf.o
	@mkdir -p $(@D)
	/usr/sbin/bpftool gen skeleton $< name xpf_bpf >$@.tmp
	mv $@.tmp $@
$(B)/obj/userspace/dataplane/xdp.o: build/xdp/xpf_bpf.skel.h

$(B)/libxpf.a: $(UOBJ)
	@rm -f $@
	ar rcs $@ $^

define prog
$(B)/$(1): $(call POBJ,$(1)) $(B)/libxpf.a
	$(CC) $(CFLAGS) $(SAN) $(LDFLAGS) -Wl,--as-needed -o $$@ $(call POBJ,$(1)) $(B)/libxpf.a $(LIBS_$(1))
endef
$(foreach p,$(PROGS),$(eval $(call prog,$(p))))

-include $(shell find $(B) -name '*.d' -type f -not -path '*/kbuild/*' -not -path '$(B)/deb/*' 2>/dev/null)

# The module is built in a copy of its sources, so that the tree stays clean.
KVER    ?= $(shell scripts/lab/kernel)
KDIR    ?= /lib/modules/$(KVER)/build
KB      := build/kbuild
KSRC    := Kbuild VERSION $(shell find kmod include -name '*.[ch]' -o -name '*.def')
$(B)/xpf.ko: $(KSRC) | deps
	@mkdir -p $(KB) $(@D)
	cp -ru --parents Kbuild VERSION kmod include $(KB)/
	@cd $(KB) && for f in $$(find kmod include -name '*.[ch]' -o -name '*.def'); do \
		[ -e $(CURDIR)/$$f ] || rm $$f; done
	$(MAKE) -C $(KDIR) M=$(CURDIR)/$(KB) $(if $(CI),KCFLAGS=-Werror) modules
	cp $(KB)/xpf.ko $@

clean:
	rm -rf build

include scripts/targets.mk
