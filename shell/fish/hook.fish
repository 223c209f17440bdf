# ssoenv for fish 3.6 and newer. `ssoenv hook fish | source` prints some assignments, then this file as it stands.
#
# Expects __ssoenv_node, __ssoenv_main, __ssoenv_version, __ssoenv_commands, __ssoenv_opt_prompt: shell/README.md, the
# contract between this file and the program. The shell compares, the program decides.
#
# At each prompt: is all quiet? Else look (is what the program left still true?), ask it if not, apply, show, act on the
# session, and note what the look rested on, so that the next prompt sees whether all is quiet.
#
# What things cost decides the form: a command substitution is 75 µs whatever stands in it, a builtin 4 to 10 µs. So
# functions hand values over in variables, text is taken apart by the named groups of `string match -rq`, and the only
# substitution at an idle prompt is the clock's.

status is-interactive
or return 0
# Editors start a shell only to read its environment.
if set -q VSCODE_RESOLVING_ENVIRONMENT; or set -q INTELLIJ_ENVIRONMENT_READER
    return 0
end

# ---- Events ----------------------------------------------------------------------------------------------------------

# fish calls handlers in the order in which they were defined: defining this one again puts it behind all others.
function __ssoenv_register
    function __ssoenv_on_prompt --on-event fish_prompt
        functions -q __direnv_export_eval
        and __ssoenv_follow_direnv
        __ssoenv_is_quiet
        or __ssoenv_at_prompt
        test "$__ssoenv_drawn" = 1
        or __ssoenv_keep_segment
        set -g __ssoenv_drawn 0
    end
end

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

# ---- The prompt ------------------------------------------------------------------------------------------------------

function __ssoenv_at_prompt
    set -q __ssoenv_live
    set -l first $status
    set -g __ssoenv_live
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
    test $first = 1
    or __ssoenv_tell

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
    end
    # What is still to be told comes at the second prompt.
    test $first = 1 -a -n "$__ssoenv_rec_say"
    or __ssoenv_settle_down
end

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

# The variables that a look rests on, in one: __ssoenv_situation. (Of a key only whether there is one.)
function __ssoenv_situation
    test -n "$AWS_ACCESS_KEY_ID"
    set -g __ssoenv_situation "$status:$PWD:$HOME:$XDG_STATE_HOME:$XDG_CONFIG_HOME:$AWS_CONFIG_FILE:$AWS_PROFILE:$NO_COLOR:$SSOENV_DIR:$SSOENV_APPLIED:$SSOENV_PROMPT:$SSOENV_DIRENV:$DIRENV_DIFF"
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
    set -q __ssoenv_ses_known
    or return 0
    set -g __ssoenv_quiet_from $__ssoenv_clock
    set -g __ssoenv_quiet_until 999999999999
    set -l minute 0
    if test $__ssoenv_clock -ge $__ssoenv_ses_warn -a $__ssoenv_clock -lt $__ssoenv_ses_expires
        set minute (math "$__ssoenv_ses_expires - 60 * floor(($__ssoenv_ses_expires - $__ssoenv_clock - 1) / 60)")
    end
    for instant in $__ssoenv_ses_due $__ssoenv_ses_warn $__ssoenv_ses_ended $__ssoenv_due_again $minute
        test $instant -gt $__ssoenv_clock -a $instant -lt $__ssoenv_quiet_until
        and set -g __ssoenv_quiet_until $instant
    end
end

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

# Applies what is known, and shows it.
function __ssoenv_settled
    if test $__ssoenv_known = 1
        __ssoenv_apply
    else
        __ssoenv_doubt
    end
    __ssoenv_show
    # What the hook leaves, to see at the next prompt whether direnv changed it.
    __ssoenv_value AWS_PROFILE
    set -g __ssoenv_left $__ssoenv_value
    set -g __ssoenv_diff "$DIRENV_DIFF"
end

# ---- Where -----------------------------------------------------------------------------------------------------------

