# The segment in fish_prompt.

# Keeps the segment in the prompt. A prompt that went by without __ssoenv_drawn has another fish_prompt: it was loaded
# after us, or a theme was chosen.
function __ssoenv_keep_segment
    test "$__ssoenv_opt_prompt" = 1; and not set -q __ssoenv_elsewhere; and functions -q fish_prompt
    or return
    set -l body (functions fish_prompt | string collect)
    set -l right
    functions -q fish_right_prompt
    and set right (functions fish_right_prompt | string collect)
    if string match -rq 'starship|oh-my-posh|_omp_|SSOENV_PROMPT' -- "$body$right"
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
