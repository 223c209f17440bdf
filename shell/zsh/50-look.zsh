# What holds here, as far as records tell: settings, binding, session.

# The settings are known: there are none, or their record describes them.
__ssoenv_know_settings() {
  local record=$__ssoenv_state/settings file=${HOME-}/.config/ssoenv/config
  if [[ ${XDG_CONFIG_HOME-} == /* ]]; then
    file=$XDG_CONFIG_HOME/ssoenv/config
  fi
  if __ssoenv_is_absent $record; then
    if [[ -n $__ssoenv_settings_read ]]; then
      __ssoenv_take_settings ''
    fi
    __ssoenv_is_absent $file
    return
  fi
  __ssoenv_read_record $record 1000000
  if [[ $REPLY != "$__ssoenv_settings_read" ]]; then
    __ssoenv_take_settings $REPLY
  fi
  __ssoenv_is_ours $REPLY && [[ $__ssoenv_settings[file] == "$file" ]] &&
    __ssoenv_is_same $file $record.$__ssoenv_settings[gen]
}

__ssoenv_take_settings() {
  local -A __ssoenv_binding
  __ssoenv_settings=() __ssoenv_dirs=() __ssoenv_listed_for=
  __ssoenv_parse $1
  __ssoenv_settings[gen]=${__ssoenv_binding[gen]-none}
  __ssoenv_settings_read=$1
}

# Usage: __ssoenv_know_binding RECORD PREFIX
# The record is read into __ssoenv_binding, and describes the config and the other files that it was made from.
__ssoenv_know_binding() {
  local file
  local -i index=0
  __ssoenv_read_record $1 65536
  if [[ $REPLY != "$__ssoenv_binding_read" ]]; then
    __ssoenv_binding=() __ssoenv_watch=() __ssoenv_absent=() __ssoenv_binding_read=$REPLY
    __ssoenv_parse ${REPLY%%$'\ntext\n'*}
    __ssoenv_binding_text=${REPLY#*$'\ntext\n'}
    __ssoenv_binding_has_text=$(( $#__ssoenv_binding_text < $#REPLY ))
  fi
  __ssoenv_is_ours $REPLY || return 1
  [[ $__ssoenv_binding[aws-config-file] == "${${AWS_CONFIG_FILE:+=$AWS_CONFIG_FILE}:--}" ]] || return 1
  file=$__ssoenv_binding[config]
  case $__ssoenv_binding[config-state] in
    present) __ssoenv_is_same $file $2$__ssoenv_binding[gen].config || return 1 ;;
    absent) __ssoenv_is_absent $file || return 1 ;;
    *) return 1 ;;
  esac
  for file in "${(@)__ssoenv_watch}"; do
    __ssoenv_is_same $file $2$__ssoenv_binding[gen].$index || return 1
    index+=1
  done
  for file in "${(@)__ssoenv_absent}"; do
    __ssoenv_is_absent $file || return 1
  done
}

# Sets text to what the `.ssoenv` in place says; fails where there is none that may be opened.
__ssoenv_read_text() {
  local file=${place%/}/.ssoenv
  text=
  [[ -f $file && ! -L $file && -O $file && -r $file ]] || return 1
  __ssoenv_read $file 1100
  text=$REPLY
  __ssoenv_seen_texts+=("$file" 1100 "$text")
}

# The record of place is fresh, and is in __ssoenv_binding.
__ssoenv_know_place() {
  local folder=$__ssoenv_state/dirs/${place//\//\/_}/ readable=0
  if __ssoenv_read_text; then
    readable=1
  fi
  __ssoenv_know_binding ${folder}record $folder || return 1
  [[ $__ssoenv_binding[settings] == "$__ssoenv_settings[gen]" ]] || return 1
  [[ -z $__ssoenv_binding[physical] || $place -ef $__ssoenv_binding[physical] ]] || return 1
  if (( __ssoenv_binding_has_text )); then
    (( readable )) && [[ $text == "$__ssoenv_binding_text" ]]
  elif [[ $__ssoenv_binding[source] == settings ]]; then
    __ssoenv_is_absent ${place%/}/.ssoenv
  else
    # What may not be opened is watched instead.
    (( ${__ssoenv_watch[(Ie)${place%/}/.ssoenv]} ))
  fi
}

# The record of the binding's session is fresh, and is in __ssoenv_session; or the binding has no session.
__ssoenv_know_session() {
  local record
  session=
  if [[ $__ssoenv_binding[state] != bound || -z $__ssoenv_binding[session] ]]; then
    return 0
  fi
  session=$__ssoenv_binding[session]
  [[ $#session == 40 && $session != *[^0-9a-f]* ]] || return 1
  record=$__ssoenv_state/sessions/$session
  __ssoenv_read_record $record 16384
  if [[ $REPLY != "$__ssoenv_session_read" ]]; then
    local -A __ssoenv_binding
    __ssoenv_session=()
    __ssoenv_parse $REPLY
    __ssoenv_session[gen]=$__ssoenv_binding[gen]
    __ssoenv_session_read=$REPLY
  fi
  __ssoenv_is_ours $REPLY || return 1
  case $__ssoenv_session[token-state] in
    present) __ssoenv_is_same $__ssoenv_session[token] $record.$__ssoenv_session[gen] ;;
    absent) __ssoenv_is_absent $__ssoenv_session[token] ;;
    *) return 1 ;;
  esac
}

# Looks at the records. Sets place, text and stale: nothing, `session`, or `binding` (which includes the settings).
__ssoenv_look() {
  text= stale= held=
  __ssoenv_seen_texts=() __ssoenv_seen_records=() __ssoenv_seen_marks=() __ssoenv_seen_absent=()
  # Once more: the program makes it where it was missing.
  __ssoenv_find_state
  __ssoenv_read_turn
  __ssoenv_know_settings || stale=binding
  __ssoenv_find
  if (( __ssoenv_direnv_owns == 1 )); then
    __ssoenv_look_under_direnv
  elif [[ -z $place ]]; then
    __ssoenv_binding=() __ssoenv_binding_read= session=
    return
  else
    __ssoenv_know_place || stale=binding
  fi
  __ssoenv_know_session || stale=${stale:-session}
}

# direnv has set AWS_PROFILE. What it is, is known where it is the directory's own profile, or where `use sso_profile` or
# `use sso_credentials` named it (AWS_PROFILE is not set then):
# that profile has a record of its own, and direnv_profile then says so.
__ssoenv_look_under_direnv() {
  local name=${AWS_PROFILE-$__ssoenv_lent}
  direnv_profile= direnv_choice=
  if [[ -n $place ]]; then
    if ! __ssoenv_know_place; then
      # What the record does not tell, the program does (__ssoenv_question_direnv).
      direnv_choice=$place$'\n'$name$'\n'$text
    elif [[ $__ssoenv_binding[profile] == "$name" ]]; then
      return
    elif [[ -n $__ssoenv_binding[pinned] ]]; then
      direnv_choice=$place$'\n'$name$'\n'$text
    fi
  fi
  __ssoenv_binding=() __ssoenv_binding_read= place=
  if [[ ${SSOENV_DIRENV-} == "$name" && -n $name ]]; then
    direnv_profile=$name place=direnv:$name
    name=${${name//\%/%25}//\//%2F}
    name=$__ssoenv_state/profiles/${name/#./%2E}
    __ssoenv_know_binding $name $name. || stale=binding
  fi
}

# Something at place or above it is bound, as far as the records know: then what is in doubt is refused.
__ssoenv_is_in_trusted_tree() {
  local here=${place%/}
  if (( ${+SSOENV_DIR} )) && __ssoenv_is_within $SSOENV_DIR; then
    return 0
  fi
  while :; do
    if __ssoenv_is_listed ${here:-/}; then
      return 0
    fi
    if [[ -e $here/.ssoenv ]]; then
      __ssoenv_read $__ssoenv_state/dirs/${${here:-/}//\//\/_}/record 65536
      if [[ ${REPLY%%$'\ntext\n'*}$'\n' == *$'\n'state\ (bound|refused)$'\n'* ]]; then
        return 0
      fi
    fi
    [[ -n $here ]] || return 1
    here=${here%/*}
  done
}
