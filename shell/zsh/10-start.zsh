# ssoenv in zsh 5.3 and newer: at each prompt and each change of directory, what is in force here?
# `ssoenv hook zsh` prints a few assignments and then these parts, joined by the build in the order of their numbers. The contract
# with the program is shell/README.md; what its words mean is not repeated here.
#
# Expects __ssoenv_node, __ssoenv_main, __ssoenv_version, __ssoenv_commands, __ssoenv_opt_prompt, and to be read as
#   emulate -R zsh -o no_aliases -o no_xtrace -c TEXT
# as `ssoenv hook zsh` prints it: the options then hold inside these functions whatever the user sets, now or later.
#
# Functions answer by their status or in REPLY; `place`, `text`, `stale`, `held` and `session` are locals of __ssoenv_step which the
# functions that it calls set. Nothing here forks while nothing has changed.
