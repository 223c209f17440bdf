# Beside direnv: whether AWS_PROFILE is its doing.

# Whether direnv has AWS_PROFILE in its hand: __ssoenv_owned is then `=VALUE` or `-`. At a prompt, after direnv's own hook.
__ssoenv_watch_direnv() {
  local __ssoenv_is=${AWS_PROFILE+=$AWS_PROFILE}
  : "${__ssoenv_is:=-}"
  __ssoenv_watch_keys_of_direnv
  if [[ -n $__ssoenv_direnv_owns ]]; then
    __ssoenv_owned=$__ssoenv_is __ssoenv_before_direnv=''
  elif [[ -n ${SSOENV_DIRENV-} && $__ssoenv_is == "=$SSOENV_DIRENV" ]]; then
    [[ -n $__ssoenv_owned ]] || __ssoenv_before_direnv=$__ssoenv_left
    __ssoenv_owned=$__ssoenv_is
  elif [[ -z ${DIRENV_DIFF-} ]]; then
    __ssoenv_owned=''
  elif [[ $__ssoenv_is != "$__ssoenv_left" ]]; then
    if [[ $DIRENV_DIFF == "$__ssoenv_diff" ]]; then
      # By hand, on top of direnv's: the hook keeps its hands off as before.
      [[ -z $__ssoenv_owned ]] || __ssoenv_owned=$__ssoenv_is
    elif [[ $__ssoenv_is == "$__ssoenv_before_direnv" || $__ssoenv_is == "=${SSOENV_APPLIED-}" ]]; then
      __ssoenv_owned=''
    else
      [[ -n $__ssoenv_owned ]] || __ssoenv_before_direnv=$__ssoenv_left
      __ssoenv_owned=$__ssoenv_is
      # Before a first prompt it may as well have been an rc file.
      __ssoenv_ask_about_direnv=$__ssoenv_first
    fi
  fi
  __ssoenv_direnv_owns='' __ssoenv_diff=${DIRENV_DIFF-}
}

# What this hook leaves behind: another value at the next prompt is someone else's.
__ssoenv_note_left() {
  __ssoenv_left=${AWS_PROFILE+=$AWS_PROFILE}
  : "${__ssoenv_left:=-}"
  __ssoenv_key_left=${AWS_ACCESS_KEY_ID-}
}

__ssoenv_under_envrc() {
  local __ssoenv_level=$PWD
  while [[ $__ssoenv_level == /* ]]; do
    __ssoenv_level=${__ssoenv_level%/}
    [[ ! -f $__ssoenv_level/.envrc ]] || return 0
    __ssoenv_level=${__ssoenv_level%/*}
    [[ -n $__ssoenv_level ]] || break
  done
  [[ -f /.envrc ]]
}
