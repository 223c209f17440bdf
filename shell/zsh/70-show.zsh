# What the prompt shows and what is told: SSOENV_STATE, SSOENV_PROMPT, messages.

# Usage: __ssoenv_show STATE [LABEL [REST]]
# SSOENV_STATE, SSOENV_PROMPT and the segment: LABEL, then REST.
__ssoenv_show() {
  local state=$1 label=${(V)2-} rest=${3-} colour=1
  local -a kinds=(OK WARN ALERT PROTECTED)
  __ssoenv_shadowed=
  if [[ -n $label && $state != refused && -z $__ssoenv_lent ]] && __ssoenv_has_keys; then
    label+=! colour=3
    if (( ! __ssoenv_keys_of_direnv )); then
      __ssoenv_shadowed=${SSOENV_DIR-}:${AWS_PROFILE-}
    fi
  elif [[ $state == (login|refused) || $rest == ' against'* ]]; then
    colour=3
  elif [[ $state == expiring ]]; then
    colour=2
  elif __ssoenv_is_protected; then
    colour=4
  fi
  label+=$rest
  if [[ ${SSOENV_STATE-} != "$state" || ${SSOENV_PROMPT-x} != "$label" ]]; then
    typeset -gx SSOENV_STATE=$state SSOENV_PROMPT=$label
  fi
  __ssoenv_publish $kinds[colour] "$label"
  if ! __ssoenv_wants_segment; then
    label=
    PROMPT=${PROMPT//$__ssoenv_segment/}
  fi
  if [[ -n ${NO_COLOR-} || ${TERM-dumb} == dumb ]]; then
    colour=0
  fi
  __ssoenv_shown=$label __ssoenv_colour=$colour
  __ssoenv_fill
}

# What is shown is a protected profile: as the record says, or the answer to `ssoenv use`.
__ssoenv_is_protected() {
  [[ -n $__ssoenv_binding[protected] && $__ssoenv_binding[profile] == "${AWS_PROFILE-$__ssoenv_lent}" ||
    -n $__ssoenv_guarded && ${AWS_PROFILE-} == "$__ssoenv_guarded" ]]
}

# Usage: __ssoenv_tell TEXT
__ssoenv_tell() {
  builtin print -ru2 -- "ssoenv: ${(V)1}"
}

# Usage: __ssoenv_tell_once TEXT
# Nothing is told at a shell's first prompt, and between prompts only this shell would know to whom.
__ssoenv_tell_once() {
  if [[ $event == prompt && -z ${__ssoenv_told[(re)$place:$1]} ]]; then
    __ssoenv_told+=("$place:$1")
    __ssoenv_tell $1
  fi
}

# Usage: __ssoenv_show_session LABEL [STATE-WHILE-GOOD]
__ssoenv_show_session() {
  local ends=$__ssoenv_session[expires]
  if [[ -z $session || $stale == session ]]; then
    __ssoenv_show ${2:-ok} $1
  elif __ssoenv_has_come $__ssoenv_session[ended]; then
    __ssoenv_show login $1 ' login needed'
  elif __ssoenv_has_come $__ssoenv_session[warn] && [[ $ends == <-> && $#ends -lt 16 ]]; then
    __ssoenv_show expiring $1 " $(( (ends - now + 59) / 60 ))m"
  else
    __ssoenv_show ${2:-ok} $1
  fi
}

# Usage: __ssoenv_show_choice STATE
# AWS_PROFILE as somebody else has set it, or whose keys stand in its place: its name, if a prompt can show it.
__ssoenv_show_choice() {
  local name=${AWS_PROFILE-$__ssoenv_lent} clash=$__ssoenv_clash
  if [[ $1 == direnv ]]; then
    clash=$__ssoenv_direnv_clash
  fi
  if [[ $#name -gt 128 || $name == *[^A-Za-z0-9_@+.%:/=,-]* ]]; then
    name='?'
  fi
  __ssoenv_binding=() __ssoenv_binding_read=
  __ssoenv_show $1 $name ${clash:+ against .ssoenv}
}

# Usage: __ssoenv_show_free STATE
# No binding is in force: only what `ssoenv use` chose is shown.
__ssoenv_show_free() {
  if [[ -n $__ssoenv_used && ${AWS_PROFILE-} == "$__ssoenv_used" ]]; then
    __ssoenv_show_choice manual
  else
    __ssoenv_show $1
  fi
}
