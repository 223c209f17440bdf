# When things happen: at the prompt, after cd, before a command.

# The entry in PROMPT_COMMAND; $1 is `$_`, which the call itself would change.
#
# What is quiet is quiet as a whole: a trace of `set -x`, the message when a file goes away between test and read. The
# `||` keeps `set -e` from ending the shell at a test that says no.
__ssoenv_on_prompt() {
  local __ssoenv_status=$? IFS=''
  case $- in
    *[ex]*) { __ssoenv_as_before || { __ssoenv_renew_keys && __ssoenv_step; } || :; } 2>/dev/null ;;
    *)
      if __ssoenv_as_before; then return "$__ssoenv_status"; fi
      [[ -z ${SSOENV_CREDENTIALS-} ]] || __ssoenv_renew_keys
      { __ssoenv_step || :; } 2>/dev/null
      ;;
  esac
  [[ -z $__ssoenv_event$__ssoenv_to_tell ]] || __ssoenv_speak || :
  # `return 1` would end a shell under `set -e`.
  case $- in *e*) return 0 ;; esac
  return "$__ssoenv_status"
}

# After cd, pushd, popd: variables only, from a fresh record or not at all.
__ssoenv_on_cd() {
  local IFS=' '
  [[ -z $__ssoenv_first && -z $__ssoenv_owned ]] || return 0
  {
    if [[ -n $__ssoenv_direnv ]] && __ssoenv_under_envrc; then
      # direnv comes first here; but a tree that was left is left.
      if [[ -n ${SSOENV_DIR-} ]] && ! __ssoenv_inside "$SSOENV_DIR"; then __ssoenv_leave; fi
    else
      __ssoenv_look
      __ssoenv_clock
      __ssoenv_settle_down
    fi
    __ssoenv_note_left
  } 2>/dev/null
}

__ssoenv_cd() {
  local __ssoenv_status=0
  builtin "$@" || __ssoenv_status=$?
  __ssoenv_on_cd || :
  return "$__ssoenv_status"
}

# In PS0, in a subshell, once `before` is reached: the command stands in the history.
__ssoenv_on_ps0() {
  local IFS=' ' __ssoenv_command
  __ssoenv_command=$(HISTTIMEFORMAT='' \builtin history 1) || :
  __ssoenv_command=${__ssoenv_command#*[0123456789][* ] }
  __ssoenv_ask_before "$__ssoenv_command" || :
}

# For bash-preexec.
__ssoenv_on_preexec() {
  local IFS=' '
  __ssoenv_clock
  if ((__ssoenv_now >= __ssoenv_before)); then __ssoenv_ask_before "$1" || :; fi
  return 0
}

__ssoenv_ask_before() {
  local __ssoenv_word=${1%%[[:space:]]*} __ssoenv_line=$1
  case $__ssoenv_word in
    '' | *[!"$__ssoenv_name_characters"]*) ;;
    *)
      if ((BASH_VERSINFO[0] >= 4)) && [[ -n ${BASH_ALIASES[$__ssoenv_word]+set} ]]; then
        __ssoenv_line=${BASH_ALIASES[$__ssoenv_word]}${1#"$__ssoenv_word"}
      fi
      ;;
  esac
  [[ $__ssoenv_line =~ $__ssoenv_commands || $1 =~ $__ssoenv_commands ]] || return 0
  __ssoenv_ask before
}
