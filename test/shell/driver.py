#!/usr/bin/python3 -IS
"""Interactive shells on pseudo-terminals, driven by requests on standard input. Python's standard library only.

A request and its answer are fields that each end in a NUL byte; a request's first field is the number of the others:

    start NAME DIRECTORY COUNT NAME=VALUE... WORD...   starts WORD... with exactly these COUNT variables
    line NAME TEXT                                     types TEXT and Enter, waits for the next prompt
    send NAME BYTES                                    types BYTES and waits for nothing
    prompt NAME                                        waits for a prompt newer than what was typed last
    text NAME TEXT                                     waits until TEXT has been shown since what was typed last
    ended NAME                                         waits until the shell has ended; the status is its own
    segment NAME                                       what the last prompt says before `$ `
    segment-raw NAME                                   the same, with its escape sequences
    shown NAME                                         everything shown so far
    hang-up NAME                                       closes the terminal
    stop                                               ends every process that was started, also detached ones

An answer is `ok` or `failed`, a status and a text. The status after a prompt is the `$?` that this prompt saw; the text is what
the command showed, as it looks on the terminal.

The shells' prompts carry two marks (see rc.bash): `OSC 777;end` before the prompt's first line and
`OSC 777;ready;STATUS;COUNT` in its last. That a line was accepted and that the next one may be typed is seen from the line
editors' own bracketed paste mode, which bash, zsh and fish turn off and on again around every command; a redrawn prompt is
therefore never taken for a new one. COUNT is for fish, which leaves the mode on after an empty line, and for bash before 5.1, which has none.
"""
import errno
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
sys.dont_write_bytecode = True
from paper import written  # noqa: E402

PATIENCE = float(os.environ.get("SSOENV_TEST_PATIENCE", "60"))
ROWS, COLUMNS = 50, 200

TOKENS = re.compile(
    rb"(?P<on>\x1b\[\?2004h)|(?P<off>\x1b\[\?2004l)|(?P<end>\x1b\]777;end\x07)"
    rb"|\x1b\]777;ready;(?P<status>\d*);(?P<count>\d*)\x07"
)


def plain(raw):
    """What a person read, without blank lines before and after."""
    return "\n".join(written(raw, COLUMNS)).strip("\n")


class Terminal:
    """One shell, all that it has shown, and where in that the prompts were."""

    def __init__(self, directory, environment, words):
        self.raw = b""
        self.typed_at = 0  # length of `raw` when something was typed last
        self.found_at = 0  # where `text` goes on looking
        self.count_then = None
        self.status = None
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            for signum in (signal.SIGINT, signal.SIGPIPE):  # what this program ignores, a shell must not inherit
                signal.signal(signum, signal.SIG_DFL)
            try:
                os.chdir(directory)
                os.execvpe(words[0], words, environment)
            except OSError as error:
                os.write(2, f"{words[0]}: {error}\n".encode())
            os._exit(127)
        os.set_blocking(self.fd, False)

    def read(self):
        """Takes what has come; whether the terminal is still open."""
        try:
            more = os.read(self.fd, 65536)
        except BlockingIOError:
            return True
        except OSError as error:
            if error.errno != errno.EIO:
                raise
            more = b""
        self.raw += more
        if not more:
            self.close()
        return bool(more)

    def close(self):
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None

    def type(self, text):
        self.found_at = len(self.raw)
        ready = self.prompt()
        # Without a prompt a key goes to the command that is running, whose prompt is still awaited; and at an empty line fish
        # answers Ctrl-C by nothing.
        if ready and not (text == b"\x03" and ready.group("count")):
            self.typed_at = len(self.raw)
            self.count_then = ready.group("count")
        while text and self.fd is not None:
            try:
                text = text[os.write(self.fd, text) :]
            except BlockingIOError:
                self.read()
                select.select([self.fd], [self.fd], [], 1)

    def last_ready(self):
        ready = None
        for token in TOKENS.finditer(self.raw):
            if token.group("status") is not None:
                ready = token
        return ready

    def prompt(self):
        """The mark of the prompt that answers what was typed last, or None while there is none."""
        accepted = self.typed_at == 0
        editing, ready = False, None
        for token in TOKENS.finditer(self.raw, self.typed_at):
            if token.group("off"):
                accepted, editing, ready = True, False, None
            elif token.group("on"):
                editing = True
            elif token.group("status") is not None:
                ready = token
                # A prompt that is not counted, after one that was, is another shell's.
                accepted = accepted or bool(self.count_then and not token.group("count"))
                if token.group("count") and token.group("count") != self.count_then:
                    accepted = editing = True
        return ready if accepted and editing else None

    def output(self, ready):
        """What was shown between the accepted line and the prompt `ready`."""
        end = self.raw.rfind(b"\x1b]777;end\x07", self.typed_at, ready.start())
        end = ready.start() if end < 0 else end
        if self.count_then:
            # fish turns its paste mode off in an event, maybe after other handlers have spoken: all but the line itself. It may have
            # drawn the prompt of this line once more.
            begin = self.typed_at
            for token in TOKENS.finditer(self.raw, begin, end):
                if token.group("count") == self.count_then:
                    begin = token.end()
            return "\n".join(written(self.raw[begin:end], COLUMNS)[1:]).strip("\n")
        off = self.raw.rfind(b"\x1b[?2004l", self.typed_at, end)
        return plain(self.raw[self.typed_at if off < 0 else off : end])

    def segment(self, ready):
        end = self.raw.rfind(b"\x1b]777;end\x07", 0, ready.start())
        return self.raw[end : ready.start()].split(b"\n")[-1]

    def ended(self):
        if self.status is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.status = os.waitstatus_to_exitcode(status)
        return self.status is not None