# The state folder and the settings file, as the environment says now.
function __ssoenv_folders
    test "$HOME:$XDG_STATE_HOME:$XDG_CONFIG_HOME" = "$__ssoenv_folders_of"
    and return
    set -g __ssoenv_folders_of "$HOME:$XDG_STATE_HOME:$XDG_CONFIG_HOME"
    set -g __ssoenv_state "$HOME/.local/state/ssoenv"
    string match -q '/*' -- "$XDG_STATE_HOME"
    and set -g __ssoenv_state "$XDG_STATE_HOME/ssoenv"
    set -g __ssoenv_config "$HOME/.config/ssoenv/config"
    string match -q '/*' -- "$XDG_CONFIG_HOME"
    and set -g __ssoenv_config "$XDG_CONFIG_HOME/ssoenv/config"
end

# The current directory and those above it, nearest first, and beside them their names in the state folder.
function __ssoenv_places
    test "$PWD" = "$__ssoenv_pwd"
    and return
    set -g __ssoenv_pwd $PWD
    set -e __ssoenv_file
    set -g __ssoenv_dirs /
    set -g __ssoenv_names /_
    set -l dir
    set -l name
    set -l fish_read_limit 1048576
    # Through a pipe, because a command substitution would split a directory whose name holds a line break.
    printf %s $PWD | read -lz -d / -a parts
    for part in $parts
        test -n "$part"
        or continue
        set dir "$dir/$part"
        set name "$name/_$part"
        set -p __ssoenv_dirs $dir
        set -p __ssoenv_names $name
    end
end

# The nearest binding: __ssoenv_here, its directory or nothing; __ssoenv_source, file or settings; __ssoenv_name.
function __ssoenv_find
    __ssoenv_places
    # As it was: the file that was found still stands there, and none has come nearer.
    if set -q __ssoenv_file; and test -z "$__ssoenv_file" -o -e "$__ssoenv_file"
        set -q __ssoenv_nearer[1]
        or return
        path is $__ssoenv_nearer
        or return
    end
    __ssoenv_find_by_settings
    set -g __ssoenv_here ''
    set -g __ssoenv_source ''
    set -g __ssoenv_name ''
    set -g __ssoenv_file ''
    set -g __ssoenv_nearer
    set -l names $__ssoenv_names
    for dir in $__ssoenv_dirs
        set -l file $dir/.ssoenv
        test $dir = /
        and set file /.ssoenv
        # A link to nowhere is nothing, here and for the program.
        if test -e $file
            set -g __ssoenv_source file
            set -g __ssoenv_file $file
        else
            set -a __ssoenv_nearer $file
            test "$dir" = "$__ssoenv_by_settings"
            and set -g __ssoenv_source settings
        end
        if test -n "$__ssoenv_source"
            set -g __ssoenv_here $dir
            set -g __ssoenv_name $names[1]
            return
        end
        set -e names[1]
    end
end

# The nearest directory that the settings bind: __ssoenv_by_settings.
function __ssoenv_find_by_settings
    set -g __ssoenv_by_settings ''
    set -l patterns
    for line in $__ssoenv_set_dirre
        set -l depth
        set -l regex
        string match -rq '^(?:\*|(?<depth>[0-9]{1,4})) (?<regex>.+)$' -- $line
        or continue
        set -q depth[1]
        and set regex "^(?=(?:/[^/]*){$depth}\\z)(?:$regex)"
        string match -rq -- $regex $__ssoenv_dirs
        and set -a patterns $regex
    end
    set -q patterns[1]
    or return
    for dir in $__ssoenv_dirs
        for regex in $patterns
            if string match -rq -- $regex $dir
                set -g __ssoenv_by_settings $dir
                return
            end
        end
    end
end

# Whether direnv's hook is loaded and an .envrc stands here or above.
function __ssoenv_under_envrc
    test "$__ssoenv_has_direnv" = 1
    and path is $__ssoenv_dirs/.envrc
end

# ---- Records ---------------------------------------------------------------------------------------------------------

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

function __ssoenv_take_settings --argument-names text
    set -l value
    string match -rq '^ssoenv 1 (?<value>\S+)\n' -- $text
    set -g __ssoenv_set_version $value
    for key in gen file prompt commands
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
    for key in gen settings config source state profile region label protected session say
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

