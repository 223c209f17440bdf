# What the person types: `ssoenv`, and `ssoenv_deactivate`.

__ssoenv_use() {
  local IFS=' ' __ssoenv_status=0 __ssoenv_given __ssoenv_word __ssoenv_back='' __ssoenv_now_guarded=''
  local -a __ssoenv_words
  __ssoenv_words=()
  for __ssoenv_word; do
    if [[ $__ssoenv_word == - && -n $__ssoenv_previous ]]; then
      __ssoenv_back=1 __ssoenv_word=${__ssoenv_previous#?}
    fi
    __ssoenv_words+=("$__ssoenv_word")
  done
  __ssoenv_remember AWS_PROFILE
  local __ssoenv_earlier=$__ssoenv_was
  if [[ -n $__ssoenv_back ]] && { [[ $__ssoenv_previous == - ]] || [ "$__ssoenv_previous" = "=${SSOENV_APPLIED-}" ]; }; then
    # To none, or to what the binding has set itself. Any other profile has to pass the guard again.
    __ssoenv_restore AWS_PROFILE "$__ssoenv_previous" || return
    __ssoenv_chosen_in=''
  else
    __ssoenv_given=$(__ssoenv_program use --for-shell --say-protected ${__ssoenv_words[@]+"${__ssoenv_words[@]}"}) || __ssoenv_status=$?
    case $__ssoenv_given in
      'profile '*"${__ssoenv_nl}end")
        __ssoenv_given=${__ssoenv_given#profile }
        __ssoenv_given=${__ssoenv_given%"${__ssoenv_nl}end"}
        builtin export AWS_PROFILE="${__ssoenv_given%"${__ssoenv_nl}protected 1"}" || return
        [ "$__ssoenv_given" = "$AWS_PROFILE" ] || __ssoenv_now_guarded=$AWS_PROFILE
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
  __ssoenv_previous=$__ssoenv_earlier __ssoenv_chosen=${AWS_PROFILE-} __ssoenv_guarded=$__ssoenv_now_guarded __ssoenv_view_then=''
}

# Completion of the words after `ssoenv`: what it needs is read, without the user's aliases, when it is first asked for.
__ssoenv_complete() {
  local __ssoenv_had_aliases='' __ssoenv_file=${__ssoenv_main%/*}/completions.bash
  if ! builtin declare -F __ssoenv_complete_words >/dev/null; then
    [[ -f $__ssoenv_file ]] || return 0
    if builtin shopt -q expand_aliases; then __ssoenv_had_aliases=1; fi
    builtin shopt -u expand_aliases
    builtin source "$__ssoenv_file" || :
    [[ -z $__ssoenv_had_aliases ]] || builtin shopt -s expand_aliases
  fi
  __ssoenv_complete_words || :
}

# Only where the hook is loaded.
__ssoenv_define_commands() {
  builtin complete -p ssoenv >/dev/null 2>&1 || builtin complete -F __ssoenv_complete ssoenv 2>/dev/null || :

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
    __ssoenv_publish '' '' 2>/dev/null
    case $(\builtin complete -p ssoenv 2>/dev/null) in *__ssoenv_complete*) builtin complete -r ssoenv ;; esac
    local IFS=$__ssoenv_nl __ssoenv_name
    for __ssoenv_name in cd pushd popd; do
      case $(\builtin declare -f "$__ssoenv_name") in *__ssoenv_cd*) builtin unset -f "$__ssoenv_name" ;; esac
    done
    # shellcheck disable=SC2046 # one name a line
    builtin unset -f ssoenv ssoenv_deactivate $(\builtin compgen -A function __ssoenv_)
    builtin unset -v SSOENV_SHELL SSOENV_SHELL_PID SSOENV_STATE SSOENV_PROMPT "${!__ssoenv_@}"
  }
}

__ssoenv_let_go() {
  local IFS=' '
  {
    if [[ -n ${SSOENV_DIR-} && -z $__ssoenv_owned && ${AWS_PROFILE-} == "${SSOENV_APPLIED-}" ]]; then
      __ssoenv_leave
    fi
    __ssoenv_give_keys_back
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
