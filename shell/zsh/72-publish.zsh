# The segment for whoever draws it elsewhere: prompt frameworks, tmux.

# Usage: __ssoenv_publish KIND TEXT
# KIND is OK, WARN, ALERT or PROTECTED: the one of the four variables that holds the text says its colour.
__ssoenv_publish() {
  local new=${2:+$1}:$2
  [[ $new != "$__ssoenv_published" ]] || return 0
  builtin unset SSOENV_PROMPT_{OK,WARN,ALERT,PROTECTED}
  if [[ -n $2 ]]; then
    typeset -gx "SSOENV_PROMPT_$1=$2"
  fi
  # What a subshell shows ends with it.
  if (( ZSH_SUBSHELL == 0 )); then
    __ssoenv_published=$new
    __ssoenv_tell_tmux "${2:+$1}" "$2"
  fi
}

# For ssoenv-tmux.sh, which makes the folder.
__ssoenv_tell_tmux() {
  local server=${${${TMUX-}%,*}##*,} pane=${${TMUX_PANE-}#%} panes=$__ssoenv_state/panes
  if [[ $server == <-> && $pane == <-> && -d $panes && -O $panes ]]; then
    { builtin print -rl -- "$1" "$2" >|$panes/$server.$pane.$$ } 2>/dev/null || :
  fi
}
