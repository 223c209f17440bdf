# Loading.

__ssoenv_load() {
  typeset -ga precmd_functions chpwd_functions preexec_functions
  if [[ -z ${__ssoenv_prompts+x} ]]; then
    typeset -gA __ssoenv_settings __ssoenv_binding __ssoenv_session
    typeset -ga __ssoenv_dirs __ssoenv_watch __ssoenv_absent __ssoenv_told __ssoenv_keys \
      __ssoenv_seen_absent __ssoenv_seen_marks __ssoenv_seen_records __ssoenv_seen_texts
    typeset -g __ssoenv_state= __ssoenv_turn= __ssoenv_told_version= __ssoenv_here= __ssoenv_asked= __ssoenv_answer= \
      __ssoenv_settings_read= __ssoenv_binding_read= __ssoenv_binding_text= __ssoenv_session_read= \
      __ssoenv_listed_for= __ssoenv_listed= __ssoenv_seen_situation= __ssoenv_shown= __ssoenv_colour=0 \
      __ssoenv_used= __ssoenv_guarded= __ssoenv_use_before= __ssoenv_chosen_in= __ssoenv_applied_text= __ssoenv_left= \
      __ssoenv_diff=${DIRENV_DIFF-} __ssoenv_direnv_said= __ssoenv_direnv_before= __ssoenv_direnv_value= \
      __ssoenv_lent= __ssoenv_renewed= \
      __ssoenv_keys_minded= __ssoenv_key_left=${AWS_ACCESS_KEY_ID-} __ssoenv_shadowed= __ssoenv_shadowed_told= \
      __ssoenv_clash= __ssoenv_clash_of= __ssoenv_direnv_clash= __ssoenv_direnv_clash_of= __ssoenv_published=
    typeset -gi __ssoenv_prompts=0 __ssoenv_inherited=0 __ssoenv_binding_has_text=0 __ssoenv_gone=0 \
      __ssoenv_asked_at=0 __ssoenv_quiet_from=0 __ssoenv_quiet_until=0 __ssoenv_psvar_length=9999 \
      __ssoenv_direnv_owns=0 __ssoenv_direnv_loaded=0 __ssoenv_has_sysread=0 __ssoenv_commands_fixed=0
    # What direnv did before this shell is not known: then the keys are taken for its own.
    typeset -gi __ssoenv_keys_of_direnv=${${DIRENV_DIFF:+1}:-0}
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
  typeset -gx SSOENV_SHELL=zsh SSOENV_SHELL_PID=$$
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
