# What holds here, as far as records tell: settings, binding, session.

# Where we are, and whether what the program left still describes it. Sets
#   __ssoenv_known   1: what holds in this directory is known    __ssoenv_fresh   1: so is all else, nothing is to be asked
#   __ssoenv_subject what the record is about: the directory of the binding, or direnv's choice
function __ssoenv_look
    set -g __ssoenv_known 0
    set -g __ssoenv_fresh 0
    set -g __ssoenv_quiet_situation ''
    set -g __ssoenv_marks
    set -g __ssoenv_looked_at_records 0
    __ssoenv_folders
    __ssoenv_read_turn
    __ssoenv_check_settings
    set -l settings $status
    if test -n "$__ssoenv_named"
        __ssoenv_places
        set -g __ssoenv_here ''
        set -g __ssoenv_subject "$__ssoenv_named in $DIRENV_DIR"
    else
        __ssoenv_find
        set -g __ssoenv_subject $__ssoenv_here
        __ssoenv_read_text
    end
    test $settings = 0
    or return
    if test -z "$__ssoenv_subject"
        set -e __ssoenv_ses_known
        test -z "$__ssoenv_rec_raw$__ssoenv_rec_state"
        or __ssoenv_take_record ''
        set -g __ssoenv_known 1
        set -g __ssoenv_fresh 1
        return
    end
    __ssoenv_check_record
    or return
    set -g __ssoenv_known 1
    set -e __ssoenv_ses_known
    if test -n "$__ssoenv_rec_session"
        __ssoenv_check_session
        or return
        set -g __ssoenv_ses_known
        __ssoenv_now
    end
    set -g __ssoenv_fresh 1
end

function __ssoenv_check_settings
    set -l record $__ssoenv_state/settings
    if not path is $record; and __ssoenv_absent $__ssoenv_config
        set -ga __ssoenv_marks -a ! -e $record
        test "$__ssoenv_set_gen" = none
        or __ssoenv_take_settings ''
        set -g __ssoenv_set_gen none
        return 0
    end
    __ssoenv_read_record $record
    or return
    if test "$__ssoenv_raw" != "$__ssoenv_set_raw"
        set -g __ssoenv_set_raw $__ssoenv_raw
        __ssoenv_take_settings "$__ssoenv_raw"
    end
    __ssoenv_is_version "$__ssoenv_set_version"
    and test "$__ssoenv_set_file" = $__ssoenv_config
    and __ssoenv_unchanged $__ssoenv_config $record.$__ssoenv_set_gen
end

# The record of the binding found, or of the profile that direnv's `use sso_profile` named.
function __ssoenv_check_record
    set -l record
    set -l brackets
    if test -n "$__ssoenv_named"
        __ssoenv_profile_file
        set record $__ssoenv_state/profiles/$__ssoenv_profile_name
        set brackets $record.
    else
        set record $__ssoenv_state/dirs$__ssoenv_name/record
        set brackets $__ssoenv_state/dirs$__ssoenv_name/
    end
    __ssoenv_read_record $record
    set -l there $status
    test "$__ssoenv_raw" = "$__ssoenv_rec_raw"
    or __ssoenv_take_record "$__ssoenv_raw"
    test $there = 0
    or return
    set brackets $brackets$__ssoenv_rec_gen
    set -l aws_config -
    test -n "$AWS_CONFIG_FILE"
    and set aws_config "=$AWS_CONFIG_FILE"
    if test -z "$__ssoenv_named"
        test "$__ssoenv_rec_settings:$__ssoenv_rec_source" = "$__ssoenv_set_gen:$__ssoenv_source"
        or return 1
        test -z "$__ssoenv_rec_physical"
        or test "$(path resolve -- $__ssoenv_here)" = "$__ssoenv_rec_physical"
        or return 1
        # Without its text in the record, the file is one that is not opened; then it is watched.
        if set -q __ssoenv_rec_text[1]
            test "$__ssoenv_text_status:$__ssoenv_text" = "0:$__ssoenv_rec_text"
            or return 1
        else if test $__ssoenv_source = file
            contains -- $__ssoenv_file $__ssoenv_rec_watch
            or return 1
        end
    end
    __ssoenv_is_version "$__ssoenv_rec_version"
    and test -n "$__ssoenv_rec_state" -a "$__ssoenv_rec_aws_config" = "$aws_config"
    or return 1
    if test "$__ssoenv_rec_config_state" = present
        __ssoenv_unchanged "$__ssoenv_rec_config" $brackets.config
        or return 1
    else
        __ssoenv_absent "$__ssoenv_rec_config"
        or return 1
    end
    set -l nth 0 1 2 3 4 5 6 7 8 9
    for file in $__ssoenv_rec_watch
        __ssoenv_unchanged $file $brackets.$nth[1]
        or return 1
        set -e nth[1]
    end
    for file in $__ssoenv_rec_absent
        __ssoenv_absent $file
        or return 1
    end
    return 0
end

# The .ssoenv as it is now: __ssoenv_text, with __ssoenv_text_status 0 where it is one to be opened and was read whole.
function __ssoenv_read_text
    set -g __ssoenv_text
    set -g __ssoenv_text_status 1
    test -n "$__ssoenv_file"
    or return
    set -l may_be_opened -f $__ssoenv_file -a ! -L $__ssoenv_file -a -O $__ssoenv_file -a -r $__ssoenv_file
    test $may_be_opened
    or return
    set -ga __ssoenv_marks -a $may_be_opened
    begin
        # A longer file leaves the variable empty and status 122. Reading up to NUL is the only reading that keeps all
        # line ends; what follows a NUL must not count as unread.
        set -l fish_read_limit 1100
        read -gz __ssoenv_text
        set -g __ssoenv_text_status $status
        read -lz rest
        and set -g __ssoenv_text_status 1
    end <$__ssoenv_file
    # Status 1 at the end of an empty file.
    test $__ssoenv_text_status = 1; and not test -s $__ssoenv_file
    and set -g __ssoenv_text_status 0
end

function __ssoenv_check_session
    set -l record $__ssoenv_state/sessions/$__ssoenv_rec_session
    __ssoenv_read_record $record
    or return
    if test "$__ssoenv_raw" != "$__ssoenv_ses_raw"
        set -g __ssoenv_ses_raw $__ssoenv_raw
        __ssoenv_take_session "$__ssoenv_raw"
    end
    set -q __ssoenv_ses_whole
    and __ssoenv_is_version "$__ssoenv_ses_version"
    or return 1
    if test "$__ssoenv_ses_token_state" = present
        __ssoenv_unchanged "$__ssoenv_ses_token" $record.$__ssoenv_ses_gen
    else
        __ssoenv_absent "$__ssoenv_ses_token"
    end
end
