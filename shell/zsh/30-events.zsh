# When things happen: at the prompt, after cd, before a command.

__ssoenv_precmd() {
  if (( ${+WIDGET} )); then
    # A widget that changes directory and runs these functions itself: the line is still being typed.
    __ssoenv_step cd
    return
  fi
  if [[ $precmd_functions[-1] != __ssoenv_prompt ]] ||
    (( ${precmd_functions[(Ie)_direnv_hook]} > ${precmd_functions[(Ie)__ssoenv_precmd]} )); then
    __ssoenv_order
  fi
  if (( __ssoenv_prompts )); then
    if ! __ssoenv_is_quiet; then
      if [[ -n ${SSOENV_CREDENTIALS-} ]]; then
        __ssoenv_renew_keys
      fi
      __ssoenv_step prompt
      if [[ ${SSOENV_CREDENTIALS-} == wanted ]]; then
        __ssoenv_take_keys
      fi
    fi
  else
    __ssoenv_prompts=1
    __ssoenv_offer_completion
    __ssoenv_step first
  fi
}

__ssoenv_chpwd() {
  # Completion functions look around in other directories.
  if (( ! ${+compstate} )); then
    __ssoenv_step cd
  fi
}

# Before a command of `login_before`, where its session ends: as the command was accepted, aliases expanded.
__ssoenv_preexec() {
  local event=before place= text= stale= held= session= direnv_profile= REPLY
  local -i now
  # What the last prompt rested on is not to grow by this.
  local -a __ssoenv_seen_texts __ssoenv_seen_records __ssoenv_seen_marks __ssoenv_seen_absent
  if [[ -z $__ssoenv_binding[session] || ${AWS_PROFILE-} != "$__ssoenv_binding[profile]" ]]; then
    return
  fi
  __ssoenv_now
  now=$REPLY
  if __ssoenv_know_session && ! __ssoenv_has_come $__ssoenv_session[before]; then
    return
  fi
  if __ssoenv_is_login_command $3; then
    __ssoenv_quiet_until=0
    __ssoenv_look
    __ssoenv_ask before || :
    if (( __ssoenv_direnv_owns == 1 )); then
      __ssoenv_show_session $__ssoenv_binding[label] direnv
    elif [[ $stale != binding ]]; then
      __ssoenv_obey
    fi
    __ssoenv_standing AWS_PROFILE
    __ssoenv_left=$REPLY
  fi
}

__ssoenv_is_login_command() {
  local MATCH MBEGIN MEND expression=$__ssoenv_commands
  local -a match mbegin mend
  if (( ! __ssoenv_commands_fixed )); then
    expression=${__ssoenv_settings[commands]:-$expression}
  fi
  [[ -n $expression && $1 =~ $expression ]] 2>/dev/null
}
