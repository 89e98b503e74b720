# `make run` and `make test` do all the set-up and then their job; `make help` lists the rest.

SWIFT  ?= swift
PREFIX ?= /usr/local

RELEASE = .build/release/netrepl

.PHONY: help run test build lint install clean setup

help:
	@echo 'make run      install what is missing, build, and start with a network on the screen'
	@echo 'make test     install what is missing, check the format, build, and run every test'
	@echo 'make build    build the program: $(RELEASE)'
	@echo 'make install  install it under PREFIX (now $(PREFIX)); DESTDIR is honoured'
	@echo 'make lint     check the format alone'
	@echo 'make clean    remove what was built'

run: build
	@$(RELEASE) -i -c 'load example small; jacobian; hessian'

build: setup
	@$(SWIFT) build -c release --product netrepl

# The summary of the tests stays the last thing on the screen.
test: setup lint
	$(SWIFT) build --build-tests
	$(SWIFT) test --skip-build

lint:
	$(SWIFT) format lint --strict -r Sources Tests Package.swift

# Without Swift's libraries beside it, so that it runs on machines that have no Swift.
install: setup
	$(SWIFT) build -c release --product netrepl --static-swift-stdlib --scratch-path .build-static
	install -d '$(DESTDIR)$(PREFIX)/bin'
	install -s -m 755 .build-static/release/netrepl '$(DESTDIR)$(PREFIX)/bin/netrepl'

clean:
	rm -rf .build .build-static

# Costs nothing, and needs no network, when everything is there.
setup:
	@sh Scripts/setup.sh
