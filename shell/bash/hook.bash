# ssoenv for bash 3.2 and newer: the AWS profile of the directory, and how its session stands.
#
# `ssoenv hook bash` prints a few assignments and then this file; shell/README.md is the contract between the two. Nothing
# here starts a process while nothing has changed. What is read from files and from the program is compared and assigned,
# never evaluated, and numbers are checked for digits before they meet arithmetic.
#
# Expects: __ssoenv_node, __ssoenv_main, __ssoenv_version, __ssoenv_commands, __ssoenv_opt_prompt, __ssoenv_opt_cd.
#
# Locals are prefixed like globals: `local name` fails where the user's own `name` is readonly.
#
# shellcheck shell=bash
# SC2016: PROMPT_COMMAND, PS0 and PS1 hold expansions for later. SC2034: functions hand values over in globals.
# SC2154: the variables above come from the program, array variables of other tools from those.
# shellcheck disable=SC2016,SC2034,SC2154

# Aliases are expanded while functions are read (`alias local=…`): none until the last line.
__ssoenv_aliases=''
if \builtin shopt -q expand_aliases; then
  __ssoenv_aliases=1
  \builtin shopt -u expand_aliases
fi
__ssoenv_again=''
if builtin declare -F __ssoenv_on_prompt >/dev/null; then __ssoenv_again=1; fi

# ---- Where things are ------------------------------------------------------------------------------------------------

