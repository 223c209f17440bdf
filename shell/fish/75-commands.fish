# What the person types: `ssoenv`, and `ssoenv_deactivate`.

# `ssoenv use` acts on this shell; `ssoenv env` is evaluated here, unless another --format is asked for.
function ssoenv --description 'In the right AWS account in each directory'
    __ssoenv_program
    or return 127
    # Whatever it does may be what an answer was waiting for.
    set -g __ssoenv_held_for ''
    if test "$argv[1]" != use; or contains -- --help $argv; or contains -- -h $argv
        test "$argv[1]" = env; and not string match -q -- '--format*' $argv
        and set -a argv --format fish
        NODE_OPTIONS= $__ssoenv_command $argv
        return
    end
    set -e argv[1]
    set -l words $argv
    set -l at (contains -i -- - $argv)
    and if set -q __ssoenv_before_use
        set words[$at] --unset
        test $__ssoenv_before_use != -
        and set words[$at] (string sub -s 2 -- $__ssoenv_before_use | string collect)
    end
    set -l answer
    set -l result 0
    if test "$words" != "$argv" -a "$__ssoenv_before_use" = "=$SSOENV_APPLIED"
        # To what the binding has set itself. Any other profile has to pass the guard again.
        set answer profile\ $SSOENV_APPLIED\nend
    else
        NODE_OPTIONS= $__ssoenv_command use --for-shell --say-protected $words | read -z answer
        set result $pipestatus[1]
    end
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
    set -g __ssoenv_guarded
    string match -rq '(?m)^protected 1$' -- $answer
    and set -g __ssoenv_guarded $AWS_PROFILE
    set -g __ssoenv_chosen "$AWS_PROFILE"
    set -g __ssoenv_chosen_in $SSOENV_DIR
    return $result
end

# Completion of the words after `ssoenv`: what it needs is read when it is first asked for.
function __ssoenv_complete
    set -l file (string replace -r '[^/]*$' completions.fish -- $__ssoenv_main)
    functions -q __ssoenv_complete_words
    or begin
        test -f $file
        and source $file
    end
    and __ssoenv_complete_words
end

# Takes all of it away and puts back what was.
function ssoenv_deactivate --description 'Takes ssoenv out of this shell'
    set -q SSOENV_DIR; and test "$AWS_PROFILE" = "$SSOENV_APPLIED" -a "$__ssoenv_owner" != direnv
    and __ssoenv_leave
    __ssoenv_give_keys_back
    __ssoenv_publish
    # A prompt that calls our wrapper by another name still needs what it wraps.
    set -l functions (functions --all --names | string match '__ssoenv_*' | string match -v '__ssoenv_wrapped_*')
    set -l copy __ssoenv_wrapped_$__ssoenv_wraps
    if functions -q $copy; and functions fish_prompt | string match -q '*__ssoenv_drawn*'
        functions -e fish_prompt
        functions -c $copy fish_prompt
        set -a functions $copy
    end
    for variable in DIR APPLIED PREV APPLIED_REGION PREV_REGION STATE PROMPT SHELL SHELL_PID
        set -e SSOENV_$variable
    end
    set -l variables (set --names | string match '__ssoenv_*')
    set -e $variables
    complete -c ssoenv -e
    functions -e ssoenv ssoenv_deactivate $functions
end