terminals = {}


def wait_until(condition):
    """Keeps every terminal read until the condition holds; False when patience has ended."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        descriptors = {terminal.fd: terminal for terminal in terminals.values() if terminal.fd is not None}
        # A child's end is no event on a descriptor, so look again now and then.
        for fd in select.select(list(descriptors), [], [], min(left, 0.05))[0]:
            descriptors[fd].read()
    return True


def shown_tail(terminal):
    return "\n".join(plain(terminal.raw).split("\n")[-60:])


def await_prompt(name):
    terminal = terminals[name]
    if not wait_until(lambda: terminal.prompt() or terminal.fd is None):
        return "failed", "-", f"{name}: no prompt after {PATIENCE:.0f} s. The terminal shows:\n{shown_tail(terminal)}"
    ready = terminal.prompt()
    if not ready:
        return "failed", "-", f"{name}: the shell has ended. The terminal shows:\n{shown_tail(terminal)}"
    return "ok", ready.group("status").decode(), terminal.output(ready)


def await_text(name, text):
    terminal = terminals[name]

    def found():
        return text in plain(terminal.raw[terminal.found_at :])

    if not wait_until(lambda: found() or terminal.fd is None) or not found():
        return "failed", "-", f"{name}: {text!r} has not been shown. The terminal shows:\n{shown_tail(terminal)}"
    return "ok", "0", plain(terminal.raw[terminal.found_at :])


def await_end(name):
    terminal = terminals[name]
    if not wait_until(terminal.ended):
        return "failed", "-", f"{name}: the shell has not ended. The terminal shows:\n{shown_tail(terminal)}"
    return "ok", str(terminal.status), shown_tail(terminal)


def descendants_by_mark(mark):
    """Processes of this test, also those that left every session: they inherited the mark in their environment."""
    found = []
    for entry in os.listdir("/proc"):
        if entry.isdigit() and int(entry) != os.getpid():
            try:
                with open(f"/proc/{entry}/environ", "rb") as environment:
                    if mark in environment.read().split(b"\0"):
                        found.append(int(entry))
            except OSError:
                pass
    return found


def stop(marks):
    for terminal in terminals.values():
        terminal.close()
        if not terminal.ended():
            for signum in (signal.SIGCONT, signal.SIGKILL):
                try:
                    os.kill(terminal.pid, signum)
                except ProcessLookupError:
                    pass
    for mark in marks:
        for pid in descendants_by_mark(mark):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
    wait_until(lambda: all(terminal.ended() for terminal in terminals.values()))


def answer(words, marks):
    what, name = words[0].decode(), words[1].decode() if len(words) > 1 else ""
    if what == "start":
        count = int(words[3])
        environment = dict(entry.split(b"=", 1) for entry in words[4 : 4 + count])
        marks.update(entry for entry in words[4 : 4 + count] if entry.startswith(b"SSOENV_TEST_RUN="))
        terminals[name] = Terminal(words[2], environment, words[4 + count :])
        return "ok", "0", ""
    if what == "stop":
        stop(marks)
        return "ok", "0", ""
    if name not in terminals:
        return "failed", "-", f"There is no shell {name}."
    terminal = terminals[name]
    if what in ("line", "send"):
        terminal.type(words[2] + (b"\r" if what == "line" else b""))
        return await_prompt(name) if what == "line" else ("ok", "0", "")
    if what == "prompt":
        return await_prompt(name)
    if what == "text":
        return await_text(name, words[2].decode())
    if what == "ended":
        return await_end(name)
    if what == "shown":
        terminal.fd is not None and terminal.read()
        return "ok", "0", plain(terminal.raw)
    if what in ("segment", "segment-raw"):
        ready = terminal.last_ready()
        if not ready:
            return "failed", "-", f"{name}: no prompt yet"
        raw = terminal.segment(ready)
        return "ok", "0", plain(raw) if what == "segment" else raw.decode("utf-8", "replace").replace("\0", "?")
    if what == "hang-up":
        terminal.close()
        return "ok", "0", ""
    return "failed", "-", f"There is no request {what}."


def main():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    pending, marks = b"", set()
    while True:
        descriptors = {terminal.fd: terminal for terminal in terminals.values() if terminal.fd is not None}
        ready = select.select([0, *descriptors], [], [])[0]
        for fd in ready:
            if fd in descriptors:
                descriptors[fd].read()
        if 0 not in ready:
            continue
        more = os.read(0, 65536)
        if not more:
            return stop(marks)
        pending += more
        while True:
            fields = pending.split(b"\0")
            if len(fields) < 2 or len(fields) < int(fields[0]) + 2:
                break
            count = int(fields[0])
            words, pending = fields[1 : count + 1], b"\0".join(fields[count + 1 :])
            reply = answer(words, marks)
            os.write(1, b"".join(part.encode("utf-8", "replace") + b"\0" for part in reply))


if __name__ == "__main__":
    sys.exit(main())
