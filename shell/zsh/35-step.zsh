# A prompt from beginning to end: look, ask, apply, show.

# Usage: __ssoenv_step first|prompt|cd|before
__ssoenv_step() {
  local event=$1 place= text= stale= held= session= direnv_profile= direnv_choice= REPLY
  local -i now
  __ssoenv_now
  now=$REPLY
  __ssoenv_find_state
  if (( ! __ssoenv_inherited )); then
    __ssoenv_inherit
  fi
  __ssoenv_quiet_until=0
  __ssoenv_see_direnv $event
  if (( __ssoenv_direnv_owns == 1 )); then
    __ssoenv_step_direnv
  else
    if [[ $event == first && -n ${SSOENV_DIR+x} ]] && ! __ssoenv_is_applied && ! __ssoenv_is_chosen; then
      # What a new shell's AWS_PROFILE is, inherited or from an rc file, is the earlier value.
      __ssoenv_forget
    fi
    __ssoenv_step_binding
  fi
  __ssoenv_standing AWS_PROFILE
  __ssoenv_left=$REPLY __ssoenv_key_left=${AWS_ACCESS_KEY_ID-}
  if [[ $event == prompt ]]; then
    __ssoenv_tell_of_keys
    __ssoenv_forget_keys
    if [[ -z $stale ]]; then
      __ssoenv_settle_down
    fi
  fi
  if (( __ssoenv_gone )); then
    place=
    __ssoenv_tell_once "the program is no longer at $__ssoenv_main. Try: eval \"\$(ssoenv hook zsh)\""
  fi
}

__ssoenv_step_binding() {
  if (( ${+SSOENV_DIR} )) && ! __ssoenv_is_readonly AWS_PROFILE &&
    { [[ $SSOENV_DIR == "$__ssoenv_chosen_in" ]] || ! __ssoenv_is_applied }; then
    if __ssoenv_is_within $SSOENV_DIR; then
      if [[ $event == prompt ]]; then
        __ssoenv_question_hand
      fi
      __ssoenv_show_choice manual
      return
    fi
    __ssoenv_leave
  fi
  if [[ $event == cd ]] && __ssoenv_is_under_envrc; then
    if (( ${+SSOENV_DIR} )) && ! __ssoenv_is_within $SSOENV_DIR; then
      __ssoenv_leave
      __ssoenv_show none
    fi
    return
  fi
  __ssoenv_consult
  if [[ $stale == binding ]]; then
    __ssoenv_doubt
  else
    __ssoenv_obey
  fi
}

# A profile chosen by hand where the .ssoenv pins an account: only the program can tell whether it is another, and is asked once
# for each choice.
__ssoenv_question_hand() {
  local choice
  __ssoenv_look
  choice=$place$'\n'${AWS_PROFILE-}$'\n'$text
  if [[ -n $stale || -z $__ssoenv_binding[pinned] || -z ${AWS_PROFILE-} || $AWS_PROFILE == "$SSOENV_APPLIED" ]]; then
    __ssoenv_clash_of= __ssoenv_clash= stale=
    return
  fi
  if [[ $choice != "$__ssoenv_clash_of" ]]; then
    __ssoenv_clash_of=$choice __ssoenv_clash=
    __ssoenv_ask prompt || :
  fi
  if [[ -n $__ssoenv_clash ]]; then
    __ssoenv_tell_once $__ssoenv_clash
  fi
}

# Looks, and at a prompt asks the program where that is needed.
__ssoenv_consult() {
  __ssoenv_look
  if [[ $event == (first|prompt) ]]; then
    __ssoenv_event $event
    if [[ -n $REPLY ]]; then
      __ssoenv_ask $REPLY || :
    elif [[ -n $stale && -n $__ssoenv_answer ]] && __ssoenv_has_asked; then
      __ssoenv_take_answer
    fi
    # What does not bind has not been entered: `ssoenv allow` will be the entering.
    __ssoenv_here=
    if [[ $__ssoenv_binding[state] == bound ]]; then
      __ssoenv_here=$place
    fi
  fi
}

# The records do not say what holds here. The same words of the same directory keep what they gave; else a tree that is bound is
# closed until the program has said more.
__ssoenv_doubt() {
  if __ssoenv_is_applied && [[ $place == "$SSOENV_DIR" && -n $text && $text == "$__ssoenv_applied_text" ]]; then
    return
  fi
  if [[ -n $place ]] && __ssoenv_is_in_trusted_tree; then
    __ssoenv_binding=() __ssoenv_binding_read=
    __ssoenv_apply ssoenv-refused
    __ssoenv_show refused refused
  else
    __ssoenv_leave
    __ssoenv_show_free none
  fi
}

# Does what __ssoenv_binding says.
__ssoenv_obey() {
  local state=$__ssoenv_binding[state]
  if [[ -n $__ssoenv_binding[say] ]]; then
    __ssoenv_tell_once $__ssoenv_binding[say]
  fi
  if [[ $state == refused || $state == bound && -z $__ssoenv_binding[profile] ]]; then
    __ssoenv_apply ssoenv-refused
    __ssoenv_show refused refused
  elif [[ $state == bound ]]; then
    __ssoenv_apply $__ssoenv_binding[profile] $__ssoenv_binding[region]
    __ssoenv_show_session $__ssoenv_binding[label]
  else
    __ssoenv_leave
    __ssoenv_show_free ${${(M)state:#untrusted}:-none}
  fi
}

# direnv has set AWS_PROFILE, or keys in its place: it is shown, and where `use sso_profile` chose it, its session is kept like a binding's.
__ssoenv_step_direnv() {
  if [[ ${AWS_PROFILE-} != "$__ssoenv_direnv_value" ]]; then
    __ssoenv_show_choice manual
    return
  fi
  __ssoenv_consult
  if [[ -n $__ssoenv_binding[say] ]]; then
    __ssoenv_tell_once $__ssoenv_binding[say]
  fi
  if [[ $event == prompt ]]; then
    __ssoenv_question_direnv
  fi
  if [[ -n $__ssoenv_direnv_clash ]]; then
    __ssoenv_show_choice direnv
  elif [[ -n $session && $stale != binding ]]; then
    __ssoenv_show_session $__ssoenv_binding[label] direnv
  else
    __ssoenv_show_choice direnv
  fi
}

# The same question (__ssoenv_question_hand) about a profile that direnv has set where a .ssoenv pins an account, or may.
__ssoenv_question_direnv() {
  local choice=$direnv_choice
  if [[ -z $choice || -z ${AWS_PROFILE-} ]]; then
    __ssoenv_direnv_clash= __ssoenv_direnv_clash_of=
    return
  fi
  if [[ $choice != "$__ssoenv_direnv_clash_of" ]]; then
    __ssoenv_direnv_clash= __ssoenv_direnv_clash_of=$choice
    local __ssoenv_clash=
    __ssoenv_ask prompt || :
    __ssoenv_direnv_clash=$__ssoenv_clash
    if [[ -z $direnv_profile ]]; then
      # Of what is bound here direnv has taken the place.
      session= stale=
    fi
  fi
  if [[ -n $__ssoenv_direnv_clash ]]; then
    __ssoenv_tell_once $__ssoenv_direnv_clash
  fi
}
