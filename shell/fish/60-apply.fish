# AWS_PROFILE and AWS_REGION: set for a binding, and as they were when it is left.

# A variable's value with its state before it: __ssoenv_value, `=VALUE` exported, `~VALUE` not exported, `-` not set.
function __ssoenv_value --argument-names name
    if set -qx $name
        set -g __ssoenv_value "=$$name"
    else if set -q $name
        set -g __ssoenv_value "~$$name"
    else
        set -g __ssoenv_value -
    end
end

# Puts a variable back. A universal variable was only hidden by our global one, and shows again with the value it has now.
function __ssoenv_restore --argument-names name earlier
    set -eg $name
    set -l value
    string match -rq '(?s)^.(?<value>.*)\z' -- $earlier
    switch $earlier
        case '=*'
            contains $name $__ssoenv_hidden; and set -q $name
            or test "$value" = "$$name" && set -qx $name
            or set -gx $name $value
        case '~*'
            contains $name $__ssoenv_hidden; and set -q $name
            or set -gu $name $value
    end
    set -l left
    for hidden in $__ssoenv_hidden
        test $hidden = $name
        or set -a left $hidden
    end
    set -g __ssoenv_hidden $left
end

# Sets and exports a variable for a binding, and keeps in KEPT what it was, unless that is kept already.
function __ssoenv_put --argument-names name kept value
    if not set -q $kept
        __ssoenv_value $name
        set -gx $kept $__ssoenv_value
        set -q $name; and not set -qg $name
        and set -ga __ssoenv_hidden $name
    end
    set -qgx $name; and test "$$name" = "$value"
    or set -gx $name $value
end

# A binding comes into force, or takes the place of another.
function __ssoenv_enter --argument-names dir profile region
    __ssoenv_put AWS_PROFILE SSOENV_PREV $profile
    set -gx SSOENV_DIR $dir
    set -gx SSOENV_APPLIED $profile
    if test -n "$region"
        # A region that the person has set since stays.
        not set -q SSOENV_PREV_REGION; or test "$AWS_REGION" = "$SSOENV_APPLIED_REGION"
        and __ssoenv_put AWS_REGION SSOENV_PREV_REGION $region
        set -gx SSOENV_APPLIED_REGION $region
    else
        __ssoenv_leave_region
    end
    set -g __ssoenv_applied_text "$__ssoenv_text_status:$__ssoenv_text"
end

function __ssoenv_leave_region
    set -q SSOENV_PREV_REGION
    or return
    test "$AWS_REGION" = "$SSOENV_APPLIED_REGION"
    and __ssoenv_restore AWS_REGION "$SSOENV_PREV_REGION"
    set -e SSOENV_PREV_REGION SSOENV_APPLIED_REGION
end

# What was before the binding is again.
function __ssoenv_leave
    __ssoenv_leave_region
    __ssoenv_restore AWS_PROFILE "$SSOENV_PREV"
    set -e SSOENV_DIR SSOENV_APPLIED SSOENV_PREV __ssoenv_chosen_in __ssoenv_keys_minded
    __ssoenv_give_keys_back
end

# Whether the person chose a profile in the tree of the binding in force. That holds until the tree is left.
function __ssoenv_by_hand
    set -q SSOENV_DIR; and contains -- "$SSOENV_DIR" $__ssoenv_dirs
    or return
    not set -q AWS_PROFILE; or test "$AWS_PROFILE" != "$SSOENV_APPLIED" -o "$SSOENV_DIR" = "$__ssoenv_chosen_in"
end

