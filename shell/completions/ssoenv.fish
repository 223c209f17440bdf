# Completion of `ssoenv` for fish 3.6 and newer. The hook reads it at the first TAB, from beside the program; the build puts the table of
# commands behind it: __ssoenv_table_of COMMAND sets __ssoenv_table to lines, see shell/README.md §9.

function __ssoenv_complete_words
    set -l typed (commandline --current-process --tokenize --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    # Variables may stand before the command.
    while string match -rq '^\w+=' -- $typed[1]
        set -e typed[1]
    end
    set -e typed[1]
    set -l command
    set -l kind
    set -l position 0
    set -l at 0
    __ssoenv_table_of ''
    for name in $typed
        set at (math $at + 1)
        if test "$name" = --
            set -e typed[1..$at]
            complete --do-complete (string join -- ' ' (string escape -- $typed) "$word")
            return
        else if test -n "$kind"
            set kind ''
        else if string match -q -- '-*' $name
            set kind (__ssoenv_kind_of_flag $name)
            test "$kind" != -
            or set kind ''
        else if test $position = 0; and __ssoenv_table_of (string join -- ' ' $command $name)
            set -a command $name
        else
            set position (math $position + 1)
        end
    end
    if test -n "$kind"
        __ssoenv_offer_kind $kind ''
    else if string match -rq -- '^(?<flag>--[^=]+=)' "$word"
        __ssoenv_offer_kind (__ssoenv_kind_of_flag (string trim -r -c = -- $flag)) $flag
    else if string match -q -- '-*' "$word"
        string replace -rf '^f\t([^\t]*)\t[^\t]*\t' '$1\t' -- $__ssoenv_table
    else
        string replace -rf '^c\t([^\t]*)\t[^\t]*\t' '$1\t' -- $__ssoenv_table
        __ssoenv_offer_kind (__ssoenv_kind_of_position $position) ''
    end
end

function __ssoenv_kind_of_flag --argument-names flag
    for line in (string match -- f\t$flag\t'*' $__ssoenv_table)
        string split -f 3 \t -- $line
    end
end

function __ssoenv_kind_of_position --argument-names position
    set -l kinds (string match -rg '^[aA]\t[^\t]*\t([^\t]*)' -- $__ssoenv_table)
    set -l index (math $position + 1)
    if set -q kinds[$index]
        echo $kinds[$index]
    else if string match -q -- A\t'*' $__ssoenv_table
        echo $kinds[-1]
    end
end

# Usage: __ssoenv_offer_kind KIND BEFORE
# What may stand where something of this kind is expected, each with BEFORE in front.
function __ssoenv_offer_kind --argument-names kind before
    switch "$kind"
        case '=*'
            printf '%s\n' $before(string split , -- (string sub -s 2 -- $kind))
        case profiles
            set -l names (__ssoenv_config_names profile)
            set -q names[1]
            and printf '%s\tprofile\n' $before$names
        case sessions
            set -l names (__ssoenv_config_names sso-session)
            set -q names[1]
            and printf '%s\tSSO session\n' $before$names
        case files
            __fish_complete_path (commandline --current-token --cut-at-cursor)
    end
end

function __ssoenv_config_names --argument-names kind
    set -l config $HOME/.aws/config
    test -n "$AWS_CONFIG_FILE"
    and set config (string replace -r '^~/' "$HOME/" -- $AWS_CONFIG_FILE)
    test -f $config
    and LC_ALL=C SSOENV_PREFIX= command awk -v kind=$kind -f (string replace -r '[^/]*$' names.awk -- $__ssoenv_main) $config 2>/dev/null
end
