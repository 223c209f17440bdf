# What the person types: `ssoenv`, and `ssoenv_deactivate`.

# Usage: ssoenv use [PROFILE | - | --unset], or any other command of the program
# `use` changes AWS_PROFILE of this shell; the rest is the program's own.
ssoenv() {
  local answer earlier back= guarded= REPLY
  if [[ ${1-} != use ]]; then
    __ssoenv_program "$@"
    return
  fi
  shift
  if __ssoenv_is_readonly AWS_PROFILE; then
    __ssoenv_tell 'AWS_PROFILE is read-only in this shell.'
    return 1
  fi
  __ssoenv_standing AWS_PROFILE
  earlier=$REPLY
  if [[ -n $__ssoenv_use_before ]] && (( ${@[(Ie)-]} )); then
    back=1
    set -- "${(@)@/#%-/${__ssoenv_use_before#?}}"
  fi
  if [[ -n $back && ($__ssoenv_use_before == - || $__ssoenv_use_before == "=${SSOENV_APPLIED-}") ]]; then
    # To none, or to what the binding has set itself. Any other profile has to pass the guard again.
    __ssoenv_restore AWS_PROFILE $__ssoenv_use_before
    __ssoenv_chosen_in=
  else
    answer=$(__ssoenv_program use --for-shell --say-protected "$@") || return
    case $answer in
      profile\ *$'\nend')
        answer=${${answer#profile }%$'\nend'}
        typeset -gx AWS_PROFILE=${answer%$'\nprotected 1'}
        if [[ $answer != "$AWS_PROFILE" ]]; then
          guarded=$AWS_PROFILE
        fi
        ;;
      unset$'\nend') builtin unset AWS_PROFILE ;;
      *)
        # Its help.
        builtin print -r -- $answer
        return
        ;;
    esac
    __ssoenv_chosen_in=${SSOENV_DIR-}
  fi
  __ssoenv_use_before=$earlier __ssoenv_used=${AWS_PROFILE-} __ssoenv_guarded=$guarded
}

# Completion of the words after `ssoenv`: what it needs is read when it is first asked for.
__ssoenv_complete() {
  if ! builtin typeset -f __ssoenv_complete_words >/dev/null; then
    [[ -f ${__ssoenv_main:h}/completions.zsh ]] || return 1
    builtin source ${__ssoenv_main:h}/completions.zsh
  fi
  __ssoenv_complete_words
}

# Where compinit has run; whoever runs it after the hook has it by the first prompt.
__ssoenv_offer_completion() {
  if [[ -z ${_comps[ssoenv]-} ]] && builtin typeset -f compdef >/dev/null; then
    compdef __ssoenv_complete ssoenv
  fi
}

# Usage: ssoenv_deactivate
# Takes the hook out of this shell: AWS_PROFILE, the prompt and everything else are as if it had never been loaded.
ssoenv_deactivate() {
  local name
  if __ssoenv_is_applied; then
    __ssoenv_leave
  fi
  __ssoenv_forget
  __ssoenv_publish '' ''
  builtin unset SSOENV_STATE SSOENV_PROMPT SSOENV_SHELL SSOENV_SHELL_PID
  for name in precmd chpwd preexec; do
    __ssoenv_detach ${name}_functions __ssoenv_$name
  done
  __ssoenv_detach precmd_functions __ssoenv_prompt
  if [[ ${_comps[ssoenv]-} == __ssoenv_complete ]]; then
    compdef -d ssoenv
  fi
  PROMPT=${PROMPT//$__ssoenv_segment/}
  __ssoenv_shown= __ssoenv_colour=0
  __ssoenv_fill
  while (( $#psvar > __ssoenv_psvar_length )) && [[ -z $psvar[-1] ]]; do
    psvar[-1]=()
  done
  builtin unset -m '__ssoenv_*'
  builtin unfunction -m '__ssoenv_*'
  builtin unfunction ssoenv ssoenv_deactivate
}
