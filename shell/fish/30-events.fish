# When things happen: after cd, before a command. (The prompt: 20-attach.)

# fish has no subshells: `cd` in a command substitution moves the shell itself, so that counts too. Variables only here:
# no program, no words.
function __ssoenv_on_pwd --on-variable PWD
    set -q __ssoenv_live
    or return
    test "$__ssoenv_owner" = direnv
    and return
    __ssoenv_places
    if __ssoenv_under_envrc
        # direnv has its turn at the prompt. Until then only what lies behind is put back.
        set -q SSOENV_DIR; and not contains -- "$SSOENV_DIR" $__ssoenv_dirs
        and __ssoenv_leave
        return
    end
    __ssoenv_look
    test $__ssoenv_known = 1
    or __ssoenv_held
    __ssoenv_settled
end

# A command line is about to run. fish runs it whatever becomes of a login here.
function __ssoenv_on_preexec --on-event fish_preexec
    test "$__ssoenv_acting" = 1
    or return
    string match -rq -- "$__ssoenv_set_commands" "$argv"
    or return
    __ssoenv_look
    if test $__ssoenv_fresh = 1
        test -n "$__ssoenv_rec_session"; and test $__ssoenv_clock -ge $__ssoenv_ses_before
        or return
    end
    __ssoenv_ask before
    __ssoenv_settled
end
