# ssoenv in zsh 5.3 and newer: at each prompt and each change of directory, what is in force here?
# The contract with the program is shell/README.md; what its words mean is not repeated here.
#
# Expects __ssoenv_node, __ssoenv_main, __ssoenv_version, __ssoenv_commands, __ssoenv_opt_prompt, and to be read as
#   emulate -R zsh -o no_aliases -o no_xtrace -c TEXT
# as `ssoenv hook zsh` prints it: the options then hold inside these functions whatever the user sets, now or later.
#
# Functions answer by their status or in REPLY; `place`, `text`, `stale`, `held` and `session` are locals of __ssoenv_step which the
# functions that it calls set. Nothing here forks while nothing has changed.

# ---- Reading -------------------------------------------------------------------------------------------------------------

# Everything that a look rests on is noted while it is read, so that the next prompt can see whether all of it still is so without
# going through it again (__ssoenv_is_quiet): __ssoenv_seen_texts, __ssoenv_seen_records, __ssoenv_seen_marks, __ssoenv_seen_absent.

# Usage: __ssoenv_read FILE BYTES
# REPLY: what is in the file, at most so many bytes, trailing newlines included; nothing where it is not a file of ours.
__ssoenv_read() {
  REPLY=
  if [[ -f $1 && -O $1 && -r $1 ]]; then
    if (( __ssoenv_has_sysread )); then
      builtin sysread -s $2 REPLY <$1 || :
    else
      builtin read -u 0 -rk $2 REPLY <$1 || :
    fi
  fi
}

# Usage: __ssoenv_read_record FILE BYTES
__ssoenv_read_record() {
  __ssoenv_seen_records+=("$1")
  __ssoenv_read $1 $2
}

# __ssoenv_turn names the file that exists until a record is written: what is read from now on holds as long.
__ssoenv_read_turn() {
  __ssoenv_read $__ssoenv_state/turn 64
  __ssoenv_turn=${REPLY%$'\n'}
  if [[ $__ssoenv_turn == *[^0-9a-f]* ]]; then
    __ssoenv_turn=
  fi
}

# Usage: __ssoenv_is_ours TEXT
# The record has our form, and this version of the program has written it.
__ssoenv_is_ours() {
  [[ $1 == "ssoenv 1 $__ssoenv_version"$'\n'* || $1 == "ssoenv 1 $__ssoenv_told_version"$'\n'* ]]
}

# Usage: __ssoenv_is_same FILE PREFIX
# The file exists and is neither newer nor older than its brackets PREFIX.hi and PREFIX.lo.
__ssoenv_is_same() {
  # zsh: a comparison with a missing file is false both ways, so that both are looked for first.
  [[ -e $1 && -e $2.hi && ! $1 -nt $2.hi && ! $1 -ot $2.lo ]] || return 1
  __ssoenv_seen_marks+=("$1" "$2")
}

# Usage: __ssoenv_is_absent FILE
__ssoenv_is_absent() {
  [[ ! -e $1 ]] || return 1
  __ssoenv_seen_absent+=("$1")
}

# Usage: __ssoenv_parse LINES
# Puts `key value` lines where they belong: __ssoenv_settings, __ssoenv_binding, __ssoenv_session and the lists beside them.
# What a program prints and what stands in records is parsed alike.
__ssoenv_parse() {
  local line key value
  for line in "${(@f)1}"; do
    key=${line%% *}
    value=${line#* }
    case $key in
      file | prompt | commands) __ssoenv_settings[$key]=$value ;;
      dir) __ssoenv_dirs+=("$value") ;;
      name | token | token-state | expires | warn | ended | due | enter | before) __ssoenv_session[$key]=$value ;;
      watch) __ssoenv_watch+=("$value") ;;
      absent) __ssoenv_absent+=("$value") ;;
      version) __ssoenv_told_version=$value ;;
      direnv-owns) __ssoenv_direnv_said=$value ;;
      *) __ssoenv_binding[$key]=$value ;;
    esac
  done
}

# ---- What holds here -----------------------------------------------------------------------------------------------------

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

