# ssoenv for bash 3.2 and newer: the AWS profile of the directory, and how its session stands.
#
# `ssoenv hook bash` prints a few assignments and then these parts, joined by the build in the order of their numbers;
# shell/README.md is the contract between the two. Nothing here starts a process while nothing has changed. What is read from files and from the program is compared and assigned,
# never evaluated, and numbers are checked for digits before they meet arithmetic.
#
# Expects: __ssoenv_node, __ssoenv_main, __ssoenv_version, __ssoenv_commands, __ssoenv_opt_prompt, __ssoenv_opt_cd.
#
# Locals are prefixed like globals: `local name` fails where the user's own `name` is readonly.

# Aliases are expanded while functions are read (`alias local=…`): none until the last line.
__ssoenv_aliases=''
if \builtin shopt -q expand_aliases; then
  __ssoenv_aliases=1
  \builtin shopt -u expand_aliases
fi
__ssoenv_again=''
if builtin declare -F __ssoenv_on_prompt >/dev/null; then __ssoenv_again=1; fi