# The current second: __ssoenv_clock. The age of a file from 1970 is the only clock that fish has inside (fish #10093).
function __ssoenv_now
    set -g __ssoenv_clock (path mtime -R $__ssoenv_state/clock)
    string match -rq '^[0-9]{10,12}$' -- "$__ssoenv_clock"
    or set -g __ssoenv_clock (math (path mtime /) + (path mtime -R /))
end

# ---- Asking the program ----------------------------------------------------------------------------------------------

# Asks the program, and looks again. Asking is noted first: a program that is killed, or that cannot write its records, is
# not asked again for the same thing for a minute.
function __ssoenv_ask --argument-names event
    set -g __ssoenv_answer ''
    __ssoenv_hold
    __ssoenv_start $event
    __ssoenv_look
    if test $__ssoenv_fresh = 0
        __ssoenv_hold
        __ssoenv_held
    else
        # The next change of what the records were made from is news.
        set -g __ssoenv_held_for ''
    end
end

# Starts the program once and takes over what it prints.
function __ssoenv_start --argument-names event
    test -t 0; and test -t 2
    and __ssoenv_program
    or return
    set -l words settle --shell fish --event $event --dir $PWD
    test "$__ssoenv_has_direnv" = 1
    and set -a words --direnv
    test -n "$__ssoenv_named"
    and set -a words --profile $__ssoenv_named
    # In event handlers the terminal has no Ctrl-Z.
    test $event = first
    or command stty susp ^Z 2>/dev/null
    set -l fish_read_limit 1048576
    NODE_OPTIONS= $__ssoenv_command $words | read -lz answer
    # Without its last line it was cut short.
    string match -rq '(?:\A|\n)end\n*\z' -- "$answer"
    or return
    set -g __ssoenv_answer $answer
    set -l value
    string match -rq '(?m)^version (?<value>\S+)$' -- $answer
    set -g __ssoenv_told_version $value
    if test $event = first -a "$__ssoenv_has_direnv" = 1 -a -z "$__ssoenv_named"; and not set -q __ssoenv_left
        # A shell's first prompt: only the program can read from DIRENV_DIFF what direnv did before.
        set -g __ssoenv_owner ''
        if string match -rq '(?m)^direnv-owns 1$' -- $answer
            set -g __ssoenv_owner direnv
            __ssoenv_value AWS_PROFILE
            set -g __ssoenv_owned $__ssoenv_value
        end
    end
end

# What is asked is not asked again for a minute, unless directory or text change.
function __ssoenv_hold
    __ssoenv_now
    set -g __ssoenv_held_until (math $__ssoenv_clock + 60)
    set -g __ssoenv_held_for "$__ssoenv_subject:$AWS_CONFIG_FILE:$__ssoenv_text_status:$__ssoenv_text"
end

# Whether the last answer still stands although no record says it; then it is what is known.
function __ssoenv_held
    test "$__ssoenv_held_for" = "$__ssoenv_subject:$AWS_CONFIG_FILE:$__ssoenv_text_status:$__ssoenv_text"
    or return 1
    __ssoenv_now
    test $__ssoenv_clock -lt $__ssoenv_held_until
    or return 1
    test -n "$__ssoenv_answer"
    or return 0
    set -e __ssoenv_set_raw
    __ssoenv_take_settings $__ssoenv_answer
    test -n "$__ssoenv_named"
    or __ssoenv_find
    set -l value
    string match -rq '(?m)^directory (?<value>.+)$' -- $__ssoenv_answer
    test "$value" = "$__ssoenv_here"
    or return 0
    __ssoenv_take_record_lines $__ssoenv_answer
    set -g __ssoenv_rec_raw held
    set -g __ssoenv_known 1
    set -e __ssoenv_ses_known
    if test -n "$__ssoenv_rec_session"
        set -g __ssoenv_ses_raw held
        __ssoenv_take_session $__ssoenv_answer
        and set -g __ssoenv_ses_known
    end
    return 0
end

