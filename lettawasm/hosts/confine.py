"""Becomes another program, after giving up what a sandbox has no use for. Run as a script: `confine.py PROGRAM ARG…`.

On Linux the kernel sees to it from then on that the process opens no socket, signals and inspects no other, gets no
new privileges, has bounded memory, and ends with the server that started it. Where it can't, what the program itself
promises has to do.
"""

import ctypes
import os
import platform
import struct
import sys

MOST_DATA = 3 * 1024**3  # bytes of memory of its own

PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 1, 38, 22, 2
SIGKILL = 9
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM

# By machine: what the kernel calls it, and the numbers of these of its calls: socket, connect, kill, tkill, ptrace,
# process_vm_readv, process_vm_writev, pidfd_send_signal, io_uring_setup, pidfd_open.
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 62, 200, 101, 310, 311, 424, 425, 434)),
    "aarch64": (0xC00000B7, (198, 203, 129, 130, 117, 270, 271, 424, 425, 434)),
}
FOREIGN = 0x40000000  # where the numbers of another table of calls begin


def main(command: list[str]) -> None:
    if sys.platform == "linux":
        _bound_memory()
        _filter_system_calls()
    os.execv(command[0], command)


def _bound_memory() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (MOST_DATA, MOST_DATA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _filter_system_calls() -> None:
    known = CALLS.get(platform.machine())
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0)
    if known is None or libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return
    program = _program(*known)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HL", len(program) // 8, ctypes.addressof(code))
    libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)


def _program(architecture: int, refused: tuple[int, ...]) -> bytes:
    """A filter in BPF: refuses what is `refused`, and all calls by other tables than this machine's."""
    load, give, equals, is_least = 0x20, 0x06, 0x15, 0x35
    tests = [(is_least, FOREIGN), *((equals, number) for number in refused)]
    body = [(test, len(tests) - place, 0, value) for place, (test, value) in enumerate(tests)]
    begin = [(load, 0, 0, 4), (equals, 0, len(tests) + 2, architecture), (load, 0, 0, 0)]
    return b"".join(
        struct.pack("HBBI", *each) for each in [*begin, *body, (give, 0, 0, ALLOW), (give, 0, 0, REFUSE)]
    )


if __name__ == "__main__":
    main(sys.argv[1:])
