# The idle prompt: everything that the last one rested on is as it was, and no instant has come.

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
  [[ $__ssoenv_now -lt $__ssoenv_until && $__ssoenv_now -ge $__ssoenv_since &&
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
  __ssoenv_view=$PWD:${AWS_PROFILE+=}${AWS_PROFILE-}:${SSOENV_DIR-}:${SSOENV_APPLIED-}:${AWS_CONFIG_FILE-}:${AWS_ACCESS_KEY_ID-}:${HOME-}:${XDG_STATE_HOME-}:${XDG_CONFIG_HOME-}:${NO_COLOR-}:${SSOENV_DIRENV-}:${DIRENV_DIFF-}:${PS0-}:${PROMPT_COMMAND[*]-}
}

# Takes the view if the next prompt may compare with it: everything is known and nothing is to be done. __ssoenv_until is when
# time alone changes the picture; a clock that was put back before __ssoenv_since does too.
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
  __ssoenv_since=$__ssoenv_now __ssoenv_until=999999999999
  for __ssoenv_instant in "$__ssoenv_warn" "$__ssoenv_ended" "$__ssoenv_due"; do
    if [[ $__ssoenv_instant != - ]] && ((__ssoenv_now < __ssoenv_instant && __ssoenv_instant < __ssoenv_until)); then
      __ssoenv_until=$__ssoenv_instant
    fi
  done
  __ssoenv_instant=${SSOENV_CREDENTIALS-}
  __ssoenv_instant=${__ssoenv_instant%% *}
  if __ssoenv_is_instant "$__ssoenv_instant" && ((__ssoenv_now < __ssoenv_instant && __ssoenv_instant < __ssoenv_until)); then
    __ssoenv_until=$__ssoenv_instant
  fi
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