# Brings about what the record says. __ssoenv_shown: what the segment is about; __ssoenv_acting: 1 where the session is
# to be looked after.
function __ssoenv_apply
    set -g __ssoenv_acting 0
    if test "$__ssoenv_owner" = direnv
        __ssoenv_shown_direnv
        test -n "$__ssoenv_named"; and set -q __ssoenv_ses_known
        and set -g __ssoenv_acting 1
        return
    end
    set -l profile
    set -l region
    switch "$__ssoenv_rec_state"
        case bound
            set profile $__ssoenv_rec_profile
            set region $__ssoenv_rec_region
        case refused
            set profile ssoenv-refused
    end
    if test -z "$__ssoenv_chosen_in" -a -n "$profile" -a "$SSOENV_DIR:$SSOENV_APPLIED:$SSOENV_APPLIED_REGION:$AWS_PROFILE" = "$__ssoenv_here:$profile:$region:$profile"
        set -g __ssoenv_applied_text "$__ssoenv_text_status:$__ssoenv_text"
    else if __ssoenv_by_hand
        set -g __ssoenv_shown manual
        return
    else
        # By hand, but in a tree that is left: what was before comes back first.
        if set -q SSOENV_DIR
            test -z "$profile"; or not set -q AWS_PROFILE; or test "$AWS_PROFILE" != "$SSOENV_APPLIED"
            and __ssoenv_leave
        end
        test -n "$profile"
        and __ssoenv_enter $__ssoenv_here $profile "$region"
    end
    set -g __ssoenv_shown "$__ssoenv_rec_state"
    set -q __ssoenv_ses_known
    and set -g __ssoenv_acting 1
end

# What holds here is not known. Nothing of another directory stays in force, and what is in or under a tree that is bound
# is closed until the program has been asked.
function __ssoenv_doubt
    set -g __ssoenv_acting 0
    if test "$__ssoenv_owner" = direnv
        __ssoenv_shown_direnv
        return
    end
    if __ssoenv_by_hand
        set -g __ssoenv_shown manual
        return
    end
    if set -q SSOENV_DIR
        if not contains -- "$SSOENV_DIR" $__ssoenv_dirs
            __ssoenv_leave
        else if test "$SSOENV_DIR:$__ssoenv_applied_text" = "$__ssoenv_here:$__ssoenv_text_status:$__ssoenv_text" -o -z "$__ssoenv_here"
            # The same binding, from the same text.
            return
        end
    end
    set -g __ssoenv_shown none
    test -n "$__ssoenv_here"
    or return
    if set -q SSOENV_DIR; or __ssoenv_in_bound_tree
        __ssoenv_enter $__ssoenv_here ssoenv-refused ''
        set -e __ssoenv_applied_text
        set -g __ssoenv_shown refused
    end
end

# Whether this directory or one above has been bound: by what the program left last, be it still true or not.
function __ssoenv_in_bound_tree
    set -l fish_read_limit 1048576
    set -l names $__ssoenv_names
    for dir in $__ssoenv_dirs
        set -l record $__ssoenv_state/dirs$names[1]/record
        set -e names[1]
        if test -f $record -a -O $record -a -r $record
            read -lz raw <$record
            string match -rq '(?s)\Assoenv 1 (?:(?!\ntext\n).)*?\nstate (?:bound|refused)\n' -- "$raw"
            and return
        end
    end
    return 1
end

# A shell's first prompt: what is inherited goes on, where AWS_PROFILE is still what was applied. Otherwise what it is
# now is the earlier value, and not a choice by hand.
function __ssoenv_inherit
    if set -q SSOENV_APPLIED SSOENV_DIR SSOENV_PREV
        set -l same 0
        set -q AWS_PROFILE; and test "$AWS_PROFILE" = "$SSOENV_APPLIED"
        and set same 1
        # Chosen by `ssoenv exec`, which started the shell.
        __ssoenv_value AWS_PROFILE
        test "$__ssoenv_value" = "$SSOENV_CHOSEN"
        and set same 1
        if test $same = 1 -o "$__ssoenv_owner" = direnv
            # What was not exported was never in this process.
            for kept in SSOENV_PREV SSOENV_PREV_REGION
                string match -q '~*' -- "$$kept"
                and set -gx $kept -
            end
            test "$AWS_REGION" = "$SSOENV_APPLIED_REGION"
            or set -e SSOENV_PREV_REGION SSOENV_APPLIED_REGION
            return
        end
    end
    set -e SSOENV_DIR SSOENV_APPLIED SSOENV_PREV SSOENV_PREV_REGION SSOENV_APPLIED_REGION
end
