# A prompt from beginning to end: look, ask, apply, show.

# Asks the program if that is due, and tells what there is to tell: not at a shell's first prompt.
__ssoenv_speak() {
  local IFS=' ' __ssoenv_now_asked=$__ssoenv_event __ssoenv_was_asked=$__ssoenv_event
  while [[ -n $__ssoenv_now_asked ]]; do
    __ssoenv_event=''
    __ssoenv_ask "$__ssoenv_now_asked" || :
    { __ssoenv_answered || :; } 2>/dev/null
    # What is known by now may raise a question of its own, which is asked once.
    { __ssoenv_question_hand || :; } 2>/dev/null
    __ssoenv_now_asked=$__ssoenv_event
  done
  if [[ -n $__ssoenv_was_asked ]]; then
    if [[ ${SSOENV_CREDENTIALS-} == wanted && -n $__ssoenv_direnv ]]; then __ssoenv_take_keys || :; fi
  fi
  if [[ -n $__ssoenv_to_tell ]]; then
    [[ -z $__ssoenv_note ]] || __ssoenv_tell "$__ssoenv_note"
    [[ -z $__ssoenv_say ]] || __ssoenv_tell "$__ssoenv_say" "$__ssoenv_dir"
    __ssoenv_tell_of_keys
    if __ssoenv_is_clash; then __ssoenv_tell "$__ssoenv_clash" "$__ssoenv_dir"; fi
    __ssoenv_to_tell=''
  fi
  { __ssoenv_finish || :; } 2>/dev/null
}

__ssoenv_step() {
  local IFS=' '
  __ssoenv_event=''
  [[ ${PROMPT_COMMAND[*]-} == "$__ssoenv_commands_seen" ]] || __ssoenv_attach
  __ssoenv_look_at_ps0
  if [[ -n $__ssoenv_direnv ]]; then __ssoenv_watch_direnv; fi
  __ssoenv_look
  __ssoenv_clock
  __ssoenv_choose_event
  # Whose work AWS_PROFILE is has to be known first.
  [[ -n $__ssoenv_event && -n $__ssoenv_ask_about_direnv ]] || __ssoenv_settle_down
  [[ -n $__ssoenv_event ]] || __ssoenv_question_hand
  [[ -n $__ssoenv_event$__ssoenv_to_tell ]] || __ssoenv_finish
}

# The end of a prompt at which nothing is open.
__ssoenv_finish() {
  __ssoenv_ask_about_direnv=''
  __ssoenv_forget_keys
  if [[ -n $__ssoenv_first && -n $__ssoenv_say$__ssoenv_note$__ssoenv_shadowed ]]; then
    # What there is to say comes at the second prompt, which has to look again for it.
    __ssoenv_first='' __ssoenv_view_then=''
    return 0
  fi
  __ssoenv_first=''
  __ssoenv_keep_view
}

__ssoenv_answered() {
  if [[ -n $__ssoenv_answer ]]; then
    __ssoenv_take_answer
    if [[ -n $__ssoenv_direnv_owns ]]; then
      __ssoenv_watch_direnv
    elif [[ -n $__ssoenv_ask_about_direnv ]]; then
      __ssoenv_owned=''
    fi
    __ssoenv_ask_about_direnv=''
  fi
  __ssoenv_look
  __ssoenv_note_place
  __ssoenv_clock
  if [[ -z $__ssoenv_stale ]] && ! __ssoenv_reached "$__ssoenv_due"; then
    __ssoenv_held_key=''
  elif [[ -n $__ssoenv_stale && -n $__ssoenv_answer ]]; then
    __ssoenv_take_answer
    __ssoenv_stale=''
  fi
  __ssoenv_settle_down
}

__ssoenv_settle_down() {
  if [[ -z $__ssoenv_adopted ]]; then __ssoenv_adopt; fi
  __ssoenv_apply
  if [[ -n ${SSOENV_DIR-} && -z $__ssoenv_hand ]]; then __ssoenv_mind_keys; fi
  # Until the program has been asked the segment stays as it is.
  if [[ -z $__ssoenv_stale || $__ssoenv_stale == session || ${SSOENV_APPLIED-} == ssoenv-refused || -z ${SSOENV_DIR-} ]]; then
    __ssoenv_draw
  fi
  __ssoenv_note_left
  __ssoenv_to_tell=''
  if [[ -z $__ssoenv_first && -z $__ssoenv_stale && -n $__ssoenv_say ]] && ! __ssoenv_was_told "$__ssoenv_say" "$__ssoenv_dir"; then __ssoenv_to_tell=1; fi
  if [[ -z $__ssoenv_first && -n $__ssoenv_note ]] && ! __ssoenv_was_told "$__ssoenv_note"; then __ssoenv_to_tell=1; fi
  if [[ -z $__ssoenv_first && $__ssoenv_shadowed != "$__ssoenv_shadowed_told" ]]; then __ssoenv_to_tell=1; fi
  if [[ -z $__ssoenv_first ]] && __ssoenv_is_clash && ! __ssoenv_was_told "$__ssoenv_clash" "$__ssoenv_dir"; then __ssoenv_to_tell=1; fi
  __ssoenv_before=999999999999
  if [[ -z $__ssoenv_stale && $__ssoenv_hand != manual && $__ssoenv_before_at != - ]]; then __ssoenv_before=$__ssoenv_before_at; fi
}
