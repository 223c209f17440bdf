# A prompt from beginning to end: look, ask, apply, show.

function __ssoenv_at_prompt
    set -q __ssoenv_live
    set -l first $status
    set -g __ssoenv_live
    test -n "$SSOENV_CREDENTIALS" -a $first = 0
    and __ssoenv_renew_keys
    __ssoenv_direnv_turn $first
    set -l doubtful $status

    __ssoenv_look
    # This only resolves: AWS_PROFILE is right before anything can wait, because Ctrl-C ends a handler on the spot.
    if test $doubtful = 1 -a -n "$__ssoenv_here$AWS_PROFILE"
        __ssoenv_ask first
    else if test $__ssoenv_fresh = 0; and not __ssoenv_held
        __ssoenv_ask first
    end
    test $first = 1
    and __ssoenv_inherit
    __ssoenv_settled
    __ssoenv_forget_keys
    if test $first = 0
        __ssoenv_tell
        __ssoenv_tell_of_keys
        __ssoenv_question_hand
    end

    # The session of the binding in force: on entering it may be refreshed or logged in to, later it may be refreshed.
    set -l event
    if test "$__ssoenv_acting" = 1 -a $first = 0
        if test "$__ssoenv_at" != "$__ssoenv_subject"; and test $__ssoenv_clock -ge $__ssoenv_ses_enter
            set event enter
        else if test $__ssoenv_clock -ge $__ssoenv_ses_due; and test $__ssoenv_clock -ge $__ssoenv_due_again
            # Noted before it is asked: what does not get anywhere is not asked at each prompt.
            set -g __ssoenv_due_again (math $__ssoenv_clock + 60)
            set event prompt
        end
    end
    set -g __ssoenv_at ''
    test "$__ssoenv_rec_state" = bound
    and set -g __ssoenv_at $__ssoenv_subject
    if test -n "$event"
        __ssoenv_ask $event
        __ssoenv_settled
        test "$SSOENV_CREDENTIALS" = wanted
        and __ssoenv_take_keys
    end
    # What is still to be told comes at the second prompt.
    test $first = 1 -a -n "$__ssoenv_rec_say$__ssoenv_shadowed"
    or __ssoenv_settle_down
end

# Applies what is known, and shows it.
function __ssoenv_settled
    if test $__ssoenv_known = 1
        __ssoenv_apply
    else
        __ssoenv_doubt
    end
    set -q SSOENV_DIR; and not contains -- "$__ssoenv_shown" manual direnv
    and __ssoenv_mind_keys
    __ssoenv_show
    # What the hook leaves, to see at the next prompt whether direnv changed it.
    __ssoenv_value AWS_PROFILE
    set -g __ssoenv_left $__ssoenv_value
    set -g __ssoenv_key_left "$AWS_ACCESS_KEY_ID"
    set -g __ssoenv_diff "$DIRENV_DIFF"
end

# A profile chosen by hand, or by direnv, where the .ssoenv pins an account: only the program can tell whether it is another, and
# is asked once for each choice.
function __ssoenv_question_hand
    __ssoenv_is_choice
    or return
    if test "$__ssoenv_choice" != "$__ssoenv_clash_of"
        set -g __ssoenv_clash_of $__ssoenv_choice
        set -g __ssoenv_clash
        __ssoenv_ask prompt
        __ssoenv_settled
    end
    test -n "$__ssoenv_clash"
    or return
    contains -- "$__ssoenv_subject:$__ssoenv_clash" $__ssoenv_told
    and return
    set -ga __ssoenv_told "$__ssoenv_subject:$__ssoenv_clash"
    string replace -ra '[[:cntrl:]]' '?' -- "ssoenv: $__ssoenv_clash" >&2
end

# Whether there is such a choice: __ssoenv_choice.
function __ssoenv_is_choice
    contains -- "$__ssoenv_shown" manual direnv
    and test -n "$AWS_PROFILE" -a "$AWS_PROFILE" != "$SSOENV_APPLIED"
    or return
    if test -n "$__ssoenv_named"
        # The record is that of the profile: whether the directory is pinned, the program can tell.
        set -l files (path filter $__ssoenv_dirs/.ssoenv)
        or return
        set -g __ssoenv_choice "$files[1]:$AWS_PROFILE"
        return
    end
    test $__ssoenv_known = 1 -a -n "$__ssoenv_rec_pinned" -a "$AWS_PROFILE" != "$__ssoenv_rec_profile"
    and set -g __ssoenv_choice "$__ssoenv_subject:$AWS_PROFILE:$__ssoenv_text"
end
