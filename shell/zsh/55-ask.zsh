# Asking the program, where records do not tell, and what it has answered.

# Usage: __ssoenv_program WORD...
# Runs ssoenv without what NODE_OPTIONS would load into it. 127: it is nowhere.
__ssoenv_program() {
  if [[ -x $__ssoenv_node && -f $__ssoenv_main ]]; then
    NODE_OPTIONS= "$__ssoenv_node" "$__ssoenv_main" "$@"
  elif builtin whence -p ssoenv >/dev/null; then
    NODE_OPTIONS= command ssoenv "$@"
  else
    return 127
  fi
}

# Usage: __ssoenv_ask EVENT
# Asks, looks at the records again, and where they are not fresh even then, takes what was printed for as long as it holds.
__ssoenv_ask() {
  local event=$1 out
  local -a words
  # A subshell, a pipe or a file on the other side: there is nobody to speak to.
  [[ $ZSH_SUBSHELL == 0 && -t 0 && ($event == first || -t 2) ]] || return 1
  if (( __ssoenv_direnv_loaded )); then
    words+=(--direnv)
  fi
  if [[ -n $direnv_profile ]]; then
    words+=(--profile $direnv_profile)
  fi
  # Noted before it is asked: the answer may never come.
  __ssoenv_asked=$place$'\n'$text __ssoenv_asked_at=$now __ssoenv_answer= __ssoenv_here=$place __ssoenv_direnv_said=
  {
    if [[ $event == first ]]; then
      out=$(__ssoenv_program settle --shell zsh --event $event --dir "$PWD" $words 2>/dev/null)
    else
      out=$(__ssoenv_program settle --shell zsh --event $event --dir "$PWD" $words)
    fi
    __ssoenv_gone=$(( $? == 127 ))
  } always {
    # Ctrl-C drops a command that was about to run; a prompt goes on with what the records say by now.
    if [[ $event != before ]]; then
      TRY_BLOCK_ERROR=0 TRY_BLOCK_INTERRUPT=0
    fi
  }
  if [[ $out != *$'\n'end ]]; then
    __ssoenv_look
    return
  fi
  __ssoenv_answer=$out
  __ssoenv_now
  now=$REPLY
  __ssoenv_take_answer
  __ssoenv_look
  if [[ -n $stale ]]; then
    __ssoenv_take_answer
    return
  fi
  __ssoenv_answer=
  if ! __ssoenv_has_come $__ssoenv_session[due]; then
    __ssoenv_asked=
  fi
}

# The printed lines stand in for the records, which are read anew the next time.
__ssoenv_take_answer() {
  __ssoenv_binding=() __ssoenv_session=() __ssoenv_watch=() __ssoenv_absent=() __ssoenv_dirs=()
  __ssoenv_binding_read= __ssoenv_session_read= __ssoenv_settings_read=- __ssoenv_listed_for=
  __ssoenv_parse ${__ssoenv_answer%$'\nend'}
  stale= held=1
  session=$__ssoenv_binding[session]
  if [[ -z $direnv_profile ]]; then
    place=$__ssoenv_binding[directory]
  fi
}

# The program has answered (or been stopped) here less than a minute ago, about this very text.
__ssoenv_has_asked() {
  [[ $__ssoenv_asked == "$place"$'\n'"$text" ]] &&
    (( now >= __ssoenv_asked_at && now - __ssoenv_asked_at < 60 ))
}

# REPLY: the event for which the program has to be asked now, or nothing.
__ssoenv_event() {
  local event=$1
  if [[ $event == prompt && -n $place && $place != "$__ssoenv_here" &&
    (-n $stale || $__ssoenv_binding[state] == bound) ]]; then
    event=enter
  fi
  REPLY=
  if [[ -n $stale ]]; then
    if ! __ssoenv_has_asked; then
      REPLY=$event
    fi
  elif [[ -n $session && $event != first ]]; then
    if [[ $event == enter ]] && __ssoenv_has_come $__ssoenv_session[enter]; then
      REPLY=enter
    elif __ssoenv_has_come $__ssoenv_session[due] && ! __ssoenv_has_asked; then
      REPLY=prompt
    fi
  fi
}
