# Beside direnv: whether AWS_PROFILE is its doing.

# Whether direnv has AWS_PROFILE in its hand: __ssoenv_owned is then `=VALUE` or `-`. At a prompt, after direnv's own hook.
__ssoenv_watch_direnv() {
  local __ssoenv_is=${AWS_PROFILE+=$AWS_PROFILE}
  : "${__ssoenv_is:=-}"
  __ssoenv_watch_keys_of_direnv
  __ssoenv_look_for_lent
  if [[ -n $__ssoenv_direnv_owns ]]; then
    __ssoenv_owned=$__ssoenv_is __ssoenv_before_direnv=''
  elif [[ -n $__ssoenv_lent || (-n ${SSOENV_DIRENV-} && $__ssoenv_is == "=$SSOENV_DIRENV") ]]; then
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

# __ssoenv_lent: the profile whose keys `use sso_credentials` exported in the place of AWS_PROFILE, while these are in force.
__ssoenv_look_for_lent() {
  __ssoenv_lent=''
  [[ -n ${SSOENV_CREDENTIALS-} && -z ${AWS_PROFILE+set} && -n ${AWS_ACCESS_KEY_ID-} ]] || return 0
  [ "${SSOENV_CREDENTIALS#* }" != "$AWS_ACCESS_KEY_ID" ] || __ssoenv_lent=${SSOENV_DIRENV-}
}

# Keys of `use sso_credentials` that end soon: direnv watches the file that is written here, and loads the .envrc again. Its hook
# has had its turn at this prompt, and gets another one: the next command is not to be run with keys that have ended.
__ssoenv_renew_keys() {
  local IFS=' ' __ssoenv_instant=${SSOENV_CREDENTIALS-}
  __ssoenv_instant=${__ssoenv_instant%% *}
  [[ -n $__ssoenv_direnv && -z $__ssoenv_first && $SSOENV_CREDENTIALS != "$__ssoenv_renewed" ]] || return 0
  __ssoenv_is_instant "$__ssoenv_instant" || return 0
  __ssoenv_folders
  __ssoenv_clock
  ((__ssoenv_now >= __ssoenv_instant)) || return 0
  # Once: an .envrc that is blocked, or gets no other keys, is not loaded at each prompt.
  __ssoenv_renewed=$SSOENV_CREDENTIALS
  builtin printf '%s\n' "$__ssoenv_now" 2>/dev/null >|"$__ssoenv_state_folder/renew" || return 0
  _direnv_hook || :
}

# `use sso_credentials` has had to do without keys. If the login that it needed was made just now, direnv, which watches the token
# file, loads the .envrc again.
__ssoenv_take_keys() {
  local __ssoenv_diff_then=${DIRENV_DIFF-}
  [[ -z $__ssoenv_first ]] || return 0
  _direnv_hook || :
  [[ ${DIRENV_DIFF-} == "$__ssoenv_diff_then" ]] || { __ssoenv_step || :; } 2>/dev/null
}

__ssoenv_is_instant() {
  case $1 in
    '' | *[!0123456789]*) return 1 ;;
    *) [[ ${#1} -lt 16 && $1 != 0* ]] ;;
  esac
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
