# Keys in the environment: most tools take them before AWS_PROFILE. They are told of and marked, or put aside.

typeset -ga __ssoenv_key_names
__ssoenv_key_names=(AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION)

# With `shadow = unset` keys are put aside once as a binding comes into force. What the person exports after that stays.
__ssoenv_mind_keys() {
  local shadow=${SSOENV_SHADOW:-$__ssoenv_settings[shadow]}
  if [[ $__ssoenv_keys_minded == "$shadow:$SSOENV_DIR" ]]; then
    return
  fi
  __ssoenv_keys_minded=$shadow:$SSOENV_DIR
  if [[ $shadow == unset ]]; then
    __ssoenv_put_keys_aside
  else
    __ssoenv_give_keys_back
  fi
}

__ssoenv_has_keys() {
  [[ -n ${AWS_ACCESS_KEY_ID-} && ${(t)AWS_ACCESS_KEY_ID} == *export* ]]
}

# They are kept as names and values in __ssoenv_keys, an array, which no child can inherit. What cannot be taken away as a whole,
# because it is readonly, or because direnv has set it, stays.
__ssoenv_put_keys_aside() {
  local name
  if (( $#__ssoenv_keys || __ssoenv_keys_of_direnv )) || ! __ssoenv_has_keys; then
    return
  fi
  for name in $__ssoenv_key_names; do
    if __ssoenv_is_readonly $name; then
      return
    fi
  done
  for name in $__ssoenv_key_names; do
    if [[ ${(Pt)name} == *export* ]]; then
      __ssoenv_keys+=($name "${(P)name}")
      builtin unset $name
    fi
  done
}

# Not beside others that came meanwhile: half of one key and half of another open nothing.
__ssoenv_give_keys_back() {
  local name value
  for name in $__ssoenv_key_names; do
    if [[ -n ${(Pt)name} ]]; then
      return
    fi
  done
  for name value in "${(@)__ssoenv_keys}"; do
    typeset -gx $name=$value
  done
  __ssoenv_keys=()
}

# At a prompt where nothing is bound: direnv has had its turn, and what is set now is the person's.
__ssoenv_forget_keys() {
  if (( ! ${+SSOENV_DIR} && $#__ssoenv_keys )); then
    __ssoenv_give_keys_back
    __ssoenv_keys=()
  fi
}

# Whether direnv has set the keys: then it also takes them away. Before __ssoenv_diff is set anew.
__ssoenv_see_keys_of_direnv() {
  if [[ -z ${DIRENV_DIFF-} || -z ${AWS_ACCESS_KEY_ID-} ]]; then
    __ssoenv_keys_of_direnv=0
  elif [[ $DIRENV_DIFF != "$__ssoenv_diff" && $AWS_ACCESS_KEY_ID != "$__ssoenv_key_left" ]]; then
    __ssoenv_keys_of_direnv=1
  fi
}

__ssoenv_tell_of_keys() {
  if [[ -n $__ssoenv_shadowed && $__ssoenv_shadowed != "$__ssoenv_shadowed_told" ]]; then
    __ssoenv_tell 'AWS_ACCESS_KEY_ID in the environment hides the profile: the AWS CLI and most tools use that key. Try: unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN'
  fi
  __ssoenv_shadowed_told=$__ssoenv_shadowed
}
