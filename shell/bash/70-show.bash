# What the prompt shows and what is told: SSOENV_STATE, SSOENV_PROMPT, messages.

# SSOENV_STATE and SSOENV_PROMPT, the same for others, and for PS1 __ssoenv_shown between __ssoenv_on and __ssoenv_off.
__ssoenv_draw() {
  local __ssoenv_name='' __ssoenv_after='' __ssoenv_colour=32 __ssoenv_word=none
  __ssoenv_shadowed=''
  if [[ -n $__ssoenv_hand ]]; then
    __ssoenv_word=$__ssoenv_hand
    __ssoenv_plain_name
  elif [[ -n ${SSOENV_DIR-} ]]; then
    __ssoenv_word=ok
    __ssoenv_name=$__ssoenv_label
    case $__ssoenv_label in '' | *[[:cntrl:]]*) __ssoenv_name='?' ;; esac
    [[ $SSOENV_APPLIED != ssoenv-refused ]] || __ssoenv_word=refused
  else
    [[ $__ssoenv_state != untrusted ]] || __ssoenv_word=untrusted
    [[ -z $__ssoenv_chosen || ${AWS_PROFILE-} != "$__ssoenv_chosen" ]] || __ssoenv_plain_name
  fi
  if [[ $__ssoenv_word == refused ]]; then
    __ssoenv_name=refused __ssoenv_colour=31
  elif [[ -n $__ssoenv_name ]]; then
    if __ssoenv_is_protected; then __ssoenv_colour=35; fi
    if [[ $__ssoenv_hand != manual ]]; then __ssoenv_draw_session; fi
    if [[ -z $__ssoenv_lent ]] && __ssoenv_has_keys; then
      __ssoenv_name+='!' __ssoenv_colour=31
      [[ -n $__ssoenv_keys_of_direnv ]] || __ssoenv_shadowed=${SSOENV_DIR-}:${AWS_PROFILE-}
    fi
    if __ssoenv_is_clash; then __ssoenv_after=' against .ssoenv' __ssoenv_colour=31; fi
  fi
  [[ -n $__ssoenv_shadowed ]] || __ssoenv_shadowed_told=''
  [[ ${SSOENV_STATE-} == "$__ssoenv_word" ]] || builtin export SSOENV_STATE="$__ssoenv_word"
  __ssoenv_name+=$__ssoenv_after
  case $__ssoenv_colour in
    31) __ssoenv_publish ALERT "$__ssoenv_name" ;;
    33) __ssoenv_publish WARN "$__ssoenv_name" ;;
    35) __ssoenv_publish PROTECTED "$__ssoenv_name" ;;
    *) __ssoenv_publish OK "$__ssoenv_name" ;;
  esac
  [[ ${SSOENV_PROMPT-unset} == "$__ssoenv_name" ]] || builtin export SSOENV_PROMPT="$__ssoenv_name"
  __ssoenv_shown='' __ssoenv_on='' __ssoenv_off=''
  if [[ -n $__ssoenv_name && $__ssoenv_prompt_setting == on ]]; then
    __ssoenv_shown="$__ssoenv_name "
    if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
      __ssoenv_on="${__ssoenv_escape}[${__ssoenv_colour}m" __ssoenv_off="${__ssoenv_escape}[0m"
    fi
  fi
}

# What is shown is a protected profile: as the record says, or the answer to `ssoenv use`.
__ssoenv_is_protected() {
  if [[ -n $__ssoenv_guarded ]] && [ "${AWS_PROFILE-}" = "$__ssoenv_guarded" ]; then return 0; fi
  [[ -n $__ssoenv_protected && $__ssoenv_hand != manual ]]
}

# The name in AWS_PROFILE, or whose keys stand in its place, if it is one that may be shown.
__ssoenv_plain_name() {
  __ssoenv_name=${AWS_PROFILE-$__ssoenv_lent}
  [[ ${#__ssoenv_name} -le 128 && $__ssoenv_name != *[!"$__ssoenv_name_characters"]* ]] || __ssoenv_name='?'
}

__ssoenv_draw_session() {
  if __ssoenv_reached "$__ssoenv_ended"; then
    __ssoenv_after=' login needed' __ssoenv_colour=31
    [[ $__ssoenv_word != ok ]] || __ssoenv_word=login
  elif [[ $__ssoenv_expires != - ]] && __ssoenv_reached "$__ssoenv_warn"; then
    __ssoenv_after=" $(((__ssoenv_expires - __ssoenv_now + 59) / 60))m" __ssoenv_colour=33
    [[ $__ssoenv_word != ok ]] || __ssoenv_word=expiring
  fi
}

# Usage: __ssoenv_tell TEXT [DIRECTORY]
# Tells it once, or once per directory.
__ssoenv_tell() {
  ! __ssoenv_was_told "$@" || return 0
  __ssoenv_told+=$__ssoenv_nl${2-}:$1$__ssoenv_nl
  case $1 in *[[:cntrl:]]*) return 0 ;; esac
  builtin printf 'ssoenv: %s\n' "$1" >&2
}

__ssoenv_was_told() {
  [[ $__ssoenv_told == *"$__ssoenv_nl${2-}:$1$__ssoenv_nl"* ]]
}
