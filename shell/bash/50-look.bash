# What holds here, as far as records tell: settings, binding, session.

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
  [[ -z $__ssoenv_physical || $__ssoenv_dir -ef $__ssoenv_physical ]] || return 1
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
# (What `use sso_credentials` named is in __ssoenv_lent, and AWS_PROFILE is not set then.)
__ssoenv_look_under_direnv() {
  local __ssoenv_record=${AWS_PROFILE-$__ssoenv_lent} __ssoenv_gen='' __ssoenv_pin=''
  if [[ -n $__ssoenv_dir ]]; then
    # What the record does not tell, the program does (__ssoenv_question_hand).
    __ssoenv_pin=1
    if __ssoenv_look_at_binding; then
      [[ $__ssoenv_profile != "$__ssoenv_record" ]] || return 0
      __ssoenv_pin=$__ssoenv_pinned
    fi
  fi
  __ssoenv_forget_binding
  __ssoenv_pinned=$__ssoenv_pin
  [[ -n $__ssoenv_record && ${SSOENV_DIRENV-} == "$__ssoenv_record" ]] || return 0
  __ssoenv_by_profile=1
  __ssoenv_record=${__ssoenv_record//%/%25}
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
