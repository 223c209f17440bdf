# Keys in the environment: most tools take them before AWS_PROFILE. They are told of and marked, or put aside.

# With `shadow = unset` keys are put aside once as a binding comes into force. What the person exports after that stays.
__ssoenv_mind_keys() {
  local __ssoenv_case=${SSOENV_SHADOW:-$__ssoenv_shadow}:$SSOENV_DIR
  [[ $__ssoenv_case != "$__ssoenv_keys_minded" ]] || return 0
  __ssoenv_keys_minded=$__ssoenv_case
  case $__ssoenv_case in
    unset:*) __ssoenv_put_keys_aside ;;
    *) __ssoenv_give_keys_back ;;
  esac
}

__ssoenv_has_keys() {
  [[ -n ${AWS_ACCESS_KEY_ID:+1} ]] && __ssoenv_exported AWS_ACCESS_KEY_ID
}

# They are kept as names and values in __ssoenv_keys, an array, which no child can inherit. A trace would show them. What
# cannot be taken away as a whole, because it is readonly, or because direnv has set it, stays.
__ssoenv_put_keys_aside() {
  local __ssoenv_name __ssoenv_traced=''
  [[ ${#__ssoenv_keys[@]} -eq 0 && -z $__ssoenv_keys_of_direnv ]] || return 0
  __ssoenv_has_keys || return 0
  __ssoenv_stop_trace
  for __ssoenv_name in "${__ssoenv_key_names[@]}"; do
    if [[ -n ${!__ssoenv_name+set} ]] && __ssoenv_exported "$__ssoenv_name"; then
      __ssoenv_keys+=("$__ssoenv_name" "${!__ssoenv_name}")
      builtin unset -v "$__ssoenv_name" || {
        __ssoenv_export_keys
        break
      }
    fi
  done
  [[ -z $__ssoenv_traced ]] || builtin set -x
}

# Not beside others that came meanwhile: half of one key and half of another open nothing.
__ssoenv_give_keys_back() {
  local __ssoenv_name __ssoenv_traced=''
  [[ ${#__ssoenv_keys[@]} -gt 0 ]] || return 0
  for __ssoenv_name in "${__ssoenv_key_names[@]}"; do
    [[ -z ${!__ssoenv_name+set} ]] || return 0
  done
  __ssoenv_stop_trace
  __ssoenv_export_keys
  [[ -z $__ssoenv_traced ]] || builtin set -x
}

__ssoenv_export_keys() {
  local __ssoenv_index=0
  while [[ $__ssoenv_index -lt ${#__ssoenv_keys[@]} ]]; do
    builtin export "${__ssoenv_keys[__ssoenv_index]}=${__ssoenv_keys[__ssoenv_index + 1]}" || :
    __ssoenv_index=$((__ssoenv_index + 2))
  done
  __ssoenv_keys=()
}

# Notes in __ssoenv_traced whether `set -x` held. The trace may go to a file (BASH_XTRACEFD).
__ssoenv_stop_trace() {
  case $- in
    *x*)
      __ssoenv_traced=1
      builtin set +x
      ;;
  esac
}

# At a prompt where nothing is bound: direnv has had its turn, and what is set now is the person's.
__ssoenv_forget_keys() {
  [[ -z ${SSOENV_DIR-} && ${#__ssoenv_keys[@]} -gt 0 ]] || return 0
  __ssoenv_give_keys_back
  __ssoenv_keys=()
}

# Whether direnv has set the keys: then it also takes them away. Before __ssoenv_diff is set anew.
__ssoenv_watch_keys_of_direnv() {
  if [[ -z ${DIRENV_DIFF-} || -z ${AWS_ACCESS_KEY_ID-} ]]; then
    __ssoenv_keys_of_direnv=''
  elif [[ $DIRENV_DIFF != "$__ssoenv_diff" && $AWS_ACCESS_KEY_ID != "$__ssoenv_key_left" ]]; then
    __ssoenv_keys_of_direnv=1
  fi
}

__ssoenv_tell_of_keys() {
  [[ -n $__ssoenv_shadowed && $__ssoenv_shadowed != "$__ssoenv_shadowed_told" ]] || return 0
  __ssoenv_shadowed_told=$__ssoenv_shadowed
  builtin printf 'ssoenv: AWS_ACCESS_KEY_ID in the environment hides the profile: the AWS CLI and most tools use that key. Try: unset %s\n' \
    'AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN' >&2
}