# How to start the program: __ssoenv_command. It may have gone since (an upgrade, another node); that is told once.
function __ssoenv_program
    set -g __ssoenv_command $__ssoenv_node $__ssoenv_main
    test -x "$__ssoenv_node" -a -e "$__ssoenv_main"
    and return
    if command -q ssoenv
        set -g __ssoenv_command (command -s ssoenv)
        return
    end
    set -q __ssoenv_told_gone
    or echo "ssoenv: the program is no longer at $__ssoenv_main. Try: ssoenv hook fish | source" >&2
    set -g __ssoenv_told_gone
    return 1
end

# ---- Applying --------------------------------------------------------------------------------------------------------

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
    set -e SSOENV_DIR SSOENV_APPLIED SSOENV_PREV __ssoenv_chosen_in
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

# ---- Beside direnv ---------------------------------------------------------------------------------------------------

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

# Whether AWS_PROFILE is direnv's: __ssoenv_owner; and the profile, where `use sso_profile` chose it: __ssoenv_named.
# Status 1: at a shell's first prompt that cannot be seen from here.
function __ssoenv_direnv_turn --argument-names first
    set -g __ssoenv_named ''
    if not functions -q __direnv_export_eval
        set -g __ssoenv_has_direnv 0
        set -g __ssoenv_owner ''
        return 0
    end
    __ssoenv_value AWS_PROFILE
    if set -qx SSOENV_DIRENV; and test "=$SSOENV_DIRENV" = $__ssoenv_value
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

# What direnv set; or by hand, where someone has changed that since.
function __ssoenv_shown_direnv
    set -g __ssoenv_shown direnv
    __ssoenv_value AWS_PROFILE
    test "$__ssoenv_value" = "$__ssoenv_owned"
    or set -g __ssoenv_shown manual
end

# ---- Showing ---------------------------------------------------------------------------------------------------------

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
    set -qx AWS_ACCESS_KEY_ID; and test -n "$AWS_ACCESS_KEY_ID"
    and set hides !
    set -l key "$__ssoenv_shown:$standing:$minutes:$hides:$__ssoenv_rec_protected:$__ssoenv_set_prompt:$NO_COLOR:$__ssoenv_chosen:$__ssoenv_rec_label:$AWS_PROFILE"
    test "$key" = "$__ssoenv_shown_key"
    and return
    set -g __ssoenv_shown_key $key

    set -l state $__ssoenv_shown
    set -l label
    set -l rest
    set -l colour green
    test -n "$__ssoenv_rec_protected" -a "$__ssoenv_rec_profile" = "$AWS_PROFILE"
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
    set -g __ssoenv_segment
    if test -n "$text" -a "$__ssoenv_set_prompt" != off
        set -g __ssoenv_segment "$text "
        test -n "$NO_COLOR"
        or set -g __ssoenv_segment (set_color $colour)$text(set_color normal)' '
    end
end

# The name in AWS_PROFILE, which anybody may have set: __ssoenv_label.
function __ssoenv_label_by_name
    set -g __ssoenv_label $AWS_PROFILE
    test -z "$AWS_PROFILE"
    or string match -rq '^[A-Za-z0-9_@+.%:/=,-]{1,128}\z' -- "$AWS_PROFILE"
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

# Keeps the segment in the prompt. A prompt that went by without __ssoenv_drawn has another fish_prompt: it was loaded
# after us, or a theme was chosen.
function __ssoenv_keep_segment
    test "$__ssoenv_opt_prompt" = 1; and not set -q __ssoenv_elsewhere; and functions -q fish_prompt
    or return
    set -l body (functions fish_prompt | string collect)
    if string match -rq 'starship|oh-my-posh|_omp_' -- "$body"
        # They show AWS_PROFILE themselves, and have SSOENV_PROMPT.
        set -g __ssoenv_elsewhere
        return
    end
    string match -q '*__ssoenv_drawn*' -- "$body"
    and return
    # A new copy each time: the prompt that came may be calling an older wrapper of ours.
    set -g __ssoenv_wraps (math 0$__ssoenv_wraps + 1)
    set -l copy __ssoenv_wrapped_$__ssoenv_wraps
    functions -c fish_prompt $copy
    function fish_prompt --inherit-variable copy --description 'The prompt, with ssoenv before its last line'
        # First of all, so that the prompt sees $status and $pipestatus. fish 4.1 passes --final-rendering.
        set -l lines ($copy $argv)
        if test $copy = "__ssoenv_wrapped_$__ssoenv_wraps"
            set -g __ssoenv_drawn 1
            set -q lines[1]
            or set lines ''
            set lines[-1] "$__ssoenv_segment$lines[-1]"
        end
        # No line end after the last: whoever wraps this one may have something to put there.
        set -q lines[2]
        and printf '%s\n' $lines[1..-2]
        printf %s $lines[-1]
    end
