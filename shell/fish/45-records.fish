# Reading records, and comparing the files that they were made from.

# Each of these notes what it looks at: __ssoenv_marks, more words for the `test` that says whether all of it is as it was.

# __ssoenv_turn names the file that exists until a record is written: what is read from now on holds as long.
function __ssoenv_read_turn
    set -g __ssoenv_turn
    set -l file $__ssoenv_state/turn
    test -f $file -a -O $file -a -r $file
    or return
    set -l fish_read_limit 1100
    read -l name <$file
    string match -rq '^(?<name>[0-9a-f]+)$' -- "$name"
    and set -g __ssoenv_turn $name
end

# Whether a file is as it was when the brackets were set around its modification time. For fish a file that is missing is
# older than any other, so that this sees missing ones too.
function __ssoenv_unchanged --argument-names file brackets
    set -ga __ssoenv_marks -a ! "$file" -nt $brackets.hi -a ! "$file" -ot $brackets.lo
    test ! "$file" -nt $brackets.hi -a ! "$file" -ot $brackets.lo
end

function __ssoenv_absent --argument-names file
    set -ga __ssoenv_marks -a ! -e "$file"
    test ! -e "$file"
end

# The text of a record of ours, in __ssoenv_raw.
function __ssoenv_read_record --argument-names file
    set -g __ssoenv_raw
    test -f $file -a -O $file -a -r $file
    or return
    set -l fish_read_limit 1048576
    read -gz __ssoenv_raw <$file
    string match -rq '^[^\n]*\ngen [^\n]+\n' -- "$__ssoenv_raw"
    or return
    set -ga __ssoenv_marks -a -e $file
    set -g __ssoenv_looked_at_records 1
end

# Whether the version in a record's first line is ours, or that of the program that answered last.
function __ssoenv_is_version --argument-names made_by
    test -n "$made_by"
    and test "$made_by" = "$__ssoenv_version" -o "$made_by" = "$__ssoenv_told_version"
end

function __ssoenv_take_settings --argument-names text
    set -l value
    string match -rq '^ssoenv 1 (?<value>\S+)\n' -- $text
    set -g __ssoenv_set_version $value
    for key in gen file prompt shadow commands
        string match -rq "(?m)^$key (?<value>.+)\$" -- $text
        set -g __ssoenv_set_$key $value
    end
    string match -raq '(?m)^dirre (?<value>.+)$' -- $text
    set -g __ssoenv_set_dirre $value
    # What the environment said when the hook was loaded wins.
    if test -z "$__ssoenv_set_commands"; or set -q __ssoenv_opt_commands
        set -g __ssoenv_set_commands $__ssoenv_commands
    end
    # Other directories may be bound now.
    set -e __ssoenv_file
end

function __ssoenv_take_record --argument-names raw
    set -g __ssoenv_rec_raw $raw
    # (`version` is fish's own.)
    set -l made_by
    set -l head
    set -l text
    string match -rq '(?s)^ssoenv 1 (?<made_by>\S+)\n(?<head>.*?)(?:(?<=\n)text\n(?<text>.*))?\z' -- $raw
    set -g __ssoenv_rec_version $made_by
    set -g __ssoenv_rec_text $text
    __ssoenv_take_record_lines "$head"
end

function __ssoenv_take_record_lines --argument-names text
    set -l value
    for key in gen settings config physical source state profile region label protected pinned session say
        string match -rq "(?m)^$key (?<value>.+)\$" -- $text
        set -g __ssoenv_rec_$key $value
    end
    string match -rq '(?m)^aws-config-file (?<value>.+)$' -- $text
    set -g __ssoenv_rec_aws_config $value
    string match -rq '(?m)^config-state (?<value>.+)$' -- $text
    set -g __ssoenv_rec_config_state $value
    string match -raq '(?m)^watch (?<value>.+)$' -- $text
    set -g __ssoenv_rec_watch $value
    string match -raq '(?m)^absent (?<value>.+)$' -- $text
    set -g __ssoenv_rec_absent $value
    string match -rq '^[0-9a-f]{40}$' -- "$__ssoenv_rec_session"
    and test "$__ssoenv_rec_state" = bound
    or set -g __ssoenv_rec_session ''
    # A binding without a profile is none that can be applied.
    test "$__ssoenv_rec_state" = bound -a -z "$__ssoenv_rec_profile"
    and set -g __ssoenv_rec_state ''
end

# __ssoenv_ses_whole is set where all six instants are there and are numbers; `-`, never, becomes a very late one.
function __ssoenv_take_session --argument-names text
    set -g __ssoenv_ses_whole
    set -l value
    string match -rq '^ssoenv 1 (?<value>\S+)\n' -- $text
    set -g __ssoenv_ses_version $value
    for key in gen token
        string match -rq "(?m)^$key (?<value>.+)\$" -- $text
        set -g __ssoenv_ses_$key $value
    end
    string match -rq '(?m)^token-state (?<value>.+)$' -- $text
    set -g __ssoenv_ses_token_state $value
    for key in expires warn ended due enter before
        string match -rq "(?m)^$key (?<value>-|[0-9]{1,12})\$" -- $text
        or set -e __ssoenv_ses_whole
        test "$value" = -
        and set value 999999999999
        set -g __ssoenv_ses_$key $value
    end
    set -q __ssoenv_ses_whole
end

# The file name of the profile that direnv named.
function __ssoenv_profile_file
    test "$__ssoenv_named" = "$__ssoenv_profile_name_of"
    and return
    set -g __ssoenv_profile_name_of $__ssoenv_named
    set -g __ssoenv_profile_name (string replace -a % %25 -- $__ssoenv_named | string replace -a / %2F | string replace -r '^\.' %2E | string collect)
end
