# `make run` and `make test` do all the set-up and then their job; `make help` lists the rest.

SWIFT  ?= swift
PREFIX ?= /usr/local

# Swift's own libraries are linked in: the program starts sooner and runs where Swift is not.
RELEASE       = .build/release/netrepl
RELEASE_FLAGS = -c release --product netrepl --static-swift-stdlib $(STRICT)

# The program that reads HDF5, beside it.
HDF5          = .build/release/netrepl-hdf5

# The library for C. OpenBLAS is linked in, too: those who call it may have another one.
LIBRARY       = .build/release/libnetrepl-library.so
STATIC        = .build/static
LINKED_IN     = -c release --static-swift-stdlib --pkg-config-path $(STATIC) $(STRICT)

# Without it a target could import one that the manifest does not give it.
STRICT = --explicit-target-dependency-import-check error

# How long `make fuzz` tries each target.
SECONDS ?= 60

.PHONY: help run test bench build lint fuzz sanitize coverage mutate check-hardening check-engines check-exports library wheel install dist docs docc clean setup

help:
	@echo 'make run      install what is missing, build, and start with a network on the screen'
	@echo 'make test     install what is missing, check the format, build, replay the sessions, run every test'
	@echo 'make bench    measure beside JAX, PyTorch and CasADi; writes Benchmarks/RESULTS.md'
	@echo 'make build    build the program: $(RELEASE)'
	@echo 'make library  build the library for C: $(LIBRARY), Sources/NetREPLLibrary/netrepl.h'
	@echo 'make wheel    make a wheel of it for Python in dist/, and try it in an environment of its own'
	@echo 'make install  install program and library under PREFIX (now $(PREFIX)); DESTDIR is honoured'
	@echo 'make dist     make a tarball and a Debian package of it in dist/'
	@echo 'make docs     write docs/commands.md anew, from the table of commands'
	@echo 'make docc     make the documentation of the libraries, in .build/documentation'
	@echo 'make lint     check the format alone'
	@echo 'make fuzz     try every reader with libFuzzer for SECONDS each (now $(SECONDS))'
	@echo 'make sanitize run what has threads under the thread sanitizer, and the C under that of undefined behaviour'
	@echo 'make coverage how much of the sources the tests reach; fails below what is stated'
	@echo 'make mutate   plant 520 mistakes in the mathematics, one at a time; fails where tests notice less than 90 % (an hour)'
	@echo 'make check-hardening'
	@echo '              kill the program, fail its calls, limit what it gets, press Ctrl-C, and run 200,000'
	@echo '              commands in one session (strace, minutes)'
	@echo 'make check-engines'
	@echo '              compute on Spark, Dask and Ray what `netrepl sweep` computes, and beside JAX; installs'
	@echo '              them from PyPI, and Java by apt (minutes)'
	@echo 'make check-exports'
	@echo '              run what is exported in ONNX Runtime, NumPy, Octave, CasADi and IPOPT, and time it beside'
	@echo '              CasADi and onnx-ad (gcc, PyPI, minutes)'
	@echo 'make clean    remove what was built'

run: build
	@$(RELEASE) -i -c 'load example small; jacobian; hessian'

build: setup
	$(SWIFT) build $(RELEASE_FLAGS)
	$(SWIFT) build -c release --product netrepl-hdf5

# The summary of the tests stays the last thing on the screen.
test: setup lint
	$(SWIFT) build --build-tests $(STRICT)
	.build/debug/netrepl replay sessions/*.md
	$(SWIFT) test --skip-build

bench:
	Benchmarks/peers/compare

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift Fuzz/Package.swift Fuzz/Sources Fuzz/Targets Examples

fuzz: setup
	SWIFT='$(SWIFT)' Fuzz/run $(SECONDS)

# Each in a folder of its own: what is built with a sanitizer is nothing else.
sanitize: setup
	SWIFT='$(SWIFT)' Scripts/hardening/sanitizers.sh

coverage: setup
	SWIFT='$(SWIFT)' Scripts/hardening/coverage.sh

mutate: setup
	SWIFT='$(SWIFT)' Scripts/hardening/mutate.py

# Some minutes, and strace: not a part of `make test`.
check-hardening: build
	Scripts/hardening/files.sh $(RELEASE)
	Scripts/hardening/surroundings.sh $(RELEASE)
	SWIFT='$(SWIFT)' Scripts/hardening/interrupt.sh $(RELEASE)
	SWIFT='$(SWIFT)' Scripts/hardening/soak.sh $(RELEASE)

# What it needs is installed from PyPI into .build, unless PYTHON has it: not a part of `make test`.
check-exports: build
	Scripts/exports/check.sh $(RELEASE)

library: setup
	Scripts/static.sh $(STATIC)
	$(SWIFT) build --product netrepl-library $(LINKED_IN)

# The program of the wheel finds what it needs beside it. `make build` makes the other one again.
wheel: library
	$(SWIFT) build -c release --product netrepl-hdf5
	$(SWIFT) build --product netrepl $(LINKED_IN) $(addprefix -Xlinker ,--as-needed '-rpath=$$ORIGIN' --disable-new-dtags)
	Scripts/wheel.py $(LIBRARY) $(RELEASE) $(HDF5)
	Scripts/try-wheel.sh

# Not a part of `make test`: it takes a network, and minutes.
check-engines: wheel
	Scripts/engines/check.sh

install: build library
	Scripts/install.sh $(RELEASE) $(HDF5) '$(DESTDIR)$(PREFIX)'
	Scripts/install-library.sh $(LIBRARY) $(RELEASE) '$(DESTDIR)$(PREFIX)'

dist: build library
	Scripts/dist.sh $(RELEASE) $(HDF5) $(LIBRARY)

# A test fails where it is not what the program says.
docs: setup
	$(SWIFT) build --product netrepl $(STRICT)
	LC_ALL=C.UTF-8 .build/debug/netrepl --generate-reference commands.md > docs/commands.md.new
	mv docs/commands.md.new docs/commands.md

docc: setup
	SWIFT='$(SWIFT)' Scripts/documentation.sh

clean:
	rm -rf .build .build-* dist

# Costs nothing, and needs no network, when everything is there.
setup:
	@SWIFT='$(SWIFT)' sh Scripts/setup.sh
