# The segment for whoever draws it elsewhere: prompt frameworks, tmux.

# Usage: __ssoenv_publish KIND TEXT
# KIND is OK, WARN, ALERT or PROTECTED: the one of the four variables that holds the text says its colour.
__ssoenv_publish() {
  local __ssoenv_new=${2:+$1}:$2
  [ "$__ssoenv_new" != "$__ssoenv_published" ] || return 0
  builtin unset -v SSOENV_PROMPT_OK SSOENV_PROMPT_WARN SSOENV_PROMPT_ALERT SSOENV_PROMPT_PROTECTED
  [[ -z $2 ]] || builtin export "SSOENV_PROMPT_$1=$2"
  # What a subshell shows ends with it.
  [[ $BASH_SUBSHELL == 0 ]] || return 0
  __ssoenv_published=$__ssoenv_new
  __ssoenv_tell_tmux "${2:+$1}" "$2"
}

# For ssoenv-tmux.sh, which makes the folder.
__ssoenv_tell_tmux() {
  local __ssoenv_server=${TMUX-} __ssoenv_pane=${TMUX_PANE-} __ssoenv_panes=${__ssoenv_state_folder-}/panes
  __ssoenv_server=${__ssoenv_server%,*}
  __ssoenv_server=${__ssoenv_server##*,} __ssoenv_pane=${__ssoenv_pane#%}
  [[ -n $__ssoenv_server && -n $__ssoenv_pane && $__ssoenv_server$__ssoenv_pane != *[!0123456789]* ]] || return 0
  [[ -d $__ssoenv_panes && -O $__ssoenv_panes ]] || return 0
  builtin printf '%s\n%s\n' "$1" "$2" 2>/dev/null >|"$__ssoenv_panes/$__ssoenv_server.$__ssoenv_pane.$$" || return 0
}
