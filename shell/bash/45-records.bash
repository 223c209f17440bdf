# Reading records, and comparing the files that they were made from.

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
      'clash '*) __ssoenv_clash=$__ssoenv_value ;;

      'file '*) __ssoenv_settings_of=$__ssoenv_value ;;
      'prompt '*) __ssoenv_prompt_setting=$__ssoenv_value ;;
      'shadow '*) __ssoenv_shadow=$__ssoenv_value ;;
      'commands '*) [[ -n $__ssoenv_commands_fixed ]] || __ssoenv_commands=$__ssoenv_value ;;
      'dir '*) __ssoenv_patterns+=("$__ssoenv_value") ;;

      'settings '*) __ssoenv_made_under=$__ssoenv_value ;;
      'aws-config-file '*) __ssoenv_config_asked=$__ssoenv_value ;;
      'config '*) __ssoenv_config=$__ssoenv_value ;;
      'config-state '*) __ssoenv_config_state=$__ssoenv_value ;;
      'watch '*) __ssoenv_watch+=("$__ssoenv_value") ;;
      'absent '*) __ssoenv_absent+=("$__ssoenv_value") ;;
      'physical '*) __ssoenv_physical=$__ssoenv_value ;;
      'source '*) __ssoenv_source=$__ssoenv_value ;;
      'state '*) __ssoenv_state=$__ssoenv_value ;;
      'profile '*) __ssoenv_profile=$__ssoenv_value ;;
      'region '*) __ssoenv_region=$__ssoenv_value ;;
      'label '*) __ssoenv_label=$__ssoenv_value ;;
      'protected '*) __ssoenv_protected=$__ssoenv_value ;;
      'pinned '*) __ssoenv_pinned=$__ssoenv_value ;;
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
  __ssoenv_seen_settings='' __ssoenv_settings_gen=none __ssoenv_settings_of='' __ssoenv_prompt_setting=on __ssoenv_shadow=warn
  __ssoenv_patterns=() __ssoenv_levels_of=''
  [[ -n $__ssoenv_commands_fixed ]] || __ssoenv_commands=$__ssoenv_commands_default
}

__ssoenv_forget_binding() {
  __ssoenv_seen_binding='' __ssoenv_binding_gen='' __ssoenv_made_under='' __ssoenv_config_asked='' __ssoenv_config=''
  __ssoenv_config_state='' __ssoenv_physical='' __ssoenv_source='' __ssoenv_state=none __ssoenv_profile='' __ssoenv_region=''
  __ssoenv_label='' __ssoenv_protected='' __ssoenv_pinned='' __ssoenv_session='' __ssoenv_say='' __ssoenv_text_made='' __ssoenv_has_text=''
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
