#include "sandbox.h"

#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#ifdef __linux__
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#endif

static int limit(int what, rlim_t soft, rlim_t hard) {
  struct rlimit limit = {soft, hard};
  return setrlimit(what, &limit);
}

int limit_resources(size_t memory, unsigned seconds) {
  // Equal limits would end the process by SIGKILL, which tells nothing.
  return limit(RLIMIT_CORE, 0, 0) || limit(RLIMIT_NOFILE, 0, 0) || limit(RLIMIT_FSIZE, 0, 0) ||
         limit(RLIMIT_NPROC, 0, 0) || limit(RLIMIT_CPU, seconds, seconds + 1) ||
         limit(RLIMIT_AS, memory, memory);
}

#ifdef __linux__

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "no filter for this processor"
#endif

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
// The lower half of an argument; both processors have the little end first.
#define ARGUMENT(k) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[k]))
#define RETURN(value) BPF_STMT(BPF_RET | BPF_K, value)
#define ALLOW(call)                                              \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), RETURN(SECCOMP_RET_ALLOW)
// Answered as if the system had refused it: the library goes on.
#define REFUSE(call, code)                                       \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_##call, 0, 1), RETURN(SECCOMP_RET_ERRNO | (code))

int drop_rights(void) {
  struct sock_filter program[] = {
      FIELD(arch),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      FIELD(nr),
      ALLOW(read),
      ALLOW(write),
      ALLOW(brk),
      ALLOW(munmap),
      ALLOW(mremap),
      ALLOW(madvise),
      ALLOW(exit_group),
      ALLOW(clock_gettime),
      // The library opens the name of an image and goes on when there is no such file.
      REFUSE(openat, 13),
#ifdef __NR_open
      REFUSE(open, 13),
#endif
      // A pause before a checksum is tried again.
      REFUSE(clock_nanosleep, 38),
#ifdef __NR_nanosleep
      REFUSE(nanosleep, 38),
#endif
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_mmap, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      // Memory alone: no file, nothing that runs.
      ARGUMENT(2),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, PROT_EXEC, 0, 1),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      ARGUMENT(3),
      BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, MAP_ANONYMOUS, 1, 0),
      RETURN(SECCOMP_RET_KILL_PROCESS),
      RETURN(SECCOMP_RET_ALLOW),
  };
  struct sock_fprog filter = {sizeof program / sizeof program[0], program};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

#else

int drop_rights(void) { return 0; }

#endif
