# AWS_PROFILE and AWS_REGION: set for a binding, and as they were when it is left.

# Usage: __ssoenv_standing NAME
# REPLY: `=VALUE` exported, `~VALUE` set, `-` not set.
__ssoenv_standing() {
  case ${(Pt)1} in
    '') REPLY=- ;;
    *export*) REPLY="=${(P)1}" ;;
    *) REPLY="~${(P)1}" ;;
  esac
}

# Usage: __ssoenv_restore NAME STANDING
__ssoenv_restore() {
  if __ssoenv_is_readonly $1; then
    return
  fi
  builtin unset $1
  case $2 in
    \=*) typeset -gx $1=${2#=} ;;
    \~*) typeset -g +x $1=${2#\~} ;;
  esac
}

__ssoenv_is_readonly() {
  [[ ${(Pt)1} == *readonly* ]]
}

# AWS_PROFILE is what the hook gave it.
__ssoenv_is_applied() {
  [[ -n ${SSOENV_APPLIED+x} && -n ${AWS_PROFILE+x} && $AWS_PROFILE == "$SSOENV_APPLIED" ]]
}

# Usage: __ssoenv_apply PROFILE [REGION]
# Puts the binding of place in force. Nothing happens while it already is.
__ssoenv_apply() {
  __ssoenv_applied_text=$text
  if __ssoenv_is_applied && [[ $SSOENV_DIR == "$place" && $SSOENV_APPLIED == "$1" && ${SSOENV_APPLIED_REGION-} == "${2-}" ]]; then
    __ssoenv_mind_keys
    return
  fi
  if __ssoenv_is_readonly AWS_PROFILE; then
    __ssoenv_tell_once 'AWS_PROFILE is read-only in this shell, so it is shown here but cannot be set.'
    return
  fi
  if (( ! ${+SSOENV_DIR} )); then
    __ssoenv_standing AWS_PROFILE
    typeset -gx SSOENV_PREV=$REPLY
  fi
  typeset -gx SSOENV_DIR=$place SSOENV_APPLIED=$1 AWS_PROFILE=$1
  __ssoenv_chosen_in=
  if [[ -n ${2-} ]]; then
    __ssoenv_apply_region $2
  elif [[ -n ${SSOENV_APPLIED_REGION+x} ]]; then
    __ssoenv_restore AWS_REGION ${SSOENV_PREV_REGION--}
    builtin unset SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  fi
  __ssoenv_mind_keys
}

__ssoenv_apply_region() {
  if __ssoenv_is_readonly AWS_REGION; then
    return
  fi
  if [[ -z ${SSOENV_APPLIED_REGION+x} ]]; then
    __ssoenv_standing AWS_REGION
    typeset -gx SSOENV_PREV_REGION=$REPLY
  elif [[ ${AWS_REGION-} != "$SSOENV_APPLIED_REGION" ]]; then
    # Chosen by hand inside the tree.
    return
  fi
  typeset -gx SSOENV_APPLIED_REGION=$1 AWS_REGION=$1
}

# Whether AWS_PROFILE is what `ssoenv exec` started this shell with.
__ssoenv_is_chosen() {
  [[ -n ${SSOENV_CHOSEN-} && ${${AWS_PROFILE+=$AWS_PROFILE}:--} == "$SSOENV_CHOSEN" ]]
}

# Gives back what was there before.
__ssoenv_leave() {
  if (( ${+SSOENV_DIR} )); then
    __ssoenv_restore AWS_PROFILE ${SSOENV_PREV--}
    if [[ -n ${SSOENV_APPLIED_REGION+x} ]]; then
      __ssoenv_restore AWS_REGION ${SSOENV_PREV_REGION--}
    fi
    __ssoenv_forget
  fi
}

__ssoenv_forget() {
  builtin unset SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  __ssoenv_chosen_in= __ssoenv_keys_minded= __ssoenv_clash= __ssoenv_clash_of=
  __ssoenv_give_keys_back
}

# What the shell was started with: another shell's state goes on only where it is whole.
__ssoenv_inherit() {
  __ssoenv_inherited=1
  if [[ -z ${SSOENV_DIR-} || -z ${SSOENV_APPLIED-} || ${SSOENV_PREV-} != [=~-]* ]]; then
    __ssoenv_forget
  else
    # A value that was not exported has never been in this process.
    typeset -gx SSOENV_PREV=${SSOENV_PREV/#\~*/-}
    if [[ -n ${SSOENV_APPLIED_REGION-} && ${AWS_REGION-} == "$SSOENV_APPLIED_REGION" ]]; then
      typeset -gx SSOENV_PREV_REGION=${${SSOENV_PREV_REGION--}/#\~*/-}
    else
      builtin unset SSOENV_APPLIED_REGION SSOENV_PREV_REGION
    fi
  fi
  if [[ ! -n ${SSOENV_DIR+x} && ${SSOENV_STATE-} == manual ]]; then
    __ssoenv_used=${AWS_PROFILE-}
    if [[ $__ssoenv_used == "${SSOENV_PROMPT_PROTECTED-}" ]]; then
      __ssoenv_guarded=$__ssoenv_used
    fi
  fi
}
