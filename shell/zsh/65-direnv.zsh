# Beside direnv: whether AWS_PROFILE is its doing.

# Sees whether AWS_PROFILE is direnv's: __ssoenv_direnv_owns, 0, 1, or 2 while that is not known. It is in doubt at a shell's first
# prompt, and when direnv goes from one `.envrc` to another. The program can tell, it reads DIRENV_DIFF, and is asked as soon as
# there is a binding for which it matters.
__ssoenv_see_direnv() {
  local event=$1 diff=${DIRENV_DIFF-} profile
  __ssoenv_standing AWS_PROFILE
  profile=$REPLY
  __ssoenv_see_keys_of_direnv
  __ssoenv_see_lent
  __ssoenv_direnv_loaded=$(( ${precmd_functions[(Ie)_direnv_hook]} > 0 ))
  if [[ -z $diff || $__ssoenv_direnv_loaded == 0 ]]; then
    __ssoenv_direnv_owns=0
  elif [[ -n $__ssoenv_lent || -n ${SSOENV_DIRENV-} && ${AWS_PROFILE-} == "$SSOENV_DIRENV" ]]; then
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

# __ssoenv_lent: the profile whose keys `use sso_credentials` exported in the place of AWS_PROFILE, while these are in force.
__ssoenv_see_lent() {
  __ssoenv_lent=
  if [[ -n ${SSOENV_CREDENTIALS-} && -z ${AWS_PROFILE+x} && ${SSOENV_CREDENTIALS#* } == "${AWS_ACCESS_KEY_ID-}" ]]; then
    __ssoenv_lent=${SSOENV_DIRENV-}
  fi
}

# Keys of `use sso_credentials` that end soon: direnv watches the file that is written here, and loads the .envrc again. Its hook
# has had its turn at this prompt, and gets another one: the next command is not to be run with keys that have ended.
__ssoenv_renew_keys() {
  local instant=${SSOENV_CREDENTIALS%% *} REPLY
  if [[ $instant != <-> || $#instant -ge 16 || $SSOENV_CREDENTIALS == "$__ssoenv_renewed" ]]; then
    return
  fi
  __ssoenv_now
  if (( REPLY < instant || ! ${precmd_functions[(Ie)_direnv_hook]} )); then
    return
  fi
  # Once: an .envrc that is blocked, or gets no other keys, is not loaded at each prompt.
  __ssoenv_renewed=$SSOENV_CREDENTIALS
  if builtin print -r -- $REPLY 2>/dev/null >|$__ssoenv_state/renew; then
    _direnv_hook
  fi
}

# `use sso_credentials` has had to do without keys. If the login that it needed was made just now, direnv, which watches the token
# file, loads the .envrc again.
__ssoenv_take_keys() {
  local diff=${DIRENV_DIFF-}
  if (( ${precmd_functions[(Ie)_direnv_hook]} )); then
    _direnv_hook
    if [[ ${DIRENV_DIFF-} != "$diff" ]]; then
      __ssoenv_step prompt
    fi
  fi
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