__ssoenv_folders() {
  case ${XDG_STATE_HOME-} in
    /*) __ssoenv_state_folder=$XDG_STATE_HOME/ssoenv ;;
    *) __ssoenv_state_folder=${HOME:-~}/.local/state/ssoenv ;;
  esac
  case ${XDG_CONFIG_HOME-} in
    /*) __ssoenv_settings_file=$XDG_CONFIG_HOME/ssoenv/config ;;
    *) __ssoenv_settings_file=${HOME:-~}/.config/ssoenv/config ;;
  esac
}

# The current second in __ssoenv_now.
if ((BASH_VERSINFO[0] >= 5)); then
  __ssoenv_clock() {
    __ssoenv_now=${EPOCHSECONDS-}
    # It loses its meaning when someone unsets it.
    case $__ssoenv_now in
      '' | *[!0123456789]*) builtin printf -v __ssoenv_now '%(%s)T' -1 ;;
    esac
  }
elif ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 402)); then
  __ssoenv_clock() { builtin printf -v __ssoenv_now '%(%s)T' -1; }
else
  # One process for the first look at the clock; from then on bash counts. A user may set SECONDS back.
  __ssoenv_clock() {
    if [[ -z $__ssoenv_clock_offset || $SECONDS -lt $__ssoenv_clock_seconds ]]; then
      __ssoenv_clock_offset=$(($(command date +%s) - SECONDS))
    fi
    __ssoenv_clock_seconds=$SECONDS
    __ssoenv_now=$((__ssoenv_clock_offset + SECONDS))
  }
fi

# ---- Reading records -------------------------------------------------------------------------------------------------

# Usage: __ssoenv_read FILE SEEN
# Reads the record into __ssoenv_lines. When it is the very one that was parsed last (SEEN), __ssoenv_lines is left empty: then
# only its first two lines are read. __ssoenv_seen_now is those: no two records have the same `gen`. Fails where there is no
# record of ours in our form.
__ssoenv_read() {
  local __ssoenv_head='' __ssoenv_gen=''
  __ssoenv_lines='' __ssoenv_seen_now=''
  [[ -f $1 && -O $1 ]] || return 1
  {
    builtin read -r __ssoenv_head
    builtin read -r __ssoenv_gen
  } <"$1" || return 1
  case $__ssoenv_head in
    "ssoenv 1 $__ssoenv_version" | "ssoenv 1 $__ssoenv_version_told") ;;
    *) return 1 ;;
  esac
  case $__ssoenv_gen in
    'gen '*) __ssoenv_seen_now=$__ssoenv_head$__ssoenv_nl$__ssoenv_gen$__ssoenv_nl ;;
  esac
  [[ -n $__ssoenv_seen_now && $__ssoenv_seen_now == "$2" ]] && return 0
  IFS= builtin read -r -d '' -n 1000000 __ssoenv_lines <"$1" || :
  [[ -n $__ssoenv_lines ]]
}

# __ssoenv_turn names the file that exists until a record is written: what is read from now on holds as long. '' for none.
__ssoenv_read_turn() {
  __ssoenv_turn=''
  [[ ! -f $__ssoenv_state_folder/turn ]] || builtin read -r __ssoenv_turn <"$__ssoenv_state_folder/turn" || :
  case $__ssoenv_turn in *[!0123456789abcdef]*) __ssoenv_turn='' ;; esac
}

# Whether the watched file $1 is neither newer nor older than the brackets $2.hi and $2.lo. bash: an existing file is newer than
# a missing one, so that of the three only the lower bracket has to be looked for.
__ssoenv_unchanged() {
  [[ -e $2.lo && ! $1 -nt $2.hi && ! $1 -ot $2.lo ]]
}

# Takes the lines of a record, or of the program's answer, into variables. Keys that are not known are skipped.
__ssoenv_parse() {
  local __ssoenv_rest=$1 __ssoenv_line __ssoenv_value
  while [[ -n $__ssoenv_rest ]]; do
    __ssoenv_line=${__ssoenv_rest%%"$__ssoenv_nl"*}
    case $__ssoenv_rest in
      *"$__ssoenv_nl"*) __ssoenv_rest=${__ssoenv_rest#*"$__ssoenv_nl"} ;;
      *) __ssoenv_rest='' ;;
    esac
    __ssoenv_value=${__ssoenv_line#* }
    case $__ssoenv_line in
      'gen '*) __ssoenv_gen=$__ssoenv_value ;;
      'version '*) __ssoenv_version_told=$__ssoenv_value ;;
      'direnv-owns 1') __ssoenv_direnv_owns=1 ;;

      'file '*) __ssoenv_settings_of=$__ssoenv_value ;;
      'prompt '*) __ssoenv_prompt_setting=$__ssoenv_value ;;
      'commands '*) [[ -n $__ssoenv_commands_fixed ]] || __ssoenv_commands=$__ssoenv_value ;;
      'dir '*) __ssoenv_patterns+=("$__ssoenv_value") ;;

      'settings '*) __ssoenv_made_under=$__ssoenv_value ;;
      'aws-config-file '*) __ssoenv_config_asked=$__ssoenv_value ;;
      'config '*) __ssoenv_config=$__ssoenv_value ;;
      'config-state '*) __ssoenv_config_state=$__ssoenv_value ;;
      'watch '*) __ssoenv_watch+=("$__ssoenv_value") ;;
      'absent '*) __ssoenv_absent+=("$__ssoenv_value") ;;
      'source '*) __ssoenv_source=$__ssoenv_value ;;
      'state '*) __ssoenv_state=$__ssoenv_value ;;
      'profile '*) __ssoenv_profile=$__ssoenv_value ;;
      'region '*) __ssoenv_region=$__ssoenv_value ;;
      'label '*) __ssoenv_label=$__ssoenv_value ;;
      'protected '*) __ssoenv_protected=$__ssoenv_value ;;
      'session '*) __ssoenv_session=$__ssoenv_value ;;
      'say '*) __ssoenv_say=$__ssoenv_value ;;
      text) __ssoenv_text_made=$__ssoenv_rest __ssoenv_has_text=1 __ssoenv_rest='' ;;

      'token '*) __ssoenv_token=$__ssoenv_value ;;
      'token-state '*) __ssoenv_token_state=$__ssoenv_value ;;
      'expires '*) __ssoenv_expires=$__ssoenv_value ;;
      'warn '*) __ssoenv_warn=$__ssoenv_value ;;
      'ended '*) __ssoenv_ended=$__ssoenv_value ;;
      'due '*) __ssoenv_due=$__ssoenv_value ;;
      'enter '*) __ssoenv_enter=$__ssoenv_value ;;
      'before '*) __ssoenv_before_at=$__ssoenv_value ;;
    esac
  done
}

__ssoenv_forget_settings() {
  __ssoenv_seen_settings='' __ssoenv_settings_gen=none __ssoenv_settings_of='' __ssoenv_prompt_setting=on
  __ssoenv_patterns=() __ssoenv_levels_of=''
  [[ -n $__ssoenv_commands_fixed ]] || __ssoenv_commands=$__ssoenv_commands_default
}

__ssoenv_forget_binding() {
  __ssoenv_seen_binding='' __ssoenv_binding_gen='' __ssoenv_made_under='' __ssoenv_config_asked='' __ssoenv_config=''
  __ssoenv_config_state='' __ssoenv_source='' __ssoenv_state=none __ssoenv_profile='' __ssoenv_region=''
  __ssoenv_label='' __ssoenv_protected='' __ssoenv_session='' __ssoenv_say='' __ssoenv_text_made='' __ssoenv_has_text=''
  __ssoenv_watch=() __ssoenv_absent=()
}

__ssoenv_forget_session() {
  __ssoenv_seen_session='' __ssoenv_session_gen='' __ssoenv_token='' __ssoenv_token_state=''
  __ssoenv_expires=- __ssoenv_warn=- __ssoenv_ended=- __ssoenv_due=- __ssoenv_enter=- __ssoenv_before_at=-
}

# Instants: digits, or `-` for never. They meet arithmetic, so anything else is never.
__ssoenv_check_instants() {
  local __ssoenv_name __ssoenv_value
  for __ssoenv_name in expires warn ended due enter before_at; do
    __ssoenv_name=__ssoenv_$__ssoenv_name
    __ssoenv_value=${!__ssoenv_name}
    case $__ssoenv_value in
      0 | [123456789]*) [[ $__ssoenv_value != *[!0123456789]* && ${#__ssoenv_value} -le 12 ]] && continue ;;
    esac
    builtin printf -v "$__ssoenv_name" %s -
  done
}

# Whether the instant $1 is reached; only after __ssoenv_clock.
__ssoenv_reached() { [[ $1 != - ]] && ((__ssoenv_now >= $1)); }

# ---- What holds here -------------------------------------------------------------------------------------------------

# Looks at settings, directory and session, without a process. Afterwards __ssoenv_dir is the directory that is bound ('' for
# none), the variables of __ssoenv_parse tell what its record says, and __ssoenv_stale is '' or what the program has to be
# asked about: settings, binding, session.
__ssoenv_look() {
  __ssoenv_stale='' __ssoenv_answer_holds='' __ssoenv_view_then=''
  __ssoenv_folders
  __ssoenv_read_turn
  __ssoenv_look_at_settings || __ssoenv_stale=settings
  __ssoenv_find
  __ssoenv_by_profile=''
  if [[ -n $__ssoenv_owned ]]; then
    __ssoenv_look_under_direnv || __ssoenv_stale=binding
  elif [[ -z $__ssoenv_dir ]]; then
    [[ -z $__ssoenv_seen_binding && $__ssoenv_state == none ]] || __ssoenv_forget_binding
  elif ! __ssoenv_look_at_binding; then
    __ssoenv_stale=binding
  fi
  if [[ -z $__ssoenv_stale ]] && ! __ssoenv_look_at_session; then
    __ssoenv_stale=session
  fi
}

__ssoenv_look_at_settings() {
  local __ssoenv_record=$__ssoenv_state_folder/settings __ssoenv_gen=''
  if [[ ! -e $__ssoenv_settings_file ]]; then
    [[ $__ssoenv_settings_gen == none ]] || __ssoenv_forget_settings
    [[ ! -e $__ssoenv_record ]]
    return
  fi
  __ssoenv_read "$__ssoenv_record" "$__ssoenv_seen_settings" || return 1
  if [[ -n $__ssoenv_lines ]]; then
    __ssoenv_forget_settings
    __ssoenv_parse "$__ssoenv_lines"
    __ssoenv_settings_gen=$__ssoenv_gen __ssoenv_seen_settings=$__ssoenv_seen_now
  fi
  [[ $__ssoenv_settings_of == "$__ssoenv_settings_file" ]] || return 1
  __ssoenv_unchanged "$__ssoenv_settings_file" "$__ssoenv_record.$__ssoenv_settings_gen"
}

# Finds the nearest .ssoenv (__ssoenv_file) or directory bound by the settings, upward from $PWD.
__ssoenv_find() {
  local __ssoenv_candidate
  [[ $PWD == "$__ssoenv_levels_of" ]] || __ssoenv_list_levels
  __ssoenv_dir=$__ssoenv_settings_dir __ssoenv_file='' __ssoenv_text='' __ssoenv_opened=''
  for __ssoenv_candidate in ${__ssoenv_levels[@]+"${__ssoenv_levels[@]}"}; do
    [[ -e $__ssoenv_candidate ]] || continue
    __ssoenv_file=$__ssoenv_candidate
    __ssoenv_dir=${__ssoenv_candidate%/.ssoenv}
    : "${__ssoenv_dir:=/}"
    if [[ -f $__ssoenv_file && ! -L $__ssoenv_file && -O $__ssoenv_file && -r $__ssoenv_file ]]; then
      __ssoenv_opened=1
      IFS= builtin read -r -d '' -n 1100 __ssoenv_text <"$__ssoenv_file" || :
    fi
    return 0
  done
}

# The paths where a .ssoenv would count, nearest first, up to the nearest directory that the settings bind.
__ssoenv_list_levels() {
  local __ssoenv_level=$PWD __ssoenv_pattern __ssoenv_slashes
  __ssoenv_levels_of=$PWD __ssoenv_levels=() __ssoenv_settings_dir=''
  [[ $__ssoenv_level == /* ]] || return 0
  while :; do
    __ssoenv_level=${__ssoenv_level%/}
    __ssoenv_levels+=("$__ssoenv_level/.ssoenv")
    : "${__ssoenv_level:=/}"
    __ssoenv_slashes=${__ssoenv_level//[!\/]/}
    for __ssoenv_pattern in ${__ssoenv_patterns[@]+"${__ssoenv_patterns[@]}"}; do
      case ${__ssoenv_pattern%% *} in
        '*' | "${#__ssoenv_slashes}") ;;
        *) continue ;;
      esac
      __ssoenv_pattern=${__ssoenv_pattern#* }
      # shellcheck disable=SC2053 # a pattern: the program wrote it
      if [[ $__ssoenv_level == $__ssoenv_pattern ]]; then
        __ssoenv_settings_dir=$__ssoenv_level
        return 0
      fi
    done
    [[ $__ssoenv_level != / ]] || return 0
    __ssoenv_level=${__ssoenv_level%/*}
  done
}

# Whether the directory's record describes what is there now.
__ssoenv_look_at_binding() {
  local __ssoenv_gen=''
  __ssoenv_folder=$__ssoenv_state_folder/dirs/${__ssoenv_dir//\//$__ssoenv_slash}
  __ssoenv_read "$__ssoenv_folder/record" "$__ssoenv_seen_binding" || {
    __ssoenv_forget_binding
    return 1
  }
  if [[ -n $__ssoenv_lines ]]; then
    __ssoenv_forget_binding
    __ssoenv_parse "$__ssoenv_lines"
    __ssoenv_binding_gen=$__ssoenv_gen __ssoenv_seen_binding=$__ssoenv_seen_now
  fi
  [[ $__ssoenv_made_under == "$__ssoenv_settings_gen" ]] || return 1
  if [[ -n $__ssoenv_opened && -n $__ssoenv_has_text ]]; then
    # Not `[[ == ]]`: that one disregards case under nocasematch.
    [ "$__ssoenv_text" = "$__ssoenv_text_made" ] || return 1
  elif [[ -n $__ssoenv_file ]]; then
    # Made from a file that is not compared: a watch line names it.
    [[ -z $__ssoenv_has_text && $__ssoenv_source == file && ${#__ssoenv_watch[@]} -gt 0 ]] || return 1
  else
    [[ $__ssoenv_source == settings ]] || return 1
  fi
  __ssoenv_config_unchanged "$__ssoenv_folder/$__ssoenv_binding_gen" || return 1
  [[ ${#__ssoenv_watch[@]}${#__ssoenv_absent[@]} == 00 ]] || __ssoenv_others_unchanged "$__ssoenv_folder/$__ssoenv_binding_gen"
}

__ssoenv_config_unchanged() {
  if [[ -n ${AWS_CONFIG_FILE-} ]]; then
    [[ $__ssoenv_config_asked == "=$AWS_CONFIG_FILE" ]] || return 1
  else
    [[ $__ssoenv_config_asked == - ]] || return 1
  fi
  case $__ssoenv_config_state in
    present) __ssoenv_unchanged "$__ssoenv_config" "$1.config" ;;
    absent) [[ ! -e $__ssoenv_config ]] ;;
    *) return 1 ;;
  esac
}

__ssoenv_others_unchanged() {
  local __ssoenv_path __ssoenv_index=0
  for __ssoenv_path in ${__ssoenv_watch[@]+"${__ssoenv_watch[@]}"}; do
    __ssoenv_unchanged "$__ssoenv_path" "$1.$__ssoenv_index" || return 1
    __ssoenv_index=$((__ssoenv_index + 1))
  done
  for __ssoenv_path in ${__ssoenv_absent[@]+"${__ssoenv_absent[@]}"}; do
    [[ ! -e $__ssoenv_path ]] || return 1
  done
}

# direnv has set AWS_PROFILE. Its session is known where it is the directory's own profile, or one that `use sso_profile` named.
__ssoenv_look_under_direnv() {
  if [[ -n $__ssoenv_dir ]] && __ssoenv_look_at_binding && [[ $__ssoenv_profile == "${AWS_PROFILE-}" ]]; then
    return 0
  fi
  __ssoenv_forget_binding
  [[ -n ${AWS_PROFILE-} && ${SSOENV_DIRENV-} == "$AWS_PROFILE" ]] || return 0
  __ssoenv_by_profile=1
  local __ssoenv_record=${AWS_PROFILE//%/%25} __ssoenv_gen=''
  __ssoenv_record=${__ssoenv_record//\//%2F}
  [[ $__ssoenv_record != .* ]] || __ssoenv_record=%2E${__ssoenv_record#.}
  __ssoenv_record=$__ssoenv_state_folder/profiles/$__ssoenv_record
  __ssoenv_read "$__ssoenv_record" '' || return 1
  __ssoenv_parse "$__ssoenv_lines"
  __ssoenv_config_unchanged "$__ssoenv_record.$__ssoenv_gen"
}

__ssoenv_look_at_session() {
  local __ssoenv_record=$__ssoenv_state_folder/sessions/$__ssoenv_session __ssoenv_gen=''
  case $__ssoenv_session in
    '' | *[!0123456789abcdef]*)
      [[ -z $__ssoenv_token_state ]] || __ssoenv_forget_session
      return 0
      ;;
  esac
  __ssoenv_read "$__ssoenv_record" "$__ssoenv_seen_session" || {
    __ssoenv_forget_session
    return 1
  }
  if [[ -n $__ssoenv_lines ]]; then
    __ssoenv_forget_session
    __ssoenv_parse "$__ssoenv_lines"
    __ssoenv_check_instants
    __ssoenv_session_gen=$__ssoenv_gen __ssoenv_seen_session=$__ssoenv_seen_now
  fi
  case $__ssoenv_token_state in
    present) __ssoenv_unchanged "$__ssoenv_token" "$__ssoenv_record.$__ssoenv_session_gen" ;;
    absent) [[ ! -e $__ssoenv_token ]] ;;
    *) return 1 ;;
  esac
}

# ---- Asking the program ----------------------------------------------------------------------------------------------

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
    __ssoenv_place=direnv:$AWS_PROFILE
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
  [[ -z $__ssoenv_by_profile ]] || __ssoenv_words+=(--profile "$AWS_PROFILE")
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

# ---- Applying --------------------------------------------------------------------------------------------------------

# Brings AWS_PROFILE and AWS_REGION in line with what holds here. __ssoenv_hand tells in whose hand AWS_PROFILE is: '' ours,
# else manual or direnv.
__ssoenv_apply() {
  local __ssoenv_value=''
  __ssoenv_hand=''
  if [[ -n $__ssoenv_owned ]]; then
    __ssoenv_hand=direnv
    return 0
  fi
  if [[ -n ${SSOENV_DIR-} ]] && __ssoenv_inside "$SSOENV_DIR"; then
    # `[ ]`: under nocasematch, `[[ ]]` would take another profile for this one.
    if [[ -z ${AWS_PROFILE+set} || $SSOENV_DIR == "$__ssoenv_chosen_in" ]] || [ "$AWS_PROFILE" != "${SSOENV_APPLIED-}" ]; then
      __ssoenv_hand=manual
      return 0
    fi
    if [[ $__ssoenv_stale == settings || $__ssoenv_stale == binding ]]; then
      # Not known yet. The same words of the same directory keep what they gave; anything else closes the door.
      [[ $__ssoenv_dir == "$SSOENV_DIR" && $__ssoenv_text == "$__ssoenv_applied_text" ]] || __ssoenv_close
      return 0
    fi
  fi
  case $__ssoenv_stale:$__ssoenv_state in
    settings:* | binding:*) ;;
    *:bound) __ssoenv_value=$__ssoenv_profile ;;
    *:refused) __ssoenv_value=ssoenv-refused ;;
  esac
  if [[ -n $__ssoenv_value ]]; then
    __ssoenv_set "$__ssoenv_value"
  elif [[ -n ${SSOENV_DIR-} ]]; then
    __ssoenv_leave
  fi
}

# No profile until the program has been asked; what is to be restored stays as it is.
__ssoenv_close() {
  [[ $SSOENV_APPLIED != ssoenv-refused ]] || return 0
  builtin export AWS_PROFILE=ssoenv-refused SSOENV_APPLIED=ssoenv-refused
  [[ -z ${SSOENV_APPLIED_REGION-} ]] || __ssoenv_set_region ''
}

# Whether $PWD is the directory $1 or below it.
__ssoenv_inside() { [[ $PWD == "$1" || $PWD == "${1%/}"/* ]]; }

# Sets AWS_PROFILE to $1, remembering once what it was. Where AWS_PROFILE is readonly, nothing is.
__ssoenv_set() {
  if [[ -z ${SSOENV_DIR-} ]]; then
    __ssoenv_remember AWS_PROFILE
    if ! builtin export AWS_PROFILE="$1"; then
      __ssoenv_hand=manual
      __ssoenv_note='AWS_PROFILE is read-only in this shell, so it is shown here but cannot be set.'
      return 0
    fi
    builtin export SSOENV_PREV="$__ssoenv_was"
  elif [ "${AWS_PROFILE-}" != "$1" ]; then
    builtin export AWS_PROFILE="$1" || return 0
  fi
  [ "${SSOENV_APPLIED-}" = "$1" ] || builtin export SSOENV_APPLIED="$1"
  [[ ${SSOENV_DIR-} == "$__ssoenv_dir" ]] || builtin export SSOENV_DIR="$__ssoenv_dir"
  __ssoenv_applied_text=$__ssoenv_text __ssoenv_chosen_in=''
  if [[ ${SSOENV_APPLIED_REGION-} != "$__ssoenv_region" ]]; then __ssoenv_set_region "$__ssoenv_region"; fi
}

__ssoenv_set_region() {
  if [[ -n ${SSOENV_PREV_REGION-} && -z $1 ]]; then
    __ssoenv_restore AWS_REGION "$SSOENV_PREV_REGION"
    builtin unset -v SSOENV_PREV_REGION SSOENV_APPLIED_REGION
  elif [[ -n $1 ]]; then
    if [[ -z ${SSOENV_PREV_REGION-} ]]; then
      __ssoenv_remember AWS_REGION
      builtin export SSOENV_PREV_REGION="$__ssoenv_was"
    fi
    builtin export AWS_REGION="$1" SSOENV_APPLIED_REGION="$1"
  fi
}

__ssoenv_leave() {
  __ssoenv_restore AWS_PROFILE "${SSOENV_PREV--}"
  [[ -z ${SSOENV_PREV_REGION-} ]] || __ssoenv_restore AWS_REGION "$SSOENV_PREV_REGION"
  builtin unset -v SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  __ssoenv_applied_text='' __ssoenv_chosen_in=''
}

# __ssoenv_was becomes what the variable is: `=VALUE` exported, `~VALUE` not exported, `-` unset.
__ssoenv_remember() {
  __ssoenv_was=-
  [[ -n ${!1+set} ]] || return 0
  if __ssoenv_exported "$1"; then __ssoenv_was="=${!1}"; else __ssoenv_was="~${!1}"; fi
}

if ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 404)); then
  __ssoenv_exported() {
    case $1 in
      AWS_PROFILE) [[ ${AWS_PROFILE@a} == *x* ]] ;;
      AWS_REGION) [[ ${AWS_REGION@a} == *x* ]] ;;
      PROMPT_COMMAND) [[ ${PROMPT_COMMAND@a} == *x* ]] ;;
    esac
  }
else
  __ssoenv_exported() {
    local __ssoenv_declaration
    __ssoenv_declaration=$(builtin declare -p "$1") || return 1
    __ssoenv_declaration=${__ssoenv_declaration#declare -}
    [[ ${__ssoenv_declaration%% *} == *x* ]]
  }
fi

__ssoenv_restore() {
  case $2 in
    '='*) builtin export "$1=${2#=}" ;;
    '~'*) builtin unset -v "$1" && builtin printf -v "$1" %s "${2#'~'}" ;;
    *) builtin unset -v "$1" ;;
  esac
}

# At a shell's first prompt: what was inherited is gone on from where it still stands, also under what direnv has set, else
# forgotten. A value that was not exported never came into this process.
__ssoenv_adopt() {
  __ssoenv_adopted=1
  if [[ -n ${SSOENV_DIR-} ]] && [[ -n $__ssoenv_owned || ${AWS_PROFILE+=}${AWS_PROFILE-} == "=${SSOENV_APPLIED-}" ]]; then
    case ${SSOENV_PREV-} in '~'*) builtin export SSOENV_PREV=- ;; esac
    case ${SSOENV_PREV_REGION-} in '~'*) builtin export SSOENV_PREV_REGION=- ;; esac
  else
    builtin unset -v SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
  fi
}

# ---- Beside direnv ---------------------------------------------------------------------------------------------------

# Whether direnv has AWS_PROFILE in its hand: __ssoenv_owned is then `=VALUE` or `-`. At a prompt, after direnv's own hook.
__ssoenv_watch_direnv() {
  local __ssoenv_is=${AWS_PROFILE+=$AWS_PROFILE}
  : "${__ssoenv_is:=-}"
  if [[ -n $__ssoenv_direnv_owns ]]; then
    __ssoenv_owned=$__ssoenv_is __ssoenv_before_direnv=''
  elif [[ -n ${SSOENV_DIRENV-} && $__ssoenv_is == "=$SSOENV_DIRENV" ]]; then
    [[ -n $__ssoenv_owned ]] || __ssoenv_before_direnv=$__ssoenv_left
    __ssoenv_owned=$__ssoenv_is
  elif [[ -z ${DIRENV_DIFF-} ]]; then
    __ssoenv_owned=''
  elif [[ $__ssoenv_is != "$__ssoenv_left" ]]; then
    if [[ $DIRENV_DIFF == "$__ssoenv_diff" ]]; then
      # By hand, on top of direnv's: the hook keeps its hands off as before.
      [[ -z $__ssoenv_owned ]] || __ssoenv_owned=$__ssoenv_is
    elif [[ $__ssoenv_is == "$__ssoenv_before_direnv" || $__ssoenv_is == "=${SSOENV_APPLIED-}" ]]; then
      __ssoenv_owned=''
    else
      [[ -n $__ssoenv_owned ]] || __ssoenv_before_direnv=$__ssoenv_left
      __ssoenv_owned=$__ssoenv_is
      # Before a first prompt it may as well have been an rc file.
      __ssoenv_ask_about_direnv=$__ssoenv_first
    fi
  fi
  __ssoenv_direnv_owns='' __ssoenv_diff=${DIRENV_DIFF-}
}

# What this hook leaves behind: another value at the next prompt is someone else's.
__ssoenv_note_left() {
  __ssoenv_left=${AWS_PROFILE+=$AWS_PROFILE}
  : "${__ssoenv_left:=-}"
}

__ssoenv_under_envrc() {
  local __ssoenv_level=$PWD
  while [[ $__ssoenv_level == /* ]]; do
    __ssoenv_level=${__ssoenv_level%/}
    [[ ! -f $__ssoenv_level/.envrc ]] || return 0
    __ssoenv_level=${__ssoenv_level%/*}
    [[ -n $__ssoenv_level ]] || break
  done
  [[ -f /.envrc ]]
}

# ---- Showing ---------------------------------------------------------------------------------------------------------

# SSOENV_STATE and SSOENV_PROMPT, and for PS1 __ssoenv_shown between __ssoenv_on and __ssoenv_off.
__ssoenv_draw() {
  local __ssoenv_name='' __ssoenv_after='' __ssoenv_colour=32 __ssoenv_word=none
  if [[ -n $__ssoenv_hand ]]; then
    __ssoenv_word=$__ssoenv_hand
    __ssoenv_plain_name
  elif [[ -n ${SSOENV_DIR-} ]]; then
    __ssoenv_word=ok
    __ssoenv_name=$__ssoenv_label
    case $__ssoenv_label in '' | *[[:cntrl:]]*) __ssoenv_name='?' ;; esac
    [[ $SSOENV_APPLIED != ssoenv-refused ]] || __ssoenv_word=refused
  else
    [[ $__ssoenv_state != untrusted ]] || __ssoenv_word=untrusted
    [[ -z $__ssoenv_chosen || ${AWS_PROFILE-} != "$__ssoenv_chosen" ]] || __ssoenv_plain_name
  fi
  if [[ $__ssoenv_word == refused ]]; then
    __ssoenv_name=refused __ssoenv_colour=31
  elif [[ -n $__ssoenv_name ]]; then
    [[ -z $__ssoenv_protected || $__ssoenv_hand == manual ]] || __ssoenv_colour=35
    if [[ $__ssoenv_hand != manual ]]; then __ssoenv_draw_session; fi
    if [[ -n ${AWS_ACCESS_KEY_ID-} ]]; then
      __ssoenv_name+='!' __ssoenv_colour=31
    fi
  fi
  [[ ${SSOENV_STATE-} == "$__ssoenv_word" ]] || builtin export SSOENV_STATE="$__ssoenv_word"
  __ssoenv_name+=$__ssoenv_after
  [[ ${SSOENV_PROMPT-unset} == "$__ssoenv_name" ]] || builtin export SSOENV_PROMPT="$__ssoenv_name"
  __ssoenv_shown='' __ssoenv_on='' __ssoenv_off=''
  if [[ -n $__ssoenv_name && $__ssoenv_prompt_setting == on ]]; then
    __ssoenv_shown="$__ssoenv_name "
    if [[ -z ${NO_COLOR-} && ${TERM-dumb} != dumb ]]; then
      __ssoenv_on="${__ssoenv_escape}[${__ssoenv_colour}m" __ssoenv_off="${__ssoenv_escape}[0m"
    fi
  fi
}

# The name in AWS_PROFILE, if it is one that may be shown.
__ssoenv_plain_name() {
  __ssoenv_name=${AWS_PROFILE-}
  [[ ${#__ssoenv_name} -le 128 && $__ssoenv_name != *[!"$__ssoenv_name_characters"]* ]] || __ssoenv_name='?'
}

__ssoenv_draw_session() {
  if __ssoenv_reached "$__ssoenv_ended"; then
    __ssoenv_after=' login needed' __ssoenv_colour=31
    [[ $__ssoenv_word != ok ]] || __ssoenv_word=login
  elif [[ $__ssoenv_expires != - ]] && __ssoenv_reached "$__ssoenv_warn"; then
    __ssoenv_after=" $(((__ssoenv_expires - __ssoenv_now + 59) / 60))m" __ssoenv_colour=33
    [[ $__ssoenv_word != ok ]] || __ssoenv_word=expiring
  fi
}

# Usage: __ssoenv_tell TEXT [DIRECTORY]
# Tells it once, or once per directory.
__ssoenv_tell() {
  ! __ssoenv_was_told "$@" || return 0
  __ssoenv_told+=$__ssoenv_nl${2-}:$1$__ssoenv_nl
  case $1 in *[[:cntrl:]]*) return 0 ;; esac
  builtin printf 'ssoenv: %s\n' "$1" >&2
}

__ssoenv_was_told() {
  [[ $__ssoenv_told == *"$__ssoenv_nl${2-}:$1$__ssoenv_nl"* ]]
}

# ---- At the prompt, after cd, before a command ------------------------------------------------------------------------

# The entry in PROMPT_COMMAND; $1 is `$_`, which the call itself would change.
#
# What is quiet is quiet as a whole: a trace of `set -x`, the message when a file goes away between test and read. The
# `||` keeps `set -e` from ending the shell at a test that says no.
__ssoenv_on_prompt() {
  local __ssoenv_status=$? IFS=''
  case $- in
    *[ex]*) { __ssoenv_as_before || __ssoenv_step || :; } 2>/dev/null ;;
    *)
      if __ssoenv_as_before; then return "$__ssoenv_status"; fi
      { __ssoenv_step || :; } 2>/dev/null
      ;;
  esac
  [[ -z $__ssoenv_event$__ssoenv_to_tell ]] || __ssoenv_speak || :
  # `return 1` would end a shell under `set -e`.
  case $- in *e*) return 0 ;; esac
  return "$__ssoenv_status"
}

# Whether nothing that the last prompt was made from has changed: nearly always so. __ssoenv_look says the same in parts; here
# it is in few and long tests, because bash takes longer for a command than for a comparison. What is not there to be looked at
# has an empty name, or `/` where it has to exist. What must not exist is compared with brackets that do not exist: only an
# existing file is newer than those. IFS is empty here, so that `read` takes what it reads as it is, and it reads from 9,
# because to put standard input aside takes four system calls more.
__ssoenv_as_before() {
  __ssoenv_take_view
  if [[ -n $__ssoenv_epoch ]]; then __ssoenv_now=${EPOCHSECONDS:-$__ssoenv_until}; else __ssoenv_clock; fi
  # Not `[[ == ]]`: that one disregards case under nocasematch.
  [ "$__ssoenv_view" = "$__ssoenv_view_then" ] || return 1
  [[ $__ssoenv_now -lt $__ssoenv_until &&
    -e $__ssoenv_turn_file && -e $__ssoenv_binding_then && -e $__ssoenv_session_then && -e $__ssoenv_settings_then &&
    ! $__ssoenv_settings_file_then -nt $__ssoenv_settings_hi && ! $__ssoenv_settings_file_then -ot $__ssoenv_settings_lo &&
    ! $__ssoenv_config_then -nt $__ssoenv_config_hi && ! $__ssoenv_config_then -ot $__ssoenv_config_lo &&
    ! $__ssoenv_token_then -nt $__ssoenv_token_hi && ! $__ssoenv_token_then -ot $__ssoenv_token_lo ]] || return 1
  ! [ "${__ssoenv_absences[@]}" ] || return 1
  [[ -n $__ssoenv_opened ]] || return 0
  [[ -f $__ssoenv_file && ! -L $__ssoenv_file && -O $__ssoenv_file && -r $__ssoenv_file ]] || return 1
  builtin read -r -u 9 -d '' -n 1100 __ssoenv_text_now 9<"$__ssoenv_file"
  [ "$__ssoenv_text_now" = "$__ssoenv_text" ]
}

# All variables that the prompt is made from, as one text.
__ssoenv_take_view() {
  __ssoenv_view=$PWD:${AWS_PROFILE+=}${AWS_PROFILE-}:${SSOENV_DIR-}:${SSOENV_APPLIED-}:${AWS_CONFIG_FILE-}:${AWS_ACCESS_KEY_ID:+1}:${HOME-}:${XDG_STATE_HOME-}:${XDG_CONFIG_HOME-}:${NO_COLOR-}:${SSOENV_DIRENV-}:${DIRENV_DIFF-}:${PS0-}:${PROMPT_COMMAND[*]-}
}

# Takes the view if the next prompt may compare with it: everything is known and nothing is to be done. __ssoenv_until is when
# time alone changes the picture.
__ssoenv_keep_view() {
  local __ssoenv_instant
  __ssoenv_view_then=''
  [[ -z $__ssoenv_stale$__ssoenv_event$__ssoenv_held_key$__ssoenv_to_tell$__ssoenv_by_profile ]] || return 0
  [[ -z $__ssoenv_first && -z $__ssoenv_answer_holds ]] || return 0
  # A binding file that is not opened, and files beside it, are left to the long way.
  [[ -z $__ssoenv_dir || -n $__ssoenv_opened || -z $__ssoenv_file ]] || return 0
  [[ ${#__ssoenv_watch[@]}${#__ssoenv_absent[@]} == 00 ]] || return 0
  [[ -z $__ssoenv_dir || -n $__ssoenv_seen_binding ]] || return 0
  if [[ -n $__ssoenv_turn ]]; then
    __ssoenv_turn_file=$__ssoenv_state_folder/turn.$__ssoenv_turn
  elif [[ -z $__ssoenv_dir && $__ssoenv_settings_gen == none ]]; then
    # No record was read.
    __ssoenv_turn_file=/
  else
    return 0
  fi
  __ssoenv_until=999999999999
  for __ssoenv_instant in "$__ssoenv_warn" "$__ssoenv_ended" "$__ssoenv_due"; do
    if [[ $__ssoenv_instant != - ]] && ((__ssoenv_now < __ssoenv_instant && __ssoenv_instant < __ssoenv_until)); then
      __ssoenv_until=$__ssoenv_instant
    fi
  done
  if [[ $__ssoenv_expires != - ]] && __ssoenv_reached "$__ssoenv_warn" && ((__ssoenv_now < __ssoenv_expires)); then
    # The shown minutes: the next one.
    __ssoenv_instant=$((__ssoenv_expires - (__ssoenv_expires - __ssoenv_now - 1) / 60 * 60))
    ((__ssoenv_instant >= __ssoenv_until)) || __ssoenv_until=$__ssoenv_instant
  fi
  __ssoenv_note_files
  __ssoenv_epoch=''
  if ((BASH_VERSINFO[0] >= 5)) && [[ -n ${EPOCHSECONDS-} ]]; then __ssoenv_epoch=1; fi
  IFS=''
  __ssoenv_take_view
  __ssoenv_view_then=$__ssoenv_view
}

# The files that __ssoenv_as_before looks at.
__ssoenv_note_files() {
  local __ssoenv_one
  __ssoenv_settings_then=/ __ssoenv_settings_file_then='' __ssoenv_settings_lo='' __ssoenv_settings_hi=''
  __ssoenv_binding_then=/ __ssoenv_config_then='' __ssoenv_config_lo='' __ssoenv_config_hi=''
  __ssoenv_session_then=/ __ssoenv_token_then='' __ssoenv_token_lo='' __ssoenv_token_hi=''
  # What must not exist, as words of `[ ]`: one command takes less than a loop.
  __ssoenv_absences=(-e '')
  for __ssoenv_one in ${__ssoenv_levels[@]+"${__ssoenv_levels[@]}"}; do
    [[ $__ssoenv_one != "$__ssoenv_file" ]] || break
    __ssoenv_absences+=(-o -e "$__ssoenv_one")
  done
  if [[ $__ssoenv_settings_gen == none ]]; then
    __ssoenv_absences+=(-o -e "$__ssoenv_settings_file" -o -e "$__ssoenv_state_folder/settings")
  else
    __ssoenv_settings_then=$__ssoenv_state_folder/settings __ssoenv_settings_file_then=$__ssoenv_settings_file
    __ssoenv_settings_lo=$__ssoenv_settings_then.$__ssoenv_settings_gen.lo
    __ssoenv_settings_hi=$__ssoenv_settings_then.$__ssoenv_settings_gen.hi
  fi
  [[ -n $__ssoenv_dir ]] || return 0
  __ssoenv_binding_then=$__ssoenv_folder/record __ssoenv_config_then=$__ssoenv_config
  __ssoenv_config_lo=$__ssoenv_folder/$__ssoenv_binding_gen.config.lo
  __ssoenv_config_hi=$__ssoenv_folder/$__ssoenv_binding_gen.config.hi
  [[ -n $__ssoenv_session ]] || return 0
  __ssoenv_session_then=$__ssoenv_state_folder/sessions/$__ssoenv_session __ssoenv_token_then=$__ssoenv_token
  __ssoenv_token_lo=$__ssoenv_session_then.$__ssoenv_session_gen.lo
  __ssoenv_token_hi=$__ssoenv_session_then.$__ssoenv_session_gen.hi
}

# Asks the program if that is due, and tells what there is to tell: not at a shell's first prompt.
__ssoenv_speak() {
  local IFS=' ' __ssoenv_now_asked=$__ssoenv_event
  __ssoenv_event=''
  if [[ -n $__ssoenv_now_asked ]]; then
    __ssoenv_ask "$__ssoenv_now_asked" || :
    { __ssoenv_answered || :; } 2>/dev/null
  fi
  if [[ -n $__ssoenv_to_tell ]]; then
    [[ -z $__ssoenv_note ]] || __ssoenv_tell "$__ssoenv_note"
    [[ -z $__ssoenv_say ]] || __ssoenv_tell "$__ssoenv_say" "$__ssoenv_dir"
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
  [[ -n $__ssoenv_event$__ssoenv_to_tell ]] || __ssoenv_finish
}

# The end of a prompt at which nothing is open.
__ssoenv_finish() {
  __ssoenv_ask_about_direnv=''
  if [[ -n $__ssoenv_first && -n $__ssoenv_say$__ssoenv_note ]]; then
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
  # Until the program has been asked the segment stays as it is.
  if [[ -z $__ssoenv_stale || $__ssoenv_stale == session || ${SSOENV_APPLIED-} == ssoenv-refused || -z ${SSOENV_DIR-} ]]; then
    __ssoenv_draw
  fi
  __ssoenv_note_left
  __ssoenv_to_tell=''
  if [[ -z $__ssoenv_first && -z $__ssoenv_stale && -n $__ssoenv_say ]] && ! __ssoenv_was_told "$__ssoenv_say" "$__ssoenv_dir"; then __ssoenv_to_tell=1; fi
  if [[ -z $__ssoenv_first && -n $__ssoenv_note ]] && ! __ssoenv_was_told "$__ssoenv_note"; then __ssoenv_to_tell=1; fi
  __ssoenv_before=999999999999
  if [[ -z $__ssoenv_stale && $__ssoenv_hand != manual && $__ssoenv_before_at != - ]]; then __ssoenv_before=$__ssoenv_before_at; fi
}

# After cd, pushd, popd: variables only, from a fresh record or not at all.
__ssoenv_on_cd() {
  local IFS=' '
  [[ -z $__ssoenv_first && -z $__ssoenv_owned ]] || return 0
  {
    if [[ -n $__ssoenv_direnv ]] && __ssoenv_under_envrc; then
      # direnv comes first here; but a tree that was left is left.
      if [[ -n ${SSOENV_DIR-} ]] && ! __ssoenv_inside "$SSOENV_DIR"; then __ssoenv_leave; fi
    else
      __ssoenv_look
      __ssoenv_clock
      __ssoenv_settle_down
    fi
    __ssoenv_note_left
  } 2>/dev/null
}

__ssoenv_cd() {
  local __ssoenv_status=0
  builtin "$@" || __ssoenv_status=$?
  __ssoenv_on_cd || :
  return "$__ssoenv_status"
}

# In PS0, in a subshell, once `before` is reached: the command stands in the history.
__ssoenv_on_ps0() {
  local IFS=' ' __ssoenv_command
  __ssoenv_command=$(HISTTIMEFORMAT='' builtin history 1) || :
  __ssoenv_command=${__ssoenv_command#*[0123456789][* ] }
  __ssoenv_ask_before "$__ssoenv_command" || :
}

# For bash-preexec.
__ssoenv_on_preexec() {
  local IFS=' '
  __ssoenv_clock
  if ((__ssoenv_now >= __ssoenv_before)); then __ssoenv_ask_before "$1" || :; fi
  return 0
}

__ssoenv_ask_before() {
  local __ssoenv_word=${1%%[[:space:]]*} __ssoenv_line=$1
  case $__ssoenv_word in
    '' | *[!"$__ssoenv_name_characters"]*) ;;
    *)
      if ((BASH_VERSINFO[0] >= 4)) && [[ -n ${BASH_ALIASES[$__ssoenv_word]+set} ]]; then
        __ssoenv_line=${BASH_ALIASES[$__ssoenv_word]}${1#"$__ssoenv_word"}
      fi
      ;;
  esac
  [[ $__ssoenv_line =~ $__ssoenv_commands || $1 =~ $__ssoenv_commands ]] || return 0
  __ssoenv_ask before
}

# ---- The segment in PS1 ----------------------------------------------------------------------------------------------

# The last entry in PROMPT_COMMAND: prompts that are built anew each time have been built.
__ssoenv_on_ps1() {
  local __ssoenv_status=$?
  if [[ ${PS1-} != *'${__ssoenv_shown-}'* || -n $__ssoenv_builder ]] || ! builtin shopt -q promptvars; then
    { __ssoenv_look_at_ps1 || :; } 2>/dev/null
  fi
  case $- in *e*) return 0 ;; esac
  return "$__ssoenv_status"
}

__ssoenv_look_at_ps1() {
  local IFS=' '
  if ! builtin shopt -q promptvars; then
    __ssoenv_remove_segment
    __ssoenv_remove_ps0
  elif [[ -n $__ssoenv_builder ]]; then
    __ssoenv_remove_segment
  else
    __ssoenv_add_segment
  fi
}

# Puts the segment before the last line of PS1. A line break inside of a substitution is none of the prompt's.
__ssoenv_add_segment() {
  local __ssoenv_head='' __ssoenv_tail=${PS1-} __ssoenv_other
  __ssoenv_other=${__ssoenv_tail##*"$__ssoenv_nl"}
  __ssoenv_tail=${__ssoenv_tail##*'\n'}
  [[ ${#__ssoenv_other} -ge ${#__ssoenv_tail} ]] || __ssoenv_tail=$__ssoenv_other
  __ssoenv_head=${PS1%"$__ssoenv_tail"}
  case $__ssoenv_head in
    *'$'[\(\{]* | *'`'* | *'\['*)
      if ! __ssoenv_balanced "$__ssoenv_tail" '(' ')' || ! __ssoenv_balanced "$__ssoenv_tail" '{' '}' ||
        ! __ssoenv_balanced "$__ssoenv_tail" '\[' '\]' || [[ $__ssoenv_tail == *'`'* ]]; then
        __ssoenv_head='' __ssoenv_tail=$PS1
      fi
      ;;
  esac
  PS1=$__ssoenv_head$__ssoenv_segment$__ssoenv_tail
}

# Whether $1 holds as many $2 as $3.
__ssoenv_balanced() {
  local __ssoenv_left_over=${1//"$2"/} __ssoenv_right_over=${1//"$3"/}
  [[ ${#__ssoenv_left_over} -eq ${#__ssoenv_right_over} ]]
}

__ssoenv_remove_segment() {
  [[ ${PS1-} != *"$__ssoenv_segment"* ]] || PS1=${PS1/"$__ssoenv_segment"/}
}

# ---- Taking a place in PROMPT_COMMAND, PS0 and preexec_functions -------------------------------------------------------

# Runs at load, and at a prompt when PROMPT_COMMAND is another than at the last one. Elements of an array are only changed in
# place then: bash is walking through them.
__ssoenv_attach() {
  local IFS=$__ssoenv_nl __ssoenv_own __ssoenv_tail
  __ssoenv_see_others
  __ssoenv_own=${PROMPT_COMMAND[*]-}
  if ! __ssoenv_can_set_commands; then
    [[ -n $__ssoenv_first ]] && __ssoenv_readonly=1
    return 0
  fi
  case $__ssoenv_builder:$__ssoenv_own:$__ssoenv_elsewhere in
    # A prompt builder has come ahead of us into bash-preexec's list, or direnv behind us.
    precmd:*__ssoenv_on_prompt*:*) __ssoenv_put_first_again ;;
    *:*__ssoenv_on_prompt*_direnv_hook*:*) __ssoenv_put_first_again ;;
    *__ssoenv_on_prompt*) ;;
    *) __ssoenv_put_first ;;
  esac
  if [[ $__ssoenv_opt_prompt == 1 && -z $__ssoenv_builder ]]; then
    __ssoenv_tail=${__ssoenv_own##*__ssoenv_on_ps1}
    __ssoenv_tail=${__ssoenv_tail//__bp_interactive_mode/}
    __ssoenv_tail=${__ssoenv_tail/#' ;; esac'/}
    if [[ $__ssoenv_own$__ssoenv_elsewhere != *__ssoenv_on_ps1* ]]; then
      __ssoenv_put_last
    elif [[ $__ssoenv_own == *__ssoenv_on_ps1* && $__ssoenv_tail == *[![:space:]\;]* ]]; then
      __ssoenv_take_out "$__ssoenv_entry_last"
      __ssoenv_put_last
    fi
  fi
  __ssoenv_attach_before
  IFS=' '
  __ssoenv_commands_seen=${PROMPT_COMMAND[*]-}
}

# PROMPT_COMMAND is not readonly. bash 4.4 and older report no failure of `printf -v`.
__ssoenv_can_set_commands() {
  # shellcheck disable=SC2128
  local __ssoenv_was=${PROMPT_COMMAND-} __ssoenv_set=${PROMPT_COMMAND[*]+set}
  builtin printf -v PROMPT_COMMAND %s "$__ssoenv_was " || return 1
  [[ $PROMPT_COMMAND == "$__ssoenv_was " ]] || return 1
  builtin printf -v PROMPT_COMMAND %s "$__ssoenv_was"
  [[ -n $__ssoenv_set ]] || builtin unset -v PROMPT_COMMAND
}

# Which other tools stand in the prompt's way: __ssoenv_direnv, __ssoenv_builder (`precmd` where bash-preexec runs it), and what
# runs at a prompt beside PROMPT_COMMAND.
__ssoenv_see_others() {
  local __ssoenv_precmd=" ${precmd_functions[*]-} "
  __ssoenv_elsewhere="${STARSHIP_PROMPT_COMMAND-} ${__vsc_original_prompt_command[*]-}$__ssoenv_precmd"
  __ssoenv_direnv='' __ssoenv_builder=''
  case "${PROMPT_COMMAND[*]-} $__ssoenv_elsewhere" in *_direnv_hook*) __ssoenv_direnv=1 ;; esac
  case "${PROMPT_COMMAND[*]-} $__ssoenv_elsewhere" in *starship_precmd* | *_omp_hook*) __ssoenv_builder=1 ;; esac
  case $__ssoenv_direnv$__ssoenv_precmd in
    1*) ;;
    *starship_precmd* | *_omp_hook*) __ssoenv_builder=precmd ;;
  esac
}

__ssoenv_put_first_again() {
  __ssoenv_take_out "$__ssoenv_entry_first"
  __ssoenv_put_first
}

# After direnv's hook, else in front of everything; where starship has taken PROMPT_COMMAND over, in what it runs first.
__ssoenv_put_first() {
  local __ssoenv_index __ssoenv_found=''
  case ${PROMPT_COMMAND[*]-} in
    *starship_precmd*)
      __ssoenv_insert "${STARSHIP_PROMPT_COMMAND-}"
      STARSHIP_PROMPT_COMMAND=$__ssoenv_inserted
      return
      ;;
  esac
  if [[ $__ssoenv_builder == precmd ]]; then
    # A builder in bash-preexec's list, which runs ahead of PROMPT_COMMAND.
    precmd_functions=(__ssoenv_on_prompt ${precmd_functions[@]+"${precmd_functions[@]}"})
    return
  fi
  if ! __ssoenv_is_array; then
    # shellcheck disable=SC2128,SC2178
    __ssoenv_insert "${PROMPT_COMMAND-}"
    # shellcheck disable=SC2178
    PROMPT_COMMAND=$__ssoenv_inserted
    return
  fi
  for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
    case ${PROMPT_COMMAND[__ssoenv_index]} in *_direnv_hook*) __ssoenv_found=$__ssoenv_index ;; esac
  done
  if [[ -z $__ssoenv_found && -n $__ssoenv_loading ]]; then
    PROMPT_COMMAND=("$__ssoenv_entry_first" "${PROMPT_COMMAND[@]}")
    return
  fi
  for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
    : "${__ssoenv_found:=$__ssoenv_index}"
  done
  __ssoenv_insert "${PROMPT_COMMAND[__ssoenv_found]}"
  PROMPT_COMMAND[__ssoenv_found]=$__ssoenv_inserted
}

# Behind everything but bash-preexec's mark that the next command is the person's.
__ssoenv_put_last() {
  # shellcheck disable=SC2128
  case ${PROMPT_COMMAND-} in
    *"$__ssoenv_nl"__bp_interactive_mode)
      # shellcheck disable=SC2178
      PROMPT_COMMAND=${PROMPT_COMMAND%__bp_interactive_mode}$__ssoenv_entry_last${__ssoenv_nl}__bp_interactive_mode
      return
      ;;
  esac
  if __ssoenv_is_array; then
    local __ssoenv_index
    for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
      if [[ ${PROMPT_COMMAND[__ssoenv_index]} == __bp_interactive_mode ]]; then
        PROMPT_COMMAND[__ssoenv_index]=$__ssoenv_entry_last${__ssoenv_nl}__bp_interactive_mode
        return
      fi
    done
    PROMPT_COMMAND+=("$__ssoenv_entry_last")
  else
    # shellcheck disable=SC2178,SC2128
    PROMPT_COMMAND=$PROMPT_COMMAND$__ssoenv_nl$__ssoenv_entry_last
  fi
}

# bash runs every element from 5.1 on; before, only the first.
__ssoenv_is_array() {
  # Under `set -u`, bash 5.2 takes `${#name[@]}` of a plain variable for an unset one.
  ((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1] >= 501)) && [[ -n ${PROMPT_COMMAND[*]+set} ]] &&
    [[ ${!PROMPT_COMMAND[*]} != 0 || ${PROMPT_COMMAND@a} == *a* ]]
}

# __ssoenv_inserted becomes the commands $1 with our entry after direnv's hook, else in front. Lines of their own hold for every
# end that $1 may have: `;`, `&`, a line break, a comment.
__ssoenv_insert() {
  local __ssoenv_rest=${1##*_direnv_hook} __ssoenv_start
  case $1 in
    *_direnv_hook*) ;;
    *)
      __ssoenv_inserted=$__ssoenv_entry_first${1:+$__ssoenv_nl$1}
      return
      ;;
  esac
  __ssoenv_start=${1%"$__ssoenv_rest"}
  case $__ssoenv_rest in
    ';'*) __ssoenv_rest=${__ssoenv_rest#?} ;;
    "$__ssoenv_nl"*) __ssoenv_rest=${__ssoenv_rest#?} ;;
    '') ;;
    *) __ssoenv_start=$1 __ssoenv_rest='' ;;
  esac
  __ssoenv_inserted=$__ssoenv_start$__ssoenv_nl$__ssoenv_entry_first${__ssoenv_rest:+$__ssoenv_nl$__ssoenv_rest}
}

# Takes the entry $1 out of all places where it may be.
__ssoenv_take_out() {
  local __ssoenv_index __ssoenv_all
  if __ssoenv_is_array; then
    for __ssoenv_index in "${!PROMPT_COMMAND[@]}"; do
      __ssoenv_without "${PROMPT_COMMAND[__ssoenv_index]}" "$1"
      [[ ${PROMPT_COMMAND[__ssoenv_index]} == "$__ssoenv_inserted" ]] || PROMPT_COMMAND[__ssoenv_index]=$__ssoenv_inserted
    done
  elif [[ -n ${PROMPT_COMMAND-} ]]; then
    # shellcheck disable=SC2128
    __ssoenv_without "$PROMPT_COMMAND" "$1"
    # shellcheck disable=SC2178
    PROMPT_COMMAND=$__ssoenv_inserted
  fi
  if [[ -n ${STARSHIP_PROMPT_COMMAND-} ]]; then
    __ssoenv_without "$STARSHIP_PROMPT_COMMAND" "$1"
    STARSHIP_PROMPT_COMMAND=$__ssoenv_inserted
  fi
  __ssoenv_all=()
  for __ssoenv_index in ${precmd_functions[@]+"${precmd_functions[@]}"}; do
    [[ $1 == *"$__ssoenv_index"* && $__ssoenv_index == __ssoenv_* ]] || __ssoenv_all+=("$__ssoenv_index")
  done
  [[ ${__ssoenv_all[*]-} == "${precmd_functions[*]-}" ]] || precmd_functions=(${__ssoenv_all[@]+"${__ssoenv_all[@]}"})
}

__ssoenv_without() {
  __ssoenv_inserted=$1
  case $1 in
    "$2") __ssoenv_inserted=: ;;
    *"$2$__ssoenv_nl"*) __ssoenv_inserted=${1/"$2$__ssoenv_nl"/} ;;
    *"$__ssoenv_nl$2"*) __ssoenv_inserted=${1/"$__ssoenv_nl$2"/} ;;
    *"$2"*) __ssoenv_inserted=${1/"$2"/:} ;;
  esac
}

# PS0 is expanded before each command. Ours is nothing but a comparison of two numbers until `before` is reached.
__ssoenv_attach_before() {
  if [[ -n ${bash_preexec_imported-}${__bp_imported-} ]]; then
    __ssoenv_ps0=''
    case " ${preexec_functions[*]-} " in
      *__ssoenv_on_preexec*) ;;
      *) preexec_functions+=(__ssoenv_on_preexec) ;;
    esac
  elif ((BASH_VERSINFO[0] >= 5)); then
    __ssoenv_ps0='${__ssoenv_gate[EPOCHSECONDS>=__ssoenv_before]:+$(__ssoenv_on_ps0)}'
  fi
}

# Without promptvars bash would show the text of our part.
__ssoenv_look_at_ps0() {
  if [[ -z $__ssoenv_ps0 ]] || ! builtin shopt -q promptvars; then
    __ssoenv_remove_ps0
  elif [[ ${PS0-} != *'${__ssoenv_gate['* ]]; then
    PS0=${PS0-}$__ssoenv_ps0
  fi
}

__ssoenv_remove_ps0() {
  case ${PS0-} in
    *'${__ssoenv_gate['*) PS0=${PS0/'${__ssoenv_gate[EPOCHSECONDS>=__ssoenv_before]:+$(__ssoenv_on_ps0)}'/} ;;
  esac
}

# ---- Commands of the person ------------------------------------------------------------------------------------------

__ssoenv_use() {
  local IFS=' ' __ssoenv_status=0 __ssoenv_given
  __ssoenv_remember AWS_PROFILE
  local __ssoenv_earlier=$__ssoenv_was
  if [[ $# -eq 1 && $1 == - && -n $__ssoenv_previous ]]; then
    __ssoenv_restore AWS_PROFILE "$__ssoenv_previous" || return
    __ssoenv_chosen_in=''
  else
    __ssoenv_given=$(__ssoenv_program use --for-shell "$@") || __ssoenv_status=$?
    case $__ssoenv_given in
      'profile '*"${__ssoenv_nl}end")
        __ssoenv_given=${__ssoenv_given#profile }
        builtin export AWS_PROFILE="${__ssoenv_given%"${__ssoenv_nl}end"}" || return
        ;;
      "unset${__ssoenv_nl}end") builtin unset -v AWS_PROFILE || return ;;
      *)
        # Help, or nothing.
        [[ -z $__ssoenv_given ]] || builtin printf '%s\n' "$__ssoenv_given"
        return "$__ssoenv_status"
        ;;
    esac
    __ssoenv_chosen_in=${SSOENV_DIR-}
  fi
  __ssoenv_previous=$__ssoenv_earlier __ssoenv_chosen=${AWS_PROFILE-} __ssoenv_view_then=''
}

# ---- Loading ---------------------------------------------------------------------------------------------------------

__ssoenv_load() {
  local IFS=' '
  case $-:${VSCODE_RESOLVING_ENVIRONMENT-}${INTELLIJ_ENVIRONMENT_READER-} in
    *i*:) ;;
    *)
      # A script, or an editor that reads the environment: nobody sits there.
      IFS=$' \t\n'
      # shellcheck disable=SC2046 # names
      builtin unset -f $(builtin compgen -A function __ssoenv_)
      return 0
      ;;
  esac
  __ssoenv_commands_default=$__ssoenv_commands __ssoenv_commands_fixed=${SSOENV_LOGIN_BEFORE+1}
  if [[ -z $__ssoenv_again ]]; then __ssoenv_begin; fi
  __ssoenv_forget_settings
  __ssoenv_loading=1 __ssoenv_readonly=''
  { __ssoenv_attach || :; } 2>/dev/null
  __ssoenv_loading=''
  if [[ -n $__ssoenv_readonly && -z $__ssoenv_again ]]; then
    builtin printf 'ssoenv: PROMPT_COMMAND is read-only in this shell, so ssoenv can only follow cd.\n' >&2
    __ssoenv_first=''
  fi
  if [[ $__ssoenv_opt_cd == 1 ]]; then __ssoenv_define_cd; fi
  builtin export SSOENV_SHELL=bash

  # Usage: ssoenv COMMAND…
  # The program; `ssoenv use` acts on this shell.
  ssoenv() {
    if [[ ${1-} == use ]]; then
      shift
      __ssoenv_use "$@"
    else
      __ssoenv_program "$@"
    fi
  }

  # Usage: ssoenv_deactivate
  # Takes the hook out of this shell and puts back what it has set.
  ssoenv_deactivate() {
    __ssoenv_let_go
    local IFS=$__ssoenv_nl __ssoenv_name
    for __ssoenv_name in cd pushd popd; do
      case $(builtin declare -f "$__ssoenv_name") in *__ssoenv_cd*) builtin unset -f "$__ssoenv_name" ;; esac
    done
    # shellcheck disable=SC2046 # one name a line
    builtin unset -f ssoenv ssoenv_deactivate $(builtin compgen -A function __ssoenv_)
    builtin unset -v SSOENV_SHELL SSOENV_STATE SSOENV_PROMPT "${!__ssoenv_@}"
  }
}

# The values of a shell that has not seen a prompt yet. All are set: some meet arithmetic, and an environment may hold any name.
__ssoenv_begin() {
  __ssoenv_nl='
'
  __ssoenv_slash=/_ __ssoenv_name_characters=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@+.%:/=,-
  builtin printf -v __ssoenv_escape '\033'
  __ssoenv_try_again='Once it is installed again: eval "$(ssoenv hook bash)"'
  __ssoenv_segment='\[${__ssoenv_on-}\]${__ssoenv_shown-}\[${__ssoenv_off-}\]'
  __ssoenv_entry_first='__ssoenv_on_prompt "$_"' __ssoenv_entry_last=__ssoenv_on_ps1
  if [[ -n ${PROMPT_COMMAND+set} ]] && __ssoenv_exported PROMPT_COMMAND; then
    # A child without the hook inherits the text, and is not to complain.
    __ssoenv_entry_first="case \${__ssoenv_version-} in ?*) $__ssoenv_entry_first ;; esac"
    __ssoenv_entry_last="case \${__ssoenv_version-} in ?*) $__ssoenv_entry_last ;; esac"
  fi
  __ssoenv_first=1 __ssoenv_adopted='' __ssoenv_event='' __ssoenv_stale='' __ssoenv_say='' __ssoenv_note='' __ssoenv_told=''
  __ssoenv_version_told='' __ssoenv_lines='' __ssoenv_seen_now='' __ssoenv_answer=''
  __ssoenv_now=0 __ssoenv_clock_offset='' __ssoenv_clock_seconds=0
  __ssoenv_dir='' __ssoenv_file='' __ssoenv_text='' __ssoenv_opened='' __ssoenv_by_profile=''
  __ssoenv_levels_of='' __ssoenv_levels=() __ssoenv_settings_dir=''
  __ssoenv_place='' __ssoenv_held_key='' __ssoenv_held_until=0
  __ssoenv_hand='' __ssoenv_was=- __ssoenv_applied_text='' __ssoenv_chosen='' __ssoenv_chosen_in='' __ssoenv_previous=''
  __ssoenv_owned='' __ssoenv_direnv_owns='' __ssoenv_before_direnv='' __ssoenv_diff=${DIRENV_DIFF-}
  __ssoenv_ask_about_direnv=${DIRENV_DIFF:+1}
  __ssoenv_shown='' __ssoenv_on='' __ssoenv_off='' __ssoenv_before=999999999999 __ssoenv_gate=([1]=1) __ssoenv_ps0=''
  __ssoenv_view='' __ssoenv_view_then='' __ssoenv_until=0 __ssoenv_absences=() __ssoenv_to_tell=''
  __ssoenv_text_now='' __ssoenv_turn='' __ssoenv_turn_file='' __ssoenv_epoch='' __ssoenv_folder='' __ssoenv_answer_holds=''
  __ssoenv_commands_were=${PROMPT_COMMAND[*]-} __ssoenv_ps0_was=${PS0+set}
  __ssoenv_commands_seen='' __ssoenv_direnv='' __ssoenv_builder='' __ssoenv_elsewhere='' __ssoenv_inserted=''
  __ssoenv_note_left
  __ssoenv_forget_binding
  __ssoenv_forget_session
}

# `cd` and its like tell the hook, so that `cd project && aws …` is right within one line. What the user has made of them stays.
__ssoenv_define_cd() {
  __ssoenv_is_free cd && cd() { __ssoenv_cd cd "$@"; }
  __ssoenv_is_free pushd && pushd() { __ssoenv_cd pushd "$@"; }
  __ssoenv_is_free popd && popd() { __ssoenv_cd popd "$@"; }
  return 0
}

__ssoenv_is_free() {
  ! builtin declare -F "$1" >/dev/null && ! builtin alias "$1" >/dev/null 2>&1
}

__ssoenv_let_go() {
  local IFS=' '
  {
    if [[ -n ${SSOENV_DIR-} && -z $__ssoenv_owned && ${AWS_PROFILE-} == "${SSOENV_APPLIED-}" ]]; then
      __ssoenv_leave
    fi
    builtin unset -v SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_APPLIED_REGION SSOENV_PREV_REGION
    __ssoenv_take_out "$__ssoenv_entry_first"
    __ssoenv_take_out "$__ssoenv_entry_last"
    [[ -n $__ssoenv_commands_were || ${PROMPT_COMMAND[*]-} != : ]] || builtin unset -v PROMPT_COMMAND
    __ssoenv_remove_segment
    __ssoenv_remove_ps0
    [[ -n $__ssoenv_ps0_was || -n ${PS0-} ]] || builtin unset -v PS0
    __ssoenv_forget_preexec
  } 2>/dev/null
}

__ssoenv_forget_preexec() {
  local __ssoenv_one __ssoenv_kept
  __ssoenv_kept=()
  for __ssoenv_one in ${preexec_functions[@]+"${preexec_functions[@]}"}; do
    [[ $__ssoenv_one == __ssoenv_on_preexec ]] || __ssoenv_kept+=("$__ssoenv_one")
  done
  [[ ${__ssoenv_kept[*]-} == "${preexec_functions[*]-}" ]] || preexec_functions=(${__ssoenv_kept[@]+"${__ssoenv_kept[@]}"})
}

__ssoenv_load
if [[ -n $__ssoenv_aliases ]]; then builtin shopt -s expand_aliases; fi
