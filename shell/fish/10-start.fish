# ssoenv for fish 3.6 and newer. `ssoenv hook fish | source` prints some assignments, then these parts, joined by the build in
# the order of their numbers.
#
# Expects __ssoenv_node, __ssoenv_main, __ssoenv_version, __ssoenv_commands, __ssoenv_opt_prompt: shell/README.md, the
# contract between them and the program. The shell compares, the program decides.
#
# At each prompt: is all quiet? Else look (is what the program left still true?), ask it if not, apply, show, act on the
# session, and note what the look rested on, so that the next prompt sees whether all is quiet.
#
# What things cost decides the form: a command substitution is 75 µs whatever stands in it, a builtin 4 to 10 µs. So
# functions hand values over in variables, text is taken apart by the named groups of `string match -rq`, and the only
# substitution at an idle prompt is the clock's. And at each call of a function fish counts the lines of the text up to it: what
# an idle prompt needs stands first.

status is-interactive
or return 0

# Editors start a shell only to read its environment.
if set -q VSCODE_RESOLVING_ENVIRONMENT; or set -q INTELLIJ_ENVIRONMENT_READER
    return 0
end
