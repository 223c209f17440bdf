# Beside direnv: whether AWS_PROFILE is its doing.

# Whether direnv's hook is loaded and an .envrc stands here or above.
function __ssoenv_under_envrc
    test "$__ssoenv_has_direnv" = 1
    and path is $__ssoenv_dirs/.envrc
end

# Makes sure that direnv has had its turn. Its own handler defines __direnv_cd_hook at the prompt and takes it away when
# a command runs: where that is missing, direnv was loaded later than we were and its turn would come after ours.
function __ssoenv_follow_direnv
    set -g __ssoenv_has_direnv 1
    if functions -q __direnv_cd_hook
        set -g __ssoenv_direnv_marks 1
    else if test "$__ssoenv_direnv_marks" != 0
        __ssoenv_register
        __direnv_export_eval
        # No mark even so (direnv_fish_mode is disable_arrow, or direnv is older than that): once is enough.
        functions -q __direnv_cd_hook
        set -g __ssoenv_direnv_marks (math 1 - $status)
    end
end

# Whether AWS_PROFILE is direnv's: __ssoenv_owner; and the profile, where `use sso_profile` or
# `use sso_credentials` chose it: __ssoenv_named.
# Status 1: at a shell's first prompt that cannot be seen from here.
function __ssoenv_direnv_turn --argument-names first
    set -g __ssoenv_named ''
    set -g __ssoenv_lent ''
    if not functions -q __direnv_export_eval
        set -g __ssoenv_has_direnv 0
        set -g __ssoenv_owner ''
        return 0
    end
    __ssoenv_watch_keys_of_direnv
    __ssoenv_value AWS_PROFILE
    __ssoenv_see_lent
    if set -qx SSOENV_DIRENV; and test "=$SSOENV_DIRENV" = $__ssoenv_value -o -n "$__ssoenv_lent"
        test "$__ssoenv_owner" = direnv
        or set -g __ssoenv_before "$__ssoenv_left"
        set -g __ssoenv_owner direnv
        set -g __ssoenv_owned $__ssoenv_value
        set -g __ssoenv_named $SSOENV_DIRENV
        return 0
    end
    if test $first = 1
        # What direnv did before this shell, or between two lines of an rc file, only DIRENV_DIFF tells.
        test -z "$DIRENV_DIFF"
        return
    end
    if test "$DIRENV_DIFF" != "$__ssoenv_diff" -a "$__ssoenv_value" != "$__ssoenv_left"
        test "$__ssoenv_owner" = direnv
        or set -g __ssoenv_before "$__ssoenv_left"
        set -g __ssoenv_owner direnv
        set -g __ssoenv_owned $__ssoenv_value
    end
    # Given back.
    test -z "$DIRENV_DIFF" -o "$__ssoenv_value" = "$__ssoenv_before"; or begin
        set -q SSOENV_APPLIED; and test "$__ssoenv_value" = "=$SSOENV_APPLIED"
    end
    and set -g __ssoenv_owner ''
    return 0
end

# __ssoenv_lent: the profile whose keys `use sso_credentials` exported in the place of AWS_PROFILE, while these are in force.
function __ssoenv_see_lent
    set -l lent_key
    string match -rq '^[0-9]+ (?<lent_key>.+)\z' -- "$SSOENV_CREDENTIALS"
    and test "$lent_key" = "$AWS_ACCESS_KEY_ID"
    and not set -q AWS_PROFILE
    and set -g __ssoenv_lent $SSOENV_DIRENV
end

# Keys of `use sso_credentials` that end soon: direnv watches the file that is written here, and loads the .envrc again. Its hook
# has had its turn at this prompt, and gets another one: the next command is not to be run with keys that have ended.
function __ssoenv_renew_keys
    set -l renewal
    functions -q __direnv_export_eval
    and string match -rq '^(?<renewal>[1-9][0-9]{0,14}) ' -- "$SSOENV_CREDENTIALS"
    and test "$SSOENV_CREDENTIALS" != "$__ssoenv_renewed"
    or return
    __ssoenv_folders
    __ssoenv_now
    test $__ssoenv_clock -ge $renewal
    or return
    # Once: an .envrc that is blocked, or gets no other keys, is not loaded at each prompt.
    set -g __ssoenv_renewed $SSOENV_CREDENTIALS
    test -w $__ssoenv_state
    and echo $__ssoenv_clock >$__ssoenv_state/renew
    and __direnv_export_eval
end

# `use sso_credentials` has had to do without keys. If the login that it needed was made just now, direnv, which watches the token
# file, loads the .envrc again.
function __ssoenv_take_keys
    functions -q __direnv_export_eval
    or return
    set -l diff "$DIRENV_DIFF"
    __direnv_export_eval
    test "$DIRENV_DIFF" != "$diff"
    or return
    __ssoenv_direnv_turn 0
    __ssoenv_look
    __ssoenv_settled
end

# What direnv set; or by hand, where someone has changed that since.
function __ssoenv_shown_direnv
    set -g __ssoenv_shown direnv
    __ssoenv_value AWS_PROFILE
    test "$__ssoenv_value" = "$__ssoenv_owned"
    or set -g __ssoenv_shown manual
end
