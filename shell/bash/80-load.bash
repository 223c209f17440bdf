# Loading.

__ssoenv_load() {
  local IFS=' '
  case $-:${VSCODE_RESOLVING_ENVIRONMENT-}${INTELLIJ_ENVIRONMENT_READER-} in
    *i*:) ;;
    *)
      # A script, or an editor that reads the environment: nobody sits there.
      IFS=$' \t\n'
      # shellcheck disable=SC2046 # names
      builtin unset -f $(\builtin compgen -A function __ssoenv_)
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
  builtin export SSOENV_SHELL=bash SSOENV_SHELL_PID=$$
  __ssoenv_define_commands
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
  __ssoenv_guarded=''
  __ssoenv_lent='' __ssoenv_renewed='' __ssoenv_owned='' __ssoenv_direnv_owns='' __ssoenv_before_direnv='' __ssoenv_diff=${DIRENV_DIFF-}
  __ssoenv_ask_about_direnv=${DIRENV_DIFF:+1}
  __ssoenv_shown='' __ssoenv_on='' __ssoenv_off='' __ssoenv_before=999999999999 __ssoenv_gate=([1]=1) __ssoenv_ps0=''
  __ssoenv_view='' __ssoenv_view_then='' __ssoenv_since=0 __ssoenv_until=0 __ssoenv_absences=() __ssoenv_to_tell=''
  __ssoenv_text_now='' __ssoenv_turn='' __ssoenv_turn_file='' __ssoenv_epoch='' __ssoenv_folder='' __ssoenv_answer_holds=''
  __ssoenv_commands_were=${PROMPT_COMMAND[*]-} __ssoenv_ps0_was=${PS0+set}
  __ssoenv_commands_seen='' __ssoenv_direnv='' __ssoenv_builder='' __ssoenv_elsewhere='' __ssoenv_inserted=''
  __ssoenv_key_names=(AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_SECURITY_TOKEN AWS_CREDENTIAL_EXPIRATION)
  # What direnv did before this shell is not known: then the keys are taken for its own.
  __ssoenv_keys=() __ssoenv_keys_minded='' __ssoenv_keys_of_direnv=${DIRENV_DIFF:+1} __ssoenv_shadowed='' __ssoenv_shadowed_told=''
  __ssoenv_choice='' __ssoenv_clash='' __ssoenv_clash_of='' __ssoenv_published=''
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

__ssoenv_load
if [[ -n $__ssoenv_aliases ]]; then builtin shopt -s expand_aliases; fi