# direnv has set AWS_PROFILE. What it is, is known where it is the directory's own profile, or where `use sso_profile` named it:
# that profile has a record of its own, and direnv_profile then says so.
__ssoenv_look_under_direnv() {
  local name
  direnv_profile=
  if [[ -n $place ]] && __ssoenv_know_place && [[ $__ssoenv_binding[profile] == "$AWS_PROFILE" ]]; then
    return
  fi
  __ssoenv_binding=() __ssoenv_binding_read= place=
  if [[ ${SSOENV_DIRENV-} == "$AWS_PROFILE" && -n $AWS_PROFILE ]]; then
    direnv_profile=$AWS_PROFILE place=direnv:$AWS_PROFILE
    name=${${AWS_PROFILE//\%/%25}//\//%2F}
    name=$__ssoenv_state/profiles/${name/#./%2E}
    __ssoenv_know_binding $name $name. || stale=binding
  fi
}

# Usage: __ssoenv_has_come INSTANT
__ssoenv_has_come() {
  # Digits, and not more than arithmetic can hold: a record is data.
  [[ $1 == <-> ]] && (( $#1 < 16 && $1 <= now ))
}

# REPLY: seconds since 1970.
__ssoenv_now() {
  REPLY=${EPOCHSECONDS-}
  if [[ $REPLY != <-> ]]; then
    REPLY=${(%):-%D{%s}}
  fi
}

# Usage: __ssoenv_is_within DIRECTORY
__ssoenv_is_within() {
  [[ ${PWD%/}/ == "${1%/}"/* ]]
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

# ---- Asking the program --------------------------------------------------------------------------------------------------

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

# ---- The environment -----------------------------------------------------------------------------------------------------

# Usage: __ssoenv_standing NAME
# REPLY: `=VALUE` exported, `~VALUE` set, `-` not set.
__ssoenv_standing() {
  case ${(Pt)1} in
    '') REPLY=- ;;
    *export*) REPLY="=${(P)1}" ;;
    *) REPLY="~${(P)1}" ;;
  esac
}

# Usage: __ssoenv_restore NAME STANDING
__ssoenv_restore() {
  if __ssoenv_is_readonly $1; then
    return
  fi
  builtin unset $1
  case $2 in
    \=*) typeset -gx $1=${2#=} ;;
    \~*) typeset -g +x $1=${2#\~} ;;
  esac
}

__ssoenv_is_readonly() {
  [[ ${(Pt)1} == *readonly* ]]
}

# AWS_PROFILE is what the hook gave it.
__ssoenv_is_applied() {
  [[ -n ${SSOENV_APPLIED+x} && -n ${AWS_PROFILE+x} && $AWS_PROFILE == "$SSOENV_APPLIED" ]]
}

# Usage: __ssoenv_apply PROFILE [REGION]
# Puts the binding of place in force. Nothing happens while it already is.
__ssoenv_apply() {
  __ssoenv_applied_text=$text
  if __ssoenv_is_applied && [[ $SSOENV_DIR == "$place" && $SSOENV_APPLIED == "$1" && ${SSOENV_APPLIED_REGION-} == "${2-}" ]]; then
    return
  fi
  if __ssoenv_is_readonly AWS_PROFILE; then
    __ssoenv_tell_once 'AWS_PROFILE is read-only in this shell, so it is shown here but cannot be set.'
    return
  fi
  if (( ! ${+SSOENV_DIR} )); then
    __ssoenv_standing AWS_PROFILE
    typeset -gx SSOENV_PREV=$REPLY
  fi
  typeset -gx SSOENV_DIR=$place SSOENV_APPLIED=$1 AWS_PROFILE=$1
  __ssoenv_chosen_in=
  if [[ -n ${2-} ]]; then
    __ssoenv_apply_region $2
  elif [[ -n ${SSOENV_APPLIED_REGION+x} ]]; then
    __ssoenv_restore AWS_REGION ${SSOENV_PREV_REGION--}
    builtin unset SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  fi
}

__ssoenv_apply_region() {
  if __ssoenv_is_readonly AWS_REGION; then
    return
  fi
  if [[ -z ${SSOENV_APPLIED_REGION+x} ]]; then
    __ssoenv_standing AWS_REGION
    typeset -gx SSOENV_PREV_REGION=$REPLY
  elif [[ ${AWS_REGION-} != "$SSOENV_APPLIED_REGION" ]]; then
    # Chosen by hand inside the tree.
    return
  fi
  typeset -gx SSOENV_APPLIED_REGION=$1 AWS_REGION=$1
}

# Gives back what was there before.
__ssoenv_leave() {
  if (( ${+SSOENV_DIR} )); then
    __ssoenv_restore AWS_PROFILE ${SSOENV_PREV--}
    if [[ -n ${SSOENV_APPLIED_REGION+x} ]]; then
      __ssoenv_restore AWS_REGION ${SSOENV_PREV_REGION--}
    fi
    __ssoenv_forget
  fi
}

__ssoenv_forget() {
  builtin unset SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  __ssoenv_chosen_in=
}

# What the shell was started with: another shell's state goes on only where it is whole.
__ssoenv_inherit() {
  __ssoenv_inherited=1
  if [[ -z ${SSOENV_DIR-} || -z ${SSOENV_APPLIED-} || ${SSOENV_PREV-} != [=~-]* ]]; then
    __ssoenv_forget
  else
    # A value that was not exported has never been in this process.
    typeset -gx SSOENV_PREV=${SSOENV_PREV/#\~*/-}
    if [[ -n ${SSOENV_APPLIED_REGION-} && ${AWS_REGION-} == "$SSOENV_APPLIED_REGION" ]]; then
      typeset -gx SSOENV_PREV_REGION=${${SSOENV_PREV_REGION--}/#\~*/-}
    else
      builtin unset SSOENV_APPLIED_REGION SSOENV_PREV_REGION
    fi
  fi
  if [[ ! -n ${SSOENV_DIR+x} && ${SSOENV_STATE-} == manual ]]; then
    __ssoenv_used=${AWS_PROFILE-}
  fi
}

# ---- Beside direnv -------------------------------------------------------------------------------------------------------

# Sees whether AWS_PROFILE is direnv's: __ssoenv_direnv_owns, 0, 1, or 2 while that is not known. It is in doubt at a shell's first
# prompt, and when direnv goes from one `.envrc` to another. The program can tell, it reads DIRENV_DIFF, and is asked as soon as
# there is a binding for which it matters.
__ssoenv_see_direnv() {
  local event=$1 diff=${DIRENV_DIFF-} profile
  __ssoenv_standing AWS_PROFILE
  profile=$REPLY
  __ssoenv_direnv_loaded=$(( ${precmd_functions[(Ie)_direnv_hook]} > 0 ))
  if [[ -z $diff || $__ssoenv_direnv_loaded == 0 ]]; then
    __ssoenv_direnv_owns=0
  elif [[ -n ${SSOENV_DIRENV-} && ${AWS_PROFILE-} == "$SSOENV_DIRENV" ]]; then
    __ssoenv_direnv_take
  elif [[ $event == first ]]; then
    if [[ $profile != - && ($profile != "$__ssoenv_left" || -n $__ssoenv_diff) ]]; then
      __ssoenv_ask_direnv
    fi
  elif [[ $diff == "$__ssoenv_diff" ]]; then
    # Whoever changes AWS_PROFILE now does it by hand, and that stands until direnv moves.
    if [[ $__ssoenv_direnv_owns == 2 && $event == prompt ]]; then
      __ssoenv_ask_direnv
    fi
  elif (( ! __ssoenv_direnv_owns )); then
    if [[ $profile != "$__ssoenv_left" ]]; then
      __ssoenv_direnv_take
    fi
  elif __ssoenv_is_applied || [[ $profile == "$__ssoenv_direnv_before" ]]; then
    __ssoenv_direnv_owns=0
  elif [[ $event == cd ]]; then
    return
  else
    __ssoenv_ask_direnv
  fi
  __ssoenv_diff=$diff
}

__ssoenv_direnv_take() {
  if (( __ssoenv_direnv_owns != 1 )); then
    __ssoenv_direnv_before=$__ssoenv_left
  fi
  __ssoenv_direnv_owns=1 __ssoenv_direnv_value=${AWS_PROFILE-}
}

__ssoenv_ask_direnv() {
  local stale here=$__ssoenv_here
  __ssoenv_find
  if [[ -z $place && -z ${SSOENV_DIR+x} ]]; then
    if (( __ssoenv_direnv_owns == 1 )); then
      __ssoenv_direnv_take
    else
      __ssoenv_direnv_owns=2
    fi
    return
  fi
  __ssoenv_direnv_owns=0
  __ssoenv_ask first || :
  if [[ $__ssoenv_direnv_said == 1 ]]; then
    __ssoenv_direnv_take
  fi
  __ssoenv_here=$here
}

# An `.envrc` lies upward, and direnv will see to it.
__ssoenv_is_under_envrc() {
  local here=${PWD%/}
  (( __ssoenv_direnv_loaded )) || return 1
  while [[ ! -e $here/.envrc ]]; do
    [[ -n $here ]] || return 1
    here=${here%/*}
  done
}

# ---- What the prompt shows -----------------------------------------------------------------------------------------------

# Usage: __ssoenv_show STATE [LABEL [REST]]
# SSOENV_STATE, SSOENV_PROMPT and the segment: LABEL, then REST.
__ssoenv_show() {
  local state=$1 label=${(V)2-} rest=${3-} colour=1
  if [[ -n $label && -n ${AWS_ACCESS_KEY_ID-} && ${(t)AWS_ACCESS_KEY_ID} == *export* ]]; then
    label+=! colour=3
  elif [[ $state == (login|refused) ]]; then
    colour=3
  elif [[ $state == expiring ]]; then
    colour=2
  elif [[ -n $__ssoenv_binding[protected] && $__ssoenv_binding[profile] == "${AWS_PROFILE-}" ]]; then
    colour=4
  fi
  label+=$rest
  if [[ ${SSOENV_STATE-} != "$state" || ${SSOENV_PROMPT-x} != "$label" ]]; then
    typeset -gx SSOENV_STATE=$state SSOENV_PROMPT=$label
  fi
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

# psvar: the text at 30; from 31 on the four colours, of which the one that holds is not empty (the prompt asks `%(31V…)`); at 35
# whether there is any.
__ssoenv_fill() {
  local -i index
  if [[ -n $__ssoenv_shown || $#psvar -ge 30 ]]; then
    if (( $#psvar < 30 )); then
      __ssoenv_psvar_length=$#psvar
    fi
    psvar[30]=$__ssoenv_shown
    for index in 1 2 3 4; do
      psvar[30+index]=${${(M)__ssoenv_colour:#$index}:+1}
    done
    psvar[35]=${__ssoenv_colour#0}
  fi
}

# The segment's text in PROMPT. It is only ever this: names stay in psvar, where nothing is expanded.
typeset -g __ssoenv_segment='%(30V.%(31V.%F{green}.)%(32V.%F{yellow}.)%(33V.%F{red}.)%(34V.%F{magenta}.)%30v%(35V.%f.) .)'

# Last of the precmd functions, after whatever rebuilds PROMPT or empties psvar: sees that the segment stands in it, once.
__ssoenv_prompt() {
  if [[ ${psvar[30]-} != "$__ssoenv_shown" ]]; then
    __ssoenv_fill
  fi
  if [[ $PROMPT != *'%30v'* && $PROMPT$RPROMPT != *SSOENV_PROMPT* ]] && __ssoenv_wants_segment; then
    __ssoenv_insert
  fi
}

# Nobody else draws the prompt and shows AWS_PROFILE, and the user wants it.
__ssoenv_wants_segment() {
  (( __ssoenv_opt_prompt )) && [[ $__ssoenv_settings[prompt] != off && $PROMPT != *(starship|oh-my-posh|_omp_)* ]] &&
    [[ -z ${(M)precmd_functions:#(_p9k_*|*starship_precmd|*omp_precmd)} ]]
}

# Before the prompt's last line; but not into the middle of a `%(…)`, `$(…)` or `${…}` that spans lines.
__ssoenv_insert() {
  local before= last=$PROMPT
  if [[ $PROMPT == *$'\n'* ]]; then
    before=${PROMPT%$'\n'*}$'\n'
    last=${PROMPT##*$'\n'}
    if [[ ${#before//[^(]} != ${#before//[^)]} || ${#before//[^\{]} != ${#before//[^\}]} ]] ||
      (( ${#before//[^\`]} % 2 )); then
      before= last=$PROMPT
    fi
  fi
  PROMPT=$before$__ssoenv_segment$last
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

# ---- The quiet prompt ----------------------------------------------------------------------------------------------------

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

# ---- The moments ---------------------------------------------------------------------------------------------------------

# Usage: __ssoenv_step first|prompt|cd|before
__ssoenv_step() {
  local event=$1 place= text= stale= held= session= direnv_profile= REPLY
  local -i now
  __ssoenv_now
  now=$REPLY
  __ssoenv_state=${HOME-}/.local/state/ssoenv
  if [[ ${XDG_STATE_HOME-} == /* ]]; then
    __ssoenv_state=$XDG_STATE_HOME/ssoenv
  fi
  if (( ! __ssoenv_inherited )); then
    __ssoenv_inherit
  fi
  __ssoenv_quiet_until=0
  __ssoenv_see_direnv $event
  if (( __ssoenv_direnv_owns == 1 )); then
    __ssoenv_step_direnv
  else
    if [[ $event == first && -n ${SSOENV_DIR+x} ]] && ! __ssoenv_is_applied; then
      # What a new shell's AWS_PROFILE is, inherited or from an rc file, is the earlier value.
      __ssoenv_forget
    fi
    __ssoenv_step_binding
  fi
  __ssoenv_standing AWS_PROFILE
  __ssoenv_left=$REPLY
  if [[ $event == prompt && -z $stale ]]; then
    __ssoenv_settle_down
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

# direnv has set AWS_PROFILE: it is shown, and where `use sso_profile` chose it, its session is kept like a binding's.
__ssoenv_step_direnv() {
  if [[ ${AWS_PROFILE-} != "$__ssoenv_direnv_value" ]]; then
    __ssoenv_show_choice manual
    return
  fi
  __ssoenv_consult
  if [[ -n $__ssoenv_binding[say] ]]; then
    __ssoenv_tell_once $__ssoenv_binding[say]
  fi
  if [[ -n $session && $stale != binding ]]; then
    __ssoenv_show_session $__ssoenv_binding[label] direnv
    return
  fi
  __ssoenv_show_choice direnv
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
# AWS_PROFILE as somebody else has set it: its name, if a prompt can show it.
__ssoenv_show_choice() {
  local name=${AWS_PROFILE-}
  if [[ $#name -gt 128 || $name == *[^A-Za-z0-9_@+.%:/=,-]* ]]; then
    name='?'
  fi
  __ssoenv_binding=() __ssoenv_binding_read=
  __ssoenv_show $1 $name
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
      __ssoenv_step prompt
    fi
  else
    __ssoenv_prompts=1
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

# ---- Commands ------------------------------------------------------------------------------------------------------------

# Usage: ssoenv use [PROFILE | - | --unset], or any other command of the program
# `use` changes AWS_PROFILE of this shell; the rest is the program's own.
ssoenv() {
  local answer earlier REPLY
  if [[ ${1-} != use ]]; then
    if builtin whence -p ssoenv >/dev/null; then
      command ssoenv "$@"
    else
      __ssoenv_program "$@"
    fi
    return
  fi
  shift
  if __ssoenv_is_readonly AWS_PROFILE; then
    __ssoenv_tell 'AWS_PROFILE is read-only in this shell.'
    return 1
  fi
  __ssoenv_standing AWS_PROFILE
  earlier=$REPLY
  if [[ $# == 1 && $1 == - && -n $__ssoenv_use_before ]]; then
    __ssoenv_restore AWS_PROFILE $__ssoenv_use_before
    __ssoenv_chosen_in=
  else
    answer=$(__ssoenv_program use --for-shell "$@") || return
    case $answer in
      profile\ *$'\nend') typeset -gx AWS_PROFILE=${${answer#profile }%$'\nend'} ;;
      unset$'\nend') builtin unset AWS_PROFILE ;;
      *)
        # Its help.
        builtin print -r -- $answer
        return
        ;;
    esac
    __ssoenv_chosen_in=${SSOENV_DIR-}
  fi
  __ssoenv_use_before=$earlier __ssoenv_used=${AWS_PROFILE-}
}

# Usage: ssoenv_deactivate
# Takes the hook out of this shell: AWS_PROFILE, the prompt and everything else are as if it had never been loaded.
ssoenv_deactivate() {
  local name
  if __ssoenv_is_applied; then
    __ssoenv_leave
  fi
  __ssoenv_forget
  builtin unset SSOENV_STATE SSOENV_PROMPT SSOENV_SHELL
  for name in precmd chpwd preexec; do
    __ssoenv_detach ${name}_functions __ssoenv_$name
  done
  __ssoenv_detach precmd_functions __ssoenv_prompt
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

# ---- Loading -------------------------------------------------------------------------------------------------------------

# Usage: __ssoenv_attach ARRAY FUNCTION
# Right after direnv's hook, otherwise first: prompt builders are to find the values of this prompt.
__ssoenv_attach() {
  local -a others=("${(@)${(@P)1}:#$2}")
  local -i at=${others[(Ie)_direnv_hook]}
  set -A $1 "${(@)others[1,at]}" $2 "${(@)others[at+1,-1]}"
}

__ssoenv_detach() {
  set -A $1 "${(@)${(@P)1}:#$2}"
  if [[ ${(P)#1} == 0 ]]; then
    builtin unset $1
  fi
}

# Puts things right that were loaded later: direnv in front, the segment behind whatever builds the prompt.
__ssoenv_order() {
  if (( ${precmd_functions[(Ie)_direnv_hook]} > ${precmd_functions[(Ie)__ssoenv_precmd]} )); then
    __ssoenv_attach precmd_functions __ssoenv_precmd
    __ssoenv_attach chpwd_functions __ssoenv_chpwd
  fi
  if [[ $precmd_functions[-1] != __ssoenv_prompt ]] && __ssoenv_wants_segment; then
    precmd_functions=("${(@)precmd_functions:#__ssoenv_prompt}" __ssoenv_prompt)
    # zsh goes through a copy of the array: this once, the segment comes after all of it by another way.
    { builtin sched +0 __ssoenv_prompt } 2>/dev/null || :
  fi
}

__ssoenv_load() {
  typeset -ga precmd_functions chpwd_functions preexec_functions
  if [[ -z ${__ssoenv_prompts+x} ]]; then
    typeset -gA __ssoenv_settings __ssoenv_binding __ssoenv_session
    typeset -ga __ssoenv_dirs __ssoenv_watch __ssoenv_absent __ssoenv_told \
      __ssoenv_seen_absent __ssoenv_seen_marks __ssoenv_seen_records __ssoenv_seen_texts
    typeset -g __ssoenv_state= __ssoenv_turn= __ssoenv_told_version= __ssoenv_here= __ssoenv_asked= __ssoenv_answer= \
      __ssoenv_settings_read= __ssoenv_binding_read= __ssoenv_binding_text= __ssoenv_session_read= \
      __ssoenv_listed_for= __ssoenv_listed= __ssoenv_seen_situation= __ssoenv_shown= __ssoenv_colour=0 \
      __ssoenv_used= __ssoenv_use_before= __ssoenv_chosen_in= __ssoenv_applied_text= __ssoenv_left= \
      __ssoenv_diff=${DIRENV_DIFF-} __ssoenv_direnv_said= __ssoenv_direnv_before= __ssoenv_direnv_value=
    typeset -gi __ssoenv_prompts=0 __ssoenv_inherited=0 __ssoenv_binding_has_text=0 __ssoenv_gone=0 \
      __ssoenv_asked_at=0 __ssoenv_quiet_from=0 __ssoenv_quiet_until=0 __ssoenv_psvar_length=9999 \
      __ssoenv_direnv_owns=0 __ssoenv_direnv_loaded=0 __ssoenv_has_sysread=0 __ssoenv_commands_fixed=0
    __ssoenv_settings[gen]=none
    local REPLY
    __ssoenv_standing AWS_PROFILE
    __ssoenv_left=$REPLY
    __ssoenv_commands_fixed=${+SSOENV_LOGIN_BEFORE}
    # Without a module the rest still works: the clock comes from prompt expansion, bytes from `read`.
    builtin zmodload -F zsh/datetime p:EPOCHSECONDS 2>/dev/null || :
    if builtin zmodload -F zsh/system b:sysread 2>/dev/null; then
      __ssoenv_has_sysread=1
    fi
  fi
  typeset -gx SSOENV_SHELL=zsh
  __ssoenv_attach precmd_functions __ssoenv_precmd
  __ssoenv_attach chpwd_functions __ssoenv_chpwd
  __ssoenv_attach preexec_functions __ssoenv_preexec
  if (( __ssoenv_opt_prompt )); then
    precmd_functions=("${(@)precmd_functions:#__ssoenv_prompt}" __ssoenv_prompt)
  fi
}

# An editor that asks a login shell for its environment is not a person at a prompt.
if [[ -o interactive && -z ${VSCODE_RESOLVING_ENVIRONMENT-} && -z ${INTELLIJ_ENVIRONMENT_READER-} ]]; then
  __ssoenv_load
else
  builtin unfunction -m '__ssoenv_*'
  builtin unfunction ssoenv ssoenv_deactivate
fi
