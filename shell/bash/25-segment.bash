# The segment in PS1.

# The last entry in PROMPT_COMMAND: prompts that are built anew each time have been built.
__ssoenv_on_ps1() {
  local __ssoenv_status=$?
  if [[ ${PS1-} != *'${__ssoenv_shown-}'* || -n $__ssoenv_builder ]] || ! builtin shopt -q promptvars; then
    { __ssoenv_look_at_ps1 || :; } 2>/dev/null
  fi
  case $- in *e*) return 0 ;; esac
  return "$__ssoenv_status"
}

__ssoenv_look_at_ps1() {
  local IFS=' '
  if ! builtin shopt -q promptvars; then
    __ssoenv_remove_segment
    __ssoenv_remove_ps0
  elif [[ -n $__ssoenv_builder || $PS1 == *SSOENV_PROMPT* ]]; then
    __ssoenv_remove_segment
  else
    __ssoenv_add_segment
  fi
}

# Puts the segment before the last line of PS1. A line break inside of a substitution is none of the prompt's.
__ssoenv_add_segment() {
  local __ssoenv_head='' __ssoenv_tail=${PS1-} __ssoenv_other
  __ssoenv_other=${__ssoenv_tail##*"$__ssoenv_nl"}
  __ssoenv_tail=${__ssoenv_tail##*'\n'}
  [[ ${#__ssoenv_other} -ge ${#__ssoenv_tail} ]] || __ssoenv_tail=$__ssoenv_other
  __ssoenv_head=${PS1%"$__ssoenv_tail"}
  case $__ssoenv_head in
    *'$'[\(\{]* | *'`'* | *'\['*)
      if ! __ssoenv_balanced "$__ssoenv_tail" '(' ')' || ! __ssoenv_balanced "$__ssoenv_tail" '{' '}' ||
        ! __ssoenv_balanced "$__ssoenv_tail" '\[' '\]' || [[ $__ssoenv_tail == *'`'* ]]; then
        __ssoenv_head='' __ssoenv_tail=$PS1
      fi
      ;;
  esac
  PS1=$__ssoenv_head$__ssoenv_segment$__ssoenv_tail
}

# Whether $1 holds as many $2 as $3.
__ssoenv_balanced() {
  local __ssoenv_left_over=${1//"$2"/} __ssoenv_right_over=${1//"$3"/}
  [[ ${#__ssoenv_left_over} -eq ${#__ssoenv_right_over} ]]
}

__ssoenv_remove_segment() {
  [[ ${PS1-} != *"$__ssoenv_segment"* ]] || PS1=${PS1/"$__ssoenv_segment"/}
}
