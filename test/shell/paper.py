"""What a terminal would show of the bytes that a shell wrote: enough of one for line editors. No scrolling: the page is endless."""
import re

TOKENS = re.compile(
    # With these zsh and fish end a last line that was not ended: a mark, blanks up to the margin, and back.
    r"(?P<unended>\x1b\[1m\x1b\[7m[%#]\x1b\[27m\x1b\[1m\x1b\[0m +\r \r|(?:\x1b\[2m)?[⏎¶](?:\x1b\(B)?\x1b\[m +\r[⏎¶] \r(?:\x1b\[K)?)"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"
    r"|\x1b\[(?P<numbers>[0-?]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b[()][A-Z0-9]|\x1b.|(?P<character>[^\x1b])",
    re.DOTALL,
)


def written(raw, columns):
    """The lines on the page, without blanks at their ends."""
    rows, row, column = [[]], 0, 0
    for token in TOKENS.finditer(raw.decode("utf-8", "replace")):
        character, final = token.group("character"), token.group("final")
        if token.group("unended"):
            character = "\n" if column else ""
            column = 0
        if character:
            if character == "\n":
                row += 1
            elif character == "\r":
                column = 0
            elif character == "\b":
                column = max(0, column - 1)
            elif character >= " ":
                if column >= columns:
                    row, column = row + 1, 0
                put(rows, row, column, character)
                column += 1
        elif final:
            first = token.group("numbers").split(";")[0]
            number = int(first) if first.isdigit() else 0
            if final == "A":
                row = max(0, row - (number or 1))
            elif final == "B":
                row += number or 1
            elif final == "C":
                column = min(columns - 1, column + (number or 1))
            elif final == "D":
                column = max(0, column - (number or 1))
            elif final == "G":
                column = max(0, number - 1)
            elif final == "K" and number == 0:
                erase(rows, row, column)
            elif final == "J" and number == 0:
                erase(rows, row, column)
                del rows[row + 1 :]
            elif final == "P":
                put(rows, row, column, "")
                del rows[row][column : column + (number or 1)]
            elif final == "@":
                put(rows, row, column, "")
                rows[row][column:column] = [" "] * (number or 1)
    return ["".join(cells).rstrip() for cells in rows]


def put(rows, row, column, character):
    while len(rows) <= row:
        rows.append([])
    cells = rows[row]
    cells.extend(" " * (column + 1 - len(cells)))
    if character:
        cells[column] = character


def erase(rows, row, column):
    while len(rows) <= row:
        rows.append([])
    del rows[row][column:]