end

# ---- By hand ---------------------------------------------------------------------------------------------------------

# Only `ssoenv use` needs a function: it acts on this shell.
function ssoenv --description 'In the right AWS account in each directory'
    __ssoenv_program
    or return 127
    # Whatever it does may be what an answer was waiting for.
    set -g __ssoenv_held_for ''
    if test "$argv[1]" != use; or contains -- --help $argv; or contains -- -h $argv
        NODE_OPTIONS= $__ssoenv_command $argv
        return
    end
    set -e argv[1]
    if test "$argv" = -; and set -q __ssoenv_before_use
        set argv --unset
        test $__ssoenv_before_use != -
        and set argv (string sub -s 2 -- $__ssoenv_before_use | string collect)
    end
    NODE_OPTIONS= $__ssoenv_command use --for-shell $argv | read -lz answer
    set -l result $pipestatus[1]
    string match -rq '(?:\A|\n)end\n*\z' -- "$answer"
    or return $result
    __ssoenv_value AWS_PROFILE
    set -g __ssoenv_before_use $__ssoenv_value
    set -l profile
    if string match -rq '(?m)^profile (?<profile>.+)$' -- $answer
        set -gx AWS_PROFILE $profile
    else
        set -eg AWS_PROFILE
        # fish exports a universal variable even past a global one that is not exported: nothing could hide it.
        if set -q AWS_PROFILE
            echo 'ssoenv: AWS_PROFILE is a universal variable, set for all shells. Try: set -e -U AWS_PROFILE' >&2
            set result 1
        end
    end
    set -g __ssoenv_chosen "$AWS_PROFILE"
    set -g __ssoenv_chosen_in $SSOENV_DIR
    return $result
end

# Takes all of it away and puts back what was.
function ssoenv_deactivate --description 'Takes ssoenv out of this shell'
    set -q SSOENV_DIR; and test "$AWS_PROFILE" = "$SSOENV_APPLIED" -a "$__ssoenv_owner" != direnv
    and __ssoenv_leave
    # A prompt that calls our wrapper by another name still needs what it wraps.
    set -l functions (functions --all --names | string match '__ssoenv_*' | string match -v '__ssoenv_wrapped_*')
    set -l copy __ssoenv_wrapped_$__ssoenv_wraps
    if functions -q $copy; and functions fish_prompt | string match -q '*__ssoenv_drawn*'
        functions -e fish_prompt
        functions -c $copy fish_prompt
        set -a functions $copy
    end
    for variable in DIR APPLIED PREV APPLIED_REGION PREV_REGION STATE PROMPT SHELL
        set -e SSOENV_$variable
    end
    set -l variables (set --names | string match '__ssoenv_*')
    set -e $variables
    functions -e ssoenv ssoenv_deactivate $functions
end

# ---- Loading ---------------------------------------------------------------------------------------------------------

# Loading it twice changes nothing: what the shell knows stays, the functions are the same. Only what others have loaded
# since is looked at again.
set -e __ssoenv_direnv_marks
set -e __ssoenv_elsewhere
set -q SSOENV_LOGIN_BEFORE
and set -g __ssoenv_opt_commands 1
set -q __ssoenv_live
or begin
    set -g __ssoenv_due_again 0
    set -g __ssoenv_acting 0
    set -g __ssoenv_shown none
    __ssoenv_take_settings ''
end
set -gx SSOENV_SHELL fish
__ssoenv_register
