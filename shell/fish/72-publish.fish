# The segment for whoever draws it elsewhere: prompt frameworks, tmux.

# KIND is OK, WARN, ALERT or PROTECTED: the one of the four variables that holds the text says its colour.
function __ssoenv_publish --argument-names kind text
    test -n "$text"
    or set kind
    test "$kind:$text" = "$__ssoenv_published"
    and return
    set -g __ssoenv_published "$kind:$text"
    set -eg SSOENV_PROMPT_OK
    set -eg SSOENV_PROMPT_WARN
    set -eg SSOENV_PROMPT_ALERT
    set -eg SSOENV_PROMPT_PROTECTED
    test -n "$kind"
    and set -gx SSOENV_PROMPT_$kind $text
    __ssoenv_tell_tmux "$kind" "$text"
end

# For ssoenv-tmux.sh, which makes the folder.
function __ssoenv_tell_tmux
    set -l server
    set -l pane
    string match -rq ',(?<server>[0-9]+),[^,]*\z' -- "$TMUX"; and string match -rq '^%(?<pane>[0-9]+)\z' -- "$TMUX_PANE"
    or return 0
    test -d $__ssoenv_state/panes -a -O $__ssoenv_state/panes -a -w $__ssoenv_state/panes
    or return 0
    printf '%s\n' $argv 2>/dev/null >$__ssoenv_state/panes/$server.$pane.$fish_pid
    return 0
end
