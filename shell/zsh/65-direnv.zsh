# Beside direnv: whether AWS_PROFILE is its doing.

# Sees whether AWS_PROFILE is direnv's: __ssoenv_direnv_owns, 0, 1, or 2 while that is not known. It is in doubt at a shell's first
# prompt, and when direnv goes from one `.envrc` to another. The program can tell, it reads DIRENV_DIFF, and is asked as soon as
# there is a binding for which it matters.
__ssoenv_see_direnv() {
  local event=$1 diff=${DIRENV_DIFF-} profile
  __ssoenv_standing AWS_PROFILE
  profile=$REPLY
  __ssoenv_see_keys_of_direnv
  __ssoenv_direnv_loaded=$(( ${precmd_functions[(Ie)_direnv_hook]} > 0 ))
  if [[ -z $diff || $__ssoenv_direnv_loaded == 0 ]]; then
    __ssoenv_direnv_owns=0
  elif [[ -n ${SSOENV_DIRENV-} && ${AWS_PROFILE-} == "$SSOENV_DIRENV" ]]; then
    __ssoenv_direnv_take
  elif [[ $event == first ]]; then
    if [[ $profile != - && ($profile != "$__ssoenv_left" || -n $__ssoenv_diff) ]]; then
      __ssoenv_ask_direnv
    fi
  elif [[ $diff == "$__ssoenv_diff" ]]; then
    # Whoever changes AWS_PROFILE now does it by hand, and that stands until direnv moves.
    if [[ $__ssoenv_direnv_owns == 2 && $event == prompt ]]; then
      __ssoenv_ask_direnv
    fi
  elif (( ! __ssoenv_direnv_owns )); then
    if [[ $profile != "$__ssoenv_left" ]]; then
      __ssoenv_direnv_take
    fi
  elif __ssoenv_is_applied || [[ $profile == "$__ssoenv_direnv_before" ]]; then
    __ssoenv_direnv_owns=0
  elif [[ $event == cd ]]; then
    return
  else
    __ssoenv_ask_direnv
  fi
  __ssoenv_diff=$diff
}

__ssoenv_direnv_take() {
  if (( __ssoenv_direnv_owns != 1 )); then
    __ssoenv_direnv_before=$__ssoenv_left
  fi
  __ssoenv_direnv_owns=1 __ssoenv_direnv_value=${AWS_PROFILE-}
}

__ssoenv_ask_direnv() {
  local stale here=$__ssoenv_here
  __ssoenv_find
  if [[ -z $place && -z ${SSOENV_DIR+x} ]]; then
    if (( __ssoenv_direnv_owns == 1 )); then
      __ssoenv_direnv_take
    else
      __ssoenv_direnv_owns=2
    fi
    return
  fi
  __ssoenv_direnv_owns=0
  __ssoenv_ask first || :
  if [[ $__ssoenv_direnv_said == 1 ]]; then
    __ssoenv_direnv_take
  fi
  __ssoenv_here=$here
}

# An `.envrc` lies upward, and direnv will see to it.
__ssoenv_is_under_envrc() {
  local here=${PWD%/}
  (( __ssoenv_direnv_loaded )) || return 1
  while [[ ! -e $here/.envrc ]]; do
    [[ -n $here ]] || return 1
    here=${here%/*}
  done
}
