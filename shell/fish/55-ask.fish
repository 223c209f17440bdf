# Asking the program, where records do not tell, and what it has answered.

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
    string match -rq '(?m)^clash (?<value>.+)$' -- $answer
    and set -g __ssoenv_clash $value
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
