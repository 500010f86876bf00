# SPDX-License-Identifier: GPL-3.0-or-later
#
# Targets that test, measure and show; the work is done by scripts/.
#
## make            build module, manager and tools into build/
## make check      all tests; ends with "N passed, N failed"
## make check ONLY="unit lab"   only these suites (see scripts/check)
## make soak       everything at once for XPF_SOAK_SECONDS (600), from XPF_SOAK_SEED (1)
## make lint       style and layering of all sources
## make format     lay the sources out as make lint wants them
## make bench      instructions a packet, beside the kernel's own firewalls
## make bench-scale    two million sessions: memory, lookup, ageing, dumps
## make bench-native   nanoseconds a packet, likewise (builds a kernel first)
## make check-debug    lab tests in a kernel that watches memory, locks and leaks
## make check-race     traffic in a kernel that watches for races (both build one first)
## make demo       a firewall with hosts around it, shown at work
## make lab        the same, with you at its command line
## make deb        Debian packages of module, manager and shell
## make docs       write docs/status.md from the grammar
## make clean      remove build/


# A test is a file: tests/unit/test_X.c is build/tests/test_X, and so on; there
# is nothing to register.  SANITIZE=1 and FUZZ=1 put theirs into build/san and
# build/fuzz.
TESTS    = $(patsubst tests/$(1)/%.c,$(B)/tests/$(2)%,$(wildcard tests/$(1)/*.c))
UNIT    := $(call TESTS,unit)
KSHIM   := $(call TESTS,kshim,kshim/)
PEER    := $(call TESTS,lab)
GOLDEN  := $(call TESTS,golden)
FUZZERS := $(patsubst tests/fuzz/%.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))
TLIBS   := -Wl,--as-needed -lcmocka -lmnl -lcrypt -lreadline -lbpf

.PHONY: unit kshim golden peer fuzz format sparse deb dkms soak check-debug \
	check-race bench-scale
unit kshim golden peer fuzz: DEPS := check
unit: $(UNIT)
kshim: $(KSHIM)
peer: $(PEER)
golden: $(GOLDEN)
fuzz: $(FUZZERS)

# What a test includes (.c files too) is among its prerequisites, by the .d files:
# only the sources of tests are compiled.
LINK     = @mkdir -p $(@D)
LINK    += && $(CC) $(CFLAGS) $(UFLAGS) -MF $@.d -o $@ $(filter tests/%.c %.a,$^)
# A test of the manager gets its parts too, all but the program.
XUNIT   := $(patsubst tests/unit/%.c,$(B)/tests/%,\
	     $(shell grep -lsE '"(xpfd/|manager_world)' tests/unit/*.c))
$(B)/libxpfd.a: $(filter-out %/main.o,$(call POBJ,xpfd))
	@rm -f $@
	ar rcs $@ $^
$(XUNIT): $(B)/libxpfd.a
$(UNIT): $(B)/tests/%: tests/unit/%.c $(B)/libxpf.a | deps
	$(LINK) $(filter %/libxpf.a,$^) $(TLIBS)
$(GOLDEN): $(B)/tests/%: tests/golden/%.c $(B)/libxpf.a | deps
	$(LINK) $(filter %/libxpf.a,$^) $(TLIBS)
# It watches what the model is made of.
$(B)/tests/effect-tool: $(B)/libxpfd.a
$(B)/tests/effect-tool: TLIBS += \
	-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=reallocarray,--wrap=free
$(PEER): $(B)/tests/%: tests/lab/%.c | deps
	$(LINK) -Wl,--as-needed -lmnl -lbpf
$(B)/tests/nltxn $(B)/tests/nlfuzz $(B)/tests/nlbound: $(B)/libxpf.a

# The netlink protocol as the headers tell it, for the fuzzer.
build/tests/nlspec/nlspec.h: tests/lab/nlspec.awk $(wildcard include/uapi/linux/xpf*.h)
	@mkdir -p $(@D)
	awk -f $^ >$@.tmp
	mv $@.tmp $@
$(B)/tests/nlfuzz: build/tests/nlspec/nlspec.h
$(B)/tests/nlfuzz: UFLAGS += -Ibuild/tests/nlspec

# Kernel sources in userspace: the headers of tests/kshim/include stand for the
# kernel's, and a test includes the .c files that it is about.  A fuzzer is of
# this kind if it mentions kshim.
KFLAGS  := -std=gnu11 -O1 -g -fno-strict-aliasing -D_GNU_SOURCE -Wall -Wextra \
	   -Wno-unused-parameter -Wno-sign-compare -Wno-pointer-sign $(WERROR) \
	   -Itests/kshim/include -Ikmod -Iinclude -Iinclude/uapi -MMD -MP
KSAN    := -fsanitize=address,undefined -fno-sanitize-recover=undefined
# One that includes the classifier's twin asks the manager's compiler for its images.
KCOMP   := $(patsubst tests/kshim/%.c,$(B)/tests/kshim/%,\
	     $(shell grep -Fls 'twin.h"' tests/kshim/test_*.c))
$(KCOMP): $(B)/libxpf.a
$(KCOMP): KFLAGS += -Iuserspace
$(KSHIM): $(B)/tests/kshim/%: tests/kshim/%.c $(wildcard tests/kshim/lib/*.c) | deps
	@mkdir -p $(@D)
	$(CC) $(KFLAGS) $(KSAN) -MF $@.d -o $@ $(filter tests/%.c %.a,$^) -lcmocka

# What they include is not in their dependency files: gcc writes down the last
# of several sources only.
KDEPS   := $(wildcard kmod/*.[ch] kmod/*/*.[ch] include/*/*.h include/*/*.def \
	     include/uapi/linux/*.h tests/kshim/*/*.h tests/kshim/*/*/*.h)

KFUZZ   := $(patsubst tests/fuzz/%.c,$(B)/%,$(shell grep -ls kshim tests/fuzz/fuzz_*.c))
$(KFUZZ): $(B)/%: tests/fuzz/%.c $(wildcard tests/kshim/lib/*.c) | deps
	@mkdir -p $(@D)
	$(CC) $(KFLAGS) $(KSAN) $(COVER) -fsanitize=fuzzer -MF $@.d -o $@ $(filter tests/%.c,$^)
$(KSHIM) $(KFUZZ): $(KDEPS)
$(filter-out $(KFUZZ),$(FUZZERS)): $(B)/%: tests/fuzz/%.c $(B)/libxpf.a | deps
	$(LINK) -fsanitize=fuzzer $(TLIBS)

check:
	@scripts/check $(ONLY)

lint:
	@scripts/deps lint
	@scripts/lint

# Compiled nothing, said everything: for scripts/lint.
sparse: $(B)/xpf.ko
	$(MAKE) -C $(KDIR) M=$(CURDIR)/$(KB) C=2 \
		CHECK="sparse -D__CHECK_ENDIAN__" modules
print-%:
	$(info $($*))@:

format:
	@scripts/deps lint
	@scripts/lint --fix

# Two versions of the module, built by DKMS for tests/lab/dkms.sh.
build/dkms/done: $(KSRC) dkms/dkms.conf scripts/dkms-build | deps
	scripts/dkms-build build/dkms $(KVER) $(VERSION) $(VERSION).1
	@touch $@
dkms: DEPS := check
dkms: build/dkms/done

GEN     := build/tests/gen
$(GEN)/xpf_gen.ko: $(wildcard tests/bench/gen/*) | deps
	@mkdir -p $(GEN)
	cp -u tests/bench/gen/* $(GEN)/
	$(MAKE) -C $(KDIR) M=$(CURDIR)/$(GEN) $(if $(CI),KCFLAGS=-Werror) modules

FRAMES  := build/tests/frames
$(FRAMES)/frames: tests/bench/frames.c tests/bench/frames.bpf.c | deps
	@mkdir -p $(FRAMES)
	$(BPFCC) -o $@.bpf.o tests/bench/frames.bpf.c
	/usr/sbin/bpftool gen skeleton $@.bpf.o name frames >$@.skel.h
	$(CC) -std=gnu11 -O2 $(WARN) -D_GNU_SOURCE -isystem $(FRAMES) -o $@ $< -lbpf

bench: DEPS := bench
bench: all peer $(GEN)/xpf_gen.ko $(FRAMES)/frames
	@tests/bench/run
	@tests/bench/cpus

bench-scale: DEPS := bench
bench-scale: all peer $(GEN)/xpf_gen.ko
	@tests/bench/scale

bench-native: DEPS := native
bench-native: all peer $(GEN)/xpf_gen.ko
	@tests/bench/native

check-debug check-race: DEPS := check
check-debug: all peer unit
	@scripts/deps native
	@scripts/native/test $(ONLY)

# Of the lab what makes two processors meet.
check-race: all peer unit
	@scripts/deps native
	@scripts/native/kernel --race
	@scripts/lab/run --cpus 2 --mem 4096 --fast --timeout 7200 \
		--kernel build/native/race -- tests/lab/all $(or $(ONLY),\
		stress reload readers tcptalk nat persist screenrate police)

# The stress of `make check`, for longer and with more.
soak: DEPS := check
soak: all peer
	@scripts/soak

demo: all peer
	@scripts/deps demo
	@scripts/lab/run --cpus 2 -- scripts/demo

lab: all peer
	@scripts/deps demo
	@scripts/lab/run --cpus 2 --tty --timeout 86400 -- scripts/lab/shell

deb:
	@scripts/deps deb
	@scripts/deb

docs: user
	@scripts/status >$(B)/status.md
	@cp $(B)/status.md docs/status.md
