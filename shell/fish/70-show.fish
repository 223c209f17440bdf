# What the prompt shows and what is told: SSOENV_STATE, SSOENV_PROMPT, messages.

# SSOENV_STATE and SSOENV_PROMPT, and the segment with its colours. Names are data: what could move the cursor is replaced.
function __ssoenv_show
    set -l standing
    set -l minutes
    if test "$__ssoenv_acting" = 1
        if test $__ssoenv_clock -ge $__ssoenv_ses_ended
            set standing login
        else if test $__ssoenv_clock -ge $__ssoenv_ses_warn
            set standing expiring
            set minutes (math "ceil(($__ssoenv_ses_expires - $__ssoenv_clock) / 60)")
        end
    end
    set -l hides
    test -z "$__ssoenv_lent"; and __ssoenv_has_keys
    and set hides !
    set -l clash
    __ssoenv_is_choice; and test "$__ssoenv_choice" = "$__ssoenv_clash_of"
    and set clash $__ssoenv_clash
    __ssoenv_see_shadowed $hides
    set -l key "$clash:$__ssoenv_shown:$standing:$minutes:$hides:$__ssoenv_rec_protected:$__ssoenv_set_prompt:$NO_COLOR:$__ssoenv_chosen:$__ssoenv_guarded:$__ssoenv_rec_label:$__ssoenv_lent:$AWS_PROFILE"
    test "$key" = "$__ssoenv_shown_key"
    and return
    set -g __ssoenv_shown_key $key

    set -l state $__ssoenv_shown
    set -l label
    set -l rest
    set -l colour green
    test -n "$__ssoenv_rec_protected" -a "$__ssoenv_rec_profile" = "$AWS_PROFILE$__ssoenv_lent"
    and set colour magenta
    # As the answer to `ssoenv use` said.
    test -n "$__ssoenv_guarded" -a "$__ssoenv_guarded" = "$AWS_PROFILE"
    and set colour magenta
    switch "$__ssoenv_shown"
        case bound
            set label $__ssoenv_rec_label
            set state ok
            if test -z "$label"
                __ssoenv_label_by_name
                set label $__ssoenv_label
            end
        case refused
            set label refused
            set hides
            set colour red
        case manual direnv
            __ssoenv_label_by_name
            set label $__ssoenv_label
            if test -n "$clash"
                set rest ' against .ssoenv'
                set colour red
            end
        case untrusted
        case '*'
            set state none
            # Chosen by `ssoenv use` where nothing is bound.
            if set -q __ssoenv_chosen AWS_PROFILE; and test "$AWS_PROFILE" = "$__ssoenv_chosen"
                set state manual
                __ssoenv_label_by_name
                set label $__ssoenv_label
            end
    end
    switch "$standing"
        case login
            set state login
            set rest ' login needed'
            set colour red
        case expiring
            set state expiring
            set rest " $minutes"m
            set colour yellow
    end
    set -l text
    if test -n "$label"
        test -n "$hides"
        and set colour red
        set text (string replace -ra '[[:cntrl:]]' '?' -- "$label$hides$rest" | string collect)
    end
    set -gx SSOENV_STATE $state
    set -gx SSOENV_PROMPT "$text"
    switch $colour
        case red
            __ssoenv_publish ALERT $text
        case yellow
            __ssoenv_publish WARN $text
        case magenta
            __ssoenv_publish PROTECTED $text
        case '*'
            __ssoenv_publish OK $text
    end
    set -g __ssoenv_segment
    if test -n "$text" -a "$__ssoenv_set_prompt" != off
        set -g __ssoenv_segment "$text "
        test -n "$NO_COLOR"
        # In quotes: in a dumb terminal set_color prints nothing, and without them nothing would be left.
        or set -g __ssoenv_segment "$(set_color $colour)$text$(set_color normal) "
    end
end

# What keys hide, to tell once: __ssoenv_shadowed, the profile that is shown and where.
function __ssoenv_see_shadowed --argument-names hides
    set -g __ssoenv_shadowed ''
    test -n "$hides" -a "$__ssoenv_keys_of_direnv" != 1
    or return 0
    contains -- "$__ssoenv_shown" bound manual direnv; or begin
        set -q __ssoenv_chosen AWS_PROFILE; and test "$AWS_PROFILE" = "$__ssoenv_chosen" -a "$__ssoenv_shown" != refused
    end
    and set -g __ssoenv_shadowed "$SSOENV_DIR:$AWS_PROFILE"
    return 0
end

# The name in AWS_PROFILE, which anybody may have set, or whose keys stand in its place: __ssoenv_label.
function __ssoenv_label_by_name
    set -g __ssoenv_label $AWS_PROFILE
    set -q AWS_PROFILE
    or set -g __ssoenv_label $__ssoenv_lent
    test -z "$__ssoenv_label"
    or string match -rq '^[A-Za-z0-9_@+.%:/=,-]{1,128}\z' -- "$__ssoenv_label"
    or set -g __ssoenv_label '?'
end

# What the record has to say, once.
function __ssoenv_tell
    test $__ssoenv_known = 1 -a -n "$__ssoenv_rec_say"
    or return
    contains -- "$__ssoenv_subject:$__ssoenv_rec_say" $__ssoenv_told
    and return
    set -ga __ssoenv_told "$__ssoenv_subject:$__ssoenv_rec_say"
    string replace -ra '[[:cntrl:]]' '?' -- "ssoenv: $__ssoenv_rec_say" >&2
end
