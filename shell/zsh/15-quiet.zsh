# The idle prompt: everything that the last one rested on is as it was, and no instant has come.

# The variables that a step rests on, and what it made of them, for ${(e)…}: a function would cost more than what it says.
typeset -g __ssoenv_situation='$PWD//${HOME-}//${XDG_STATE_HOME-}//${XDG_CONFIG_HOME-}//${AWS_CONFIG_FILE-}'\
'//${+AWS_PROFILE}${AWS_PROFILE-}//${DIRENV_DIFF-}//${SSOENV_DIRENV-}//${AWS_ACCESS_KEY_ID-}//${NO_COLOR-}'\
'//${SSOENV_DIR-}//${SSOENV_APPLIED-}//${SSOENV_STATE-}//${SSOENV_PROMPT-}//$__ssoenv_chosen_in'

# Nothing has changed since the last prompt and no instant has come: the whole step would do nothing.
__ssoenv_is_quiet() {
  local file prefix bytes text REPLY
  [[ ${EPOCHSECONDS-} == <-> ]] &&
    (( EPOCHSECONDS >= __ssoenv_quiet_from && EPOCHSECONDS < __ssoenv_quiet_until )) &&
    [[ ${(e)__ssoenv_situation} == "$__ssoenv_seen_situation" ]] || return 1
  for file in "${(@)__ssoenv_seen_absent}"; do
    [[ ! -e $file ]] || return 1
  done
  for file in "${(@)__ssoenv_seen_records}"; do
    [[ -e $file ]] || return 1
  done
  for file prefix in "${(@)__ssoenv_seen_marks}"; do
    [[ -e $file && -e $prefix.hi && ! $file -nt $prefix.hi && ! $file -ot $prefix.lo ]] || return 1
  done
  for file bytes text in "${(@)__ssoenv_seen_texts}"; do
    [[ -f $file && ! -L $file && -O $file && -r $file ]] || return 1
    REPLY=
    builtin sysread -s $bytes REPLY <$file
    [[ $REPLY == "$text" ]] || return 1
  done
}

# Notes that all is well, and until when: the next instant at which the session's state, or the minute shown, changes.
__ssoenv_settle_down() {
  local instant
  if (( ! __ssoenv_has_sysread )) || [[ -n $held ]]; then
    return
  fi
  if (( $#__ssoenv_seen_records )); then
    # Without a turn they are read at each prompt.
    [[ -n $__ssoenv_turn ]] || return 0
    __ssoenv_seen_records+=($__ssoenv_state/turn.$__ssoenv_turn)
  fi
  __ssoenv_quiet_from=$now __ssoenv_quiet_until=$(( now + 3600 )) __ssoenv_seen_situation=${(e)__ssoenv_situation}
  instant=${${SSOENV_CREDENTIALS-}%% *}
  if [[ $instant == <-> && $#instant -lt 16 ]] && (( now < instant && instant < __ssoenv_quiet_until )); then
    __ssoenv_quiet_until=$instant
  fi
  if [[ -n $session ]]; then
    for instant in $__ssoenv_session[due] $__ssoenv_session[warn] $__ssoenv_session[ended]; do
      if __ssoenv_has_come $instant; then
        # Past: something is shown that changes with each minute, or the program is asked again before long.
        instant=$(( now - now % 10 + 10 ))
      fi
      if [[ $instant == <-> && $#instant -lt 16 ]] && (( instant < __ssoenv_quiet_until )); then
        __ssoenv_quiet_until=$instant
      fi
    done
  fi
}
