"""Becomes another program, after giving up what a sandbox has no use for. Run as a script: `confine.py PROGRAM ARG…`.

On Linux the kernel sees to it from then on that the process opens no socket, signals and inspects no other, gets no
new privileges, has bounded memory, changes no bounds, its own or another's, and ends with the server that started it.
A kernel that was built without such filters, and a machine whose calls aren't known here, leave sockets, signals and
bounds to what the program itself promises. Whatever else fails ends the process, which then says why at stdout:
{"problem": text}.
"""

import ctypes
import errno
import json
import os
import platform
import struct
import sys

MOST_DATA = 3 * 1024**3  # bytes of memory of its own

PR_SET_PDEATHSIG, PR_GET_SECCOMP, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 21, 22, 38
SECCOMP_MODE_FILTER = 2
SIGKILL = 9
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | 1  # EPERM

# By machine: what the kernel calls it, and the numbers of these of its calls: socket, connect, kill, tkill, tgkill,
# rt_sigqueueinfo, rt_tgsigqueueinfo, ptrace, process_vm_readv, process_vm_writev, pidfd_send_signal, io_uring_setup,
# pidfd_open, setrlimit; and that of prlimit64, which may ask for a limit and not set it.
CALLS = {
    "x86_64": (0xC000003E, (41, 42, 62, 200, 234, 129, 297, 101, 310, 311, 424, 425, 434, 160), 302),
    "aarch64": (0xC00000B7, (198, 203, 129, 130, 131, 138, 240, 117, 270, 271, 424, 425, 434, 164), 261),
}
NUMBER, MACHINE, NEW_LIMIT = 0, 4, 32  # where a filter sees them of a call, in bytes; the last has 64 bits
FOREIGN = 0x40000000  # where the numbers of another table of calls begin


def main(command: list[str]) -> None:
    try:
        if sys.platform == "linux":
            _bound_memory()
            _filter_system_calls()
        os.execv(command[0], command)
    except OSError as error:
        problem = f"Custom tools can't be confined on this machine, so none is run: {error}"
        print(json.dumps({"problem": problem}), flush=True)
        sys.exit(71)


def _bound_memory() -> None:
    import resource

    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    bound = MOST_DATA if most == resource.RLIM_INFINITY else min(most, MOST_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _filter_system_calls() -> None:
    libc, known = ctypes.CDLL(None, use_errno=True), CALLS.get(platform.machine())
    _ask(libc, PR_SET_PDEATHSIG, SIGKILL)
    _ask(libc, PR_SET_NO_NEW_PRIVS, 1)
    if known is None or (libc.prctl(PR_GET_SECCOMP, 0, 0, 0, 0) < 0 and ctypes.get_errno() == errno.EINVAL):
        return
    program = _program(*known)
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HL", len(program) // 8, ctypes.addressof(code))
    _ask(libc, PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header)


def _ask(libc: ctypes.CDLL, option: int, value: int, more: bytes | int = 0) -> None:
    """Raises OSError where the kernel refuses."""
    if libc.prctl(option, value, more, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, f"prctl {option}: {os.strerror(number)}")


def _program(architecture: int, refused: tuple[int, ...], limiting: int) -> bytes:
    """A filter in BPF: refuses what is `refused`, new limits, and all calls by other tables than this machine's."""
    load, give, equals, is_least = 0x20, 0x06, 0x15, 0x35
    tests = [(is_least, FOREIGN), *((equals, number) for number in refused)]
    end = [
        (equals, 0, 4, limiting),
        (load, 0, 0, NEW_LIMIT),
        (equals, 0, 3, 0),
        (load, 0, 0, NEW_LIMIT + 4),
        (equals, 0, 1, 0),
        (give, 0, 0, ALLOW),
        (give, 0, 0, REFUSE),
    ]
    to_refusal = len(tests) + len(end) - 1
    body = [(test, to_refusal - place - 1, 0, value) for place, (test, value) in enumerate(tests)]
    begin = [(load, 0, 0, MACHINE), (equals, 0, to_refusal + 1, architecture), (load, 0, 0, NUMBER)]
    return b"".join(struct.pack("HBBI", *each) for each in [*begin, *body, *end])


if __name__ == "__main__":
    main(sys.argv[1:])
