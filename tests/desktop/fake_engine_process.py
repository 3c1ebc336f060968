"""A process that behaves like the engine, or misbehaves: first argument says how.

Where it waits for what must not come, it waits longer than any test lasts, and leaves a file if it has come so far.
"""

import json
import os
import signal
import sys
import time


def say(**message):
    print(json.dumps(message), flush=True)


def outlast():
    time.sleep(3600)
    leave("outlasted")


def leave(name):
    """Leave a file with this name."""
    open(os.path.join(request["parameters"]["folder"], name), "w").close()


behaviour = sys.argv[1]
request = json.loads(sys.stdin.buffer.readline().decode("utf-8"))
if behaviour == "succeed":
    say(type="progress", percent=25)
    say(type="log", level="info", text="Grüße")
    say(type="log", level="warning", text="careful")
    say(type="progress", percent=75)
    say(type="result", outputs={"request": request, "folder": os.getcwd(), "environment": dict(os.environ)})
elif behaviour == "refuse":
    say(type="error", text="The image is upside down; turn it.")
    sys.exit(1)
elif behaviour == "refuse with fields":
    number = {"text": "band 2.50", "template": "band {number:.2f}", "fields": {"number": 2.5}}
    say(type="log", level="info", text="3 of {4}", template="{done} of {all}", fields={"done": 3, "all": "{4}"})
    say(type="log", level="warning", text="Reference image", template="Reference image", fields={})
    fields = {"elevation": "/ä/{0}%s.tif", "band": number}
    template = "{elevation}: {band} is not known"
    say(type="error", text="/ä/{0}%s.tif: band 2.50 is not known", template=template, fields=fields, code="input")
    sys.exit(1)
elif behaviour == "garbage":
    sys.stdout.buffer.write(b'\xff\xfe not json\n[1, 2]\n\n42\n{"type": "progress", "percent": "many"}\n')
    sys.stdout.flush()
    say(type="unheard of", text="?")
    say(type="result", outputs={"good": 1})
elif behaviour == "crash":
    print("Traceback: something broke", file=sys.stderr)
    sys.exit(3)
elif behaviour == "killed":
    open(request["parameters"]["unfinished"].replace("PID", str(os.getpid())), "w").close()
    os.kill(os.getpid(), signal.SIGKILL)
elif behaviour == "talkative":
    for _ in range(20000):
        print("x" * 200, file=sys.stderr)
        print("y" * 200)
    say(type="result", outputs={})
elif behaviour == "polite":  # stops when told
    say(type="progress", percent=1)
    assert sys.stdin.buffer.readline() == b"cancel\n"
    say(type="error", text="The job was cancelled.")
    leave("ended by itself")
    sys.exit(130)
elif behaviour == "deaf":  # does not listen, and has a child
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    child = os.fork()
    if child == 0:
        outlast()
    leave(f".a.{os.getpid()}.part.tif")
    say(type="log", level="info", text=f"{os.getpid()} {child}")
    outlast()
elif behaviour == "late":  # has ended when its answer arrives
    parent = os.getpid()
    if os.fork() == 0:
        while os.getppid() == parent:
            time.sleep(0.01)
        say(type="result", outputs={"good": 1})
elif behaviour == "lingering":  # answers, and does not end
    say(type="result", outputs={"good": 1})
    outlast()
