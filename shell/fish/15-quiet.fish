# The idle prompt: everything that the last one rested on is as it was, and no instant has come.

# Whether everything that the last look rested on is as it was, and no instant has come. Nearly all of it is in the words of
# one `test`.
function __ssoenv_is_quiet
    __ssoenv_situation
    test "$__ssoenv_situation" = "$__ssoenv_quiet_situation" $__ssoenv_marks
    or return
    set -q __ssoenv_quiet_nearer[1]; and path is $__ssoenv_quiet_nearer
    and return 1
    if set -q __ssoenv_quiet_file[1]
        # A longer file leaves the variable empty. What follows a NUL is not in it.
        set -l fish_read_limit 1100
        begin
            read -gz __ssoenv_text_now
            read -lz rest
            and return 1
        end <$__ssoenv_quiet_file
        test "$__ssoenv_text_now" = "$__ssoenv_text"
        or return
    end
    set -q __ssoenv_quiet_until[1]
    or return 0
    set -l now (path mtime -R $__ssoenv_state/clock)
    and test $now -ge $__ssoenv_quiet_from -a $now -lt $__ssoenv_quiet_until
end

# The variables that a look rests on, in one: __ssoenv_situation.
function __ssoenv_situation
    set -g __ssoenv_situation "$AWS_ACCESS_KEY_ID:$PWD:$HOME:$XDG_STATE_HOME:$XDG_CONFIG_HOME:$AWS_CONFIG_FILE:$AWS_PROFILE:$NO_COLOR:$SSOENV_DIR:$SSOENV_APPLIED:$SSOENV_PROMPT:$SSOENV_DIRENV:$DIRENV_DIFF"
end

# Notes that all is quiet, and until when: the next instant at which something is to be asked or shown.
function __ssoenv_settle_down
    test $__ssoenv_fresh = 1
    or return
    if test "$__ssoenv_looked_at_records" = 1
        # Without a turn they are read at each prompt.
        test -n "$__ssoenv_turn"
        or return
        set -ga __ssoenv_marks -a -e $__ssoenv_state/turn.$__ssoenv_turn
    end
    set -g __ssoenv_quiet_file
    set -g __ssoenv_quiet_nearer
    if test -z "$__ssoenv_named"
        set -g __ssoenv_quiet_nearer $__ssoenv_nearer
        if test $__ssoenv_text_status = 0
            test -z "$__ssoenv_text"
            and set -ga __ssoenv_marks -a ! -s $__ssoenv_file
            or set -g __ssoenv_quiet_file $__ssoenv_file
        end
    end
    __ssoenv_situation
    set -g __ssoenv_quiet_situation $__ssoenv_situation
    set -g __ssoenv_quiet_until
    set -l renewal
    string match -rq '^(?<renewal>[1-9][0-9]{0,14}) ' -- "$SSOENV_CREDENTIALS"
    if not set -q __ssoenv_ses_known
        test -n "$renewal"
        or return 0
        __ssoenv_now
    end
    set -g __ssoenv_quiet_from $__ssoenv_clock
    set -g __ssoenv_quiet_until 999999999999
    if test -n "$renewal"; and test $renewal -gt $__ssoenv_clock
        set -g __ssoenv_quiet_until $renewal
    end
    set -q __ssoenv_ses_known
    or return 0
    set -l minute 0
    if test $__ssoenv_clock -ge $__ssoenv_ses_warn -a $__ssoenv_clock -lt $__ssoenv_ses_expires
        set minute (math "$__ssoenv_ses_expires - 60 * floor(($__ssoenv_ses_expires - $__ssoenv_clock - 1) / 60)")
    end
    for instant in $__ssoenv_ses_due $__ssoenv_ses_warn $__ssoenv_ses_ended $__ssoenv_due_again $minute
        test $instant -gt $__ssoenv_clock -a $instant -lt $__ssoenv_quiet_until
        and set -g __ssoenv_quiet_until $instant
    end
end
