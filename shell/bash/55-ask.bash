# Asking the program, where records do not tell, and what it has answered.

# Whether the program has to be asked: __ssoenv_event becomes the event, or ''. Only at a prompt.
#
# An answer that leaves the records as stale as before is kept for a minute (`held`), and asked for again only then or when
# directory or text change. What is asked is noted before it is asked: after Ctrl-C in a process that PROMPT_COMMAND has
# started, bash 5.2 runs PROMPT_COMMAND again at once.
__ssoenv_choose_event() {
  local __ssoenv_place_then=$__ssoenv_place
  __ssoenv_event=''
  __ssoenv_note_place
  if [[ -n $__ssoenv_first ]]; then
    [[ -n $__ssoenv_dir${SSOENV_DIR-} ]] || __ssoenv_ask_about_direnv=''
    if [[ -n $__ssoenv_stale$__ssoenv_ask_about_direnv ]]; then __ssoenv_event=first; fi
  elif [[ -n $__ssoenv_place && $__ssoenv_place != "$__ssoenv_place_then" ]]; then
    if [[ -n $__ssoenv_stale ]] || __ssoenv_reached "$__ssoenv_enter"; then __ssoenv_event=enter; fi
  elif [[ -n $__ssoenv_stale ]] || __ssoenv_reached "$__ssoenv_due"; then
    __ssoenv_event=prompt
  fi
  if [[ -z $__ssoenv_event ]]; then
    __ssoenv_held_key=''
    return 0
  fi
  __ssoenv_key=$__ssoenv_dir:${AWS_CONFIG_FILE-}:$__ssoenv_by_profile:$__ssoenv_text
  if [[ $__ssoenv_key == "$__ssoenv_held_key" ]] && ((__ssoenv_now < __ssoenv_held_until)); then
    __ssoenv_event=''
    if [[ -n $__ssoenv_stale && -n $__ssoenv_answer ]]; then
      __ssoenv_take_answer
      __ssoenv_stale=''
    fi
    return 0
  fi
  __ssoenv_held_key=$__ssoenv_key __ssoenv_held_until=$((__ssoenv_now + 60)) __ssoenv_answer=''
}

# Which binding is in force, for telling when another one has come: its directory, or the profile that .envrc names. What does
# not bind has not been entered: `ssoenv allow` will be the entering.
__ssoenv_note_place() {
  __ssoenv_place=''
  if [[ -n $__ssoenv_by_profile ]]; then
    __ssoenv_place=direnv:${AWS_PROFILE-$__ssoenv_lent}
  elif [[ -n $__ssoenv_stale || $__ssoenv_state == bound ]]; then
    __ssoenv_place=$__ssoenv_dir
  fi
}

# The values of the last answer in place of the records'.
__ssoenv_take_answer() {
  __ssoenv_forget_settings
  __ssoenv_forget_binding
  __ssoenv_forget_session
  __ssoenv_parse "$__ssoenv_answer"
  __ssoenv_check_instants
  __ssoenv_answer_holds=1
}

# Usage: __ssoenv_ask EVENT
# Starts the program once. Its lines are in __ssoenv_answer if it came to its end.
__ssoenv_ask() {
  local __ssoenv_words
  __ssoenv_words=(settle --shell bash --event "$1" --dir "$PWD")
  [[ -z $__ssoenv_direnv ]] || __ssoenv_words+=(--direnv)
  [[ -z $__ssoenv_by_profile ]] || __ssoenv_words+=(--profile "${AWS_PROFILE-$__ssoenv_lent}")
  [[ -t 0 && -t 2 && $PWD == /* ]] || return 1
  if ! __ssoenv_has_program; then
    __ssoenv_note="the program is no longer at $__ssoenv_main, so only what it has left is applied. $__ssoenv_try_again"
    return 1
  fi
  __ssoenv_answer=$(__ssoenv_program "${__ssoenv_words[@]}") || :
  case $__ssoenv_answer in
    *"${__ssoenv_nl}end") ;;
    *)
      __ssoenv_answer=''
      return 1
      ;;
  esac
}

# The program of this hook; where that was moved, the one in PATH.
__ssoenv_program() {
  if [[ -x $__ssoenv_node && -f $__ssoenv_main ]]; then
    NODE_OPTIONS='' "$__ssoenv_node" "$__ssoenv_main" "$@"
  elif __ssoenv_has_program; then
    NODE_OPTIONS='' command ssoenv "$@"
  else
    builtin printf 'ssoenv: the program is no longer at %s. %s\n' "$__ssoenv_main" "$__ssoenv_try_again" >&2
    return 127
  fi
}

__ssoenv_has_program() {
  [[ -x $__ssoenv_node && -f $__ssoenv_main ]] || builtin type -P ssoenv >/dev/null
}
