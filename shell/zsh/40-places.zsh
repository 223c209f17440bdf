# Where things are: the state folder, the nearest binding, and the clock.

__ssoenv_find_state() {
  __ssoenv_state=${HOME-}/.local/state/ssoenv
  if [[ ${XDG_STATE_HOME-} == /* ]]; then
    __ssoenv_state=$XDG_STATE_HOME/ssoenv
  fi
  # Somebody else's may hold links to files of ours. Nothing is below this one, and nothing can be put there.
  if [[ ! -O $__ssoenv_state || -L $__ssoenv_state ]]; then
    __ssoenv_state=/dev/null/ssoenv
  fi
}

# Usage: __ssoenv_is_listed DIRECTORY
# The settings bind exactly this directory.
__ssoenv_is_listed() {
  local entry depth
  for entry in "${(@)__ssoenv_dirs}"; do
    depth=${entry%% *}
    if [[ $1 == ${~entry#* } && ($depth == '*' || $depth == ${#1//[^\/]}) ]]; then
      return 0
    fi
  done
  return 1
}

# Sets place: the directory at or above $PWD that has the nearest binding, or nothing.
__ssoenv_find() {
  local here=${PWD%/} listed
  if [[ $__ssoenv_listed_for != "$PWD" ]]; then
    __ssoenv_find_listed
  fi
  listed=$__ssoenv_listed
  while :; do
    if [[ -e $here/.ssoenv || ${here:-/} == "$listed" ]]; then
      place=${here:-/}
      return
    fi
    __ssoenv_seen_absent+=("$here/.ssoenv")
    if [[ -z $here ]]; then
      place=
      return
    fi
    here=${here%/*}
  done
}

# What the settings say changes with them and with $PWD only, so it is kept.
__ssoenv_find_listed() {
  local here=${PWD%/}
  __ssoenv_listed_for=$PWD __ssoenv_listed=
  if (( $#__ssoenv_dirs )); then
    while ! __ssoenv_is_listed ${here:-/}; do
      if [[ -z $here ]]; then
        return
      fi
      here=${here%/*}
    done
    __ssoenv_listed=${here:-/}
  fi
}

# Usage: __ssoenv_is_within DIRECTORY
__ssoenv_is_within() {
  [[ ${PWD%/}/ == "${1%/}"/* ]]
}

# REPLY: seconds since 1970.
__ssoenv_now() {
  REPLY=${EPOCHSECONDS-}
  if [[ $REPLY != <-> ]]; then
    REPLY=${(%):-%D{%s}}
  fi
}

# Usage: __ssoenv_has_come INSTANT
__ssoenv_has_come() {
  # Digits, and not more than arithmetic can hold: a record is data.
  [[ $1 == <-> ]] && (( $#1 < 16 && $1 <= now ))
}
