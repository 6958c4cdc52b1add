#!/usr/bin/env python3
"""Runs a command under a kernel that refuses some system calls, as older or guarded ones do.

refusing_kernel.py NAME=ERRNO… -- COMMAND…, such as seccomp=EINVAL unshare=EPERM. It is itself a
seccomp filter, inherited by all that the command starts, and answers in the place of the kernel.
"""
import ctypes
import errno
import os
import struct
import sys

# The calls that the walls are made with; of x86-64, for which the sandbox is built.
NUMBERS = {"seccomp": 317, "unshare": 272, "landlock_create_ruleset": 444, "pivot_root": 155,
           "clone3": 435, "mount": 165}
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, FILTER_MODE = 22, 38, 2
LOAD_WORD, JUMP_IF_EQUAL, GIVE_BACK = 0x20, 0x15, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000


def instruction(code, operand, if_true=0, if_false=0):
    return struct.pack("HBBI", code, if_true, if_false, operand)


def program(refusals):
    """Loads the number of the call (the first word), and compares it with each refused one."""
    lines = [instruction(LOAD_WORD, 0)]
    for name, error in refusals.items():
        lines += [instruction(JUMP_IF_EQUAL, NUMBERS[name], 0, 1),
                  instruction(GIVE_BACK, REFUSE | getattr(errno, error))]
    return b"".join([*lines, instruction(GIVE_BACK, ALLOW)])


def refuse(refusals):
    text = program(refusals)
    buffer = ctypes.create_string_buffer(text, len(text))
    header = struct.pack("HxxxxxxP", len(text) // 8, ctypes.addressof(buffer))
    libc = ctypes.CDLL(None, use_errno=True)
    if os.geteuid() != 0 and libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        sys.exit(f"no_new_privs: {os.strerror(ctypes.get_errno())}")
    if libc.prctl(PR_SET_SECCOMP, FILTER_MODE, header) != 0:
        sys.exit(f"seccomp: {os.strerror(ctypes.get_errno())}")


def command_under(*refusals):
    """The beginning of a command line that runs the rest of it under such a kernel."""
    return [sys.executable, os.path.abspath(__file__), *refusals, "--"]


def main():
    words = sys.argv[1:]
    if "--" not in words or not words[words.index("--") + 1:]:
        sys.exit(__doc__)
    end = words.index("--")
    refuse(dict(word.split("=", 1) for word in words[:end]))
    os.execvp(words[end + 1], words[end + 1:])


if __name__ == "__main__":
    main()
