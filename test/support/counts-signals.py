"""Counts the signals that it gets: prints `here PID`, then `NAME COUNT` for each, and ends at SIGUSR2."""
import os, signal, sys

counts = {}

def say(words):
    os.write(1, (words + "\n").encode())

def count(number, _):
    name = signal.Signals(number).name
    counts[name] = counts.get(name, 0) + 1
    if name == "SIGUSR2":
        say("all " + " ".join(f"{key}={counts[key]}" for key in sorted(counts)))
        os._exit(0)
    say(f"{name} {counts[name]}")
    if name == "SIGTSTP":
        # As an editor does: it has set the terminal back, and stops now.
        os.kill(os.getpid(), signal.SIGSTOP)

for name in ["HUP", "INT", "QUIT", "TERM", "USR1", "USR2", "WINCH", "TSTP", "CONT"]:
    signal.signal(getattr(signal, "SIG" + name), count)
say(f"here {os.getpid()}")
while True:
    signal.pause()
