"""Imports the modules it is given and prints, as JSON, where that drew entropy, read the clock or made a socket.

Everything is imported twice: first to load what the modules need, whose ways are not theirs, then under watch.
"""

import importlib
import json
import sys
import types

CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "process_time"}
CLOCKS |= {"localtime", "gmtime", "strftime", "ctime", "clock_gettime", "clock_gettime_ns"}
FORBIDDEN = {
    **{("time", name): "the clock" for name in CLOCKS},
    **{("datetime", name): "the clock" for name in ("now", "utcnow", "today")},
    **{("posix", name): "entropy" for name in ("urandom", "getrandom")},
    **{("_random", name): "entropy" for name in ("random", "getrandbits", "seed")},
}

C_METHODS = (types.MethodDescriptorType, types.ClassMethodDescriptorType, types.BuiltinMethodType)

names = sys.argv[1:]
found = []


def owner(function):
    """The module of a C function, or of the class whose method it is."""
    if isinstance(function.__self__, type(sys)):
        return function.__self__.__name__
    cls = function.__self__ if isinstance(function.__self__, type) else type(function.__self__)
    own = (base for base in cls.__mro__ if isinstance(vars(base).get(function.__name__), C_METHODS))
    origin = next(own, cls)
    return origin.__module__


def line(frame):
    """The nearest line of one of the modules."""
    while frame and frame.f_globals.get("__name__") not in names:
        frame = frame.f_back
    return f"{frame.f_globals['__name__']}:{frame.f_lineno}" if frame else "?"


def watch_calls(frame, event, argument):
    if event == "c_call" and (what := FORBIDDEN.get((owner(argument), argument.__name__))):
        found.append(f"{line(frame)}: {what}")


def watch_sockets(event, arguments):
    if event == "socket.__new__" and watching:
        found.append(f"{line(sys._getframe())}: a socket")


def import_all():
    for name in names:
        importlib.import_module(name)


watching = False
import_all()
for name in [name for name in sys.modules if name.split(".")[0] in {each.split(".")[0] for each in names}]:
    del sys.modules[name]
sys.addaudithook(watch_sockets)
watching = True
sys.setprofile(watch_calls)
import_all()
sys.setprofile(None)
watching = False
print(json.dumps(found))
