"""Runs a program on a pseudo-terminal of its own and answers it.

Usage: terminal.py SECONDS STEPS COMMAND...
STEPS is JSON: a list of [TEXT, ACTION]; when TEXT has appeared on the terminal, ACTION happens: {"type": TEXT}, {"signal":
NAME} (to the terminal's foreground group), {"close": true} (the terminal goes away), {"answer": WORDS} (a program that gets
the screen on standard input and prints what to type). Prints JSON: {"status": exit status or null,
"signal": name or null, "screen": text}. The program's standard output is the terminal too.
"""
import json, os, pty, select, signal, subprocess, sys, time

seconds, steps, command = float(sys.argv[1]), json.loads(sys.argv[2]), sys.argv[3:]
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
screen, seen, end = b"", 0, time.monotonic() + seconds
# What is to happen before anything has appeared happens before the program has begun.
while steps and steps[0][0] == "":
    os.write(terminal, steps.pop(0)[1]["type"].encode())
while time.monotonic() < end:
    if select.select([terminal], [], [], 0.05)[0]:
        try:
            data = os.read(terminal, 65536)
        except OSError:
            break
        if not data:
            break
        screen += data
    while steps:
        at = screen.find(steps[0][0].encode(), seen)
        if at < 0:
            break
        seen, action = at + len(steps[0][0].encode()), steps.pop(0)[1]
        if "type" in action:
            os.write(terminal, action["type"].encode())
        if "answer" in action:
            os.write(terminal, subprocess.run(action["answer"], input=screen, stdout=subprocess.PIPE).stdout)
        if "signal" in action:
            os.kill(pid, getattr(signal, action["signal"]))
        if "close" in action:
            os.close(terminal)
            terminal = None
    if terminal is None:
        break
status = None
while time.monotonic() < end and status is None:
    done, value = os.waitpid(pid, os.WNOHANG)
    status = value if done else None
    time.sleep(0.01)
if status is None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    print(json.dumps({"status": None, "signal": "still running", "screen": screen.decode(errors="replace")}))
    sys.exit(0)
died = os.WTERMSIG(status) if os.WIFSIGNALED(status) else None
print(json.dumps({
    "status": None if died else os.WEXITSTATUS(status),
    "signal": signal.Signals(died).name if died else None,
    "screen": screen.decode(errors="replace"),
}))
